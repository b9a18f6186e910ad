package desk

import (
	"fmt"
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// TestReleasesFilterSortAndPage puts two pages of releases on the shelf.
func TestReleasesFilterSortAndPage(t *testing.T) {
	var list shelf
	b := book(t)
	for i := range web.PageSize + 2 {
		r := spring()
		r.ID, r.Name, r.Codes = fmt.Sprintf("r%02d", i), fmt.Sprintf("Round %02d", i), nil
		if err := b.Rounds.Insert(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		list = append(list, &results.Release{Head: store.Head{ID: r.ID + "-1"}, Round: r.ID, Number: 1, Made: fmt.Sprintf("2026-11-%02d", i+1), Responses: figure(50, 50)})
	}
	open := spring()
	open.ID, open.Name, open.Stage, open.Codes = "open", "An open round", inspections.Running, nil
	if err := b.Rounds.Insert(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	h := serveBook(t, list, b)
	must(t, get(t, h, "inspector", "/staff/releases"), http.StatusOK, []string{"22 releases", "Round 21: Release 1", "Round 02: Release 1", "22 November 2026", "Page 1 of 2, 22 in all", `href="/staff/releases?page=2"`}, "Round 01", "An open round")
	must(t, get(t, h, "inspector", "/staff/releases?sort=round&page=2"), http.StatusOK, []string{"Round 20", "Round 21", "Previous page"}, "Round 19", "Next page")
	must(t, get(t, h, "inspector", "/staff/releases?q=ROUND+0"), http.StatusOK, []string{"10 releases", "Round 09"}, "Round 10")
	must(t, get(t, h, "inspector", "/staff/releases?q=strathlinn&sort=inspection"), http.StatusOK, []string{"22 releases"})
	must(t, get(t, h, "inspector", "/staff/releases?q=nothing"), http.StatusOK, []string{"No release fits."})
}

// TestReleasesOfOthersAreNotListed: who belongs to one inspection sees the releases
// of that one.
func TestReleasesOfOthersAreNotListed(t *testing.T) {
	h := serve(t, shelf{example()})
	must(t, get(t, h, "inspector@strathlinn", "/staff/releases"), http.StatusOK, []string{"One release to read", "Spring round"})
	must(t, get(t, h, "inspector@fife", "/staff/releases"), http.StatusOK, []string{"0 releases to read"}, "Spring round", "Strathlinn")
}

// TestFilesNeedAFreshSignIn: a file leaves the building.
func TestFilesNeedAFreshSignIn(t *testing.T) {
	h := serve(t, shelf{example()})
	must(t, get(t, h, "inspector!", "/staff/releases/spring-1"), http.StatusOK, nil)
	w := get(t, h, "inspector!", "/staff/releases/spring-1.csv")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/staff/again?to=%2Fstaff%2Freleases%2Fspring-1.csv" {
		t.Errorf("%d, to %s", w.Code, to)
	}
}
