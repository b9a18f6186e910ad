package storetest

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

// wantKind fails unless err is of that kind of failure.
func wantKind(t *testing.T, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

func get(t *testing.T, c *leaves, id string) *leaf {
	t.Helper()
	l, err := c.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func testDeclarations(t *testing.T, e store.Engine) {
	for _, bad := range []store.Spec{
		{}, {Name: "Leaves"}, {Name: "a-b"}, {Name: `a"b`}, {Name: "9a"},
		{Name: "bad", Indexes: []store.Index{{}}},
		{Name: "bad", Indexes: []store.Index{{Field: "a.b"}}},
		{Name: "bad", Indexes: []store.Index{{Field: "a", Order: "$b"}}},
		{Name: "bad", Indexes: []store.Index{{Field: "a", Order: "_id"}}},
	} {
		_, err := e.Ensure(t.Context(), bad)
		wantKind(t, err, fault.Invalid)
	}
	clustered := store.Spec{Name: "clustered", Clustered: true, Indexes: leafIndexes}
	for range 2 { // the second time it is there already
		c, err := store.Open[leaf](t.Context(), e, clustered)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, c, store.Query{})
	}
	if err := e.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
}

func testInsert(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "inserted")
	first := &leaf{Head: store.Head{ID: "a", Rev: 7}, Text: "first", Tags: []string{"x"}}
	insert(t, c, first)
	if first.Rev != 1 {
		t.Errorf("Insert left revision %d, want 1", first.Rev)
	}
	err := c.Insert(t.Context(), &leaf{Head: store.Head{ID: "a"}, Text: "second", Tags: []string{"y"}})
	wantKind(t, err, fault.Exists)
	if got := get(t, c, "a"); got.Text != "first" || got.Rev != 1 {
		t.Errorf("a refused insert changed it to %+v", got)
	}
	expect(t, c, store.Query{Field: "tags", Is: "y"})
	expect(t, c, store.Query{Field: "text", Is: "second"})
	expect(t, c, store.Query{}, "a")
}

func testIDs(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "ids")
	possible := []string{
		" ", "$a", "0", "A", "a", "a b", `a"b'c`, "a.b", "a/b/000001", "a\nb", "e\u0301",
		strings.Repeat("long", 60), "\u00e9", "سكوتلندا", "蘇格蘭", "🙂",
	}
	for _, id := range possible {
		insert(t, c, &leaf{Head: store.Head{ID: id}, Text: "same"})
		if got := get(t, c, id); got.ID != id {
			t.Errorf("Get(%q) has id %q", id, got.ID)
		}
	}
	slices.Sort(possible) // by their bytes
	expect(t, c, store.Query{}, possible...)
	expect(t, c, store.Query{Field: "text", Is: "same"}, possible...)
	for _, id := range []string{"", "\xff", "a\x00b"} {
		wantKind(t, c.Insert(t.Context(), &leaf{Head: store.Head{ID: id}}), fault.Invalid)
		_, err := c.Get(t.Context(), id)
		wantKind(t, err, fault.NotFound)
		wantKind(t, c.Replace(t.Context(), &leaf{Head: store.Head{ID: id, Rev: 1}}), fault.NotFound)
		wantKind(t, c.Delete(t.Context(), id), fault.NotFound)
	}
}

// testValues holds for every kind of field, and for all of int64: numbers from
// 2^53 on do not pass through a float anywhere.
func testValues(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "values")
	for name, want := range map[string]*leaf{
		"zero":  {},
		"empty": {Tags: []string{}, Bytes: []byte{}, Veins: []vein{}, Words: map[string]string{}},
		"words": {Text: "Tha <b>mi</b> & \"tu\" \\ \u2028 سلام 你好 🙂", Tags: []string{"", "a", "a", "ü"}},
		"nul":   {Text: "a\x00b"},
		"2^53":  {Number: 1 << 53},
		"more":  {Number: 1<<53 + 1},
		"most":  {Number: math.MaxInt64},
		"least": {Number: math.MinInt64},
		"parts": {Share: 0.1, Day: -20260101, Flag: true},
		"bytes": {Bytes: []byte{0, 255, 10, 34, 0}, Digest: [4]byte{1, 0, 255, 9}},
		"deep": {
			Inner: vein{Name: "in", Under: []vein{{Name: "deeper", Depth: 2, Under: []vein{{Name: "deepest"}}}}},
			Maybe: &vein{Depth: 1}, Veins: []vein{{Name: "b"}, {Name: "a"}},
		},
		"maps": {Words: map[string]string{"en": "yes", "gd": ""}, Counts: map[string]int{"a_b": 0, "c": -1}},
	} {
		want.ID = name
		insert(t, c, want)
		if got := get(t, c, name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		for l, err := range c.Find(t.Context(), store.Query{From: name, Limit: 1}) {
			if err != nil || !reflect.DeepEqual(l, want) {
				t.Errorf("%s: found %+v, %v, want %+v", name, l, err, want)
			}
		}
		expect(t, c, store.Query{Order: "number", From: want.Number, To: want.Number})
	}
	insert(t, c, &leaf{Head: store.Head{ID: "hidden"}, Hidden: "kept back"})
	if got := get(t, c, "hidden"); got.Hidden != "" {
		t.Errorf("a field that is not to be stored came back: %q", got.Hidden)
	}
	expect(t, c, store.Query{Field: "number", Is: int64(1<<53 + 1)}, "more")
	expect(t, c, store.Query{Field: "number", Is: int64(1 << 53)}, "2^53")
	expect(t, c, store.Query{Order: "number", From: int64(1 << 53)}, "2^53", "more", "most")
}

