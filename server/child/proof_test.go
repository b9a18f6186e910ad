package child

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/proof"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// unsent are the fields of a form that is about to be sent to the questionnaire at a path.
func (h *house) unsent(path string) url.Values {
	h.t.Helper()
	f := h.post(path+"/check", full()).hidden()
	if f.Get(secretField) == "" {
		h.t.Fatal("no form")
	}
	return f
}

// proven is a form with its proof.
func proven(code string, f url.Values) url.Values {
	return with(f, url.Values{proofField: {proof.Find(code, f.Get(secretField), proof.Bits)}})
}

// onlyProven has the house take no form without a proof.
func (h *house) onlyProven() *house {
	h.pages.unproven = web.NewPace(func() time.Time { return h.now }, time.Hour, 0)
	return h
}

// TestAFloodWithoutProof: as many as a school are taken at once and then some a second; who
// comes beyond that keeps the answers in the page and is told when to come again. Whoever
// shows a proof, has a slip, or answers in another round notices nothing of it.
func TestAFloodWithoutProof(t *testing.T) {
	h := newHouse(t, every())
	const otherCode = "BCDFGJ"
	h.round(every(), otherCode, inspections.Open, inspections.Running)
	f := h.unsent(elevenEnglish)
	first := with(f, url.Values{secretField: {"AAAAAAAAAAAAAAAAAAAAAA"}})
	h.post(elevenEnglish+"/send", first).want(t, http.StatusOK)
	for range unprovenBurst - 1 {
		h.post(elevenEnglish+"/send", with(f, url.Values{secretField: {ballot.NewSecret().String()}})).want(t, http.StatusOK)
	}
	byScript, without := sendTo(h, f, true), h.post(elevenEnglish+"/send", f)
	without.want(t, http.StatusTooManyRequests, "Your answers did not reach us yet. They are still here. Please try again.", "Try again", "She &lt;listens&gt;", "!robot")
	if back := without.hidden(); back.Encode() != f.Encode() || without.header.Get("Retry-After") != retryAfter {
		t.Errorf("to wait %q, and the page keeps\n%v, not\n%v", without.header.Get("Retry-After"), back, f)
	}
	if byScript.Code != http.StatusTooManyRequests || byScript.Header().Get("Retry-After") != retryAfter || byScript.Body.Len() != 0 {
		t.Errorf("a script is told %d, to wait %q, and a page of %d bytes", byScript.Code, byScript.Header().Get("Retry-After"), byScript.Body.Len())
	}
	if len(h.urn.forms) != unprovenBurst {
		t.Errorf("%d handed in", len(h.urn.forms))
	}
	// Who did not see the answer is told again; the store is not asked.
	h.post(elevenEnglish+"/send", first).want(t, http.StatusOK, "Sent. Thank you.")
	if len(h.urn.forms) != unprovenBurst {
		t.Errorf("%d handed in, with a retry", len(h.urn.forms))
	}
	for what, wrong := range map[string]url.Values{
		"a proof of another round": proven(otherCode, f), "a proof of another form": with(proven(openCode, first), url.Values{secretField: f[secretField]}),
		"no number": with(f, url.Values{proofField: {"x"}}),
	} {
		if a := h.post(elevenEnglish+"/send", wrong); a.status != http.StatusTooManyRequests {
			t.Errorf("%s: %d", what, a.status)
		}
	}
	thanks := h.post(elevenEnglish+"/send", proven(openCode, f))
	thanks.want(t, http.StatusOK, "Sent. Thank you.")
	other := "/r/" + otherCode + "/11-13/en"
	h.post(other+"/send", h.unsent(other)).want(t, http.StatusOK)
	ticketed := "/r/" + ticketCode + "/11-13/en"
	h.post(ticketed+"/send", with(h.unsent(ticketed), url.Values{slipField: {slip}})).want(t, http.StatusOK)
	h.now = h.now.Add(unprovenEvery)
	again := h.post(elevenEnglish+"/send", with(f, url.Values{secretField: {ballot.NewSecret().String()}}))
	again.want(t, http.StatusOK)
	if again.body != thanks.body {
		t.Error("the thanks tell who showed a proof")
	}
	h.post(elevenEnglish+"/send", f).want(t, http.StatusTooManyRequests)
}

