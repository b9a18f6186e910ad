package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/config"
	"kist/internal/seal"
)

// closeAndCount closes a round and says how many texts open; the test ends if one does not.
func closeAndCount(t *testing.T, a *app, round string) int {
	t.Helper()
	if err := a.sealer.Close(t.Context(), round, nil); err != nil {
		t.Fatal(err)
	}
	texts, unread, err := a.opener.Texts(t.Context(), round)
	if err != nil || unread > 0 {
		t.Fatalf("round %s: %d texts do not open, %v", round, unread, err)
	}
	return len(texts)
}

// restoredUnder brings a backup back under a key file; an error if that is not the right one.
func restoredUnder(t *testing.T, a *app, file, keyFile string) (*app, error) {
	t.Helper()
	cfg := *a.cfg
	cfg.Store, cfg.KeyFile = "sqlite:"+filepath.Join(t.TempDir(), "restored.db"), keyFile
	if err := (restoreCommand{File: file}).restore(t.Context(), &cfg, nil, noSteps, io.Discard); err != nil {
		return nil, err
	}
	return openTestApp(t, cfg.Store, cfg.KeyFile), nil
}

func copyOf(t *testing.T, from, to string) string {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// The whole way of new keys: one server goes on with the file from before while another
// has the new one; nothing is retired that is needed; afterwards everything opens with the
// new keys alone, nothing does with the old ones, and backups from before open with the
// file of then, or with the one between.
func TestKeysAreRenewed(t *testing.T) {
	dir := t.TempDir()
	address, keyFile := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	t.Setenv("KIST_STORE", address)
	t.Setenv("KIST_KEY_FILE", keyFile)
	before := openTestApp(t, address, keyFile)
	openRound(t, before, "round")
	send := func(a *app, round, story string) {
		if err := a.inbox.Submit(t.Context(), answer(round, story)); err != nil {
			t.Fatal(err)
		}
	}
	send(before, "round", "told before")
	backup := filepath.Join(dir, "before.backup")
	c := backupCommand{File: backup, Keys: filepath.Join(dir, keysName)}
	if err := c.make(t.Context(), before, nil, io.Discard, noSteps); err != nil {
		t.Fatal(err)
	}
	oldFile := copyOf(t, keyFile, filepath.Join(dir, "old.key"))
	if err := (renewKeys{}).Run(); err != nil {
		t.Fatal(err)
	}
	between := copyOf(t, keyFile, filepath.Join(dir, "between.key"))

	now := openAs(t, address, keyFile, config.All)
	send(before, "round", "told to a server that goes on with the keys from before")
	send(now, "round", "told to the server with both")
	openRound(t, now, "second")
	send(now, "second", "told of the second round")
	if err := (retireKeys{}).Run(); err == nil || !strings.Contains(err.Error(), "run kist keys rewrap") {
		t.Fatalf("keys that are needed were retired: %v", err)
	}
	if err := (rewrapKeys{}).Run(); err != nil {
		t.Fatal(err)
	}
	if n := closeAndCount(t, now, "round"); n != 3 {
		t.Errorf("%d texts of three", n)
	}
	if err := (retireKeys{}).Run(); err != nil {
		t.Fatal(err)
	}
	if err := (retireKeys{}).Run(); err == nil || !strings.Contains(err.Error(), "kist keys renew") {
		t.Errorf("retired twice: %v", err)
	}

	last := openAs(t, address, keyFile, config.Review)
	if n := closeAndCount(t, last, "second"); n != 1 {
		t.Errorf("%d texts of one", n)
	}
	if _, closed, err := last.vault.Try(t.Context()); err != nil || len(closed) > 0 {
		t.Errorf("closed to the new keys: %v, %v", closed, err)
	}
	stale := *last.cfg
	stale.KeyFile = oldFile
	if _, err := openApp(t.Context(), &stale); err == nil || !strings.Contains(err.Error(), "Find the key file") {
		t.Errorf("a key opens with the keys from before: %v", err)
	}
	checkOldBackup(t, before, backup, oldFile, between, keyFile)
}

// checkOldBackup brings a backup from before back under each key file.
func checkOldBackup(t *testing.T, a *app, backup, oldFile, between, keyFile string) {
	t.Helper()
	for what, file := range map[string]string{"of then": oldFile, "between": between} {
		b, err := restoredUnder(t, a, backup, file)
		if err != nil {
			t.Fatalf("under the file %s: %v", what, err)
		}
		if n := closeAndCount(t, b, "round"); n != 1 {
			t.Errorf("under the file %s: %d texts of one", what, n)
		}
	}
	if _, err := restoredUnder(t, a, backup, keyFile); err == nil || !strings.Contains(err.Error(), "KIST_KEY_FILE") {
		t.Errorf("under the file of now: %v", err)
	}
}

// What only people can mend keeps the older keys, unless they say that they will not wait.
func TestWhatStillNeedsTheOlderKeys(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.hooks.Make(t.Context(), "https://cases.example.org/in", "", "ros"); err != nil {
		t.Fatal(err)
	}
	since := clock().Add(48 * time.Hour)
	a.keys.Older.Since = since.UTC().Format(seal.OlderSince)
	need, err := a.needOlder(t.Context(), false, since)
	if err != nil || len(need) != 1 || !strings.Contains(need[0], "under Feeds") {
		t.Errorf("with a system that was not told: %q, %v", need, err)
	}
	if need, err := a.needOlder(t.Context(), true, since); err != nil || len(need) != 0 {
		t.Errorf("who will not wait waits for %q, %v", need, err)
	}
}
