package office

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// hidden is a hidden field of a page.
var hidden = regexp.MustCompile(`name="_mark" value="([^"]*)"`)

// markOf is the mark in the form of a page.
func markOf(t *testing.T, b *reader, path string) string {
	t.Helper()
	m := hidden.FindStringSubmatch(b.get(path).Body.String())
	if m == nil {
		t.Fatalf("%s has no form", path)
	}
	return m[1]
}

// made posts a form and gives the page that it leads to.
func made(t *testing.T, b *reader, path string, form ...string) string {
	t.Helper()
	w := b.post(path, form...)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// planned makes a programme with an inspection of Fife that began on 2 November.
func planned(t *testing.T, b *reader) (programme, inspection string) {
	t.Helper()
	programme = made(t, b, "/staff/programmes/new", "title", "Children at risk of harm", "framework", "qif2019")
	inspection = made(t, b, programme+"/new", "title", "Fife joint inspection", "area", "S12000047", "starts", "2026-09-28")
	return programme, inspection
}

func TestProgrammesAndInspections(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/programmes"), http.StatusOK, "No programme fits.", `href="/staff/programmes/new"`)
	must(t, b.post("/staff/programmes/new", "title", ""), http.StatusUnprocessableEntity, "What to put right", `href="#title"`, "This cannot be empty.", "Choose one of the frameworks.")
	programme, inspection := planned(t, b)
	must(t, b.get("/staff/programmes"), http.StatusOK, "Children at risk of harm", "used 2018 to now")
	must(t, b.get(programme), http.StatusOK, "A quality framework for children and young people in need of care and protection", "to be checked", "checked at the publisher",
		"Leadership of strategy and direction", "Fife joint inspection", `class="c plan`, "Fife joint inspection: Gathering evidence", "week 7")
	must(t, b.get(inspection), http.StatusOK, "Fife joint inspection: evidence is being gathered", "Fife, S12000047", "week 7", "28 September 2026", "Children’s and parents’ surveys", "url(#ph)", "not held yet", "2.1")
	must(t, b.get("/staff/inspections?q=S12000015"), http.StatusOK, "1 inspection", "Fife joint inspection") // a former code
	must(t, b.get("/staff/inspections?q=nowhere"), http.StatusOK, "No inspection fits.")
	must(t, b.get("/staff/inspections?step=gather&sort=area"), http.StatusOK, "Fife joint inspection", "Gathering evidence")
	mustNot(t, b.get("/staff/inspections?step=report"), "Fife joint inspection")
	must(t, b.post(inspection+"/edit", "title", "x", "area", "S99", "starts", "soon", "_mark", "1"), http.StatusUnprocessableEntity, "That is not the code of an area.", "Give a day")
	must(t, b.get(inspection+"/edit"), http.StatusOK, `value="2026-09-28"`, `<option value="S12000047" selected>`, "Ros Baird", "as the weeks say")
}

// An inspection's page leads to what comes of its rounds, as far as one may open it.
func TestAnInspectionLeadsOn(t *testing.T) {
	h := open(t)
	const here, short, findings = "/staff/inspections/strathlinn", `href="/staff/releases/of/strathlinn"`, `href="/staff/inspections/strathlinn/findings"`
	must(t, h.as(people.Inspector).get(here), http.StatusOK, short, findings)
	coordinator := h.as(people.Coordinator).get(here)
	must(t, coordinator, http.StatusOK, short)
	mustNot(t, coordinator, findings)
}

func TestAConflictShowsBoth(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	programme, inspection := planned(t, b)
	other := h.as(people.Administrator)
	for path, form := range map[string][]string{
		programme + "/edit":  {"title", "Their title", "framework", "qi2014"},
		inspection + "/edit": {"title", "Their title", "area", "S12000036", "starts", "2026-10-05", "stage", "report"},
	} {
		mark := markOf(t, b, path)
		if err := h.book.Sweep(t.Context()); err != nil { // moves lines, changes nothing
			t.Fatal(err)
		}
		made(t, other, path, append(form, "_mark", mark)...)
		mine := []string{"title", "My <title>", "framework", "qif2019", "evaluated", "9.2", "area", "S12000047", "starts", "2026-09-28"}
		w := b.post(path, append(mine, "_mark", mark)...)
		must(t, w, http.StatusConflict, "Nothing is lost. Ros Baird 2 saved first", "Their title", "My &lt;title&gt;", "Save mine over it", "Keep what is saved")
		m := hidden.FindStringSubmatch(w.Body.String())
		if m == nil || m[1] == mark {
			t.Fatalf("%s: the page of the conflict carries no new mark", path)
		}
		made(t, b, path, append(mine, "_mark", m[1])...)
		must(t, b.get(strings.TrimSuffix(path, "/edit")), http.StatusOK, "My &lt;title&gt;")
	}
}

func TestEvaluationsAreHeld(t *testing.T) {
	h := open(t)
	_, inspection := planned(t, h.as(people.Coordinator))
	must(t, h.as(people.Coordinator).post(inspection+"/evaluation", "indicator", "2.1", "grade", "5"), http.StatusForbidden)
	b := h.as(people.Inspector)
	leads(t, b.post(inspection+"/evaluation", "indicator", "2.1", "grade", "5"), inspection+"#held")
	w := b.get(inspection)
	must(t, w, http.StatusOK, "Very good <span")
	if !regexp.MustCompile(`Ros Baird 3, \d{1,2} [A-Z][a-z]+ 20\d\d`).MatchString(w.Body.String()) { // today, whenever that is
		t.Error("the page does not say who held it, and when")
	}
	must(t, b.post(inspection+"/evaluation", "indicator", "2.1", "grade", "9"), http.StatusUnprocessableEntity)
	leads(t, b.post(inspection+"/evaluation", "indicator", "2.1", "grade", ""), inspection+"#held")
	mustNot(t, b.get(inspection), "Very good <span")
}

// roundForms fill in the form of a round as a coordinator would.
func roundForms(more ...string) []string {
	return append([]string{
		"version", "what_its_like-1", "name", "Winter round", "door", "ticketed", "min_box", "10", "opens", "2026-11-10", "closes", "2026-12-04",
		"languages", "en", "editions", "11-13", "setting-1", "Schools", "expected-1", "80", "setting-2", "Homes",
	}, more...)
}

func TestARoundFromPlanToOpen(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	_, inspection := planned(t, b)
	must(t, b.get(inspection+"/new"), http.StatusOK, "What it’s like for you, version 1", "A published version never changes.")
	must(t, b.get(inspection+"/new?version=what_its_like-1"), http.StatusOK, `value="2026-12-08"`, "One slip for each child", "Gàidhlig", "where_live", "Setting 3")
	must(t, b.get(inspection+"/new?version=none"), http.StatusNotFound)
	must(t, b.post(inspection+"/new", roundForms("closes", "2026-11-01", "name", "")...), http.StatusUnprocessableEntity, "The last day is before the first.", "This cannot be empty.", `value="80"`)
	must(t, b.post(inspection+"/new", "version", "what_its_like-1", "min_box", "x"), http.StatusUnprocessableEntity, "Choose at least one.", "Give a number from", "Name at least one setting")

	checks := made(t, b, inspection+"/new", roundForms()...)
	round := strings.TrimSuffix(checks, "/checks")
	must(t, b.get(checks), http.StatusOK, "“Winter round” can open once 3 things are put right", "Nobody has rung them", "Read the privacy page", "Send and remove a test answer", "Simple mode: the private halves")
	must(t, b.get("/staff/"), http.StatusOK, "Get “Winter round” ready to open", "Ring the help lines", "10 November 2026")
	leads(t, b.post(round+"/open"), checks) // not yet
	leads(t, b.post(checks, "what", "privacy"), checks)
	leads(t, b.post(round+"/test"), checks)
	leads(t, b.post("/staff/helplines"), "/staff/helplines")
	must(t, b.get("/staff/helplines"), http.StatusOK, "0800 1111", "to be checked", "Ros Baird")
	must(t, b.get(checks), http.StatusOK, "“Winter round” can open", "Open it to children")

	// Adding a language that nobody checked stops it again, and the test answer is old.
	mark := markOf(t, b, round+"/edit")
	made(t, b, round+"/edit", roundForms("languages", "pl", "key-1", "schools", "_mark", mark)...)
	must(t, b.get(checks), http.StatusOK, "Polski is checked", "No native reader", "That was too long ago, or before a change.")
	must(t, b.post(checks, "what", "translation", "lang", "ur", "name", "x"), http.StatusUnprocessableEntity)
	must(t, b.post(checks, "what", "translation", "lang", "pl", "name", " "), http.StatusUnprocessableEntity)
	leads(t, b.post(checks, "what", "translation", "lang", "pl", "name", "Iona Reid", "note", "She reads it tomorrow"), checks)
	must(t, b.get(checks), http.StatusOK, "Iona Reid, ", "She reads it tomorrow")
	must(t, b.post(checks, "what", "moon"), http.StatusUnprocessableEntity)
	leads(t, b.post(round+"/test"), checks)
	leads(t, b.post(round+"/open"), round)
	must(t, b.get(round), http.StatusOK, "“Winter round” is open", "Of about 80 who could answer", "on the server, wrapped by the key file", round+"/slips")
	for _, path := range []string{"/open", "/test", "/edit", "/checks"} {
		must(t, b.post(round+path, roundForms("_mark", "1", "what", "privacy")...), http.StatusGone)
	}
	must(t, b.get(round+"/edit"), http.StatusGone)
	leads(t, b.get(checks), round)
}

// What children are promised who want to be contacted is set in the round's form,
// and nothing is unless somebody sets it. A round from before there was that can be
// asked from when it is saved.
func TestWhatARoundPromises(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	_, inspection := planned(t, b)
	round := strings.TrimSuffix(made(t, b, inspection+"/new", roundForms()...), "/checks")
	must(t, b.get(round+"/edit"), http.StatusOK, "Leave both empty to promise nothing", `name="contact_days" value=""`)
	must(t, b.post(round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "contact_days", "99", "contact_name", "Morag Reid")...), http.StatusUnprocessableEntity, "Give a number from 0 to 20.", "Morag Reid")
	id := strings.TrimPrefix(round, "/staff/rounds/")
	if _, err := h.book.Rounds.Update(t.Context(), id, func(r *inspections.Round) error { r.ContactKey = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	made(t, b, round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "contact_days", "3", "contact_name", " Morag Reid ")...)
	r, err := h.book.Rounds.Get(t.Context(), id)
	if err != nil || r.ContactDays != 3 || r.ContactName != "Morag Reid" || len(r.ContactKey) == 0 {
		t.Fatalf("%d %q, %d bytes of key, %v", r.ContactDays, r.ContactName, len(r.ContactKey), err)
	}
	must(t, b.get(round), http.StatusOK, "Morag Reid, within 3 working days")

	must(t, b.post(round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "keys_until", "2026-01-01")...), http.StatusUnprocessableEntity, "Give a day at least 30 days after the last day")
	made(t, b, round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "keys_until", "2998-07-01")...)
	must(t, b.get(round), http.StatusOK, "Keys are destroyed on", "1 July 2998")
	must(t, b.get(round+"/edit"), http.StatusOK, `name="keys_until" type="date" value="2998-07-01"`, "then the keys are kept")
	h.book.KeepDays = 90
	mustNot(t, b.get(round+"/edit"), "then the keys are kept")
	made(t, b, round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "keys_until", "")...)
	must(t, b.get(round+"/edit"), http.StatusOK, "Leave it empty for 90 days after the last day")
	mustNot(t, b.get(round+"/edit"), `name="keys_until" type="date" value=""`)
	h.book.KeepDays = 0
	made(t, b, round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "keys_until", "2998-07-01")...)
	if _, err := h.book.Rounds.Update(t.Context(), id, func(r *inspections.Round) error { r.Stage, r.KeysGone = inspections.Sealed, "2026-11-10"; return nil }); err != nil {
		t.Fatal(err)
	}
	must(t, b.get(round), http.StatusOK, "destroyed on 10 November 2026")
	must(t, b.post(round+"/release"), http.StatusGone)
}