// TestWhatWasNotTakenIsNotSaidToBe: a form that failed, or another form or round with the
// secret of none that was taken, is never told "sent" from memory, which has an end.
func TestWhatWasNotTakenIsNotSaidToBe(t *testing.T) {
	h := newHouse(t, every())
	f := h.unsent(elevenEnglish)
	h.urn.fail = errors.New("the disk is full")
	for range 2 {
		h.post(elevenEnglish+"/send", f).want(t, http.StatusServiceUnavailable)
	}
	h.urn.fail = nil
	h.onlyProven().post(elevenEnglish+"/send", f).want(t, http.StatusTooManyRequests)
	h.post(elevenEnglish+"/send", proven(openCode, f)).want(t, http.StatusOK)
	h.post(elevenEnglish+"/send", f).want(t, http.StatusTooManyRequests) // it came with a proof, and has one
	v, other := &visit{place: place{round: &inspections.Round{}}}, &visit{place: place{round: &inspections.Round{Head: store.Head{ID: "other"}}}}
	kept, secret := newTaken(), ballot.NewSecret()
	kept.add(v, secret)
	if !kept.has(v, secret) || kept.has(other, secret) || kept.has(v, ballot.NewSecret()) || newTaken().of(v, secret) == kept.of(v, secret) {
		t.Error("one form is taken for another")
	}
	for range takenForms + 5 {
		kept.add(v, ballot.NewSecret())
	}
	if len(kept.forms) != takenForms {
		t.Errorf("%d are remembered", len(kept.forms))
	}
}

// TestSchoolsWithoutScripts: what sends without a script, as a class at once, as a school
// over ten minutes and as a school within one minute, is never asked to come again.
func TestSchoolsWithoutScripts(t *testing.T) {
	for _, group := range []struct {
		children int
		over     time.Duration
	}{{35, 0}, {35, time.Minute}, {600, 10 * time.Minute}, {600, time.Minute}} {
		h := newHouse(t, every())
		f := h.unsent(elevenEnglish)
		for i := range group.children {
			if a := h.post(elevenEnglish+"/send", with(f, url.Values{secretField: {ballot.NewSecret().String()}})); a.status != http.StatusOK {
				t.Fatalf("%d within %s: child %d is told %d", group.children, group.over, i+1, a.status)
			}
			h.now = h.now.Add(group.over / time.Duration(group.children))
		}
	}
}

// TestWhatAsksForWork: pages of open rounds tell their script what to find, and no others
// do; the page of a round with slips is not that of an open round with the same questions.
func TestWhatAsksForWork(t *testing.T) {
	h := newHouse(t, every())
	asks := ` data-work="` + strconv.Itoa(proof.Bits) + `"`
	h.get(elevenEnglish).want(t, http.StatusOK, asks)
	h.post(elevenEnglish+"/check", full()).want(t, http.StatusOK, asks)
	h.post(elevenEnglish+"/change", full()).want(t, http.StatusOK, asks)
	ticketed := "/r/" + ticketCode + "/11-13/en"
	h.get(ticketed).want(t, http.StatusOK, "!data-work")
	h.post(ticketed+"/check", full()).want(t, http.StatusOK, "!data-work")
	h.onlyProven().post(ticketed+"/send", with(h.unsent(ticketed), url.Values{slipField: {slip}})).want(t, http.StatusOK)
	h.get(elevenEnglish).want(t, http.StatusOK, asks)
	html, _, _, err := h.pages.Preview(t.Context(), every(), surveys.E11, "en", previewAt, "", nil)
	if err != nil || strings.Contains(string(html), "data-work") {
		t.Errorf("a preview asks for work, %v", err)
	}
}

// TestAProofGoesAlong: to the look over the answers and back, to another language, and
// through being saved.
func TestAProofGoesAlong(t *testing.T) {
	h := newHouse(t, every()).onlyProven()
	f := proven(openCode, with(full(), url.Values{secretField: {newSecret()}}))
	change := h.post(elevenEnglish+"/change", h.post(elevenEnglish+"/check", f).hidden())
	f = with(full(), change.hidden())
	arabic := h.post("/r/"+openCode+"/11-13/ar/change", h.post(elevenEnglish+"/other", f).hidden())
	f = with(full(), arabic.hidden())
	words := h.post("/r/"+openCode+"/11-13/ar/save", f).wordsOn(t)
	f = with(full(), h.post("/come-back", url.Values{"_words": {words}}).hidden())
	h.post(elevenEnglish+"/send", h.post(elevenEnglish+"/check", f).hidden()).want(t, http.StatusOK, "Sent.")
}

// TestAChangedFormIsNotSaidToBeSent from memory: the store has to be asked which answers
// it has.
func TestAChangedFormIsNotSaidToBeSent(t *testing.T) {
	h := newHouse(t, every())
	f := h.unsent(elevenEnglish)
	h.post(elevenEnglish+"/send", f).want(t, http.StatusOK)
	h.post(elevenEnglish+"/send", f).want(t, http.StatusOK)
	if len(h.urn.forms) != 1 {
		t.Fatalf("%d handed in", len(h.urn.forms))
	}
	h.urn.fail = ballot.ErrChanged
	h.post(elevenEnglish+"/send", with(f, url.Values{"why_friend": {"Something else"}})).want(t, http.StatusOK, "as they were when you first pressed")
}
