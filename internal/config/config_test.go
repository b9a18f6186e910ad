package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	_ "kist/internal/sameseed" // the same cases in every run

	"pgregory.net/rapid"
)

// env reads settings from a list such as "KIST_ADDR=:80".
func env(t testing.TB, settings ...string) func(string) string {
	t.Helper()
	all := map[string]string{}
	for _, s := range settings {
		name, value, ok := strings.Cut(s, "=")
		if !ok || all[name] != "" {
			t.Fatalf("not a setting of its own: %q", s)
		}
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

func TestNothingSet(t *testing.T) {
	c, err := Read(env(t))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.URL.String() != "http://127.0.0.1:8080" || c.Store != "sqlite:kist.db" ||
		c.KeyFile != "kist.key" || c.Role != All || c.Lang != "en" || c.SealEvery != 10*time.Minute || c.ExitURL == "" {
		t.Errorf("%+v", c)
	}
	if !c.Loopback() {
		t.Error("with nothing set, others can reach it")
	}
}

func TestEverythingSet(t *testing.T) {
	c, err := Read(env(t, "KIST_ADDR=0.0.0.0:80", "KIST_URL= https://kist.example/ ", "KIST_STORE=mongodb://a:27017,b:27017,c:27017/kist?replicaSet=rs0",
		"KIST_KEY_FILE=/keys/kist.key", "KIST_ROLE=collect", "KIST_LANG=gd", "KIST_METRICS_ADDR=127.0.0.1:9100", "KIST_SEAL_EVERY=90s", "KIST_EXIT_URL=https://weather.example/today", "KIST_PROXY=127.0.0.1, 10.0.0.0/8,::1", "KIST_WEBHOOKS=Cases.example.org, 10.1.2.0/24,127.0.0.1",
		"KIST_BACKUP_DIR=/backups", "KIST_BACKUP_KEEP=30"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "0.0.0.0:80" || c.URL.String() != "https://kist.example" || !strings.HasPrefix(c.Store, "mongodb://a:27017,b") ||
		c.KeyFile != "/keys/kist.key" || c.Metrics != "127.0.0.1:9100" || c.Role != Collect || c.Lang != "gd" || c.SealEvery != 90*time.Second || c.ExitURL != "https://weather.example/today" ||
		fmt.Sprint(c.Proxies) != "[127.0.0.1/32 10.0.0.0/8 ::1/128]" || fmt.Sprint(c.Webhooks) != "{[cases.example.org] [10.1.2.0/24 127.0.0.1/32]}" ||
		c.Backups != (Backups{"/backups", 30}) {
		t.Errorf("%+v", c)
	}
}

func TestFromEnvironment(t *testing.T) {
	t.Setenv("KIST_ADDR", "localhost:9")
	t.Setenv("KIST_STORE", "")
	if c, err := FromEnvironment(); err != nil || c.Addr != "localhost:9" || c.Store != "sqlite:kist.db" {
		t.Errorf("%v, %v", c, err)
	}
}

const away = "KIST_ADDR=0.0.0.0:8080"

func TestOneSetting(t *testing.T) {
	for _, c := range []struct {
		set  []string
		want []string // what the message says; none: it is accepted
	}{
		{[]string{"KIST_STORE=sqlite:/data/kist.db"}, nil},
		{[]string{"KIST_STORE=mongodb://mongo:27017/kist?replicaSet=rs0"}, nil},
		{[]string{"KIST_STORE=mongodb+srv://user:word@cluster.example/kist"}, nil},
		{[]string{"KIST_STORE=none"}, []string{"KIST_STORE is not set", "mongodb://", "sqlite:"}},
		{[]string{"KIST_STORE=sqlite:"}, []string{"is not known", "sqlite:FILE"}},
		{[]string{"KIST_STORE=kist.db"}, []string{"KIST_STORE=kist.db is not known"}},
		{[]string{"KIST_STORE=postgres://h/kist"}, []string{"is not known"}},
		{[]string{"KIST_METRICS_ADDR=9100"}, []string{"KIST_METRICS_ADDR=9100 is not an address"}},
		{[]string{"KIST_STORE=mongodb://"}, []string{"not a MongoDB address"}},
		{[]string{"KIST_STORE=mongodb://u:50%@h/kist"}, []string{"not a MongoDB address", "%40"}},
		{[]string{"KIST_ROLE=review"}, nil},
		{[]string{"KIST_ROLE=both"}, []string{"KIST_ROLE=both", "all, collect or review"}},
		{[]string{"KIST_LANG=ar"}, nil},
		{[]string{"KIST_LANG=xx"}, []string{"KIST_LANG=xx is no language", "ar, ", "en, ", "gd, "}},
		{[]string{"KIST_LANG=../en"}, []string{"KIST_LANG=../en is no language"}},
		{[]string{"KIST_SEAL_EVERY=1s"}, nil},
		{[]string{"KIST_BACKUP_KEEP=0"}, []string{"KIST_BACKUP_KEEP=0", "from 1 to 400", "such as 14"}},
		{[]string{"KIST_BACKUP_KEEP=all"}, []string{"KIST_BACKUP_KEEP=all"}},
		{[]string{"KIST_SEAL_EVERY=10"}, []string{"KIST_SEAL_EVERY=10", "10m0s"}},
		{[]string{"KIST_SEAL_EVERY=10ms"}, []string{"from 1s to 24h"}},
		{[]string{"KIST_SEAL_EVERY=48h"}, []string{"from 1s to 24h"}},
		{[]string{"KIST_SEAL_EVERY=-1m"}, []string{"from 1s to 24h"}},
		{[]string{"KIST_KEEP_DAYS=0"}, nil},
		{[]string{"KIST_KEEP_DAYS=90"}, nil},
		{[]string{"KIST_KEEP_DAYS=7"}, []string{"KIST_KEEP_DAYS=7", "from 30 to 3650, or 0"}},
		{[]string{"KIST_KEEP_DAYS=a year"}, []string{"such as 365"}},
		{[]string{"KIST_PROXY=,"}, nil},
		{[]string{"KIST_PROXY=proxy.example"}, []string{"KIST_PROXY=proxy.example", "10.0.0.0/8"}},
		{[]string{"KIST_PROXY=127.0.0.1,10.0.0.0/99"}, []string{"10.0.0.0/99 is neither"}},
		{[]string{"KIST_WEBHOOKS=,"}, nil},
		{[]string{"KIST_WEBHOOKS=https://cases.example.org"}, []string{"KIST_WEBHOOKS=", "cases.example.org or 10.1.2.0/24"}},
		{[]string{"KIST_WEBHOOKS=*.example.org"}, []string{"*.example.org is neither"}},
		{[]string{"KIST_WEBHOOKS=localhost"}, []string{"localhost is neither"}},
		{[]string{"KIST_WEBHOOKS=0.0.0.0/0"}, []string{"0.0.0.0/0 is everywhere"}},
		{[]string{"KIST_WEBHOOKS=10.1.2.0/24,::/0"}, []string{"::/0 is everywhere"}},
		{[]string{"KIST_WEBHOOKS=::ffff:10.1.2.0/120"}, []string{"::ffff:10.1.2.0/120 is"}},
		{[]string{"KIST_WEBHOOKS=cases.example.org:8443"}, []string{"cases.example.org:8443 is neither"}},
		{[]string{"KIST_WEBHOOKS=10.1.2.300"}, []string{"10.1.2.300 is neither"}},
		{[]string{"KIST_WEBHOOKS=2130706433"}, []string{"2130706433 is neither"}},
		{[]string{"KIST_ADDR=localhost:0"}, nil},
		{[]string{"KIST_ADDR=[::1]:8080"}, nil},
		{[]string{"KIST_ADDR=8080"}, []string{"KIST_ADDR=8080", "host:port"}},
		{[]string{"KIST_ADDR=localhost:"}, []string{"host:port"}},
		{[]string{"KIST_ADDR=localhost:http"}, []string{"host:port"}},
		{[]string{"KIST_ADDR=localhost:70000"}, []string{"host:port"}},
		{[]string{"KIST_URL=https://kist.example"}, nil},
		{[]string{"KIST_URL=kist.example"}, []string{"KIST_URL=kist.example", "https://kist.example"}},
		{[]string{"KIST_URL=ftp://kist.example"}, []string{"not an address of the web"}},
		{[]string{"KIST_URL=https://kist.example/ask"}, []string{"says too much", "write only https://kist.example"}},
		{[]string{"KIST_URL=https://kist.example/?a=b"}, []string{"says too much"}},
		{[]string{"KIST_EXIT_URL=/weather"}, []string{"KIST_EXIT_URL=/weather"}},
		{[]string{"KIST_EXIT_URL=javascript:alert(1)"}, []string{"not an address of the web"}},
		{[]string{away, "KIST_URL=https://kist.example", "KIST_KEY_FILE=/keys/k"}, nil},
		{[]string{away}, []string{"set KIST_URL", "set KIST_KEY_FILE"}},
		{[]string{away, "KIST_URL=https://kist.example"}, []string{"set KIST_KEY_FILE"}},
		{[]string{away, "KIST_KEY_FILE=/keys/k"}, []string{"set KIST_URL"}},
		{[]string{away, "KIST_URL= ", "KIST_KEY_FILE= "}, []string{"set KIST_URL", "set KIST_KEY_FILE"}},
		{[]string{away, "KIST_ROLE=both"}, []string{"KIST_ROLE=both", "set KIST_URL", "set KIST_KEY_FILE"}},
		{[]string{"KIST_ADDR=:8080"}, []string{"set KIST_URL"}},
		{[]string{"KIST_ADDR=192.168.1.2:8080"}, []string{"set KIST_URL"}},
	} {
		_, err := Read(env(t, c.set...))
		if len(c.want) == 0 {
			if err != nil {
				t.Errorf("%q: %v", c.set, err)
			}
			continue
		}
		for _, part := range c.want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %v does not say %q", c.set, err, part)
			}
		}
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	_, err := Read(env(t, "KIST_ADDR=x", "KIST_URL=y", "KIST_STORE=z", "KIST_ROLE=a", "KIST_SEAL_EVERY=b", "KIST_EXIT_URL=c", "KIST_LANG=d"))
	if err == nil {
		t.Fatal("all of it was accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, name := range []string{"KIST_ADDR", "KIST_URL", "KIST_STORE", "KIST_ROLE", "KIST_SEAL_EVERY", "KIST_EXIT_URL", "KIST_LANG"} {
		if n := len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, name) })); n != 1 {
			t.Errorf("%s has %d lines of %q", name, n, lines)
		}
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true,
		"0.0.0.0:1": false, ":1": false, "[::]:1": false, "10.0.0.1:1": false, "kist.example:1": false, "nonsense": false,
	} {
		if got := (&Config{Addr: addr}).Loopback(); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
}

// Whatever somebody writes, each part of it is a name, a network, or told to be neither;
// and what was read, written down again, is read the same.
func FuzzWebhooks(f *testing.F) {
	for _, seed := range []string{"cases.example.org,10.1.2.0/24", " A.B , ::1", "fe80::1%eth0", "10.1.2.3/24", "0.0.0.0/0", "x.example,,y", "\xff.example", "1.2.3.4.5", "ａ.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(text string) (Egress, int) {
			r := &reader{get: func(string) string { return text }}
			return r.egress("KIST_WEBHOOKS"), len(r.wrong)
		}
		e, wrong := read(text)
		parts := slices.DeleteFunc(strings.Split(text, ","), func(p string) bool { return strings.TrimSpace(p) == "" })
		if len(e.Hosts)+len(e.Nets)+wrong != len(parts) {
			t.Errorf("%d names, %d networks and %d errors of %d parts", len(e.Hosts), len(e.Nets), wrong, len(parts))
		}
		var again []string
		for _, h := range e.Hosts {
			if u, err := url.Parse("https://" + h + "/"); err != nil || u.Hostname() != h || net.ParseIP(h) != nil {
				t.Errorf("%q is no name of a host", h)
			}
			again = append(again, h)
		}
		for _, p := range e.Nets {
			if p.Bits() == 0 || p != p.Masked() || p.Contains(netip.MustParseAddr("127.0.0.1")) && p.Contains(netip.MustParseAddr("192.168.0.1")) {
				t.Errorf("%v is too wide, or not written plainly", p)
			}
			again = append(again, p.String())
		}
		if same, wrong := read(strings.Join(again, ",")); wrong != 0 || !reflect.DeepEqual(same, e) {
			t.Errorf("%v, and read again %v", e, same)
		}
	})
}

