package child

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/server/web"
)

// kind says that a page is one of ours for somebody who can put nothing right:
// it has the way to help and the way out, and no word from inside the program.
var kind = []string{`<header><div><details><summary>`, `class="exit"`, "!invalid:", "!not found:", "!goroutine", "![child", "![problem", "!&lt;nil&gt;"}

// Whatever is posted, the page is kind, the status is right, and nothing is
// handed in.
func TestHostilePosts(t *testing.T) {
	const form = echo.MIMEApplicationForm
	good := full().Encode() + "&_s=AAAAAAAAAAAAAAAAAAAAAA"
	for _, c := range []struct {
		name, path, kind, body string
		status                 int
		says                   string
	}{
		{"unknown question", elevenEnglish, form, good + "&favourite=red", 422, "a question that is not ours"},
		{"wrong option", elevenEnglish, form, "feel=9&_s=AAAAAAAAAAAAAAAAAAAAAA", 422, "That is not one of the answers"},
		{"option of another question", elevenEnglish, form, "who_first=food&_s=AAAAAAAAAAAAAAAAAAAAAA", 422, "That is not one of the answers"},
		{"two answers to one question", elevenEnglish, form, "feel=1&feel=2&_s=AAAAAAAAAAAAAAAAAAAAAA", 422, "That is not one of the answers"},
		{"bad UTF-8", elevenEnglish, form, "why_friend=%ff%fe&_s=AAAAAAAAAAAAAAAAAAAAAA", 422, "could not be read"},
		{"bad escapes", elevenEnglish, form, "feel=%zz", 422, "could not be read"},
		{"semicolons", elevenEnglish, form, "feel=1;know=yes", 422, "could not be read"},
		{"ten million bytes", elevenEnglish, form, "why_friend=" + strings.Repeat("a", 10<<20), 413, "too much at once"},
		{"a little too much", elevenEnglish, form, "why_friend=" + strings.Repeat("a", web.MaxBody), 413, "too much at once"},
		{"a very long text", elevenEnglish, form, "why_friend=" + strings.Repeat("a", 50000), 422, "too much in it"},
		{"a thousand fields", elevenEnglish, form, strings.Repeat("feel=1&", 1000), 422, "too much in it"},
		{"a secret that is none", elevenEnglish, form, "feel=1&_s=xyz", 422, "press send again"},
		{"a file upload", elevenEnglish, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"feel\"\r\n\r\n1\r\n--x--", 415, "did not work"},
		{"JSON", elevenEnglish, "application/json", `{"feel":"1"}`, 415, "did not work"},
		{"no type", elevenEnglish, "", "feel=1", 415, "did not work"},
		{"unknown code", "/r/ZZZZZZ/11-13/en", form, good, 404, "There is nothing here"},
		{"unknown edition", "/r/" + openCode + "/99/en", form, good, 404, "There is nothing here"},
		{"edition not offered", "/r/" + openCode + "/easy/en", form, good, 404, "There is nothing here"},
		{"language not offered", "/r/" + openCode + "/11-13/pl", form, good, 404, "Tu nic nie ma"},
		{"language that is none", "/r/" + openCode + "/11-13/..%2f", form, good, 404, "There is nothing here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, every())
			for _, step := range []string{"/send", "/check", "/change", "/other", "/save"} {
				r := httptest.NewRequest(http.MethodPost, c.path+step, strings.NewReader(c.body))
				r.Header.Set("Content-Type", c.kind)
				a := h.do(r)
				if a.status == http.StatusOK && step != "/send" { // may be shown again, but no more
					continue
				}
				a.want(t, c.status, append(kind, c.says)...)
			}
			if len(h.urn.forms) > 0 {
				t.Error("something was handed in")
			}
		})
	}
}

// A closed round is closed for every step, whatever was posted.
func TestClosedRound(t *testing.T) {
	h := newHouse(t, every())
	h.get("/j/"+closedCode).want(t, http.StatusGone, append(kind, "These questions are closed", "They do not take answers now.", "!othing was sent")...)
	page := "/r/" + closedCode + "/11-13/en"
	h.get(page).want(t, http.StatusGone, kind...)
	h.post(page+"/check", full()).want(t, http.StatusGone, append(kind, "so nothing was sent")...)
}

// The last day of a round is a day of it.
func TestLastDay(t *testing.T) {
	h := newHouse(t, every())
	h.now = today.AddDate(0, 0, 29) // 1 April
	h.get(elevenEnglish).want(t, http.StatusOK)
	h.now = h.now.AddDate(0, 0, 1)
	h.get(elevenEnglish).want(t, http.StatusGone)
}

