package desk

import (
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// A round that asked only about the page of feedback is newer than the round that it is
// about, and takes its place nowhere: not in the inspection in short, not where two are
// held against each other, not on the map. The list of releases has it.
func TestFeedbackIsNoResult(t *testing.T) {
	b := yearsBook(t)
	r := spring()
	r.ID, r.Name, r.Codes, r.Feedback, r.Stage = "asked", "Was the page clear", nil, true, inspections.Sealed
	if err := b.Rounds.Insert(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	asked := &results.Release{Head: store.Head{ID: "asked-1"}, Round: "asked", Version: "feedback", Number: 1, Made: "2027-05-01", Responses: figure(12, 12), Synthetic: true}
	h := serveBook(t, shelf{example(), earlier(), asked}, b)
	must(t, get(t, h, "inspector", "/staff/releases"), http.StatusOK, []string{"Was the page clear"})
	must(t, get(t, h, "inspector", "/staff/releases/of/strathlinn"), http.StatusOK, []string{"About 325 children and young people answered", "45→80"}, "Was the page clear")
	must(t, get(t, h, "inspector", "/staff/releases/compare"), http.StatusOK, []string{"Spring round"}, "Was the page clear")
	if w := get(t, h, "inspector", "/staff/releases/compare?now=asked-1&was=spring-1"); w.Code != http.StatusNotFound {
		t.Errorf("it is held against another: %d", w.Code)
	}
	must(t, get(t, h, "inspector", "/staff/releases/map"), http.StatusOK, nil, "Was the page clear")
}
