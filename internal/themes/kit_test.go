package themes

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

const (
	place = "strathlinn" // the inspection
	set   = "spring/change"
)

func open(t testing.TB, e store.Engine) *Themes {
	t.Helper()
	s, err := Open(t.Context(), e)
	check(t, err)
	s.now = func() time.Time { return time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC) }
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// problem says whether an error is of this field.
func problem(t testing.TB, err error, field string) {
	t.Helper()
	var ps fault.Problems
	var p fault.Problem
	switch {
	case errors.As(err, &ps):
		p = ps[0]
	case !errors.As(err, &p):
		t.Errorf("got %v, want a problem of %s", err, field)
		return
	}
	if p.Field != field {
		t.Errorf("got a problem of %s, want %s", p.Field, field)
	}
}

// begun is a codebook of three themes, one under another.
func (s *Themes) begun(t testing.TB) Version {
	t.Helper()
	var b *Codebook
	for _, theme := range []Theme{
		{Key: "people", Name: "People"},
		{Key: "told", Name: "Told what happened"},
		{Key: "change", Parent: "people", Name: "Changes of worker"},
	} {
		var err error
		b, err = s.Put(t.Context(), place, 0, theme, "morven")
		check(t, err)
	}
	return b.Latest
}

// text is one of the set with this id.
func text(id string) Text {
	return Text{ID: id, Round: "spring", Question: "change", Edition: "11-13", Language: "en", Setting: "school", Words: "words that are kept nowhere"}
}

// codes lets people code a text on their own.
func (s *Themes) codes(t testing.TB, v Version, id string, codings ...Coding) {
	t.Helper()
	for _, c := range codings {
		_, err := s.Code(t.Context(), v, text(id), c)
		check(t, err)
	}
}

// lone is a store in a file of its own.
func lone(t testing.TB) store.Engine {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	check(t, err)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

var errCut = errors.New("the line was cut")

// wire is a store that takes so many writes more, and then none.
type wire struct {
	store.Engine
	left int
}

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	d, err := w.Engine.Ensure(ctx, spec)
	return docs{d, w}, err
}

func (w *wire) write() error {
	if w.left == 0 {
		return errCut
	}
	w.left--
	return nil
}

type docs struct {
	store.Docs
	wire *wire
}

func (d docs) Insert(ctx context.Context, id string, doc any) error {
	if err := d.wire.write(); err != nil {
		return err
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d docs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if err := d.wire.write(); err != nil {
		return err
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}
