package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/surveys"
	"kist/surveys/standing"
)

// asksBack shows the children of an inspection a page of one entry, and asks them there
// whether it answers them.
func asksBack(t testing.TB, a *app, inspection string) *inspections.Round {
	t.Helper()
	ctx := t.Context()
	say := func(text string) surveys.Words { return surveys.Text("en", text) }
	e := heard.Entry{Key: heard.NewKey(), State: heard.Cannot, Texts: heard.Texts{Title: say("A dog"), Said: say("A small one."), Heard: say("You like dogs."), Change: say("Some get ill.")}}
	p, err := a.heard.Put(ctx, inspection, e, "morag")
	for _, step := range []func() (*heard.Page, error){
		func() (*heard.Page, error) { return a.heard.Offer(ctx, inspection, p.Mark(), "morag") },
		func() (*heard.Page, error) { return a.heard.Read(ctx, inspection, p.Mark(), true, "", "ros") },
	} {
		if err == nil {
			p, err = step()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	h, runner := signedIn(t, a, people.Coordinator)
	if w := hand(h, runner, "/staff/feedback/"+inspection+"/ask", url.Values{"closes": {"2999-01-01"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("asking: %d %.400s", w.Code, w.Body.String())
	}
	r, err := a.book.Asked(ctx, inspection)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tapsWaiting is how many taps wait to be sealed.
func tapsWaiting(t testing.TB, a *app, round string) int64 {
	t.Helper()
	n, err := a.inbox.Waiting(t.Context(), round)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A child opens the page on a phone without scripts, taps, and is thanked; a second tap
// and a way back count nothing more. Then others tap, two people release, and the
// release tells what the taps said: no page tells it before.
func TestChildrenSayWhetherItAnswersThem(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked := asksBack(t, a, round.Inspection)
	address, _ := serveTest(t, a)
	p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone), browsertest.NoScript())
	p.Visit("/heard/" + round.Inspection)
	p.Follow(`a[href$="/8-10/en"]`)
	browsertest.Eval[bool](p, `(b => (b.click(), b.click(), true))(document.querySelector('.tap button[value="5"]'))`)
	p.Becomes(`document.querySelector("h1").textContent === "Sent. Thank you."`)
	if n := tapsWaiting(t, a, asked.ID); n != 1 {
		t.Fatalf("a double tap waits %d times", n)
	}
	p.Back()
	p.Becomes(`!!document.querySelector(".tap")`)
	browsertest.Eval[bool](p, `(document.querySelector('.tap button[value="1"]').click(), true)`)
	p.Becomes(`!document.querySelector(".tap")`)
	if n := tapsWaiting(t, a, asked.ID); n != 1 {
		t.Fatalf("with a way back it waits %d times", n)
	}
	h, runner := signedIn(t, a, people.Coordinator)
	for i := range 44 {
		form := url.Values{"_round": {asked.ID}, "_s": {ballot.NewSecret().String()}, standing.AnswersYou: {[]string{"5", "5", "5", "1"}[i%4]}}
		if w := hand(h, nil, fmt.Sprintf("/heard/%s/11-13/en/tap", round.Inspection), form); w.Code != http.StatusOK {
			t.Fatalf("tap %d: %d", i, w.Code)
		}
	}
	if err := a.sealer.Close(t.Context(), asked.ID, nil); err != nil {
		t.Fatal(err)
	}
	release, err := a.releases.Make(t.Context(), asked.ID, "ros", nil)
	if err != nil {
		t.Fatal(err)
	}
	if least, most := release.Responses.Range(); least > 45 || most < 45 {
		t.Errorf("45 taps are released as %d to %d", least, most)
	}
	if page := look(h, runner, "/staff/releases/"+release.ID).Body.String(); !strings.Contains(page, "Does this answer you?") || !strings.Contains(page, "Yes") {
		t.Error("the release does not tell what they said")
	}
	if page := look(h, runner, "/staff/feedback/"+round.Inspection).Body.String(); !strings.Contains(page, "/staff/releases/"+release.ID) {
		t.Error("the page of feedback does not lead to the release")
	}
	onlyByItsPage(t, a, asked, runner)
}

// onlyByItsPage wants the round to have no other door, and nothing to print for one.
func onlyByItsPage(t *testing.T, a *app, asked *inspections.Round, who []*http.Cookie) {
	t.Helper()
	h, _ := signedIn(t, a, people.Volunteer)
	for _, path := range []string{"edit", "checks", "poster", "leaflet", "helper", "slips", "tablets"} {
		if w := look(h, who, "/staff/rounds/"+asked.ID+"/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if page := look(h, who, "/staff/rounds/"+asked.ID).Body.String(); strings.Contains(page, "/j/") {
		t.Error("it has a join code")
	}
	for _, path := range []string{"/staff/themes", "/staff/words", "/staff/texts"} {
		if w := look(h, who, path); strings.Contains(w.Body.String(), asked.ID) {
			t.Errorf("%s lists a round in which nobody can write", path)
		}
	}
}

// crashTaps kills the server while children tap: whoever was thanked is counted once,
// however often the same tap is sent.
func crashTaps(t *testing.T, program, address string) {
	s := &crashServer{t: t, program: program, store: address, keys: t.TempDir() + "/kist.key"}
	s.start("") // which makes the first round
	s.stop()
	asked := func() *inspections.Round {
		a := openTestApp(t, address, s.keys)
		r, err := a.book.Round(t.Context(), demoID)
		if err != nil {
			t.Fatal(err)
		}
		return asksBack(t, a, r.Inspection)
	}()
	path := "/heard/" + asked.Inspection + "/11-13/en/tap"
	told := map[string]bool{}
	var taps []url.Values
	tap := func(form url.Values) {
		if resp, err := s.post(path, form); err == nil && resp.StatusCode == http.StatusOK {
			told[form.Get("_s")] = true
		}
	}
	for _, at := range []string{"submit.insert:3", "submit.check:5"} {
		s.start(at)
		for i := range 8 {
			taps = append(taps, url.Values{"_round": {asked.ID}, "_s": {ballot.NewSecret().String()}, standing.AnswersYou: {[]string{"1", "3", "5"}[i%3]}})
			tap(taps[len(taps)-1])
		}
		s.waitEnd()
		if s.alive() {
			t.Errorf("%s was not reached", at)
		}
		s.stop()
	}
	if len(told) != 6 {
		t.Errorf("%d were thanked before the server ended, not 2 and 4", len(told))
	}
	s.start("")
	for range 2 {
		for _, form := range taps {
			tap(form)
		}
	}
	s.stop()
	if len(told) != len(taps) {
		t.Errorf("%d of %d were thanked", len(told), len(taps))
	}
	countTaps(t, address, s.keys, asked.ID, len(taps))
}

// countTaps closes the round and counts what is in its boxes.
func countTaps(t *testing.T, address, keys, round string, want int) {
	t.Helper()
	a := openTestApp(t, address, keys)
	if err := a.sealer.Close(t.Context(), round, nil); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := a.opener.Batches(t.Context(), round, func(b ballot.Batch) error {
		n += len(b.Gone)
		return nil
	})
	if err != nil || n != want {
		t.Errorf("%d taps are in boxes, not %d; %v", n, want, err)
	}
}
