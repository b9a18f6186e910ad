package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The scoring of MDN's HTTP Observatory, read on 27 November 2026:
//
//   - the names and what each gives or takes: its page "Tests & Scoring"
//     (developer.mozilla.org/en-US/observatory/docs/tests_and_scoring), from the text of that
//     page in mdn/yari, copy/observatory/tests_and_scoring.md;
//   - how an answer comes by its name: mdn/mdn-http-observatory, src/analyzer/tests;
//   - where both say a number, they agree but for one: Cross-Origin-Resource-Policy. The
//     program (src/grader/charts.js) gives 10 for same-origin and takes nothing for
//     cross-origin, the page gives nothing and takes 20. Taken here is whichever is less.
//
// Nobody there has scored this program. Not here is what no answer shows: whether a
// name is preloaded, and where plain HTTP leads, which is the proxy's to say.
var observatory = map[string]int{
	"csp-implemented-with-no-unsafe-default-src-none":              10,
	"csp-implemented-with-no-unsafe":                               5,
	"csp-implemented-with-unsafe-inline-in-style-src-only":         0,
	"csp-implemented-with-insecure-scheme-in-passive-content-only": -10,
	"csp-implemented-with-unsafe-eval":                             -10,
	"csp-implemented-with-insecure-scheme":                         -20,
	"csp-implemented-with-unsafe-inline":                           -20,
	"csp-header-invalid":                                           -25,
	"csp-not-implemented":                                          -25,

	"cookies-secure-with-httponly-sessions-and-samesite": 5,
	"cookies-not-found":                                               0,
	"cookies-secure-with-httponly-sessions":                           0,
	"cookies-session-without-secure-flag-but-protected-by-hsts":       -10,
	"cookies-samesite-flag-invalid":                                   -20,
	"cookies-session-without-httponly-flag":                           -30,
	"cookies-session-without-secure-flag":                             -40,
	"cross-origin-resource-sharing-not-implemented":                   0,
	"cross-origin-resource-sharing-implemented-with-public-access":    0,
	"cross-origin-resource-sharing-implemented-with-universal-access": -50,

	"redirection-to-https":           0,
	"redirection-off-host-from-http": -5,
	"redirection-not-to-https":       -20,

	"referrer-policy-private":         5,
	"referrer-policy-not-implemented": 0,
	"referrer-policy-unsafe":          -5,
	"referrer-policy-header-invalid":  -5,

	"hsts-implemented-max-age-at-least-six-months":  0,
	"hsts-implemented-max-age-less-than-six-months": -10,
	"hsts-not-implemented":                          -20,
	"hsts-header-invalid":                           -20,

	"sri-implemented-and-all-scripts-loaded-securely":               5,
	"sri-not-implemented-response-not-html":                         0,
	"sri-not-implemented-but-no-scripts-loaded":                     0,
	"sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
	"sri-not-implemented-but-external-scripts-loaded-securely":      -5,
	"sri-implemented-but-external-scripts-not-loaded-securely":      -20,
	"sri-not-implemented-and-external-scripts-not-loaded-securely":  -50,

	"x-content-type-options-nosniff":         0,
	"x-content-type-options-not-implemented": -5,
	"x-content-type-options-header-invalid":  -5,

	"x-frame-options-implemented-via-csp": 5,
	"x-frame-options-sameorigin-or-deny":  0,
	"x-frame-options-not-implemented":     -20,
	"x-frame-options-header-invalid":      -20,

	"corp-implemented-with-same-origin":  0,
	"corp-implemented-with-same-site":    0,
	"corp-not-implemented":               0,
	"corp-implemented-with-cross-origin": -20,
	"corp-header-invalid":                -20,
}

// fullScore is what a page of ours has, and 5 more where it sets a cookie; an A+ begins at 100.
const fullScore = 120

// results are what the Observatory would call an answer, one of each of its tests.
func (a reply) results() []string {
	return []string{
		a.ofPolicy(), a.ofCookies(), a.ofSharing(), a.ofRedirection(), a.ofReferrer(), a.ofTransport(), a.ofScripts(), a.ofTypes(), a.ofFrames(), a.ofResource(),
	}
}

