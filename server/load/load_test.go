package load

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/proof"
)

// standIn is a server with a join page, one questionnaire and the two pages after it,
// that does with each form sent what the test says.
type standIn struct {
	*httptest.Server
	mu      sync.Mutex
	sent    map[string][]string // secret -> bodies that came
	asked   []string            // method and path of every request
	checked []url.Values
	send    func(nth int, w http.ResponseWriter) // nth time of this secret, from 1
	check   func(nth int, f url.Values) (status int, more string)
}

const questionnaire = `<!doctype html><link rel="stylesheet" href="/s.css"><script src="/c.js"></script><script src="https://elsewhere.example/x.js"></script>
<form action="/r/BCDFGH/11-13/en/check" method="post" data-work="14"><input type="hidden" name="_kept" value="a=1">
<fieldset><input type="radio" name="calm" value="yes"><input type="radio" name="calm" value="no"><input type="radio" name="calm" value="-"></fieldset>
<fieldset><div class="o" data-most="2"><input type="checkbox" name="who" value="a"><input type="checkbox" name="who" value="b"><input type="checkbox" name="who" value="c"><input type="checkbox" name="who" value="none" data-alone></div></fieldset>
<fieldset><select name="best.x"><option value="">–</option><option>1</option><option>2</option></select><select name="best.y"><option value="">–</option><option>1</option><option>2</option></select></fieldset>
<fieldset><input type="text" name="age"></fieldset><fieldset><textarea name="story"></textarea></fieldset>
<input type="checkbox" name="_helped" value="yes"></form>`

func newStandIn(t *testing.T) *standIn {
	s := &standIn{sent: map[string][]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /j/BCDFGH", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		_, _ = io.WriteString(z, `<link rel="stylesheet" href="/s.css"><a href="/r/BCDFGH/11-13/en">11</a><a href="/r/BCDFGH/8-10/en">8</a><a href="/r/BCDFGH/11-13/gd">11</a><a href="/help">?</a>`)
	})
	mux.HandleFunc("GET /r/BCDFGH/11-13/en", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, questionnaire) })
	mux.HandleFunc("POST /r/BCDFGH/11-13/en/check", s.answerCheck)
	mux.HandleFunc("POST /r/BCDFGH/11-13/en/send", s.answerSend)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *standIn) answerCheck(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	s.mu.Lock()
	s.checked = append(s.checked, r.PostForm)
	nth := len(s.checked)
	s.mu.Unlock()
	status, more := http.StatusOK, ""
	if s.check != nil {
		status, more = s.check(nth, r.PostForm)
	}
	w.WriteHeader(status)
	for name, values := range r.PostForm {
		for _, v := range values {
			fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, name, v)
		}
	}
	_, _ = io.WriteString(w, `<input type="checkbox" name="_receipt" value="yes">`+more)
}

func (s *standIn) answerSend(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	secret := r.PostForm.Get("_s")
	f := r.PostForm
	f.Del("_receipt")
	s.mu.Lock()
	s.sent[secret] = append(s.sent[secret], f.Encode())
	nth := len(s.sent[secret])
	s.mu.Unlock()
	if s.send != nil {
		s.send(nth, w)
	}
}

func (s *standIn) options(phones int) Options {
	return Options{URL: s.URL + "/", Code: "BCDFGH", Edition: "11-13", Lang: "en", FirstWait: time.Millisecond,
		Profile: Profile{Phones: phones, Over: 20 * time.Millisecond}, Patience: time.Minute}
}