// A coordinator gives names that only children there would write. They are in the
// form and nowhere else: the round's page says how many there are.
func TestOwnNamesOfARound(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	_, inspection := planned(t, b)
	round := strings.TrimSuffix(made(t, b, inspection+"/new", roundForms()...), "/checks")
	must(t, b.get(round+"/edit"), http.StatusOK, "Own names taken out of texts", `<textarea id="own_people"`)
	long := strings.Repeat("x", inspections.MaxName+1)
	must(t, b.post(round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "own_homes", long)...), http.StatusUnprocessableEntity, "Give at most 100 names, one on a line", `aria-describedby="own_homes-error"`, long)
	made(t, b, round+"/edit", roundForms("_mark", markOf(t, b, round+"/edit"), "own_people", " Mrs Quillfeather\r\n\r\nBo  Yarrowby\n", "own_schools", "Owlfield")...)
	r, err := h.book.Rounds.Get(t.Context(), strings.TrimPrefix(round, "/staff/rounds/"))
	if err != nil || !slices.Equal(r.Own.People, []string{"Mrs Quillfeather", "Bo Yarrowby"}) || !slices.Equal(r.Own.Schools, []string{"Owlfield"}) || r.Own.Homes != nil {
		t.Fatalf("%+v, %v", r.Own, err)
	}
	must(t, b.get(round+"/edit"), http.StatusOK, "Mrs Quillfeather\nBo Yarrowby", "Owlfield")
	must(t, b.get(round), http.StatusOK, "Own names taken out of texts")
	mustNot(t, b.get(round), "Quillfeather", "Owlfield")
}

