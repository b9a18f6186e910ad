package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/people"
	"kist/internal/store"
)

// reply is one answer of the server, to a route.
type reply struct {
	*httptest.ResponseRecorder
	route string
	who   string
}

func (a reply) String() string { return fmt.Sprintf("%s, asked by %s: %d", a.route, a.who, a.Code) }

// policy is the content security policy by its directives.
func (a reply) policy() map[string][]string {
	all := map[string][]string{}
	for part := range strings.SplitSeq(a.Header().Get("Content-Security-Policy"), ";") {
		if fields := strings.Fields(part); len(fields) > 0 {
			if all[fields[0]] != nil {
				all["twice"] = fields // a browser takes the first
				continue
			}
			all[fields[0]] = fields[1:]
		}
	}
	return all
}

// onlyIn says whether a directive is there and allows nothing but these.
func (a reply) onlyIn(directive string, allowed ...string) bool {
	sources := a.policy()[directive]
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(s string) bool { return !slices.Contains(allowed, s) && !hashSource.MatchString(s) })
}

// hashSource allows one text by its hash.
var hashSource = regexp.MustCompile(`^'sha256-[A-Za-z0-9+/]{43}='$`)

func (a reply) strictPolicy() bool {
	return a.onlyIn("default-src", "'none'") && a.onlyIn("script-src", "'self'") && a.onlyIn("style-src", "'self'") && a.onlyIn("img-src", "'self'", "data:") &&
		a.onlyIn("form-action", "'self'") && a.onlyIn("base-uri", "'none'") && a.onlyIn("connect-src", "'self'") && a.policy()["object-src"] == nil && a.policy()["script-src-elem"] == nil
}

func (a reply) safeCookies() bool {
	for _, c := range a.Result().Cookies() {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode && c.SameSite != http.SameSiteLaxMode || !strings.HasPrefix(c.Name, "__Secure-") || !strings.HasPrefix(c.Path, "/staff") || c.Domain != "" {
			return false
		}
	}
	return true
}

func (a reply) ownScripts() bool {
	for _, tag := range scripts.FindAllString(a.Body.String(), -1) {
		if !strings.Contains(tag, ` src="/static/`) {
			return false
		}
	}
	return true
}

// isPage says whether an answer is one that a browser shows: all but files of the program
// and recordings, which it takes in, and what is handed out to be kept.
func (a reply) isPage() bool {
	return !strings.Contains(a.route, " /static/") && !strings.Contains(a.route, " /media/") && a.Header().Get("Content-Disposition") == ""
}

// shared are the routes whose answers anybody may keep: they are the same for everybody.
var shared = regexp.MustCompile(`^GET (/static/|/media/|/r/:code/:edition/:lang$|/r/:code/:edition/:lang/hear$|/heard/:inspection)`)

// rules are those that hold for every answer, whatever its score.
func (a reply) rules(t *testing.T) {
	t.Helper()
	h, cache := a.Header(), a.Header().Get("Cache-Control")
	staff, machine := strings.Contains(a.route, " /staff"), strings.Contains(a.route, " /api/")
	page := h.Get("Content-Security-Policy") != ""
	for rule, holds := range map[string]bool{
		"nosniff":                                   h.Get("X-Content-Type-Options") == "nosniff",
		"no referrer":                               h.Get("Referrer-Policy") == "no-referrer",
		"own resource":                              h.Get("Cross-Origin-Resource-Policy") == "same-origin",
		"no machine's name":                         h.Get("Server") == "" && h.Get("X-Powered-By") == "",
		"not found by search engines":               h.Get("X-Robots-Tag") == "noindex, nofollow",
		"a policy":                                  page || !a.isPage(),
		"the strict policy":                         !page || a.strictPolicy(),
		"safe cookies":                              a.safeCookies(),
		"scripts of our own alone":                  a.ownScripts(),
		"own window":                                !page || h.Get("Cross-Origin-Opener-Policy") == "same-origin",
		"no camera, no place":                       !page || strings.Contains(h.Get("Permissions-Policy"), "camera=(), geolocation=()"),
		"frames by both headers alike":              !page || (h.Get("X-Frame-Options") == "SAMEORIGIN") == a.onlyIn("frame-ancestors", "'self'"),
		"staff pages are kept nowhere":              !staff || cache == "no-store",
		"machines' answers are private":             !machine || cache == "no-store" || cache == "private, no-cache",
		"nothing is kept that is not alike for all": !strings.Contains(cache, "public") || shared.MatchString(a.route),
		"a cookie on staff pages alone":             staff || len(a.Result().Cookies()) == 0,
		"leads to itself":                           !leadsAway.MatchString(h.Get("Location")),
		"tells nothing of the program":              a.Code < 400 || !inside.MatchString(a.Body.String()),
		"a text says in which letters":              !strings.HasPrefix(h.Get("Content-Type"), "text/") || strings.Contains(strings.ToLower(h.Get("Content-Type")), "charset=utf-8") || !a.isPage(),
	} {
		if !holds {
			t.Errorf("%s: %s does not hold: %v", a, rule, h)
		}
	}
}

