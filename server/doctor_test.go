package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/config"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/mongo/mongotest"
	"kist/locales"
)

// patient is an installation that is well: keys and store apart, a backup of today.
type patient struct {
	t      testing.TB
	d      *doctor
	out    bytes.Buffer
	dir    string // of the backups
	keys   string
	source *app // closed
}

// healthy makes one. Before it is examined, each test makes one thing wrong.
func healthy(t testing.TB) *patient {
	t.Helper()
	p := &patient{t: t, dir: t.TempDir(), keys: filepath.Join(t.TempDir(), "kist.key")}
	a := openTestApp(t, "sqlite:"+filepath.Join(t.TempDir(), "kist.db"), p.keys)
	openRound(t, a, "round")
	k := &keeper{app: a, dir: p.dir, keep: 3}
	if err := k.due(t.Context(), time.Now().Truncate(24*time.Hour).Add(20*time.Hour)); err != nil {
		t.Fatal(err)
	}
	p.source = a
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	cfg := *a.cfg
	cfg.Backups = config.Backups{Dir: p.dir, Keep: 3}
	p.d = newDoctor(&cfg, words.Printer("en"), &p.out)
	p.d.space = func(string) (free, total uint64, err error) { return 50 << 30, 100 << 30, nil }
	return p
}

// examine runs the doctor and gives what it says.
func (p *patient) examine() (string, error) {
	p.t.Helper()
	p.out.Reset()
	p.d.seen = [kinds]int{}
	err := p.d.examine(p.t.Context())
	if said := p.out.String(); strings.Contains(said, "<no value>") || strings.Contains(said, "[staff.") {
		p.t.Errorf("a line is not whole:\n%s", said)
	}
	return p.out.String(), err
}

// want examines, one part alone or everything, and looks for a line of a kind that holds
// the words.
func (p *patient) want(h health, words string, part func(context.Context)) {
	p.t.Helper()
	said, err := "", error(nil)
	if part == nil {
		said, err = p.examine()
	} else {
		p.out.Reset()
		p.d.seen, p.d.app, p.d.keys = [kinds]int{}, p.source, p.source.keys
		part(p.t.Context())
		err = p.d.sum()
		said = p.out.String()
	}
	line := regexp.MustCompile("(?m)^" + regexp.QuoteMeta(marks[h]) + ".*" + words + ".*$")
	if !line.MatchString(said) || (err != nil) != strings.Contains(said, "\n"+marks[mend]) && !strings.HasPrefix(said, marks[mend]) {
		p.t.Errorf("no %q %q, or the wrong end (%v) in\n%s", marks[h], words, err, said)
	}
}

