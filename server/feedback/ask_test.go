package feedback

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// Children are asked whether it answers them once they can read it, by who runs rounds,
// until a day; asking twice asks once, and the round has no other door.
func TestChildrenAreAsked(t *testing.T) {
	h := newHouse(t)
	ahead := time.Now().AddDate(0, 0, 30).Format(time.DateOnly)
	form := url.Values{"closes": {ahead}}
	h.gets("ros", at, http.StatusOK, "!Does it answer children?")
	h.posts("ros", at+"/ask", http.StatusNotFound, form)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.posts("ros", at+"/ask", http.StatusConflict, form)
	h = newHouse(t)
	h.shownAnswer(written("0"))
	h.gets("morag", at, http.StatusOK, "Does it answer children?", "!Ask children")
	h.gets("ros", at, http.StatusOK, "Ask children", "Nobody sees a number before a release", "!/staff/rounds/")
	h.gets("iain", "/staff/inspections/strathlinn/voice", http.StatusOK, "Nobody has asked children yet whether this answers them.")
	h.posts("morag", at+"/ask", http.StatusForbidden, form)
	h.posts("ros", at+"/ask", http.StatusUnprocessableEntity, url.Values{"closes": {"2020-01-01"}})
	h.posts("ros", at+"/ask", http.StatusUnprocessableEntity, url.Values{"closes": {"soon"}})
	h.posts("ros", at+"/ask", http.StatusSeeOther, form)
	h.posts("ros", at+"/ask", http.StatusSeeOther, form)
	list, err := h.book.Rounds.All(t.Context(), store.Query{Field: "inspection", Is: "strathlinn"})
	ok(t, err)
	if len(list) != 2 || len(inspections.RealRounds(list)) != 1 {
		t.Fatalf("%d rounds", len(list))
	}
	r, err := h.book.Asked(t.Context(), "strathlinn")
	ok(t, err)
	if r.Stage != inspections.Running || r.Door != inspections.Open || len(r.Codes) > 0 || r.Version != "answers_you-1" || r.Closes != ahead || len(r.Languages) != 10 {
		t.Errorf("%+v", r)
	}
	page := "/staff/rounds/" + r.ID
	h.gets("ros", at, http.StatusOK, `href="`+page+`"`, `href="`+page+`/close"`, "!Ask children")
	h.gets("iain", at, http.StatusOK, `href="`+page+`"`, "!/close")
	h.gets("iain", "/staff/inspections/strathlinn/voice", http.StatusOK, `href="`+page+`"`, "!Nobody has asked children yet")
}

// How many tapped is told as of any round: roughly, and otherwise by a release.
func TestHowChildrenAnswered(t *testing.T) {
	h := newHouse(t)
	h.shownAnswer(written("0"))
	h.posts("ros", at+"/ask", http.StatusSeeOther, url.Values{"closes": {"2999-01-01"}})
	r, err := h.book.Asked(t.Context(), "strathlinn")
	ok(t, err)
	h.gets("ros", at, http.StatusOK, "Not counted yet")
	h.world.progress = results.Progress{Day: "2026-11-16", FewerThan10: true}
	h.gets("ros", at, http.StatusOK, "Fewer than 10")
	h.world.progress = results.Progress{Day: "2026-11-16", AtLeast: 25}
	h.gets("ros", at, http.StatusOK, "25")
	for _, stage := range []inspections.Stage{inspections.Final, inspections.Sealed} {
		_, err = h.book.Rounds.Update(t.Context(), r.ID, func(r *inspections.Round) error { r.Stage = stage; return nil })
		ok(t, err)
	}
	h.world.heads = map[string][]*results.Head{r.ID: {{Head: store.Head{ID: r.ID + "-1"}, Number: 1, Made: "2026-12-01", Responses: results.Figure{Shown: true, Count: 85}}}}
	h.gets("ros", at, http.StatusOK, `href="/staff/releases/`+r.ID+`-1"`, "Ask children", "!/close")
	h.gets("iain", "/staff/inspections/strathlinn/voice", http.StatusOK, `href="/staff/releases/`+r.ID+`-1"`, "85")
	h.posts("ros", at+"/ask", http.StatusSeeOther, url.Values{"closes": {"2999-01-01"}})
	again, err := h.book.Asked(t.Context(), "strathlinn")
	if err != nil || again.ID == r.ID || again.Stage != inspections.Running {
		t.Errorf("%+v, %v", again, err)
	}
	for _, what := range []string{"progress", "releases " + again.ID, "publishing"} {
		h.world.broken = what
		if what == "publishing" {
			h.posts("ros", at+"/ask", http.StatusConflict, url.Values{"closes": {"2999-01-01"}})
			continue
		}
		h.gets("ros", at, http.StatusGone)
	}
}
