package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

// named are the tables and triggers of a file whose names begin so.
func named(t *testing.T, path, begin string) (names []string) {
	t.Helper()
	rows, err := raw(t, path).Query("SELECT name FROM sqlite_schema WHERE type IN ('table', 'trigger') ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, begin) {
			names = append(names, name)
		}
	}
	return names
}

// A collection is made when it is first used, however it is used, and answers as an empty one.
func TestACollectionIsMadeWhenItIsFirstUsed(t *testing.T) {
	for name, use := range map[string]struct {
		first func(context.Context, store.Docs) error
		want  error
	}{
		"get":     {func(ctx context.Context, d store.Docs) error { return d.Get(ctx, "a", store.Primary, &note{}) }, fault.NotFound},
		"insert":  {func(ctx context.Context, d store.Docs) error { return d.Insert(ctx, "a", &note{}) }, nil},
		"replace": {func(ctx context.Context, d store.Docs) error { return d.Replace(ctx, "a", 1, &note{}) }, fault.NotFound},
		"delete":  {func(ctx context.Context, d store.Docs) error { return d.Delete(ctx, "a") }, fault.NotFound},
		"count": {func(ctx context.Context, d store.Docs) error {
			_, err := d.Count(ctx, store.Query{Field: "tags", Is: "x"})
			return err
		}, nil},
		"find": {func(ctx context.Context, d store.Docs) error {
			for _, err := range d.Find(ctx, store.Query{Field: "tags", Is: "x"}) {
				return fmt.Errorf("something is found: %w", err)
			}
			return nil
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			e := openTest(t, path)
			d, err := e.Ensure(t.Context(), noteSpec)
			if err != nil {
				t.Fatal(err)
			}
			if got := named(t, path, ""); len(got) > 0 {
				t.Errorf("before it is used there are %q", got)
			}
			gone, stop := context.WithCancel(t.Context())
			stop()
			if err := use.first(gone, d); err == nil {
				t.Error("who does not wait was answered")
			}
			if err := use.first(t.Context(), d); !errors.Is(err, use.want) {
				t.Errorf("%v, want %v", err, use.want)
			}
			if !d.(*docs).made.Load() {
				t.Error("it would be looked at again at every use")
			}
			if got := named(t, path, "notes"); !slices.Contains(got, "notes") || !slices.Contains(got, "notes.tags.update") || !slices.Contains(got, "notes.on.text") {
				t.Errorf("it was used, and there are %q", got)
			}
		})
	}
}

// What stands in the file is put right when the program starts, before anybody asks: to
// fill an index takes long where there are many documents.
func TestWhatStandsIsPutRightAtTheStart(t *testing.T) {
	path := newPath(t)
	e, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	fewer := store.Spec{Name: noteSpec.Name, Indexes: noteSpec.Indexes[:1]}
	for i := range 3 {
		if err := ensure(t, e, fewer).Insert(t.Context(), fmt.Sprint(i), &note{Tags: []string{"x"}, Text: "t"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []string{"SELECT 1", `DROP TRIGGER "notes.tags.update"; DELETE FROM "notes.tags" WHERE id = '1'`} {
		if _, err := raw(t, path).Exec(spoil); err != nil {
			t.Fatal(err)
		}
		e := openTest(t, path)
		if _, err := e.Ensure(t.Context(), noteSpec); err != nil {
			t.Fatal(err)
		}
		for _, index := range []string{`notes.tags`, `notes.on.text`} {
			var n int
			if err := raw(t, path).QueryRow(fmt.Sprintf("SELECT count(*) FROM %q", index)).Scan(&n); err != nil || n != 3 {
				t.Errorf("after %s: %s has %d documents, %v", spoil, index, n, err)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A file that is as it is to be is opened without a change of its schema.
func TestWhatStandsRightIsLeftAlone(t *testing.T) {
	path := newPath(t)
	ensure(t, openTest(t, path), noteSpec)
	version := func() (n int) {
		if err := raw(t, path).QueryRow("PRAGMA schema_version").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := version()
	e := openTest(t, path)
	gone, stop := context.WithCancel(t.Context())
	stop()
	d, err := e.Ensure(gone, noteSpec)
	if err != nil {
		t.Fatalf("the writer was asked: %v", err)
	}
	if !d.(*docs).made.Load() {
		t.Error("it would be looked at once more when it is used")
	}
	if now := version(); now != before {
		t.Errorf("the schema is version %d, and was %d", now, before)
	}
}

// Two processes that use a collection first, at the same time, make it once.
func TestTwoMakeACollectionAtOnce(t *testing.T) {
	path := newPath(t)
	var wg sync.WaitGroup
	for i := range 2 {
		d, err := openTest(t, path).Ensure(t.Context(), noteSpec)
		if err != nil {
			t.Fatal(err)
		}
		for j := range 4 {
			wg.Go(func() {
				if err := d.Insert(t.Context(), fmt.Sprint(i, j), &note{Tags: []string{"x"}}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	n, err := ensure(t, openTest(t, path), noteSpec).Count(t.Context(), store.Query{Field: "tags", Is: "x"})
	if err != nil || n != 8 {
		t.Errorf("%d documents, %v", n, err)
	}
}