func TestAHealthyInstallation(t *testing.T) {
	p := healthy(t)
	said, err := p.examine()
	if err != nil || strings.Contains(said, marks[mend]) {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, words := range []string{"Settings: addr", "50 GB|51200 MB", "fingerprint is " + p.source.keys.Fingerprint(), "gives it back", "Clock: 20", "Keys of rounds: 3 are there", "is whole, with", "To mend: 0"} {
		if !regexp.MustCompile(words).MatchString(said) {
			t.Errorf("it does not say %q:\n%s", words, said)
		}
	}
	gaelic, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	p.d.words = gaelic.Printer("gd")
	if said, err := p.examine(); err != nil || !strings.Contains(said, "Roghainnean") || strings.Contains(said, "Settings") {
		t.Errorf("in Gaelic: %v\n%s", err, said)
	}
	if n, err := store.Open[probe](t.Context(), p.source.engine, store.Spec{Name: "leases"}); err != nil {
		t.Fatal(err)
	} else if left, err := n.Count(t.Context(), store.Query{From: "doctor ", To: "doctor!"}); err != nil || left > 0 {
		t.Errorf("it left %d documents, %v", left, err)
	}
}

// Each thing that can be wrong is found and told, and only the doctor's end says so.
func TestWhatTheDoctorFinds(t *testing.T) {
	p := healthy(t)
	latest, keys := filepath.Join(p.dir, backupName(time.Now())), filepath.Join(p.dir, keysName)
	disks := func(context.Context) { p.d.disks() }
	keyFile := func(context.Context) { p.d.keyFile() }
	opened := func(ctx context.Context) { p.d.store(ctx) }
	for _, x := range []struct {
		what  string
		wrong func() (undo func())
		part  func(context.Context) // nil: everything
		h     health
		words string
	}{
		{"an open key file", mode(t, p.keys, 0o644), nil, mend, "chmod 600 " + p.keys},
		{"no key file", moved(t, p.keys), keyFile, mend, "Key file: there is none"},
		{"a broken key file", replaced(t, p.keys, "{"), keyFile, mend, "is not one: .*Put the copy back"},
		{"half a key file", halfKeys(t, p.keys), keyFile, mend, "for collecting only"},
		{"another key file", otherKeys(t, p.keys), nil, mend, "does not open round/answers"},
		{"a whole key file where answers are collected", p.set(func(c *config.Config) { c.Role = config.Collect }), keyFile, note, "kist keys export --collect"},
		{"keys beside the database", p.set(func(c *config.Config) { c.Store = "sqlite:" + filepath.Join(filepath.Dir(p.keys), "kist.db") }), keyFile, note, "on another disk"},
		{"no store", p.set(func(c *config.Config) { c.Store = "sqlite:" + filepath.Join(p.dir, "none.db") }), opened, mend, "is not there: .*none.db"},
		{"another file", p.set(func(c *config.Config) { c.Store = "sqlite:" + p.keys }), opened, mend, "cannot be used: .*not a SQLite database"},
		{"no backups", p.set(func(c *config.Config) { c.Backups.Dir = "" }), p.d.backups, note, "this server makes none"},
		{"no folder", p.set(func(c *config.Config) { c.Backups.Dir = filepath.Join(p.dir, "none") }), p.d.backups, mend, "cannot be read: .*Make it"},
		{"an empty folder", p.set(func(c *config.Config) { c.Backups.Dir = filepath.Dir(p.keys) }), p.d.backups, mend, "there is none in"},
		{"an open backup", mode(t, latest, 0o640), p.d.backups, mend, "chmod 600 " + latest},
		{"open keys of rounds", mode(t, keys, 0o604), p.d.backups, mend, "chmod 600 " + keys},
		{"a backup cut off", cutOff(t, latest), p.d.backups, mend, "cannot be restored: .*cut off"},
		{"no keys of rounds", moved(t, keys), p.d.backups, mend, "cannot be restored: .*" + keysName},
		{"an old backup", p.later(3 * 24 * time.Hour), p.d.backups, mend, "the latest is of 2"},
		{"a disk that fills", p.free(9 << 30), disks, note, "less than a tenth is free"},
		{"a full disk", p.free(100 << 20), disks, mend, "only 100 MB free"},
		{"no disk", p.noDisk, disks, mend, "cannot be looked at"},
		{"plain http", p.set(func(c *config.Config) { c.URL = &url.URL{Scheme: "http", Host: "kist.example"} }), p.d.address, mend, "is not encrypted"},
		{"this machine", p.set(func(c *config.Config) { c.URL = &url.URL{Scheme: "http", Host: "127.0.0.1:1"} }), p.d.address, note, "this machine alone"},
		{"a proxy that is off", p.set(func(c *config.Config) { c.URL = &url.URL{Scheme: "https", Host: "127.0.0.1:1"} }), p.d.address, mend, "nothing answers at 127.0.0.1:1"},
		{"no issuer", p.set(func(c *config.Config) { c.OIDC.Issuer = "http://127.0.0.1:1" }), p.d.issuer, mend, "does not answer.*KIST_OIDC_ISSUER"},
	} {
		undo := x.wrong()
		t.Run(x.what, func(t *testing.T) {
			p.t = t
			p.want(x.h, x.words, x.part)
		})
		p.t = t
		undo()
	}
	if said, err := p.examine(); err != nil {
		t.Errorf("not well again: %v\n%s", err, said)
	}
}

// What is wrong in the store itself.
func TestWhatTheDoctorFindsInTheStore(t *testing.T) {
	p := healthy(t)
	a := p.source
	p.d.now = func() time.Time { return time.Now() }
	if err := a.book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: "lost"}, Stage: inspections.Running, AnswersKey: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	p.want(mend, "there is none for lost. Close these rounds", p.d.rounds)
	if err := a.book.Rounds.Delete(t.Context(), "lost"); err != nil {
		t.Fatal(err)
	}
	openRound(t, a, "new")
	p.want(mend, "holds 6 keys of rounds, and the file beside the backup 3", p.d.backups)
	if err := a.book.AddProgramme(t.Context(), &inspections.Programme{Title: "One", Framework: "qif2019"}, "server"); err != nil {
		t.Fatal(err)
	}
	if err := a.book.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.d.now = func() time.Time { return time.Now().Add(-24 * time.Hour) }
	p.want(mend, "Clock: it is before 2", p.d.clock)
}