func TestWrongCodes(t *testing.T) {
	h := newHouse(t, every())
	for _, c := range []struct {
		path   string
		status int
		says   string
	}{
		{"/j?code=" + url.QueryEscape("hello?"), 422, "A code has six letters."},
		{"/j?code=", 422, "A code has six letters."},
		{"/j?code=zzzzzz", 404, "We don’t know this code."},
		{"/j?code=%ff%ff", 422, "A code has six letters."},
		{"/j?code=" + strings.Repeat("a", 4000), 422, "A code has six letters."},
		{"/j?code=%3Cscript%3E", 422, "&lt;script&gt;"},
		{"/j?code=CDGNSO", 422, "One of these letters is never in a code."},
		{"/j?code=cdg+nso", 422, "One of these letters is never in a code."},
		{"/j?code=CDGNS0", 422, "A code has six letters."},
		{"/j/CDGNSO", 404, "One of these letters is never in a code."},
		{"/j/ZZZZZZ", 404, "We don’t know this code."},
		{"/j/%3Cb%3E", 404, "&lt;b&gt;"},
		{"/r/ZZZZZZ/11-13/en", 404, "There is nothing here"},
		{"/r/" + openCode + "/11-13/xx", 404, "There is nothing here"},
		{"/r/" + openCode + "/12/en", 404, "There is nothing here"},
		{"/r/hello", 404, "There is nothing here"},
		{"/nothing", 404, "There is nothing here"},
	} {
		h.get(c.path).want(t, c.status, append(kind, c.says, "!<script>", "!<b>")...)
	}
	for _, typed := range []string{"bcdfgh", "bcd fgh", "BCD-FGH"} {
		if to := h.get("/j?code=" + url.QueryEscape(typed)).header.Get("Location"); to != "/j/"+openCode {
			t.Errorf("%q leads to %q", typed, to)
		}
	}
	if to := h.get("/j/bcdfgh").header.Get("Location"); to != "/j/"+openCode {
		t.Errorf("small letters lead to %q", to)
	}
}

// An error speaks the language of the address, else that of the browser.
func TestErrorsSpeakTheReadersLanguage(t *testing.T) {
	h := newHouse(t, every())
	h.get("/r/ZZZZZZ/11-13/ar").want(t, 404, `<html lang="ar" dir="rtl" class="e11">`, "لا يوجد شيء هنا")
	h.get("/r/ZZZZZZ/11-13/ar/nowhere").want(t, 404, "لا يوجد شيء هنا")
	h.get("/nothing", "Accept-Language", "ar").want(t, 404, "لا يوجد شيء هنا")
	h.get("/r/ZZZZZZ/14-18/en", "Accept-Language", "ar").want(t, 404, "There is nothing here", `class="e14"`)
}

// A fault of ours is shown with a reference, and nothing else of it.
func TestBrokenPage(t *testing.T) {
	h := newHouse(t, every())
	h.book.byCode[openCode].Version = "gone"
	h.echo.GET("/panic", func(echo.Context) error { panic("a child's words") })
	h.get(elevenEnglish).want(t, http.StatusNotFound, "There is nothing here")
	h.get("/panic").want(t, http.StatusInternalServerError, append(kind, "Something broke", "It is our fault", `<span dir="ltr">`, "!a child's words")...)
}

// A line that breaks in the middle of a form leaves nothing behind.
func TestBrokenLine(t *testing.T) {
	h := newHouse(t, every())
	r := httptest.NewRequest(http.MethodPost, elevenEnglish+"/send", io.MultiReader(strings.NewReader("feel=1&"), brokenReader{}))
	r.Header.Set("Content-Type", echo.MIMEApplicationForm)
	h.do(r).want(t, http.StatusUnprocessableEntity, kind...)
	if len(h.urn.forms) > 0 {
		t.Error("half a form was handed in")
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Nothing that is posted may make a page fail.
func FuzzPost(f *testing.F) {
	f.Add("feel=1&first.a=1&_drop=x")
	f.Add("why_friend=%E2%80%AE%00&_s=AAAAAAAAAAAAAAAAAAAAAA&helps=food&helps=none&helps=-")
	f.Add("first=a&first=b&first=c&places=%D9%A7&_slip=0123456789")
	f.Add("_drop=feel&_drop=&.=1&=&&")
	h := newHouse(f, every())
	f.Fuzz(func(t *testing.T, body string) {
		for _, page := range []string{elevenEnglish, "/r/" + ticketCode + "/4-7/ar"} {
			for _, step := range []string{"/check", "/change", "/send"} {
				r := httptest.NewRequest(http.MethodPost, page+step, strings.NewReader(body))
				r.Header.Set("Content-Type", echo.MIMEApplicationForm)
				w := httptest.NewRecorder()
				h.echo.ServeHTTP(w, r)
				if w.Code >= 500 {
					t.Fatalf("%s: status %d for %q", step, w.Code, body)
				}
			}
		}
	})
}
