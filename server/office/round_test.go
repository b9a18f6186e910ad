package office

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
)

func TestARunningRound(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	must(t, b.get("/staff/rounds"), http.StatusOK, "Strathlinn joint inspection", `href="/staff/rounds/spring"`, "At least 35 answers", "4 December 2026", "Open", "Synthetic data.")
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK,
		"“Spring round” is open: at least 35 answers", "counted on 10 November 2026", "about 120", "8 to 10, 11 to 13, easy read", "English, Gàidhlig, العربية",
		"BCD FGH", "JKM NPR", "At &lt;home&gt;", "https://kist.example/j/BCDFGH", `<svg class="qr"`, `href="/staff/rounds/spring/close"`, "Synthetic data.")
	mustNot(t, w, "Make release")
	if w.Header().Get("Refresh") != "" {
		t.Error("a page on which nothing happens asks for itself")
	}
}

func TestWhatIsToldOfProgress(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	for _, test := range []struct {
		progress results.Progress
		list     string
		heading  string
	}{
		{results.Progress{}, "Not counted yet", "is open; its answers are not counted yet"},
		{results.Progress{Day: "2026-11-10", FewerThan10: true}, "Fewer than 10 answers", "is open: fewer than 10 answers"},
		{results.Progress{Day: "2026-11-10", AtLeast: 10}, "At least 10 answers", "is open: at least 10 answers"},
	} {
		h.kist.set(func(k *kist) { k.progress = test.progress })
		must(t, b.get("/staff/rounds"), http.StatusOK, test.list)
		must(t, b.get("/staff/rounds/spring"), http.StatusOK, test.list, test.heading)
	}
}

// Whoever looks at a round is told of answers that arrived and cannot be read.
func TestSpoiledAnswersAreTold(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	mustNot(t, b.get("/staff/rounds/spring"), "cannot be opened")
	h.kist.set(func(k *kist) { k.spoiled = 3 })
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "Answers that cannot be opened: 3.", `role="alert"`)
}

func TestRoundsThatAreNotThere(t *testing.T) {
	b := open(t).as(people.Administrator)
	for _, path := range []string{"/staff/rounds/none", "/staff/rounds/none/close", "/staff/rounds/%25zz", "/staff/rounds/a%2Fb"} {
		must(t, b.get(path), http.StatusNotFound, "There is no such page")
	}
	must(t, b.post("/staff/rounds/none/close"), http.StatusNotFound)
	must(t, b.post("/staff/rounds/none/release"), http.StatusNotFound)
}

func TestAnInspectorReadsAndDoesNotClose(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	mustNot(t, b.get("/staff/rounds/spring"), "/staff/rounds/spring/close")
	must(t, b.get("/staff/rounds/spring/close"), http.StatusForbidden, "You may not do this")
	must(t, b.post("/staff/rounds/spring/close"), http.StatusForbidden)
	if r, err := h.book.Rounds.Get(t.Context(), "spring"); err != nil || r.Stage != inspections.Running {
		t.Errorf("the round is %s, %v", r.Stage, err)
	}
}

func TestClosingAndTheFirstRelease(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	leads(t, b.post("/staff/helplines"), "/staff/helplines")
	must(t, b.get("/staff/rounds/spring/close"), http.StatusOK, "Close “Spring round”?", "At least 35 answers", "Its last day is 4 December 2026", "cannot be opened again", "Leave it open")
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring")
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, "“Spring round” is closed and can be counted", `action="/staff/rounds/spring/release"`)
	mustNot(t, w, "BCD FGH", "/close")
	must(t, b.get("/staff/"), http.StatusOK, "Ros Baird, one thing waits for you", "Make the release of “Spring round”")

	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring") // again changes nothing
	leads(t, b.get("/staff/rounds/spring/close"), "/staff/rounds/spring")
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "“Spring round” is closed and counted", `href="/staff/releases/spring-1"`)
	must(t, b.get("/staff/rounds"), http.StatusOK, `href="/staff/releases/spring-1"`)
	must(t, b.get("/staff/"), http.StatusOK, "nothing waits for you", "Release 1: Spring round")
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/releases/spring-1")
	if h.kist.closed != 1 || len(h.kist.releases) != 1 {
		t.Errorf("closed %d times, %d releases", h.kist.closed, len(h.kist.releases))
	}
	checkTrail(t, h)
}

