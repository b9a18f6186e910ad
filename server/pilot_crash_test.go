package main

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store/mongo/mongotest"
)

// The places at which the pilot's server ends itself: while testers send, while their
// forms are sealed, closed and counted, and while the keys are destroyed. Of three
// keys the second and the third are left by the last two.
var (
	pilotSends  = []string{"submit.insert:5", "submit.check:3", "seal.box:1", "seal.tombstone:4"}
	pilotCloses = []string{"close.final:1", "seal.forget:1", "close.sealed:1", "pilot.report:1"}
	pilotEnds   = []string{"pilot.ending:1", "pilot.keys:1", "pilot.keys:2", "pilot.ended:1"}
)

// aside is another store of the same kind.
func aside(t *testing.T, address string) string {
	if strings.HasPrefix(address, "sqlite:") {
		return "sqlite:" + filepath.Join(t.TempDir(), "kist.db")
	}
	return mongotest.URI(t)
}

// crashPilot runs a pilot whose server is killed again and again, and looks at it from
// outside: whoever was told "sent" left one comment in the report, nobody left two,
// what the report says stays, and no key outlives the pilot.
func crashPilot(t *testing.T, program, address string) {
	s := &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}
	s.start("")
	s.signIn()
	p := newCrashPilot(s)
	c := newClients(t)
	c.each, c.code, c.dress = 3, p.join, p.dress(c)
	for _, at := range pilotSends {
		s.stop()
		s.start(at)
		c.sendUntilKilled(s)
	}
	s.stop()
	s.start("")
	c.retryAll(s)
	for _, at := range pilotCloses {
		p.until(at, p.page+"/close")
	}
	s.stop()
	s.start("")
	told := p.must(p.page+"/close", "Testers who answered: ")
	c.check(p.remarks(told))
	for _, at := range pilotEnds {
		if at == "pilot.ended:1" { // only once two people have looked at the comments
			p.lookThrough()
		}
		p.until(at, p.page+"/end")
	}
	s.stop()
	s.start("")
	p.ends()
	if after := p.look(); countsOf(after) != countsOf(told) || len(p.remarks(after)) != len(p.remarks(told)) {
		t.Error("the report has changed with the end of the keys")
	}
	s.stop()
	a := openTestApp(t, address, s.keys)
	if left := keysOf(t, a, p.id); len(left) != 0 {
		t.Errorf("%d keys are left", len(left))
	}
	if r, err := a.book.Round(t.Context(), p.id); err != nil || r.Stage != inspections.Ended {
		t.Errorf("the pilot is not ended: %v", err)
	}
	t.Logf("%d kills, %d of them at a failpoint; %d testers told sent, of %d", s.killed, s.atFailpoint, len(c.acked), c.tried)
	if want := len(pilotSends) + len(pilotCloses) + len(pilotEnds); s.atFailpoint < want-1 { // a clock may be faster than its kill
		t.Errorf("%d of %d failpoints were reached", s.atFailpoint, want)
	}
}

// lookThrough has two people look at what testers wrote, while no server runs.
func (p *crashTrial) lookThrough() {
	p.t.Helper()
	p.stop()
	a := openTestApp(p.t, p.store, p.keys)
	// The clock at the start and who ended the pilot may both have been before the first key.
	if err := a.pilots.EndDue(p.t.Context(), a.keptKeys()); err != nil {
		p.t.Error(err)
	}
	if _, err := a.vault.Answers(p.t.Context(), p.id); !errors.Is(err, fault.NotFound) {
		p.t.Errorf("the key to answers is there: %v", err)
	}
	if _, err := a.vault.Texts(p.t.Context(), p.id); err != nil {
		p.t.Errorf("what testers wrote waits, and cannot be read: %v", err)
	}
	if err := errors.Join(lookThrough(p.t.Context(), a, p.id), a.close()); err != nil {
		p.t.Fatal(err)
	}
}

// crashTrial is a pilot as its coordinator sees it.
type crashTrial struct {
	*crashServer
	page, id, join string
	slips          []string
}

// newCrashPilot starts a pilot with as many slips as there can be.
func newCrashPilot(s *crashServer) *crashTrial {
	s.t.Helper()
	p := &crashTrial{crashServer: s}
	p.done(s.post("/staff/helplines", nil))
	form := url.Values{"slips": {fmt.Sprint(inspections.MaxTesters)}, "closes": {"2999-01-01"}, "languages": {"en"}, "editions": {"11-13"}}
	p.page = p.done(s.post("/staff/surveys/what_its_like/pilots", form)).Header.Get("Location")
	p.id = p.page[strings.LastIndexByte(p.page, '/')+1:]
	resp, made, err := s.ask("POST", "/staff/rounds/"+p.id+"/slips", url.Values{"setting": {inspections.PilotSetting}, "slips": form["slips"]})
	p.done(resp, err)
	for _, m := range slipOnPaper.FindAllStringSubmatch(made, -1) {
		p.slips = append(p.slips, m[1])
	}
	code := codeLine.FindStringSubmatch(p.look())
	if len(p.slips) != inspections.MaxTesters || code == nil {
		s.t.Fatalf("%d slips, code %q", len(p.slips), code)
	}
	p.join = code[1]
	return p
}

// done fails unless the server did what was asked.
func (p *crashTrial) done(resp *http.Response, err error) *http.Response {
	p.t.Helper()
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		p.t.Fatalf("%v %+v", err, resp)
	}
	return resp
}

// dress gives each form a slip, and its marker as a comment on a question.
func (p *crashTrial) dress(c *clients) func(url.Values) {
	story, about := storyKey(c.survey), c.survey.QuestionsIn("11-13")[0].Key
	return func(form url.Values) {
		form.Set("_slip", p.slips[c.tried-1])
		form.Set("_say."+about, form.Get(story))
	}
}

// until asks for something, which the server does not live to answer, unless its clock
// did the same before.
func (p *crashTrial) until(failpoint, path string) {
	p.stop()
	p.start(failpoint)
	_, _ = p.post(path, nil)
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.t.Errorf("%s is not killed at %s", path, failpoint)
	}
}

// must asks for something, and gives the pilot's page, on which there is a text then.
func (p *crashTrial) must(path, text string) string {
	p.t.Helper()
	p.done(p.post(path, nil))
	page := p.look()
	if !strings.Contains(page, text) {
		p.t.Fatalf("%s: the page lacks %q", path, text)
	}
	return page
}

func (p *crashTrial) look() string {
	p.t.Helper()
	resp, page, err := p.ask("GET", p.page, nil)
	p.done(resp, err)
	return page
}

// ends waits until the server itself has ended what somebody asked for before it was
// killed.
func (p *crashTrial) ends() {
	p.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(p.look(), "Its keys are destroyed"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatal("the keys are not destroyed after two minutes")
		}
	}
}

var (
	markerText = regexp.MustCompile(`marker [a-z]+ end`)
	tableText  = regexp.MustCompile(`(?s)<table.*</table>`)
)

// remarks counts the comments on a page.
func (p *crashTrial) remarks(page string) map[string]int {
	found := map[string]int{}
	for _, m := range markerText.FindAllString(html.UnescapeString(page), -1) {
		found[m]++
	}
	return found
}

// countsOf is the part of a page with numbers.
func countsOf(page string) string { return tableText.FindString(page) }
