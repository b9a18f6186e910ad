package arch

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// There is no container engine where these tests run. They check what can be
// read: that the files agree with each other and with the program.

// compose is the part of compose.yaml that is checked.
type compose struct {
	Services map[string]service        `yaml:"services"`
	Volumes  map[string]map[string]any `yaml:"volumes"`
}

type service struct {
	Image       string            `yaml:"image"`
	Build       string            `yaml:"build"`
	Environment map[string]string `yaml:"environment"`
	Ports       []string          `yaml:"ports"`
	Volumes     []string          `yaml:"volumes"`
	DependsOn   waits             `yaml:"depends_on"`
	Health      struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
	ReadOnly bool     `yaml:"read_only"`
	CapDrop  []string `yaml:"cap_drop"`
}

// waits is what a service waits for: names with conditions, or names alone.
type waits map[string]map[string]string

// UnmarshalYAML takes both forms.
func (w *waits) UnmarshalYAML(n *yaml.Node) error {
	*w = waits{}
	var names []string
	if n.Decode(&names) == nil {
		for _, name := range names {
			(*w)[name] = nil
		}
		return nil
	}
	return n.Decode((*map[string]map[string]string)(w))
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func readCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// settings are the names of all settings that the program reads.
func settings(all []*source) map[string]bool {
	names := map[string]bool{}
	for _, s := range all {
		if s.pkg != "kist/internal/config" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if name, err := strconv.Unquote(lit.Value); err == nil && setting.FindString(name) == name && name != "" {
					names[name] = true
				}
			}
			return true
		})
	}
	return names
}

var setting = regexp.MustCompile(`KIST_[A-Z][A-Z_]*[A-Z]`)

func TestSettingsAreFound(t *testing.T) {
	known := settings(allSources(t))
	for _, name := range []string{"KIST_STORE", "KIST_ADDR", "KIST_KEY_FILE", "KIST_URL", "KIST_ROLE"} {
		if !known[name] {
			t.Errorf("%s is not among %v", name, slices.Sorted(maps.Keys(known)))
		}
	}
}

func TestComposeStartsAll(t *testing.T) {
	c := readCompose(t)
	mongo, proxy := c.Services["mongo"], c.Services["proxy"]
	if len(c.Services) != 4 || mongo.Image == "" || !strings.HasPrefix(proxy.Image, "caddy:") {
		t.Fatalf("the services are %v", slices.Sorted(maps.Keys(c.Services)))
	}
	check := strings.Join(mongo.Health.Test, " ")
	for _, part := range []string{"mongosh", "rs.status()", "catch", "rs.initiate(", `host: "mongo:27017"`, "isWritablePrimary"} {
		if !strings.Contains(check, part) {
			t.Errorf("the database's check lacks %q: %s", part, check)
		}
	}
	for _, name := range []string{"kist-a", "kist-b"} {
		kist := c.Services[name]
		if got := kist.DependsOn["mongo"]["condition"]; got != "service_healthy" || kist.Build != "." {
			t.Errorf("%s waits for the database to be %q", name, got)
		}
		if !strings.HasPrefix(kist.Environment["KIST_STORE"], "mongodb://mongo:27017/") || !strings.Contains(kist.Environment["KIST_STORE"], "replicaSet=rs0") {
			t.Errorf("%s keeps answers in %q", name, kist.Environment["KIST_STORE"])
		}
		if !kist.ReadOnly || !slices.Equal(kist.CapDrop, []string{"ALL"}) {
			t.Errorf("%s may write to its image, or has rights that it does not need", name)
		}
		if _, ok := proxy.DependsOn[name]; !ok || !strings.Contains(read(t, "deploy/Caddyfile"), name+":8080") {
			t.Errorf("the proxy does not lead to %s", name)
		}
	}
	if got := c.Services["kist-b"].DependsOn["kist-a"]["condition"]; got != "service_healthy" {
		t.Errorf("both servers could make a key file: the second waits for the first to be %q", got)
	}
	if version, err := strconv.ParseFloat(strings.TrimPrefix(mongo.Image, "mongo:"), 64); err != nil || version < 6 {
		t.Errorf("the database is %s; it must be MongoDB 6 or later", mongo.Image)
	}
}

// TestComposeIsOne holds compose.yaml against the schema of such files.
func TestComposeIsOne(t *testing.T) {
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(read(t, "internal/arch/testdata/compose-spec.json")))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("compose-spec.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("compose-spec.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(text string) error {
		var doc any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			return err
		}
		return compiled.Validate(doc)
	}
	text := read(t, "compose.yaml")
	if err := valid(text); err != nil {
		t.Error(err)
	}
	for _, wrong := range [][2]string{{"restart: unless-stopped", "restart: [unless]"}, {"read_only: true", "read_onlie: true"}, {"tmpfs: [/tmp]", "tmpfs: {a: b}"}} {
		if bad := strings.Replace(text, wrong[0], wrong[1], 1); bad == text || valid(bad) == nil {
			t.Errorf("%q is no mistake", wrong[1])
		}
	}
}

// The proxies keep no line of a request, nor of one that failed: both hold addresses.
func TestProxiesKeepNoLog(t *testing.T) {
	for _, name := range []string{"deploy/Caddyfile", "deploy/Caddyfile.vm"} {
		text := regexp.MustCompile(`(?m)^\s*#.*\n`).ReplaceAllString(read(t, name), "")
		if n := strings.Count(text, "log"); n != 1 || !regexp.MustCompile(`log default \{\s+output stderr\s+include tls\s+\}`).MatchString(text) {
			t.Errorf("%s: it may log more than how certificates are got", name)
		}
	}
}

func TestComposeOpensNothingByAccident(t *testing.T) {
	c := readCompose(t)
	used := map[string]string{}
	for name, s := range c.Services {
		for _, port := range s.Ports {
			if name != "proxy" && !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: port %s is open to the network", name, port)
			}
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if strings.HasPrefix(volume, "./") {
				continue // a file of this repository
			}
			if _, ok := c.Volumes[volume]; !ok {
				t.Errorf("%s: volume %s is not declared", name, v)
			}
			of := strings.TrimRight(name, "ab") // both servers are one
			if used[volume] != "" && used[volume] != of {
				t.Errorf("volume %s is shared: keys and answers live apart", volume)
			}
			used[volume] = of
		}
	}
	if len(used) != len(c.Volumes) {
		t.Errorf("declared volumes %v, used %v", slices.Sorted(maps.Keys(c.Volumes)), slices.Sorted(maps.Keys(used)))
	}
}

var (
	secretName  = regexp.MustCompile(`(?i)(password|secret|token|_key$)`)
	credentials = regexp.MustCompile(`://[^/@\s]+:[^/@\s]+@`)
)

func TestComposeHoldsNoSecret(t *testing.T) {
	known := settings(allSources(t))
	for name, s := range readCompose(t).Services {
		for key, value := range s.Environment {
			if strings.HasPrefix(key, "KIST_") && !known[key] {
				t.Errorf("%s: the program knows no setting %s", name, key)
			}
			if secretName.MatchString(key) || credentials.MatchString(value) {
				t.Errorf("%s: %s holds a secret", name, key)
			}
		}
	}
	if !credentials.MatchString("mongodb://u:p@h/") || credentials.MatchString("mongodb://h:27017/x?y=a@b") {
		t.Error("the check of addresses does not tell a password")
	}
}

// instructions are the lines of the Dockerfile without remarks, continued
// lines joined.
func instructions(t *testing.T) []string {
	text := regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(read(t, "Dockerfile"), "")
	text = strings.ReplaceAll(text, "\\\n", " ")
	return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

func TestImageIsTheProgramAlone(t *testing.T) {
	lines := instructions(t)
	last := slices.Index(lines, "FROM scratch")
	if last < 0 || slices.ContainsFunc(lines[last+1:], func(l string) bool { return strings.HasPrefix(l, "FROM ") }) {
		t.Fatal("the image is not made from scratch")
	}
	build, image := strings.Join(lines[:last], "\n"), strings.Join(lines[last:], "\n")
	if !strings.Contains(build, `RUN ./build.sh /out/kist "${COMMIT}"`) {
		t.Error("the image is not built as the program is shipped")
	}
	if !strings.Contains(read(t, ".ci/release"), `/source/build.sh" "$folder/$n/kist" "$(git rev-parse HEAD)"`) {
		t.Error("what is released is not built as the program is shipped")
	}
	script := read(t, "build.sh")
	for _, part := range []string{"CGO_ENABLED=0 go build -trimpath -tags timetzdata", " ./server\n", "main.commit=$2"} {
		if !strings.Contains(script, part) {
			t.Errorf("the build lacks %q", part)
		}
	}
	for _, part := range []string{
		"/etc/ssl/certs/ca-certificates.crt", "KIST_STORE=none", "KIST_ADDR=0.0.0.0:8080", "KIST_KEY_FILE=/keys/kist.key",
		"VOLUME /keys", `CMD ["/kist", "ping"]`, `ENTRYPOINT ["/kist"]`, "EXPOSE 8080",
	} {
		if !strings.Contains(image, part) {
			t.Errorf("the image lacks %q", part)
		}
	}
	user := regexp.MustCompile(`(?m)^USER ([0-9]+):([0-9]+)$`).FindStringSubmatch(image)
	if user == nil || user[1] == "0" || user[2] == "0" {
		t.Errorf("the program runs as %v", user)
	}
}

func TestImageIsBuiltWithTheRightGo(t *testing.T) {
	version := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindStringSubmatch(read(t, "go.mod"))
	if version == nil || !strings.Contains(read(t, "Dockerfile"), "FROM golang:"+version[1]+"-") {
		t.Errorf("go.mod asks for %v, the Dockerfile has another", version)
	}
}

// What a running server writes beside the sources goes into no image and no
// commit.
func TestAnswersAndKeysStayOut(t *testing.T) {
	for name, wanted := range map[string][]string{
		".gitignore":    {"/kist.db*", "*.key", "/dist/"},
		".dockerignore": {".git", "**/*.db", "**/*.key"},
	} {
		lines := strings.Split(read(t, name), "\n")
		for _, want := range wanted {
			if !slices.Contains(lines, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
}

// testSettings are for tests and builds that are never shipped.
var testSettings = []string{"KIST_TEST_MONGODB", "KIST_FAILPOINT", "KIST_CLOCK_OFF"}

func TestSettingsAreDocumented(t *testing.T) {
	known := settings(allSources(t))
	guide := read(t, "docs/operator.md")
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if !strings.Contains(guide, name) && !slices.Contains(testSettings, name) {
			t.Errorf("docs/operator.md does not tell of %s", name)
		}
	}
	textFiles(t, []string{".md", "Dockerfile"}, func(file, text string) {
		for _, name := range setting.FindAllString(text, -1) {
			if !known[name] && !slices.Contains(testSettings, name) {
				t.Errorf("%s tells of %s, which the program does not know", file, name)
			}
		}
	})
}

func TestLicence(t *testing.T) {
	text := read(t, "LICENSE")
	for _, part := range []string{"Apache License", "Version 2.0, January 2004", "END OF TERMS AND CONDITIONS"} {
		if !strings.Contains(text, part) {
			t.Errorf("LICENSE lacks %q", part)
		}
	}
	for _, file := range []string{"axe.min.js", "axe.LICENSE", "axe.LICENSE-3RD-PARTY"} {
		head := read(t, "internal/browsertest/testdata/"+file)
		if file == "axe.min.js" && !strings.Contains(head[:1000], "Mozilla Public") {
			t.Error("axe-core lost its licence header")
		}
	}
}

// unit reads the directives of the systemd unit.
func unit(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, line := range strings.Split(read(t, "deploy/kist.service"), "\n") {
		if name, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			all[name] = append(all[name], value)
		}
	}
	return all
}

func TestTheUnitIsLocked(t *testing.T) {
	u := unit(t)
	for name, want := range map[string]string{
		"ExecStart": "/usr/local/bin/kist serve", "User": "kist", "CapabilityBoundingSet": "", "NoNewPrivileges": "yes", "ProtectSystem": "strict",
		"PrivateTmp": "yes", "PrivateDevices": "yes", "MemoryDenyWriteExecute": "yes", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "UMask": "0077", "Restart": "always",
	} {
		if got := u[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	drain := regexp.MustCompile(`drainTime = (\d+) \* time.Second`).FindStringSubmatch(read(t, "server/serve.go"))
	patience, err := strconv.Atoi(u["TimeoutStopSec"][0])
	if drain == nil || err != nil {
		t.Fatal(drain, err)
	}
	if n, err := strconv.Atoi(drain[1]); err != nil || patience <= n {
		t.Errorf("it is killed after %d s, and lets answers in for %s", patience, drain[1])
	}
}

// The table of what is kept how long says what the program does.
func TestRetentionIsDocumented(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "docs/operator.md"), "## What is kept how long")
	table, _, _ = strings.Cut(table, "\n## ")
	for row, where := range map[string][3]string{ // how the row begins -> file, what stands there, what the row says
		"concerns":             {"internal/texts/concern.go", "const keepDays = 30\n", "30 days"},
		"requests to be":       {"internal/contacts/contacts.go", "const keepDays = 30\n", "30 days"},
		"drafts of children":   {"internal/ballot/drafts.go", "const DraftDays = 7\n", "7 days"},
		"forms on paper":       {"internal/ballot/paper.go", "const PaperDays = 7\n", "7 days"},
		"recordings":           {"internal/media/files.go", "const lingers = 2 * 24 * time.Hour\n", "2 days"},
		"sessions of staff":    {"internal/people/sessions.go", "= 8 * time.Hour\n", "8 hours"},
		"one-time links":       {"internal/people/links.go", "const LinkLasts = 24 * time.Hour\n", "24 hours"},
		"links by which":       {"internal/inspections/tablets.go", "linkDays   = 7\n", "7 days"},
		"answers and texts in": {"internal/config/config.go", "defaultKeepDays  = 365\n", "(365) days"},
		"backups":              {"internal/config/config.go", "defaultBackups   = 14\n", "(14)"},
	} {
		line := regexp.MustCompile(`(?m)^\| ` + row + `.*$`).FindString(table)
		if !strings.Contains(read(t, where[0]), where[1]) || !strings.Contains(line, where[2]) {
			t.Errorf("%s says %q, and the table %q", where[0], strings.TrimSpace(where[1]), line)
		}
	}
}
