package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
)

// The figures of touches, in ms until the effect is on the screen.
const (
	interaction = 50
	leaving     = 100
	unslowed    = 150 // where anything else may be going on
	idle        = 40  // a touch on nothing takes no longer where nothing else is going on
	enough      = 5   // touches of a kind, one of which will not be held up by anything else
)

// nothing is a touch that does nothing: what it takes is the browser's and the
// machine's own.
const nothing = "nothing"

// After it is loaded nothing that a child touches asks for anything, and each
// touch shows at once: none waits for so much work that even its quickest is late. The
// first edition and the last stand for all; -figures is for every one.
func TestTouchesAskForNothing(t *testing.T) {
	address, round := serveRound(t)
	for _, edition := range []string{round.Editions[0], round.Editions[len(round.Editions)-1]} {
		t.Run(edition, func(t *testing.T) {
			took := touchAll(t, address+"/r/"+round.Codes[0]+"/"+edition+"/en", 1)
			for kind, times := range took {
				if best := slices.Min(times); len(times) >= enough && best > unslowed {
					t.Errorf("%s took %.0f ms at its quickest of %d times", kind, best, len(times))
				}
			}
		})
	}
}

// Each touch shows at once.
func TestTouchesOnAPhone(t *testing.T) { measureTouches(t, 1) }

// Each touch shows at once even on a slow phone.
func TestTouchesOnASlowPhone(t *testing.T) { measureTouches(t, slowProcessor) }

// measureTouches measures touches with a processor that takes so many times as
// long.
func measureTouches(t *testing.T, times float64) {
	t.Helper()
	if !*figures {
		t.Skip("a figure of time, measured with -figures")
	}
	address, round := serveRound(t)
	best := map[string][]float64{}
	eachMeasured(t, round, func(t *testing.T, edition, lang string) {
		for kind, all := range touchAll(t, address+"/r/"+round.Codes[0]+"/"+edition+"/"+lang, times) {
			if best[kind] == nil {
				best[kind] = all
			}
			for i, took := range all {
				best[kind][i] = min(best[kind][i], took)
			}
		}
	}, func(t *testing.T, edition, lang string) {
		judge(t, best)
		best = map[string][]float64{}
	})
}

// touchAll touches everything on a questionnaire and gives the times by kind of
// touch. It fails the test if anything was asked for.
func touchAll(t *testing.T, address string, times float64) map[string][]float64 {
	t.Helper()
	f := openFinger(t, address, times)
	asked := f.Asked()
	f.everything()
	if now := f.Asked(); now != asked {
		t.Errorf("%d requests after the page was there", now-asked)
	}
	f.leaving()
	return browsertest.Eval[map[string][]float64](f.Page, "touches.quiet().then(touches.told)")
}

// judge reports the slowest touches by kind, and holds them to the figures.
func judge(t *testing.T, best map[string][]float64) {
	t.Helper()
	if none := slices.Max(best[nothing]); none > idle {
		t.Errorf("a touch on nothing took %.0f ms: this machine has something else to do, measure again", none)
	}
	var all []string
	for _, kind := range slices.Sorted(maps.Keys(best)) {
		took := slices.Sorted(slices.Values(best[kind]))
		slowest := took[len(took)-1]
		all = append(all, fmt.Sprintf("%s %.0f (of %d, p95 %.0f)", kind, slowest, len(took), took[(len(took)*95+99)/100-1]))
		most := float64(interaction)
		if kind == "leave" {
			most = leaving
		}
		if slowest >= most {
			t.Errorf("%s took %.0f ms", kind, slowest)
		}
	}
	t.Logf("slowest in ms: %s", strings.Join(all, ", "))
}

// finger touches one thing after another. For a figure each touch waits until the
// page has come to rest, and rests itself until the screen has answered to it, as
// a child's does.
type finger struct {
	*browsertest.Page
	t *testing.T
}

// openFinger opens a questionnaire, with a voice on the device to read it; for a
// figure with a processor that takes so many times as long.
func openFinger(t *testing.T, address string, times float64) *finger {
	t.Helper()
	f := &finger{browsertest.Open(t, address, browsertest.Width(browsertest.Phone), browsertest.Before(touchKit), browsertest.MayLose()), t}
	f.Visit(address)
	f.Wait("document.fonts.status === 'loaded'")
	f.Traffic()
	if *figures {
		f.Unwatched()
		f.Slow(slowLatency, slowBytes, times)
	}
	browsertest.Eval[any](f.Page, walkKit)
	return f
}

// touch puts a finger on a thing and lifts it; the browser's account of it goes
// under this kind.
func (f *finger) touch(kind, what string, n int) {
	f.t.Helper()
	f.rest()
	at := browsertest.Eval[struct{ X, Y float64 }](f.Page, fmt.Sprintf("kist.at(%q, %d)", what, n))
	f.begin(kind)
	f.Put(at.X, at.Y)
	if *figures {
		browsertest.Eval[any](f.Page, "touches.painted()")
	}
	f.Lift()
	browsertest.Eval[any](f.Page, "touches.seen()")
}