func TestMaskStore(t *testing.T) {
	for store, want := range map[string]string{
		"sqlite:kist.db":                           "sqlite:kist.db",
		"sqlite:/home/a@b/kist.db":                 "sqlite:/home/a@b/kist.db",
		"mongodb://h:27017/kist?replicaSet=rs0":    "mongodb://h:27017/kist?replicaSet=rs0",
		"mongodb://u:p@h/kist":                     "mongodb://***@h/kist",
		"mongodb+srv://u:p%40ss@h/kist?w=majority": "mongodb+srv://***@h/kist?w=majority",
		"mongodb://u:p@ss/word@h/kist":             "mongodb://***@h/kist",
		"mongodb:/u:p@h":                           "mongodb://***@h",
		"none":                                     "none",
		"mongodb://h/?tls=true&tlsCertificateKeyFilePassword=p&w=1":                "mongodb://h/?tls=true&tlsCertificateKeyFilePassword=***&w=1",
		"mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:p&authMechanism=X": "mongodb://h/?authMechanismProperties=***&authMechanism=X",
	} {
		if got := MaskStore(store); got != want {
			t.Errorf("%s is shown as %s, want %s", store, got, want)
		}
	}
}

// Whatever the password is made of, and whatever else is wrong, it is shown
// neither in the settings nor in an error.
func TestPasswordsAreNeverShown(t *testing.T) {
	const secret = "Fh7wQz"
	rapid.Check(t, func(rt *rapid.T) {
		noise := rapid.StringOfN(rapid.RuneFrom([]rune("ab%@/:?#[] ")), 0, 6, -1)
		store := rapid.SampledFrom([]string{"mongodb://", "mongodb+srv://", "mongo://", "mongodb:/", "postgres://"}).Draw(rt, "scheme") +
			"user" + noise.Draw(rt, "name") + ":" + noise.Draw(rt, "before") + secret + noise.Draw(rt, "after") + "@host/kist"
		c, err := Read(env(t, "KIST_STORE="+store, "KIST_URL=https://user:"+secret+"@kist.example"))
		if err == nil {
			rt.Fatal("an address with a password was accepted for pages")
		}
		if strings.Contains(err.Error(), secret) || strings.Contains(c.String(), secret) {
			rt.Fatalf("%s: %v\n%s", store, err, c)
		}
	})
}

