package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

func testReopened(t *testing.T, open Open) {
	first := open()
	c := openLeaves(t, first, "reopened")
	for i := range 20 {
		insert(t, c, &leaf{Head: store.Head{ID: fmt.Sprintf("%02d", i)}, Number: int64(i % 2), Tags: []string{"t"}})
	}
	before := ids(t, c, store.Query{Field: "number", Is: int64(1)})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := openLeaves(t, open(), "reopened")
	if got := ids(t, again, store.Query{}); len(got) != 20 {
		t.Errorf("%d of 20 documents are still there", len(got))
	}
	expect(t, again, store.Query{Field: "number", Is: int64(1)}, before...)
	wantKind(t, again.Insert(t.Context(), &leaf{Head: store.Head{ID: "07"}}), fault.Exists)
}

// testGrown declares an index when documents are there already.
func testGrown(t *testing.T, open Open) {
	e := open()
	small, err := store.Open[leaf](t.Context(), e, store.Spec{Name: "grown", Indexes: []store.Index{{Field: "text"}}})
	if err != nil {
		t.Fatal(err)
	}
	insert(t, small,
		&leaf{Head: store.Head{ID: "a"}, Text: "x", Tags: []string{"t", "t", "u"}, Day: 2},
		&leaf{Head: store.Head{ID: "b"}, Text: "x", Tags: []string{"t"}, Day: 1})
	_, err = small.All(t.Context(), store.Query{Field: "tags", Is: "t"})
	wantKind(t, err, fault.Invalid)

	grown := openLeaves(t, open(), "grown")
	expect(t, grown, store.Query{Field: "tags", Is: "t", Order: "day"}, "b", "a")
	expect(t, grown, store.Query{Field: "text", Is: "x"}, "a", "b")
	insert(t, small, &leaf{Head: store.Head{ID: "c"}, Tags: []string{"t"}}) // by who knows no such index
	expect(t, grown, store.Query{Field: "tags", Is: "t", Order: "day"}, "c", "b", "a")
}

// strongReads are the reads that see whatever was acknowledged before them.
var strongReads = map[string]func(t *testing.T, c *leaves, id string) (int64, error){
	"Get": func(t *testing.T, c *leaves, id string) (int64, error) {
		l, err := c.GetStrong(t.Context(), id)
		if err != nil {
			return 0, err
		}
		return l.Number, nil
	},
	"Find": func(t *testing.T, c *leaves, id string) (int64, error) {
		l, err := c.First(t.Context(), store.Query{Field: "text", Is: id, Strong: true})
		if err != nil {
			return 0, err
		}
		return l.Number, nil
	},
	"Count": func(t *testing.T, c *leaves, id string) (int64, error) {
		q := store.Query{Field: "text", Is: id, Order: "number", Strong: true}
		for q.From = int64(0); ; q.From = q.From.(int64) + 1 {
			n, err := c.Count(t.Context(), q)
			if err != nil {
				return 0, err
			}
			if n == 0 {
				return q.From.(int64) - 1, nil
			}
		}
	},
}

// testStrong writes through one engine and reads through another on the same
// database, as two servers do.
func testStrong(t *testing.T, open Open) {
	writer, reader := openLeaves(t, open(), "strong"), openLeaves(t, open(), "strong")
	for name, read := range strongReads {
		l := &leaf{Head: store.Head{ID: name}, Text: name, Number: 1}
		insert(t, writer, l)
		for want := int64(1); want <= 5; want++ {
			if got, err := read(t, reader, name); err != nil || got != want {
				t.Fatalf("strong %s = %d, %v, want %d", name, got, err, want)
			}
			l.Number++
			if err := writer.Replace(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// RunConcurrent is the part of the suite in which several write the same
// documents at once, through two engines on one database.
func RunConcurrent(t *testing.T, open Open) {
	one, two := open(), open()
	for _, test := range []struct {
		name string
		run  func(*testing.T, [2]*leaves)
	}{
		{"counting", testCounting},
		{"racing", testRacing},
		{"deleting", testDeleting},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := "concurrent_" + test.name
			test.run(t, [2]*leaves{openLeaves(t, one, name), openLeaves(t, two, name)})
		})
	}
}

const crowd = 16

// each runs the crowd at once, half of it on either engine.
func each(both [2]*leaves, do func(i int, c *leaves)) {
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() { do(i, both[i%2]) })
	}
	wg.Wait()
}

// testCounting loses no increment.
func testCounting(t *testing.T, both [2]*leaves) {
	const times = 20
	insert(t, both[0], &leaf{Head: store.Head{ID: "n"}})
	each(both, func(_ int, c *leaves) {
		for range times {
			_, err := c.Update(t.Context(), "n", func(l *leaf) error { l.Number++; return nil })
			if err != nil {
				t.Error(err)
			}
		}
	})
	got := get(t, both[0], "n")
	if got.Number != crowd*times || got.Rev != 1+crowd*times {
		t.Errorf("counted to %d at revision %d, want %d", got.Number, got.Rev, crowd*times)
	}
}

// testRacing lets exactly one of many insert the same id, and what it inserted
// is what stays.
func testRacing(t *testing.T, both [2]*leaves) {
	for round := range 10 {
		id := fmt.Sprint("race", round)
		var winner, wins atomic.Int64
		each(both, func(i int, c *leaves) {
			err := c.Insert(t.Context(), &leaf{Head: store.Head{ID: id}, Number: int64(i), Tags: []string{id}})
			if err == nil {
				wins.Add(1)
				winner.Store(int64(i))
			} else if !errors.Is(err, fault.Exists) {
				t.Error(err)
			}
		})
		if got := get(t, both[1], id); wins.Load() != 1 || got.Number != winner.Load() {
			t.Errorf("%d won, the last of them %d, and %d is stored", wins.Load(), winner.Load(), got.Number)
		}
		expect(t, both[1], store.Query{Field: "tags", Is: id}, id)
	}
}

// testDeleting lets exactly one of many delete a document.
func testDeleting(t *testing.T, both [2]*leaves) {
	for round := range 10 {
		id := fmt.Sprint("gone", round)
		insert(t, both[0], &leaf{Head: store.Head{ID: id}})
		var wins atomic.Int64
		each(both, func(_ int, c *leaves) {
			err := c.Delete(t.Context(), id)
			if err == nil {
				wins.Add(1)
			} else if !errors.Is(err, fault.NotFound) {
				t.Error(err)
			}
		})
		if wins.Load() != 1 {
			t.Errorf("%d deleted it", wins.Load())
		}
	}
}
