package office

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/people"
)

var setUpLink = regexp.MustCompile(`https://kist\.example/fieldwork/#([A-Za-z0-9_-]{22})`)

// tabletAt makes a tablet on the page of a round's tablets and sets it up; told
// is what it says of itself, if anything.
func (h *house) tabletAt(b *reader, name string, told func(id string)) *inspections.Tablet {
	h.t.Helper()
	w := b.post("/staff/rounds/spring/tablets", "name", name)
	must(h.t, w, http.StatusOK, "Set-up link for "+name, `<svg class="qr"`)
	link := setUpLink.FindStringSubmatch(w.Body.String())
	if link == nil {
		h.t.Fatal("no link is shown")
	}
	tablet, err := h.tablets.SetUp(h.t.Context(), link[1], strings.Repeat("T", 20)+"_"+"A", "")
	if err != nil {
		h.t.Fatal(err)
	}
	if told != nil {
		told(tablet.ID)
	}
	return tablet
}

// A coordinator makes a link, which is shown once; the round page, the closing
// page and the list name the tablet with what it last said; striking it off needs
// a reason and ends that, and everything leaves its line.
func TestTabletsOfARound(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "No tablet is set up", `href="/staff/rounds/spring/tablets"`)
	mustNot(t, b.get("/staff/rounds/spring/close"), "may hold answers")
	tablet := h.tabletAt(b, "Library tablet 2", func(id string) {
		if err := h.tablets.Told(t.Context(), id, "", 7); err != nil {
			t.Fatal(err)
		}
	})
	list := b.get("/staff/rounds/spring/tablets")
	must(t, list, http.StatusOK, "Library tablet 2", "still held 7 answer forms")
	if setUpLink.MatchString(list.Body.String()) {
		t.Error("the link is shown a second time")
	}
	for _, page := range []string{"/staff/rounds/spring", "/staff/rounds/spring/close"} {
		must(t, b.get(page), http.StatusOK, "<b>Library tablet 2</b>", "still held 7 answer forms")
	}
	must(t, b.get("/staff/rounds/spring/close"), http.StatusOK, "One tablet may hold answers that have not arrived")

	one := "/staff/rounds/spring/tablets/" + tablet.ID
	must(t, b.post(one, "what", "strike", "reason", " "), http.StatusUnprocessableEntity, "Library tablet 2", `role="alert"`)
	leads(t, b.post(one, "what", "strike", "reason", "left on a <bus>"), "/staff/rounds/spring/tablets")
	must(t, b.get("/staff/rounds/spring/tablets"), http.StatusOK, "struck off: left on a &lt;bus&gt;", "Put it back on the list")
	mustNot(t, b.get("/staff/rounds/spring/close"), "may hold answers")
	leads(t, b.post(one, "what", "restore"), "/staff/rounds/spring/tablets")
	list = b.get("/staff/rounds/spring/tablets")
	must(t, list, http.StatusOK, "may hold answers that have not arrived, so it gets no new link", `value="strike"`)
	mustNot(t, list, `value="link"`)
	must(t, b.post(one, "what", "link"), http.StatusUnprocessableEntity, `role="alert"`, "so it gets no new link")
	must(t, b.get("/staff/rounds/spring/close"), http.StatusOK, "<b>Library tablet 2</b>")
	if err := h.tablets.Told(t.Context(), tablet.ID, "", 0); err != nil {
		t.Fatal(err)
	}
	h.now = time.Now() // as the tablets have it
	must(t, b.get("/staff/rounds/spring/tablets"), http.StatusOK, `value="link"`, "until the new link is used")
	if w := b.post(one, "what", "link"); !setUpLink.MatchString(w.Body.String()) {
		t.Error("no new link")
	}
	if err := h.tablets.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	must(t, b.get("/staff/audit"), http.StatusOK, "made a set-up link for a tablet", "struck a tablet off", "put a tablet back on the list", "made a new set-up link for a tablet")
}

func TestTabletsThatCannotBe(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	h.tabletAt(b, "One", nil)
	must(t, b.post("/staff/rounds/spring/tablets", "name", "one"), http.StatusUnprocessableEntity, "has that name already", `value="one"`)
	must(t, b.post("/staff/rounds/spring/tablets", "name", ""), http.StatusUnprocessableEntity, `role="alert"`)
	for _, what := range []string{"link", "restore", "moon", ""} {
		if w := b.post("/staff/rounds/spring/tablets/none", "what", what); w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q of no tablet: %d", what, w.Code)
		}
	}
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Final })
	must(t, b.post("/staff/rounds/spring/tablets", "name", "Two"), http.StatusGone)
	mustNot(t, b.get("/staff/rounds/spring/tablets"), `name="name"`)
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "<b>One</b>: set up, and never synced")
	inspector := h.as(people.Inspector)
	for _, w := range []*httptest.ResponseRecorder{inspector.get("/staff/rounds/spring/tablets"), inspector.post("/staff/rounds/spring/tablets", "name", "x"), inspector.post("/staff/rounds/spring/tablets/x", "what", "link")} {
		must(t, w, http.StatusForbidden)
	}
}

// Before a round opens, the tablets are named that have not fetched it as it is
// now; it can open without them.
func TestPreflightNamesTablets(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Draft })
	mustNot(t, b.get("/staff/rounds/spring/checks"), "have not synced since")
	tablet := h.tabletAt(b, "Library tablet 2", nil)
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, "have not synced since the last change: Library tablet 2.", `href="/staff/rounds/spring/tablets"`)
	r, err := h.book.Rounds.Get(t.Context(), "spring")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.tablets.Told(t.Context(), tablet.ID, r.Offering(), 0); err != nil {
		t.Fatal(err)
	}
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, "Every tablet has the round ready")
	h.alter(func(r *inspections.Round) { r.Languages = slices.Clone(r.Languages[:1]) })
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, "have not synced since the last change: Library tablet 2.")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "from before a change")
}

// The page keeps the rules for accessibility at every width.
func TestTabletsPageForEveryone(t *testing.T) {
	for name, width := range map[string]int64{"phone": browsertest.SmallPhone, "desk": browsertest.Desk} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			s := httptest.NewServer(h.handler)
			t.Cleanup(s.Close)
			token, err := h.people.FirstLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p := browsertest.Open(t, s.URL, browsertest.Width(width), browsertest.NoScript())
			p.Visit("/staff/sign-in/" + token)
			p.Type("#name", "Ailsa Munro")
			p.Follow("main button")
			h.tabletAt(h.as(people.Administrator), "Library tablet 2", nil)
			look := looker(t, p, "tablets-"+name)
			p.Visit("/staff/rounds/spring/tablets")
			p.Click("details summary")
			look("list")
			p.Type("#name", "Tablet "+name)
			p.Follow("form:has(#name) button")
			look("made")
			p.Visit("/staff/rounds/spring/close")
			look("close")
			p.Visit("/staff/rounds/spring")
			look("round")
		})
	}
}
