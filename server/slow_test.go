package main

import (
	"fmt"
	"testing"

	"kist/internal/browsertest"
)

const (
	handshakes    = 2 // round trips of TCP and TLS 1.3 before the first request on a new connection
	firstQuestion = 2000
)

// arrival is when things stood on the screen, in ms after an age was chosen.
type arrival struct {
	Start    float64 // the start page is painted
	Question float64 // its button was pressed at once, and the first question is painted
	Answered float64 // its first answer was pressed at once, and is painted as chosen
}

// From choosing an age on a new connection to the first question, on a slow
// phone. The child presses Start the moment it is painted, and an answer the
// moment that is. What the browser does not slow, the making of the connection,
// is added.
func TestFirstQuestionOnASlowPhone(t *testing.T) {
	if !*figures {
		t.Skip("a figure of time, measured with -figures")
	}
	address, round := serveRound(t)
	var all []arrival
	eachMeasured(t, round, func(t *testing.T, edition, lang string) {
		all = append(all, arrive(t, address, round.Codes[0], edition, lang))
	}, func(t *testing.T, edition, lang string) {
		best := all[0]
		for _, a := range all {
			if a.Question < best.Question {
				best = a
			}
		}
		all = nil
		const connect = handshakes * slowLatency
		t.Logf("%s %s: start page %.0f ms, first question %.0f ms, answered %.0f ms, %d of each for TCP and TLS",
			edition, lang, connect+best.Start, connect+best.Question, connect+best.Answered, connect)
		if connect+best.Question >= firstQuestion {
			t.Errorf("the first question stands after %.0f ms", connect+best.Question)
		}
	})
}

// arrive chooses an age on a new tab of a slow phone.
func arrive(t *testing.T, address, code, edition, lang string) arrival {
	t.Helper()
	p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone), browsertest.Before(hurry))
	p.Visit("/j/" + code + "#l-" + lang)
	p.Traffic()
	if *figures {
		p.Slow(slowLatency, slowBytes, slowProcessor)
	}
	p.Follow(fmt.Sprintf("section.step:target a[href$='/%s/%s']", edition, lang))
	p.Wait("arrived.answered")
	a := browsertest.Eval[arrival](p, "arrived")
	if !(0 < a.Start && a.Start < a.Question && a.Question < a.Answered) {
		t.Fatalf("not one after the other: %+v", a)
	}
	return a
}

// The child in a hurry gets there, at whatever speed this machine has today:
// pressing before the page is whole loses nothing and breaks nothing.
func TestAChildInAHurry(t *testing.T) {
	address, round := serveRound(t)
	p := arrive(t, address, round.Codes[0], round.Editions[0], "en")
	t.Logf("%+v", p)
}

// hurry is put into each document: it notes when an age is chosen, and in the
// questionnaire presses the first button as soon as something is painted, and
// again as long as nothing comes of it, and then the first answer. The window's
// name carries the moment of the choice from page to page.
const hurry = `(() => {
const now = () => performance.timeOrigin + performance.now()
addEventListener("click", e => e.target.closest("a[href^='/r/']") && (window.name = now()), true)
if (!location.pathname.startsWith("/r/")) return
const arrived = globalThis.arrived = {}, since = () => now() - window.name
const painted = f => requestAnimationFrame(() => requestAnimationFrame(f))
const answer = () => {
	arrived.question = since()
	const first = document.querySelector(".step:target .o label")
	first.click()
	painted(() => first.querySelector(":checked") && (arrived.answered = since()))
}
const press = () => {
	if (!document.querySelector(".step:target .o input")) document.querySelector("#start a.go")?.click()
	const there = document.querySelector(".step:target .o label")?.getClientRects().length
	painted(there ? answer : press)
}
new PerformanceObserver(list => {
	const paint = list.getEntriesByName("first-contentful-paint")[0]
	if (!paint) return
	arrived.start = performance.timeOrigin + paint.startTime - window.name
	press()
}).observe({type: "paint", buffered: true})
})()`