func testLarge(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "large")
	want := &leaf{Head: store.Head{ID: "large"}, Bytes: bytes.Repeat([]byte{0, 1, 2, 255}, 1<<18)}
	insert(t, c, want)
	if got := get(t, c, "large"); !bytes.Equal(got.Bytes, want.Bytes) {
		t.Errorf("a MiB came back as %d other bytes", len(got.Bytes))
	}
	want.Bytes, want.Text = nil, strings.Repeat("gàidhlig", 1<<17)
	if err := c.Replace(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got := get(t, c, "large"); got.Text != want.Text || got.Bytes != nil {
		t.Errorf("a MiB of text came back as %d other bytes", len(got.Text))
	}
}

func testGet(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "got")
	insert(t, c, &leaf{Head: store.Head{ID: "there"}, Text: "it"})
	for name, read := range map[string]func(string) (*leaf, error){
		"Get":       func(id string) (*leaf, error) { return c.Get(t.Context(), id) },
		"GetStrong": func(id string) (*leaf, error) { return c.GetStrong(t.Context(), id) },
	} {
		if got, err := read("there"); err != nil || got.Text != "it" {
			t.Errorf("%s = %+v, %v", name, got, err)
		}
		_, err := read("elsewhere")
		wantKind(t, err, fault.NotFound)
	}
}

func testReplace(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "replaced")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}, Text: "one", Tags: []string{"x", "y"}})
	mine, theirs := get(t, c, "a"), get(t, c, "a")
	theirs.Text, theirs.Tags, theirs.Number = "two", []string{"y", "z"}, 5
	if err := c.Replace(t.Context(), theirs); err != nil || theirs.Rev != 2 {
		t.Fatalf("Replace: %v, revision %d", err, theirs.Rev)
	}
	mine.Text = "three"
	wantKind(t, c.Replace(t.Context(), mine), fault.Conflict)
	if mine.Rev != 1 {
		t.Errorf("a refused replace left revision %d, want 1", mine.Rev)
	}
	if got := get(t, c, "a"); !reflect.DeepEqual(got, theirs) {
		t.Errorf("stored %+v, want %+v", got, theirs)
	}
	expect(t, c, store.Query{Field: "text", Is: "one"})
	expect(t, c, store.Query{Field: "text", Is: "two", Order: "number", From: int64(5)}, "a")
	expect(t, c, store.Query{Field: "tags", Is: "x"})
	expect(t, c, store.Query{Field: "tags", Is: "y"}, "a")
	expect(t, c, store.Query{Field: "tags", Is: "z"}, "a")
	wantKind(t, c.Replace(t.Context(), &leaf{Head: store.Head{ID: "b", Rev: 1}}), fault.NotFound)
	wantKind(t, c.Replace(t.Context(), &leaf{Head: store.Head{ID: "a", Rev: 9}}), fault.Conflict)
	expect(t, c, store.Query{}, "a")
}

func testUpdate(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "updated")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}})
	runs := 0
	got, err := c.Update(t.Context(), "a", func(l *leaf) error {
		if runs++; runs == 1 { // somebody else is first
			other := get(t, c, "a")
			other.Number = 10
			if err := c.Replace(t.Context(), other); err != nil {
				t.Fatal(err)
			}
		}
		l.Number++
		return nil
	})
	if err != nil || runs != 2 || got.Number != 11 || got.Rev != 3 {
		t.Fatalf("Update = %+v, %v after %d runs", got, err, runs)
	}
	stop := errors.New("stop")
	_, err = c.Update(t.Context(), "a", func(l *leaf) error { l.Number = 99; return stop })
	wantKind(t, err, stop)
	if kept := get(t, c, "a"); kept.Number != 11 || kept.Rev != 3 {
		t.Errorf("a change that failed was kept: %+v", kept)
	}
	_, err = c.Update(t.Context(), "b", func(*leaf) error { return nil })
	wantKind(t, err, fault.NotFound)
}

func testDelete(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "deleted")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}, Tags: []string{"x"}}, &leaf{Head: store.Head{ID: "b"}, Tags: []string{"x"}})
	if err := c.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, c.Delete(t.Context(), "a"), fault.NotFound)
	_, err := c.Get(t.Context(), "a")
	wantKind(t, err, fault.NotFound)
	expect(t, c, store.Query{Field: "tags", Is: "x"}, "b")
	insert(t, c, &leaf{Head: store.Head{ID: "a"}, Text: "again"})
	if got := get(t, c, "a"); got.Rev != 1 || got.Text != "again" {
		t.Errorf("inserted again: %+v", got)
	}
	expect(t, c, store.Query{Field: "tags", Is: "x"}, "b")
}

func testApart(t *testing.T, e store.Engine) {
	one, two := openLeaves(t, e, "apart"), openLeaves(t, e, "apart_two")
	insert(t, one, &leaf{Head: store.Head{ID: "a"}, Text: "one"})
	insert(t, two, &leaf{Head: store.Head{ID: "a"}, Text: "two"})
	if err := one.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := get(t, two, "a"); got.Text != "two" {
		t.Errorf("collections share documents: %+v", got)
	}
	expect(t, one, store.Query{Field: "text", Is: "two"})
}
