package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/contacts"
	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/store/sqlite"
	"kist/internal/store/storetest"
	"kist/internal/synthetic"
	"kist/surveys"
	"kist/surveys/standing"

	"github.com/google/go-cmp/cmp"
)

// The canaries: what must be nowhere afterwards. The address is one of this
// machine's own that nothing else uses.
const (
	canaryAddress = "127.77.88.99"
	canaryForward = "203.0.113.77"
	canaryAgent   = "CanaryBrowser/9.1"
	canaryHeader  = "canary-header-value"
	canaryCookie  = "canary-cookie-value"
	canaryStory   = "canaryword the heron flew over our roof"
	canaryPhone   = "07700 900461"
	canaryField   = "canaryfield"
	canaryCalled  = "canarycalled Seonaidh"
	canaryReach   = "canaryreach 07700 900462"
	canarySafe    = "canarysafe behind the boathouse"
	canaryMore    = "canarymore never tell the janitor"
	canaryNote    = "canarynote spoke to her teacher"
)

// TestNothingTellsWhoAnswered lets children answer for a day from a canary
// address with canary headers and texts, sends malformed requests, lets the
// store fail and a page panic, closes the round, and then searches every byte of
// the database and the log.
func TestNothingTellsWhoAnswered(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		e, err := sqlite.Open(filepath.Join(dir, "kist.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		dayOfAnswering(t, e, func() []byte { return filesOf(t, dir) })
	})
	t.Run("mongo", func(t *testing.T) {
		uri := mongotest.URI(t)
		e, err := mongo.Open(t.Context(), uri)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		dayOfAnswering(t, e, func() []byte { return mongotest.Dump(t, uri) })
	})
}

// filesOf is every byte of the files in a folder: the database with the pages
// it no longer uses, and its log.
func filesOf(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

func dayOfAnswering(t *testing.T, e store.Engine, dump func() []byte) {
	faulty := &faultyEngine{Engine: e}
	a := testAppOn(t, faulty, filepath.Join(t.TempDir(), "kist.key"))
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, logged := serveTest(t, a)
	day := &canaryDay{t: t, app: a, address: address, code: round.Codes[0], faulty: faulty}
	needles := append(day.answer(), canaryAddress, canaryForward, canaryAgent, canaryHeader, canaryCookie, canaryStory, "heron flew", canaryPhone, canaryField)
	needles = append(needles, day.tablet()...)
	needles = append(needles, day.tap(round.Inspection)...)
	needles = append(needles, day.paper()...)
	day.misbehave()
	needles = append(needles, day.saveAndTakeBack()...)
	needles = append(needles, day.contact()...)
	if err := a.sealer.SealDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	search(t, "database before closing", dump(), needles)
	needles = append(needles, day.answer()...)
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.releases.Make(t.Context(), demoID, "", nil); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(storiesOf(t, a), func(s string) bool { return strings.Contains(s, "heron") }) {
		t.Fatal("the canary story did not arrive: this test would find nothing")
	}
	search(t, "log", []byte(logged.String()), append(needles, round.Codes[0])) // paths hold join codes
	search(t, "database", dump(), needles)
	logTellsNoTimes(t, logged.String())
	searchFiles(t, a, needles)
	if !bytes.Contains(dump(), []byte("inbox")) {
		t.Fatal("the dump does not hold the collections")
	}
}

// logTellsNoTimes: what went well for a child is not in the log at all, and what
// went wrong is there without a time.
func logTellsNoTimes(t *testing.T, logged string) {
	t.Helper()
	wrong := 0
	for line := range strings.Lines(logged) {
		if strings.Contains(line, "/heard") {
			t.Errorf("the log tells of a tap on a page of feedback: %s", line)
		}
		if !strings.Contains(line, "/r/:code") && !strings.Contains(line, "/staff/paper/") && !strings.Contains(line, "not sent") {
			continue
		}
		wrong++
		if strings.Contains(line, `"time"`) || strings.Contains(line, `"status":200`) {
			t.Errorf("the log tells when a child answered: %s", line)
		}
	}
	if wrong < 2 {
		t.Fatalf("a failing store and a panic left %d lines: nothing was checked", wrong)
	}
}

// TestChildrensDocumentsHoldNothingElse lists every field of the collections
// that children's answers touch: a time, an address or an order cannot be added
// without this test being changed.
func TestChildrensDocumentsHoldNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		engine := open()
		a := testAppOn(t, engine, filepath.Join(t.TempDir(), "kist.key"))
		if _, err := a.firstLight(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := a.sealer.SealDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		newTablet(t, a, demoID, sendTo(a))
		saveOneTakeOneBack(t, a)
		leaveContact(t, a)
		round, err := a.book.Round(t.Context(), demoID)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.lane.Copy(t.Context(), round, "2026-11-26"); err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{
			"drafts": {"_id", "expires", "rev", "sealed"}, "papers": {"_id", "expires", "rev", "sealed"}, "withdrawals": {"_id", "rev", "round"},
			"contacts": {"_id", "came", "decided", "last", "note", "rev", "round", "sealed", "state", "until", "waiting"},
			"inbox":    {"_id", "once", "rev", "sealed", "waits"},
			"lane":     {"_id", "day", "rev", "round", "sealed", "waits"}, "lane_marks": {"_id", "box", "day", "rev"},
			"boxes":   {"_id", "key", "last", "members", "n", "number", "rev", "round", "rows", "spoiled", "texts", "unread", "unswept"},
			"tablets": {"_id", "holds", "last", "link", "link_until", "link_used", "loaded", "name", "rev", "round", "synced", "token", "waiting"},
		}
		for collection, fields := range want {
			if diff := cmp.Diff(fields, fieldsOf(t, engine, collection)); diff != "" {
				t.Errorf("%s:\n%s", collection, diff)
			}
		}
	})
}

