package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// plainPage is an ErrorPage that says who drew it and what of.
func plainPage(name string) ErrorPage {
	return func(c echo.Context, status int, what string, problems fault.Problems) error {
		return c.String(status, fmt.Sprintf("%s page: %s %d %s", name, what, len(problems), Ref(c)))
	}
}

// server is a small Echo with a route for each way to fail, and its log.
func server(t *testing.T) (*echo.Echo, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	e := New(slog.New(slog.NewJSONHandler(log, nil)), false, OnError(plainPage("child"), plainPage("staff"), plainPage("machine")))
	e.POST("/r/:code/read", func(c echo.Context) error {
		b, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, fmt.Sprint(len(b)))
	})
	e.POST("/r/:code/panic", func(c echo.Context) error {
		b, _ := io.ReadAll(c.Request().Body)
		panic(fmt.Sprintf("%s from %s", b, c.Request().RemoteAddr))
	})
	e.GET("/r/:code/broken", func(echo.Context) error { return errors.New("the disk is full") })
	e.GET("/r/:code/closed", func(echo.Context) error { return fault.Wrap(fault.Closed, "round r1") })
	e.GET("/r/:code/half", func(c echo.Context) error {
		_ = c.String(http.StatusOK, "half a page")
		return errors.New("too late")
	})
	e.GET("/staff/broken", func(echo.Context) error { return errors.New("the disk is full") })
	e.GET("/api/broken", func(echo.Context) error { return errors.New("the disk is full") })
	return e, log
}

// child asks as a phone does that tells all it can of itself.
func child(e *echo.Echo, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = "198.51.100.77:4242"
	r.Header.Set("User-Agent", "CanaryPhone/7")
	r.Header.Set("X-Forwarded-For", "203.0.113.99")
	r.Header.Set("X-Real-Ip", "203.0.113.99")
	r.Header.Set("Cookie", "canary=cookie")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	e, _ := server(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/r/ABCDEF/read", http.StatusOK},
		{"POST", "/r/ABCDEF/panic", http.StatusInternalServerError},
		{"GET", "/r/ABCDEF/broken", http.StatusInternalServerError},
		{"GET", "/r/ABCDEF/closed", http.StatusGone},
		{"GET", "/nowhere", http.StatusNotFound},
		{"DELETE", "/r/ABCDEF/read", http.StatusNotFound},
		{"HEAD", "/nowhere", http.StatusNotFound},
		{"TRACE", "/r/ABCDEF/read", http.StatusMethodNotAllowed},
		{"TRACE", "/nowhere", http.StatusNotFound},
	} {
		w := child(e, c.method, c.path, "x")
		if w.Code != c.status && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: status %d, want %d", c.method, c.path, w.Code, c.status)
		}
		if strings.Contains(w.Body.String(), "Canary") || strings.Contains(w.Body.String(), "canary=") {
			t.Errorf("%s %s: the answer says what was asked: %s", c.method, c.path, w.Body)
		}
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Content-Security-Policy": staffPolicy,
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.path, name, got, want)
			}
		}
		if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Strict-Transport-Security") != "" {
			t.Errorf("%s %s: a cookie, or a promise of TLS without TLS", c.method, c.path)
		}
	}
}

func TestTLSIsPromisedWhereThePublicAddressHasIt(t *testing.T) {
	e := New(slog.New(slog.DiscardHandler), true, OnError(plainPage("child"), plainPage("staff"), plainPage("machine")))
	if got := child(e, "GET", "/nowhere", "").Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("%q", got)
	}
}

// The headers are made once: what one page puts there is gone at the next.
func TestAPagesOwnHeaderIsItsOwn(t *testing.T) {
	e, _ := server(t)
	e.GET("/own", func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", StylePolicy("p{}"))
		h.Add("Cache-Control", "private")
		h["X-Frame-Options"] = append(h["X-Frame-Options"], "more")
		return c.NoContent(http.StatusOK)
	})
	child(e, "GET", "/own", "")
	h := child(e, "GET", "/nowhere", "").Header()
	if h.Get("Content-Security-Policy") != staffPolicy || len(h["Cache-Control"]) != 1 || len(h["X-Frame-Options"]) != 1 {
		t.Errorf("%v", h)
	}
}

