package feedback

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jba/templatecheck"
	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// people are signed in by a token that is their name.
type people struct{}

var roleOf = map[string]string{"morag": "volunteer", "hanan": "translator", "ros": "coordinator", "iain": "inspector", "ann": "administrator", "tom": "safeguarding_lead"}

func (people) Visitor(ctx context.Context, token string) (web.Visitor, error) {
	if roleOf[token] == "" {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	return web.Visitor{ID: token, Name: nameOf(ctx, token), Roles: []string{roleOf[token]}, Holds: func(roles []string, _, _ string) bool {
		return slices.Contains(roles, roleOf[token])
	}}, nil
}

func nameOf(_ context.Context, id string) string {
	if roleOf[id] == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

// drawn stands for the children's pages: it says what it was asked to draw.
type drawn struct{}

func (drawn) TellFeedback(content heard.Content, e surveys.Edition, lang string) []media.Passage {
	var list []media.Passage
	for _, entry := range content.Entries {
		text, _ := entry.Texts.Heard.In(e, lang)
		list = append(list, media.Passage{ID: "e." + entry.Key, Words: text})
	}
	return list
}

func slotOf(inspection string, e surveys.Edition, lang string) media.Slot {
	return media.Slot{Survey: media.OfFeedback(inspection), Edition: e, Lang: lang}
}

func (drawn) DrawFeedback(_ context.Context, of *heard.Page, shown *heard.Shown, e surveys.Edition, lang string) ([]byte, error) {
	title, _ := shown.Content.Entries[0].Texts.Title.In(e, lang)
	return []byte(of.ID + " " + string(e) + " " + lang + " " + title + " " + shown.Day + " checked:" + strings.Join(shown.Checked, ",")), nil
}

// house is a server with the room mounted, and an inspection with a round.
type house struct {
	t       testing.TB
	echo    *echo.Echo
	pages   *heard.Pages
	book    *inspections.Book
	world   *world
	vault   *inspections.Vault
	library *media.Library
}

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

const (
	at    = "/staff/feedback/strathlinn"
	entry = "firstentry"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB) *house {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	ok(t, err)
	t.Cleanup(func() { _ = e.Close() })
	book, err := inspections.OpenBook(t.Context(), e)
	ok(t, err)
	ok(t, book.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: "strathlinn"}, Programme: "p", Title: "Strathlinn", Synthetic: true}))
	ok(t, book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: "spring"}, Inspection: "strathlinn", Editions: []string{"8-10", "11-13"}, Languages: []string{"en", "pl", "ar"}}))
	h := &house{t: t, book: book, world: &world{}}
	h.pages, err = heard.Open(t.Context(), e, book)
	ok(t, err)
	h.vault, err = inspections.OpenVault(t.Context(), e, seal.NewKey())
	ok(t, err)
	h.pages.Use(h.world)
	h.library, err = media.Open(t.Context(), e, nil)
	ok(t, err)
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	staff := web.NewStaff(web.StaffOptions{Words: words, Lang: "en", Sessions: people{}, Style: assets().URL("staff.css")})
	h.echo = web.New(slog.New(slog.DiscardHandler), false, web.OnError(staff.ErrorPage, staff.ErrorPage, staff.ErrorPage))
	assets().Mount(h.echo)
	Mount(h.echo, Deps{Staff: staff, Book: book, Pages: h.pages, Children: drawn{}, Pictures: []string{"hill", "bed"}, Name: nameOf,
		URL: "https://kist.example", Words: words, Help: []HelpLine{{"help.line.childline.name", "0800 1111"}, {"help.line.inspectorate.name", "116 123"}},
		Quotes: h.world, Library: h.library, Slot: slotOf, Script: assets().URL("record.js"),
		Vault: h.vault, Progress: h.world, Publish: h.world.publish,
		Releases: h.world, Versions: h.world, Findings: concluded{h.world}, Evidence: handed{h.world}, Tablets: h.world})
	return h
}

