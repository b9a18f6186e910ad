package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/review"
	"kist/internal/store"
)

// checkDemoReview wants a review over several areas and two cycles, with points that two
// agreed and one that waits; every page and file of it says that it is synthetic.
func checkDemoReview(t *testing.T, a *app) {
	t.Helper()
	programmes, err := a.book.Programmes.All(t.Context(), store.Query{})
	if err != nil || len(programmes) != 2 {
		t.Fatalf("%d programmes, %v", len(programmes), err)
	}
	is := func(title string) string {
		return programmes[slices.IndexFunc(programmes, func(p *inspections.Programme) bool { return p.Title == title })].ID
	}
	id := is(demoProgramme)
	r, err := (review.Sources{Book: a.book, Items: a.evidence, Releases: a.releases, Keys: a.ownKeys}).Of(t.Context(), id, []string{is(demoBefore)})
	if err != nil || r.Counted() < demoReviewedAreas || r.Twice() != demoAreasBefore || len(r.Broken) != 0 || r.Over == nil {
		t.Fatalf("%d areas counted, %d twice, %q broken, %v", r.Counted(), r.Twice(), r.Broken, err)
	}
	kinds := [4]int{}
	for _, row := range r.Indicators {
		turned := row.Turned()
		for i, n := range []int{row.Strengths(), row.Improvements(), row.Unvoiced, turned.Still + turned.Strength} {
			kinds[i] += n
		}
	}
	if slices.Contains(kinds[:], 0) {
		t.Errorf("nothing to see of strengths, improvements, missing voice or change: %v", kinds)
	}
	points, err := a.points.Of(t.Context(), id)
	if err != nil || len(points) != len(demoPoints) || points[0].Stage != review.Agreed || points[len(points)-1].Stage != review.Offered {
		t.Errorf("%d points, %v", len(points), err)
	}
	h, cookies := signedIn(t, a, people.Inspector)
	base := "/staff/review/" + id
	for _, path := range []string{"", "/under/quality/5.4", "/points/1"} {
		w := look(h, cookies, base+path)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Synthetic data.") || strings.Contains(body, "[staff.") || len(body) > 60<<10 {
			t.Errorf("%s: %d, %d bytes", path, w.Code, len(body))
		}
	}
	for _, file := range []string{"/review.docx", "/tables.xlsx", "/tables.csv"} {
		if w := look(h, cookies, base+file); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
}
