package office

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/server/web"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	room := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{
		"sign_in": signInPage{}, "link": linkPage{}, "today": todayPage{}, "rounds": roundsPage{}, "round": roundPage{}, "apart": apartPage{}, "close": closePage{},
		"programmes": programmesPage{}, "programme": programmePage{}, "over": overPage{}, "programme_form": programmeForm{}, "inspections": inspectionsPage{}, "inspection": inspectionPage{},
		"inspection_form": inspectionForm{}, "conflict": conflictPage{}, "round_form": roundForm{}, "checks": checksPage{}, "helplines": helpLinesPage{},
		"poster": posterPage{}, "leaflet": leafletPage{}, "helper": helperPage{}, "slips": slipsPage{}, "forms": formsPage{}, "tablets": tabletsPage{}, "contacts": contactsPage{}, "contact": contactPage{},
		"people": peoplePage{}, "person": personPage{}, "invite": invitePage{}, "made_link": madeLinkPage{}, "ask": askPage{}, "audit": auditPage{},
		"me": mePage{}, "again": againPage{}, "enrol": enrolPage{}, "reading": readingPage{}, "passkey": passkeyPage{}, "go_on": goOnPage{},
	}
	for _, name := range room.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// TestRoutesAreInTheTable walks what is mounted: nothing is without an entry
// in the table of who may open what, and every entry leads somewhere.
func TestRoutesAreInTheTable(t *testing.T) {
	h := open(t)
	mounted := map[string]bool{}
	for _, r := range h.handler.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted[r.Method+" "+r.Path] = true
		}
	}
	inTable := map[string]bool{}
	for _, route := range web.StaffRoutes() {
		inTable[route] = true
	}
	for route := range mounted {
		if !inTable[route] {
			t.Errorf("%s is mounted, but in no table", route)
		}
	}
	elsewhere := regexp.MustCompile(`/(releases|findings|evidence|feeds|surveys|library|translate|glossary|care|my-work|sessions|safety|texts|themes|feedback|voice|words|paper|staff/review|staff/import|report)`) // in the other rooms
	for route := range inTable {
		if !mounted[route] && !elsewhere.MatchString(route) {
			t.Errorf("%s is in the table, but not mounted", route)
		}
	}
	for _, role := range people.Roles() {
		if !web.MayUse("GET /staff/", []string{string(role)}) {
			t.Errorf("the table does not know the role %s", role)
		}
	}
}

func TestSpacedCodes(t *testing.T) {
	for code, want := range map[string]string{"BCDFGH": "BCD FGH", "ABC": "A BC", "": " "} {
		if got := spaced(code); got != want {
			t.Errorf("%q: %q", code, got)
		}
	}
}

func TestARoundWithManySettingsIsLight(t *testing.T) {
	h := open(t)
	h.alter(func(r *inspections.Round) {
		for range 12 {
			r.Settings = append(r.Settings, inspections.Setting{Key: "more", Name: "Another place", Code: inspections.NewCode()})
		}
	})
	if n := h.as(people.Administrator).get("/staff/rounds/spring").Body.Len(); n > 60<<10 {
		t.Errorf("%d bytes", n)
	}
}

func TestPagesInABrowser(t *testing.T) {
	looks := map[string][]browsertest.Option{
		"small": {browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()},
		"phone": {browsertest.Dark()},
		"desk":  {browsertest.Width(browsertest.Desk)},
	}
	for name, options := range looks {
		t.Run(name, func(t *testing.T) { journey(t, name, options) })
	}
}

// journey comes in by a link, closes the round and makes its release, as a
// person would.
func journey(t *testing.T, name string, options []browsertest.Option) {
	h := open(t)
	s := httptest.NewServer(h.handler)
	t.Cleanup(s.Close)
	link, err := h.people.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, s.URL, options...)
	look := func(step string) {
		t.Helper()
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", step, over)
		}
		p.Screenshot(step + "-" + name)
	}
	p.Visit("/staff/")
	look("sign-in")
	p.Visit("/staff/sign-in/" + link)
	look("link")
	p.Type("#name", "Ailsa Munro")
	p.Follow("main button")
	look("today")
	p.Follow(`.rooms a[href="/staff/rounds"]`)
	look("rounds")
	p.Follow(`a[href="/staff/rounds/spring"]`)
	look("running")
	browsertest.Eval[bool](p, `document.querySelector("main details").open = true`)
	look("interim")
	p.Follow(`a[href$="/close"]`)
	look("close")
	hold := make(chan struct{})
	h.kist.set(func(k *kist) { k.hold = hold })
	p.Follow("main button")
	look("closing")
	over := h.jobs.Start(closeKey("spring"), nil)
	close(hold)
	<-over
	p.Visit("/staff/rounds/spring")
	look("sealed")
	h.alter(func(r *inspections.Round) { r.Synthetic = false })
	h.as(people.Coordinator).post("/staff/rounds/spring/release")
	p.Visit("/staff/rounds/spring")
	look("second")
	p.Follow(`button[value="approve"]`)
	look("released")
	p.Visit("/staff/")
	look("today-read")
}

// What was done in a programme's review leads there, and to the point that it was done to.
func TestReviewsInTheTrail(t *testing.T) {
	for id, want := range map[string]string{"joint-12": "joint-12 /staff/review/joint/points/12", "joint/tables.csv/ros/2026": "joint /staff/review/joint", "a-b-3": "a-b-3 /staff/review/a-b/points/3", "odd": "odd /staff/review/odd"} {
		if got := reviewOf(id); got.Text+" "+got.Link != want {
			t.Errorf("%s: %+v, want %s", id, got, want)
		}
	}
}

// A recording is named in the trail by what was recorded, and leads there.
func TestRecordingsInTheTrail(t *testing.T) {
	got := recording("what_its_like/11-13/en/q.feel.hint/Ab-_1")
	if got.Text != "what_its_like, 11-13, en, q.feel.hint" || got.Link != "/staff/surveys/what_its_like/recordings/q.feel.hint?edition=11-13&lang=en" {
		t.Errorf("%+v", got)
	}
	if got := recording("odd"); got.Text != "odd" || got.Link != "" {
		t.Errorf("%+v", got)
	}
}