func (h *house) do(who string, r *http.Request) *httptest.ResponseRecorder {
	h.t.Helper()
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

// gets wants a page with this status that holds each of the texts, and none of those
// that begin with "!".
func (h *house) gets(who, path string, status int, texts ...string) string {
	h.t.Helper()
	return h.holds(h.do(who, httptest.NewRequest(http.MethodGet, path, nil)), status, texts)
}

// posts sends a form, and wants what gets wants.
func (h *house) posts(who, path string, status int, form url.Values, texts ...string) string {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.holds(h.do(who, r), status, texts)
}

func (h *house) holds(w *httptest.ResponseRecorder, status int, texts []string) string {
	h.t.Helper()
	body := w.Body.String()
	if w.Code != status {
		h.t.Errorf("status %d, want %d: %.600s", w.Code, status, body)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); strings.Contains(body, not) == ok {
			h.t.Errorf("the page has, or lacks, %q", text)
		}
	}
	return body
}

var markField = regexp.MustCompile(`name="_mark" value="([^"]*)"`)

// mark is that of the page as somebody sees it.
func (h *house) mark(who string) string {
	h.t.Helper()
	m := markField.FindStringSubmatch(h.gets(who, at, http.StatusOK))
	if m == nil {
		h.t.Fatal("the page has no form with a mark")
	}
	return m[1]
}

// written is the form of an entry that lacks nothing.
func written(version string) url.Values {
	return url.Values{"entry": {entry}, "_version": {version}, "lang": {"en"}, "state": {"started"}, "due": {"2027-03-01"}, "picture": {"hill"},
		"title.all": {"Meetings"}, "said.all": {"We heard of them in the corridor."}, "said.8-10": {"Nobody told us."}, "heard.all": {"Nobody asked you first."}, "change.all": {"You are asked first."}, "by.all": {"The council"}}
}

// A volunteer writes, a coordinator shows it to children, and a promise is kept.
func TestWrittenCheckedAndShown(t *testing.T) {
	h := newHouse(t)
	h.gets("morag", "/staff/feedback", http.StatusOK, "Strathlinn", "Nothing written yet", `href="`+at+`"`)
	h.gets("morag", at, http.StatusOK, "Add an entry", "!Ask for a check")
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, `name="title.8-10"`, `value="hill"`, `name="entry" value="`+entry+`"`)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.gets("morag", at, http.StatusOK, "Meetings", "Promised for 1 March 2027", "Ask for a check", "Version 1, by Morag", at+"/preview/8-10/en", "!/preview/8-10/pl", "Being written")
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"offer"}, "_mark": {h.mark("morag")}})
	h.gets("morag", at, http.StatusOK, "somebody else has to check it", "!Show it to children")
	h.gets("iain", at, http.StatusOK, "Show it to children", "!Add an entry")
	mark := h.mark("ros")
	h.posts("ros", at+"/check", http.StatusUnprocessableEntity, url.Values{"do": {"return"}, "_mark": {mark}}, "This cannot be empty.")
	h.posts("morag", at+"/check", http.StatusForbidden, url.Values{"do": {"show"}, "_mark": {mark}})
	h.posts("ros", at+"/check", http.StatusConflict, url.Values{"do": {"show"}, "_mark": {"0"}}, "This changed while you were reading")
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"show"}, "_mark": {mark}})
	h.gets("morag", at, http.StatusOK, `href="/heard/strathlinn"`, "checked by Ros", "Children can read it", "!Take it away from children")
	h.gets("iain", at, http.StatusOK, "Take it away from children")
	h.gets("morag", "/staff/feedback", http.StatusOK, "Promised for 1 March 2027")
	h.posts("morag", at+"/step", http.StatusUnprocessableEntity, url.Values{"do": {"kept"}, "entry": {entry}, "_version": {"1"}}, "This cannot be empty.")
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"kept"}, "entry": {entry}, "_version": {"1"}, "text": {"It is done since February."}})
	p, err := h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	if e := p.Latest.Content.Entries[0]; e.State != heard.Done || len(e.News) != 1 || !e.News[0].Kept || p.Shown.Version != 1 {
		t.Errorf("%+v", e)
	}
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, `name="news1.all"`, "It is done since February.")
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"hide"}, "_mark": {p.Mark()}, "why": {"A name stood in it."}})
	h.posts("ros", at+"/step", http.StatusSeeOther, url.Values{"do": {"drop"}, "entry": {entry}, "_version": {"2"}})
	h.gets("ros", at, http.StatusOK, "There is no entry yet.", "!/heard/strathlinn", "A name stood in it.")
}