func TestThePolicyAllowsNothingLoose(t *testing.T) {
	for _, policy := range []string{staffPolicy, StylePolicy("p{}")} {
		for _, loose := range []string{"unsafe", "*", "http", "blob:"} {
			if strings.Contains(policy, loose) {
				t.Errorf("%q is in %s", loose, policy)
			}
		}
		for _, part := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%q is not in %s", part, policy)
			}
		}
	}
	// printf 'p{}' | openssl dgst -sha256 -binary | base64
	if got, want := StylePolicy("p{}"), "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=';"; !strings.Contains(got, want) {
		t.Errorf("%s does not allow exactly the style: %s", got, want)
	}
	if strings.Contains(StylePolicy("p{}"), "style-src 'self'") || StylePolicy("p{}") == StylePolicy("p{} ") {
		t.Error("a page with its style inside allows another style")
	}
}

func TestWhatIsTooLarge(t *testing.T) {
	e, _ := server(t)
	for _, c := range []struct {
		length int
		known  bool // the length is told ahead
		status int
	}{
		{0, true, http.StatusOK},
		{MaxBody, true, http.StatusOK},
		{MaxBody, false, http.StatusOK},
		{MaxBody + 1, true, http.StatusRequestEntityTooLarge},
		{MaxBody + 1, false, http.StatusRequestEntityTooLarge},
		{10 << 20, false, http.StatusRequestEntityTooLarge},
	} {
		r := httptest.NewRequest("POST", "/r/ABCDEF/read", bytes.NewReader(make([]byte, c.length)))
		if !c.known {
			r.ContentLength = -1
		}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%d bytes, length told %v: status %d, want %d", c.length, c.known, w.Code, c.status)
		}
		if w.Code != http.StatusOK && !strings.HasPrefix(w.Body.String(), "child page: too_large") {
			t.Errorf("the page is %q", w.Body)
		}
	}
}

// canaries must stand in no log: who asked, with what, from where, and what
// they wrote; nor the join code, which is in the path.
var canaries = []string{"198.51.100", "203.0.113", ":4242", "CanaryPhone", "canary", "ABCDEF", "somebody hurts me"}

