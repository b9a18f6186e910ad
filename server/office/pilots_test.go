package office

import (
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
)

// asPilot makes the house's round one.
func asPilot(r *inspections.Round) {
	r.Pilot, r.Inspection, r.Door, r.Expected, r.Synthetic = "what_its_like", "", inspections.Ticketed, 7, false
}

// The office runs no pilot: it has none of a round's pages, and no way to a release.
func TestAPilotIsNoneOfTheOffice(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	must(t, b.get("/staff/rounds"), http.StatusOK, "Spring round")
	h.alter(asPilot)
	mustNot(t, b.get("/staff/rounds"), "Spring round")
	mustNot(t, b.get("/staff/"), "Spring round")
	for _, page := range []string{"", "/edit", "/checks", "/poster", "/leaflet", "/helper", "/tablets", "/close"} {
		must(t, b.get("/staff/rounds/spring"+page), http.StatusNotFound)
	}
	for _, stage := range []inspections.Stage{inspections.Draft, inspections.Running, inspections.Sealed, inspections.Ended} {
		h.alter(func(r *inspections.Round) { r.Stage = stage })
		for _, do := range []string{"/edit", "/checks", "/test", "/open", "/tablets", "/close", "/release"} {
			must(t, b.post("/staff/rounds/spring"+do), http.StatusNotFound)
		}
	}
}

// Its slips alone are printed here: as many as were set, saying what they are for, and
// leading back to the group's own page.
func TestThePilotsSlips(t *testing.T) {
	h := open(t)
	h.alter(asPilot)
	b := h.as(people.Coordinator)
	ask := b.get("/staff/rounds/spring/slips")
	must(t, ask, http.StatusOK, "7 slips are made", `href="/staff/surveys/what_its_like/pilots/spring"`, `action="/staff/rounds/spring/slips"`)
	mustNot(t, ask, `name="sheets"`, "24 slips")
	made := b.post("/staff/rounds/spring/slips", "setting", "home", "sheets", "5")
	must(t, made, http.StatusOK, "7 slips, shown this once", "This is a try-out")
	if n := len(slipCode.FindAllString(made.Body.String(), -1)); n != 7 {
		t.Errorf("%d slips", n)
	}
	must(t, h.as(people.Volunteer).get("/staff/rounds/spring/slips"), http.StatusForbidden)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	must(t, b.post("/staff/rounds/spring/slips", "setting", "home"), http.StatusGone)
}

// A tester's request to be contacted finds the safeguarding lead for the whole
// installation, and nobody whose role holds in one inspection alone.
func TestATestersRequestIsRead(t *testing.T) {
	h := open(t)
	path := contactPath(h.contact("spring", mairi))
	there := h.scoped(people.SafeguardingLead, "strathlinn")
	h.alter(asPilot)
	lead := h.as(people.SafeguardingLead)
	must(t, lead.get("/staff/"), http.StatusOK, "A child wants to be contacted", `href="`+path+`"`)
	must(t, lead.get("/staff/contacts"), http.StatusOK, "Spring round", "A pilot")
	must(t, lead.get(path), http.StatusOK, "07700 900123", "Spring round")
	mustNot(t, there.get("/staff/contacts"), path)
	must(t, there.get(path), http.StatusForbidden)
}
