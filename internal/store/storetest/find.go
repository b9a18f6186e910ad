package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

func testEquality(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "equal")
	insert(t, c,
		&leaf{Head: store.Head{ID: "a"}, Text: "x", Number: 1, Flag: true, Tags: []string{"red", "blue"}},
		&leaf{Head: store.Head{ID: "b"}, Text: "X", Number: 2, Tags: []string{"blue", "blue"}},
		&leaf{Head: store.Head{ID: "c"}, Text: "x ", Number: 1, Flag: true},
		&leaf{Head: store.Head{ID: "d"}, Text: "", Number: 0, Tags: []string{"re", "d", ""}},
	)
	expect(t, c, store.Query{Field: "text", Is: "x"}, "a")
	expect(t, c, store.Query{Field: "text", Is: ""}, "d")
	expect(t, c, store.Query{Field: "text", Is: "%"})
	expect(t, c, store.Query{Field: "number", Is: int64(1)}, "a", "c")
	expect(t, c, store.Query{Field: "number", Is: int64(0)}, "d")
	expect(t, c, store.Query{Field: "flag", Is: true}, "a", "c")
	expect(t, c, store.Query{Field: "flag", Is: false}, "b", "d")
	expect(t, c, store.Query{Field: "tags", Is: "red"}, "a")
	expect(t, c, store.Query{Field: "tags", Is: "blue"}, "a", "b")
	expect(t, c, store.Query{Field: "tags", Is: ""}, "d")
	if _, err := c.First(t.Context(), store.Query{Field: "tags", Is: "green"}); !errors.Is(err, fault.NotFound) {
		t.Errorf("First of nothing: %v", err)
	}
	if l, err := c.First(t.Context(), store.Query{Field: "tags", Is: "blue", Desc: true}); err != nil || l.ID != "b" {
		t.Errorf("First = %+v, %v, want b", l, err)
	}
}

// Three documents whose field v looks alike but is not.
type (
	textual struct {
		store.Head `bson:",inline"`
		V          string `json:"v"`
	}
	numeric struct {
		store.Head `bson:",inline"`
		V          int64 `json:"v"`
	}
	truthful struct {
		store.Head `bson:",inline"`
		V          bool `json:"v"`
	}
)

func testTypes(t *testing.T, e store.Engine) {
	spec := store.Spec{Name: "types", Indexes: []store.Index{{Field: "v"}, {Order: "v"}}}
	texts, err1 := store.Open[textual](t.Context(), e, spec)
	numbers, err2 := store.Open[numeric](t.Context(), e, spec)
	truths, err3 := store.Open[truthful](t.Context(), e, spec)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	err := errors.Join(
		texts.Insert(t.Context(), &textual{Head: store.Head{ID: "text"}, V: "1"}),
		numbers.Insert(t.Context(), &numeric{Head: store.Head{ID: "number"}, V: 1}),
		truths.Insert(t.Context(), &truthful{Head: store.Head{ID: "truth"}, V: true}))
	if err != nil {
		t.Fatal(err)
	}
	// Decoding needs only what they share.
	type bare struct {
		store.Head `bson:",inline"`
	}
	all, err := store.Open[bare](t.Context(), e, spec)
	if err != nil {
		t.Fatal(err)
	}
	for want, q := range map[string]store.Query{
		"text":    {Field: "v", Is: "1"},
		"number":  {Field: "v", Is: int64(1)},
		"truth":   {Field: "v", Is: true},
		"text ":   {Order: "v", From: "0"},
		"text  ":  {Order: "v", To: "2"},
		"number ": {Order: "v", From: int64(0)},
		"number_": {Order: "v", To: int64(2)},
	} {
		got, err := all.All(t.Context(), q)
		if err != nil || len(got) != 1 || got[0].ID != strings.TrimRight(want, " _") {
			t.Errorf("Find(%+v) = %v, %v, want %s alone", q, got, err, want)
		}
	}
}

