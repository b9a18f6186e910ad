package desk

import (
	"context"
	"encoding/csv"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
	"kist/static"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// tokens are sessions: the token is the role, with a name and ":" before it for another
// person than Ros, "@" and an inspection where it holds in that alone, and "!" at the
// end for a sign-in of long ago.
type tokens struct{}

func (tokens) Visitor(_ context.Context, token string) (web.Visitor, error) {
	if token == "" || token == "nobody" {
		return web.Visitor{}, fault.Wrap(fault.Denied, "no session")
	}
	token, stale := strings.CutSuffix(token, "!")
	id, name := "ros", "Ros Baird"
	if who, as, ok := strings.Cut(token, ":"); ok {
		id, name, token = who, who, as
	}
	role, only, scoped := strings.Cut(token, "@")
	return web.Visitor{ID: id, Name: name, Roles: []string{role}, Fresh: !stale, Holds: func(roles []string, _, inspection string) bool {
		return slices.Contains(roles, role) && (!scoped || inspection == only)
	}}, nil
}

// serve mounts the desk with these releases.
func serve(t testing.TB, list shelf) *echo.Echo {
	t.Helper()
	return serveBook(t, list, book(t))
}

// taken are the lines that were written about files.
type taken []string

func (l *taken) NoteEach(_ context.Context, collection, id, detail, who, did string) error {
	*l = append(*l, strings.Join([]string{collection, id, detail, who, did}, " "))
	return nil
}

func serveBook(t testing.TB, list shelf, rounds *inspections.Book) *echo.Echo {
	t.Helper()
	return serveWith(t, Deps{Book: rounds, Releases: list, Versions: list, Trail: &taken{}, URL: "https://kist.example"})
}

func serveWith(t testing.TB, d Deps) *echo.Echo {
	t.Helper()
	assets := assets()
	d.Staff = web.NewStaff(web.StaffOptions{Words: bundle(t), Lang: "en", Sessions: tokens{}, Style: assets.URL("staff.css")})
	e := web.New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, web.OnError(d.Staff.ErrorPage, d.Staff.ErrorPage, d.Staff.ErrorPage))
	assets.Mount(e)
	Mount(e, d)
	return e
}

