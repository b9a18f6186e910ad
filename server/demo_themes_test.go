package main

import (
	"testing"

	"kist/internal/inspections"
	"kist/internal/store"
)

// The demonstration's codebook says that it is invented, lies where people are, and is
// begun once.
func TestDemonstrationHasACodebook(t *testing.T) {
	a := newTestApp(t)
	d := &demonstration{app: a}
	lone := &inspections.Inspection{
		Head:  store.Head{ID: "lone"},
		Title: "Nobody is here",
	}
	team := &inspections.Inspection{
		Head:  store.Head{ID: "team"},
		Title: "Somebody is here",
		Team:  []string{"morven", "david"},
	}
	for _, in := range []*inspections.Inspection{lone, team} {
		if err := a.book.Inspections.Insert(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	rounds := []*inspections.Round{{Inspection: "lone"}, {Inspection: "team"}}
	for range 2 {
		if err := d.frame(t.Context(), rounds); err != nil {
			t.Fatal(err)
		}
	}
	b, err := a.themes.Book(t.Context(), "team")
	if err != nil {
		t.Fatal(err)
	}
	if !b.Synthetic || len(b.Latest.InUse()) != len(inventedThemes) || b.Latest.Number != len(inventedThemes) {
		t.Errorf("version %d with %d themes, synthetic %t", b.Latest.Number, len(b.Latest.InUse()), b.Synthetic)
	}
	if b, err = a.themes.Book(t.Context(), "lone"); err != nil || b.Latest.Number != 0 {
		t.Errorf("where nobody is: %+v, %v", b, err)
	}
	if err := d.frame(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