// rest waits for a figure until nothing moves on the page.
func (f *finger) rest() {
	f.t.Helper()
	if *figures {
		browsertest.Eval[any](f.Page, "touches.quiet()")
	}
}

// begin notes of what kind the next touch is, or key.
func (f *finger) begin(kind string) {
	f.t.Helper()
	f.rest()
	browsertest.Eval[any](f.Page, fmt.Sprintf("touches.begin(%q)", kind))
}

// everything goes through the questionnaire: an answer, another, Next, now and
// then Back, and on the first and the last screen what is there on all of them.
func (f *finger) everything() {
	f.t.Helper()
	f.touch("help", "help", 0)
	f.touch("help", "help", 0)
	f.touch("next", "start", 0)
	before := "start"
	for n := 0; ; n++ {
		var now screen
		f.Until("another screen", func() bool {
			now = browsertest.Eval[screen](f.Page, "kist.look('')")
			return now.ID != before
		})
		if now.ID == "end" {
			return
		}
		f.answer(now, n)
		if n%4 == 1 {
			f.touch(nothing, nothing, 0)
			f.touch("back", "back", 0)
			f.touch("next", "next", 0)
			f.touch("hide", "hide", 0)
			f.touch("hide", "hide", 0)
			f.touch("read aloud", "hear", 0)
			f.touch("read aloud", "hear", 0)
		}
		if n%6 == 5 {
			f.touch("skip", "skip", 0)
		} else {
			f.touch("next", "next", 0)
		}
		before = now.ID
	}
}

// answer touches what a question can be answered with.
func (f *finger) answer(now screen, n int) {
	f.t.Helper()
	switch {
	case now.Choices > 0:
		f.touch("answer", "answer", n%now.Choices)
		f.touch("answer", "answer", (n+1)%now.Choices)
	case now.Kind == "order":
		f.touch("order", "down", 0)
		f.touch("order", "down", 0)
		f.touch("order", "right", 0)
	default:
		f.touch("field", "field", 0)
		f.begin("letter")
		f.Press("2")
		browsertest.Eval[any](f.Page, "touches.seen()")
	}
}

// leaving touches what leads away from the page, with the network cut so that
// what it shows first can be seen.
func (f *finger) leaving() {
	f.t.Helper()
	f.Offline(true)
	f.touch("look over", "look", 0)
	f.Wait("document.querySelector('#end #offline')?.textContent") // the page grows by what it says
	f.touch("save", "save", 0)
	f.Wait("document.querySelector('main #offline:not(#end *)')?.textContent")
	browsertest.Eval[any](f.Page, "touches.stay(), 0")
	f.touch("leave", "exit", 0)
	f.Wait("document.querySelector('main') === null")
}

// touchKit keeps how long each touch takes from the finger until its effect is
// painted, by the browser's own account (Event Timing, in steps of 8 ms). What
// takes less than 16 ms the browser does not tell: it counts as 16.
const touchKit = `globalThis.touches = (() => {
const least = 16, events = [], begun = []
new PerformanceObserver(l => events.push(...l.getEntries())).observe({type: "event", durationThreshold: least})
const ends = ["click", "keyup"]
let end = () => {}, seen
for (const name of ends) addEventListener(name, e => e.isTrusted && end(), true)
const frame = f => requestAnimationFrame(() => requestAnimationFrame(f))
const moving = () => document.getAnimations().some(a => a.playState === "running")
Object.defineProperty(window, "speechSynthesis", {value: {getVoices: () => [{name: "here", lang: document.documentElement.lang, localService: true}], speak() {}, cancel() {}, addEventListener() {}}})
Object.defineProperty(window, "SpeechSynthesisUtterance", {value: function (text) { this.text = text }})
return {
	quiet: () => new Promise(done => {
		const look = () => moving() ? frame(look) : requestIdleCallback(left => left.timeRemaining() > 5 ? done(0) : frame(look))
		frame(look)
	}),
	begin(kind) {
		seen = new Promise(done => end = () => requestAnimationFrame(() => setTimeout(done)))
		begun.push({kind, at: performance.now()})
		return 0
	},
	painted: () => new Promise(frame),
	seen: () => seen,
	stay() { navigation.addEventListener("navigate", e => e.preventDefault()) },
	told() {
		const all = {}
		begun.forEach(({kind, at}, i) => {
			const until = begun[i + 1]?.at ?? Infinity
			const took = events.filter(e => e.interactionId && e.startTime >= at && e.startTime < until).map(e => e.duration)
			;(all[kind] ??= []).push(Math.max(least, ...took))
		})
		return all
	},
}
})()`
