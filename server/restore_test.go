package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/mongo/mongotest"
)

// refuseOthers tries what cannot be restored, each with its message, and finds that the
// store was not even made.
func refuseOthers(t *testing.T, made backupCommand, cfg config.Config) {
	t.Helper()
	stranger := filepath.Join(t.TempDir(), "stranger.key")
	if err := seal.SaveKeys(stranger, seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey(), Staff: seal.NewKey()}); err != nil {
		t.Fatal(err)
	}
	older := changed(t, made.Keys, func(b []byte) []byte { return b })
	for what, x := range map[string]struct {
		file, keys, keyFile, said string
	}{
		"half a file":        {changed(t, made.File, func(b []byte) []byte { return b[:len(b)/2] }), made.Keys, "", "cut off"},
		"a damaged file":     {changed(t, made.File, func(b []byte) []byte { b[len(b)/2] ^= 4; return b }), made.Keys, "", "damaged"},
		"a foreign file":     {cfg.KeyFile, made.Keys, "", "none that kist backup wrote"},
		"half the keys":      {made.File, changed(t, made.Keys, func(b []byte) []byte { return b[:len(b)-9] }), "", "cut off"},
		"no keys":            {made.File, filepath.Join(t.TempDir(), "none"), "", "no such file"},
		"the two exchanged":  {older, made.File, "", "is needed here"},
		"another key file":   {made.File, made.Keys, stranger, "set KIST_KEY_FILE to the one of then"},
		"no key file at all": {made.File, made.Keys, filepath.Join(t.TempDir(), "none"), "is missing"},
	} {
		c := cfg
		if x.keyFile != "" {
			c.KeyFile = x.keyFile
		}
		err := (restoreCommand{File: x.file, Keys: x.keys}).restore(t.Context(), &c, nil, noSteps, io.Discard)
		if err == nil || !strings.Contains(err.Error(), x.said) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Stat(strings.TrimPrefix(cfg.Store, "sqlite:")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the store was touched: %v", err)
	}
}

// backedUp is a backup of an app, and the two files.
func backedUp(t testing.TB, a *app) backupCommand {
	t.Helper()
	dir := t.TempDir()
	c := backupCommand{File: filepath.Join(dir, "a.backup"), Keys: filepath.Join(dir, keysName)}
	if err := c.make(t.Context(), a, nil, io.Discard, noSteps); err != nil {
		t.Fatal(err)
	}
	return c
}

// restored is an app on what a backup held.
func restored(t *testing.T, c restoreCommand, keyFile string) (*app, string) {
	t.Helper()
	store := "sqlite:" + filepath.Join(t.TempDir(), "restored.db")
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": store, "KIST_KEY_FILE": keyFile}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := c.restore(t.Context(), cfg, nil, noSteps, &out); err != nil {
		t.Fatal(err)
	}
	return openTestApp(t, store, keyFile), out.String()
}