// checkTrail looks for who closed the round and made the release.
func checkTrail(t *testing.T, h *house) {
	t.Helper()
	lines, err := h.people.Trail.Of(t.Context(), "rounds", "spring")
	if err != nil {
		t.Fatal(err)
	}
	made, err := h.people.Trail.Of(t.Context(), "releases", "spring-1")
	if err != nil {
		t.Fatal(err)
	}
	lines = append(lines, made...)
	var did []string
	for _, l := range lines {
		if l.Who == "" || l.Who == people.Server {
			t.Errorf("%s was done by %q", l.ID, l.Who)
		}
		did = append(did, l.Did)
	}
	if strings.Join(did, " ") != "close release" {
		t.Errorf("the trail says %q", did)
	}
}

func TestClosingThatTakesLonger(t *testing.T) {
	h := open(t)
	hold := make(chan struct{})
	h.kist.set(func(k *kist) { k.hold = hold })
	b := h.as(people.Coordinator)
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring?watch=yes")

	w := b.get("/staff/rounds/spring?watch=yes")
	must(t, w, http.StatusOK, "The round is being closed", `max="12" value="3"`, "You can leave this page", "Stop that", `aria-current="step"`)
	if w.Header().Get("Refresh") != "5" {
		t.Errorf("refresh %q", w.Header().Get("Refresh"))
	}
	w = b.get("/staff/rounds/spring") // somebody who wants it to keep still
	must(t, w, http.StatusOK, "Look again", "Keep looking by itself")
	if w.Header().Get("Refresh") != "" {
		t.Error("the page moves by itself, though nobody asked it to")
	}
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring?watch=yes") // no second work

	over := h.jobs.Start(closeKey("spring"), nil)
	close(hold)
	<-over
	w = b.get("/staff/rounds/spring?watch=yes")
	must(t, w, http.StatusOK, "is closed and can be counted")
	if w.Header().Get("Refresh") != "" || h.kist.closed != 1 {
		t.Errorf("refresh %q, closed %d times", w.Header().Get("Refresh"), h.kist.closed)
	}
}

func TestWorkThatFailsCanBeTriedAgain(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	h.kist.set(func(k *kist) { k.fail = errStore })
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "That did not work. Nothing is lost.", "Carry on closing", "takes no more answers")
	must(t, b.get("/staff/"), http.StatusOK, "Finish closing “Spring round”")
	h.kist.set(func(k *kist) { k.fail = nil })
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring")
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, "is closed and can be counted")
	mustNot(t, w, "That did not work")
}