// fieldsOf are the names of all fields in a collection, sorted. Ids must be
// texts: an ObjectID would hold the time.
func fieldsOf(t *testing.T, e store.Engine, collection string) []string {
	t.Helper()
	docs, err := e.Ensure(t.Context(), store.Spec{Name: collection})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for decode, err := range docs.Find(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		doc := map[string]any{}
		if err := decode(&doc); err != nil {
			t.Fatal(err)
		}
		if _, ok := doc["_id"].(string); !ok {
			t.Errorf("%s: _id is %T", collection, doc["_id"])
		}
		for name := range doc {
			seen[name] = true
		}
	}
	var names []string
	for name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// canaryDay is a day of answering that everything about must be forgotten.
type canaryDay struct {
	t             *testing.T
	app           *app
	address, code string
	faulty        *faultyEngine
}

// client is a browser at the canary address.
func (d *canaryDay) client() *http.Client {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(canaryAddress)}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

func (d *canaryDay) do(method, path string, form url.Values) int {
	d.t.Helper()
	r, err := http.NewRequest(method, d.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, _ := d.send(r)
	return status
}

// send sends a request as the canary's browser does.
func (d *canaryDay) send(r *http.Request) (status int, body []byte) {
	d.t.Helper()
	if r.URL.Host == "" || r.URL.Host == "example.com" {
		to, err := http.NewRequest(r.Method, d.address+r.URL.Path, r.Body)
		if err != nil {
			d.t.Fatal(err)
		}
		to.Header, r = r.Header, to
	}
	r.Header.Set("User-Agent", canaryAgent)
	r.Header.Set("X-Forwarded-For", canaryForward)
	r.Header.Set("X-Real-Ip", canaryForward)
	r.Header.Set("X-Canary", canaryHeader)
	r.Header.Set("Referer", "https://"+canaryHeader+".example/")
	r.AddCookie(&http.Cookie{Name: "c", Value: canaryCookie})
	resp, err := d.client().Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ = io.ReadAll(resp.Body)
	if len(resp.Cookies()) > 0 {
		d.t.Errorf("%s %s sets a cookie", r.Method, r.URL.Path)
	}
	return resp.StatusCode, body
}

// answer sends forty children's answers and gives their secrets.
func (d *canaryDay) answer() (secrets []string) {
	d.t.Helper()
	survey := roundSurvey(d.t, d.app)
	rng := rand.New(rand.NewPCG(5, 6))
	page := "/r/" + d.code + "/11-13/en"
	for range 40 {
		form := url.Values(synthetic.Form(rng, survey, surveys.E11))
		form.Set(storyKey(survey), canaryStory+" ring "+canaryPhone)
		secret := ballot.NewSecret()
		form.Set("_s", secret.String())
		secrets = append(secrets, secret.String(), string(secret[:]))
		d.want(http.StatusOK, d.do("GET", page, nil))
		d.want(http.StatusOK, d.do("POST", page+"/check", form))
		d.want(http.StatusOK, d.do("POST", page+"/send", form))
	}
	return secrets
}

// saveAndTakeBack lets a child save in the middle and come back, and another take
// answers back, and gives what must be nowhere: every text, every secret, every
// word with its neighbour.
func (d *canaryDay) saveAndTakeBack() (needles []string) {
	d.t.Helper()
	survey := roundSurvey(d.t, d.app)
	page := "/r/" + d.code + "/11-13/en"
	secret, sent := ballot.NewSecret(), ballot.NewSecret()
	form := url.Values{storyKey(survey): {canaryStory + " ring " + canaryPhone}, "_s": {secret.String()}, "_slip": {"canaryslip"}}
	d.want(http.StatusOK, d.do("POST", page+"/save", form))
	words, _, err := d.app.drafts.Save(d.t.Context(), secret, ballot.Draft{Code: d.code, Edition: "11-13", Lang: "en", Fields: form})
	if err != nil {
		d.t.Fatal(err)
	}
	d.want(http.StatusOK, d.do("POST", "/come-back", url.Values{"_words": {strings.Join(words, " ")}}))
	d.want(http.StatusNotFound, d.do("POST", "/come-back", url.Values{"_words": {strings.Join(sent.Receipt().Words(), " ")}}))
	d.want(http.StatusUnprocessableEntity, d.do("POST", "/come-back", url.Values{"_words": {canaryStory}}))
	form = url.Values{"_s": {sent.String()}, "_receipt": {"yes"}, "_helped": {"yes"}}
	d.want(http.StatusOK, d.do("POST", page+"/send", form))
	d.want(http.StatusOK, d.do("POST", "/withdraw", url.Values{"code": {d.code}, "_words": {strings.Join(sent.Receipt().Words(), " ")}}))
	d.want(http.StatusUnprocessableEntity, d.do("POST", "/withdraw", url.Values{"code": {d.code}, "_words": {canaryStory}}))
	for _, list := range [][]string{words, sent.Receipt().Words()} {
		for i := range list[1:] {
			needles = append(needles, list[i]+" "+list[i+1])
		}
	}
	return append(needles, secret.String(), string(secret[:]), sent.String(), string(sent[:]), "canaryslip")
}

// contact lets children ask to be contacted, once by a form that cannot be taken,
// lets the lead read it and write a note, and gives what must be nowhere.
func (d *canaryDay) contact() (needles []string) {
	d.t.Helper()
	form := contacts.NewForm()
	f := url.Values{"code": {d.code}, "_s": {form}, "name": {canaryCalled}, "reach": {canaryReach}, "safe": {canarySafe}, "more": {canaryMore}}
	d.want(http.StatusOK, d.do("GET", "/contact?code="+d.code, nil))
	d.want(http.StatusOK, d.do("POST", "/contact?lang=en", f))
	d.want(http.StatusOK, d.do("POST", "/contact?lang=en", f))
	f.Set("name", strings.Repeat(canaryCalled, 20))
	d.want(http.StatusUnprocessableEntity, d.do("POST", "/contact?lang="+canaryField, f))
	f.Set("code", canaryField)
	d.want(http.StatusUnprocessableEntity, d.do("POST", "/contact", f))
	list, err := d.app.contacts.All(d.t.Context(), contacts.Waiting)
	if err != nil || len(list) != 1 {
		d.t.Fatalf("%d requests: %v", len(list), err)
	}
	if err := d.app.contacts.Decide(d.t.Context(), list[0].ID, contacts.NotReached, canaryNote, "lead"); err != nil {
		d.t.Fatal(err)
	}
	_, words, note, err := d.app.contacts.Read(d.t.Context(), list[0].ID, "lead")
	if err != nil || words != (contacts.Words{Name: canaryCalled, Reach: canaryReach, Safe: canarySafe, More: canaryMore}) || note != canaryNote {
		d.t.Fatalf("the canary request did not arrive: %+v %q %v", words, note, err)
	}
	if err := d.app.contacts.Sweep(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	return []string{form, canaryCalled, "Seonaidh", canaryReach, "900462", canarySafe, "boathouse", canaryMore, "janitor", canaryNote, "her teacher"}
}

// leaveContact leaves one request that was read and decided.
func leaveContact(t *testing.T, a *app) {
	t.Helper()
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.contacts.Take(t.Context(), round, contacts.NewForm(), contacts.Words{Reach: "x"}); err != nil {
		t.Fatal(err)
	}
	list, err := a.contacts.All(t.Context(), contacts.Waiting)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d requests: %v", len(list), err)
	}
	if err := a.contacts.Decide(t.Context(), list[0].ID, contacts.Reached, "note", "lead"); err != nil {
		t.Fatal(err)
	}
}

// saveOneTakeOneBack leaves one document in each of three collections.
func saveOneTakeOneBack(t *testing.T, a *app) {
	t.Helper()
	s := ballot.NewSecret()
	if _, _, err := a.drafts.Save(t.Context(), s, ballot.Draft{}); err != nil {
		t.Fatal(err)
	}
	if err := a.taken.Withdraw(t.Context(), demoID, s.Receipt(), nil); err != nil {
		t.Fatal(err)
	}
	_, slips := paperRound(t, a)
	if _, err := a.papers.Keep(t.Context(), ballot.Paper{Round: paperID, Slip: slips[0], By: "ann"}, ballot.Entry{Edition: "11-13", Language: "en", Setting: "school"}, false); err != nil {
		t.Fatal(err)
	}
}

func (d *canaryDay) want(want, got int) {
	d.t.Helper()
	if got != want {
		d.t.Fatalf("answered %d, want %d", got, want)
	}
}

// tap says whether the page of feedback answers, and gives what nobody may find.
func (d *canaryDay) tap(inspection string) []string {
	asked := asksBack(d.t, d.app, inspection)
	secret := ballot.NewSecret().String()
	form := url.Values{"_round": {asked.ID}, "_s": {secret}, "_" + canaryField: {canaryStory}, standing.AnswersYou: {"5"}}
	if status := d.do("POST", "/heard/"+inspection+"/11-13/en/tap", form); status != http.StatusOK {
		d.t.Errorf("a tap: %d", status)
	}
	return []string{secret}
}

// misbehave sends what no page would, and lets the store fail.
func (d *canaryDay) misbehave() {
	page := "/r/" + d.code + "/11-13/en"
	d.do("GET", "/"+canaryField+"?q="+canaryStory, nil)
	d.do("GET", "/j/"+canaryField, nil)
	d.do("GET", "/media/"+canaryField+".0", nil)
	d.do("POST", page+"/send", url.Values{canaryField: {canaryStory}})
	d.do("POST", page+"/send", url.Values{storyKey(roundSurvey(d.t, d.app)): {strings.Repeat(canaryStory, 7_500)}})
	d.do("DELETE", page, nil)
	d.raw("GET / HTTP/1.1\r\nHost: x\r\nBad Header " + canaryHeader + "\r\n\r\n")
	d.raw("\x16\x03\x01 " + canaryHeader + "\r\n\r\n")
	d.raw("POST " + page + "/send HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + canaryStory)
	d.faulty.failing = true
	if status := d.do("POST", page+"/send", url.Values{"_s": {ballot.NewSecret().String()}}); status < 500 {
		d.t.Errorf("a failing store answers %d", status)
	}
	d.faulty.failing, d.faulty.panicking = false, true
	if status := d.do("POST", page+"/send", url.Values{"_s": {ballot.NewSecret().String()}}); status < 500 {
		d.t.Errorf("a panic answers %d", status)
	}
	d.faulty.panicking = false
}

// raw writes bytes to the server as they are and waits for its answer.
func (d *canaryDay) raw(text string) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(canaryAddress)}}
	conn, err := dialer.Dial("tcp", strings.TrimPrefix(d.address, "http://"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, text)
	_ = conn.(*net.TCPConn).CloseWrite()
	_, _ = bufio.NewReader(conn).ReadString('\n')
}

// search looks for each needle as it is, in base64, in hexadecimal and escaped.
func search(t *testing.T, where string, hay []byte, needles []string) {
	t.Helper()
	for _, n := range needles {
		raw := []byte(n)
		for _, form := range []string{
			n, hex.EncodeToString(raw), url.QueryEscape(n),
			strings.TrimRight(base64.StdEncoding.EncodeToString(raw), "="), strings.TrimRight(base64.URLEncoding.EncodeToString(raw), "="),
		} {
			if i := bytes.Index(hay, []byte(form)); i >= 0 {
				t.Errorf("the %s holds %q: ...%q...", where, n, hay[max(0, i-60):min(len(hay), i+60)])
			}
		}
	}
}

func storiesOf(t *testing.T, a *app) []string {
	t.Helper()
	texts, unread, err := a.opener.Texts(t.Context(), demoID)
	if err != nil || unread != 0 {
		t.Fatal(unread, err)
	}
	var all []string
	for _, text := range texts {
		all = append(all, text.Text)
	}
	return all
}

// faultyEngine is a store that fails, or panics, when told to, with what the
// child sent in its message.
type faultyEngine struct {
	store.Engine
	failing, panicking bool
}

func (e *faultyEngine) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := e.Engine.Ensure(ctx, spec)
	return &faultyDocs{docs, e}, err
}

type faultyDocs struct {
	store.Docs
	engine *faultyEngine
}

func (d *faultyDocs) Get(ctx context.Context, id string, read store.Read, doc any) error {
	if d.engine.panicking {
		panic("the store panics over " + canaryStory)
	}
	if d.engine.failing {
		return errors.New("the disk is full")
	}
	return d.Docs.Get(ctx, id, read, doc)
}