// Keys that were destroyed after a backup was made stay destroyed when it comes back, as
// long as the file of rounds' keys is the one of today.
func TestDestroyedKeysStayDestroyed(t *testing.T) {
	a := newTestApp(t)
	for _, id := range []string{"gone", "kept"} {
		openRound(t, a, id)
		if err := errors.Join(a.inbox.Submit(t.Context(), answer(id, "secret")), a.sealer.Close(t.Context(), id, nil)); err != nil {
			t.Fatal(err)
		}
	}
	before := backedUp(t, a)
	text, err := os.ReadFile(before.File)
	if err != nil || bytes.Contains(text, []byte(`"wrapped"`)) {
		t.Errorf("the backup itself holds a wrapped key, or %v", err)
	}
	if _, err := a.book.Rounds.Update(t.Context(), "gone", func(r *inspections.Round) error { r.KeysUntil = "2020-01-01"; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := a.book.DestroyDue(t.Context(), a.vault, a.keptKeys(), nil); err != nil {
		t.Fatal(err)
	}
	k := &keeper{app: a, dir: filepath.Dir(before.File), keep: 1}
	if err := k.saveKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, said := restored(t, restoreCommand{File: before.File}, a.cfg.KeyFile)
	if !strings.Contains(said, "destroyed") || !strings.HasSuffix(said, ": gone\n") {
		t.Errorf("it says %q", said)
	}
	if _, _, err := b.opener.Texts(t.Context(), "gone"); !errors.Is(err, fault.NotFound) {
		t.Errorf("destroyed answers: %v", err)
	}
	if texts, _, err := b.opener.Texts(t.Context(), "kept"); err != nil || len(texts) != 1 {
		t.Errorf("those that are kept: %v, %v", texts, err)
	}
}

// Keys from before a backup would leave rounds that were made between without any.
func TestKeysOfBeforeAreRefused(t *testing.T) {
	a := newTestApp(t)
	c := backedUp(t, a)
	past := changed(t, c.Keys, func(b []byte) []byte {
		var file bytes.Buffer
		copier, err := a.copier(t.Context(), t.TempDir(), noSteps)
		if err == nil {
			copier.now = func() time.Time { return time.Now().Add(-time.Hour) }
			err = copier.roundKeys(t.Context(), &file)
		}
		if err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	})
	err := (restoreCommand{File: c.File, Keys: past}).restore(t.Context(), a.cfg, nil, noSteps, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "same time or a later one") {
		t.Errorf("%v", err)
	}
}

// From one engine into the other; broken off, the store is not served, and the same files
// end it. Standard input will do.
func TestRestoringIntoMongoIsTakenUp(t *testing.T) {
	a := newTestApp(t)
	openRound(t, a, "round")
	for _, story := range []string{"one", "two", "three"} {
		if err := a.inbox.Submit(t.Context(), answer("round", story)); err != nil {
			t.Fatal(err)
		}
	}
	made, cfg := backedUp(t, a), *a.cfg
	cfg.Store = mongotest.URI(t)
	ctx, stop := context.WithCancel(t.Context())
	breakOff := func(string, int) (step, done func()) { return stop, func() {} }
	if err := (restoreCommand{File: made.File}).restore(ctx, &cfg, nil, breakOff, io.Discard); err == nil {
		t.Fatal("it was not broken off")
	}
	if _, err := openApp(t.Context(), &cfg); err == nil || !strings.Contains(err.Error(), "kist restore with the same file") {
		t.Errorf("a server on half of it: %v", err)
	}
	other := backedUp(t, a)
	if err := (restoreCommand{File: other.File}).restore(t.Context(), &cfg, nil, noSteps, io.Discard); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("another backup: %v", err)
	}
	in, err := os.Open(made.File)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := (restoreCommand{File: "-", Keys: made.Keys}).restore(t.Context(), &cfg, in, noSteps, io.Discard); err != nil {
		t.Fatal(err)
	}
	b := openTestApp(t, cfg.Store, cfg.KeyFile)
	if n, err := b.inbox.Waiting(t.Context(), "round"); err != nil || n != 3 {
		t.Errorf("%d wait, %v", n, err)
	}
	var again strings.Builder // and back out of MongoDB
	if err := (&backupCommand{File: "-", Keys: filepath.Join(t.TempDir(), "k")}).make(t.Context(), b, &again, io.Discard, noSteps); err != nil {
		t.Fatal(err)
	}
	if p := placesIn(t, []byte(again.String()), "round"); p.waiting != 3 {
		t.Errorf("out of MongoDB: %+v", p)
	}
}

// A change that came while the backup was made leaves no line that the copy's own next
// change would take for its.
func TestTheTrailOfABackup(t *testing.T) {
	a := newTestApp(t)
	openRound(t, a, "round")
	if err := a.sealer.Close(t.Context(), "round", nil); err != nil {
		t.Fatal(err)
	}
	due, err := a.book.Rounds.Update(t.Context(), "round", func(r *inspections.Round) error { r.KeysUntil = "2020-01-01"; return nil })
	if err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf("rounds/round/%d", due.Rev+1)
	change := func() {
		t.Helper()
		if err := errors.Join(a.book.DestroyDue(t.Context(), a.vault, a.keptKeys(), nil), a.book.Sweep(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	c, err := a.copier(t.Context(), t.TempDir(), noSteps)
	if err != nil {
		t.Fatal(err)
	}
	c.step = func(next string) {
		if next == auditName {
			change()
		}
	}
	var file bytes.Buffer
	if err := c.answers(t.Context(), &file); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file.Bytes(), []byte(line)) {
		t.Error("the backup has a line of a change that it has not")
	}
	lines, err := store.Open[audit.Line](t.Context(), a.engine, store.Spec{Name: auditName})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lines.Get(t.Context(), line); err != nil {
		t.Fatalf("the change left no line, and this test shows nothing: %v", err)
	}
}

// One backup a day after its hour, so many of them, and the keys at once.
func TestBackupsOfTheDay(t *testing.T) {
	a, dir := newTestApp(t), t.TempDir()
	k := &keeper{app: a, dir: dir, keep: 2}
	day := func(d, hour int) time.Time { return time.Date(2026, 11, d, hour, 0, 0, 0, time.Local) }
	earlier, err := os.ReadFile(backedUp(t, a).File)
	ok(t, err)
	for _, name := range []string{"kist-2026-11-01.backup", "kist-2026-11-02.backup", "mine.backup", "kist-2026-11-01.backup.copy"} {
		if err := os.WriteFile(filepath.Join(dir, name), earlier, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, now := range []time.Time{day(3, backupHour-1), day(3, backupHour), day(3, 20), day(4, 2)} {
		if err := k.due(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	names := func() (list []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			list = append(list, e.Name())
		}
		return list
	}
	if got := strings.Join(names(), " "); got != "kist-2026-11-01.backup.copy kist-2026-11-02.backup kist-2026-11-03.backup mine.backup "+keysName {
		t.Errorf("there are %s", got)
	}
	before, err := os.ReadFile(filepath.Join(dir, keysName))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.due(t.Context(), day(4, 2)); err != nil {
		t.Fatal(err)
	}
	if same, err := os.ReadFile(filepath.Join(dir, keysName)); err != nil || !bytes.Equal(same, before) {
		t.Errorf("nothing changed, and the keys were written again, or %v", err)
	}
	openRound(t, a, "new")
	if err := k.due(t.Context(), day(4, 2)); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(filepath.Join(dir, keysName)); err != nil || !bytes.Contains(now, []byte("new/answers")) {
		t.Errorf("a new round's keys were not saved, or %v", err)
	}
}

// What a server left that was killed while it wrote a backup goes after a day; one that is
// being written, by another server perhaps, stays.
func TestWhatIsLeftOfABackup(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{".kist-new-old": 25 * time.Hour, ".kist-new-now": time.Minute, ".mine": 99 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, now, now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if err := (&keeper{dir: dir, keep: 1}).endOld(now); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) != 2 || filepath.Base(left[0]) != ".kist-new-now" || filepath.Base(left[1]) != ".mine" {
		t.Errorf("there are %v, %v", left, err)
	}
}

// A backup that cannot be written leaves nothing behind, and yesterday's stays.
func TestABackupThatFails(t *testing.T) {
	a := newTestApp(t)
	c := backedUp(t, a)
	before, err := os.ReadFile(c.File)
	if err != nil {
		t.Fatal(err)
	}
	err = replaceFile(c.File, func(w io.Writer) error {
		_, err := w.Write([]byte("half"))
		return errors.Join(err, errors.New("no space left on device"))
	})
	if err == nil {
		t.Error("it did not fail")
	}
	if after, err := os.ReadFile(c.File); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the last good one is gone: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(c.File), ".*")); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	nowhere := backupCommand{File: filepath.Join(t.TempDir(), "no", "folder", "a.backup")}
	if err := nowhere.make(t.Context(), a, nil, io.Discard, noSteps); err == nil || !strings.Contains(err.Error(), "no backup was made") {
		t.Errorf("nowhere: %v", err)
	}
}

func TestWhereABackupGoes(t *testing.T) {
	cfg, now := &config.Config{}, time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for _, c := range []backupCommand{{}, {File: "-"}} {
		if err := c.place(cfg, now); !errors.Is(err, errMisused) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	cfg.Backups.Dir = "/b"
	for _, x := range []struct{ given, want backupCommand }{
		{backupCommand{}, backupCommand{"/b/kist-2026-11-26.backup", "/b/round-keys.kist"}},
		{backupCommand{File: "/x/a"}, backupCommand{"/x/a", "/x/round-keys.kist"}},
		{backupCommand{File: "-", Keys: "k"}, backupCommand{"-", "k"}},
	} {
		if err := x.given.place(cfg, now); err != nil || x.given != x.want {
			t.Errorf("%+v, %v", x.given, err)
		}
	}
	collecting := &app{keys: seal.Keys{Tickets: seal.NewKey()}}
	if _, err := collecting.copier(t.Context(), "", noSteps); err == nil || !strings.Contains(err.Error(), "collecting server") {
		t.Errorf("on a collecting server: %v", err)
	}
}