func TestShown(t *testing.T) {
	c, err := Read(env(t, "KIST_STORE=mongodb://u:p@h/kist"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.String(), "addr=127.0.0.1:8080 url=http://127.0.0.1:8080 store=mongodb://***@h/kist key_file=kist.key role=all"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAnOrganisation(t *testing.T) {
	for name, test := range map[string]struct {
		set  []string
		says []string
	}{
		"none":            {nil, nil},
		"all":             {[]string{"KIST_OIDC_ISSUER=https://login.example.org/realm", "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=Fh7wQz"}, nil},
		"on this machine": {[]string{"KIST_OIDC_ISSUER=http://127.0.0.1:9000", "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=Fh7wQz"}, nil},
		"half":            {[]string{"KIST_OIDC_SECRET=Fh7wQz"}, []string{"KIST_OIDC_ISSUER is not set", "KIST_OIDC_CLIENT is not set"}},
		"in clear":        {[]string{"KIST_OIDC_ISSUER=http://login.example.org", "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=Fh7wQz"}, []string{"cannot be an issuer"}},
		"with a password": {[]string{"KIST_OIDC_ISSUER=https://u:Fh7wQz@login.example.org", "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=Fh7wQz"}, []string{"cannot be an issuer"}},
		"no address":      {[]string{"KIST_OIDC_ISSUER=login", "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=Fh7wQz"}, []string{"not an address of the web"}},
	} {
		c, err := Read(env(t, test.set...))
		if (err == nil) != (test.says == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, say := range test.says {
			if err == nil || !strings.Contains(err.Error(), say) {
				t.Errorf("%s: %v, which does not say %q", name, err, say)
			}
		}
		for _, shown := range []string{fmt.Sprint(err), c.String(), fmt.Sprintf("%v %+v %#v", c.OIDC, c.OIDC, c.OIDC)} {
			if strings.Contains(shown, "Fh7wQz") {
				t.Errorf("%s: the secret is shown: %s", name, shown)
			}
		}
	}
}

// The help names every setting that is read, and no other, with the default
// that holds; and so does the operator's guide.
func TestSettingsAreAllOfThem(t *testing.T) {
	asked := map[string]bool{}
	if _, err := Read(func(name string) string { asked[name] = true; return "" }); err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../../docs/operator.md")
	if err != nil {
		t.Fatal(err)
	}
	defaults := map[string]string{}
	for _, s := range Settings() {
		if !asked[s.Name] || s.What == "" {
			t.Errorf("%s is not read, or not explained: %q", s.Name, s.What)
		}
		delete(asked, s.Name)
		defaults[s.Name] = s.Default
		if !strings.Contains(string(guide), "| `"+s.Name+"` |") {
			t.Errorf("the operator's guide lacks %s", s.Name)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the help lacks %v", asked)
	}
	c, err := Read(func(name string) string { return defaults[name] })
	if err != nil {
		t.Fatal(err)
	}
	if plain, _ := Read(env(t)); c.String() != plain.String() || c.Lang != plain.Lang || c.SealEvery != plain.SealEvery || c.ExitURL != plain.ExitURL {
		t.Errorf("the defaults of the help give %+v, want %+v", c, plain)
	}
}

// Whatever stands in the environment, there are settings or it is told what is wrong, a
// line for each; and what tells it, or prints the settings, tells no secret.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "KIST_ADDR=:8080\nKIST_URL=https://kist.example\nKIST_KEY_FILE=k", "KIST_ADDR=0.0.0.0:80", "KIST_ROLE=both\nKIST_SEAL_EVERY=-1s\nKIST_KEEP_DAYS=9999999999999999999",
		"KIST_STORE=mongodb://u:verysecret@h/kist", "KIST_OIDC_ISSUER=https://a.example\nKIST_OIDC_CLIENT=c\nKIST_OIDC_SECRET=verysecret", "KIST_URL=https://u:verysecret@x/y?z#a", "KIST_PROXY=10.0.0.0/33,,x",
		"KIST_LANG=xx\nKIST_EXIT_URL=javascript:x\nKIST_BACKUP_KEEP=0\nKIST_METRICS_ADDR=9", "KIST_STORE=\xff://\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, environment string) {
		set := map[string]string{}
		for line := range strings.Lines(environment) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			set[name] = value
		}
		c, err := Read(func(name string) string { return set[name] })
		if err == nil && (c.URL == nil || c.Store == "" || c.SealEvery <= 0 || c.KeepDays < 0) {
			t.Errorf("settings that cannot be, and nothing is wrong: %v", c)
		}
		secret := strings.TrimSpace(set["KIST_OIDC_SECRET"])
		if len(secret) > 8 && !strings.Contains(strings.Replace(environment, secret, "", 1), secret) && strings.Contains(fmt.Sprintf("%v %+v %#v", c.OIDC, c.OIDC, c.OIDC), secret) {
			t.Errorf("the settings tell %q", secret)
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Error("an error without a word")
		}
	})
}

// A setting that is misspelt is not asked for; what tests and other programs have is nobody's business.
func TestUnasked(t *testing.T) {
	got := unasked([]string{"KIST_STORE=sqlite:kist.db", "KIST_KEEP_DAY=90", "KIST_KEEP_DAYS=90", "kist_url=x", "KIST_TEST_MONGODB=y", "HOME=/", "KIST_BACKUPDIR=/b", "KIST_"})
	if want := []string{"KIST_", "KIST_BACKUPDIR", "KIST_KEEP_DAY"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
