package main

import (
	"bytes"
	"context"
	"errors"
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
	p.d.kept = func() (bool, error) { return true, nil }
	p.d.names = func() []string { return nil }
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
		{"a misspelt setting", func() func() {
			before := p.d.names
			p.d.names = func() []string { return []string{"KIST_KEEP_DAY"} }
			return func() { p.d.names = before }
		}, nil, note, "nothing asks for KIST_KEEP_DAY"},
		{"rounds without an end", func() func() { return func() {} }, p.d.rounds, note, "no day ends those of round"},
		{"an empty folder", p.set(func(c *config.Config) { c.Backups.Dir = filepath.Dir(p.keys) }), p.d.backups, mend, "there is none in"},
		{"an open backup", mode(t, latest, 0o640), p.d.backups, mend, "chmod 600 " + latest},
		{"open keys of rounds", mode(t, keys, 0o604), p.d.backups, mend, "chmod 600 " + keys},
		{"a backup cut off", cutOff(t, latest), p.d.backups, mend, "cannot be restored: .*cut off"},
		{"no keys of rounds", moved(t, keys), p.d.backups, mend, "cannot be restored: .*" + keysName},
		{"a backup of a day to come", p.later(-24 * time.Hour), p.d.backups, mend, "which is still to come.*move " + latest},
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
	p.want(well, "Keys of rounds: 6 are there", p.d.rounds)
	keys, err := store.Open[probe](t.Context(), a.engine, store.Spec{Name: "keys"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"round/answers", "round/texts", "round/contact"} { // as many are left as were saved, and not the same
		ok(t, keys.Delete(t.Context(), id))
	}
	p.want(mend, "holds 3 keys of rounds, and the file beside the backup 3", p.d.backups)
	p.want(mend, "there is none for round. Close", p.d.rounds)
	there, err := a.book.Rounds.Get(t.Context(), "round")
	ok(t, err)
	ok(t, a.book.Rounds.Delete(t.Context(), "round")) // as on a store that is not the one of the backup
	p.want(mend, "that this store does not know: round.* Look at KIST_STORE", p.d.backups)
	ok(t, a.book.Rounds.Insert(t.Context(), there))
	ok(t, keys.Delete(t.Context(), "new/texts"))
	p.want(mend, "there is none for new, round. Close", p.d.rounds)
	for _, gone := range []string{"", "2026-01-02"} {
		if _, err := a.book.Rounds.Update(t.Context(), "new", func(r *inspections.Round) error {
			r.KeysUntil, r.KeysGone = "2026-01-01", gone
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		p.want(mend, "their day has come, and they are still there: new", p.d.rounds)
	}
	if err := a.book.AddProgramme(t.Context(), &inspections.Programme{Title: "One", Framework: "qif2019"}, "server"); err != nil {
		t.Fatal(err)
	}
	if err := a.book.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.d.now = func() time.Time { return time.Now().Add(-24 * time.Hour) }
	p.want(mend, "Clock: it is before 2", p.d.clock)
	p.d.now = time.Now
	p.want(well, "Clock: 2", p.d.clock)
	p.d.kept = func() (bool, error) { return false, nil }
	p.want(note, "and nothing keeps it right", p.d.clock)
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
