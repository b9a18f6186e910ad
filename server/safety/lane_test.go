package safety

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/contacts"
	"kist/internal/inspections"
	"kist/internal/texts"
)

const (
	harm = "He hits me & says <b>dont tell</b>"
	calm = "I like the garden"
)

// copied sends stories to a round and has the lane copy them today.
func (h *house) copied(round, setting string, stories ...string) {
	h.t.Helper()
	h.send(round, setting, stories...)
	r, err := h.book.Round(h.t.Context(), round)
	if err == nil {
		err = h.lane.Copy(h.t.Context(), r, h.now().Format(time.DateOnly))
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// unlock has ros ask and somebody confirm.
func (h *house) unlock(round, second string) {
	h.t.Helper()
	at := "/staff/sessions/" + round + "/unreviewed"
	leads(h.t, h.post("ros", at, "do", "ask", "back", "/staff/safety/"+round), "/staff/safety/"+round)
	leads(h.t, h.post(second, at, "do", "confirm", "back", "/staff/safety/"+round), "/staff/safety/"+round)
}

var (
	laneBox   = regexp.MustCompile(`name="text" value="([0-9a-f]+)"`)
	raiseLink = regexp.MustCompile(`href="(/staff/safety/[^"]+/raise/[0-9a-f]+)"`)
)

// first is what a pattern finds first in an answer.
func first(t testing.TB, w *httptest.ResponseRecorder, p *regexp.Regexp) string {
	t.Helper()
	m := p.FindStringSubmatch(w.Body.String())
	if m == nil {
		t.Fatalf("the page has no %v", p)
	}
	return m[1]
}

// Two leads read what waits, the most worrying first; one is dismissed, one becomes a
// concern and goes its way; without a session no word is on any page.
func TestTwoReadTheLane(t *testing.T) {
	h := newHouse(t)
	const page = "/staff/safety/spring"
	h.copied("spring", "school", calm)
	h.copied("spring", "home", harm)
	must(t, h.get("ros", "/staff/safety"), http.StatusOK, `href="`+page+`"`, "Spring round", "Strathlinn joint inspection", "Waiting since 26 November 2026", "ring the police on 999")
	w := h.get("ros", page)
	must(t, w, http.StatusOK, "Locked", "Ask for a second person", "a place and a pattern, not a child")
	mustNot(t, w, "garden", "hits me")
	leads(t, h.post("ros", raw, "do", "ask", "back", page), page)
	must(t, h.get("ros", page), http.StatusOK, "You asked.", "Look again", "Take it back")
	must(t, h.get("tom", page), http.StatusOK, "Ros asks you to unlock", "Confirm, and unlock it for ten minutes")
	leads(t, h.post("tom", raw, "do", "confirm", "back", page), page)
	for _, who := range []string{"ros", "tom"} {
		w = h.get(who, page)
		must(t, w, http.StatusOK, "Ros and Tom have unlocked this round until 09:10", "He hits me &amp; says &lt;b&gt;dont tell&lt;/b&gt;", calm, "Words about: being hit or hurt, not to tell.", "At &lt;home&gt;", "Schools", "Ages 11 to 13")
		if body := w.Body.String(); strings.Index(body, "He hits me") > strings.Index(body, "garden") {
			t.Error("the most worrying is not first")
		}
	}
	h.decide(page)
	h.pass(texts.Lasts)
	w = h.get("ros", page)
	mustNot(t, w, "garden", "hits me", "sounds like home")
	must(t, w, http.StatusOK, "Locked", "Nothing waits.")
}

// decide takes the two texts of TestTwoReadTheLane out of the lane.
func (h *house) decide(page string) {
	t := h.t
	t.Helper()
	raise := first(t, h.get("ros", page), raiseLink) // of the most worrying
	must(t, h.get("ros", raise), http.StatusOK, "He hits me", "The first of five steps")
	must(t, h.post("ros", raise, "note", " "), http.StatusUnprocessableEntity, "This cannot be empty", "He hits me")
	w := h.post("ros", raise, "note", "sounds like <home>")
	concern := strings.Replace(raise, "/raise/", "/concerns/", 1)
	leads(t, w, concern)
	must(t, h.get("tom", concern), http.StatusOK, "sounds like &lt;home&gt;", "He hits me", "Concern written down", "The inspection lead was told and decided")
	must(t, h.post("tom", concern), http.StatusUnprocessableEntity, "This cannot be empty")
	leads(t, h.post("tom", concern, "step", "passed", "note", "rang at once"), concern)
	must(t, h.post("ros", concern, "step", "discussed", "note", "with Callum"), http.StatusConflict, "Somebody else wrote down a step meanwhile", "with Callum")
	must(t, h.get("ros", concern), http.StatusOK, "rang at once", "The area’s lead was told")

	w = h.get("ros", page)
	must(t, w, http.StatusOK, calm, `href="`+concern+`"`, "A next step waits.")
	mustNot(t, w, "He hits me")
	leads(t, h.post("ros", page, "text", first(t, w, laneBox)), page)
	must(t, h.get("ros", page), http.StatusOK, "You have read all that waited.")
	leads(t, h.post("tom", raw, "do", "end", "back", page), page)
	w = h.get("ros", concern)
	must(t, w, http.StatusOK, "There is a note.", "The area’s lead was told")
	mustNot(t, w, "rang at once", "hits me", "sounds like")
	leads(t, h.post("ros", concern, "step", "acted"), concern) // a step waits for nobody
	leads(t, h.post("ros", concern, "step", "recorded"), concern)
	must(t, h.get("ros", concern), http.StatusOK, "This concern is at its end.", "forgotten on 26 December 2026")
}

// An inspector, and anybody else, sees nothing of what was not reviewed; a coordinator
// reads along and decides nothing; a lead of another place sees nothing here.
func TestWhoReadsTheLane(t *testing.T) {
	h := newHouse(t)
	const page = "/staff/safety/spring"
	h.copied("spring", "school", calm)
	h.unlock("spring", "ailsa")
	for _, who := range []string{"iona", "hanan", "ada", "morag", "yusuf"} {
		for _, path := range []string{"/staff/safety", page, "/staff/texts", "/staff/texts/spring"} {
			w := h.get(who, path)
			must(t, w, http.StatusForbidden)
			mustNot(t, w, "garden", "Spring round")
		}
		must(t, h.post(who, page, "text", "x"), http.StatusForbidden)
		must(t, h.post(who, "/staff/texts/spring", "text", "x", "do", "pass"), http.StatusForbidden)
	}
	must(t, h.get("fergus", page), http.StatusForbidden)
	mustNot(t, h.get("fergus", "/staff/safety"), "Spring round")
	w := h.get("tom", page) // a lead, and not one of the two
	must(t, w, http.StatusOK, "Ros and Ailsa have unlocked")
	mustNot(t, w, "garden")
	w = h.get("ailsa", page)
	must(t, w, http.StatusOK, calm, "The safeguarding lead writes down the decisions.")
	mustNot(t, w, `name="text"`, "/raise/", "Children who want to be contacted")
	must(t, h.post("ailsa", page, "text", "x"), http.StatusForbidden)
}

// Requests to be contacted stand beside: in a session with how and when the child is
// reached, each opened with a line; without one as a link alone.
func TestRequestsBesideTheLane(t *testing.T) {
	h := newHouse(t)
	r, err := h.book.Round(t.Context(), "spring")
	if err == nil {
		err = h.contacts.Take(t.Context(), r, contacts.NewForm(), contacts.Words{Name: "Mairi", Reach: "07700 900123", Safe: "after <school>", More: "not my uncle"})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.copied("spring", "school", harm)
	h.unlock("spring", "ailsa")
	s, err := h.texts.Enter(t.Context(), "spring", texts.Unreviewed, "ros")
	if err != nil {
		t.Fatal(err)
	}
	waiting, _, err := h.texts.Waiting(t.Context(), s)
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	if err := errors.Join(h.texts.Raise(t.Context(), s, "ros", waiting[0].ID, "Worrying."), h.texts.End(t.Context(), "spring", texts.Unreviewed, "ros")); err != nil {
		t.Fatal(err)
	}
	must(t, h.get("ros", "/staff/safety"), http.StatusOK, "A child waits since", "A next step waits since")
	w := h.get("ailsa", "/staff/safety") // a coordinator
	must(t, w, http.StatusOK, "Spring round", "for the safeguarding leads")
	mustNot(t, w, "A child waits since", "A next step waits since", "26 November")
	const page = "/staff/safety/spring"
	w = h.get("ros", page)
	must(t, w, http.StatusOK, "A child wants to be contacted", `href="/staff/contacts/`)
	mustNot(t, w, "07700")
	h.unlock("spring", "ailsa")
	w = h.get("ros", page)
	must(t, w, http.StatusOK, "07700 900123", "after &lt;school&gt;")
	mustNot(t, w, "not my uncle", "Mairi") // that is on the request's own page
	mustNot(t, h.get("ailsa", page), "07700")
	asked, err := h.contacts.All(t.Context(), contacts.Waiting)
	if err != nil || len(asked) != 1 || asked[0].Last == nil || asked[0].Last.Did != "contact.open" || asked[0].Last.Who != "ros" {
		t.Errorf("no line of the opening: %v", err)
	}
}

// What waits longest stands first, and what waits over a working day says so; a pilot
// is there too.
func TestWhatWaitsOverAWorkingDay(t *testing.T) {
	h := newHouse(t)
	h.addRound("autumn", "fife")
	pilot := h.addRound("pilot", "fife")
	if _, err := h.book.Rounds.Update(t.Context(), pilot.ID, func(r *inspections.Round) error { r.Inspection, r.Pilot = "", "what_its_like"; return nil }); err != nil {
		t.Fatal(err)
	}
	h.copied("autumn", "school", calm)
	h.pass(24 * time.Hour)
	h.copied("spring", "school", calm)
	h.copied("pilot", "school", calm)
	w := h.get("ros", "/staff/safety")
	must(t, w, http.StatusOK, "Over a working day", "A pilot")
	body := w.Body.String()
	if strings.Count(body, "Over a working day") != 1 || strings.Index(body, "Autumn") > strings.Index(body, "Spring") {
		t.Error("the longest is not first, or others are overdue")
	}
	must(t, h.get("ros", "/staff/safety/autumn"), http.StatusOK, "Over a working day")
	must(t, h.get("ros", "/staff/safety/pilot"), http.StatusOK, "A pilot")
	must(t, h.get("ros", "/staff/safety/none"), http.StatusNotFound)
}

// A text whose session ended between two pages leads back, and nothing is done. What
// somebody typed about it stays in its form, from which it is sent once the round is open
// again, whatever became of the text meanwhile.
func TestASessionThatEndedMeanwhile(t *testing.T) {
	h := newHouse(t)
	const page = "/staff/safety/spring"
	h.copied("spring", "school", harm)
	h.unlock("spring", "tom")
	w := h.get("ros", page)
	id, raise := first(t, w, laneBox), first(t, w, raiseLink)
	must(t, h.post("ros", page, "text", "nothing"), http.StatusNotFound)
	must(t, h.get("ros", "/staff/safety/spring/raise/nothing"), http.StatusConflict, "tell the inspection lead now")
	must(t, h.post("ros", "/staff/safety/spring/raise/nothing", "note", "worries"), http.StatusConflict, "cannot be opened any more", "\nworries</textarea>")
	must(t, h.get("ros", "/staff/safety/spring/concerns/nothing"), http.StatusNotFound)
	h.pass(texts.Lasts)
	leads(t, h.post("ros", page, "text", id), page)
	leads(t, h.post("ros", page, "do", "aside"), page)
	leads(t, h.get("ros", raise), page)
	must(t, h.post("ros", raise, "note", ""), http.StatusConflict, "nothing of it was sent")
	closed := func(w *httptest.ResponseRecorder) {
		t.Helper()
		must(t, w, http.StatusConflict, `role="alert"`, "not open to you now", `href="`+page+`" target="_blank"`, "\nsounds like &lt;home&gt;</textarea>", `action="`+raise+`"`)
		mustNot(t, w, "He hits me")
	}
	closed(h.post("ros", raise, "note", "sounds like <home>"))
	leads(t, h.post("tom", raw, "do", "ask", "back", page), page)
	leads(t, h.post("ailsa", raw, "do", "confirm", "back", page), page)
	closed(h.post("ros", raise, "note", "sounds like <home>")) // others have it open
	leads(t, h.post("tom", page, "text", id), page)
	leads(t, h.post("tom", raw, "do", "end", "back", page), page)
	h.unlock("spring", "tom")
	w = h.post("ros", raise, "note", "sounds like <home>") // it waits for its box
	must(t, w, http.StatusConflict, "tell the inspection lead now", "\nsounds like &lt;home&gt;</textarea>")
	h.boxed(calm, calm)
	leads(t, h.post("tom", raw, "do", "end", "back", page), page)
	h.unlock("spring", "tom")
	concern := strings.Replace(raise, "/raise/", "/concerns/", 1)
	leads(t, h.post("ros", raise, "note", "sounds like <home>"), concern)
	must(t, h.get("ros", concern), http.StatusOK, "He hits me", "sounds like &lt;home&gt;")
}

// One of the two ticks all that waits while the other writes about a text: it becomes a
// concern, with its words.
func TestATickDoesNotOverruleAConcern(t *testing.T) {
	h := newHouse(t)
	const page = "/staff/safety/spring"
	h.copied("spring", "school", harm)
	h.unlock("spring", "tom")
	w := h.get("ros", page)
	id, raise := first(t, w, laneBox), first(t, w, raiseLink)
	must(t, h.get("ros", raise), http.StatusOK, "He hits me")
	leads(t, h.post("tom", page, "text", id), page)
	must(t, h.get("tom", page), http.StatusOK, "You have read all that waited.")
	must(t, h.post("ros", raise, "note", " "), http.StatusUnprocessableEntity, "This cannot be empty", "He hits me")
	concern := strings.Replace(raise, "/raise/", "/concerns/", 1)
	leads(t, h.post("ros", raise, "note", "sounds like home"), concern)
	must(t, h.get("tom", concern), http.StatusOK, "He hits me", "sounds like home")
	must(t, h.get("tom", page), http.StatusOK, `href="`+concern+`"`, "A next step waits.")
}

// The pages are read in Gaelic too.
func TestTheLaneInGaelic(t *testing.T) {
	h := newHouse(t)
	h.copied("spring", "school", harm)
	h.unlock("spring", "tom")
	for _, path := range []string{"/staff/safety", "/staff/safety/spring", "/staff/texts", "/staff/texts/spring"} {
		must(t, h.get("ros:gd", path), http.StatusOK, "Sàbhailteachd")
	}
}