func drive(t *testing.T, o Options) *Report {
	t.Helper()
	r, err := Drive(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPhonesGoTheWholeWay(t *testing.T) {
	s := newStandIn(t)
	o := s.options(12)
	log := filepath.Join(t.TempDir(), "acknowledged")
	var err error
	if o.Ledger, err = OpenLedger(log); err != nil {
		t.Fatal(err)
	}
	told := 0
	o.Told = func(n int) { told = n }
	r := drive(t, o)
	if err := o.Ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if r.Acknowledged != 12 || len(s.sent) != 12 || len(r.Failed(time.Minute)) != 0 || told > 12 {
		t.Errorf("%d acknowledged, %d came, told %d: %v", r.Acknowledged, len(s.sent), told, r.Failed(time.Minute))
	}
	kept, err := ReadLedger(log)
	if err != nil || len(kept.Acknowledged) != 12 || len(kept.Tried) != 12 {
		t.Fatal(kept, err)
	}
	for _, a := range kept.Acknowledged {
		delete(a.Values, receiptField) // which the played server leaves out
		if sent := s.sent[a.Secret]; len(sent) != 1 || a.To != "/r/BCDFGH/11-13/en" || a.Values.Encode() != sent[0] {
			t.Errorf("of %s came %v, and the log has %+v", a.Secret, sent, a)
		}
	}
	for _, f := range s.checked {
		checkInvented(t, f)
		if !proof.Check("BCDFGH", f.Get("_s"), f.Get("_p"), 14) {
			t.Errorf("no proof: %v", f)
		}
	}
	files := len(slices.DeleteFunc(slices.Clone(s.asked), func(a string) bool { return a != "GET /s.css" }))
	if files != 13 { // each phone once, though two pages name it, and the one that tried
		t.Errorf("the style sheet was asked for %d times", files)
	}
	if slices.Contains(s.asked, "GET /help") || !slices.Contains(s.asked, "HEAD /r/BCDFGH/11-13/en") {
		t.Error("they took another way than a child would")
	}
	if r.In == 0 || r.Out == 0 || len(r.Steps) != 6 || r.Until.P95 <= 0 {
		t.Errorf("nothing was measured: %+v", r)
	}
}

// checkInvented holds a form against what a browser could send of the questionnaire.
func checkInvented(t *testing.T, f url.Values) {
	t.Helper()
	if f.Get("_invented") != "yes" || len(f.Get("_s")) != 22 || f.Get("_kept") != "a=1" {
		t.Errorf("the fields of the form itself: %v", f)
	}
	if n := len(f["who"]); n > 2 || n > 1 && slices.Contains(f["who"], "none") {
		t.Errorf("chosen together: %v", f["who"])
	}
	if f.Get("best.x") == f.Get("best.y") || f.Get("best.x") == "" {
		t.Errorf("an order of %q and %q", f.Get("best.x"), f.Get("best.y"))
	}
	if story := f.Get("story"); story != "" && !strings.HasPrefix(story, "Invented by kist load") {
		t.Errorf("a story that does not say that it is invented: %q", story)
	}
	for name, values := range f {
		if !slices.Contains([]string{"_invented", "_s", "_p", "_kept", "calm", "who", "best.x", "best.y", "age", "story"}, name) {
			t.Errorf("nobody asked for %s=%v", name, values)
		}
		if name == "calm" && !slices.Contains([]string{"yes", "no", "-"}, values[0]) {
			t.Errorf("no answer to calm: %v", values)
		}
	}
}

func TestPhonesTryAgainWithTheSameForm(t *testing.T) {
	s := newStandIn(t)
	s.send = func(nth int, w http.ResponseWriter) {
		switch nth {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable) // it does not say when
		case 2:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 3:
			panic(http.ErrAbortHandler) // the line is cut
		}
	}
	r := drive(t, s.options(5))
	if r.Acknowledged != 5 || r.Again != 10 || r.Cut != 5 {
		t.Errorf("%d acknowledged, %d times to try again, %d cut", r.Acknowledged, r.Again, r.Cut)
	}
	for secret, bodies := range s.sent {
		if len(bodies) != 4 || len(slices.Compact(bodies)) != 1 {
			t.Errorf("%s: %q", secret, bodies)
		}
	}
	if wrong := strings.Join(r.Failed(time.Minute), "; "); wrong != "10 answers asked to try again and did not say when" {
		t.Errorf("%q", wrong)
	}
}

func TestPhonesWaitAsLongAsTheServerAsks(t *testing.T) {
	s := newStandIn(t)
	s.send = func(nth int, w http.ResponseWriter) {
		if nth == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	r := drive(t, s.options(1))
	if r.Until.Most < time.Second || r.Acknowledged != 1 || len(r.Failed(time.Minute)) != 0 {
		t.Errorf("it came again after %s: %v", r.Until.Most, r.Failed(time.Minute))
	}
}

func TestPhonesGiveUp(t *testing.T) {
	s := newStandIn(t)
	s.send = func(nth int, w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }
	o := s.options(3)
	o.Patience = 50 * time.Millisecond
	r := drive(t, o)
	if r.Acknowledged != 0 || r.GivenUp["out of patience"] != 3 {
		t.Errorf("%d acknowledged, given up: %v", r.Acknowledged, r.GivenUp)
	}
	s.send = func(nth int, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) }
	r = drive(t, s.options(3))
	var said strings.Builder
	if err := r.Write(&said); err != nil || r.Refused[http.StatusGone] != 3 {
		t.Error(r.Refused, err)
	}
	for _, want := range []string{"refused       3; 3 times 410 Gone", "all answers are invented", "from due to acknowledged"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said.String())
		}
	}
	if wrong := strings.Join(r.Failed(time.Minute), "; "); wrong != "3 forms were not acknowledged" {
		t.Errorf("%q", wrong)
	}
}