// A translator writes a language beside the first one, and another reads it.
func TestAnotherLanguage(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.gets("hanan", at+"/edit?entry="+entry+"&lang=ar", http.StatusOK, `lang="ar" dir="rtl"`, "Nobody asked you first.", `!name="state"`)
	form := url.Values{"entry": {entry}, "_version": {"1"}, "lang": {"ar"}, "state": {"cannot"}}
	for _, name := range []string{"title", "said", "heard", "change", "by"} {
		form.Set(name+".all", "كلمات")
	}
	h.posts("hanan", at+"/edit", http.StatusSeeOther, form)
	p, err := h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	e := p.Latest.Content.Entries[0]
	if e.State != heard.Started || e.Picture != "hill" || e.Texts.Said["en"][surveys.E8] != "Nobody told us." || e.Texts.Title["ar"][surveys.All] != "كلمات" {
		t.Errorf("%+v", e)
	}
	own := h.gets("hanan", at, http.StatusOK, "draft: nobody has checked it", at+"/preview/11-13/ar")
	if strings.Contains(own, `name="lang" value="ar"`) {
		t.Error("who wrote a language can check it")
	}
	h.gets("iain", at+"/preview/8-10/ar", http.StatusOK, "strathlinn 8-10 ar كلمات", "!checked:ar")
	h.posts("hanan", at+"/step", http.StatusForbidden, url.Values{"do": {"language"}, "lang": {"ar"}, "_mark": {p.Mark()}})
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"language"}, "lang": {"ar"}, "_mark": {p.Mark()}})
	h.gets("iain", at+"/preview/8-10/ar", http.StatusOK, "checked:ar")
	h.gets("iain", at+"/preview/4-7/ar", http.StatusNotFound)
	h.gets("iain", at+"/preview/8-10/ur", http.StatusNotFound)
}

// What cannot be kept is shown again as it was typed, with what is wrong.
func TestWhatIsTypedStays(t *testing.T) {
	h := newHouse(t)
	form := written("0")
	form.Set("heard.all", "About 30 of 40 of you said this.")
	h.posts("morag", at+"/edit", http.StatusUnprocessableEntity, form, "About 30 of 40 of you said this.", "only a release tells numbers", `href="#heard.all"`)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	form = written("7")
	form.Set("title.all", "Other words")
	h.posts("ros", at+"/edit", http.StatusConflict, form, "Other words", "This changed while you were reading")
	form = written("1")
	form.Set("picture", "../x")
	h.posts("ros", at+"/edit", http.StatusSeeOther, form)
	if p, err := h.pages.Get(t.Context(), "strathlinn"); err != nil || p.Latest.Content.Entries[0].Picture != "" {
		t.Errorf("a picture that there is not is kept, %v", err)
	}
	for _, path := range []string{"/step", "/check"} {
		h.posts("ros", at+path, http.StatusUnprocessableEntity, url.Values{"do": {"dance"}})
	}
	h.gets("ros", "/staff/feedback/nowhere", http.StatusNotFound)
	h.gets("tom", at, http.StatusForbidden)
	h.gets("iain", at+"/edit?entry="+entry, http.StatusForbidden)
	h.gets("ann", at, http.StatusOK, "!Add an entry")
}

