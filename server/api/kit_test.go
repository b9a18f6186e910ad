package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/hooks"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/internal/tokens"
	"kist/locales"
	"kist/server/web"
	"kist/static"
)

// office is a server with an evidence base that the test fills.
type office struct {
	*echo.Echo
	t        testing.TB
	engine   store.Engine
	base     *evidence.Base
	tokens   *tokens.Tokens
	hooks    *hooks.Hooks
	findings *agreed
	token    string    // of a program that may read everything
	clock    time.Time // by which programs are slowed down; it stands still
	describe *description
}

// agreed are findings that two stand for, made up by the test.
type agreed struct {
	list []*findings.Finding
	says map[string]string // by id
}

func (a *agreed) GetStrong(_ context.Context, id string) (*findings.Finding, error) {
	i := slices.IndexFunc(a.list, func(f *findings.Finding) bool { return f.ID == id })
	if i < 0 {
		return nil, fault.NotFound
	}
	return a.list[i], nil
}

func (a *agreed) In(_ context.Context, stage findings.Stage) ([]*findings.Finding, error) {
	if stage != findings.Settled {
		return nil, nil
	}
	return a.list, nil
}

func (a *agreed) Version(_ context.Context, f *findings.Finding, number int) (*findings.Version, error) {
	c := findings.Content{Statement: fmt.Sprintf("Statement %d of %s", number, f.ID), Bears: findings.Strength, Indicators: []string{"5.4"}}
	c.Sources = []findings.Source{{Key: "o1", Kind: findings.Observation, Title: "A meeting", Says: a.says[f.ID], Bearing: findings.Supports, Weight: findings.Strong}}
	return &findings.Version{Content: c}, nil
}

func (a *agreed) Show(_ context.Context, _ string, c findings.Content) (list []findings.Shown, err error) {
	for _, s := range c.Sources {
		list = append(list, findings.Shown{Source: s})
	}
	return list, nil
}

// agree makes the next version of a finding of an inspection, and takes it into the base.
func (o *office) agree(inspection string, number int, says string) {
	o.t.Helper()
	id := findings.ID(inspection, number)
	f, err := o.findings.GetStrong(o.t.Context(), id)
	if err != nil {
		f = &findings.Finding{Head: store.Head{ID: id}, Inspection: inspection, Number: number, Synthetic: true, Stage: findings.Settled}
		o.findings.list = append(o.findings.list, f)
	}
	o.findings.says[id] = says
	f.Readings = append(f.Readings, findings.Reading{Is: findings.Yes, Version: len(f.Readings) + 1})
	ok(o.t, o.base.Take(o.t.Context(), id))
}

var words = sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Load(locales.Files) })

func newOffice(t testing.TB) *office {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	ok(t, err)
	t.Cleanup(func() { _ = e.Close() })
	book, err := inspections.OpenBook(t.Context(), e)
	ok(t, err)
	for _, id := range []string{"strathlinn", "elsewhere"} {
		ok(t, book.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: id}, Programme: "at_risk", Title: "Inspection of " + id}))
	}
	o := &office{t: t, clock: time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC), engine: e, findings: &agreed{says: map[string]string{}}, describe: described(t)}
	o.base, err = evidence.Open(t.Context(), e, o.findings, book, seal.Keys{Wrap: seal.Key{1}}.Signer().Sign, nil)
	ok(t, err)
	o.tokens, err = tokens.Open(t.Context(), e)
	ok(t, err)
	o.hooks, err = hooks.Open(t.Context(), e, o.base, func(use string) [32]byte { return seal.Key{1}.Derive(use) }, "https://kist.example/api/v1/evidence", nil)
	ok(t, err)
	_, o.token, err = o.tokens.Make(t.Context(), "All", tokens.Scopes(), "", "ros")
	ok(t, err)
	bundle, err := words()
	ok(t, err)
	assets := web.NewAssets(static.Files)
	staff := web.NewStaff(web.StaffOptions{Words: bundle, Lang: "en", Sessions: sessions{}, Style: assets.URL("staff.css")})
	o.Echo = web.New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, web.OnError(staff.ErrorPage, staff.ErrorPage, ErrorPage))
	assets.Mount(o.Echo)
	Mount(o.Echo, Deps{Staff: staff, Book: book, Evidence: o.base, Tokens: o.tokens, Hooks: o.hooks, Out: NewOutgoing(nil, nil, nil), URL: "https://kist.example", Release: release, Now: func() time.Time { return o.clock }})
	return o
}

// release is where two releases are: one of an inspection, and one over several.
func release(_ context.Context, id string) ([]byte, string, error) {
	inspection, known := map[string]string{"spring-1": "strathlinn", "over-1": ""}[id]
	if !known {
		return nil, "", fault.Wrap(fault.NotFound, "release %s", id)
	}
	return []byte(`{"format":"kist-release-1","release":{"id":"` + id + `"},"questions":[]}`), inspection, nil
}

// sessions takes the role for the token; with an exclamation mark behind it nobody has
// signed in lately.
type sessions struct{}

func (sessions) Visitor(_ context.Context, token string) (web.Visitor, error) {
	if token == "" {
		return web.Visitor{}, fault.Denied
	}
	role, stale := strings.CutSuffix(token, "!")
	return web.Visitor{ID: "ros", Name: "Ros Baird", Roles: []string{role}, Fresh: !stale, Holds: func(roles []string, _, _ string) bool { return slices.Contains(roles, role) }}, nil
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask is what a program with a token asks; every answer must be as it is described.
func (o *office) ask(path, token string, headers ...string) *httptest.ResponseRecorder {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodGet, root+path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	if err := o.describe.fits(r, w); err != nil {
		o.t.Errorf("%s answers %d, and not as it is described: %v\n%s", path, w.Code, err, w.Body)
	}
	return w
}

// page asks for a staff page, or sends a form to it.
func (o *office) page(role, method, path string, form url.Values) *httptest.ResponseRecorder {
	o.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: role})
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

// description is openapi.json, to hold answers against.
type description struct{ router routers.Router }

func described(t testing.TB) *description {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	ok(t, err)
	ok(t, doc.Validate(t.Context()))
	router, err := legacy.NewRouter(doc)
	ok(t, err)
	return &description{router}
}

// fits says whether an answer is as it is described.
func (d *description) fits(r *http.Request, w *httptest.ResponseRecorder) error {
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		return err
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
}

// An answer in XML is read as text.
func init() {
	openapi3filter.RegisterBodyDecoder("application/atom+xml", func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	})
}
