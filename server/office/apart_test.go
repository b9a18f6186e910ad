package office

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
)

// apartBox is what of a box tells that it stands apart.
type apartBox struct {
	store.Head `bson:",inline"`
	Round      string        `json:"round"`
	Number     int64         `json:"number"`
	N          int           `json:"n"`
	Apart      ballot.Reason `json:"apart,omitempty"`
}

// box puts a box of the round into the store.
func (h *house) box(number int64, n int, why ballot.Reason) {
	h.t.Helper()
	boxes, err := store.Open[apartBox](h.t.Context(), h.engine, store.Spec{
		Name: "boxes", Clustered: true, Indexes: []store.Index{{Field: "round", Order: "number"}, {Field: "unswept"}},
	})
	if err == nil {
		err = boxes.Insert(h.t.Context(), &apartBox{store.Head{ID: "spring/" + string(rune('0'+number))}, "spring", number, n, why})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// deeds are what the trail says of the round, each as often as it does, "who deed" by name.
func (h *house) deeds() (did []string) {
	h.t.Helper()
	lines, err := h.people.Trail.Of(h.t.Context(), "rounds", "spring")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range lines {
		did = append(did, l.Who+" "+l.Did)
	}
	return did
}

// TestTwoPeopleDecideWhatStandsApart: whoever runs the round is told, proposes with a
// reason, and somebody else agrees.
func TestTwoPeopleDecideWhatStandsApart(t *testing.T) {
	const round, page = "/staff/rounds/spring", "/staff/rounds/spring/apart"
	h := open(t)
	one, two, inspector := h.as(people.Administrator), h.as(people.Coordinator), h.as(people.Inspector)
	h.box(1, 40, "")
	mustNot(t, one.get(round), "stand apart", page)
	mustNot(t, one.get("/staff/"), page)
	must(t, one.get(page), http.StatusNotFound)
	h.box(2, 304, ballot.Alike)
	h.box(3, 33, ballot.More)
	mustNot(t, one.get(round), "stand apart", page) // not before the next count
	mustNot(t, one.get("/staff/"), page)
	must(t, one.post(page, "do", "leave", "_mark", "3", "why", "A guess"), http.StatusConflict)
	h.kist.set(func(k *kist) { k.progress.Apart = 3 })
	must(t, one.get(round), http.StatusOK, "Answers stand apart", "At least 330 answers", "the very same answers", "twice as many", `href="`+page+`"`)
	must(t, one.get("/staff/"), http.StatusOK, "Decide about answers of “Spring round” that stand apart", `href="`+page+`"`)
	must(t, one.get(page), http.StatusOK, `name="_mark" value="3"`, "Count them", "Leave them out", "safety lane")
	w := inspector.get(page)
	must(t, w, http.StatusOK, "Those who run this round decide")
	mustNot(t, w, "<button name", "<textarea")
	must(t, inspector.post(page, "do", "count", "_mark", "3", "why", "x"), http.StatusForbidden)
	mustNot(t, inspector.get("/staff/"), page)

	for _, form := range [][]string{{"do", "count", "_mark", "3"}, {"do", "count", "_mark", "x", "why", "Because"}, {"do", "burn", "_mark", "3", "why", "Because"}, {"do", "count", "_mark", "3", "why", strings.Repeat("y", ballot.MaxWhy+1)}} {
		must(t, one.post(page, form...), http.StatusUnprocessableEntity, `role="alert"`)
	}
	must(t, one.post(page, "do", "leave", "_mark", "2", "why", "Seen too late"), http.StatusConflict)
	leads(t, one.post(page, "do", "leave", "_mark", "3", "why", "A <script> sent them"), page)
	w = one.get(page)
	must(t, w, http.StatusOK, "Ros Baird proposed on", "A &lt;script&gt; sent them", "Leave them out", "another person must agree", `value="drop"`)
	mustNot(t, w, `value="agree"`, "<textarea")
	mustNot(t, one.get("/staff/"), page)
	must(t, one.post(page, "do", "agree", "_mark", "1"), http.StatusForbidden)
	must(t, two.get("/staff/"), http.StatusOK, "Agree or not, about answers of “Spring round”")
	must(t, two.get(page), http.StatusOK, `value="agree"`, `value="drop"`, `name="_mark" value="1"`)

	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	leads(t, one.post(round+"/release"), page) // first they decide
	leads(t, two.post(page, "do", "agree", "_mark", "1"), page)
	w = two.get(page)
	must(t, w, http.StatusOK, "Nothing waits for a decision", "At least 330 answers", "Ros Baird and Ros Baird")
	mustNot(t, w, "<textarea", `name="do"`)
	must(t, inspector.get(round), http.StatusOK, "two people left them out of all results")
	leads(t, one.post(round+"/release"), round)
	if all := strings.Join(h.deeds(), " "); !strings.Contains(all, "round.apart_leave") || !strings.Contains(all, "round.apart_agree") {
		t.Errorf("the trail holds %s", all)
	}
	must(t, one.get("/staff/audit"), http.StatusOK, "agreed, about answers that stand apart", `href="`+round+`"`)
}

// TestTheTrailHoldsNoRefusedDecision: what was refused for its reason, for what it was about
// or for who sent it is written down of nobody.
func TestTheTrailHoldsNoRefusedDecision(t *testing.T) {
	const page = "/staff/rounds/spring/apart"
	h := open(t)
	one, two := h.as(people.Administrator), h.as(people.Coordinator)
	h.box(1, 304, ballot.Alike)
	h.kist.set(func(k *kist) { k.progress.Apart = 1 })
	refused := func(status int, b *reader, form ...string) {
		t.Helper()
		before := h.deeds()
		must(t, b.post(page, form...), status)
		if after := h.deeds(); len(after) != len(before) {
			t.Errorf("%v: the trail went from %v to %v", form, before, after)
		}
	}
	refused(http.StatusUnprocessableEntity, one, "do", "leave", "_mark", "1", "why", " ")
	refused(http.StatusUnprocessableEntity, one, "do", "leave", "_mark", "1", "why", strings.Repeat("y", ballot.MaxWhy+1))
	refused(http.StatusConflict, one, "do", "count", "_mark", "7", "why", "Because")
	refused(http.StatusConflict, one, "do", "agree", "_mark", "0") // nobody asked
	leads(t, one.post(page, "do", "leave", "_mark", "1", "why", "A script"), page)
	refused(http.StatusConflict, two, "do", "count", "_mark", "1", "why", "Because") // one asked meanwhile
	refused(http.StatusForbidden, one, "do", "agree", "_mark", "1")
	refused(http.StatusConflict, two, "do", "agree", "_mark", "5")
	refused(http.StatusConflict, two, "do", "drop", "_mark", "5")
	leads(t, two.post(page, "do", "agree", "_mark", "1"), page)
	if did := h.deeds(); len(did) != 2 || !strings.Contains(strings.Join(did, ","), " round.apart_leave") || !strings.Contains(strings.Join(did, ","), " round.apart_agree") {
		t.Errorf("the trail holds %v", did)
	}
	refused(http.StatusGone, one, "do", "count", "_mark", "0", "why", "Because") // nothing is left
}

// TestRoundsWithSlipsAreNotAsked: nothing can stand apart there.
func TestRoundsWithSlipsAreNotAsked(t *testing.T) {
	h := open(t)
	h.box(1, 40, ballot.More)
	h.alter(func(r *inspections.Round) { r.Door = inspections.Ticketed })
	b := h.as(people.Administrator)
	must(t, b.get("/staff/rounds/spring/apart"), http.StatusNotFound)
	mustNot(t, b.get("/staff/rounds/spring"), "stand apart")
}

func TestWhatStandsApartInABrowser(t *testing.T) {
	h := open(t)
	h.box(1, 40, "")
	h.box(2, 304, ballot.Alike)
	h.kist.set(func(k *kist) { k.progress.Apart = 2 })
	s := httptest.NewServer(h.handler)
	t.Cleanup(s.Close)
	for name, options := range map[string][]browsertest.Option{
		"small": {browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()}, "phone": {browsertest.Dark()}, "desk": {browsertest.Width(browsertest.Desk)},
	} {
		t.Run(name, func(t *testing.T) { apartJourney(t, h, s.URL, name, options) })
	}
}

// apartJourney looks at the pages, proposes, and takes it back.
func apartJourney(t *testing.T, h *house, url, name string, options []browsertest.Option) {
	token, err := h.people.Invite(t.Context(), people.Server, people.Coordinator)
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, url, options...)
	look := func(step string) {
		t.Helper()
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", step, over)
		}
		p.Screenshot(step + "-" + name)
	}
	p.Visit("/staff/sign-in/" + token)
	p.Type("#name", h.nextName("Ailsa Munro"))
	p.Follow("main button")
	look("today-apart")
	p.Visit("/staff/rounds/spring")
	look("round-apart")
	p.Follow(`main a[href$="/apart"]`)
	look("apart")
	browsertest.Eval[bool](p, `document.querySelector("input[value=leave]").checked = true`)
	p.Type("#why", "The link stood on a forum. The schools know of 35 children.")
	p.Follow("main form button")
	look("apart-asked")
	p.Follow(`button[value="drop"]`)
}