func TestTheRoundConflict(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	_, inspection := planned(t, b)
	round := strings.TrimSuffix(made(t, b, inspection+"/new", roundForms()...), "/checks")
	mark := markOf(t, b, round+"/edit")
	other := []string{"_mark", mark, "name", "Their name", "min_box", "20", "opens", "2026-11-11", "closes", "2026-12-04", "languages", "en", "editions", "11-13", "setting-1", "Schools"}
	made(t, b, round+"/edit", other...)
	must(t, b.post(round+"/edit", roundForms("_mark", mark)...), http.StatusConflict, "Their name", "Winter round", "at least 20 answers", "at least 10 answers", "the same")
}

func TestListsFilterSortAndPage(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	for i := range 45 {
		r := round("r" + string(rune('a'+i/26)) + string(rune('a'+i%26)))
		r.Name, r.Codes = "Round "+r.ID, nil
		if i%2 == 1 {
			r.Stage = inspections.Draft
		}
		h.insert(r)
	}
	w := b.get("/staff/rounds?sort=name")
	must(t, w, http.StatusOK, "Page 1 of 3, 46 in all", "Round raa", `href="/staff/rounds?page=2&amp;sort=name"`)
	mustNot(t, w, "Round rau", "Previous page")
	w = b.get("/staff/rounds?page=3&sort=name")
	must(t, w, http.StatusOK, "Spring round", "Previous page")
	mustNot(t, w, "Next page")
	must(t, b.get("/staff/rounds?page=99"), http.StatusOK, "Page 3 of 3")
	must(t, b.get("/staff/rounds?stage=draft&q=rA"), http.StatusOK, "Round rab")
	must(t, b.get("/staff/rounds?stage=final"), http.StatusOK, "No round fits.")
}