func testOrder(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "ordered")
	for i, id := range []string{"e", "b", "d", "a", "c", "f"} {
		l := &leaf{Head: store.Head{ID: id}, Text: "in", Number: int64(i / 2), Day: i, Tags: []string{"t"}, Flag: true}
		if id == "f" {
			l.Text, l.Number = "out", 3
		}
		insert(t, c, l) // by number: 0 b e, 1 a d, 2 c, 3 f
	}
	in := store.Query{Field: "text", Is: "in", Order: "number"}
	with := func(q store.Query, change func(*store.Query)) store.Query { change(&q); return q }
	expect(t, c, in, "b", "e", "a", "d", "c")
	expect(t, c, with(in, func(q *store.Query) { q.Desc = true }), "c", "d", "a", "e", "b")
	expect(t, c, with(in, func(q *store.Query) { q.From = int64(1) }), "a", "d", "c")
	expect(t, c, with(in, func(q *store.Query) { q.To = int64(1) }), "b", "e")
	expect(t, c, with(in, func(q *store.Query) { q.From, q.To = int64(1), int64(2) }), "a", "d")
	expect(t, c, with(in, func(q *store.Query) { q.From, q.To, q.Desc = int64(0), int64(2), true }), "d", "a", "e", "b")
	expect(t, c, with(in, func(q *store.Query) { q.From, q.To = int64(2), int64(1) }))
	expect(t, c, with(in, func(q *store.Query) { q.Limit = 3 }), "b", "e", "a")
	expect(t, c, with(in, func(q *store.Query) { q.Limit, q.Desc = 2, true }), "c", "d")
	expect(t, c, with(in, func(q *store.Query) { q.Limit = 50 }), "b", "e", "a", "d", "c")

	expect(t, c, store.Query{}, "a", "b", "c", "d", "e", "f")
	expect(t, c, store.Query{From: "b", To: "e"}, "b", "c", "d")
	expect(t, c, store.Query{From: "b", To: "e", Desc: true, Limit: 2}, "d", "c")
	expect(t, c, store.Query{Field: "text", Is: "in"}, "a", "b", "c", "d", "e")
	expect(t, c, store.Query{Field: "text", Is: "in", From: "b", Desc: true}, "e", "d", "c", "b")
	expect(t, c, store.Query{Order: "number"}, "b", "e", "a", "d", "c", "f")
	expect(t, c, store.Query{Order: "number", From: int64(2), Desc: true}, "f", "c")
	expect(t, c, store.Query{Field: "flag", Is: true, Order: "text", From: "j", To: "z"}, "f")
	expect(t, c, store.Query{Field: "flag", Is: true, Order: "text", To: "out"}, "a", "b", "c", "d", "e")
}

// A document without the field that orders comes before all others, and lies
// in no bounds.
func testMissingOrder(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "unordered")
	insert(t, c,
		&leaf{Head: store.Head{ID: "a"}, Day: 5, Tags: []string{"t"}},
		&leaf{Head: store.Head{ID: "b"}, Tags: []string{"t"}},
		&leaf{Head: store.Head{ID: "c"}, Day: -5, Tags: []string{"t"}})
	tagged := store.Query{Field: "tags", Is: "t", Order: "day"}
	expect(t, c, tagged, "b", "c", "a")
	tagged.Desc = true
	expect(t, c, tagged, "a", "c", "b")
	tagged.To = int64(9)
	expect(t, c, tagged, "a", "c")
	tagged.From, tagged.To = int64(-9), nil
	expect(t, c, tagged, "a", "c")
}