func TestAReleaseOfARealRoundNeedsTwo(t *testing.T) {
	h := open(t)
	maker, other := h.as(people.Administrator), h.as(people.Coordinator)
	h.alter(func(r *inspections.Round) { r.Stage, r.Synthetic = inspections.Sealed, false })
	leads(t, maker.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	w := maker.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, "waits for a second person", "Made by Ros Baird", "of 1234 counts", "1 table was left out", "You made it")
	mustNot(t, w, "/release/second", "/staff/releases/", "Synthetic data.")
	must(t, maker.post("/staff/rounds/spring/release/second", "do", "approve"), http.StatusForbidden)
	must(t, other.get("/staff/rounds/spring"), http.StatusOK, "waits for a second person", `action="/staff/rounds/spring/release/second"`)
	leads(t, other.post("/staff/rounds/spring/release/second", "do", "decline"), "/staff/rounds/spring")
	must(t, maker.get("/staff/rounds/spring"), http.StatusOK, `action="/staff/rounds/spring/release"`)
	leads(t, maker.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	leads(t, other.post("/staff/rounds/spring/release/second", "do", "approve"), "/staff/rounds/spring")
	must(t, maker.get("/staff/rounds/spring"), http.StatusOK, "is closed and counted", `href="/staff/releases/spring-2"`)
	leads(t, other.post("/staff/rounds/spring/release/second", "do", "approve"), "/staff/rounds/spring") // again changes nothing
}

// TestMakingCanBeStopped: nothing is stored, nothing has failed, and it can be begun
// again.
func TestMakingCanBeStopped(t *testing.T) {
	h := open(t)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	h.kist.set(func(k *kist) { k.hold = make(chan struct{}) })
	b := h.as(people.Administrator)
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/rounds/spring?watch=yes")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "The release is being made", `action="/staff/rounds/spring/release/stop"`)
	leads(t, b.post("/staff/rounds/spring/release/stop"), "/staff/rounds/spring")
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, `action="/staff/rounds/spring/release"`)
	mustNot(t, w, "That did not work", "release/stop")
	h.kist.set(func(k *kist) { k.hold = nil })
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, `href="/staff/releases/spring-1"`)
	leads(t, b.post("/staff/rounds/spring/release/stop"), "/staff/rounds/spring") // there is nothing to stop
}

// TestAReleaseIsTakenUp: a server ended while it made a release. The page says that it is
// being made, it can be stopped, and this server goes on with it.
func TestAReleaseIsTakenUp(t *testing.T) {
	h := open(t)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	b := h.as(people.Administrator)
	h.kist.set(func(k *kist) { k.orders = map[string]string{"spring": "ros"} })
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "The release is being made", `action="/staff/rounds/spring/release/stop"`)
	for _, who := range []*reader{b, h.as(people.Coordinator)} { // each has a line of their own
		leads(t, who.post("/staff/rounds/spring/release/stop"), "/staff/rounds/spring")
	}
	if lines, err := h.people.Trail.Of(t.Context(), "releases", "spring-1"); err != nil || len(lines) != 2 || lines[0].Who == lines[1].Who {
		t.Errorf("who stopped it is told as %v, %v", lines, err)
	}
	must(t, b.get("/staff/audit"), http.StatusOK, `<a href="/staff/releases/spring-1">spring-1</a>`)
	mustNot(t, b.get("/staff/rounds/spring"), "The release is being made")
	h.kist.set(func(k *kist) { k.orders = map[string]string{"spring": "ros"} })
	if err := TakeUp(t.Context(), h.jobs, h.kist); err != nil {
		t.Fatal(err)
	}
	h.jobs.Wait()
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, `href="/staff/releases/spring-1"`)
	if h.kist.releases[0].By != "ros" {
		t.Errorf("made by %q", h.kist.releases[0].By)
	}
}

func TestAnInterimRelease(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "Interim release", "When at least 150 have answered", `action="/staff/rounds/spring/release"`)
	h.kist.set(func(k *kist) { k.fail = fault.Wrap(fault.Closed, "too few") })
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, "No interim release was made: not enough have answered yet")
	mustNot(t, w, "That did not work")
	h.kist.set(func(k *kist) { k.fail = nil })
	leads(t, b.post("/staff/rounds/spring/release"), "/staff/rounds/spring")
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, `href="/staff/releases/spring-1"`, "Close the round", "BCD FGH")
}

func TestNoReleaseBeforeItsTime(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	for _, stage := range []inspections.Stage{inspections.Draft, inspections.Final} {
		h.alter(func(r *inspections.Round) { r.Stage = stage })
		must(t, b.post("/staff/rounds/spring/release"), http.StatusGone, "It is not the time for this")
	}
	if len(h.kist.releases) != 0 {
		t.Error("a release was made")
	}
}

