package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/hooks"
)

// receiver is another system, written by docs/feed.md alone. It keeps what it took by id.
type receiver struct {
	*httptest.Server
	t       testing.TB
	mu      sync.Mutex
	secret  string
	answer  func(n int) int                 // status of the nth request, from 1
	refuses string                          // number of an item that it never takes
	put     func(item map[string]any) error // keeps an item; nil: it is in data alone
	ends    func() bool                     // whether it ends here, as if the power were cut; nil: never
	asked   int
	ids     []string // in the order in which they came first
	data    map[string]map[string]any
	wrong   []string
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{t: t, data: map[string]map[string]any{}, answer: func(int) int { return http.StatusNoContent }}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(r.take))
	r.Config.ErrorLog = log.New(io.Discard, "", 0) // it ends on purpose
	r.StartTLS()
	t.Cleanup(r.Close)
	return r
}

// out allows this machine's own network, and trusts the receiver's certificate.
func (r *receiver) out() *Outgoing {
	roots := x509.NewCertPool()
	roots.AddCert(r.Certificate())
	return NewOutgoing(nil, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, roots)
}

func (r *receiver) take(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	r.asked++
	status := r.answer(r.asked)
	if r.refuses != "" && strings.HasPrefix(q.Header.Get("webhook-id"), r.refuses+"-") {
		status = http.StatusBadRequest
	}
	err = r.keep(q.Header, body, status)
	if errors.Is(err, errEnded) {
		panic(http.ErrAbortHandler) // nobody is told
	}
	if err != nil {
		r.wrong = append(r.wrong, err.Error())
	}
	w.Header().Set("Location", "/elsewhere")
	w.WriteHeader(status)
}

// keep checks who sent an event, and puts it away if it is to be answered as taken.
func (r *receiver) keep(h http.Header, body []byte, status int) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.secret, "whsec_"))
	if err != nil {
		return err
	}
	id, at := h.Get("webhook-id"), h.Get("webhook-timestamp")
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "." + string(body)))
	sum := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if !strings.Contains(" "+h.Get("webhook-signature")+" ", " "+sum+" ") {
		return fmt.Errorf("%s is signed %q", id, h.Get("webhook-signature"))
	}
	if sec, err := strconv.ParseInt(at, 10, 64); err != nil || time.Since(time.Unix(sec, 0)).Abs() > 5*time.Minute {
		return fmt.Errorf("%s is of %q", id, at)
	}
	var e map[string]any
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	made, _ := e["time"].(string)
	if _, err := time.Parse(time.RFC3339, made); err != nil || e["specversion"] != "1.0" || e["id"] != id || e["type"] == "" || e["source"] == "" || e["datacontenttype"] != "application/json" ||
		!strings.HasPrefix(h.Get("Content-Type"), "application/cloudevents+json") {
		return fmt.Errorf("no event: %s", body)
	}
	if status > 299 {
		return nil
	}
	return r.takeIn(id, e["data"].(map[string]any))
}

// takeIn puts an item away that is not there, and notes its id when that is done.
func (r *receiver) takeIn(id string, data map[string]any) error {
	if r.data[id] == nil {
		if r.put != nil {
			if err := r.put(data); err != nil {
				return err
			}
		}
		r.ids = append(r.ids, id)
		r.data[id] = data
	}
	if r.ends != nil && r.ends() {
		return errEnded
	}
	return nil
}

// numbers are those of the items that were taken, in the order in which they came first.
func (r *receiver) numbers() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.wrong {
		r.t.Error(w)
	}
	r.wrong = nil
	var list []string
	for _, id := range r.ids {
		number, _, _ := strings.Cut(id, "-")
		list = append(list, number)
	}
	return strings.Join(list, " ")
}

// run sends what is due at a time.
func (o *office) run(r *receiver, at time.Time) {
	o.t.Helper()
	ok(o.t, o.hooks.Run(o.t.Context(), func() time.Time { return at }, r.out().Send))
}

var shownSecret = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]{44}`)

// secretIn is the secret that a page shows.
func secretIn(w *httptest.ResponseRecorder) string {
	return shownSecret.FindString(strings.ReplaceAll(w.Body.String(), "&#43;", "+"))
}

const hookPage = "/staff/feeds/hooks"

// sending is an office whose evidence goes to a receiver, as an administrator began it on
// the page.
type sending struct {
	*office
	r     *receiver
	now   time.Time
	path  string // of the hook's forms
	every string // the numbers of all items
}

func beganSending(t *testing.T) *sending {
	o := made(t)
	s := &sending{office: o, r: newReceiver(t), now: time.Now()}
	last, err := o.base.Last(t.Context())
	ok(t, err)
	for n := range last {
		s.every = strings.TrimSpace(fmt.Sprint(s.every, " ", n+1))
	}
	w := o.page(admin, "POST", hookPage, url.Values{"address": {s.r.URL + "/kist"}})
	says(t, w, http.StatusOK, []string{"The secret of " + s.r.URL, "it is shown this once", "Nothing was sent yet"})
	if cache := w.Header().Get("Cache-Control"); !strings.Contains(cache, "no-store") {
		t.Errorf("the browser may keep it: %q", cache)
	}
	s.r.secret = secretIn(w)
	list, err := o.hooks.All(t.Context())
	ok(t, err)
	s.path = hookPage + "/" + list[0].ID
	return s
}

// do presses one of the hook's buttons.
func (s *sending) do(what string, number ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.page(admin, "POST", s.path, url.Values{"what": {what}, "number": number})
}

// later lets time go by, and sends what is due then.
func (s *sending) later(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	s.run(s.r, s.now)
}

// sees wants words on the page, and others not; no secret is ever there.
func (s *sending) sees(say []string, never ...string) {
	s.t.Helper()
	says(s.t, s.page(admin, "GET", hookPage, nil), http.StatusOK, say, append(never, "whsec_")...)
}

// took wants the receiver to have taken items in this order.
func (s *sending) took(want string) {
	s.t.Helper()
	if got := s.r.numbers(); got != want {
		s.t.Errorf("taken %q, want %q", got, want)
	}
}

const aDay = 25 * time.Hour // longer than any wait

// Refused, tried again, given up, and sent once more when somebody says so.
func TestWhatIsNotTaken(t *testing.T) {
	s := beganSending(t)
	s.r.answer = func(int) int { return http.StatusFound }
	s.later(0)
	s.sees([]string{"Item 1 was not taken when it was sent", "the answer was 302", "Go on without item 1"}, "Not delivered")
	for range 11 { // nearly five days
		asked := s.r.asked
		s.later(0)
		if s.r.asked != asked {
			t.Fatal("it does not wait")
		}
		s.later(aDay)
	}
	s.sees([]string{"Not delivered", "Send item 1 once more", "the answer was 302"})
	s.r.answer = func(int) int { return http.StatusOK }
	s.later(aDay)
	s.took(strings.TrimPrefix(s.every, "1 "))
	s.do("again", "1")
	s.sees([]string{"It is being sent once more"}, "Send item 1 once more")
	s.later(0)
	s.took(strings.TrimPrefix(s.every, "1 ") + " 1")
	s.sees([]string{"The last item was taken"}, "Not delivered")
	sameAsItems(t, s.office, s.r)
}

// An item that a system will never take keeps the others back for no longer than somebody
// lets it.
func TestWhatIsSetAside(t *testing.T) {
	s := beganSending(t)
	s.r.refuses = "1"
	s.later(0)
	if w := s.do("aside", "2"); w.Code != http.StatusConflict {
		t.Errorf("another item is set aside: %d", w.Code)
	}
	if w := s.do("aside", "1"); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	s.later(0)
	s.took(strings.TrimPrefix(s.every, "1 "))
	s.sees([]string{"Not delivered", "The last item was taken"}, "Go on without", "It takes words out")
}

// A blanking that does not arrive stands out, while it is tried and when it was given up.
func TestABlankingThatDoesNotArrive(t *testing.T) {
	s := beganSending(t)
	s.r.refuses = "8" // the last item that the test made
	s.later(0)
	s.sees([]string{"Item 8 was not taken when it was sent", "It takes words out of earlier items"}, "Not delivered")
	s.do("aside", "8")
	s.sees([]string{"Not delivered", "It takes words out of earlier items"}, "Go on without")
	s.r.refuses = ""
	s.do("again", "8")
	s.later(0)
	s.took(s.every)
	s.sees(nil, "It takes words out", "Not delivered")
}

// An address for one inspection is sent nothing of another.
func TestEvidenceOfOneInspectionIsSent(t *testing.T) {
	o := made(t)
	r := newReceiver(t)
	w := o.page(admin, "POST", hookPage, url.Values{"address": {r.URL}, "inspection": {"elsewhere"}})
	says(t, w, http.StatusOK, []string{"Inspection of elsewhere"})
	r.secret = secretIn(w)
	o.run(r, time.Now())
	items, err := o.base.Of(t.Context(), "elsewhere")
	ok(t, err)
	var want []string
	for _, it := range items {
		want = append(want, strconv.Itoa(it.Number))
	}
	if got := r.numbers(); got != strings.Join(want, " ") || got == "" {
		t.Errorf("taken %q, want %q", got, want)
	}
}

// Paused, replayed and ended.
func TestReplayAndPause(t *testing.T) {
	s := beganSending(t)
	s.later(0)
	s.took(s.every)
	says(t, s.do("replay", "9999"), http.StatusUnprocessableEntity, []string{`href="#number-`}, "whsec_")
	says(t, s.do("replay", "x"), http.StatusUnprocessableEntity, []string{`href="#number-`}, "whsec_")
	s.do("pause")
	s.do("replay", "1")
	asked := s.r.asked
	s.later(aDay)
	s.sees([]string{"Paused: nothing is sent."})
	if s.r.asked != asked {
		t.Error("paused, and sent")
	}
	s.do("resume")
	s.later(0)
	if s.r.asked != 2*asked {
		t.Errorf("%d requests, want %d", s.r.asked, 2*asked)
	}
	s.took(s.every)
	s.do("end")
	s.sees([]string{"Ended "}, "Pause")
	says(t, s.do("resume"), http.StatusGone, nil)
	s.agree("strathlinn", 99, "words")
	s.later(aDay)
	s.took(s.every)
	sameAsItems(t, s.office, s.r)
}