func TestTheLogTellsNothingOfTheChild(t *testing.T) {
	e, log := server(t)
	for _, path := range []string{"/r/ABCDEF/read", "/r/ABCDEF/panic", "/r/ABCDEF/broken", "/r/ABCDEF/nowhere", "/ABCDEF?x=canary", "/r/ABCDEF/read?canary=somebody+hurts+me"} {
		child(e, "POST", path, "somebody hurts me")
		child(e, "GET", path, "")
	}
	text := log.String()
	for _, canary := range canaries {
		if strings.Contains(text, canary) {
			t.Errorf("%q is in the log:\n%s", canary, text)
		}
	}
	if n := strings.Count(text, `"msg":"request"`); n != 6 { // the faults of ours, and the path that is nobody's
		t.Errorf("%d lines for 12 requests", n)
	}
	for _, path := range []string{"/", "/j", "/j/:code", "/r/:code", "/media/:id", "/help", "/static/:name", "/about/privacy", "/heard", "/heard/:inspection/:edition/:lang/tap"} {
		if !unspoken("GET "+path, http.StatusNotFound) || unspoken("GET "+path, http.StatusInternalServerError) {
			t.Errorf("the log speaks of %s, or not of a fault of ours", path)
		}
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, "/r/:code") && strings.Contains(line, `"time"`) {
			t.Errorf("the log tells when a child came: %s", line)
		}
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	e, _ := server(t)
	s := httptest.NewServer(HeadAsGet(e))
	defer s.Close()
	for path, want := range map[string]int{"/r/ABCDEF/broken": http.StatusInternalServerError, "/nowhere": http.StatusNotFound} {
		resp, err := http.Head(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != want || len(body) != 0 {
			t.Errorf("HEAD %s: %s, %d bytes, %v", path, resp.Status, len(body), err)
		}
	}
}

// lost is a browser that goes away while it is answered.
type lost struct{ *httptest.ResponseRecorder }

func (lost) Write([]byte) (int, error) {
	phone := &net.TCPAddr{IP: net.ParseIP("198.51.100.7"), Port: 4242}
	return 0, &net.OpError{Op: "write", Net: "tcp", Source: phone, Addr: phone, Err: errors.New("broken pipe")}
}

// TestALostConnectionTellsNoAddress: the error of writing an answer holds both
// ends' addresses.
func TestALostConnectionTellsNoAddress(t *testing.T) {
	e, log := server(t)
	for _, path := range []string{"/r/ABCDEF/broken", "/staff/broken"} {
		e.ServeHTTP(lost{httptest.NewRecorder()}, httptest.NewRequest("GET", path, nil))
	}
	if text := log.String(); strings.Contains(text, "198.51") || strings.Contains(text, ":4242") || text == "" {
		t.Errorf("the log says %s", text)
	}
}

func TestAPanicIsOnePageAndOneTrace(t *testing.T) {
	e, log := server(t)
	w := child(e, "POST", "/r/ABCDEF/panic", "somebody hurts me")
	if w.Code != http.StatusInternalServerError || !strings.HasPrefix(w.Body.String(), "child page: broken") {
		t.Errorf("status %d, %q", w.Code, w.Body)
	}
	for _, part := range []string{`"msg":"panic"`, `"route":"/r/:code/panic"`, "web.server.func2:"} {
		if strings.Count(log.String(), part) != 1 {
			t.Errorf("%s is not once in\n%s", part, log)
		}
	}
	if strings.Contains(w.Body.String(), "goroutine") || strings.Contains(w.Body.String(), ".go:") {
		t.Errorf("the page shows the trace: %q", w.Body)
	}
}

func TestTheReferenceIsOnThePageAndInTheLog(t *testing.T) {
	e, log := server(t)
	w := child(e, "GET", "/r/ABCDEF/broken", "")
	ref := regexp.MustCompile(`[0-9a-f]{8}$`).FindString(w.Body.String())
	if ref == "" || !strings.Contains(log.String(), `"ref":"`+ref+`"`) {
		t.Errorf("page %q, log %s", w.Body, log)
	}
	if !strings.Contains(log.String(), `"error":"the disk is full"`) || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("the reason belongs in the log alone: page %q, log %s", w.Body, log)
	}
	if other := child(e, "GET", "/r/ABCDEF/broken", ""); strings.HasSuffix(other.Body.String(), ref) {
		t.Error("two requests have the same reference")
	}
}

// TestAnErrorIsOneLineOfTheLog: whatever an error quotes of what somebody sent, and however
// a route was asked for, it writes no line of its own.
func TestAnErrorIsOneLineOfTheLog(t *testing.T) {
	var log bytes.Buffer
	plain := func(c echo.Context, status int, _ string, _ fault.Problems) error { return c.NoContent(status) }
	e := New(slog.New(slog.NewJSONHandler(&log, nil)), false, OnError(plain, plain, plain))
	const forged = "x\r\n{\"level\":\"INFO\",\"msg\":\"forged\"}\u2028\x1b[2K"
	e.GET("/staff/:id", func(c echo.Context) error { return fmt.Errorf("%s of %q: %s", c.Param("id"), c.Param("id"), forged) })
	e.GET("/panic/:id", func(echo.Context) error { panic(forged) })
	for _, path := range []string{"/staff/", "/panic/"} {
		r := httptest.NewRequest("GET", path+url.PathEscape(forged), nil)
		e.ServeHTTP(httptest.NewRecorder(), r)
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) < 3 {
		t.Errorf("the log has %d lines", len(lines))
	}
	for _, line := range lines {
		var said struct{ Msg string }
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Msg == "forged" || strings.ContainsAny(line, "\r\x1b") {
			t.Errorf("the log has the line %q: %v", line, err)
		}
	}
}

