package child

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/media"
	"kist/surveys"
)

// asked notes which ranges of recordings a browser asked for.
type asked struct {
	mu     sync.Mutex
	ranges []string
}

func (a *asked) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if strings.HasPrefix(c.Path(), "/media/") {
			a.mu.Lock()
			a.ranges = append(a.ranges, c.Request().Header.Get("Range"))
			a.mu.Unlock()
		}
		return next(c)
	}
}

func (a *asked) all() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.ranges...)
}

// listen lets a test see the one player, which is not in the page. It must run
// before the page's own scripts.
const listen = `(() => { const A = Audio; window.Audio = function () { return window.player = new A() };
	window.spoken = []; window.silenced = 0;
	const voices = window.voices ?? [];
	Object.defineProperty(window, "speechSynthesis", {value: {getVoices: () => voices, speak: u => spoken.push(u.voice.name + ": " + u.text), cancel: () => silenced++, addEventListener() {}}});
	Object.defineProperty(window, "SpeechSynthesisUtterance", {value: function (text) { this.text = text }});
})()`

// Recordings play in their place, one at a time, and fall silent when the child
// goes on.
func TestScriptPlaysRecordings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	var heard asked
	h.echo.Use(heard.middleware)
	p := h.open(browsertest.Before(listen))
	p.Visit(elevenEnglish + "#q_feel")
	p.WaitFor("#q_feel .say button")
	if got := browsertest.Eval[int](p, `document.querySelectorAll(".say a").length`); got != 0 {
		t.Errorf("%d links are left beside the buttons", got)
	}
	if len(heard.all()) != 0 {
		t.Errorf("asked for before anybody wanted to hear: %q", heard.all())
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("hear")
	p.Click("#q_feel .say button:nth-of-type(1)")
	p.Wait("player.currentTime > 0.05")
	first := browsertest.Eval[string](p, "player.src")
	if !strings.Contains(first, "/media/") || !strings.HasPrefix(heard.all()[0], "bytes=0-") {
		t.Errorf("%s played, by the ranges %q", first, heard.all())
	}
	p.Wait(`document.querySelector("#q_feel .say [aria-pressed=true]").textContent === "Hear question" || player.ended`)
	p.Click("#q_feel .say button:nth-of-type(2)")
	p.Wait(fmt.Sprintf("player.src !== %q && player.currentTime > 0.05", first))
	if got := browsertest.Eval[int](p, `document.querySelectorAll("[aria-pressed=true]").length`); got > 1 {
		t.Errorf("%d sound at once", got)
	}
	next(t, p, ".go", "q_who_first")
	p.Wait(`player.paused && !document.querySelector("[aria-pressed=true]")`)
}

// A second press pauses, a third goes on from there.
func TestScriptPausesRecordings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == media.Start })
	p := h.open(browsertest.Before(listen))
	p.Visit(elevenEnglish)
	p.WaitFor("#start .say button")
	browsertest.Eval[any](p, "player.loop = true, 0") // it must not end by itself meanwhile
	p.Click("#start .say button")
	p.Wait("player.currentTime > 0.05")
	p.Click("#start .say button")
	p.Wait(`player.paused && document.querySelector("#start .say button").ariaPressed === "false"`)
	at := browsertest.Eval[float64](p, "player.currentTime")
	browsertest.Eval[any](p, `player.addEventListener("playing", () => window.went = player.currentTime, {once: true}), 0`)
	p.Click("#start .say button")
	p.Wait("window.went > 0")
	last := browsertest.Eval[float64](p, "player.duration")
	if went := browsertest.Eval[float64](p, "went"); at < last-0.3 && went < at-0.05 { // at the very end it begins anew
		t.Errorf("paused at %f, it goes on at %f", at, went)
	}
}

// A signed video opens below the words, which stay, and closes.
func TestScriptShowsSigns(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	p := h.open()
	p.Visit(elevenEnglish + "#q_feel")
	p.Click("#q_feel .sign")
	p.Wait(`document.querySelector("#q_feel video")?.currentTime > 0.05`)
	p.Axe(browsertest.AAA)
	p.Screenshot("sign")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	if got := p.Text("#q_feel h2"); got != "How do you feel?" {
		t.Errorf("the words are %q", got)
	}
	if got := browsertest.Eval[string](p, `document.querySelector("#q_feel .sign").ariaExpanded`); got != "true" {
		t.Errorf("expanded: %s", got)
	}
	p.Click("#q_feel .sign")
	p.Gone("video")
	p.Click("#q_feel .sign")
	p.WaitFor("video")
	next(t, p, ".go", "q_who_first")
	p.Gone("video")
}