// get asks for a page as somebody with this role.
func get(t testing.TB, h http.Handler, role, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: role})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// getIn asks for a page as an inspector whose browser asks for this language.
func getIn(t testing.TB, h http.Handler, lang, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: "inspector"})
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// must checks a page for its status, what it says and what it must not say.
func must(t *testing.T, w *httptest.ResponseRecorder, status int, say []string, never ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, s := range say {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	for _, s := range append(never, "<no value>", "[staff.", "[kind.", "ZgotmplZ", "style=\"", "onclick") {
		if strings.Contains(w.Body.String(), s) {
			t.Errorf("the page says %q", s)
		}
	}
}

func TestTheReleasePage(t *testing.T) {
	e := serve(t, shelf{example()})
	w := get(t, e, "inspector", "/staff/releases/spring-1")
	must(t, w, http.StatusOK, []string{
		"Synthetic data.", "About 325 children and young people answered", "Strathlinn joint inspection: Spring round",
		"What this cannot tell you", "About 1900 could have", "10 can mean 6 to 14", "Not shown: fewer than 10",
		"15 answers: too few for percentages", "I feel safe where I live", `href="/staff/releases/spring-1#files"`, `href="/staff/releases/spring-1.csv"`, `aria-current="page">Results`,
	})
	must(t, get(t, e, "inspector", "/staff/releases/spring-1?part=2"), http.StatusOK, []string{"How do you feel about your plan?"}, "What this cannot tell you")
}

// TestOptionsAreWrittenSafely looks at the part on which an option is markup.
func TestOptionsAreWrittenSafely(t *testing.T) {
	must(t, get(t, serve(t, shelf{example()}), "inspector", "/staff/releases/spring-1?part=2"), http.StatusOK, []string{"&lt;Somewhere&gt; &amp; else"}, "<Somewhere>")
}

func TestReleasesThatAreNotThere(t *testing.T) {
	e := serve(t, shelf{example()})
	for _, path := range []string{"nothing-1", "nothing-1.csv", "spring-1?part=0", "spring-1?part=3", "spring-1?part=x", "%2e%2e%2fspring-1", ".csv", "%25zz", "spring-1.csv.csv", "nothing-1.xlsx", "spring-1.sav.csv", "spring-1.wide", "spring-1.xml", "spring-1.exe"} {
		w := get(t, e, "inspector", "/staff/releases/"+path)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "There is no such page") {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

func TestTheList(t *testing.T) {
	must(t, get(t, serve(t, shelf{example()}), "coordinator", "/staff/releases"), http.StatusOK,
		[]string{"One release to read", "Spring round: Release 1", "17 November 2026", "About 325 answered.", "Synthetic data."})
	must(t, get(t, serve(t, nil), "coordinator", "/staff/releases"), http.StatusOK, []string{"0 releases to read", "No release fits."}, "Synthetic data.")
}

func TestOnlyReadersRead(t *testing.T) {
	e := serve(t, shelf{example()})
	for role, status := range map[string]int{
		"administrator": 200, "coordinator": 200, "inspector": 200, "safeguarding_lead": 200,
		"volunteer": 403, "translator": 403, "nobody": 303, "": 303,
	} {
		for _, path := range []string{"/staff/releases", "/staff/releases/spring-1", "/staff/releases/spring-1.csv"} {
			if w := get(t, e, role, path); w.Code != status {
				t.Errorf("%q gets %s with %d, want %d", role, path, w.Code, status)
			}
		}
	}
}

func TestTheFile(t *testing.T) {
	w := get(t, serve(t, shelf{example()}), "inspector", "/staff/releases/spring-1.csv")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("status %d, type %s", w.Code, w.Header().Get("Content-Type"))
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="spring-1.csv"` {
		t.Errorf("disposition %s", got)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"spring-1", "spring", "help", "Are you happy with your helpers?", "age_band", "4_7", "4 to 7", "5", "Very happy", "30", "85", "no", "26", "34", "yes", "yes", "4_7", "4_7", "en", "en", "", "5", "example-1", "", "2026-11-17", "no", "", "0", "answers", "0", "0"}
	found := false
	for _, row := range rows {
		found = found || strings.Join(row, "|") == strings.Join(want, "|")
	}
	if !found {
		t.Errorf("no row %q", want)
	}
}

func TestFileNames(t *testing.T) {
	for id, want := range map[string]string{"spring-1": "spring-1", "a/b\"c\r\nd": "a-b-c--d", "ü_1": "-_1"} {
		if got := fileName(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

// heavy is as much as a part of a release can hold: the widest questions, all ages.
func heavy() *results.Release {
	rel := example()
	wide := rel.Tables // of scales and options, in pairs
	rel.Tables = nil
	for i := range 20 {
		pair := []int{2, 6}[i%2] // agreement and several choices
		rel.Tables = append(rel.Tables, wide[pair:pair+2]...)
		for range 2 { // and two groupings beside age
			by := wide[pair]
			by.By, by.Groups = "where", nil
			for range 6 {
				by.Groups = append(by.Groups, row("home", 120, slices.Repeat([]int{20}, len(by.Columns))...))
			}
			rel.Tables = append(rel.Tables, by)
		}
	}
	return rel
}

func TestPagesAreLight(t *testing.T) {
	const limit = 40 << 10 // pages of the staff are not compressed
	r := newReport(t, "en")
	r.rel = heavy()
	for _, part := range []string{"1", "2", "4"} {
		n := len(render(t, r, "en", part))
		t.Logf("part %s of 20 wide questions: %d bytes", part, n)
		if n > limit {
			t.Errorf("part %s of 20 wide questions is %d bytes, over %d", part, n, limit)
		}
	}
	for _, key := range []string{"safe", "who"} {
		q, number, _ := r.find(key)
		b, err := room().Bytes("one", r.one(base(t, "en"), q, number, ""))
		t.Logf("question %s: %d bytes", key, len(b))
		if err != nil || len(b) > limit {
			t.Errorf("question %s is %d bytes, over %d: %v", key, len(b), limit, err)
		}
	}
}

func TestEveryPageInGaelic(t *testing.T) {
	got := render(t, newReport(t, "gd"), "gd", "1")
	if !strings.Contains(got, `lang="gd"`) || strings.Contains(got, "[staff.") || strings.Contains(got, "<no value>") {
		t.Error("a text is missing in Gaelic, and in English too")
	}
}

// A release in which nothing may be shown still has a page that says so.
func TestAnEmptyRelease(t *testing.T) {
	rel := &results.Release{Head: store.Head{ID: "spring-1"}, Round: "spring", Number: 1, Version: "example-1", Made: "2026-11-17"}
	must(t, get(t, serve(t, shelf{rel}), "inspector", "/staff/releases/spring-1"), http.StatusOK,
		[]string{"Fewer than 10 answered, so no numbers are shown", "This release holds no questions that can be counted."}, "Synthetic data.")
}

// signedIn adds an inspector's session to every request: how one comes in is
// the office's to test.
func signedIn(h http.Handler) http.Handler { return signedInAs("inspector", h) }

// signedInAs is a server at which every request comes from somebody.
func signedInAs(token string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
		h.ServeHTTP(w, r)
	})
}

// cutOff finds tables of which a part is out of sight, folded ones too, texts of charts
// that run over their edge, and totals that touch the bar beyond them.
const cutOff = `(() => {
	document.querySelectorAll("details").forEach(d => d.open = true);
	const cut = [...document.querySelectorAll(".scroll")].filter(s => s.scrollWidth > s.clientWidth).map(s => s.ariaLabel + " by " + (s.scrollWidth - s.clientWidth));
	for (const text of document.querySelectorAll(".c text")) {
		const t = text.getBoundingClientRect(), c = text.ownerSVGElement.getBoundingClientRect();
		if (t.left < c.left - 1 || t.right > c.right + 1) cut.push("“" + text.textContent + "” over the edge of " + text.ownerSVGElement.id);
	}
	for (const text of document.querySelectorAll(".c .sum")) {
		const t = text.getBoundingClientRect();
		for (const bar of text.ownerSVGElement.querySelectorAll("rect")) {
			const b = bar.getBoundingClientRect();
			if (b.left > t.left && b.left < t.right + 2 && b.top < t.bottom && b.bottom > t.top) cut.push(text.textContent + " in " + text.ownerSVGElement.id);
		}
	}
	return cut;
})()`

// lookedAt is every page of the room, with what each can show.
var lookedAt = map[string]string{
	"release": "/staff/releases/spring-1", "part": "/staff/releases/spring-1?part=2", "releases": "/staff/releases", "one": "/staff/releases/spring-1/who",
	"grouped": "/staff/releases/spring-1/safe", "skim": "/staff/releases/of/strathlinn", "compare": bothPath, "answers": bothPath + "&question=who", "map": safeMap, "attack": "/staff/releases/spring-1/_attack",
	"across": "/staff/releases/" + acrossID, "across-one": "/staff/releases/" + acrossID + "/safe", "across-answer": "/staff/releases/" + acrossID + "/who", "left": "/staff/releases/" + acrossID + "/where",
	"themes": textsPath, "themes-one": textsPath + "/change",
}

// everything is a server with releases of two years, and of several areas.
func everything(t *testing.T) string {
	t.Helper()
	b := yearsBook(t)
	areas := areaReleases(t, b, 60, 65, 60, 20, 90, -1, 70, 75, 55)
	list := inWords{append(shelf{attackedRelease(partedRelease()), earlier(), acrossWithAll(t, b, areas), wrote()}, areas...)}
	s := httptest.NewServer(signedIn(serveWith(t, Deps{Book: b, Releases: list, Versions: list, Trail: &taken{}, URL: "https://kist.example"})))
	t.Cleanup(s.Close)
	return s.URL
}

func TestPagesInABrowser(t *testing.T) {
	site := everything(t)
	colours := []string{"release", "one", "map"} // what differs there differs in charts
	looks := []struct {
		name    string
		pages   []string
		options []browsertest.Option
	}{
		{"small", slices.Sorted(maps.Keys(lookedAt)), []browsertest.Option{browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()}},
		{"phone", []string{"release", "one", "compare", "map", "across-one", "themes"}, nil},
		{"desk", slices.Sorted(maps.Keys(lookedAt)), []browsertest.Option{browsertest.Width(browsertest.Desk)}},
		{"dark", colours, []browsertest.Option{browsertest.Width(browsertest.Desk), browsertest.Dark()}},
		{"forced", colours, []browsertest.Option{browsertest.Width(browsertest.Desk), browsertest.ForcedColours()}},
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			p := browsertest.Open(t, site, look.options...)
			for _, name := range look.pages {
				path := lookedAt[name]
				if status := p.Visit(path); status != http.StatusOK {
					t.Fatalf("%s: status %d", path, status)
				}
				p.Axe()
				if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
					t.Errorf("%s scrolls sideways by %d px", path, over)
				}
				if cut := browsertest.Eval[[]string](p, cutOff); len(cut) > 0 {
					t.Errorf("%s: tables wider than the page, texts over the edge of a chart, or totals upon bars: %q", path, cut)
				}
				p.Screenshot(name + "-" + look.name)
			}
		})
	}
}

// TestPagesOnPaper prints pages as somebody does who takes them to a meeting: every
// heading, number and limit is on the paper, what only leads elsewhere is not.
func TestPagesOnPaper(t *testing.T) {
	p := browsertest.Open(t, everything(t), browsertest.Width(browsertest.Desk))
	for name, test := range map[string]struct {
		pages      int // at most
		say, never []string
	}{
		"release":    {5, []string{"About 325 children", "What this cannot tell you", "About 70% chose", "85%", "Synthetic data."}, []string{"Download these numbers", "All of question"}},
		"one":        {3, []string{"Who helps you when you are worried?", "The youngest and the oldest", "226 to 234", "What this cannot tell you", "Release 1, question 4:"}, []string{"Take this question away", "Next question"}},
		"skim":       {3, []string{"Strongest", "45→80", "When a question stands here", "I feel safe where I live"}, []string{"Other releases of this inspection"}},
		"compare":    {2, []string{"differs clearly between the two", "none clear", "Autumn round"}, []string{"Choose one", "Answer by answer"}},
		"across":     {3, []string{"tells areas clearly apart", "The highest and the lowest area", "Where the numbers are from", "What some areas do not tell", "There are no ranks here"}, []string{"Download these numbers"}},
		"across-one": {4, []string{"in all areas together", "Every area counts the same", "Since the earlier release", "How many in all areas together"}, []string{"Take this question away", "Next question"}},
		"themes":     {4, []string{"Texts are counted here, not children", "told apart by: where children were reached", "What this cannot tell you", "Every number counts texts", "Synthetic data."}, []string{"Download these numbers", "All of question"}},
		"map":        {2, []string{"In the middle of", "Clearly above the middle", "Glas", "no release", "There are no ranks here"}, []string{"Show", "Picture of the map"}},
	} {
		p.Visit(lookedAt[name])
		paper := p.Print()
		if paper.Pages > test.pages {
			t.Errorf("%s takes %d pages, want %d", name, paper.Pages, test.pages)
		}
		for _, say := range test.say {
			if !strings.Contains(paper.Text, browsertest.Squeezed(say)) {
				t.Errorf("%s on paper does not say %q", name, say)
			}
		}
		for _, never := range test.never {
			if strings.Contains(paper.Text, browsertest.Squeezed(never)) {
				t.Errorf("%s on paper says %q", name, never)
			}
		}
	}
}

// assets are the same for every house: to make them small takes longer than a house.
var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })
