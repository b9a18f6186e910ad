package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kist/internal/inspections"
)

// A server that starts on an empty store, for the real one is lost or named wrongly, leaves
// the keys of its rounds and the backups as they are: nothing else opens what children sent.
func TestAnEmptyStoreLeavesTheKeysOfTheRealOne(t *testing.T) {
	a, dir := newTestApp(t), t.TempDir()
	openRound(t, a, "real")
	ok(t, a.inbox.Submit(t.Context(), answer("real", "a story")))
	ok(t, a.sealer.Close(t.Context(), "real", nil))
	evening := func(day int) time.Time { return time.Date(2026, 11, day, 20, 0, 0, 0, time.Local) }
	for day := 1; day <= 2; day++ {
		ok(t, (&keeper{app: a, dir: dir, keep: 2}).due(t.Context(), evening(day)))
	}
	before := contents(t, dir)
	b := openTestApp(t, "sqlite:"+filepath.Join(t.TempDir(), "new.db"), a.cfg.KeyFile)
	openRound(t, b, "new")
	k := &keeper{app: b, dir: dir, keep: 1}
	for _, now := range []time.Time{evening(2), evening(3)} { // today's is there, and is to be made
		if err := k.due(t.Context(), now); err == nil || strings.Count(err.Error(), "restore first, or move") != 1 {
			t.Errorf("it says %v", err)
		}
	}
	command := backupCommand{File: filepath.Join(t.TempDir(), "b.backup"), Keys: filepath.Join(dir, keysName)}
	if err := command.make(t.Context(), b, nil, io.Discard, noSteps); !errors.Is(err, errKeysStay) {
		t.Errorf("by hand it says %v", err)
	}
	for name, text := range before {
		if now, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(now, text) {
			t.Errorf("%s is not what it was: %v", name, err)
		}
	}
	c, _ := restored(t, restoreCommand{File: filepath.Join(dir, backupName(evening(2)))}, a.cfg.KeyFile)
	if texts, _, err := c.opener.Texts(t.Context(), "real"); err != nil || len(texts) != 1 {
		t.Errorf("the real one, restored: %v, %v", texts, err)
	}
	ok(t, (&keeper{app: c, dir: dir, keep: 2}).due(t.Context(), evening(3))) // which goes on
}

// The guide has whoever restores move the keys of rounds out of the folder: a server that
// starts on the empty store before that is done leaves the backups as they are all the same.
func TestAnEmptyStoreLeavesBackupsWithoutKeys(t *testing.T) {
	a, dir := newTestApp(t), t.TempDir()
	openRound(t, a, "real")
	evening := func(day int) time.Time { return time.Date(2026, 11, day, 20, 0, 0, 0, time.Local) }
	for day := 1; day <= 2; day++ {
		ok(t, (&keeper{app: a, dir: dir, keep: 2}).due(t.Context(), evening(day)))
	}
	path, safe := filepath.Join(dir, keysName), filepath.Join(t.TempDir(), keysName)
	ok(t, os.Rename(path, safe))
	before := contents(t, dir)
	b := openTestApp(t, "sqlite:"+filepath.Join(t.TempDir(), "new.db"), a.cfg.KeyFile)
	k := &keeper{app: b, dir: dir, keep: 1}
	for day := 2; day <= 5; day++ { // today's is there first
		if day == 4 {
			ok(t, os.WriteFile(path, nil, 0o600))
			before[keysName] = []byte{}
		}
		if err := k.due(t.Context(), evening(day)); !errors.Is(err, errKeysStay) || !strings.Contains(err.Error(), "restore first, or move") {
			t.Errorf("day %d: it says %v", day, err)
		}
		if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
			t.Fatalf("day %d: %s", day, diff)
		}
	}
	c, _ := restored(t, restoreCommand{File: filepath.Join(dir, backupName(evening(2))), Keys: safe}, a.cfg.KeyFile)
	ok(t, (&keeper{app: c, dir: dir, keep: 2}).due(t.Context(), evening(5)))
	if len(contents(t, dir)[keysName]) == 0 {
		t.Error("the restored store saves no keys")
	}
}

// Keys that another user saved by hand are told with what gives them back, and stay.
func TestKeysOfAnotherUserAreTold(t *testing.T) {
	asNobodyInParticular(t)
	a, dir := newTestApp(t), t.TempDir()
	k := &keeper{app: a, dir: dir, keep: 1}
	ok(t, k.due(t.Context(), time.Date(2026, 11, 1, 20, 0, 0, 0, time.Local)))
	path := filepath.Join(dir, keysName)
	ok(t, os.Chmod(path, 0))
	want := fmt.Sprintf("chown %d %s", os.Geteuid(), path)
	if err := k.due(t.Context(), time.Date(2026, 11, 2, 20, 0, 0, 0, time.Local)); !errors.Is(err, errKeysStay) || strings.Count(err.Error(), want) != 1 {
		t.Errorf("it says %v, want %s", err, want)
	}
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	ok(t, err)
	all := map[string][]byte{}
	for _, e := range entries {
		all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		ok(t, err)
	}
	return all
}

// Keys of a round that is made just now, or that an older backup does not have, are in the
// store without their round: they are no other store's. What cannot be read is not replaced.
func TestWhichKeysMayBeReplaced(t *testing.T) {
	a, dir := newTestApp(t), t.TempDir()
	path := filepath.Join(dir, keysName)
	unborn := &inspections.Round{}
	unborn.ID = "unborn"
	ok(t, a.vault.Equip(t.Context(), unborn))
	for range 2 {
		ok(t, (&keeper{app: a, dir: dir, keep: 1}).saveKeys(t.Context()))
	}
	whole, err := os.ReadFile(path)
	ok(t, err)
	made := backedUp(t, a)
	answers, err := os.ReadFile(made.File)
	ok(t, err)
	for what, text := range map[string][]byte{"a damaged file": whole[:len(whole)-9], "a backup": answers, "something else": []byte("mine")} {
		ok(t, os.WriteFile(path, text, 0o600))
		if err := (&keeper{app: a, dir: dir, keep: 1}).saveKeys(t.Context()); !errors.Is(err, errKeysStay) {
			t.Errorf("%s: %v", what, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, text) {
			t.Errorf("%s was replaced, or %v", what, err)
		}
	}
	ok(t, os.WriteFile(path, nil, 0o600)) // as mktemp makes one
	ok(t, (&keeper{app: a, dir: dir, keep: 1}).saveKeys(t.Context()))
}