// score is what it would give an answer: of 100 what is bad is taken, and what is good is
// added where 90 are left.
func (a reply) score(t *testing.T) (score int, results []string) {
	t.Helper()
	score, gained := 100, 0
	results = a.results()
	for _, result := range results {
		by, ok := observatory[result]
		if !ok {
			t.Fatalf("%s: no such result", result)
		}
		score, gained = score+min(by, 0), gained+max(by, 0)
	}
	if score >= 90 {
		score += gained
	}
	return max(score, 0), results
}

// first is the value of the first of these directives that is there, and "*" if none is.
func first(policy map[string][]string, names ...string) []string {
	for _, name := range names {
		if sources, ok := policy[name]; ok {
			return sources
		}
	}
	return []string{"*"}
}

// broad are sources that are no limit.
var broad = []string{"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}

// loose says whether one of the sources is among these; 'unsafe-inline' counts for nothing
// beside a hash.
func loose(sources []string, these ...string) bool {
	hashed := slices.ContainsFunc(sources, func(s string) bool { return strings.HasPrefix(s, "'sha") || strings.HasPrefix(s, "'nonce-") })
	return slices.ContainsFunc(sources, func(s string) bool { return slices.Contains(these, s) && (s != "'unsafe-inline'" || !hashed) })
}

// plain says whether a directive among those chosen allows what comes without TLS.
func plain(policy map[string][]string, passive bool) bool {
	for name, sources := range policy {
		if passive == (name == "img-src" || name == "media-src") && slices.ContainsFunc(sources, func(s string) bool { return strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "ftp:") }) {
			return true
		}
	}
	return false
}

func (a reply) ofPolicy() string {
	policy := a.policy()
	script, style, object := first(policy, "script-src", "default-src"), first(policy, "style-src", "default-src"), first(policy, "object-src", "default-src")
	inline := append([]string{"'unsafe-inline'", "data:"}, broad...)
	switch {
	case len(policy) == 0:
		return "csp-not-implemented"
	case len(a.Header().Values("Content-Security-Policy")) > 1 || policy["twice"] != nil:
		return "csp-header-invalid"
	case loose(script, inline...) || loose(object, broad...):
		return "csp-implemented-with-unsafe-inline"
	case plain(policy, false):
		return "csp-implemented-with-insecure-scheme"
	case loose(slices.Concat(script, style), "'unsafe-eval'"):
		return "csp-implemented-with-unsafe-eval"
	case plain(policy, true):
		return "csp-implemented-with-insecure-scheme-in-passive-content-only"
	case loose(style, inline...):
		return "csp-implemented-with-unsafe-inline-in-style-src-only"
	case slices.Equal(policy["default-src"], []string{"'none'"}) && a.onlyIn("form-action", "'self'", "'none'"):
		return "csp-implemented-with-no-unsafe-default-src-none"
	}
	return "csp-implemented-with-no-unsafe"
}

// ofCookies takes every cookie for one of a session.
func (a reply) ofCookies() string {
	cookies := a.Result().Cookies()
	has := func(rule func(c *http.Cookie) bool) bool { return slices.ContainsFunc(cookies, rule) }
	switch open := has(func(c *http.Cookie) bool { return !c.Secure }); {
	case len(cookies) == 0:
		return "cookies-not-found"
	case open && !a.strictTransport():
		return "cookies-session-without-secure-flag"
	case has(func(c *http.Cookie) bool { return !c.HttpOnly }):
		return "cookies-session-without-httponly-flag"
	case has(func(c *http.Cookie) bool {
		return c.SameSite == http.SameSiteNoneMode || c.SameSite == http.SameSiteDefaultMode
	}):
		return "cookies-samesite-flag-invalid"
	case open:
		return "cookies-session-without-secure-flag-but-protected-by-hsts"
	case has(func(c *http.Cookie) bool { return c.SameSite == 0 }):
		return "cookies-secure-with-httponly-sessions"
	}
	return "cookies-secure-with-httponly-sessions-and-samesite"
}

func (a reply) ofSharing() string {
	switch origin := a.Header().Get("Access-Control-Allow-Origin"); {
	case origin == "":
		return "cross-origin-resource-sharing-not-implemented"
	case origin == "*" && a.Header().Get("Access-Control-Allow-Credentials") == "":
		return "cross-origin-resource-sharing-implemented-with-public-access"
	}
	return "cross-origin-resource-sharing-implemented-with-universal-access"
}

