package studio

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/surveys"
)

// work is what Iona gave: a proposal that was accepted and one that was not, a vote, a
// recording and a signature; the version was asked in a round with one release.
func (h *house) work() {
	h.t.Helper()
	key := h.plain()
	decide := func(to, decision string) {
		h.sent(ros, to+"/decide", url.Values{"decision": {decision}, "why": {"Because."}})
	}
	decide(h.proposed(iona, key, "Do you feel at home here?", "It is plainer."), "accept")
	decide(h.proposed(iona, key, "Is it all right?", "It is shorter."), "decline")
	his := h.proposed(callum, key, "Do you feel at home where you are?", "Callum’s own reason.")
	h.sent(iona, his+"/vote", url.Values{"vote": {"agree"}})
	seq := strconv.Itoa(h.draft().Seq)
	h.sent(ros, draft+"/review/coordinator", url.Values{"seq": {seq}, "news": {"Plainer."}})
	h.sent(iona, draft+"/review/volunteer", url.Values{"seq": {seq}})
	h.sent(ros, draft+"/publish", nil)
	survey, err := h.versions.Survey(h.t.Context(), "what_its_like-2")
	if err != nil {
		h.t.Fatal(err)
	}
	states, err := h.voices.States(h.t.Context(), survey, surveys.E14, h.words.Printer("en"))
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.voices.Keep(h.t.Context(), "iona", states[0].Slot, sample(h.t, "sound.webm")); err != nil {
		h.t.Fatal(err)
	}
	h.holdRound("spring", "what_its_like-2", inspections.Running)
	h.holdRound("before", "what_its_like-1", inspections.Running)
	h.holdRound("later", "what_its_like-2", inspections.Draft)
	h.releases.list = append(h.releases.list, &results.Release{Head: store.Head{ID: "spring/1"}, Round: "spring", Number: 1, Made: "2031-05-04"})
	if err := h.voices.Sweep(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	if err := h.drafts.Sweep(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// A volunteer sees what they gave and what it became, and nobody sees another's.
func TestMyWork(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "Nothing of it is in a published version yet", "proposed: 0, accepted: 0", "voted on: 0")
	h.work()
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "What iona gave to the surveys", "It is no judgement of the work",
		"proposed: 2, accepted: 1", "It is plainer.", "It is shorter.", "Accepted", "Declined", "In versions: 2.", "voted on: 1",
		"version 2", "You signed this version", "Inspection spring", "Results published: 4 May 2031.", "Texts in your voice or your signing: 1.",
		"Inspection before", "In versions: 1, 2.", "!Inspection later", "!Callum’s own reason.")
	want(t, h.as(callum, "/staff/my-work"), http.StatusOK, "Callum’s own reason.", "proposed: 1, accepted: 0", "voted on: 0", "!It is plainer.", "!Inspection spring")
	want(t, h.as(ros, "/staff/my-work?who=iona"), http.StatusOK, "!It is plainer.", "version 2") // she signed it
	want(t, h.do("gd", get("/staff/my-work")), http.StatusOK, "Dè thàinig às")
	want(t, h.as("ada:inspector", "/staff/my-work"), http.StatusForbidden)
	h.changed(h.plain(), hardText)
	h.crew.out["iona"] = []string{"harm"}
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "A question on a theme that you stepped out of.", "!It is plainer.", "proposed: 2, accepted: 1")
	want(t, h.as(iona, "/staff/surveys"), http.StatusOK, `href="/staff/my-work"`, `href="/staff/care"`)
}

// The record fits a phone and a desk, and prints without the ways around it.
func TestMyWorkInABrowser(t *testing.T) {
	h := newHouse(t)
	h.work()
	for _, width := range []int64{320, 390, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		p.Visit("/staff/my-work")
		p.Axe()
		p.Screenshot(fmt.Sprint("studio-mine-", width))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d px too wide at %d", over, width)
		}
	}
}
