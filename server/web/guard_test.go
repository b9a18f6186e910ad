package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/locales"
)

// tokens are sessions: a token is a role, or a state of the store.
type tokens struct{}

func (tokens) Visitor(_ context.Context, token string) (Visitor, error) {
	switch token {
	case "ended":
		return Visitor{}, fault.Wrap(fault.Denied, "the session is over")
	case "broken":
		return Visitor{}, errors.New("the store is away")
	case "gaelic":
		return Visitor{ID: "màiri", Name: "Màiri", Roles: []string{inspector}, Lang: "gd"}, nil
	}
	return Visitor{ID: "ros", Name: "Ros Baird", Roles: []string{token}}, nil
}

// newStaff is the staff side with those sessions.
func newStaff(t testing.TB, secure bool) *Staff {
	t.Helper()
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return NewStaff(StaffOptions{Words: words, Lang: "en", Secure: secure, Sessions: tokens{}, Style: "/static/staff.css"})
}

// site is a server on which every route of the table answers with who asked.
func site(t testing.TB, staff *Staff, more ...string) *echo.Echo {
	t.Helper()
	child := func(c echo.Context, status int, _ string, _ fault.Problems) error { return c.String(status, "child") }
	e := New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, OnError(child, staff.ErrorPage, child))
	staff.Protect(e)
	staff.Protect(e) // every room does so
	for _, route := range append(StaffRoutes(), more...) {
		method, pattern, _ := strings.Cut(route, " ")
		e.Add(method, pattern, func(c echo.Context) error { return c.String(http.StatusOK, "reached by "+staff.Visitor(c).ID) })
	}
	return e
}

// ask sends a request with a session's token, as a browser on the same site
// would unless headers say otherwise.
func ask(h http.Handler, method, path, token string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(""))
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
	}
	if headers == nil {
		headers = map[string]string{"Sec-Fetch-Site": "same-origin"}
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// concrete fills in the parameters of a route.
func concrete(route string) (method, path string) {
	method, path, _ = strings.Cut(route, " ")
	return method, strings.NewReplacer(":id", "r1", ":token", "abc").Replace(path)
}

var everyRole = []string{administrator, coordinator, volunteer, translator, inspector, safeguarding}

// TestWhoMayUseWhat says the table once more, by role, so that a change of it
// is a change here too.
func TestWhoMayUseWhat(t *testing.T) {
	runs, reads, all := "ac", "acis", "acvtis"
	want := map[string]string{
		"GET /staff": all, "GET /staff/": all, "POST /staff/language": all,
		"GET /staff/rounds": reads, "GET /staff/rounds/:id": reads,
		"GET /staff/rounds/:id/close": runs, "POST /staff/rounds/:id/close": runs, "POST /staff/rounds/:id/release": runs,
		"GET /staff/releases": reads, "GET /staff/releases/:id": reads,
	}
	for _, route := range StaffRoutes() {
		if access[route].anybody {
			if !strings.Contains(route, "/sign-") {
				t.Errorf("%s is open to anybody", route)
			}
			continue
		}
		got := ""
		for _, role := range everyRole {
			if MayUse(route, []string{role}) {
				got += role[:1]
			}
		}
		if got != want[route] {
			t.Errorf("%s is for %q, want %q", route, got, want[route])
		}
	}
}

func TestEveryRouteIsGuarded(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, route := range StaffRoutes() {
		method, path := concrete(route)
		for _, role := range append([]string{"", "ended", "king"}, everyRole...) {
			w := ask(e, method, path, role, nil)
			want := http.StatusForbidden
			switch {
			case MayUse(route, []string{role}):
				want = http.StatusOK
			case role == "" || role == "ended":
				want = http.StatusSeeOther
			}
			if w.Code != want || strings.HasPrefix(w.Body.String(), "reached") != (want == http.StatusOK) {
				t.Errorf("%q on %s: %d, want %d", role, route, w.Code, want)
			}
		}
	}
}

func TestARouteThatIsNotInTheTableIsRefused(t *testing.T) {
	e := site(t, newStaff(t, false), "GET /staff/secrets", "POST /staff/rounds")
	for _, route := range []string{"GET /staff/secrets", "POST /staff/rounds"} {
		method, path := concrete(route)
		if w := ask(e, method, path, administrator, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", route, w.Code)
		}
		if w := ask(e, method, path, "", nil); w.Code != http.StatusSeeOther {
			t.Errorf("%s, not signed in: %d", route, w.Code)
		}
	}
}

func TestWritingAPathOtherwiseDoesNotGoRound(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, path := range []string{"/staff/rounds/../rounds", "/staff//rounds", "/Staff/rounds", "/%73taff/rounds", "/staff/rounds/", "/x/../staff/rounds", "/staff/rounds/%2e%2e", "/staff/rounds/a%2fb"} {
		w := ask(e, http.MethodGet, path, "", nil)
		if strings.HasPrefix(w.Body.String(), "reached") {
			t.Errorf("%s was reached without a session", path)
		}
	}
}

func TestOutsideTheStaffSideNobodyIsAsked(t *testing.T) {
	staff := newStaff(t, false)
	e := site(t, staff, "GET /j/:code", "POST /j/:code", "GET /staffroom")
	for _, route := range []string{"GET /j/:code", "POST /j/:code", "GET /staffroom"} {
		method, path := concrete(route)
		w := ask(e, method, path, "broken", map[string]string{"X": "y"})
		if w.Body.String() != "reached by " || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %s", route, w.Code, w.Body)
		}
	}
}

