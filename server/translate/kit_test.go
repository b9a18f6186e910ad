package translate

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
	"kist/surveys/samples"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

const starter = "what_its_like"

// people are signed in by a token that is their name: with a role, and the
// language of their pages behind a colon if it is not English.
type people struct{}

var roleOf = map[string]string{"hanan": "translator", "yusuf": "translator", "ros": "coordinator", "morag": "volunteer", "iain": "inspector"}

func (people) Visitor(ctx context.Context, token string) (web.Visitor, error) {
	name, lang, _ := strings.Cut(token, ":")
	role, known := roleOf[name]
	if !known {
		return web.Visitor{}, fault.Wrap(fault.Denied, "nobody")
	}
	return web.Visitor{ID: name, Name: nameOf(ctx, name), Roles: []string{role}, Lang: lang}, nil
}

func nameOf(_ context.Context, id string) string {
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

// house is a server with the room mounted, and a draft of the starter survey.
type house struct {
	t       testing.TB
	echo    *echo.Echo
	drafts  *editing.Drafts
	library *media.Library
	words   *i18n.Bundle
	out     map[string][]string // hard themes that each stepped out of
}

func (h *house) outOf(_ context.Context, account string) ([]string, error) {
	return h.out[account], nil
}

var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

func newHouse(t testing.TB) *house {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	h := &house{t: t}
	if h.drafts, err = editing.OpenDrafts(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if h.library, err = media.Open(t.Context(), e, nil); err != nil {
		t.Fatal(err)
	}
	if h.words, err = i18n.Load(locales.Files); err != nil {
		t.Fatal(err)
	}
	survey, err := surveys.Parse(samples.Files, starter+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.drafts.Start(t.Context(), survey, "ros"); err != nil {
		t.Fatal(err)
	}
	staff := web.NewStaff(web.StaffOptions{Words: h.words, Lang: "en", Sessions: people{}, Style: assets().URL("staff.css")})
	h.echo = web.New(slog.New(slog.DiscardHandler), false, web.OnError(staff.ErrorPage, staff.ErrorPage, staff.ErrorPage))
	assets().Mount(h.echo)
	Mount(h.echo, Deps{Staff: staff, Drafts: h.drafts, Recordings: h.library, Words: h.words, Name: nameOf, Out: h.outOf})
	return h
}

// browser opens a tab in which somebody is signed in.
func (h *house) browser(who string, options ...browsertest.Option) *browsertest.Page {
	h.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
		h.echo.ServeHTTP(w, r)
	}))
	h.t.Cleanup(server.Close)
	return browsertest.Open(h.t, server.URL, options...)
}

func (h *house) do(who string, r *http.Request) *httptest.ResponseRecorder {
	h.t.Helper()
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

func (h *house) get(who, path string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.do(who, httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *house) post(who, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(who, r)
}

// bring posts a file as a form does; nil sends none.
func (h *house) bring(who, path string, file []byte) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if file != nil {
		part, err := form.CreateFormFile("file", "texts.xlf")
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

// text is one text of a language as it stands.
func (h *house) text(lang, place string, e surveys.Edition) editing.Text {
	h.t.Helper()
	list, err := h.drafts.Workspace(h.t.Context(), starter, lang)
	if err != nil {
		h.t.Fatal(err)
	}
	x, there := find(list, surveys.Unit{Place: place, Language: lang, Edition: e})
	if !there {
		h.t.Fatalf("no text at %s", place)
	}
	return x
}

// change writes a text of the survey's own language, or takes one away.
func (h *house) change(u surveys.Unit, before, after string) {
	h.t.Helper()
	if _, err := h.drafts.Change(h.t.Context(), starter, []editing.Edit{{Unit: u, Before: before, After: after}}, "ros", ""); err != nil {
		h.t.Fatal(err)
	}
}

// formOf is the form of a text as its page sends it.
func formOf(x editing.Text, do, text string) url.Values {
	return url.Values{"place": {x.Place}, "edition": {string(x.Edition)}, "of": {x.Of()}, "was": {x.Target}, "text": {text}, "do": {do}}
}

// want fails the test unless the answer has the status, holds each of the
// texts, and none of those that begin with "!".
func want(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) string {
	t.Helper()
	body := w.Body.String()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(body, strings.TrimPrefix(text, "!")) {
			t.Errorf("the page has, or lacks, %q", not)
		}
	}
	if t.Failed() {
		t.Logf("page:\n%.6000s", body)
	}
	return body
}

// survey is the draft as it stands.
func (h *house) survey() *surveys.Survey {
	h.t.Helper()
	doc, err := h.drafts.Get(h.t.Context(), starter)
	if err != nil {
		h.t.Fatal(err)
	}
	return doc.Survey
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