// On MongoDB the clock is the server's own, and one machine is too few.
func TestTheDoctorOnMongo(t *testing.T) {
	p := healthy(t)
	p.d.cfg.Store, p.d.cfg.Backups.Dir = mongotest.URI(t), ""
	said, err := p.examine()
	if err != nil || !strings.Contains(said, "gives it back") || !mongotest.Real() && !strings.Contains(said, "one machine alone") {
		t.Errorf("%v\n%s", err, said)
	}
	ok(t, p.source.engine.Close())
	p.source = openTestApp(t, p.d.cfg.Store, p.keys)
	p.d.now = func() time.Time { return time.Now().Add(time.Hour) }
	p.want(mend, "differ by (59m5|1h0m)", p.d.clock)
}

// set changes the settings for one examination.
func (p *patient) set(alter func(c *config.Config)) func() func() {
	return func() func() {
		before := p.d.cfg
		c := *before
		alter(&c)
		p.d.cfg = &c
		return func() { p.d.cfg = before }
	}
}

func (p *patient) later(d time.Duration) func() func() {
	return func() func() {
		p.d.now = func() time.Time { return time.Now().Add(d) }
		return func() { p.d.now = time.Now }
	}
}

func (p *patient) free(bytes uint64) func() func() {
	return func() func() {
		before := p.d.space
		p.d.space = func(string) (free, total uint64, err error) { return bytes, 100 << 30, nil }
		return func() { p.d.space = before }
	}
}

func (p *patient) noDisk() func() {
	before := p.d.space
	p.d.space = func(string) (free, total uint64, err error) { return 0, 0, errors.New("input/output error") }
	return func() { p.d.space = before }
}

func mode(t testing.TB, path string, m os.FileMode) func() func() {
	return func() func() {
		ok(t, os.Chmod(path, m))
		return func() { ok(t, os.Chmod(path, 0o600)) }
	}
}

func moved(t testing.TB, path string) func() func() {
	return func() func() {
		ok(t, os.Rename(path, path+".away"))
		return func() { ok(t, os.Rename(path+".away", path)) }
	}
}

// replaced puts another text into a file.
func replaced(t testing.TB, path, text string) func() func() {
	return func() func() {
		undo := moved(t, path)()
		ok(t, os.WriteFile(path, []byte(text), 0o600))
		return undo
	}
}

func cutOff(t testing.TB, path string) func() func() {
	return func() func() {
		text, err := os.ReadFile(path)
		ok(t, err)
		return replaced(t, path, string(text[:len(text)-40]))()
	}
}

func halfKeys(t testing.TB, path string) func() func() {
	return func() func() {
		keys, err := seal.LoadKeys(path, false)
		ok(t, err)
		undo := moved(t, path)()
		ok(t, seal.SaveKeys(path, keys.Collect()))
		return undo
	}
}

