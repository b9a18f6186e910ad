package worded_test

import (
	"slices"
	"testing"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	"kist/internal/store"
)

// TestPlacesInWords: a release over places names them, says of each where its figures are
// from, and of what it does not tell why not; a sum says how far it can be out.
func TestPlacesInWords(t *testing.T) {
	sum := results.Figure{Shown: true, Count: 60, Added: 3}
	rel := exchangetest.Signed(&results.Release{
		Head: store.Head{ID: "programme_p-1"}, Round: results.Series("p"), Programme: "p", Number: 1, Responses: sum,
		Places: []results.Place{{Place: "S12000036", Inspection: "in", Round: "r", Release: "r-1", Responses: results.Figure{Shown: true, Count: 20}, Expected: 90}, {Place: "S12000047", Release: "s-1", Before: "s-0"}},
		Tables: []results.Table{
			{Question: "q", Columns: []string{"yes"}, Groups: []results.Group{{Base: sum, Cells: []results.Figure{sum}}}},
			{Question: "q", By: results.ByPlace, Columns: []string{"yes"}, Groups: []results.Group{
				{Value: "a", Why: results.OtherWords}, {Value: "b", Why: results.NotAsked}, {Value: "c", Why: results.KeptBack}, {Value: "d"}, {Value: "e", Either: true},
			}},
			{Question: "q", By: results.ByBefore, Columns: []string{"yes"}, Groups: []results.Group{{Value: "a"}}},
		},
	})
	w := worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About())
	if len(w.Places) != 2 || w.Places[0].Release != "r-1" || w.Places[0].Responses.Count != 20 || w.Places[1].Before != "s-0" || w.Places[1].Responses.Missing != worded.Small || w.Programme != "p" {
		t.Errorf("%+v", w.Places)
	}
	labels := []string{w.Questions[0].Tables[0].Label, w.Questions[0].Tables[1].Label, w.Questions[0].Tables[2].Label}
	if want := []string{"words of total", "words of place", "words of before"}; !slices.Equal(labels, want) {
		t.Errorf("tables are called %q", labels)
	}
	var why []worded.Missing
	for _, g := range w.Questions[0].Tables[1].Groups {
		why = append(why, g.Figures[0].Missing)
		if g.Figures[1].Missing != g.Figures[0].Missing {
			t.Errorf("%s: %+v", g.Code, g.Figures)
		}
	}
	if want := []worded.Missing{worded.OtherWords, worded.NotAsked, worded.Kept, worded.Small, worded.Either}; !slices.Equal(why, want) {
		t.Errorf("%q", why)
	}
	if f := w.Responses.Tables[0].Groups[0].Figures[0]; f.Added != 3 || f.Least != 48 || f.Most != 72 {
		t.Errorf("%+v", f)
	}
	if w.Why(worded.OtherWords) == "" || worded.OtherWords.Number() != -94 || worded.OtherWords.Withheld() {
		t.Error("asked in other words is no reason of its own")
	}
}