// A new secret is shown once; for a week the old ones sign as well, as the page says.
func TestANewSecretForAnAddress(t *testing.T) {
	s := beganSending(t)
	first := s.r.secret
	s.do("rotate")
	w := s.do("rotate")
	says(t, w, http.StatusOK, []string{"The one before is still good until", "it is shown this once", "and any earlier for as long as was said", "tell the other system to refuse it"})
	second := secretIn(w)
	if second == "" || second == first {
		t.Errorf("%q, and before %q", second, first)
	}
	s.sees([]string{s.r.URL})
	s.later(0) // the receiver has not been told yet
	s.took(s.every)
	s.r.secret = second
	s.do("replay", "1")
	s.later(0)
	s.took(s.every)
	if w := s.do("secret"); w.Code < 400 || strings.Contains(w.Body.String(), "whsec_") {
		t.Errorf("shown a second time: %d", w.Code)
	}
}

// sameAsItems says whether the data of what was taken is what the feed hands out.
func sameAsItems(t *testing.T, o *office, r *receiver) {
	t.Helper()
	for id, data := range r.data {
		number, _, _ := strings.Cut(id, "-")
		var want map[string]any
		ok(t, json.Unmarshal(o.ask("/evidence/"+number, o.token).Body.Bytes(), &want))
		if fmt.Sprint(data) != fmt.Sprint(want) {
			t.Errorf("%s is %v, and the feed says %v", id, data, want)
		}
	}
}

func TestHooksThatCannotBe(t *testing.T) {
	o := newOffice(t)
	for _, address := range []string{"", "http://cases.example.org/", "https://", "https://a:b@cases.example.org", "ftp://x", "https://x.example/#y", "https://x.example/" + strings.Repeat("y", 500)} {
		says(t, o.page(admin, "POST", hookPage, url.Values{"address": {address}}), http.StatusUnprocessableEntity, []string{`href="#address"`, "sends nothing yet"}, "whsec_")
	}
	says(t, o.page(admin, "POST", hookPage, url.Values{"address": {"https://x.example/"}, "inspection": {"nowhere"}}), http.StatusNotFound, nil)
	says(t, o.page(admin, "POST", hookPage+"/nobody", url.Values{"what": {"end"}}), http.StatusNotFound, nil)
	if w := o.page(admin+"!", "POST", hookPage+"/nobody", url.Values{"what": {"secret"}}); w.Code != http.StatusSeeOther {
		t.Errorf("who has not signed in just now: %d", w.Code)
	}
	if w := o.page("inspector", "GET", hookPage, nil); w.Code != http.StatusForbidden {
		t.Errorf("an inspector: %d", w.Code)
	}
}

var _ hooks.Send = (*Outgoing)(nil).Send
