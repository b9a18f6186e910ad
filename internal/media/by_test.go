package media

import (
	"slices"
	"testing"

	"kist/surveys"
)

// Shelves are read from where recordings are kept, dashes in languages and all.
func TestShelf(t *testing.T) {
	for _, want := range []Shelf{
		{"what_its_like", surveys.E11, "en"}, {"what_its_like", surveys.E4, "zh-Hans"}, {"x", surveys.Easy, Sign}, {"", surveys.E8, "gd"},
	} {
		r := &Recording{Place: placeOf(want.Survey, want.Edition, want.Lang)}
		if got := r.Shelf(); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if got := (&Recording{Place: "odd"}).Shelf(); got != (Shelf{Survey: "odd"}) {
		t.Errorf("%+v", got)
	}
}

// A recording is whose who made it last, as long as it stands.
func TestBy(t *testing.T) {
	l := newShelf(t, onSQLite(t))
	ctx := t.Context()
	slot := func(passage string) Slot {
		return Slot{Survey: "s", Edition: surveys.E11, Lang: "en", Passage: passage, Words: passage}
	}
	sound := sample(t, "sound.webm")
	for _, c := range []struct{ who, passage string }{{"iona", "a"}, {"iona", "b"}, {"iona", "c"}, {"callum", "b"}, {"iona", "a"}} {
		if _, err := l.Keep(ctx, c.who, slot(c.passage), sound); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Remove(ctx, "ros", slot("c"), l.fileAt(slot("c"))); err != nil {
		t.Fatal(err)
	}
	if err := l.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string][]string{"iona": {"a"}, "callum": {"b"}, "ros": nil, "": nil} {
		list, err := l.By(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range list {
			got = append(got, r.Passage)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q made %q, want %q", who, got, want)
		}
	}
}