func TestTheRightRoomDrawsThePage(t *testing.T) {
	e, _ := server(t)
	for path, want := range map[string]string{
		"/r/ABCDEF/broken": "child page", "/staff/broken": "staff page", "/staff": "staff page", "/staff/nowhere": "staff page",
		"/api/broken": "machine page", "/api/nowhere": "machine page", "/nowhere": "child page", "/staffroom": "child page", "/apis": "child page",
	} {
		if got := child(e, "GET", path, "").Body.String(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want a %s", path, got, want)
		}
	}
	if got := child(e, "GET", "/r/ABCDEF/half", "").Body.String(); got != "half a page" {
		t.Errorf("a second page was written into the first: %q", got)
	}
}

func TestAnErrorPageThatFails(t *testing.T) {
	fails := func(echo.Context, int, string, fault.Problems) error { return errors.New("no template") }
	e := New(slog.New(slog.DiscardHandler), false, OnError(fails, fails, fails))
	if w := child(e, "GET", "/nowhere", ""); w.Code != http.StatusInternalServerError || w.Body.Len() != 0 {
		t.Errorf("status %d, %q", w.Code, w.Body)
	}
}

func TestNobodysAddressIsKnown(t *testing.T) {
	e, _ := server(t)
	e.GET("/address", func(c echo.Context) error { return c.String(http.StatusOK, "["+c.RealIP()+"]") })
	if got := child(e, "GET", "/address", "").Body.String(); got != "[]" {
		t.Errorf("the framework gives the address %s", got)
	}
}

// Only a route that takes files takes more than a form.
func TestOnlyFilesAreLarge(t *testing.T) {
	e, _ := server(t)
	read := func(c echo.Context) error {
		n, err := io.Copy(io.Discard, c.Request().Body)
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, strconv.FormatInt(n, 10))
	}
	e.POST("/staff/surveys/:id/recordings/:passage", read)
	e.POST("/staff/surveys/:id", read)
	for _, test := range []struct {
		path   string
		size   int
		status int
	}{
		{"/staff/surveys/a", MaxBody, http.StatusOK},
		{"/staff/surveys/a", MaxBody + 1, http.StatusRequestEntityTooLarge},
		{"/staff/surveys/a/recordings/b", MaxBody + 1, http.StatusOK},
		{"/staff/surveys/a/recordings/b", 13 << 20, http.StatusOK},
		{"/staff/surveys/a/recordings/b", 13<<20 + 1, http.StatusRequestEntityTooLarge},
	} {
		for _, told := range []bool{true, false} {
			r := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(strings.Repeat("x", test.size)))
			if !told {
				r.ContentLength = -1
			}
			w := httptest.NewRecorder()
			e.ServeHTTP(w, r)
			if w.Code != test.status {
				t.Errorf("%s with %d bytes, told %v: %d, want %d", test.path, test.size, told, w.Code, test.status)
			}
		}
	}
}

// No form that another site sends is taken anywhere, children's pages and those of
// tablets among them; one of an old browser, which does not say, is.
func TestFormsThatAnotherSiteSends(t *testing.T) {
	e, _ := server(t)
	e.POST("/fieldwork/sync", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.PUT("/r/:code/read", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	for site, want := range map[string]int{"": 200, "same-origin": 200, "none": 200, "same-site": 403, "cross-site": 403} {
		for _, route := range []string{"POST /r/ABCDEF/read", "PUT /r/ABCDEF/read", "POST /fieldwork/sync"} {
			method, path, _ := strings.Cut(route, " ")
			r := httptest.NewRequest(method, path, strings.NewReader("x"))
			if site != "" {
				r.Header.Set("Sec-Fetch-Site", site)
			}
			w := httptest.NewRecorder()
			e.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s from %q: %d, want %d", route, site, w.Code, want)
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/r/ABCDEF/closed", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		w := httptest.NewRecorder()
		if e.ServeHTTP(w, r); w.Code != http.StatusGone {
			t.Errorf("a link from %q: %d", site, w.Code)
		}
	}
}
