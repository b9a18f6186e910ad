package coding

import (
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/internal/texts"
	"kist/internal/themes"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// rolesOf says who is what; what stands behind a sign is where it holds, else everywhere.
var rolesOf = map[string]string{
	"ailsa": "coordinator", "iona": "inspector", "hanan": "inspector", "morag": "volunteer", "ada": "administrator", "ros": "safeguarding_lead", "yusuf": "translator", "fergus": "inspector@fife",
}

// staff are signed in by a token that is their name; "gd" behind a colon reads Gaelic.
type staff struct{}

// Visitor implements web.Sessions.
func (staff) Visitor(ctx context.Context, token string) (web.Visitor, error) {
	name, lang, _ := strings.Cut(token, ":")
	known, ok := rolesOf[name]
	if !ok {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	role, where, _ := strings.Cut(known, "@")
	v := web.Visitor{ID: name, Name: nameOf(ctx, name), Roles: []string{role}, Fresh: true, Lang: lang}
	v.Holds = func(roles []string, _, inspection string) bool {
		return slices.Contains(roles, role) && (where == "" || where == inspection)
	}
	return v, nil
}

func nameOf(_ context.Context, id string) string {
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

// keys open every round.
type keys struct{}

// TextsBy implements texts.Keys.
func (keys) TextsBy(context.Context, string, string, string) (seal.Private, error) {
	return seal.NewPrivate()
}

// HasTexts implements texts.Keys.
func (keys) HasTexts(context.Context, string) (bool, error) { return true, nil }

// reviewed are the texts that passed review, in real sessions.
type reviewed struct {
	*texts.Texts
	list  []texts.Reviewed
	gone  []texts.Head // taken back
	reads int
}

// Heads implements Texts.
func (r *reviewed) Heads(_ context.Context, s *texts.Session) ([]texts.Head, error) {
	heads := slices.Clone(r.gone)
	for _, text := range r.list {
		heads = append(heads, texts.Head{ID: text.ID, Question: text.Question, Edition: text.Edition, Setting: text.Setting})
	}
	return heads, s.Alive()
}

// Reviewed implements Texts.
func (r *reviewed) Reviewed(_ context.Context, s *texts.Session) iter.Seq2[texts.Reviewed, error] {
	return func(yield func(texts.Reviewed, error) bool) {
		r.reads++
		for _, text := range r.list {
			if err := s.Alive(); err != nil {
				yield(texts.Reviewed{}, err)
				return
			}
			if text.Round == s.Round && !yield(text, nil) {
				return
			}
		}
	}
}

// house is a server with the room mounted, on a round of which texts passed review.
type house struct {
	boxes  apart
	t      testing.TB
	dir    string // of the store
	echo   *echo.Echo
	book   *inspections.Book
	themes *themes.Themes
	made   *results.Releases
	orders *results.Orders
	jobs   *web.Jobs
	step   func(name string) // told each step of a release; nil: nobody is
	trail  deeds
	texts  *reviewed
	shelf  *Shelf
	out    map[string][]string // hard themes that somebody stepped out of
	stop   func(http.Handler) http.Handler

	mu   sync.Mutex
	time time.Time
}

var loaded = sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Load(locales.Files) })

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

const (
	home   = "/staff/themes/spring"
	change = home + "/q/change"
)

func newHouse(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	e, err := sqlite.Open(filepath.Join(dir, "kist.db"))
	check(t, err)
	t.Cleanup(func() { _ = e.Close() })
	h := &house{t: t, dir: dir, time: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), out: map[string][]string{}}
	ctx := t.Context()
	h.book, err = inspections.OpenBook(ctx, e)
	check(t, err)
	h.themes, err = themes.Open(ctx, e)
	check(t, err)
	read, err := texts.Open(ctx, e, texts.Deps{Book: h.book, Keys: keys{}, IDs: seal.NewKey(), Now: h.now})
	check(t, err)
	h.texts = &reviewed{Texts: read, list: spoken()}
	h.jobs = web.NewJobs()
	h.t.Cleanup(h.jobs.Stop)
	h.made, err = results.OpenReleases(ctx, e, h.book, &h.boxes, asked{}, seal.Keys{Wrap: seal.Key{1}, Sign: seal.Key{2}}.Signer())
	check(t, err)
	h.orders, err = results.OpenOrders(ctx, e, h.made, func(step string) {
		if h.step != nil {
			h.step(step)
		}
	})
	check(t, err)
	h.shelf = NewShelf(h.texts)
	h.shelf.now = h.now
	h.mount()
	h.places()
	return h
}

func (h *house) mount() {
	words, err := loaded()
	check(h.t, err)
	assets := assets()
	st := web.NewStaff(web.StaffOptions{Words: words, Lang: "en", Sessions: staff{}, Places: lie{h}, Style: assets.URL("staff.css")})
	h.echo = web.New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, web.OnError(st.ErrorPage, st.ErrorPage, st.ErrorPage))
	assets.Mount(h.echo)
	Mount(h.echo, Deps{Staff: st, Book: h.book, Versions: asked{}, Themes: h.themes, Shelf: h.shelf, Releases: h.made, Orders: h.orders, Jobs: h.jobs, Trail: &h.trail, Name: nameOf, Script: assets.URL("coding.js"), Out: func(_ context.Context, id string) ([]string, error) { return h.out[id], nil }})
}

// ServeHTTP lets a test stand between the browser and the room.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.stop != nil {
		h.stop(h.echo).ServeHTTP(w, r)
		return
	}
	h.echo.ServeHTTP(w, r)
}

func (h *house) places() {
	ctx := h.t.Context()
	for _, in := range []string{"strathlinn", "fife"} {
		check(h.t, h.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: in}, Title: strings.ToUpper(in[:1]) + in[1:] + " joint inspection", Synthetic: true}))
	}
	for _, r := range []*inspections.Round{
		{Head: store.Head{ID: "spring"}, Inspection: "strathlinn", Name: "Spring round", Version: "example-1", Synthetic: true, Stage: inspections.Sealed,
			Editions: []string{"8-10", "11-13"}, Settings: []inspections.Setting{{Key: "school", Name: "Schools"}, {Key: "home", Name: "Houses"}}},
		{Head: store.Head{ID: "tried"}, Inspection: "strathlinn", Name: "Tried", Version: "example-1", Pilot: "example"},
	} {
		check(h.t, h.book.Rounds.Insert(ctx, r))
	}
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// lie tells where rounds lie.
type lie struct{ *house }

// Place implements web.Places.
func (l lie) Place(ctx context.Context, _, id string) (web.Place, error) {
	r, err := l.book.Rounds.Get(ctx, id)
	if err != nil {
		return web.Place{}, err
	}
	return web.Place{Inspection: r.Inspection}, nil
}

// asked is the survey of every round.
type asked struct{}

// Survey implements Versions.
func (asked) Survey(context.Context, string) (*surveys.Survey, error) {
	return &surveys.Survey{Key: "example", Source: "en", Languages: []string{"en", "gd"}, Editions: []surveys.Edition{surveys.E8, surveys.E11}, Questions: []*surveys.Question{
		{Key: "help", KindName: "faces", Text: surveys.Text("en", "How do you feel?")},
		{Key: "change", KindName: "story", Text: surveys.Text("en", "What would you <change>?")},
		{Key: "sad", KindName: "story", Text: surveys.Text("en", "What makes you sad?"), Hard: []string{"loss"}},
	}}, nil
}

// Get implements results.Versions.
func (a asked) Get(ctx context.Context, id string) (*surveys.Version, *surveys.Survey, error) {
	s, err := a.Survey(ctx, id)
	return &surveys.Version{Key: "example", Number: 1, Hash: "4f1c"}, s, err
}

// Alike implements results.Versions.
func (asked) Alike(context.Context, string, string) ([]string, error) { return nil, nil }

// deeds are the lines that were written.
type deeds []string

