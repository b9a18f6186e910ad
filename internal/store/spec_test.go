package store_test

import (
	"errors"
	"reflect"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

func TestKeptAddsTheOrderByID(t *testing.T) {
	spec := store.Spec{Name: "boxes", Indexes: []store.Index{
		{Field: "round", Order: "number"}, {Field: "round", Order: "day"}, {Field: "open"}, {Order: "number"}, {Field: "open"},
	}}
	want := []store.Index{
		{Field: "round", Order: "number"}, {Field: "round"}, {Field: "round", Order: "day"}, {Field: "open"}, {Order: "number"},
	}
	if got := spec.Kept(); !reflect.DeepEqual(got, want) {
		t.Errorf("Kept() = %v, want %v", got, want)
	}
	if got := (store.Spec{Name: "plain"}).Kept(); len(got) != 0 {
		t.Errorf("Kept() without indexes = %v", got)
	}
}

func TestServeChoosesTheIndexAsked(t *testing.T) {
	spec := store.Spec{Name: "boxes", Indexes: []store.Index{{Field: "round", Order: "number"}, {Order: "day"}}}
	for _, test := range []struct {
		query store.Query
		want  store.Index
		fails bool
	}{
		{query: store.Query{}},
		{query: store.Query{From: "a", To: "b", Desc: true, Limit: 3, Strong: true}},
		{query: store.Query{Field: "round", Is: "r"}, want: store.Index{Field: "round"}},
		{query: store.Query{Field: "round", Is: int64(1), From: "a"}, want: store.Index{Field: "round"}},
		{query: store.Query{Field: "round", Is: false, Order: "number", To: int64(4)}, want: spec.Indexes[0]},
		{query: store.Query{Order: "day", From: "2026", To: "2027"}, want: spec.Indexes[1]},
		{query: store.Query{Order: "number"}, fails: true},
		{query: store.Query{Field: "round", Is: "r", Order: "day"}, fails: true},
		{query: store.Query{Field: "round", Is: "r", From: int64(2)}, fails: true},
		{query: store.Query{Field: "round", Is: uint(1)}, fails: true},
	} {
		got, err := spec.Serve(test.query)
		if test.fails != errors.Is(err, fault.Invalid) || (!test.fails && (err != nil || got != test.want)) {
			t.Errorf("Serve(%+v) = %v, %v, want %v", test.query, got, err, test.want)
		}
	}
}

func TestCheckRefusesWhatWouldNeedQuoting(t *testing.T) {
	for name, fine := range map[string]bool{
		"inbox": true, "a1_b": true, "": false, "In": false, "a b": false, "a;": false, "_a": false, "ä": false,
	} {
		if err := (store.Spec{Name: name}).Check(); (err == nil) != fine {
			t.Errorf("collection %q: %v", name, err)
		}
	}
	for field, fine := range map[string]bool{
		"round": true, "dayOf": true, "_x": true, "": false, "a.b": false, "a'": false, "$a": false, "_id": false,
	} {
		err := store.Spec{Name: "a", Indexes: []store.Index{{Field: field}}}.Check()
		if (err == nil) != fine {
			t.Errorf("index on %q: %v", field, err)
		}
	}
}
