package child

import (
	"fmt"
	"net/http"
	"slices"
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
	paths  []string // each once for every time it was begun
}

func (a *asked) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Path() == "/media/:id" {
			a.mu.Lock()
			a.ranges = append(a.ranges, c.Request().Header.Get("Range"))
			a.paths = append(a.paths, c.Request().URL.Path)
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

// files are the recordings that were asked for, in order, each once.
func (a *asked) files() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []string
	for _, p := range a.paths {
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// listen lets a test see the one player, which is not in the page. It must run
// before the page's own scripts.
const listen = `(() => { const A = Audio; window.Audio = function () { return window.player = new A() };
	window.spoken = []; window.silenced = 0;
	const voices = window.voices ?? [];
	Object.defineProperty(window, "speechSynthesis", {value: {getVoices: () => voices, speak: u => { spoken.push(u.voice.name + ": " + u.text); setTimeout(() => u.onend?.()) }, cancel: () => silenced++, addEventListener() {}}});
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
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.WaitFor("[data-q=feel] .say button")
	if got := browsertest.Eval[int](p, `document.querySelectorAll(".say a").length`); got != 0 {
		t.Errorf("%d links are left beside the buttons", got)
	}
	if len(heard.all()) != 0 {
		t.Errorf("asked for before anybody wanted to hear: %q", heard.all())
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("hear")
	p.Click("[data-q=feel] .say button:nth-of-type(1)")
	p.Wait("player.currentTime > 0.05")
	first := browsertest.Eval[string](p, "player.src")
	if !strings.Contains(first, "/media/") || !strings.HasPrefix(heard.all()[0], "bytes=0-") {
		t.Errorf("%s played, by the ranges %q", first, heard.all())
	}
	p.Wait(`document.querySelector("[data-q=feel] .say [aria-pressed=true]").textContent === "Hear question" || player.ended`)
	p.Click("[data-q=feel] .say button:nth-of-type(2)")
	p.Wait(fmt.Sprintf("player.src !== %q && player.currentTime > 0.05", first))
	if got := browsertest.Eval[int](p, `document.querySelectorAll("[aria-pressed=true]").length`); got > 1 {
		t.Errorf("%d sound at once", got)
	}
	next(t, p, ".go", "who_first")
	p.Wait(`player.paused && !document.querySelector("[aria-pressed=true]")`)
}

// hurry makes recordings short, so that a test hears many.
const hurry = `player.defaultPlaybackRate = player.playbackRate = 8, 0`

// at is the address of what is recorded at a place, by the index that the page
// asks for.
func recordedAt(p *browsertest.Page, place string) string {
	return browsertest.Eval[string](p, fmt.Sprintf(`(set => fetch("/media/" + set + "/index").then(r => r.json()).then(i => "/media/" + set + "." + i[%q]))(document.querySelector("script[data-set]").dataset.set)`, place))
}

// Answers are heard in turn, each by its own recording and marked meanwhile; then
// one alone, by the button beside it, here and at the questions that follow.
func TestScriptPlaysOneAnswer(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	var heard asked
	h.echo.Use(heard.middleware)
	p := h.open(browsertest.Before(listen))
	p.Visit(elevenEnglish + "#" + idOf("know"))
	p.WaitFor("[data-q=know] .say button")
	browsertest.Eval[any](p, hurry)
	p.Click("[data-q=know] .say button:nth-of-type(2)")
	p.Wait(`document.querySelector("[data-q=know] .on")?.textContent.includes("Yes")`)
	p.Screenshot("hear-answer")
	p.Wait(`player.ended && !document.querySelector("[aria-pressed=true], .on")`)
	var want []string
	for _, code := range []string{"yes", "no", "not_sure"} {
		want = append(want, recordedAt(p, "q_know="+code))
	}
	if got := heard.files(); !slices.Equal(got, want) {
		t.Fatalf("in turn were heard %q, want %q", got, want)
	}
	p.Axe(browsertest.AAA)
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	p.Click("[data-q=know] .both:nth-of-type(2) .one")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q) && player.ended", want[1]))
	if chosen := browsertest.Eval[int](p, `document.querySelectorAll("[data-q=know] :checked").length`); chosen != 0 {
		t.Error("hearing an answer has chosen it")
	}
	if name := browsertest.Eval[string](p, `document.querySelector("[data-q=know] .both:nth-of-type(2) .one").ariaLabel`); name != "Hear: No." {
		t.Errorf("the button is called %q", name)
	}
	next(t, p, ".go", "listen")
	p.Click("[data-q=listen] .both .one")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q)", recordedAt(p, "q_listen=4")))
	p.Screenshot("hear-each")
}

// Where there is no room for a button, choosing a number says it; a button in a
// list to put in order moves nothing.
func TestScriptSaysNumbersAndThings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p := h.open(browsertest.Before(listen))
	p.Visit(elevenEnglish + "#" + idOf("safe"))
	p.WaitFor("[data-q=safe] .say button")
	browsertest.Eval[any](p, hurry)
	p.Click("[data-q=safe] .say button:nth-of-type(2)")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q)", recordedAt(p, "q_safe.low")))
	p.Click("[data-q=safe] .num label:nth-of-type(8)")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q) && player.ended", recordedAt(p, "q_safe=7")))
	next(t, p, ".go", "places")
	next(t, p, ".go", "first")
	p.WaitFor("[data-q=first] .one")
	p.Screenshot("hear-order")
	p.Click("[data-q=first] li:nth-of-type(2) .one")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q) && player.ended", recordedAt(p, "q_first=b")))
	if got := browsertest.Eval[string](p, `[...document.querySelectorAll("[data-q=first] li span")].map(s => s.textContent).join() + document.querySelectorAll("[data-q=first] .done").length`); got != "Option a,Option b,Option c0" {
		t.Errorf("hearing it moved it: %s", got)
	}
}

// What is recorded in part is heard in part, and the device reads the rest.
func TestScriptMixesRecordingsAndVoice(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "kind.yes_no.no" })
	p := h.open(browsertest.Before(`window.voices = [{name: "home", lang: "en", localService: true}];` + listen))
	p.Visit(elevenEnglish + "#" + idOf("know"))
	p.WaitFor("[data-q=know] .say button")
	browsertest.Eval[any](p, hurry)
	p.Click("[data-q=know] .say button:nth-of-type(2)")
	p.Wait("spoken.length === 2 && player.ended")
	if got := browsertest.Eval[string](p, `spoken.join()`); got != "home: Yes.,home: Not sure." {
		t.Errorf("the device read %q", got)
	}
}

// The page before sending is read in turn, the child's answers by their
// recordings; answers that are hidden stay unsaid. After sending the thanks are
// read.
func TestScriptReadsThePageBeforeSending(t *testing.T) {
	survey := every()
	survey.Questions = survey.Questions[4:5]
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "check.helped" || id == "kind.yes_no.yes" || id == "thanks" })
	p := h.open(browsertest.Before(`window.voices = [{name: "home", lang: "en", localService: true}];` + listen))
	p.Visit(elevenEnglish + "#" + screen(survey, "know"))
	p.Click("[data-q=know] .o label")
	next(t, p, ".go", "end")
	p.Follow("#end .go")
	p.WaitFor("h1+.say button")
	p.Axe(browsertest.AAA)
	p.Screenshot("hear-check")
	browsertest.Eval[any](p, hurry+`, window.played = [], player.addEventListener("play", () => played.push(new URL(player.src).pathname))`)
	p.Click("h1+.say button")
	p.Wait(`spoken.at(-1)?.includes("Throw my answers away")`)
	if got, want := browsertest.Eval[string](p, "played.join()"), recordedAt(p, "q_know=yes")+","+recordedAt(p, "check.helped"); got != want {
		t.Errorf("heard %s, want %s", got, want)
	}
	if got := browsertest.Eval[string](p, `spoken.slice(0, 3).join(" ")`); got != "home: Look over your answers. home: Not sent yet. Change anything, or leave it as it is. home: Do you know?" {
		t.Errorf("the device read %q", got)
	}
	p.Click(".more [aria-pressed]") // hide my answers
	browsertest.Eval[any](p, `spoken.length = played.length = 0`)
	p.Click("h1+.say button")
	p.Wait(`spoken.at(-1)?.includes("Throw my answers away")`)
	if got := browsertest.Eval[string](p, "played.join()"); got != recordedAt(p, "check.helped") {
		t.Errorf("hidden answers were heard: %s", got)
	}
	p.Click("#send")
	p.Wait(`document.querySelector("h1")?.textContent === "Sent. Thank you."`)
	p.Click("h1+.say button")
	p.Wait(fmt.Sprintf(`played.at(-1) === %q`, recordedAt(p, "thanks")))
	p.Screenshot("hear-thanks")
}

// The help page is read by a voice on the device where nobody recorded it.
func TestScriptReadsHelp(t *testing.T) {
	h := newHouse(t, every())
	p := h.open(browsertest.Before(`window.voices = [{name: "home", lang: "en", localService: true}];` + listen))
	p.Visit("/help")
	p.Click("main .say button")
	p.Wait(`spoken.at(-1)?.includes("Tell us how to reach you")`)
	if got := browsertest.Eval[string](p, `spoken.join(" ")`); !strings.Contains(got, "Childline, free, day or night: 0800 1111") {
		t.Errorf("the device read %q", got)
	}
}

// The note for the grown-up beside a small child is heard where it stands.
func TestScriptReadsTheNoteForGrownUps(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E4, "en", func(id string) bool { return id == media.GrownUp })
	p := h.open(browsertest.Before(listen))
	p.Visit("/r/" + openCode + "/4-7/en")
	p.Click("#start details summary")
	p.Click("#start details .say button")
	p.Wait(fmt.Sprintf("player.src.endsWith(%q)", recordedAt(p, "grown_up")))
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
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.Click("[data-q=feel] .sign")
	p.Wait(`document.querySelector("[data-q=feel] video")?.currentTime > 0.05`)
	p.Axe(browsertest.AAA)
	p.Screenshot("sign")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	if got := p.Text("[data-q=feel] h2"); got != "How do you feel?" {
		t.Errorf("the words are %q", got)
	}
	if got := browsertest.Eval[string](p, `document.querySelector("[data-q=feel] .sign").ariaExpanded`); got != "true" {
		t.Errorf("expanded: %s", got)
	}
	p.Click("[data-q=feel] .sign")
	p.Gone("video")
	p.Click("[data-q=feel] .sign")
	p.WaitFor("video")
	next(t, p, ".go", "who_first")
	p.Gone("video")
}

// Leaving silences whatever sounds.
func TestLeavingSilences(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	p := h.open(browsertest.Before(listen), browsertest.MayLeaveTo("https://www.bbc.co.uk"))
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.Click("[data-q=feel] .say button")
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
			p.Visit(elevenEnglish + "#" + idOf("helps"))
			p.Wait("document.readyState === 'complete'")
			if test.want == "" {
				if got := browsertest.Eval[int](p, `document.querySelectorAll("[data-q=helps] .say").length`); got != 0 {
					t.Errorf("%d offers to read with no voice", got)
				}
				return
			}
			p.Click("[data-q=helps] .say button:nth-of-type(1)")
			p.Wait("spoken.length === 2")
			p.Click("[data-q=helps] .say button:nth-of-type(2)")
			p.Wait("spoken.length === 6")
			got := browsertest.Eval[string](p, `spoken.join("\n").replaceAll("home: ", "")`)
			want := "What helps?\nChoose up to 2.\nOption things.\nOption food.\nOption none.\nI’d rather not say."
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
		p.Visit(elevenEnglish + "#" + idOf("feel"))
		p.WaitFor("[data-q=feel] .say button")
		p.Offline(true)
		p.Click("[data-q=feel] .say button")
		if voices == "[]" {
			p.Wait(`document.querySelector("[data-q=feel] .say button").hidden`)
			continue
		}
		p.Wait(`spoken[0] === "home: How do you feel?"`)
	}
}

// Without a script a recording is a link that opens beside the answers.
func TestRecordingsWithoutScript(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p := h.open(browsertest.NoScript())
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.WaitFor("[data-q=feel] .say a")
	p.Axe(browsertest.AAA)
	p.Screenshot("hear-no-script")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	link := browsertest.Eval[string](p, `(a => a.target + " " + a.pathname)(document.querySelector("[data-q=feel] .say a"))`)
	target, path, _ := strings.Cut(link, " ")
	if target != "_blank" {
		t.Errorf("it opens in %q: the answers would go", target)
	}
	if status := p.Visit(path + "#" + idOf("feel")); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("hear-page-no-script")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("the page that plays is wider than the screen:\n%s", wide)
	}
	if n := browsertest.Eval[int](p, `[...document.querySelectorAll(".step:target audio")].filter(a => a.offsetHeight > 0).length`); n != 7 { // the question, five faces, and no answer
		t.Errorf("%d can be played", n)
	}
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
		{surveys.E11, "ar", []browsertest.Option{browsertest.Width(browsertest.Desk)}}, {surveys.E11, "en", []browsertest.Option{browsertest.Width(browsertest.Phone), browsertest.Dark()}},
	} {
		h.record(survey, page.edition, page.lang, everything)
		p := h.open(page.options...)
		p.Visit("/r/" + openCode + "/" + string(page.edition) + "/" + page.lang)
		p.WaitFor("#start .say button")
		p.Screenshot("hear-start-" + string(page.edition) + page.lang)
		p.Click("header summary")
		p.WaitFor(".talk .say button")
		p.Screenshot("hear-talk-" + string(page.edition) + page.lang)
		p.Click("header summary")
		for _, q := range []string{"feel", "rest", "first", "helps"} {
			p.Jump(idOf(q))
			if q == "feel" {
				p.Click("[data-q=feel] .say button:nth-of-type(2)")
			}
			p.WaitFor("[data-q=" + q + "] .one")
			if page.edition != surveys.E8 { // whose colours are the system's
				p.Axe(browsertest.AAA)
			}
			p.Screenshot("hear-one-" + q + "-" + string(page.edition) + page.lang)
		}
		browsertest.Eval[any](p, `document.querySelectorAll(".say :first-child").forEach(b => b.setAttribute("aria-pressed", true)), 0`)
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
