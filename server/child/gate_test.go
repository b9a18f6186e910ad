package child

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/ballot"
)

// slowUrn takes forms in when it is let.
type slowUrn struct {
	urn
	let  chan struct{}
	came chan struct{}
}

func (u *slowUrn) Submit(ctx context.Context, f ballot.Form) error {
	u.came <- struct{}{}
	<-u.let
	return u.urn.Submit(ctx, f)
}

// sendTo posts a form to be sent, by a script or without one.
func sendTo(h *house, f url.Values, script bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, elevenEnglish+"/send", strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if script {
		r.Header.Set("Sec-Fetch-Dest", "empty")
	}
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

// TestBeyondCapacity: one form is handed in, one waits for its place; whoever comes then
// is told at once when to come again, keeps the answers, and is taken when there is room.
func TestBeyondCapacity(t *testing.T) {
	h := newHouse(t, every())
	slow := &slowUrn{let: make(chan struct{}), came: make(chan struct{}, 8)}
	h.pages.Ballot = slow
	h.pages.gate = newGate(1, 1, time.Hour)
	forms := make([]url.Values, 4)
	for i := range forms {
		forms[i] = h.post(elevenEnglish+"/check", full()).hidden()
	}
	var early sync.WaitGroup
	for _, f := range forms[:2] {
		early.Go(func() {
			if w := sendTo(h, f, true); w.Code != http.StatusOK {
				t.Errorf("who had a place, or waited for one, was told %d", w.Code)
			}
		})
	}
	<-slow.came
	for h.pages.gate.waiting.Load() < 1 {
		time.Sleep(time.Millisecond)
	}
	byScript, without := sendTo(h, forms[2], true), sendTo(h, forms[3], false)
	for _, w := range []*httptest.ResponseRecorder{byScript, without} {
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != retryAfter {
			t.Errorf("beyond capacity: %d, to wait %q", w.Code, w.Header().Get("Retry-After"))
		}
	}
	if byScript.Body.Len() != 0 {
		t.Error("the script keeps its page and needs none")
	}
	for _, want := range []string{"Your answers did not reach us yet.", `name="_s" value="` + forms[3].Get("_s"), `name="feel" value="4"`} {
		if !strings.Contains(without.Body.String(), want) {
			t.Errorf("without a script the page lacks %q", want)
		}
	}
	if w := sendTo(h, url.Values{"feel": {"%"}, "none": {strings.Repeat("x", 100)}}, true); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a form was looked at before its turn: %d", w.Code)
	}
	close(slow.let)
	early.Wait()
	for _, f := range forms[2:] {
		if w := sendTo(h, f, true); w.Code != http.StatusOK {
			t.Errorf("when there was room: %d", w.Code)
		}
	}
	if len(slow.forms) != 4 {
		t.Errorf("%d of 4 forms were handed in", len(slow.forms))
	}
}

func TestWaitingForAPlaceEnds(t *testing.T) {
	g := newGate(1, 1, time.Millisecond)
	if !g.enter(t.Context()) {
		t.Fatal("there was a place")
	}
	if g.enter(t.Context()) {
		t.Error("there was none")
	}
	g.patience = time.Hour
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if g.enter(ctx) {
		t.Error("nobody waits any more")
	}
	g.leave()
	if !g.enter(t.Context()) || g.waiting.Load() != 0 {
		t.Errorf("%d still wait", g.waiting.Load())
	}
}

// TestAnswersOutliveAStoreThatIsAway: not even the round can be read, and still what came
// with the request goes back with the page, to be sent once more as it is.
func TestAnswersOutliveAStoreThatIsAway(t *testing.T) {
	h := newHouse(t, every())
	sent := full()
	hidden := h.post(elevenEnglish+"/check", sent).hidden()
	for path, fields := range map[string]url.Values{"/check": sent, "/send": hidden} {
		h.now = h.now.Add(2 * codeAge)
		h.book.fail = errors.New("no store")
		got := h.post(elevenEnglish+path, fields)
		got.want(t, http.StatusServiceUnavailable, `<form action="`+elevenEnglish+path+`" method="post"`, "They are still here", "Try again", "!no store")
		if got.header.Get("Retry-After") != retryAfter {
			t.Errorf("%s: nothing says when to come again", path)
		}
		if back := got.hidden(); back.Encode() != fields.Encode() {
			t.Errorf("%s: the page keeps\n%v, not\n%v", path, back, fields)
		}
		h.book.fail = nil
		h.post(elevenEnglish+path, got.hidden()).want(t, http.StatusOK)
	}
	if len(h.urn.forms) != 1 {
		t.Errorf("%d forms were handed in", len(h.urn.forms))
	}
	h.book.fail = errors.New("no store")
	h.now = h.now.Add(2 * codeAge)
	for _, path := range []string{"/j/" + openCode, elevenEnglish} {
		got := h.get(path)
		got.want(t, http.StatusInternalServerError, "!Try again")
		if got.header.Get("Retry-After") != retryAfter {
			t.Errorf("%s: nothing says when to open it again", path)
		}
	}
}