// What no index serves is refused, so that it cannot become slow later.
func testRefused(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "refused")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}, Share: 1})
	for _, q := range []store.Query{
		{Field: "share", Is: int64(1)},
		{Field: "text", Is: "x", Order: "day"},
		{Field: "text", Is: "x", Order: "text"},
		{Field: "_id", Is: "a"},
		{Order: "text"},
		{Order: "_id"},
		{Field: "text"},
		{Is: "x"},
		{Field: "number", Is: 1},
		{Field: "number", Is: 1.5},
		{Field: "text", Is: []string{"x"}},
		{Field: "text", Is: "\xff"},
		{Field: "text", Is: "a\x00"},
		{From: int64(1)},
		{Order: "number", From: 1},
		{Order: "number", To: true},
		{Order: "number", From: int64(1), To: "x"},
		{Limit: -1},
	} {
		_, err := c.All(t.Context(), q)
		wantKind(t, err, fault.Invalid)
		_, err = c.Count(t.Context(), q)
		wantKind(t, err, fault.Invalid)
	}
}

// testStream reads more than engines fetch at once, by every kind of walk.
func testStream(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "streamed")
	const n = 300
	var want []string
	for i := range n {
		id := fmt.Sprintf("%03d", i)
		insert(t, c, &leaf{Head: store.Head{ID: id}, Text: "x", Number: int64(i / 200), Bytes: make([]byte, 1+i%3*9000)})
		want = append(want, id)
	}
	expect(t, c, store.Query{}, want...)
	expect(t, c, store.Query{From: want[5], To: want[290], Limit: 280}, want[5:285]...)
	expect(t, c, store.Query{Order: "number"}, want...)
	expect(t, c, store.Query{Field: "text", Is: "x", From: want[1]}, want[1:]...)
	expect(t, c, store.Query{Field: "text", Is: "x", Order: "number", To: int64(1)}, want[:200]...)
	expect(t, c, store.Query{Field: "text", Is: "x", Order: "number", Limit: 256}, want[:256]...)
	slices.Reverse(want)
	expect(t, c, store.Query{Desc: true}, want...)
	expect(t, c, store.Query{Field: "text", Is: "x", Order: "number", Desc: true, From: int64(0)}, want...)
	expect(t, c, store.Query{Field: "text", Is: "x", Order: "number", Desc: true, To: int64(1)}, want[100:]...)
}

// testEarlyStop leaves streams half read, and uses the engine inside of them.
func testEarlyStop(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "stopped")
	for i := range 150 {
		insert(t, c, &leaf{Head: store.Head{ID: fmt.Sprintf("%03d", i)}, Text: "x"})
	}
	for range 50 { // more than any engine has connections
		for l, err := range c.Find(t.Context(), store.Query{}) {
			if err != nil || l.ID != "000" {
				t.Fatalf("first is %+v, %v", l, err)
			}
			break
		}
	}
	for l, err := range c.Find(t.Context(), store.Query{Field: "text", Is: "x", Limit: 140}) {
		if err != nil {
			t.Fatal(err)
		}
		l.Text = "y"
		if err := c.Replace(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := c.Count(t.Context(), store.Query{Field: "text", Is: "x"}); err != nil || n != 10 {
		t.Errorf("%d left, %v, want 10", n, err)
	}
	nest(t, c, 20)
}

// nest opens a stream within a stream within a stream.
func nest(t *testing.T, c *leaves, depth int) {
	if depth == 0 {
		return
	}
	for _, err := range c.Find(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		nest(t, c, depth-1)
		return
	}
}

// Whoever gives up gets an error, and the engine goes on.
func testGivenUp(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "given_up")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, errGet := c.Get(ctx, "a")
	_, errAll := c.All(ctx, store.Query{})
	_, errCount := c.Count(ctx, store.Query{})
	for name, err := range map[string]error{
		"insert": c.Insert(ctx, &leaf{Head: store.Head{ID: "b"}}), "get": errGet, "all": errAll, "count": errCount,
		"replace": c.Replace(ctx, &leaf{Head: store.Head{ID: "a", Rev: 1}}), "delete": c.Delete(ctx, "a"),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want %v", name, err, context.Canceled)
		}
	}
	insert(t, c, &leaf{Head: store.Head{ID: "c"}})
	if got := get(t, c, "c"); got.Rev != 1 {
		t.Errorf("afterwards: %+v", got)
	}
}
