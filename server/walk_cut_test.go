package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kist/internal/browsertest"
)

// losing is a line between the server and the phones. The first time that each of
// the forms in lost is sent, it arrives and is kept, and the answer is lost.
type losing struct {
	to    http.Handler
	mu    sync.Mutex
	lost  map[string]bool // secrets of forms
	posts map[string]int  // how often each form was sent
}

func (l *losing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/send") {
		l.to.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	form, wrong := url.ParseQuery(string(body))
	if err != nil || wrong != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if l.drops(form.Get("_s")) {
		l.to.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	l.to.ServeHTTP(w, r)
}

// drops counts a form, and says whether its answer is lost this time.
func (l *losing) drops(secret string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posts[secret]++
	return l.posts[secret] == 1 && l.lost[secret]
}

// sent is how often a form arrived.
func (l *losing) sent(secret string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.posts[secret]
}

// lose loses the answer to a form, once.
func (l *losing) lose(secret string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost[secret] = true
}

// serveOver serves an app's pages over a line, and gives their address.
func serveOver(t *testing.T, a *app, l *losing) string {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.Config = a.server(slog.New(slog.DiscardHandler))
	l.to, s.Config.Handler = s.Config.Handler, l
	s.Start()
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	a.cfg.URL = u
	return s.URL
}

// cutOff has the network cut before each step, and back after it. What needs none
// goes on as if nothing were; what needs one says so, keeps the answers and does
// it by itself. Nothing is shown as sent before it is there.
func (w *walker) cutOff() {
	w.t.Helper()
	w.ask(`kist.look("")`)
	asked := w.Asked()
	w.apart(func() {
		browsertest.Eval[bool](w.Page, `kist.press("start")`)
		w.Wait(`kist.stands() !== "start"`)
	})
	before := "start"
	for n := 0; ; n++ {
		var now screen
		w.apart(func() {
			now = w.ask(fmt.Sprintf("kist.quick(%q, %d, %v, {number: %q, story: %q})", before, w.turn+n, w.skips(n), wrote["number"], wrote["story"]))
			if now.ID != "end" {
				w.Wait(fmt.Sprintf("kist.stands() !== %q", now.ID))
			}
		})
		if now.ID == "end" {
			break
		}
		before = now.ID
	}
	if got := w.Asked(); got != asked {
		w.t.Errorf("answering made %d requests", got-asked)
	}
	w.apart(func() { w.says(`kist.press("look")`) })
	w.Follow("#end button.go")
	w.atCheck()
	w.apart(func() { w.says(`document.querySelector("main .nav .bk").click(), true`) })
	w.sendOverABadLine()
	w.atThanks()
}

// apart does something with the network cut.
func (w *walker) apart(do func()) {
	w.t.Helper()
	w.Offline(true)
	do()
	w.Offline(false)
}

// says wants the page to say that there is no connection, and to stay.
func (w *walker) says(press string) {
	w.t.Helper()
	browsertest.Eval[bool](w.Page, press)
	w.Wait(`document.getElementById("offline")?.textContent.length > 10`)
}

// notSent is what the page says of a form that waits. The page of thanks says nothing.
const notSent = `document.getElementById("sending") !== null && document.getElementById("sending").textContent === document.querySelector("form").dataset.later`

// sendOverABadLine presses Send once. The form does not leave the phone; then it
// arrives, and the phone does not hear of it; then it is sent again, under the
// same secret, and counts once: see walkLog.arrived.
func (w *walker) sendOverABadLine() {
	w.t.Helper()
	secret := browsertest.Eval[string](w.Page, `document.querySelector("[name=_s]").value`)
	w.line.lose(secret)
	w.apart(func() {
		w.Click("#send")
		w.Wait(notSent)
		if browsertest.Eval[bool](w.Page, `document.querySelector(".scene") !== null`) {
			w.t.Error("the page says sent, and nothing can be")
		}
		if n := w.line.sent(secret); n > 0 {
			w.t.Errorf("the network is cut, and the form arrived %d times", n)
		}
	})
	w.Until("the form arrives by itself", func() bool { return w.line.sent(secret) > 0 })
	w.Until("it is sent again, or the page says that it waits", func() bool {
		return w.line.sent(secret) > 1 || browsertest.Eval[bool](w.Page, notSent)
	})
	w.apart(func() {}) // back in touch, it does not wait any longer
	w.Until("the form is sent again by itself", func() bool { return w.line.sent(secret) > 1 })
}
