package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
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
	"kist/internal/contacts"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/people"
	"kist/internal/results"
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

// house is a server with the office mounted, and what it was given.
type house struct {
	t       testing.TB
	handler *echo.Echo
	url     string // public address
	file    string // that everything is kept in
	engine  store.Engine
	asides  *ballot.Asides
	came    int // people who signed in
	logged  bytes.Buffer
	org     *Organisation
	people  *people.People
	book    *inspections.Book
	kist    *kist
	jobs    *web.Jobs
	now     time.Time
	today   time.Time // of accounts, sessions and codes: it stands still

	vault    *inspections.Vault
	versions *editing.Versions
	drafts   *editing.Drafts
	sealer   *ballot.Sealer
	tickets  *ballot.Tickets
	media    *media.Library
	tablets  *inspections.Tablets
	contacts *contacts.Requests
	still    stillness
	told     tellings
	blanks   blanks
	sent     arrivals
}

// kist stands for the parts that close and count rounds.
type kist struct {
	book *inspections.Book

	mu       sync.Mutex
	hold     chan struct{} // work waits for it, if there is one
	fail     error         // what the next work ends in
	progress results.Progress
	releases []*results.Release
	closed   int               // how often a round was closed
	orders   map[string]string // round -> who asked for a release
	chosen   []results.Chosen  // of the release over places that was asked for last
	spoiled  int               // answers that cannot be opened
}

func (k *kist) pause(ctx context.Context, progress func(done, total int)) error {
	k.mu.Lock()
	hold, fail := k.hold, k.fail
	k.mu.Unlock()
	progress(3, 12)
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fail
}

func (k *kist) Close(ctx context.Context, round string, progress func(done, total int)) error {
	if _, err := k.book.MarkFinal(ctx, round); err != nil {
		return err
	}
	if err := k.pause(ctx, progress); err != nil {
		return err
	}
	k.mu.Lock()
	k.closed++
	k.mu.Unlock()
	_, err := k.book.MarkSealed(ctx, round)
	return err
}

func (k *kist) Shown(context.Context, string) (results.Progress, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.progress, nil
}

func (k *kist) Heads(_ context.Context, round string) (list []*results.Head, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.releases {
		if r.Round == round && r.State == results.Published {
			list = append(list, &results.Head{Head: r.Head, Round: r.Round, Number: r.Number, Interim: r.Interim, Made: r.Made, Responses: r.Responses, Synthetic: r.Synthetic})
		}
	}
	return list, nil
}

func (k *kist) Next(_ context.Context, round string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return results.ReleaseID(round, len(k.releases)+1), nil
}

func (k *kist) Waiting(_ context.Context, round string) (*results.Release, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.releases {
		if r.Round == round && r.State == results.Waits {
			return r, nil
		}
	}
	return nil, nil
}

func (k *kist) Second(_ context.Context, id, who string, approve bool) (*results.Release, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.releases {
		if r.ID == id {
			r.State, r.Second = results.Declined, who
			if approve {
				r.State = results.Published
			}
			return r, nil
		}
	}
	return nil, fault.NotFound
}

func (k *kist) Spoiled(context.Context, string) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.spoiled, nil
}

func (k *kist) Begin(context.Context, string, time.Time) error { return nil }

func (k *kist) Ask(_ context.Context, round, who string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.orders == nil {
		k.orders = map[string]string{}
	}
	k.orders[round] = who
	return nil
}

func (k *kist) AskOver(ctx context.Context, programme, who string, chosen []results.Chosen) error {
	k.set(func(k *kist) { k.chosen = chosen })
	return k.Ask(ctx, results.Series(programme), who)
}

func (k *kist) Asked(_ context.Context, round string) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.orders[round]
	return ok, nil
}

func (k *kist) Cancel(_ context.Context, round string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.orders, round)
	return nil
}

func (k *kist) Left(context.Context) ([]string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Collect(maps.Keys(k.orders)), nil
}

