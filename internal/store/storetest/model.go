package storetest

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/internal/store"
)

// testModel lets random operations run on the engine and on a map, which must
// agree at every step.
func testModel(t *testing.T, e store.Engine) {
	c := openLeaves(t, e, "modelled")
	rapid.Check(t, func(rt *rapid.T) {
		for _, id := range ids(t, c, store.Query{}) {
			if err := c.Delete(t.Context(), id); err != nil {
				rt.Fatal(err)
			}
		}
		m := &model{t: t, c: c, docs: map[string]leaf{}}
		rt.Repeat(map[string]func(*rapid.T){
			"insert": m.insert, "replace": m.replace, "delete": m.remove,
			"get": m.get, "find": m.find, "": func(*rapid.T) {},
		})
	})
}

type model struct {
	t    *testing.T
	c    *leaves
	docs map[string]leaf
}

var (
	someID     = rapid.SampledFrom([]string{"a", "b", "c", "d", "é"})
	someText   = rapid.SampledFrom([]string{"", "x", "y", "X", "ü"})
	someNumber = rapid.SampledFrom([]int64{-1, 0, 1, 2, 1<<53 + 1})
	someTags   = rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3)
)

func someLeaf(rt *rapid.T) leaf {
	return leaf{
		Head: store.Head{ID: someID.Draw(rt, "id")},
		Text: someText.Draw(rt, "text"), Number: someNumber.Draw(rt, "number"),
		Flag: rapid.Bool().Draw(rt, "flag"), Tags: someTags.Draw(rt, "tags"),
		Day: rapid.IntRange(0, 2).Draw(rt, "day"),
	}
}

// same fails unless the engine answered as the model does.
func same(rt *rapid.T, what string, got, want error) {
	rt.Helper()
	if (want == nil && got != nil) || (want != nil && !errors.Is(got, want)) {
		rt.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func (m *model) insert(rt *rapid.T) {
	l := someLeaf(rt)
	var want error
	if _, there := m.docs[l.ID]; there {
		want = fault.Exists
	}
	same(rt, "insert", m.c.Insert(m.t.Context(), &l), want)
	if want == nil {
		m.docs[l.ID] = l
	}
}

func (m *model) replace(rt *rapid.T) {
	l := someLeaf(rt)
	was, there := m.docs[l.ID]
	l.Rev = was.Rev + rapid.SampledFrom([]int64{0, 0, 0, 1, -1}).Draw(rt, "off")
	var want error
	if !there {
		want = fault.NotFound
	} else if l.Rev != was.Rev {
		want = fault.Conflict
	}
	same(rt, "replace", m.c.Replace(m.t.Context(), &l), want)
	if want == nil {
		m.docs[l.ID] = l
	}
}

func (m *model) remove(rt *rapid.T) {
	id := someID.Draw(rt, "id")
	var want error
	if _, there := m.docs[id]; !there {
		want = fault.NotFound
	}
	same(rt, "delete", m.c.Delete(m.t.Context(), id), want)
	delete(m.docs, id)
}

func (m *model) get(rt *rapid.T) {
	id := someID.Draw(rt, "id")
	want, there := m.docs[id]
	got, err := m.c.GetStrong(m.t.Context(), id)
	if !there {
		same(rt, "get", err, fault.NotFound)
		return
	}
	same(rt, "get", err, nil)
	if !reflect.DeepEqual(*got, want) {
		rt.Fatalf("get: %+v, want %+v", *got, want)
	}
}

func (m *model) find(rt *rapid.T) {
	q := someQuery(rt)
	want := m.answer(q)
	got, err := m.c.All(m.t.Context(), q)
	same(rt, "find", err, nil)
	if len(got) != len(want) {
		rt.Fatalf("Find(%+v): %d documents, want %d", q, len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(*got[i], want[i]) {
			rt.Fatalf("Find(%+v) at %d: %+v, want %+v", q, i, *got[i], want[i])
		}
	}
	n, err := m.c.Count(m.t.Context(), q)
	if err != nil || n != int64(len(want)) {
		rt.Fatalf("Count(%+v) = %d, %v, want %d", q, n, err, len(want))
	}
}

func someQuery(rt *rapid.T) store.Query {
	ix := rapid.SampledFrom(append(leafIndexes, store.Index{}, store.Index{Field: "tags"})).Draw(rt, "index")
	q := store.Query{
		Field: ix.Field, Order: ix.Order, Strong: rapid.Bool().Draw(rt, "strong"),
		Desc: rapid.Bool().Draw(rt, "desc"), Limit: rapid.IntRange(0, 3).Draw(rt, "limit"),
	}
	switch ix.Field {
	case "text", "tags":
		q.Is = someText.Draw(rt, "is")
	case "number":
		q.Is = someNumber.Draw(rt, "is")
	case "flag":
		q.Is = rapid.Bool().Draw(rt, "is")
	}
	if rapid.Bool().Draw(rt, "from?") {
		q.From = someBound(rt, ix.Order)
	}
	if rapid.Bool().Draw(rt, "to?") {
		q.To = someBound(rt, ix.Order)
	}
	return q
}

func someBound(rt *rapid.T, order string) any {
	switch order {
	case "":
		return someID.Draw(rt, "bound")
	case "text":
		return someText.Draw(rt, "bound")
	}
	return someNumber.Draw(rt, "bound")
}

// answer is what the query means, in the simplest words.
func (m *model) answer(q store.Query) []leaf {
	all := slices.SortedFunc(maps.Values(m.docs), func(a, b leaf) int {
		by := cmp.Or(compare(orderOf(a, q.Order), orderOf(b, q.Order)), cmp.Compare(a.ID, b.ID))
		if q.Desc {
			return -by
		}
		return by
	})
	all = slices.DeleteFunc(all, func(l leaf) bool { return !matches(l, q) })
	if q.Limit > 0 {
		all = all[:min(len(all), q.Limit)]
	}
	return all
}

func matches(l leaf, q store.Query) bool {
	at := orderOf(l, q.Order)
	if (q.From != nil || q.To != nil) && at == nil {
		return false
	}
	if (q.From != nil && compare(at, q.From) < 0) || (q.To != nil && compare(at, q.To) >= 0) {
		return false
	}
	switch q.Field {
	case "text":
		return l.Text == q.Is
	case "number":
		return l.Number == q.Is
	case "flag":
		return l.Flag == q.Is
	case "tags":
		return slices.Contains(l.Tags, q.Is.(string))
	}
	return true
}

// orderOf is the value that orders; nil where the document has none.
func orderOf(l leaf, field string) any {
	switch field {
	case "number":
		return l.Number
	case "text":
		return l.Text
	case "day":
		if l.Day == 0 {
			return nil
		}
		return int64(l.Day)
	}
	return l.ID
}

func compare(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(rank(a), rank(b))
	}
	if text, is := a.(string); is {
		return cmp.Compare(text, b.(string))
	}
	return cmp.Compare(a.(int64), b.(int64))
}

func rank(v any) int {
	if v == nil {
		return 0
	}
	return 1
}
