package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/inspections"
)

var figures = flag.Bool("figures", false, "measure times on this machine, which should have nothing else to do, and hold them to the figures of docs/children.md")

// The figures that children's pages are held to.
const (
	firstVisit    = 60 << 10 // bytes of everything that a first visit loads
	slowLatency   = 400      // ms for a request and its answer
	slowBytes     = 400_000 / 8
	slowProcessor = 4
	handshakes    = 2 // round trips of TCP and TLS 1.3 before the first request on a new connection
	firstQuestion = 2000
	interaction   = 50 // ms from a touch until its effect is on the screen
)

// serveRound serves the demonstration round.
func serveRound(t *testing.T) (string, *inspections.Round) {
	t.Helper()
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serveTest(t, a)
	return address, round
}

// Everything that a first visit loads in each language, from the code on the
// poster to the first question, fonts and pictures in, is small and comes from
// one place.
func TestFirstVisitIsSmall(t *testing.T) {
	address, round := serveRound(t)
	for _, lang := range round.Languages {
		t.Run(lang, func(t *testing.T) {
			p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone))
			p.Visit("/j/" + round.Codes[0])
			p.Click(fmt.Sprintf("#start a[lang=%q]", lang))
			p.Follow(fmt.Sprintf("section.step:target a[href$='/11-13/%s']", lang))
			p.Click("#start a.go")
			p.Wait("document.fonts.status === 'loaded' && document.querySelector('.step:target .o') !== null")
			total, fonts := 0, 0
			for _, f := range p.Traffic() {
				if !strings.HasPrefix(f.URL, address+"/") && !strings.HasPrefix(f.URL, "data:") {
					t.Errorf("%s is of another place", f.URL)
				}
				total += f.Bytes
				if strings.Contains(f.URL, ".woff2") {
					fonts += f.Bytes
				}
			}
			t.Logf("%s: %.1f KB, %.1f KB of it fonts", lang, float64(total)/1024, float64(fonts)/1024)
			if total > firstVisit || total < 10<<10 {
				t.Errorf("a first visit loads %d bytes, at most %d are allowed: %+v", total, firstVisit, p.Traffic())
			}
		})
	}
}

// After it is loaded nothing that a child touches asks for anything, and each
// touch shows at once.
func TestTouchesAskForNothing(t *testing.T) {
	address, round := serveRound(t)
	for _, edition := range round.Editions {
		p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone))
		p.Visit("/r/" + round.Codes[0] + "/" + edition + "/en")
		p.Wait("document.fonts.status === 'loaded'")
		p.Traffic()
		asked := p.Asked()
		if *figures {
			p.Slow(slowLatency, slowBytes, slowProcessor)
			browsertest.Eval[any](p, watchTouches)
		}
		touchEverything(t, p)
		if now := p.Asked(); now != asked {
			t.Errorf("%s: %d requests after the page was there", edition, now-asked)
		}
		if !*figures {
			continue
		}
		p.Wait("performance.eventCounts.get('pointerup') > 20")
		browsertest.Eval[any](p, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
		all := browsertest.Eval[[]float64](p, "[...touches, 0].sort((a, b) => b - a)")
		t.Logf("%s: the slowest touch took %.0f ms, %d took 16 ms or more, processor slowed %d times", edition, all[0], len(all)-1, slowProcessor)
		if all[0] >= interaction {
			t.Errorf("%s: a touch took %.0f ms", edition, all[0])
		}
	}
}

// watchTouches keeps how long each touch and key takes until its effect is
// painted, by the browser's own account (Event Timing, in steps of 8 ms; it does not tell what takes less than 16).
const watchTouches = `globalThis.touches = [], new PerformanceObserver(l => l.getEntries().forEach(e => e.interactionId && touches.push(e.duration)))
	.observe({type: "event", durationThreshold: 16}), 0`

// touchEverything goes through the questionnaire by touch: an answer, another,
// Next, now and then Back, and things up and down.
func touchEverything(t *testing.T, p *browsertest.Page) {
	t.Helper()
	browsertest.Eval[any](p, walkKit)
	tap := func(what string, n int) {
		at := browsertest.Eval[struct{ X, Y float64 }](p, fmt.Sprintf("kist.at(%q, %d)", what, n))
		p.Tap(at.X, at.Y)
	}
	tap("start", 0)
	before := "start"
	for n := 0; ; n++ {
		var now screen
		p.Until("another screen", func() bool { now = browsertest.Eval[screen](p, "kist.look('')"); return now.ID != before })
		if now.ID == "end" {
			return
		}
		switch {
		case now.Choices > 0:
			tap("answer", n%now.Choices)
			tap("answer", (n+1)%now.Choices)
		case now.Kind == "order":
			tap("down", 0)
		}
		tap("next", 0)
		before = now.ID
	}
}

// From choosing an age on a new connection to the first question, on a slow
// phone, in the languages whose questionnaires are the largest and the smallest.
// What the browser does not slow, the making of the connection, is added. The
// best of several tries counts: whatever else the machine does only adds to it.
func TestFirstQuestionOnASlowPhone(t *testing.T) {
	if !*figures {
		t.Skip("a figure of time, measured with -figures")
	}
	const tries = 4
	address, round := serveRound(t)
	for _, edition := range round.Editions {
		for _, lang := range []string{"en", "pa", "uk"} {
			best, told := 1e9, ""
			for range tries {
				painted, shown := slowStart(t, address, round.Codes[0], edition, lang)
				if total := painted + shown + handshakes*slowLatency; total < best {
					best, told = total, fmt.Sprintf("%.0f ms = %d of TCP and TLS + %.0f to the start page + %.0f to the question", total, handshakes*slowLatency, painted, shown)
				}
			}
			t.Logf("%s %s: %s", edition, lang, told)
			if best >= firstQuestion {
				t.Errorf("%s %s: the first question stands after %.0f ms", edition, lang, best)
			}
		}
	}
}

// slowStart measures, on a new tab, how long after an age was chosen the start
// page is painted, and how long after Start the question is, in ms.
func slowStart(t *testing.T, address, code, edition, lang string) (painted, shown float64) {
	t.Helper()
	p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone))
	p.Visit("/j/" + code + "#l-" + lang)
	p.Traffic()
	p.Slow(slowLatency, slowBytes, slowProcessor)
	p.Follow(fmt.Sprintf("section.step:target a[href$='/%s/%s']", edition, lang))
	p.Wait(`performance.getEntriesByName("first-contentful-paint").length > 0`)
	painted = browsertest.Eval[float64](p, `performance.getEntriesByName("first-contentful-paint")[0].startTime`)
	shown = browsertest.Eval[float64](p, `new Promise(done => {
		const from = performance.now()
		document.querySelector("#start a.go").click()
		requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from)))
	})`)
	return painted, shown
}
