package studio

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/people"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// somebody is signed in with every token, as a volunteer who reads English
// unless the token says which language, or who and as what: "iona:volunteer".
type somebody struct{}

func (somebody) Visitor(_ context.Context, token string) (web.Visitor, error) {
	if token == "" {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	if id, role, ok := strings.Cut(token, ":"); ok {
		role, only, scoped := strings.Cut(role, "@") // "@" and the inspection in which alone it holds
		return web.Visitor{
			ID: id, Name: id, Roles: []string{role}, Lang: "en", Fresh: true,
			Holds: func(roles []string, _, inspection string) bool {
				return slices.Contains(roles, role) && (!scoped || inspection == only)
			},
		}, nil
	}
	return web.Visitor{
		ID: "morag", Name: "Morag", Roles: []string{"volunteer"}, Lang: token,
		Holds: func(roles []string, _, _ string) bool { return false },
	}, nil
}

// crew are the people of the house.
type crew struct {
	mu  sync.Mutex
	out map[string][]string // hard themes that each stepped out of
}

func (w *crew) SteppedOut(_ context.Context, account string) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out[account], nil
}

func (w *crew) StepOut(_ context.Context, account string, themes []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out[account] = themes
	return nil
}

func (*crew) All(context.Context) ([]*people.Account, error) {
	var all []*people.Account
	for id, role := range map[string]people.Role{"Iona Muir": people.Volunteer, "Callum": people.Volunteer, "Ros": people.Coordinator, "Ada": people.Inspector} {
		short, _, _ := strings.Cut(strings.ToLower(id), " ")
		all = append(all, &people.Account{Head: store.Head{ID: short}, Name: id, Roles: []people.Role{role}})
	}
	return all, nil
}

// house is a server with the studio mounted, and a published survey.
type house struct {
	concluded concluded // findings of inspections
	t         testing.TB
	echo      *echo.Echo
	voices    *media.Library
	versions  *editing.Versions
	drafts    *editing.Drafts
	book      *inspections.Book
	releases  *published
	words     *i18n.Bundle
	survey    *surveys.Survey
	booth     booth // for pilots
	crew      *crew
}

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

func newHouse(t testing.TB) *house {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	h := &house{t: t, crew: &crew{out: map[string][]string{}}}
	if h.voices, err = media.Open(t.Context(), e, nil); err != nil {
		t.Fatal(err)
	}
	if h.versions, err = editing.OpenVersions(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if h.drafts, err = editing.OpenDrafts(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if h.book, err = inspections.OpenBook(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	h.releases = &published{}
	if h.words, err = i18n.Load(locales.Files); err != nil {
		t.Fatal(err)
	}
	if h.survey, err = surveys.Parse(samples.Files, "what_its_like.yaml"); err != nil {
		t.Fatal(err)
	}
	h.publish(h.survey)
	if err := h.drafts.Seed(t.Context(), h.versions, people.Server); err != nil {
		t.Fatal(err)
	}
	staff := web.NewStaff(web.StaffOptions{Words: h.words, Lang: "en", Sessions: somebody{}, Style: assets().URL("staff.css")})
	h.echo = web.New(slog.New(slog.DiscardHandler), false, web.OnError(staff.ErrorPage, staff.ErrorPage, staff.ErrorPage))
	assets().Mount(h.echo)
	Mount(h.echo, Deps{Staff: staff, Versions: h.versions, Drafts: h.drafts, Children: drawn{}, Stock: h.stock(), Book: h.book, Releases: h.releases, Findings: &h.concluded, People: h.crew, Start: func() (surveys.Start, error) { return h.survey.Start, nil }, Library: h.voices, Voices: h.voices, Words: h.words, Script: assets().URL("record.js"), Advise: assets().URL("advise.js"), Pilots: h.open(e)})
	h.echo.GET("/media/:id", h.play)
	return h
}

// stock is the question library of the house.
func (h *house) stock() *editing.Shelf { return editing.NewShelf(library.Files, h.versions) }

// play serves a recording as the children's pages do.
func (h *house) play(c echo.Context) error {
	f, err := h.voices.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.Stream(http.StatusOK, f.Type, h.voices.Read(c.Request().Context(), f))
}

func (h *house) publish(s *surveys.Survey) {
	h.t.Helper()
	if _, err := h.versions.Publish(h.t.Context(), s); err != nil {
		h.t.Fatal(err)
	}
}

// browser opens a tab in which somebody is signed in.
func (h *house) browser(options ...browsertest.Option) *browsertest.Page {
	h.t.Helper()
	return h.browserOf("en", options...)
}

// browserOf is a tab of whoever has this token.
func (h *house) browserOf(token string, options ...browsertest.Option) *browsertest.Page {
	h.t.Helper()
	signedIn := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
		h.echo.ServeHTTP(w, r)
	})
	server := httptest.NewServer(signedIn)
	h.t.Cleanup(server.Close)
	return browsertest.Open(h.t, server.URL, options...)
}

// do sends a request as a browser of somebody who reads a language would.
func (h *house) do(lang string, r *http.Request) *httptest.ResponseRecorder {
	h.t.Helper()
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: lang})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

func (h *house) get(path string) *httptest.ResponseRecorder {
	return h.do("en", httptest.NewRequest(http.MethodGet, path, nil))
}

// send posts a file as a form does; nil sends none.
func (h *house) send(path string, file []byte) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.sendNamed("en", path, "Morag’s phone 2031-03-03.webm", file, nil)
}

// sendNamed is send with who sends it, the name of the file and other fields.
func (h *house) sendNamed(who, path, name string, file []byte, fields url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, values := range fields {
		for _, v := range values {
			if err := form.WriteField(field, v); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	if file != nil {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			h.t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return h.do(who, r)
}

// sample is a file that a browser made.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "container", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// want fails the test unless the answer has the status, holds each of the
// texts, and none of those that begin with "!".
func want(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) string {
	t.Helper()
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != status {
		t.Errorf("status %d, want %d (%v)", w.Code, status, err)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(string(body), strings.TrimPrefix(text, "!")) {
			t.Errorf("the page has, or lacks, %q", not)
		}
	}
	if t.Failed() {
		t.Logf("page:\n%s", body)
	}
	return string(body)
}
