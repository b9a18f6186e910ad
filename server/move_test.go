package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/config"
	"kist/internal/store"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/store/moving"
	"kist/internal/store/sqlite"
)

// tableName finds the tables of collections in a SQLite file; those of indexes have a dot.
var tableName = regexp.MustCompile(`CREATE TABLE "?([a-z][a-z0-9_]*)"? \(`)

// documents are all documents of a SQLite store, by collection and id, to the byte as
// they stand on disk; the collections are those that the program opens.
func documents(t *testing.T, cfg *config.Config, path string) map[string]string {
	t.Helper()
	e, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	house := moving.NewHouse(e)
	a := &app{cfg: cfg, engine: house}
	if a.keys, err = loadKeys(t.Context(), cfg, house); err != nil {
		t.Fatal(err)
	}
	if err := a.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer a.close()
	all := map[string]string{}
	for _, name := range house.Collections() {
		docs, err := e.Ensure(t.Context(), store.Spec{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		for decode, err := range docs.Find(t.Context(), store.Query{}) {
			var text json.RawMessage
			var head store.Head
			if err == nil {
				err = decode(&text)
			}
			if err == nil {
				err = decode(&head)
			}
			if err != nil {
				t.Fatal(err)
			}
			all[name+"/"+head.ID] = string(text)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tables := tableName.FindAllSubmatch(file, -1)
	if len(tables) < 40 {
		t.Errorf("only %d tables are seen", len(tables))
	}
	for _, m := range tables {
		if name := string(m[1]); name != "moving" && !slices.Contains(house.Collections(), name) {
			t.Errorf("the collection %s is not opened at the start, and would stay behind", name)
		}
	}
	return all
}

// TestMovingThereAndBack carries the demonstration from SQLite into MongoDB and back,
// and finds every document as it was; and the same by a backup that is restored.
func TestMovingThereAndBack(t *testing.T) {
	a, _ := built(t)
	made := backedUp(t, a)
	home, cfg := strings.TrimPrefix(a.cfg.Store, "sqlite:"), a.cfg
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	away, back := mongotest.URI(t), filepath.Join(t.TempDir(), "back.db")
	moveHouse(t, cfg, "sqlite:"+home, away)
	moveHouse(t, cfg, away, "sqlite:"+back)
	want, got := documents(t, cfg, home), documents(t, cfg, back)
	for name, doc := range want {
		if got[name] != doc {
			t.Errorf("%s became\n%.300s\nand was\n%.300s", name, got[name], doc)
		}
	}
	if len(want) < 100 || len(got) != len(want) {
		t.Errorf("%d documents became %d", len(want), len(got))
	}
	comesBack(t, made, *cfg, want)
}

func moveHouse(t *testing.T, cfg *config.Config, from, to string) {
	t.Helper()
	var out strings.Builder
	if err := (moveCommand{From: from, To: to}).move(t.Context(), cfg, plainSteps(io.Discard), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "read anew, are the same") {
		t.Errorf("it says\n%s", out.String())
	}
}

// A server refuses a store into which a move was broken off, and so does another move.
func TestAHalfMovedStoreIsNotServed(t *testing.T) {
	a, _ := built(t)
	from, cfg := a.cfg.Store, a.cfg
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	half := "sqlite:" + filepath.Join(t.TempDir(), "half.db")
	ctx, stop := context.WithCancel(t.Context())
	breakOff := func(string, int) (step, done func()) { return stop, func() {} }
	if err := (moveCommand{From: from, To: half}).move(ctx, cfg, breakOff, io.Discard); err == nil {
		t.Fatal("it was not broken off")
	}
	served := *cfg
	served.Store = half
	if _, err := openApp(t.Context(), &served); err == nil || !strings.Contains(err.Error(), "broken off") {
		t.Errorf("it says %v", err)
	}
	third := "sqlite:" + filepath.Join(t.TempDir(), "third.db")
	if err := (moveCommand{From: half, To: third}).move(t.Context(), cfg, plainSteps(io.Discard), io.Discard); err == nil || !strings.Contains(err.Error(), "broken off") {
		t.Errorf("what is there of it is moved on: %v", err)
	}
	moveHouse(t, cfg, from, half)
	b, err := openApp(t.Context(), &served)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.close(); err != nil {
		t.Fatal(err)
	}
	if err := (moveCommand{From: from, To: half}).move(t.Context(), cfg, plainSteps(io.Discard), io.Discard); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into a store in use: %v", err)
	}
}

// A name that is mistyped moves nothing, says so, and makes no file.
func TestWhatIsNotThereIsNotMoved(t *testing.T) {
	dir := t.TempDir()
	empty := newTestApp(t)
	for what, x := range map[string]struct{ from, keyFile, said string }{
		"no file":     {"sqlite:" + filepath.Join(dir, "none.db"), empty.cfg.KeyFile, "none.db is not there"},
		"no key file": {empty.cfg.Store, filepath.Join(dir, "kist.key"), "kist.key"},
		"nothing":     {empty.cfg.Store, empty.cfg.KeyFile, "nobody's account and no round"},
	} {
		cfg := *empty.cfg
		cfg.KeyFile = x.keyFile
		err := (moveCommand{From: x.from, To: "sqlite:" + filepath.Join(dir, "to.db")}).move(t.Context(), &cfg, plainSteps(io.Discard), io.Discard)
		if err == nil || !strings.Contains(err.Error(), x.said) {
			t.Errorf("%s: %v", what, err)
		}
		if made := contents(t, dir); len(made) > 0 {
			t.Errorf("%s: it made %d files", what, len(made))
		}
	}
}