// ofRedirection looks at where an answer leads; where plain HTTP leads, the proxy says.
func (a reply) ofRedirection() string {
	switch to := a.Header().Get("Location"); {
	case strings.HasPrefix(to, "http:"):
		return "redirection-not-to-https"
	case leadsAway.MatchString(to):
		return "redirection-off-host-from-http"
	}
	return "redirection-to-https"
}

func (a reply) ofReferrer() string {
	switch a.Header().Get("Referrer-Policy") {
	case "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin":
		return "referrer-policy-private"
	case "":
		return "referrer-policy-not-implemented"
	case "origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade":
		return "referrer-policy-unsafe"
	}
	return "referrer-policy-header-invalid"
}

// maxAge is how long a browser asks this name by TLS alone.
var maxAge = regexp.MustCompile(`^max-age=(\d+)(; includeSubDomains)?(; preload)?$`)

func (a reply) ofTransport() string {
	header := a.Header().Get("Strict-Transport-Security")
	said := maxAge.FindStringSubmatch(header)
	switch {
	case header == "":
		return "hsts-not-implemented"
	case said == nil:
		return "hsts-header-invalid"
	}
	if age, err := strconv.Atoi(said[1]); err != nil || age < 15768000 {
		return "hsts-implemented-max-age-less-than-six-months"
	}
	return "hsts-implemented-max-age-at-least-six-months"
}

func (a reply) strictTransport() bool {
	return a.ofTransport() == "hsts-implemented-max-age-at-least-six-months"
}

// scripts are the tags of scripts in a page, and where each is from.
var scripts = regexp.MustCompile(`<script\b[^>]*>`)
var scriptFrom = regexp.MustCompile(` src="([^"]*)"`)

func (a reply) ofScripts() string {
	tags, worst := scripts.FindAllString(a.Body.String(), -1), "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		return "sri-not-implemented-response-not-html"
	}
	if len(tags) == 0 {
		return "sri-not-implemented-but-no-scripts-loaded"
	}
	for _, tag := range tags {
		said, hashed := scriptFrom.FindStringSubmatch(tag), strings.Contains(tag, " integrity=")
		result := worst
		switch {
		case said == nil || !strings.Contains(said[1], "//"):
			if hashed {
				result = "sri-implemented-and-all-scripts-loaded-securely"
			}
		case !strings.HasPrefix(said[1], "https://") && hashed:
			result = "sri-implemented-but-external-scripts-not-loaded-securely"
		case !strings.HasPrefix(said[1], "https://"):
			result = "sri-not-implemented-and-external-scripts-not-loaded-securely"
		case !hashed:
			result = "sri-not-implemented-but-external-scripts-loaded-securely"
		}
		if observatory[result] < observatory[worst] {
			worst = result
		}
	}
	return worst
}

func (a reply) ofTypes() string {
	switch a.Header().Get("X-Content-Type-Options") {
	case "nosniff":
		return "x-content-type-options-nosniff"
	case "":
		return "x-content-type-options-not-implemented"
	}
	return "x-content-type-options-header-invalid"
}

func (a reply) ofFrames() string {
	if !loose(first(a.policy(), "frame-ancestors"), broad...) {
		return "x-frame-options-implemented-via-csp"
	}
	switch a.Header().Get("X-Frame-Options") {
	case "DENY", "SAMEORIGIN":
		return "x-frame-options-sameorigin-or-deny"
	case "":
		return "x-frame-options-not-implemented"
	}
	return "x-frame-options-header-invalid"
}

func (a reply) ofResource() string {
	switch a.Header().Get("Cross-Origin-Resource-Policy") {
	case "same-origin":
		return "corp-implemented-with-same-origin"
	case "same-site":
		return "corp-implemented-with-same-site"
	case "":
		return "corp-not-implemented"
	case "cross-origin":
		return "corp-implemented-with-cross-origin"
	}
	return "corp-header-invalid"
}

// goodReply is an answer as ours are.
func goodReply() reply {
	w := httptest.NewRecorder()
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; img-src 'self' data:; form-action 'self'; base-uri 'none'; connect-src 'self'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer", "Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8",
	} {
		w.Header().Set(name, value)
	}
	return reply{w, "GET /", "nobody"} // headers end with the first byte
}

