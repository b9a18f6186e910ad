package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const formKind = "application/x-www-form-urlencoded"

// sendForm sends a form with a session's token, from a page of this site or another.
func sendForm(h http.Handler, path, token, from, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
	r.Header.Set("Sec-Fetch-Site", from)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// What somebody typed for longer than a session lasts is not lost with it: a concern, say.
func TestWhatWasTypedIsGivenBack(t *testing.T) {
	e := site(t, newStaff(t, false))
	const path, note = "/staff/rounds/r1/apart", "rev=7&note=She+wrote+%3Cb%3Ewho%3C%2Fb%3E.%0AHelp+her.&title=One&code=123+456&password=three+quiet+words&words=six+quiet+words&shown=six+quiet+words"
	for what, c := range map[string]struct{ token, says, link string }{
		"ended":    {"ended", "You were signed out", `href="/staff/sign-in"`},
		"too late": {administrator + "@!", "ten minutes", `href="/staff/again?to=%2Fstaff%2Frounds%2Fr1%2Fapart"`},
	} {
		w := sendForm(e, path, c.token, "same-origin", formKind, note)
		body := w.Body.String()
		if w.Code != http.StatusForbidden || w.Header().Get("Cache-Control") != "no-store" || strings.Count(body, "<textarea") != 1 {
			t.Errorf("%s: %d, %v: %s", what, w.Code, w.Header(), body)
		}
		for _, want := range []string{"She wrote &lt;b&gt;who&lt;/b&gt;.\nHelp her.</textarea>", c.says, c.link} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s in %s", what, want, body)
			}
		}
		if strings.Contains(body, "quiet words") {
			t.Errorf("%s: a secret is shown", what)
		}
	}
	if c := sendForm(e, path, "ended", "same-origin", formKind, note).Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the token stays: %v", c)
	}
}

func TestNothingElseIsGivenBack(t *testing.T) {
	e := site(t, newStaff(t, false))
	const path, note = "/staff/rounds/r1/apart", "note=She+wrote+who."
	for what, w := range map[string]*httptest.ResponseRecorder{
		"a button":      sendForm(e, path, "ended", "same-origin", formKind, "rev=7&title=One"),
		"who never was": sendForm(e, path, "", "same-origin", formKind, note),
		"no form":       sendForm(e, path, "ended", "same-origin", "text/plain", note),
		"a file":        sendForm(e, path, "ended", "same-origin", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nShe wrote who.\r\n--x--\r\n"),
		"half a form":   sendForm(e, path, "ended", "same-origin", formKind, "note=She+wrote%zz"),
	} {
		if !strings.HasPrefix(w.Header().Get("Location"), "/staff/sign-in") {
			t.Errorf("%s: %d, sent to %q", what, w.Code, w.Header().Get("Location"))
		}
	}
	for _, token := range []string{"ended", administrator + "@!"} {
		if w := sendForm(e, path, token, "cross-site", formKind, note); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "She wrote") {
			t.Errorf("from elsewhere, %s: %d: %s", token, w.Code, w.Body)
		}
	}
}

// What is given back is what is asked for in a field of several lines, and nowhere as a
// secret is: in a field whose words no browser may show or keep.
func TestWritingsAreOfSeveralLines(t *testing.T) {
	pages, err := filepath.Glob("../*/pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, page := range pages {
		if strings.HasPrefix(page, "../child/") {
			continue
		}
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	for _, name := range writings {
		if !regexp.MustCompile(`<textarea[^>]*name="` + name + `"`).MatchString(all.String()) {
			t.Errorf("no page asks for %s in several lines", name)
		}
		for _, input := range regexp.MustCompile(`<input[^>]*name="`+name+`"[^>]*`).FindAllString(all.String(), -1) {
			if strings.Contains(input, `type="password"`) || strings.Contains(input, `autocomplete="off"`) {
				t.Errorf("%s is asked for as a secret is: %s", name, input)
			}
		}
	}
}