// NoteEach implements Trail.
func (l *deeds) NoteEach(_ context.Context, collection, id, _, who, did string) error {
	*l = append(*l, strings.Join([]string{collection, id, who, did}, " "))
	return nil
}

// said are invented ways of speaking of two themes.
var said = map[string][]string{
	"told": {"nobody told me what happened after the meeting", "they never tell me what was decided", "I want to be told what happens next"},
	"work": {"my worker changes all the time", "another new worker again", "keep the same worker please [name 1]"},
}

// spoken are forty invented texts, and one in which somebody tells of harm.
func spoken() []texts.Reviewed {
	var list []texts.Reviewed
	for i := range 40 {
		theme := []string{"told", "work"}[i%2]
		list = append(list, texts.Reviewed{ID: fmt.Sprintf("%02x%02d", i*37%256, i), Round: "spring", Question: "change", Edition: "11-13", Language: "en", Setting: "school", Words: said[theme][i/2%3] + fmt.Sprint(" ", i)})
	}
	list = append(list, texts.Reviewed{ID: "zz01", Round: "spring", Question: "change", Edition: "8-10", Language: "en", Setting: "home", Words: "somebody hurts <me> and hits me"})
	return append(list, texts.Reviewed{ID: "s1", Round: "spring", Question: "sad", Edition: "8-10", Language: "gd", Setting: "home", Words: "nuair a bhàsaich mo sheanmhair"})
}

// unlock lets two people open the round.
func (h *house) unlock() {
	h.t.Helper()
	check(h.t, h.texts.Ask(h.t.Context(), "spring", texts.Analysis, "ailsa"))
	check(h.t, h.texts.Confirm(h.t.Context(), "spring", texts.Analysis, "iona", ""))
}

// framed puts two themes into the codebook, and gives it.
func (h *house) framed() themes.Version {
	h.t.Helper()
	var b *themes.Codebook
	for _, t := range []themes.Theme{
		{Key: "people", Name: "People"},
		{Key: "told", Name: "Told what happened", Description: "After a meeting.", Examples: []string{"Nobody rang."}, Links: []string{"5.4"}},
		{Key: "work", Name: "Changes of worker", Parent: "people"},
	} {
		var err error
		b, err = h.themes.Put(h.t.Context(), "strathlinn", 99, t, "ailsa")
		check(h.t, err)
	}
	return b.Latest
}

// coded lets people code all texts but the last as the words say; who is in other gives
// every fifth another theme.
func (h *house) coded(v themes.Version, who ...string) {
	h.t.Helper()
	for i, r := range h.texts.list[:40] {
		for n, person := range who {
			theme := []string{"told", "work"}[(i+n*(boolInt(i%5 == 0)))%2]
			_, err := h.themes.Code(h.t.Context(), v, themes.Text{ID: r.ID, Round: r.Round, Question: r.Question}, themes.Coding{Who: person, Themes: []string{theme}})
			check(h.t, err)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) get(who, path string) *httptest.ResponseRecorder {
	return h.ask(who, httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form of names and values as somebody.
func (h *house) post(who, path string, form ...string) *httptest.ResponseRecorder {
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return h.ask(who, r)
}

func (h *house) ask(who string, r *http.Request) *httptest.ResponseRecorder {
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

// must checks an answer for its status, what it says, and what no page says.
func must(t testing.TB, w *httptest.ResponseRecorder, status int, say ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, s := range say {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	mustNot(t, w, "<no value>", "[staff.", "ZgotmplZ", `style="`, "onclick")
	if t.Failed() {
		t.Logf("%s", firstLetters(w.Body.String()[max(0, strings.Index(w.Body.String(), "<main")):], 3000))
	}
}

func mustNot(t testing.TB, w *httptest.ResponseRecorder, never ...string) {
	t.Helper()
	for _, s := range never {
		if strings.Contains(w.Body.String(), s) {
			t.Errorf("the page says %q", s)
		}
	}
}

// leads checks that an answer sends on to another page.
func leads(t testing.TB, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		t.Errorf("%d, to %q; want %q", w.Code, w.Header().Get("Location"), to)
	}
}
