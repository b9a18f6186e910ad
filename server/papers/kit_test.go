package papers

import (
	"context"
	"errors"
	"io"
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

	"kist/internal/ballot"
	"kist/internal/browsertest"
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
	"kist/surveys/samples"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// staff are signed in by a token that is their name; behind a colon, the language they read.
type staff struct{}

// rolesOf says who is what; "strathlinn" behind a role is where it holds, else everywhere.
var rolesOf = map[string]string{
	"ailsa": "coordinator", "euan": "coordinator", "ada": "administrator", "fergus": "coordinator@elsewhere", "mhairi": "coordinator@strathlinn",
	"ros": "safeguarding_lead", "iona": "inspector", "morag": "volunteer", "yusuf": "translator",
}

// Visitor implements web.Sessions.
func (staff) Visitor(_ context.Context, token string) (web.Visitor, error) {
	name, lang, _ := strings.Cut(token, ":")
	known, ok := rolesOf[name]
	if !ok {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	role, where, _ := strings.Cut(known, "@")
	v := web.Visitor{ID: name, Name: strings.ToUpper(name[:1]) + name[1:], Roles: []string{role}, Lang: lang}
	v.Holds = func(roles []string, _, inspection string) bool {
		return slices.Contains(roles, role) && (where == "" || where == inspection)
	}
	return v, nil
}

// house is a server with the room mounted, on a running round with slips.
type house struct {
	t      testing.TB
	echo   *echo.Echo
	book   *inspections.Book
	vault  *inspections.Vault
	inbox  *ballot.Inbox
	papers *ballot.Papers
	sealer *ballot.Sealer
	opener *ballot.Opener
	survey *surveys.Survey
	slips  []string
	lines  *wire
	log    strings.Builder
	time   time.Time
	mu     sync.Mutex
}

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

var allWords = sync.OnceValue(func() *i18n.Bundle {
	words, err := i18n.Load(locales.Files)
	if err != nil {
		panic(err)
	}
	return words
})

// wire is a store that fails when it is told to.
type wire struct {
	store.Engine
	failing map[string]error // what writing into a collection gives
}

type wireDocs struct {
	store.Docs
	wire *wire
	name string
}

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := w.Engine.Ensure(ctx, spec)
	return wireDocs{docs, w, spec.Name}, err
}

func (d wireDocs) Insert(ctx context.Context, id string, doc any) error {
	if err := d.wire.failing[d.name]; err != nil {
		return err
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d wireDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if err := d.wire.failing[d.name]; err != nil {
		return err
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

// errFull is what a store says that cannot write.
var errFull = errors.New("the disk is full")

// newHouse opens a round of the survey; nil: of a small one that has every kind of answer.
func newHouse(t testing.TB, s *surveys.Survey) *house {
	t.Helper()
	file, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	if s == nil {
		s = small()
	}
	h := &house{t: t, survey: s, lines: &wire{Engine: file, failing: map[string]error{}}, time: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	ctx, keys, e := t.Context(), seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey()}, h.lines
	var errs [7]error
	h.book, errs[0] = inspections.OpenBook(ctx, e)
	h.vault, errs[1] = inspections.OpenVault(ctx, e, keys.Wrap)
	h.inbox, errs[2] = ballot.OpenInbox(ctx, e, h.book, keys.Tickets, nil)
	h.papers, errs[3] = ballot.OpenPapers(ctx, e, h.inbox, keys.Wrap, nil)
	h.sealer, errs[4] = ballot.OpenSealer(ctx, e, h.book, h.vault, nil)
	h.opener, errs[5] = ballot.OpenOpener(ctx, e, h.vault)
	tickets, err := ballot.OpenTickets(ctx, e, keys.Tickets)
	errs[6] = err
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	h.addRound("spring", inspections.Ticketed)
	if h.slips, err = tickets.Issue(ctx, "spring", 6); err != nil {
		t.Fatal(err)
	}
	h.mount()
	return h
}

// small is a survey with every way of answering in few questions.
func small() *surveys.Survey {
	say := func(text string) surveys.Words { return surveys.Text("en", text) }
	options := func(keys ...string) (list []surveys.Option) {
		for _, k := range keys {
			list = append(list, surveys.Option{Key: k, Text: say("The " + k)})
		}
		return list
	}
	return &surveys.Survey{
		Key: "small", Source: "en", Languages: []string{"en", "ar"}, Editions: []surveys.Edition{surveys.E8, surveys.E11}, Title: say("Small"),
		Start: surveys.Start{Lead: say("Hello.")},
		Questions: []*surveys.Question{
			{Key: "has", KindName: "yes_no", Text: say("Do you have a <worker>?")},
			{Key: "who", KindName: "one_choice", AboutChild: true, Text: say("Who listens?"), Options: options("hill", "loch"), AskIf: []surveys.Clause{{Question: "has", Any: []string{"yes"}}}},
			{Key: "likes", KindName: "several", Max: 2, Text: say("What do you like?"), Options: options("boats", "birds", "bikes")},
			{Key: "first", KindName: "order", Text: say("What comes first?"), Options: options("tea", "oats")},
			{Key: "age", KindName: "number", Min: 0, Max: 20, Text: say("How many?")},
			{Key: "story", KindName: "story", AboutChild: true, Text: say("What else?")},
		},
	}
}

// whole is all of what_its_like, or fails.
func whole(t testing.TB) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) mount() {
	words := allWords()
	st := web.NewStaff(web.StaffOptions{Words: words, Lang: "en", Sessions: staff{}, Places: lie{h}, Style: assets().URL("staff.css")})
	h.echo = web.New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, web.OnError(st.ErrorPage, st.ErrorPage, st.ErrorPage))
	assets().Mount(h.echo)
	survey := func(context.Context, string) (*surveys.Survey, error) { return h.survey, nil }
	mount(h.echo, Deps{Staff: st, Book: h.book, Papers: h.papers, Survey: survey, Words: words, Script: assets().URL("paper.js"), Log: slog.New(slog.NewTextHandler(&h.log, nil))}, h.now)
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

// addRound makes a running, synthetic round of Strathlinn.
func (h *house) addRound(id string, door inspections.Door) *inspections.Round {
	h.t.Helper()
	ctx := h.t.Context()
	in := &inspections.Inspection{Head: store.Head{ID: "strathlinn"}, Title: "Strathlinn joint inspection"}
	if err := h.book.Inspections.Insert(ctx, in); err != nil && !errors.Is(err, fault.Exists) {
		h.t.Fatal(err)
	}
	r := &inspections.Round{
		Head: store.Head{ID: id}, Inspection: "strathlinn", Name: strings.ToUpper(id[:1]) + id[1:] + " round", Version: "v-1", Door: door, Stage: inspections.Running, MinBox: 1,
		Settings:  []inspections.Setting{{Key: "school", Name: "Schools", Code: "SCHOOL"}, {Key: "home", Name: "At <home>", Code: "ATHOME"}},
		Languages: h.survey.Languages, Synthetic: true, Closes: "2999-01-01", Own: inspections.OwnNames{People: []string{"Quillhammer"}},
	}
	for _, e := range h.survey.Editions {
		r.Editions = append(r.Editions, string(e))
	}
	if err := errors.Join(h.vault.Equip(ctx, r), h.book.Rounds.Insert(ctx, r)); err != nil {
		h.t.Fatal(err)
	}
	return r
}

// page is where forms of the round are typed.
const page = "/staff/paper/spring"

// head fields of the nth form, and then others.
func (h *house) head(n int, more ...string) url.Values {
	return with(url.Values{slipField: {h.slips[n]}, settingField: {"school"}, editionField: {"11-13"}, langField: {"en"}}, more...)
}

// typed is the nth form with an answer to everything, changed by pairs of names and
// values; an empty value takes a field away.
func (h *house) typed(n int, more ...string) url.Values {
	return with(h.head(n, "has", "yes", "who", "hill", "likes", "boats", "likes", "birds", "first.tea", "2", "first.oats", "1", "age", "12", "story", "My pal Seonaidh"), more...)
}

func with(form url.Values, more ...string) url.Values {
	changed := map[string]bool{}
	for i := 0; i+1 < len(more); i += 2 {
		if !changed[more[i]] {
			form.Del(more[i])
		}
		if changed[more[i]] = true; more[i+1] != "" {
			form.Add(more[i], more[i+1])
		}
	}
	return form
}

func (h *house) get(who, path string) *httptest.ResponseRecorder {
	return h.ask(who, httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *house) post(who, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
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
}

func mustNot(t testing.TB, w *httptest.ResponseRecorder, never ...string) {
	t.Helper()
	for _, s := range never {
		if strings.Contains(w.Body.String(), s) {
			t.Errorf("the page says %q", s)
		}
	}
}

// waiting is how many forms are sent.
func (h *house) waiting() int {
	h.t.Helper()
	n, err := h.inbox.Waiting(h.t.Context(), "spring")
	if err != nil {
		h.t.Fatal(err)
	}
	return int(n)
}

// counted closes the round and gives its rows and texts.
func (h *house) counted() (rows []ballot.Row, written []ballot.Text) {
	h.t.Helper()
	err := h.sealer.Close(h.t.Context(), "spring", nil)
	if err == nil {
		err = h.opener.Batches(h.t.Context(), "spring", func(b ballot.Batch) error {
			for _, r := range b.Rows.All() {
				rows = append(rows, r)
			}
			return nil
		})
	}
	if err == nil {
		written, _, err = h.opener.Texts(h.t.Context(), "spring")
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return rows, written
}