// Leaving silences whatever sounds.
func TestLeavingSilences(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	p := h.open(browsertest.Before(listen), browsertest.MayLeaveTo("https://www.bbc.co.uk"))
	p.Visit(elevenEnglish + "#q_feel")
	p.Click("#q_feel .say button")
	p.Wait("player.currentTime > 0")
	if !browsertest.Eval[bool](p, `(() => { document.querySelector(".exit").click(); return player.paused })()`) {
		t.Error("it still sounds")
	}
}

// Without a recording a voice on the device reads; one elsewhere never does.
func TestOnlyVoicesOnTheDevice(t *testing.T) {
	for name, test := range map[string]struct {
		voices string
		want   string
	}{
		"on the device": {`[{name: "cloud", lang: "en-GB", localService: false}, {name: "home", lang: "en_GB", localService: true}]`, "home"},
		"elsewhere":     {`[{name: "cloud", lang: "en-GB", localService: false}, {name: "heim", lang: "de-DE", localService: true}]`, ""},
		"none":          {`[]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			survey := every()
			h := newHouse(t, survey)
			h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.know" })
			p := h.open(browsertest.Before("window.voices = " + test.voices + ";" + listen))
			p.Visit(elevenEnglish + "#q_helps")
			p.Wait("document.readyState === 'complete'")
			if test.want == "" {
				if got := browsertest.Eval[int](p, `document.querySelectorAll("#q_helps .say").length`); got != 0 {
					t.Errorf("%d offers to read with no voice", got)
				}
				return
			}
			p.Click("#q_helps .say button:nth-of-type(1)")
			p.Click("#q_helps .say button:nth-of-type(2)")
			p.Wait("spoken.length === 2")
			got := browsertest.Eval[string](p, `spoken.join("\n")`)
			want := "home: What helps? Choose up to 2.\nhome: Option things. Option food. Option none. I’d rather not say."
			if got != want {
				t.Errorf("spoken:\n%s\nwant\n%s", got, want)
			}
			p.Axe(browsertest.AAA)
		})
	}
}

// What was recorded but cannot be had is read by the device; with no voice there
// its button goes. Nobody is told that something is missing.
func TestRecordingsThatCannotBeHad(t *testing.T) {
	for _, voices := range []string{`[{name: "home", lang: "en", localService: true}]`, `[]`} {
		survey := every()
		h := newHouse(t, survey)
		h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
		p := h.open(browsertest.Before("window.voices = " + voices + ";" + listen))
		p.Visit(elevenEnglish + "#q_feel")
		p.WaitFor("#q_feel .say button")
		p.Offline(true)
		p.Click("#q_feel .say button")
		if voices == "[]" {
			p.Wait(`document.querySelector("#q_feel .say button").hidden`)
			continue
		}
		p.Wait(`spoken[0]?.startsWith("home: How do you feel?")`)
	}
}

// Without a script a recording is a link that opens beside the answers.
func TestRecordingsWithoutScript(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p := h.open(browsertest.NoScript())
	p.Visit(elevenEnglish + "#q_feel")
	p.WaitFor("#q_feel .say a")
	p.Axe(browsertest.AAA)
	p.Screenshot("hear-no-script")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	link := browsertest.Eval[string](p, `(a => a.target + " " + a.pathname)(document.querySelector("#q_feel .say a"))`)
	target, path, _ := strings.Cut(link, " ")
	if target != "_blank" {
		t.Errorf("it opens in %q: the answers would go", target)
	}
	if status := p.Visit(path); status != http.StatusOK && status != http.StatusPartialContent {
		t.Errorf("status %d", status)
	}
	p.Wait(`document.querySelector("video, audio")?.readyState > 0`)
}

// With everything recorded the pages of the youngest and the oldest, in both
// directions of writing and in few colours, keep the rules for accessibility.
func TestHearingForEveryone(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	for _, page := range []struct {
		edition surveys.Edition
		lang    string
		options []browsertest.Option
	}{
		{surveys.E4, "en", nil}, {surveys.E14, "ar", nil}, {surveys.E8, "ar", []browsertest.Option{browsertest.ForcedColours()}},
	} {
		h.record(survey, page.edition, page.lang, everything)
		p := h.open(page.options...)
		p.Visit("/r/" + openCode + "/" + string(page.edition) + "/" + page.lang)
		p.WaitFor("#start .say button")
		p.Screenshot("hear-start-" + string(page.edition))
		p.Click("header summary")
		p.WaitFor(".talk .say button")
		p.Screenshot("hear-talk-" + string(page.edition))
		browsertest.Eval[any](p, `document.querySelector("header summary").click(), document.querySelectorAll(".say :first-child").forEach(b => b.setAttribute("aria-pressed", true)), 0`)
		browsertest.Eval[any](p, all)
		if len(page.options) == 0 {
			p.Axe(browsertest.AAA)
		}
		p.Screenshot("hear-all-" + string(page.edition))
		if wide := browsertest.Eval[string](p, tooWide); wide != "" {
			t.Errorf("%s %s: wider than the page:\n%s", page.edition, page.lang, wide)
		}
	}
}
