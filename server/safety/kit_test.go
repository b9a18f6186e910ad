package safety

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

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/contacts"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/internal/texts"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
	"kist/surveys/samples"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// staff are signed in by a token that is their name, with what follows a colon: "old"
// signed in long ago, "gd" reads Gaelic.
type staff struct{}

// rolesOf says who is what; "fife" behind a role is where it holds, else everywhere.
var rolesOf = map[string]string{
	"ros": "safeguarding_lead", "tom": "safeguarding_lead", "ailsa": "coordinator", "euan": "coordinator", "iona": "inspector", "hanan": "inspector",
	"ada": "administrator", "morag": "volunteer", "yusuf": "translator", "fergus": "safeguarding_lead@fife",
}

// Visitor implements web.Sessions.
func (staff) Visitor(ctx context.Context, token string) (web.Visitor, error) {
	name, more, _ := strings.Cut(token, ":")
	known, ok := rolesOf[name]
	if !ok {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	role, where, _ := strings.Cut(known, "@")
	v := web.Visitor{ID: name, Name: nameOf(ctx, name), Roles: []string{role}, Fresh: more != "old"}
	if more == "gd" {
		v.Lang = more
	}
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

// house is a server with the room mounted, on a running round with its keys.
type house struct {
	t        testing.TB
	echo     *echo.Echo
	book     *inspections.Book
	vault    *inspections.Vault
	inbox    *ballot.Inbox
	sealer   *ballot.Sealer
	lane     *ballot.Lane
	texts    *texts.Texts
	words    *i18n.Bundle
	contacts *contacts.Requests
	trail    *audit.Trail
	engine   store.Engine
	versions *editing.Versions

	mu   sync.Mutex
	time time.Time
	gone string   // whose account has ended since they asked
	open []string // texts whose review was opened anew: round/text/who
}

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

func newHouse(t testing.TB) *house {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	h := &house{t: t, time: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	h.join(e)
	if h.words, err = i18n.Load(locales.Files); err != nil {
		t.Fatal(err)
	}
	h.mount()
	h.addRound("spring", "strathlinn")
	return h
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

func (h *house) join(e store.Engine) {
	h.t.Helper()
	ctx, keys := h.t.Context(), seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey()}
	var errs [7]error
	h.book, errs[0] = inspections.OpenBook(ctx, e)
	h.vault, errs[1] = inspections.OpenVault(ctx, e, keys.Wrap)
	h.inbox, errs[2] = ballot.OpenInbox(ctx, e, h.book, keys.Tickets, nil)
	h.sealer, errs[3] = ballot.OpenSealer(ctx, e, h.book, h.vault, nil)
	h.lane, errs[4] = ballot.OpenLane(ctx, e, h.book, h.vault, keys.Wrap, nil)
	opener, err := ballot.OpenOpener(ctx, e, h.vault)
	errs[5] = err
	h.texts, errs[6] = texts.Open(ctx, e, texts.Deps{Book: h.book, Keys: h.vault, Boxes: opener, Lane: h.lane, IDs: keys.Wrap, Now: h.now})
	h.engine = e
	var more [4]error
	h.trail, more[3] = audit.OpenTrail(ctx, e, h.now)
	h.contacts, more[0] = contacts.Open(ctx, e, h.vault)
	h.versions, more[1] = editing.OpenVersions(ctx, e)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err == nil {
		_, err = h.versions.Publish(ctx, survey)
	}
	more[2] = err
	if err := errors.Join(append(more[:], errs[:]...)...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) mount() {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	st := web.NewStaff(web.StaffOptions{Words: h.words, Lang: "en", Sessions: staff{}, Places: lie{h}, Style: assets().URL("staff.css")})
	h.echo = web.New(log, false, web.OnError(st.ErrorPage, st.ErrorPage, st.ErrorPage))
	assets().Mount(h.echo)
	mount(h.echo, Deps{Staff: st, Book: h.book, Texts: h.texts, Contacts: h.contacts, Versions: h.versions, Name: nameOf, IsLead: isLead, Holds: h.holds, Reopened: h.opens}, h.now)
}

func isLead(_ context.Context, id string, at web.Place) bool {
	v, err := staff{}.Visitor(context.Background(), id)
	return err == nil && v.Holds([]string{"safeguarding_lead"}, at.Programme, at.Inspection)
}

// holds says whether somebody is there, with one of these roles.
func (h *house) holds(ctx context.Context, id string, roles []string, at web.Place) bool {
	v, err := staff{}.Visitor(ctx, id)
	return err == nil && id != h.gone && v.Holds(roles, at.Programme, at.Inspection)
}

// opens notes whose review is opened anew.
func (h *house) opens(_ context.Context, round, text, who string) error {
	h.open = append(h.open, round+"/"+text+"/"+who)
	return nil
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

// addRound makes a running, synthetic round of an inspection with its keys.
func (h *house) addRound(id, inspection string) *inspections.Round {
	h.t.Helper()
	ctx := h.t.Context()
	in := &inspections.Inspection{Head: store.Head{ID: inspection}, Title: strings.ToUpper(inspection[:1]) + inspection[1:] + " joint inspection"}
	if err := h.book.Inspections.Insert(ctx, in); err != nil && !errors.Is(err, fault.Exists) {
		h.t.Fatal(err)
	}
	r := &inspections.Round{
		Head: store.Head{ID: id}, Inspection: inspection, Name: strings.ToUpper(id[:1]) + id[1:] + " round", Version: "what_its_like-1", Door: inspections.Open, Stage: inspections.Running, MinBox: 3,
		Settings: []inspections.Setting{{Key: "school", Name: "Schools"}, {Key: "home", Name: "At <home>"}}, Synthetic: true, Closes: "2999-01-01",
	}
	if err := errors.Join(h.vault.Equip(ctx, r), h.book.Rounds.Insert(ctx, r)); err != nil {
		h.t.Fatal(err)
	}
	return r
}

// send submits a form of a setting with each of these stories.
func (h *house) send(round, setting string, stories ...string) {
	h.t.Helper()
	for _, story := range stories {
		f := ballot.Form{
			Round: round, Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: setting, Mode: "online", Secret: ballot.NewSecret(),
			Answers: surveys.Answers{}, Texts: map[string]string{"story": story},
		}
		if err := h.inbox.Submit(h.t.Context(), f); err != nil {
			h.t.Fatal(err)
		}
	}
}

// get asks for a page as somebody.
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
