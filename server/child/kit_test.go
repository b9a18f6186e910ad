package child

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// The day on which every test takes place.
var today = time.Date(2031, time.March, 3, 10, 0, 0, 0, time.UTC)

const (
	openCode   = "BCDFGH"
	ticketCode = "JKMNPR"
	closedCode = "STWXYZ"
	slip       = "0123456789"
)

// rounds is a book of rounds in memory.
type rounds struct {
	mu     sync.Mutex
	byCode map[string]*inspections.Round
	asked  int
	fail   error // of a store that is away
}

func (r *rounds) RoundByCode(_ context.Context, code string) (*inspections.Round, inspections.Setting, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if r.fail != nil {
		return nil, inspections.Setting{}, r.fail
	}
	round := r.byCode[code]
	if round == nil {
		return nil, inspections.Setting{}, fault.Wrap(fault.NotFound, "code")
	}
	s, _ := round.SettingByCode(code)
	return round, s, nil
}

// versions has one version of one survey.
type versions struct{ survey *surveys.Survey }

func (v versions) Survey(_ context.Context, id string) (*surveys.Survey, error) {
	if id != "v1" {
		return nil, fault.Wrap(fault.NotFound, "version")
	}
	return v.survey, nil
}

// urn takes forms in as the ballot does, or fails as it is told to.
type urn struct {
	mu    sync.Mutex
	forms []ballot.Form
	taken []string // what was withdrawn
	fail  error
}

func (u *urn) Submit(_ context.Context, f ballot.Form) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.fail != nil {
		return u.fail
	}
	u.forms = append(u.forms, f)
	return nil
}

// Withdraw takes back as the ballot does.
func (u *urn) Withdraw(_ context.Context, round string, r ballot.Receipt, questions []string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.fail != nil {
		return u.fail
	}
	u.taken = append(u.taken, round+": "+strings.Join(r.Words(), " ")+": "+strings.Join(questions, " "))
	return nil
}

// house is the children's pages on a server, with everything around them made
// up.
type house struct {
	t      testing.TB
	pages  *Pages
	echo   *echo.Echo
	book   *rounds
	urn    *urn
	shelf  *shelf
	drafts *ballot.Drafts
	now    time.Time
}

// assets are compressed once for all tests.
var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

// drafts are real ones, in a store of their own.
func drafts(t testing.TB) *ballot.Drafts {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "drafts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	d, err := ballot.OpenDrafts(t.Context(), e, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func newHouse(t testing.TB, survey *surveys.Survey) *house {
	t.Helper()
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, book: &rounds{byCode: map[string]*inspections.Round{}}, urn: &urn{}, now: today}
	h.drafts = drafts(t)
	h.round(survey, openCode, inspections.Open, inspections.Running)
	h.round(survey, ticketCode, inspections.Ticketed, inspections.Running)
	h.round(survey, closedCode, inspections.Open, inspections.Final)
	h.pages = New(Deps{
		Book: h.book, Versions: versions{survey}, Ballot: h.urn, Taken: h.urn, Contacts: &inbox{}, Drafts: h.drafts, Words: words,
		Now: func() time.Time { return h.now }, Assets: assets(), Fieldwork: h.fieldwork(),
	})
	h.echo = web.New(slog.New(slog.DiscardHandler), false, web.OnError(h.pages.ErrorPage, nil, nil))
	h.pages.Mount(h.echo)
	return h
}

func (h *house) round(s *surveys.Survey, code string, door inspections.Door, stage inspections.Stage) {
	r := &inspections.Round{
		Head: store.Head{ID: "round-" + code}, Version: "v1", Door: door, Stage: stage,
		Languages: s.Languages, Settings: []inspections.Setting{{Key: "school", Code: code}}, Codes: []string{code},
		Closes: "2031-04-01",
	}
	for _, e := range s.Editions {
		r.Editions = append(r.Editions, string(e))
	}
	h.book.byCode[code] = r
}

// answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (h *house) do(r *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	if len(w.Header()["Set-Cookie"]) > 0 {
		h.t.Errorf("%s sets a cookie", r.URL.Path)
	}
	return answer{w.Code, w.Header(), w.Body.String()}
}

func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return h.do(r)
}

func (h *house) post(path string, f url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", echo.MIMEApplicationForm)
	return h.do(r)
}

// want fails the test unless the answer has the status, holds each of the
// texts, and none of those that begin with "!".
func (a answer) want(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d", a.status, status)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok {
			if strings.Contains(a.body, not) {
				t.Errorf("the page holds %q", not)
			}
		} else if !strings.Contains(a.body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if t.Failed() {
		t.Logf("page:\n%s", a.body)
	}
}

// golden compares a page with the one that was kept; -update writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not as kept (go test ./server/child -update writes it anew):\n%s", path, diff)
	}
}

// idOf is the id of the screen of a question of every.
func idOf(key string) string { return screen(every(), key) }

// every is a survey with every kind of question in every children's edition,
// in English, with Arabic beside it in part.
func every() *surveys.Survey {
	words := func(en, ar string) surveys.Words {
		w := surveys.Text("en", en)
		if ar != "" {
			w.Set(surveys.All, "ar", ar)
		}
		return w
	}
	options := func(keys ...string) (list []surveys.Option) {
		for _, k := range keys {
			list = append(list, surveys.Option{Key: k, Text: words("Option "+k, "خيار "+k)})
		}
		return list
	}
	pictures := options("outside", "room")
	pictures[0].Picture, pictures[1].Picture = "hill", "bed"
	several := options("things", "food", "none")
	several[2].Exclusive = true
	return &surveys.Survey{
		Key: "every", Source: "en", Languages: []string{"en", "ar"},
		Editions: []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14},
		Title:    words("What it's like", "كيف هي"),
		Start: surveys.Start{
			Lead:    words("We want to know.", "نريد أن نعرف."),
			GrownUp: words("Read it out.", ""),
			Minutes: map[surveys.Edition]int{surveys.E11: 4},
			Facts:   []surveys.Fact{{Key: "who", Head: words("Who asks?", "من يسأل؟"), Text: words("A team.", "")}},
		},
		Questions: []*surveys.Question{
			{Key: "feel", KindName: "faces", AboutChild: true, Text: words("How do you feel?", "ما شعورك؟")},
			{Key: "who_first", KindName: "one_choice", Text: words("Who first?", "من أولًا؟"), Options: options("friend", "nobody")},
			{Key: "why_friend", KindName: "story", Text: words("Why them?", "لماذا؟"), Max: 40,
				AskIf: []surveys.Clause{{Question: "who_first", Any: []string{"friend"}}}},
			{Key: "helps", KindName: "several", AboutChild: true, Text: words("What helps?", "ما الذي يفيد؟"), Options: several, Max: 2},
			{Key: "know", KindName: "yes_no", Text: words("Do you know?", "هل تعرف؟")},
			{Key: "listen", KindName: "agreement", Text: words("They listen.", "يستمعون.")},
			{Key: "rest", KindName: "picture", Text: words("Where to?", "إلى أين؟"), Options: pictures},
			{Key: "safe", KindName: "number", Text: words("How safe?", "ما مدى الأمان؟"), Max: 10, Low: words("not safe", ""), High: words("very safe", "")},
			{Key: "places", KindName: "number", AboutChild: true, Text: words("How many places?", "كم مكانًا؟"), Min: 1, Max: 30},
			{Key: "first", KindName: "order", Text: words("What matters?", "ما المهم؟"), Options: options("a", "b", "c")},
		},
	}
}