func (k *kist) Fulfil(ctx context.Context, round string, progress func(done, total int)) error {
	err := k.pause(ctx, progress)
	if errors.Is(err, context.Canceled) {
		return err
	}
	k.mu.Lock()
	who := k.orders[round]
	delete(k.orders, round)
	k.mu.Unlock()
	if err != nil {
		return err
	}
	rd := &inspections.Round{} // of a series
	if _, over := results.ProgrammeOf(round); !over {
		if rd, err = k.book.Rounds.Get(ctx, round); err != nil {
			return err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	number := len(k.releases) + 1
	r := &results.Release{
		Head: store.Head{ID: results.ReleaseID(round, number)}, Round: round, Number: number, Synthetic: rd.Synthetic,
		Interim: rd.Stage == inspections.Running, By: who, Attack: &results.Attacked{Cells: 1234, Dropped: []results.Dropped{{Question: "home"}}},
	}
	if !rd.Synthetic {
		r.State = results.Waits
	}
	k.releases = append(k.releases, r)
	return nil
}

// set changes what the parts tell, while they may be at work.
func (k *kist) set(change func(*kist)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change(k)
}

// open gives a house with one running round.
func open(t testing.TB) *house {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kist.db")
	e, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	h := &house{t: t, file: file, engine: e, url: "https://kist.example", jobs: web.NewJobs(), now: time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC), today: time.Now()}
	t.Cleanup(h.jobs.Stop) // before the store is closed
	if h.people, err = people.OpenAt(t.Context(), e, seal.NewKey(), func() time.Time { return h.today }); err != nil {
		t.Fatal(err)
	}
	if h.book, err = inspections.OpenBook(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	h.parts(e)
	h.kist = &kist{book: h.book, progress: results.Progress{Day: "2026-11-10", AtLeast: 35}}
	h.insert(round("spring"))
	in := &inspections.Inspection{Head: store.Head{ID: "strathlinn"}, Title: "Strathlinn joint inspection", Synthetic: true}
	if err := h.book.Inspections.Insert(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	h.mount()
	return h
}

// parts opens what rounds are made with, and publishes a survey.
func (h *house) parts(e store.Engine) {
	h.t.Helper()
	ctx := h.t.Context()
	var err error
	if h.media, err = media.Open(ctx, e, nil); err != nil {
		h.t.Fatal(err)
	}
	var errs [9]error
	h.vault, errs[0] = inspections.OpenVault(ctx, e, seal.NewKey())
	h.versions, errs[1] = editing.OpenVersions(ctx, e)
	h.sealer, errs[2] = ballot.OpenSealer(ctx, e, h.book, h.vault, nil)
	h.tickets, errs[3] = ballot.OpenTickets(ctx, e, seal.NewKey())
	h.contacts, errs[7] = contacts.Open(ctx, e, h.vault)
	h.asides, errs[8] = ballot.OpenAsides(ctx, e)
	h.tablets, errs[5] = inspections.OpenTablets(ctx, e)
	h.drafts, errs[6] = editing.OpenDrafts(ctx, e)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err == nil {
		_, err = h.versions.Publish(ctx, survey)
	}
	errs[4] = err
	if err := errors.Join(errs[:]...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) mount() {
	words, err := i18n.Load(locales.Files)
	if err != nil {
		h.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&h.logged, nil))
	assets := assets()
	staff := web.NewStaff(web.StaffOptions{Words: words, Lang: "en", Sessions: Sessions(h.people), Places: lie{h}, Style: assets.URL("staff.css")})
	h.handler = web.New(log, false, web.OnError(staff.ErrorPage, staff.ErrorPage, staff.ErrorPage))
	assets.Mount(h.handler)
	mount(h.handler, Deps{
		Staff: staff, People: h.people, Book: h.book, Closer: h.kist, Progress: h.kist, Releases: h.kist, Orders: h.kist, Boxes: h.kist, Asides: h.asides,
		Jobs: h.jobs, URL: h.url, Script: assets.URL("passkey.js"), Organisation: h.org, Log: log, Vault: h.vault, Versions: h.versions, Drafts: h.drafts, Recordings: h.media, Words: words, Slips: h.tickets, Tablets: h.tablets, Contacts: h.contacts, Safety: &h.still, Feedback: &h.told, Evidence: &h.blanks, Hooks: &h.sent, Rehearsal: h.sealer,
		HelpLines: []HelpLine{{NameID: "help.line.childline.name", Number: "0800 1111"}, {NameID: "help.line.emergency.name", Number: "999", Verified: true}},
	}, func() time.Time { return h.now })
}

// round is a running, synthetic round with two settings.
func round(id string) *inspections.Round {
	return &inspections.Round{
		Head: store.Head{ID: id}, Inspection: "strathlinn", Name: "Spring round", Version: "what_its_like-1", Door: inspections.Open, Stage: inspections.Running,
		Languages: []string{"ar", "gd", "en"}, Editions: []string{"8-10", "11-13", "easy"}, Expected: 120, Synthetic: true,
		Settings: []inspections.Setting{{Key: "school", Name: "Schools", Code: "BCDFGH"}, {Key: "home", Name: "At <home>", Code: "JKMNPR"}},
		Codes:    []string{"BCDFGH", "JKMNPR"}, Opens: "2026-11-02", Closes: "2026-12-04",
	}
}

func (h *house) insert(r *inspections.Round) {
	h.t.Helper()
	if err := h.book.Rounds.Insert(h.t.Context(), r); err != nil {
		h.t.Fatal(err)
	}
}

// alter changes the round that is there from the start.
func (h *house) alter(change func(*inspections.Round)) {
	h.t.Helper()
	if _, err := h.book.Rounds.Update(h.t.Context(), "spring", func(r *inspections.Round) error { change(r); return nil }); err != nil {
		h.t.Fatal(err)
	}
}

// lie tells where rounds lie.
type lie struct{ *house }

func (l lie) Place(ctx context.Context, kind, id string) (web.Place, error) {
	if kind == web.OfContact {
		request, err := l.contacts.Get(ctx, id)
		if err != nil {
			return web.Place{}, err
		}
		id = request.Round
	}
	r, err := l.book.Rounds.Get(ctx, id)
	if err != nil {
		return web.Place{}, err
	}
	in, err := l.book.Inspections.Get(ctx, r.Inspection)
	if err != nil {
		return web.Place{}, err
	}
	return web.Place{Programme: in.Programme, Inspection: in.ID}, nil
}

// reader is a browser with its cookies.
type reader struct {
	h       *house
	cookies map[string]string
}

func (h *house) reader() *reader { return &reader{h, map[string]string{}} }

// nextName is a name for somebody more: nobody has another's.
func (h *house) nextName(name string) string {
	if h.came++; h.came > 1 {
		name += fmt.Sprintf(" %d", h.came)
	}
	return name
}

// as is somebody signed in with a role.
func (h *house) as(role people.Role) *reader {
	h.t.Helper()
	token, err := h.people.Invite(h.t.Context(), people.Server, role)
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.reader()
	if a := b.post("/staff/sign-in/"+token, "name", h.nextName("Ros Baird")); a.Code != http.StatusSeeOther {
		h.t.Fatalf("signing in: %d %s", a.Code, a.Body)
	}
	return b
}

func (b *reader) get(path string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form of names and values.
func (b *reader) post(path string, form ...string) *httptest.ResponseRecorder {
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		if form[i] == "round" || form[i] == "had" { // a tick each; of all else the last counts
			values.Add(form[i], form[i+1])
		} else {
			values.Set(form[i], form[i+1])
		}
	}
	return b.postForm(path, values)
}

func (b *reader) postForm(path string, values url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}

func (b *reader) send(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
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
	mustNot(t, w, "<no value>", "[staff.", "[kind.", "ZgotmplZ", `style="`, "onclick")
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

var errStore = fault.Wrap(fault.Conflict, "the store is away")

// contact lets a child ask to be contacted, and gives the request's id.
func (h *house) contact(round string, w contacts.Words) string {
	h.t.Helper()
	r, err := h.book.Rounds.Get(h.t.Context(), round)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.vault.Equip(h.t.Context(), r); err != nil {
		h.t.Fatal(err)
	}
	r.Stage = inspections.Running
	known := map[string]bool{}
	for i, after := range []bool{false, true} {
		list, err := h.contacts.All(h.t.Context(), contacts.Waiting)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, request := range list {
			if after && !known[request.ID] {
				return request.ID
			}
			known[request.ID] = true
		}
		if i == 0 {
			if err := h.contacts.Take(h.t.Context(), r, contacts.NewForm(), w); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	h.t.Fatal("the request is not there")
	return ""
}

// assets are the same for every house: to make them small takes longer than a house.
var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })
