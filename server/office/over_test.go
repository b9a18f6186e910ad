package office

import (
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"

	"github.com/google/go-cmp/cmp"
)

// programme adds one of three areas, of which two have a round with its final release, and
// Fife an earlier one too.
func (h *house) programme() {
	h.t.Helper()
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	must(h.book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: "joint"}, Title: "Joint inspections", Framework: "qif2019"}))
	for id, area := range map[string]string{"fife": "S12000047", "fife_old": "S12000047", "moray": "S12000020", "angus": "S12000041"} {
		must(h.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: "in-" + id}, Programme: "joint", Area: area, Title: "Inspection of " + id}))
		r := round(id)
		r.Inspection, r.Name, r.Stage, r.Synthetic, r.Codes = "in-"+id, "Round of "+id, inspections.Sealed, false, nil
		h.insert(r)
		made := map[string]string{"fife": "2026-11-02", "fife_old": "2024-05-03", "moray": "2026-10-04"}[id]
		if made == "" {
			continue
		}
		h.kist.set(func(k *kist) {
			k.releases = append(k.releases, &results.Release{
				Head: store.Head{ID: results.ReleaseID(id, 1)}, Round: id, Number: 1, Made: made, Responses: results.Figure{Shown: true, Count: 60}, Attack: &results.Attacked{},
			})
		})
	}
}

// TestAReleaseAcrossAreas: the rounds with a final release are offered, the latest of each
// area chosen; what was chosen is ordered with the earlier release of an area beside it;
// another person approves it before anybody reads it.
func TestAReleaseAcrossAreas(t *testing.T) {
	h := open(t)
	h.programme()
	b, other := h.as(people.Coordinator), h.as(people.Coordinator)
	const page = "/staff/programmes/joint/release"
	must(t, b.get("/staff/programmes/joint"), http.StatusOK, `href="/staff/programmes/joint/release"`)
	w := b.get(page)
	must(t, w, http.StatusOK, "There is none yet.", `value="fife" checked> Inspection of fife: Round of fife`, `value="moray" checked`, `value="fife_old">`, "About 60 answered.", "3 May 2024")
	mustNot(t, w, "angus", "round/spring")
	for _, rounds := range [][]string{nil, {"round", "fife"}, {"round", "angus", "round", "nowhere"}} {
		must(t, b.post(page, rounds...), http.StatusUnprocessableEntity, `role="alert"`, "Choose at least two rounds.")
	}
	must(t, b.post(page, "round", "fife", "round", "fife_old"), http.StatusUnprocessableEntity, "Two of these rounds are of the same area", `value="fife_old" checked`)
	leads(t, b.post(page, "round", "fife", "round", "moray"), page)
	if want := []results.Chosen{{Round: "fife", Before: "fife_old-1"}, {Round: "moray"}}; !cmp.Equal(h.kist.chosen, want) {
		t.Errorf("ordered %+v", h.kist.chosen)
	}
	w = b.get(page)
	must(t, w, http.StatusOK, "A release waits for a second person", "You made it, so another person must approve it.", "1234 counts")
	mustNot(t, w, "<form method=\"post\" action=\""+page+"\"", `href="/staff/releases/programme_joint`)
	must(t, b.post(page+"/second", "do", "approve"), http.StatusForbidden)
	must(t, other.get(page), http.StatusOK, `action="/staff/programmes/joint/release/second"`, "Approve it")
	leads(t, other.post(page+"/second", "do", "approve"), page)
	must(t, b.get(page), http.StatusOK, `href="/staff/releases/programme_joint-4"`, "Release 4 across areas")
	leads(t, other.post(page+"/second", "do", "approve"), page) // nothing waits any more
	must(t, b.get("/staff/programmes/none/release"), http.StatusNotFound)
}

// TestAReleaseAcrossAreasIsStopped: while it is made the page shows how far it is, and it
// can be stopped; one that failed says so.
func TestAReleaseAcrossAreasIsStopped(t *testing.T) {
	h := open(t)
	h.programme()
	b := h.as(people.Coordinator)
	const page = "/staff/programmes/joint/release"
	hold := make(chan struct{})
	h.kist.set(func(k *kist) { k.hold = hold })
	leads(t, b.post(page, "round", "fife", "round", "moray"), page+"?watch=yes")
	w := b.get(page + "?watch=yes")
	must(t, w, http.StatusOK, "The release is being made", `max="12" value="3"`, `action="/staff/programmes/joint/release/stop"`)
	if w.Header().Get("Refresh") == "" {
		t.Error("the page does not ask again")
	}
	leads(t, b.post(page+"/stop"), page)
	w = b.get(page)
	must(t, w, http.StatusOK, "Make the next one")
	mustNot(t, w, "being made", "It was not made")
	close(hold)
	h.kist.set(func(k *kist) { k.hold, k.fail = nil, http.ErrBodyNotAllowed })
	leads(t, b.post(page, "round", "fife", "round", "moray"), page)
	must(t, b.get(page), http.StatusOK, "It was not made, and nothing is lost")
}

// TestWhoMakesReleasesAcrossAreas: an inspector reads which there are and makes none.
func TestWhoMakesReleasesAcrossAreas(t *testing.T) {
	h := open(t)
	h.programme()
	b := h.as(people.Inspector)
	w := b.get("/staff/programmes/joint/release")
	must(t, w, http.StatusOK, "Releases across areas")
	mustNot(t, w, "<button>Make the release", "checkbox")
	for _, path := range []string{"", "/stop", "/second"} {
		must(t, b.post("/staff/programmes/joint/release"+path, "round", "fife", "round", "moray"), http.StatusForbidden)
	}
}

// TestWhatDoesNotGoTogether: rounds of different surveys, and invented ones beside real.
func TestWhatDoesNotGoTogether(t *testing.T) {
	fife, moray := overChoice{place: "a", survey: "s"}, overChoice{place: "b", survey: "s"}
	other, invented := overChoice{place: "b", survey: "t"}, overChoice{place: "b", survey: "s", synthetic: true}
	for want, list := range map[string][]overChoice{
		"": {fife, moray}, "few": {fife}, "survey": {fife, other}, "synthetic": {fife, invented}, "twice": {fife, fife},
	} {
		if got := wrongOver(list); got != want {
			t.Errorf("%+v: %q, want %q", list, got, want)
		}
	}
	var many []overChoice
	for i := range results.MaxPlaces + 1 {
		many = append(many, overChoice{place: string(rune('a' + i)), survey: "s"})
	}
	if got := wrongOver(many); got != "many" {
		t.Errorf("%d places: %q", len(many), got)
	}
}
