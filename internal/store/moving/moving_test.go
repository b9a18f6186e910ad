package moving

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// thing has what engines write each in their own way.
type thing struct {
	store.Head `bson:",inline"`
	Bytes      []byte           `json:"bytes,omitempty"`
	Text       string           `json:"text"`
	Large      int64            `json:"large"`
	Parts      []part           `json:"parts,omitempty"`
	By         map[string][]int `json:"by,omitempty"`
	When       *string          `json:"when"`
}

type part struct {
	Key  []byte `json:"key"`
	Kept bool   `json:"kept"`
}

// other is what the collection "shared" holds besides things.
type other struct {
	store.Head `bson:",inline"`
	Pair       []byte `json:"pair"`
}

// opened is a program with its collections.
type opened struct {
	things *store.Collection[*thing]
	shared *store.Collection[*thing]
	others *store.Collection[*other]
}

func openAll(t testing.TB, e store.Engine) opened {
	t.Helper()
	var o opened
	var errs [3]error
	o.things, errs[0] = store.Open[thing](t.Context(), e, store.Spec{Name: "things", Indexes: []store.Index{{Field: "text"}}})
	o.shared, errs[1] = store.Open[thing](t.Context(), e, store.Spec{Name: "shared"})
	o.others, errs[2] = store.Open[other](t.Context(), e, store.Spec{Name: "shared", Indexes: []store.Index{{Field: "pair"}}})
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return o
}

// fill writes what a program might, and replaces some of it.
func fill(t testing.TB, o opened) {
	t.Helper()
	fillSome(t, o, 200)
}

// fillSome is fill with so many things.
func fillSome(t testing.TB, o opened, n int) {
	t.Helper()
	ctx, when := t.Context(), "2026-11-26"
	for i := range n {
		x := &thing{
			Head: store.Head{ID: fmt.Sprintf("%03d", i)}, Bytes: []byte{0, byte(i), 255}, Text: "<Ceòl & سلام>", Large: 1<<53 + int64(i),
			Parts: []part{{[]byte("k"), true}, {nil, false}}, By: map[string][]int{"b": {1}, "a": nil}, When: &when,
		}
		if i%3 == 0 {
			x = &thing{Head: x.Head}
		}
		if err := o.things.Insert(ctx, x); err != nil {
			t.Fatal(err)
		}
		for range i % 4 {
			x.Text += "!"
			if err := o.things.Replace(ctx, x); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(o.shared.Insert(ctx, &thing{Head: store.Head{ID: "a"}, Text: "one"}), o.others.Insert(ctx, &other{Head: store.Head{ID: "b"}, Pair: []byte{9}})); err != nil {
		t.Fatal(err)
	}
}

func silent(string, int) (step, done func()) { return func() {}, func() {} }

// move opens the program on an engine and moves it into another.
func move(t testing.TB, from, to store.Engine) ([]Moved, error) {
	t.Helper()
	h := NewHouse(from)
	openAll(t, h)
	return h.Move(t.Context(), to, silent)
}

// both runs a test from each engine into the other.
func both(t *testing.T, run func(t *testing.T, from, to store.Engine)) {
	t.Run("from SQLite", func(t *testing.T) { run(t, storetest.SQLite(t)(), storetest.Mongo(t)()) })
	t.Run("from MongoDB", func(t *testing.T) { run(t, storetest.Mongo(t)(), storetest.SQLite(t)()) })
}

// Every document is there with its revision, so that the program goes on: what was
// read before the move can be replaced after it.
func TestEverythingMoves(t *testing.T) {
	both(t, func(t *testing.T, from, to store.Engine) {
		before := openAll(t, from)
		fill(t, before)
		all, err := move(t, from, to)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].Collection != "shared" || all[0].Documents != 2 || all[1].Documents != 200 || len(all[1].Sum) != 64 || all[0].Sum == all[1].Sum {
			t.Errorf("it says %+v", all)
		}
		after := openAll(t, to)
		for doc, err := range before.things.Find(t.Context(), store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			got, err := after.things.Get(t.Context(), doc.ID)
			if err != nil || !reflect.DeepEqual(got, doc) {
				t.Fatalf("%+v became %+v, %v", doc, got, err)
			}
			if doc.Text = "after"; doc.ID < "010" {
				if err := after.things.Replace(t.Context(), doc); err != nil {
					t.Errorf("%s cannot be replaced: %v", doc.ID, err)
				}
			}
		}
		if b, err := after.others.Get(t.Context(), "b"); err != nil || b.Pair[0] != 9 {
			t.Errorf("what shares a collection: %+v, %v", b, err)
		}
		if unfinished, err := Unfinished(t.Context(), to); unfinished != "" || err != nil {
			t.Errorf("it is not over: %v, %v", unfinished, err)
		}
	})
}

// cut is an engine that fails after so many inserts.
type cut struct {
	store.Engine
	left *atomic.Int64
}

type cutDocs struct {
	store.Docs
	left *atomic.Int64
}

var errCut = errors.New("cut")

func (c cut) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := c.Engine.Ensure(ctx, spec)
	return cutDocs{docs, c.left}, err
}