func TestProgrammesFilterSortAndPage(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	for i := range web.PageSize + 2 {
		p := &inspections.Programme{Title: fmt.Sprintf("Programme %02d", i), Framework: []string{"qif2019", "qi2014"}[i%2], Evaluated: []string{"2.1"}}
		if err := h.book.AddProgramme(t.Context(), p, people.Server); err != nil {
			t.Fatal(err)
		}
		if i == 21 {
			in := &inspections.Inspection{Programme: p.ID, Title: "Fife", Area: "S12000047"}
			if err := h.book.AddInspection(t.Context(), in, people.Server); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := b.get("/staff/programmes")
	must(t, w, http.StatusOK, "Programme 00", "Programme 19", "Page 1 of 2, 22 in all", `href="/staff/programmes?page=2"`)
	mustNot(t, w, "Programme 20")
	w = b.get("/staff/programmes?sort=most")
	must(t, w, http.StatusOK, "Programme 21", `<option value="most" selected>`)
	w = b.get("/staff/programmes?q=programme+0&framework=qi2014")
	must(t, w, http.StatusOK, "Programme 01", "Programme 09", `value="programme 0"`)
	mustNot(t, w, "Programme 02", "Programme 11", "Next page")
	must(t, b.get("/staff/programmes?q=nothing"), http.StatusOK, "No programme fits.")
}

func TestTodayForATeam(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	accounts, err := h.people.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in := &inspections.Inspection{Head: store.Head{ID: "fife"}, Title: "Fife", Starts: "2026-09-28", Team: []string{accounts[0].ID}, Audited: audit.Audited{}}
	if err := h.book.Inspections.Insert(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	must(t, b.get("/staff/"), http.StatusOK, "As inspector", "one thing waits for you", "Fife", "Gathering evidence", "until 7 December 2026",
		"Strathlinn joint inspection. At least 35 answers", "Where each inspection is now", `class="c plan`, "Fife: Gathering evidence", "All inspections")
	h.now = time.Date(2027, 6, 1, 9, 0, 0, 0, time.UTC)
	h.mount()
	mustNot(t, b.get("/staff/"), "Gathering evidence")
}
