package safety

import (
	"net/http"
	"strings"
	"testing"

	"kist/internal/audit"
	"kist/internal/fault"
)

// lines counts what the audit says was done, by who and what.
func (h *house) lines() map[string]int {
	h.t.Helper()
	if err := h.texts.Sweep(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	n := map[string]int{}
	for l, err := range h.trail.Find(h.t.Context(), audit.Filter{}) {
		if err != nil {
			h.t.Fatal(err)
		}
		n[l.Who+" "+l.Did]++
		for _, word := range []string{"garden", "hits", "station"} {
			if strings.Contains(l.ID+l.Did, word) {
				h.t.Errorf("a line holds %q", word)
			}
		}
	}
	return n
}

// Everything that the room's forms do leaves a line of who did it; what was refused
// leaves none.
func TestEveryDeedLeavesALine(t *testing.T) {
	h := newHouse(t)
	const page = "/staff/safety/spring"
	h.copied("spring", "school", calm, harm)
	leaves := func(want string, times int, do func()) {
		t.Helper()
		before := h.lines()[want]
		do()
		if got := h.lines()[want] - before; got != times {
			t.Errorf("%d lines %q, want %d", got, want, times)
		}
	}
	leaves("ros texts.ask", 1, func() { h.post("ros", raw, "do", "ask", "back", page) })
	leaves("ros texts.unlock", 0, func() { h.post("ros", raw, "do", "confirm", "back", page) })
	leaves("iona texts.unlock", 0, func() { h.post("iona", raw, "do", "confirm", "back", page) })
	leaves("tom texts.unlock", 1, func() { h.post("tom", raw, "do", "confirm", "back", page) })
	w := h.get("ros", page)
	raise, id := first(t, w, raiseLink), laneBox.FindAllStringSubmatch(w.Body.String(), -1)[1][1]
	leaves("ros concern.raised", 0, func() { h.post("ros", raise, "note", "") })
	leaves("ros concern.raised", 1, func() { h.post("ros", raise, "note", "by the station") })
	leaves("ailsa lane.none", 0, func() { h.post("ailsa", page, "text", id) })
	leaves("tom lane.none", 1, func() { h.post("tom", page, "text", id) })
	concern := strings.Replace(raise, "/raise/", "/concerns/", 1)
	leaves("tom concern.read", 1, func() { must(t, h.get("tom", concern), http.StatusOK) })
	leaves("tom concern.acted", 0, func() { h.post("tom", concern, "step", "acted") })
	leaves("tom concern.passed", 1, func() { h.post("tom", concern, "step", "passed") })
	leaves("tom texts.lock", 1, func() { h.post("tom", raw, "do", "end", "back", page) })

	h.boxed("one", "two", "three")
	text, _ := h.ticks("ros")
	leaves("ros text.review", 1, func() { h.post("ros", desk, "text", text, "do", "hold") })
	leaves("ailsa text.review", 1, func() { h.post("ailsa", desk, "text", text, "do", "hold") })
	leaves("ros text.review", 0, func() { h.post("ros", desk, "text", text, "do", "pass") })
	leaves("ailsa text.again", 1, func() { h.post("ailsa", desk, "text", text, "do", "again") })
}

// A store that fails shows the page of a failed request, and none of what is in it.
func TestAStoreThatIsAway(t *testing.T) {
	h := newHouse(t)
	h.copied("spring", "school", harm)
	h.unlock("spring", "tom")
	if err := h.engine.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/staff/safety", "/staff/safety/spring", "/staff/texts", "/staff/texts/spring"} {
		w := h.get("ros", path)
		if w.Code < http.StatusInternalServerError {
			t.Errorf("%s: %d", path, w.Code)
		}
		mustNot(t, w, "hits me", "spring round", fault.Closed.Error())
	}
}