func (c cutDocs) Insert(ctx context.Context, id string, doc any) error {
	if c.left.Add(-1) < 0 {
		return errCut
	}
	return c.Docs.Insert(ctx, id, doc)
}

// A move that is broken off anywhere is taken up by running it again; until it is
// over, no server may use the store.
func TestAMoveIsTakenUp(t *testing.T) {
	both(t, func(t *testing.T, from, to store.Engine) {
		fill(t, openAll(t, from))
		for _, after := range []int64{1, 2, 40, 41, 90} {
			left := &atomic.Int64{}
			left.Store(after)
			if _, err := move(t, from, cut{to, left}); !errors.Is(err, errCut) {
				t.Fatalf("after %d: %v", after, err)
			}
			if unfinished, err := Unfinished(t.Context(), to); unfinished != Moving || err != nil {
				t.Errorf("after %d it is over: %v", after, err)
			}
		}
		all, err := move(t, from, to)
		if err != nil || all[1].Documents != 200 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestNothingIsMixed(t *testing.T) {
	from, to := storetest.SQLite(t)(), storetest.SQLite(t)()
	fill(t, openAll(t, from))
	there := openAll(t, to)
	if err := there.things.Insert(t.Context(), &thing{Head: store.Head{ID: "own"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := move(t, from, to); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("into a store in use: %v", err)
	}
	n, err := there.things.Count(t.Context(), store.Query{})
	if err != nil || n != 1 {
		t.Errorf("it holds %d documents, %v", n, err)
	}
}

// Another store's move is not taken up.
func TestAnotherMoveIsNotTakenUp(t *testing.T) {
	one, two, to := storetest.SQLite(t)(), storetest.SQLite(t)(), storetest.SQLite(t)()
	fill(t, openAll(t, one))
	if err := openAll(t, two).things.Insert(t.Context(), &thing{Head: store.Head{ID: "own"}}); err != nil {
		t.Fatal(err)
	}
	left := &atomic.Int64{}
	left.Store(5)
	if _, err := move(t, one, cut{to, left}); !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	if _, err := move(t, two, to); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("another store's: %v", err)
	}
}

// meddled is an engine into which something else is written as soon as documents come.
type meddled struct{ store.Engine }

type meddledDocs struct{ store.Docs }

func (m meddled) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := m.Engine.Ensure(ctx, spec)
	return meddledDocs{docs}, err
}

func (m meddledDocs) Insert(ctx context.Context, id string, doc any) error {
	if x, ok := doc.(*thing); ok && x.ID == "100" {
		changed := *x
		changed.Large++
		doc = &changed
	}
	return m.Docs.Insert(ctx, id, doc)
}

func TestADifferenceIsFound(t *testing.T) {
	from, to := storetest.SQLite(t)(), storetest.SQLite(t)()
	fill(t, openAll(t, from))
	if _, err := move(t, from, meddled{to}); !errors.Is(err, ErrDiffer) {
		t.Errorf("one number is another: %v", err)
	}
	if unfinished, err := Unfinished(t.Context(), to); unfinished != Moving || err != nil {
		t.Errorf("and a server may use it: %v", err)
	}
}

// newer is a thing with a field that this program does not know.
type newer struct {
	store.Head `bson:",inline"`
	Text       string `json:"text"`
	Fresh      string `json:"fresh"`
}

func TestFieldsOfANewerProgramAreNotLost(t *testing.T) {
	both(t, func(t *testing.T, from, to store.Engine) {
		docs, err := store.Open[newer](t.Context(), from, store.Spec{Name: "things"})
		if err != nil {
			t.Fatal(err)
		}
		if err := docs.Insert(t.Context(), &newer{Head: store.Head{ID: "empty"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := move(t, from, to); err != nil {
			t.Errorf("a field without a value: %v", err)
		}
		if err := docs.Insert(t.Context(), &newer{Head: store.Head{ID: "full"}, Fresh: "kept"}); err != nil {
			t.Fatal(err)
		}
		if err := openAll(t, to).things.Delete(t.Context(), "empty"); err != nil { // and so it is empty again
			t.Fatal(err)
		}
		if _, err := move(t, from, to); !errors.Is(err, fault.Invalid) {
			t.Errorf("a field that would be lost: %v", err)
		}
	})
}