func TestADraft(t *testing.T) {
	h := open(t)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Draft })
	b := h.as(people.Administrator)
	w := b.get("/staff/rounds/spring")
	must(t, w, http.StatusOK, "“Spring round” is in preparation", "In preparation")
	mustNot(t, w, "BCD FGH", "/close")
	must(t, b.post("/staff/rounds/spring/close"), http.StatusGone)
}

func TestToday(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	leads(t, b.post("/staff/helplines"), "/staff/helplines")
	w := b.get("/staff/")
	must(t, w, http.StatusOK, "Ros Baird, nothing waits for you", "Spring round", "until 4 December 2026")
	mustNot(t, w, "kist person reset") // that is for administrators
	must(t, b.get("/staff"), http.StatusOK, "nothing waits for you")
	h.now = time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	h.mount() // the clock is read where it was mounted
	must(t, b.get("/staff/"), http.StatusOK, "one thing waits for you", "Close “Spring round”", "Its last day is over")
	mustNot(t, b.get("/staff/rounds/spring/close"), "Its last day is 4 December")
}

func TestTodayForSomebodyWithoutRounds(t *testing.T) {
	h := open(t)
	b := h.as(people.Translator)
	w := b.get("/staff/")
	must(t, w, http.StatusOK, "nothing waits for you", "No round is open.")
	mustNot(t, w, "Spring round", "Synthetic data.")
	must(t, b.get("/staff/rounds"), http.StatusForbidden)
}

func TestARoundWhoseInspectionIsNotThereYet(t *testing.T) {
	h := open(t)
	r := round("lost")
	r.Inspection, r.Codes = "nowhere", nil
	h.insert(r)
	must(t, h.as(people.Administrator).get("/staff/rounds/lost"), http.StatusOK, "“Spring round” is open")
}

func TestAStoreThatFails(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	h.kist.set(func(k *kist) { k.fail = errors.New("secret detail") })
	leads(t, b.post("/staff/rounds/spring/close"), "/staff/rounds/spring")
	mustNot(t, b.get("/staff/rounds/spring"), "secret detail")
}

// Whoever runs a round is told in time that its keys end, on Today and where it is closed.
func TestKeysThatEnd(t *testing.T) {
	h := open(t)
	b, inspector := h.as(people.Coordinator), h.as(people.Inspector)
	today := h.now
	ends := func(stage inspections.Stage, days int, gone string) {
		h.alter(func(r *inspections.Round) {
			r.Stage, r.KeysUntil, r.KeysGone = stage, today.AddDate(0, 0, days).Format(time.DateOnly), gone
		})
	}
	const task = "before its keys are destroyed"
	for _, test := range []struct {
		stage inspections.Stage
		days  int
		gone  string
		told  bool
	}{
		{inspections.Sealed, 29, "", false}, {inspections.Sealed, 28, "", true}, {inspections.Sealed, 1, "", true},
		{inspections.Sealed, 5, "2026-11-01", false}, {inspections.Running, 5, "", false}, {inspections.Draft, 5, "", false},
	} {
		ends(test.stage, test.days, test.gone)
		if told := strings.Contains(b.get("/staff/").Body.String(), task); told != test.told {
			t.Errorf("%+v: told %v", test, told)
		}
		mustNot(t, inspector.get("/staff/"), task)
		if asks, due := strings.Contains(b.get("/staff/").Body.String(), "Make the release of"), test.stage == inspections.Sealed && test.gone == ""; asks != due {
			t.Errorf("%+v: asks for a release: %v", test, asks)
		}
	}
	ends(inspections.Running, 40, "")
	must(t, b.get("/staff/rounds/spring/close"), http.StatusOK, "Its keys are destroyed on 20 December 2026. Make the release")
	ends(inspections.Running, -5, "") // nobody closed it in time
	must(t, b.get("/staff/rounds/spring/close"), http.StatusOK, "Its keys are destroyed on 10 December 2026")
	h.alter(func(r *inspections.Round) { r.KeysUntil = "" })
	mustNot(t, b.get("/staff/rounds/spring/close"), "keys are destroyed")
}
