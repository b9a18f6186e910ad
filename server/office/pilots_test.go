package office

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/surveys"
	"kist/surveys/samples"
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
	mustNot(t, b.get("/staff/"), `href="/staff/rounds/spring"`)
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

// Whoever runs pilots is told what each waits for, from its first slip to the end of
// its keys; nobody else is.
func TestWhatAPilotWaitsFor(t *testing.T) {
	h := open(t)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err == nil {
		_, err = h.drafts.Start(t.Context(), survey, people.Server)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.alter(asPilot)
	runner, volunteer := h.as(people.Coordinator), h.as(people.Volunteer)
	const link = `href="/staff/surveys/what_its_like/pilots/spring"`
	slips := func(r *inspections.Round) { r.Settings[0].Slips = 3 }
	stage := func(s inspections.Stage) func(*inspections.Round) { return func(r *inspections.Round) { r.Stage = s } }
	over := func(r *inspections.Round) { r.Closes = h.now.AddDate(0, 0, -1).Format(time.DateOnly) }
	for _, step := range []struct {
		become func(*inspections.Round)
		task   string // none: nothing waits
	}{
		{stage(inspections.Running), "Make the slips of “Spring round”"},
		{slips, ""},
		{over, "Close “Spring round” and see what it told"},
		{stage(inspections.Final), "Finish closing “Spring round”"},
		{stage(inspections.Sealed), "See what “Spring round” told, and end it"},
		{stage(inspections.Ending), ""}, // for a child's request, which is the safeguarding lead's
		{stage(inspections.Ended), ""},
	} {
		h.alter(step.become)
		mustNot(t, volunteer.get("/staff/"), "Spring round", link)
		if step.task == "" {
			mustNot(t, runner.get("/staff/"), "Spring round", link)
		} else {
			must(t, runner.get("/staff/"), http.StatusOK, step.task, link)
		}
	}
}

// Its slips alone are printed here: as many as its coordinator set and no more, saying
// what they are for, and leading back to the group's own page.
func TestThePilotsSlips(t *testing.T) {
	h := open(t)
	h.alter(asPilot)
	b := h.as(people.Coordinator)
	ask := b.get("/staff/rounds/spring/slips")
	must(t, ask, http.StatusOK, "At most 7 more", `name="slips" value="7"`, `href="/staff/surveys/what_its_like/pilots/spring"`, `action="/staff/rounds/spring/slips"`)
	mustNot(t, ask, `name="sheets"`, "24 slips")
	for _, n := range []string{"8", "0", "-1", "", "many"} {
		must(t, b.post("/staff/rounds/spring/slips", "setting", "home", "slips", n, "sheets", "5"), http.StatusUnprocessableEntity)
	}
	for _, n := range []string{"5", "2"} {
		made := b.post("/staff/rounds/spring/slips", "setting", "home", "slips", n)
		must(t, made, http.StatusOK, n+" slips, shown this once", "This is a try-out")
		if got := len(slipCode.FindAllString(made.Body.String(), -1)); strconv.Itoa(got) != n {
			t.Errorf("%d slips, not %s", got, n)
		}
	}
	none := b.get("/staff/rounds/spring/slips")
	must(t, none, http.StatusOK, "All slips that this pilot may have are made.", `href="/staff/surveys/what_its_like/pilots/spring#now"`)
	mustNot(t, none, "<button>Make")
	must(t, b.post("/staff/rounds/spring/slips", "setting", "home", "slips", "1"), http.StatusUnprocessableEntity)
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
