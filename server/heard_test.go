package main

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/media"
	"kist/internal/people"
	"kist/surveys"
)

// listening lets a test see the one player of a child's page, which is not in
// the page itself.
const listening = `(() => { const A = Audio; window.Audio = function () { return window.player = new A() } })()`

// TestARecordingIsHeard walks the whole way of a recording: a volunteer speaks
// into a phone and keeps it, a child on another server of the same store hears
// it, and the log of neither says who heard what.
func TestARecordingIsHeard(t *testing.T) {
	dir := t.TempDir()
	store, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	a := openTestApp(t, store, keys)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	survey := roundSurvey(t, a)
	q := survey.QuestionsIn(surveys.E11)[0]
	address, _ := serveTest(t, a)
	record(t, a, address, fmt.Sprintf("/staff/surveys/%s/recordings/%s?edition=11-13&lang=en", survey.Key, media.OfQuestion(q.Key)))
	checkRecordings(t, a, survey)

	other, logged := serveTest(t, openTestApp(t, store, keys))
	p := browsertest.Open(t, other, browsertest.Width(browsertest.SmallPhone), browsertest.Before(listening))
	p.Visit("/r/" + round.Codes[0] + fmt.Sprintf("/11-13/en#q_%d", slices.Index(survey.Questions, q)+1))
	p.Click("[data-q=" + q.Key + "] .say button")
	p.Wait("player.currentTime > 0.1 && player.duration > 0.3")
	part := browsertest.Eval[string](p, `fetch(player.src, {headers: {Range: "bytes=4-7"}}).then(async r => r.status + " " + r.headers.get("Content-Range").split("/")[0] + " " + (await r.arrayBuffer()).byteLength)`)
	if part != "206 bytes 4-7 4" {
		t.Errorf("a range gives %q", part)
	}
	p.Visit("/r/" + round.Codes[0] + "/8-10/en") // whose words are others
	if n := browsertest.Eval[int](p, `document.querySelectorAll("script[data-set], .say a").length`); n != 0 {
		t.Errorf("another age hears %d", n)
	}
	if text := logged.String(); strings.Contains(text, "media") {
		t.Errorf("the log says what was heard:\n%s", text)
	}
}

// checkRecordings has somebody who made none listen to what is recorded of a survey.
func checkRecordings(t *testing.T, a *app, survey *surveys.Survey) {
	t.Helper()
	states, err := a.media.States(t.Context(), survey, surveys.E11, a.words.Printer("en"))
	n := 0
	for _, st := range states {
		if !st.Missing() {
			n++
			err = errors.Join(err, a.media.Check(t.Context(), "listener", st.Slot, st.Kept.File))
		}
	}
	if err != nil || n == 0 {
		t.Fatalf("%d recordings: %v", n, err)
	}
}

// record speaks into the microphone of a browser, which beeps, and keeps it.
func record(t *testing.T, a *app, address, path string) {
	t.Helper()
	token, err := a.people.Invite(t.Context(), people.Server, people.Volunteer)
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone))
	p.Visit("/staff/sign-in/" + token)
	p.Type("input[name=name]", "Morag Test")
	p.Follow("main form button")
	if status := p.Visit(path); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	p.Click("#take")
	p.Wait(`+document.getElementById("told").dataset.seconds >= 3`)
	p.Click("#take")
	p.Wait(`document.getElementById("file").files.length === 1`)
	if status := p.Follow("form[data-start] button:not([type])"); status != http.StatusOK {
		t.Fatalf("keeping it: %d", status)
	}
	p.WaitFor(".say[role=status]")
}