var (
	leadsAway = regexp.MustCompile(`^([a-z]+:|//|\\)`)
	inside    = regexp.MustCompile(`goroutine \d|\.go:\d|sqlite|fault:|not found:|invalid:|denied:|kist/internal`)
)

// notAPage are routes of staff that show no page of theirs: what children see, and what is
// printed or taken away.
var notAPage = regexp.MustCompile(`/(preview|poster|leaflet|helper)\b|/report\.html$`)

// everyRoute are the routes of a server, as "METHOD /pattern".
func everyRoute(t testing.TB, h http.Handler) (list []string) {
	t.Helper()
	for _, r := range h.(*echo.Echo).Routes() {
		if slices.Contains([]string{http.MethodGet, http.MethodPost}, r.Method) {
			list = append(list, r.Method+" "+r.Path)
		}
	}
	if len(list) < 300 {
		t.Fatalf("%d routes: most of them are missing", len(list))
	}
	slices.Sort(list)
	return list
}

// TestEveryRouteHoldsTheHeaders asks every route of a server with TLS, as nobody and as an
// administrator, with ids that are there and ids that are not, forms of our own and of
// another site, and holds each answer to the rules; every page to the full score.
func TestEveryRouteHoldsTheHeaders(t *testing.T) {
	a, _ := built(t)
	a.cfg.URL = &url.URL{Scheme: "https", Host: "kist.example"}
	h := a.handler(slog.New(slog.DiscardHandler))
	admin := signInAt(t, a, h, people.Grant{Role: people.Administrator})
	fills := realOnes(t, a)
	pages, statuses := 0, map[int]int{}
	hold := func(w reply) {
		t.Helper()
		w.rules(t)
		statuses[w.Code]++
		score, results := w.score(t)
		if want := fullScore + 5*min(1, len(w.Result().Cookies())); w.isPage() && score != want {
			t.Errorf("%s: %d of %d: %q", w, score, want, results)
		}
		if w.isPage() && w.Code == http.StatusOK {
			pages++
			out := strings.Contains(w.Body.String(), `action="/staff/sign-out"`)
			if staff := strings.HasPrefix(w.route, "GET /staff") && !notAPage.MatchString(w.route) && strings.HasPrefix(w.who, "an administrator"); staff && !out {
				t.Errorf("%s: nobody can sign out here", w)
			}
		}
	}
	for _, route := range append(everyRoute(t, h), "GET /nowhere", "GET /staff/nowhere", "GET /api/v1/nowhere", "GET /static/nowhere.js", "DELETE /staff/people") {
		method, path, _ := strings.Cut(route, " ")
		for _, site := range []string{"same-origin", "cross-site"} {
			for who, cookies := range map[string][]*http.Cookie{"nobody": nil, "an administrator": admin} {
				if method == http.MethodGet && site == "cross-site" || cookies != nil && path == "/staff/sign-out" {
					continue
				}
				for _, fill := range []func(string) string{fills, func(path string) string { return filled(path, "none") }} {
					if method == http.MethodPost && cookies != nil && site == "same-origin" && fill(path) == fills(path) {
						continue // it may be done
					}
					w := reply{asked(h, method, fill(path), site, cookies), route, who + " from " + site}
					hold(w)
					if method == http.MethodPost && site == "cross-site" && w.Code != http.StatusForbidden {
						t.Errorf("%s: a form of another site is taken", w)
					}
				}
			}
		}
	}
	if pages < 120 || statuses[http.StatusForbidden] < 100 || statuses[http.StatusNotFound] < 50 {
		t.Errorf("%d pages were shown, of the statuses %v: too little was looked at", pages, statuses)
	}
}

// asked asks one route.
func asked(h http.Handler, method, path, site string, cookies []*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(""))
	if method != http.MethodGet {
		r.Header.Set("Content-Type", echo.MIMEApplicationForm)
	}
	r.Header.Set("Sec-Fetch-Site", site)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// realOnes fills addresses with what is there in the demonstration.
func realOnes(t testing.TB, a *app) func(path string) string {
	t.Helper()
	in := richest(t, a)
	found, err := a.findings.Of(t.Context(), in.ID)
	if err != nil {
		t.Fatal(err)
	}
	running, err := a.book.Heads(t.Context(), store.Query{Field: "stage", Is: "running"})
	if err != nil || len(running) == 0 {
		t.Fatalf("no round is running, %v", err)
	}
	round, err := a.book.Rounds.Get(t.Context(), running[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{"programmes": in.Programme, "review": in.Programme, "inspections": in.ID, "feedback": in.ID, "findings": found[0].ID, "surveys": starterKey, "people": "first"}
	return func(path string) string {
		parts := strings.Split(path, "/")
		id := round.ID
		if len(parts) > 2 && ids[parts[2]] != "" {
			id = ids[parts[2]]
		}
		path = strings.NewReplacer(":id", id, ":code", round.Codes[0], ":inspection", in.ID, ":edition", "11-13", ":lang", "en", ":name", "child.css", ":survey", starterKey).Replace(path)
		return otherParts.ReplaceAllString(path, "1")
	}
}

const starterKey = "what_its_like"