func TestFormsFromElsewhere(t *testing.T) {
	e := site(t, newStaff(t, false))
	tests := []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"same origin", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"typed by the person", map[string]string{"Sec-Fetch-Site": "none"}, 200},
		{"an old browser", map[string]string{"Origin": "http://example.com"}, 200},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.test"}, 403},
		{"another name of the same site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"an old browser on another site", map[string]string{"Origin": "http://evil.test"}, 403},
		{"a page that hides where it is", map[string]string{"Origin": "null"}, 403},
		{"no browser", map[string]string{"User-Agent": "curl"}, 403},
	}
	for _, test := range tests {
		for _, path := range []string{"/staff/rounds/r1/close", "/staff/sign-in/abc"} {
			if w := ask(e, http.MethodPost, path, administrator, test.headers); w.Code != test.status {
				t.Errorf("%s, %s: %d, want %d", path, test.name, w.Code, test.status)
			}
		}
	}
	if w := ask(e, http.MethodGet, "/staff/rounds", administrator, map[string]string{"Sec-Fetch-Site": "cross-site"}); w.Code != http.StatusOK {
		t.Errorf("a link from elsewhere: %d", w.Code)
	}
}

func TestAnEndedSessionIsSaidSo(t *testing.T) {
	e := site(t, newStaff(t, false))
	w := ask(e, http.MethodGet, "/staff/rounds", "ended", nil)
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || to.Path != "/staff/sign-in" || to.Query().Get("ended") == "" {
		t.Errorf("sent to %s, %v", to, err)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("the token stays: %v", c)
	}
	if w := ask(e, http.MethodGet, "/staff/rounds", "", nil); w.Header().Get("Location") != "/staff/sign-in" {
		t.Errorf("sent to %s", w.Header().Get("Location"))
	}
}

func TestAStoreThatFailsLetsNobodyIn(t *testing.T) {
	w := ask(site(t, newStaff(t, false)), http.MethodGet, "/staff/rounds", "broken", nil)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "away") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

func TestTheCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		staff := newStaff(t, secure)
		e := echo.New()
		w := httptest.NewRecorder()
		staff.Remember(e.NewContext(httptest.NewRequest(http.MethodGet, "/staff/", nil), w), "token")
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("cookies %v", cookies)
		}
		c := cookies[0]
		// The path keeps it from children's pages, and no lifetime lets the
		// browser drop it when it closes.
		if c.Value != "token" || c.Path != "/staff" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != secure || c.MaxAge != 0 || !c.Expires.IsZero() || c.Domain != "" {
			t.Errorf("%+v", c)
		}
		if strings.HasPrefix(c.Name, "__Secure-") != secure {
			t.Errorf("name %s, secure %t", c.Name, secure)
		}
		r := httptest.NewRequest(http.MethodGet, "/staff/", nil)
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		if got := staff.Token(e.NewContext(r, w)); got != "token" {
			t.Errorf("token %q", got)
		}
	}
}

func TestRoomsThatOpen(t *testing.T) {
	staff := newStaff(t, false)
	for role, want := range map[string][]string{
		administrator: {"/staff/", "/staff/rounds", "/staff/releases"},
		inspector:     {"/staff/", "/staff/rounds", "/staff/releases"},
		translator:    {"/staff/"},
	} {
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/staff/", nil), httptest.NewRecorder())
		c.Set(visitorKey, Visitor{ID: "ros", Name: "Ros", Roles: []string{role}})
		base := staff.Base(c, "today", "Title")
		var got []string
		for _, r := range base.Rooms {
			got = append(got, r.Link)
			if r.Here != (r.Link == "/staff/") {
				t.Errorf("%s: here %t", r.Link, r.Here)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", role, got, want)
		}
	}
}