func otherKeys(t testing.TB, path string) func() func() {
	return func() func() {
		undo := moved(t, path)()
		ok(t, seal.SaveKeys(path, seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey(), Staff: seal.NewKey()}))
		return undo
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// authority makes certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-1000 * time.Hour), NotAfter: time.Now().Add(10000 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	ok(t, err)
	a := &authority{key: key, pool: x509.NewCertPool()}
	a.cert, err = x509.ParseCertificate(der)
	ok(t, err)
	a.pool.AddCert(a.cert)
	return a
}

// issue makes a certificate that ends after d.
func (a *authority) issue(t testing.TB, d time.Duration, ip string, names ...string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-900 * time.Hour), NotAfter: time.Now().Add(d), DNSNames: names}
	if ip != "" {
		template.IPAddresses = []net.IP{net.ParseIP(ip)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	ok(t, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// The certificate is looked at as a phone would, and told for what is wrong with it.
func TestTheDoctorAndCertificates(t *testing.T) {
	ours, strangers := newAuthority(t), newAuthority(t)
	var cert *tls.Certificate
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Listener = tls.NewListener(s.Listener, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return cert, nil }})
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	defer s.Close()
	u, err := url.Parse(strings.Replace(s.URL, "http:", "https:", 1))
	ok(t, err)
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	const day = 24 * time.Hour
	for line, x := range map[string]struct {
		cert *tls.Certificate
		h    health
	}{
		"good for 127.0.0.1 and for 39 days":       {ours.issue(t, 40*day-time.Hour, "127.0.0.1"), well},
		"127.0.0.1 has 19 days left":               {ours.issue(t, 20*day-time.Hour, "127.0.0.1"), note},
		"127.0.0.1 has 2 days left":                {ours.issue(t, 3*day-time.Hour, "127.0.0.1"), mend},
		"ended on 2":                               {ours.issue(t, -day, "127.0.0.1"), mend},
		"it is for other.example, not for 127.0.0": {ours.issue(t, 40*day, "", "other.example"), mend},
		"phones do not trust that of 127.0.0.1":    {strangers.issue(t, 40*day, "127.0.0.1"), mend},
	} {
		var out bytes.Buffer
		d := newDoctor(&config.Config{URL: u}, words.Printer("en"), &out)
		cert, d.roots = x.cert, ours.pool
		if d.address(context.Background()); !strings.HasPrefix(out.String(), marks[x.h]) || !strings.Contains(out.String(), line) {
			t.Errorf("not %q but %s", line, out.String())
		}
	}
}

// An issuer that answers is well, one that has no such page is not.
func TestTheDoctorAndTheIssuer(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/good/.well-known/openid-configuration" {
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	for path, want := range map[string]string{"/good": marks[well], "/bad": marks[mend], "": ""} {
		var out bytes.Buffer
		cfg := &config.Config{}
		if path != "" {
			cfg.OIDC.Issuer = s.URL + path
		}
		newDoctor(cfg, words.Printer("en"), &out).issuer(context.Background())
		if !strings.HasPrefix(out.String(), want) || (want == "") != (out.Len() == 0) {
			t.Errorf("%s: %q", path, out.String())
		}
	}
}

func TestSettingsThatAreWrongAreTold(t *testing.T) {
	_, err := config.Read(func(name string) string {
		return map[string]string{"KIST_ROLE": "x", "KIST_LANG": "y"}[name]
	})
	if got := lines(err); len(got) != 2 || !strings.Contains(got[0]+got[1], "KIST_ROLE=x") || !strings.Contains(got[0]+got[1], "KIST_LANG=y") {
		t.Errorf("%q", got)
	}
	if got := lines(errors.New("one")); len(got) != 1 || got[0] != "one" {
		t.Errorf("%q", got)
	}
	if free, total, err := space(t.TempDir()); !errors.Is(err, errors.ErrUnsupported) && (err != nil || total == 0 || free > total) {
		t.Errorf("%d of %d, %v", free, total, err)
	}
}