// What came of a promise, and why something goes back or away, stands in its form again
// where the step was not done, or beside the page where that form is gone.
func TestWhatIsTypedInAStepStays(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	came := url.Values{"do": {"moved"}, "entry": {entry}, "_version": {"7"}, "text": {"Not before the summer."}, "due": {"2027-08-01"}}
	inForm := []string{`<details class="small" open>`, ">Not before the summer.</textarea>", `value="2027-08-01"`, "!What you typed was not saved"}
	h.posts("morag", at+"/step", http.StatusConflict, came, inForm...)
	came.Set("_version", "1")
	came.Set("due", "soon")
	h.posts("morag", at+"/step", http.StatusUnprocessableEntity, came, ">Not before the summer.</textarea>")
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"offer"}, "_mark": {h.mark("morag")}})
	h.posts("ros", at+"/check", http.StatusConflict, url.Values{"do": {"return"}, "_mark": {"0"}, "why": {"The second line is not plain."}}, ">The second line is not plain.</textarea>", "!What you typed was not saved")
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"show"}, "_mark": {h.mark("ros")}})
	h.posts("ros", at+"/check", http.StatusConflict, url.Values{"do": {"hide"}, "_mark": {"0"}, "why": {"A name stood in it."}}, "<details open>", ">A name stood in it.</textarea>")
	h.posts("ros", at+"/check", http.StatusConflict, url.Values{"do": {"return"}, "_mark": {"0"}, "why": {"Too late."}}, "What you typed was not saved", `<p class="voice" dir="auto">Too late.</p>`, "!>Too late.</textarea>")
	h.posts("ros", at+"/step", http.StatusSeeOther, url.Values{"do": {"drop"}, "entry": {entry}, "_version": {"1"}})
	h.posts("morag", at+"/step", http.StatusConflict, came, "What you typed was not saved", "Not before the summer.")
}

func TestTemplatesFitTheirPages(t *testing.T) {
	r := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{"all": allPage{}, "one": onePage{}, "entry": formPage{}, "cycle": cyclePage{}, "history": historyPage{}, "poster": posterPage{}, "recordings": recordingsPage{}, "take": takePage{}}
	for _, name := range r.Pages() {
		if err := templatecheck.CheckHTML(r.Template(name), types[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The pages stand on a phone, and nothing on them keeps anybody out.
func TestPagesInABrowser(t *testing.T) {
	h := newHouse(t)
	h.whole()
	h.shownAnswer(written("0"))
	h.posts("ros", at+"/ask", http.StatusSeeOther, url.Values{"closes": {"2999-01-01"}})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: "ros"})
		h.echo.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p := browsertest.Open(t, server.URL, browsertest.NoScript(), browsertest.Width(browsertest.SmallPhone))
	for name, path := range map[string]string{"all": "/staff/feedback", "one": at, "entry": at + "/edit?entry=" + entry, "cycle": voiceAt, "history": at + "/history"} {
		p.Visit(path)
		if browsertest.Eval[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s scrolls sideways", path)
		}
		p.Axe()
		p.Screenshot("feedback-" + name)
	}
	printsWhole(t, browsertest.Open(t, server.URL, browsertest.NoScript(), browsertest.Width(browsertest.Desk)))
}

// The pages have all their words in Gaelic too.
func TestPagesInGaelic(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	for path, says := range map[string]string{
		"/staff/feedback":            "Ga sgrìobhadh",
		at:                           "Iarr air dàrna neach",
		at + "/edit?entry=" + entry:  "Airson gach aois",
		at + "/edit?entry=nextentry": "San amharc",
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", "gd")
		h.holds(h.do("ros", r), http.StatusOK, []string{
			`lang="gd"`,
			says,
			"![staff.",
			"!Being written",
			"!Ask a second person",
		})
	}
}

// After a clash what was typed stands beside what is stored, and sent again it is kept: as
// the next version of the entry, or as a new one if somebody took it away.
func TestAClashCanBeSaved(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	form := written("1")
	form.Set("title.all", "Stored words")
	h.posts("ros", at+"/edit", http.StatusSeeOther, form)
	form.Set("title.all", "Typed words")
	form.Set("state", "done")
	h.posts("morag", at+"/edit", http.StatusConflict, form, "Typed words</textarea>", "Stored words", "It says now:", `name="_version" value="2"`)
	form.Set("_version", "2")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	p, err := h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	if title := p.Latest.Content.Entries[0].Texts.Title["en"]["all"]; title != "Typed words" {
		t.Errorf("%q is kept", title)
	}
	_, err = h.pages.Drop(t.Context(), "strathlinn", entry, p.Latest.Content.Entries[0].Version, "ros")
	ok(t, err)
	form.Set("_version", "3")
	h.posts("morag", at+"/edit", http.StatusConflict, form, "Typed words</textarea>", "took this entry away", `name="_version" value="0"`, "!It says now:")
	form.Set("_version", "0")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.gets("ros", at, http.StatusOK, "Typed words")
}
