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
	Image       string                       `yaml:"image"`
	Build       string                       `yaml:"build"`
	Environment map[string]string            `yaml:"environment"`
	Ports       []string                     `yaml:"ports"`
	Volumes     []string                     `yaml:"volumes"`
	DependsOn   map[string]map[string]string `yaml:"depends_on"`
	Health      struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
	ReadOnly bool     `yaml:"read_only"`
	CapDrop  []string `yaml:"cap_drop"`
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

func TestComposeStartsBoth(t *testing.T) {
	c := readCompose(t)
	mongo, kist := c.Services["mongo"], c.Services["kist"]
	if len(c.Services) != 2 || mongo.Image == "" || kist.Build != "." {
		t.Fatalf("the services are %v", slices.Sorted(maps.Keys(c.Services)))
	}
	check := strings.Join(mongo.Health.Test, " ")
	for _, part := range []string{"mongosh", "rs.status()", "catch", "rs.initiate(", `host: "mongo:27017"`, "isWritablePrimary"} {
		if !strings.Contains(check, part) {
			t.Errorf("the database's check lacks %q: %s", part, check)
		}
	}
	if got := kist.DependsOn["mongo"]["condition"]; got != "service_healthy" {
		t.Errorf("kist waits for the database to be %q", got)
	}
	if !strings.HasPrefix(kist.Environment["KIST_STORE"], "mongodb://mongo:27017/") || !strings.Contains(kist.Environment["KIST_STORE"], "replicaSet=rs0") {
		t.Errorf("kist keeps answers in %q", kist.Environment["KIST_STORE"])
	}
	if !kist.ReadOnly || !slices.Equal(kist.CapDrop, []string{"ALL"}) {
		t.Error("kist may write to its image, or has rights that it does not need")
	}
	if version, err := strconv.ParseFloat(strings.TrimPrefix(mongo.Image, "mongo:"), 64); err != nil || version < 6 {
		t.Errorf("the database is %s; it must be MongoDB 6 or later", mongo.Image)
	}
}

func TestComposeOpensNothingByAccident(t *testing.T) {
	c := readCompose(t)
	used := map[string]bool{}
	for name, s := range c.Services {
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: port %s is open to the network", name, port)
			}
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, ok := c.Volumes[volume]; !ok {
				t.Errorf("%s: volume %s is not declared", name, v)
			}
			if used[volume] {
				t.Errorf("volume %s is shared: keys and answers live apart", volume)
			}
			used[volume] = true
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
	for _, part := range []string{"CGO_ENABLED=0 go build -trimpath", "./server"} {
		if !strings.Contains(build, part) {
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