// The score sees each header that is missing or loose, and takes what the Observatory's
// page says. Without a full house nothing is added: 95 of 100 are 95 and what is gained, 85 are 85.
func TestTheScoreSeesWhatIsLoose(t *testing.T) {
	if score, results := goodReply().score(t); score != fullScore {
		t.Fatalf("a good answer has %d by %q", score, results)
	}
	policy := func(from, to string) func(a reply) {
		return func(a reply) {
			h := a.Header()
			h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), from, to, 1))
		}
	}
	set := func(name, value string) func(a reply) { return func(a reply) { a.Header().Set(name, value) } }
	cookie := func(c http.Cookie) func(a reply) {
		return func(a reply) { c.Name, c.Path = "__Secure-x", "/staff"; http.SetCookie(a, &c) }
	}
	style := "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='"
	for name, c := range map[string]struct {
		spoil func(a reply)
		score int
	}{
		"no policy":              {func(a reply) { a.Header().Del("Content-Security-Policy") }, 55}, // frames too
		"two policies":           {func(a reply) { a.Header().Add("Content-Security-Policy", "default-src 'none'") }, 75},
		"a directive twice":      {policy("img-src", "script-src 'none'; img-src"), 75},
		"scripts in the page":    {policy("script-src 'self'", "script-src 'self' 'unsafe-inline'"), 80},
		"scripts from text":      {policy("script-src 'self'", "script-src 'self' 'unsafe-eval'"), 100},
		"scripts of any address": {policy("script-src 'self'", "script-src https:"), 80},
		"scripts without TLS":    {policy("script-src 'self'", "script-src http://a.example"), 80},
		"pictures without TLS":   {policy("img-src 'self'", "img-src http://a.example"), 100},
		"objects of any address": {policy("base-uri", "object-src *; base-uri"), 80},
		"any style":              {policy(style, "style-src 'unsafe-inline'"), 110},
		"forms to anywhere":      {policy("form-action 'self'; ", ""), 115},
		"in any frame":           {policy("frame-ancestors 'none'", ""), 80},
		"in frames by a header":  {func(a reply) { policy("frame-ancestors 'none'", "")(a); set("X-Frame-Options", "DENY")(a) }, 115},
		"more than nothing":      {policy("default-src 'none'", "default-src 'self'"), 115},
		"TLS for a day":          {set("Strict-Transport-Security", "max-age=86400"), 110},
		"no word of TLS":         {func(a reply) { a.Header().Del("Strict-Transport-Security") }, 80},
		"TLS for nonsense":       {set("Strict-Transport-Security", "always"), 80},
		"a whole address told":   {set("Referrer-Policy", "unsafe-url"), 110},
		"no word of referrers":   {func(a reply) { a.Header().Del("Referrer-Policy") }, 115},
		"types guessed":          {func(a reply) { a.Header().Del("X-Content-Type-Options") }, 115},
		"taken in by others":     {set("Cross-Origin-Resource-Policy", "cross-origin"), 80},
		"read by others": {func(a reply) {
			set("Access-Control-Allow-Origin", "https://a.example")(a)
			set("Access-Control-Allow-Credentials", "true")(a)
		}, 50},
		"led to plain HTTP":     {set("Location", "http://kist.example/"), 80},
		"led to another host":   {set("Location", "https://a.example/"), 115},
		"a good cookie":         {cookie(http.Cookie{Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}), 125},
		"a cookie without TLS":  {cookie(http.Cookie{HttpOnly: true, SameSite: http.SameSiteLaxMode}), 110},
		"a cookie for scripts":  {cookie(http.Cookie{Secure: true, SameSite: http.SameSiteLaxMode}), 70},
		"a cookie that says no": {cookie(http.Cookie{Secure: true, HttpOnly: true, SameSite: http.SameSiteNoneMode}), 80},
		"a cookie of any site":  {cookie(http.Cookie{Secure: true, HttpOnly: true}), 120},
		"a script of others":    {func(a reply) { _, _ = a.WriteString(`<script src="https://cdn.example/a.js"></script>`) }, 115},
		"a script without TLS":  {func(a reply) { _, _ = a.WriteString(`<script src="//cdn.example/a.js"></script>`) }, 50},
	} {
		a := goodReply()
		c.spoil(a)
		_, _ = a.WriteString(`<script src="/static/a.js"></script>`)
		if score, results := a.score(t); score != c.score {
			t.Errorf("%s: %d and not %d: %q", name, score, c.score, results)
		}
	}
}