func TestSomePhonesSendTwice(t *testing.T) {
	s := newStandIn(t)
	o := s.options(20)
	o.Sure, o.Twice, o.Each = true, 1, 2
	o.Profile.Phones = 10
	if r := drive(t, o); r.Acknowledged != 20 || r.Forms != 20 || len(s.checked) != 10 || r.Contradicted != 0 {
		t.Errorf("%d acknowledged, %d contradicted", r.Acknowledged, r.Contradicted)
	}
	for secret, bodies := range s.sent {
		if len(bodies) != 3 || len(slices.Compact(bodies)) != 1 {
			t.Errorf("%s: %q", secret, bodies)
		}
	}
	s.send = func(nth int, w http.ResponseWriter) {
		if nth == 3 {
			w.WriteHeader(http.StatusGone)
		}
	}
	if r := drive(t, o); r.Contradicted == 0 || !strings.Contains(strings.Join(r.Failed(time.Minute), ";"), "once more") {
		t.Errorf("a server that takes back what it said was not seen: %v", r.Failed(time.Minute))
	}
}

func TestABurstSendsWhatWasLookedAtBefore(t *testing.T) {
	s := newStandIn(t)
	o := s.options(40)
	o.Profile.Ready = true
	looked := 0
	s.send = func(int, http.ResponseWriter) {
		s.mu.Lock()
		defer s.mu.Unlock()
		looked = max(looked, len(s.checked))
		if len(s.checked) != 41 { // with the one that tried
			t.Errorf("the burst began when %d had looked at their answers", len(s.checked))
		}
	}
	if r := drive(t, o); r.Acknowledged != 40 || looked != 41 {
		t.Errorf("%d acknowledged, %d looked", r.Acknowledged, looked)
	}
}

func TestLookingAround(t *testing.T) {
	s := newStandIn(t)
	o := s.options(30)
	o.Profile.Around = true
	r := drive(t, o)
	if r.Acknowledged != 30 || r.Steps[0].Name != stepAround || !slices.Contains(s.asked, "GET /help") {
		t.Errorf("%d acknowledged, first %q", r.Acknowledged, r.Steps[0].Name)
	}
}

func TestWhatThePageAsksToMendIsLeftOut(t *testing.T) {
	s := newStandIn(t)
	s.check = func(nth int, f url.Values) (int, string) {
		if f.Has("age") || f.Has("best.x") {
			return http.StatusUnprocessableEntity, `<button name="_drop" value="age"></button><button name="_drop" value="best"></button>`
		}
		return http.StatusOK, ""
	}
	r := drive(t, s.options(4))
	if r.Acknowledged != 4 {
		t.Errorf("%d acknowledged: %v", r.Acknowledged, r.GivenUp)
	}
	for _, bodies := range s.sent {
		if strings.Contains(bodies[0], "age") || strings.Contains(bodies[0], "best") || !strings.Contains(bodies[0], "_invented=yes") {
			t.Errorf("sent all the same: %s", bodies[0])
		}
	}
}

// What is wrong with the whole run is said before anybody comes.
func TestNobodyComes(t *testing.T) {
	s := newStandIn(t)
	for what, o := range map[string]Options{
		"is not the address":       func(o Options) Options { o.URL = "kist.example"; return o }(s.options(3)),
		"phones can come":          func(o Options) Options { o.Profile.Phones = 0; return o }(s.options(3)),
		"answers 404":              func(o Options) Options { o.Code = "QQQQQQ"; return o }(s.options(3)),
		"no questionnaire":         func(o Options) Options { o.Lang = "xx"; return o }(s.options(3)),
		"/r/BCDFGH/8-10/en answer": func(o Options) Options { o.Edition = "8-10"; return o }(s.options(3)),
	} {
		if _, err := Drive(t.Context(), o); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%q: %v", what, err)
		}
	}
	for what, status := range map[string]int{ErrNotInvented.Error(): http.StatusForbidden, "asks for slips": http.StatusOK, "takes no answers": http.StatusUnprocessableEntity} {
		s.check = func(int, url.Values) (int, string) { return status, `<input type="text" name="_slip">` }
		if _, err := Drive(t.Context(), s.options(3)); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%q: %v", what, err)
		}
	}
	s.CloseClientConnections()
	s.Close()
	if _, err := Drive(t.Context(), s.options(3)); err == nil {
		t.Error("there is no server")
	}
	if len(s.sent) != 0 {
		t.Errorf("%d forms were sent", len(s.sent))
	}
}

func TestARunEndsWhenItIsTold(t *testing.T) {
	s := newStandIn(t)
	ctx, stop := context.WithCancel(t.Context())
	s.send = func(int, http.ResponseWriter) { stop() }
	o := s.options(5)
	o.Profile.Over = time.Hour
	o.Profile.Ready = true
	r, err := Drive(ctx, o)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if r.Acknowledged > 1 {
		t.Errorf("%d were acknowledged after the end", r.Acknowledged)
	}
}
