package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/people"
	"kist/internal/store"
)

// observatory are the tests of MDN's HTTP Observatory as far as an answer of ours can
// meet or miss them, with what each gives or takes, by our own reading of its published
// scores in November 2026: nobody there has scored this program. Not here: redirection to
// TLS, which is the proxy's, and preloading, which is the operator's. A site has 100 to
// begin with; what it gains counts only where 90 are left of them.
var observatory = []struct {
	what       string
	met        func(a reply) bool
	gain, lose int
}{
	{"a policy without anything unsafe, of default-src 'none' and forms to itself", reply.strictPolicy, 10, 25},
	{"cookies Secure, HttpOnly and SameSite", reply.safeCookies, 0, 40}, // 5 more where there are any
	{"nothing is visible to other origins", func(a reply) bool { return a.Header().Get("Access-Control-Allow-Origin") == "" }, 0, 50},
	{"a private referrer policy", func(a reply) bool { return a.Header().Get("Referrer-Policy") == "no-referrer" }, 5, 5},
	{"TLS for at least six months", reply.strictTransport, 0, 20},
	{"scripts from its own origin alone", reply.ownScripts, 0, 50},
	{"nosniff", func(a reply) bool { return a.Header().Get("X-Content-Type-Options") == "nosniff" }, 0, 5},
	{"no frames of others, by the policy", func(a reply) bool { return a.onlyIn("frame-ancestors", "'none'", "'self'") }, 5, 20},
	{"nothing is taken in by other origins", func(a reply) bool { return a.Header().Get("Cross-Origin-Resource-Policy") == "same-origin" }, 10, 5},
}

// fullScore is what a page of ours has; an A+ begins at 100.
const fullScore = 130

// score is what the Observatory would give an answer, and what it missed.
func (a reply) score() (score int, missed []string) {
	score, gained := 100, 0
	for _, o := range observatory {
		if !o.met(a) {
			score, missed = score-o.lose, append(missed, o.what)
		} else {
			gained += o.gain
		}
	}
	if score >= 90 {
		score += gained
	}
	return score, missed
}

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

func (a reply) strictTransport() bool {
	age, err := strconv.Atoi(strings.TrimPrefix(a.Header().Get("Strict-Transport-Security"), "max-age="))
	return err == nil && age >= 15768000
}

// scripts are the tags of scripts in a page.
var scripts = regexp.MustCompile(`<script\b[^>]*>`)

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

// everyRoute are the routes of a server, as "METHOD /pattern".
func everyRoute(t *testing.T, h http.Handler) (list []string) {
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
		if score, missed := w.score(); w.isPage() && score != fullScore {
			t.Errorf("%s: %d of %d; it misses %q", w, score, fullScore, missed)
		}
		if w.isPage() && w.Code == http.StatusOK {
			pages++
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
func realOnes(t *testing.T, a *app) func(path string) string {
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

// The score sees each header that is missing or loose.
func TestTheScoreSeesWhatIsLoose(t *testing.T) {
	good := func() reply {
		w := httptest.NewRecorder()
		for name, value := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; img-src 'self' data:; form-action 'self'; base-uri 'none'; connect-src 'self'; frame-ancestors 'none'",
			"Referrer-Policy":         "no-referrer", "Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			w.Header().Set(name, value)
		}
		return reply{w, "GET /", "nobody"} // headers end with the first byte
	}
	if score, missed := good().score(); score != fullScore || missed != nil {
		t.Fatalf("a good answer has %d and misses %q", score, missed)
	}
	policy := func(from, to string) func(a reply) {
		return func(a reply) {
			h := a.Header()
			h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), from, to, 1))
		}
	}
	for name, spoil := range map[string]func(a reply){
		"no policy":              func(a reply) { a.Header().Del("Content-Security-Policy") },
		"scripts in the page":    policy("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
		"scripts from text":      policy("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
		"scripts of any address": policy("script-src 'self'", "script-src https:"),
		"any style":              policy("style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='", "style-src 'unsafe-inline'"),
		"forms to anywhere":      policy("form-action 'self'; ", ""),
		"another base":           policy("base-uri 'none'; ", ""),
		"in any frame":           policy("frame-ancestors 'none'", ""),
		"more than nothing":      policy("default-src 'none'", "default-src 'self'"),
		"TLS for a day":          func(a reply) { a.Header().Set("Strict-Transport-Security", "max-age=86400") },
		"a whole address told":   func(a reply) { a.Header().Set("Referrer-Policy", "unsafe-url") },
		"types guessed":          func(a reply) { a.Header().Del("X-Content-Type-Options") },
		"taken in by others":     func(a reply) { a.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") },
		"read by others":         func(a reply) { a.Header().Set("Access-Control-Allow-Origin", "*") },
		"a cookie without TLS": func(a reply) {
			http.SetCookie(a, &http.Cookie{Name: "__Secure-x", HttpOnly: true, SameSite: http.SameSiteLaxMode, Path: "/staff"})
		},
		"a cookie of any site": func(a reply) {
			http.SetCookie(a, &http.Cookie{Name: "__Secure-x", HttpOnly: true, Secure: true, Path: "/staff"})
		},
		"a script in the page": func(a reply) { _, _ = a.WriteString("<script>go()</script>") },
		"a script of others":   func(a reply) { _, _ = a.WriteString(`<script src="https://cdn.example/a.js"></script>`) },
	} {
		a := good()
		spoil(a)
		_, _ = a.WriteString(`<script src="/static/a.js"></script>`)
		if score, missed := a.score(); score >= fullScore || len(missed) == 0 {
			t.Errorf("%s: %d, %q", name, score, missed)
		}
	}
}
