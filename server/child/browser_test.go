package child

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kist/internal/browsertest"
	"kist/server/web"
	"kist/surveys"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// open serves the house and opens a tab on it.
func (h *house) open(options ...browsertest.Option) *browsertest.Page {
	h.t.Helper()
	assets().Mount(h.echo)
	server := httptest.NewServer(web.HeadAsGet(h.echo))
	h.t.Cleanup(server.Close)
	return browsertest.Open(h.t, server.URL, append([]browsertest.Option{browsertest.Width(browsertest.SmallPhone)}, options...)...)
}

// all shows every screen at once, as browsers do that know no :has.
const all = `[...document.querySelectorAll(".step")].forEach(s => Object.assign(s.style, {display: "flex", position: "static", visibility: "visible"}))`

// tooWide are the elements that stick out of the page at the side, and that
// nothing inside the page scrolls.
const tooWide = `[...document.querySelectorAll("body *")].filter(e => !e.closest("svg") && !e.closest(".talk") &&
	(e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1) && !e.matches("progress")).map(e => e.outerHTML.slice(0, 80)).join("\n")`

// Every kind in every edition, in both directions of writing, with a script and
// without, light, dark and in few colours, keeps the rules for accessibility.
func TestEveryKindForEveryone(t *testing.T) {
	looks := []struct {
		name    string
		langs   []string
		options []browsertest.Option
	}{
		{"script", []string{"en", "ar"}, nil},
		{"no script", []string{"en", "ar"}, []browsertest.Option{browsertest.NoScript()}},
		{"dark", []string{"en"}, []browsertest.Option{browsertest.Dark()}},
		{"few colours", []string{"ar"}, []browsertest.Option{browsertest.ForcedColours()}},
		{"desk", []string{"en"}, []browsertest.Option{browsertest.Width(browsertest.Desk)}},
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			h := newHouse(t, every())
			p := h.open(look.options...)
			for _, e := range []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14} {
				for _, lang := range look.langs {
					p.Visit("/r/" + openCode + "/" + string(e) + "/" + lang)
					browsertest.Eval[any](p, `document.querySelectorAll("input, textarea").forEach((x, i) => i % 3 || x.click()), 0`)
					browsertest.Eval[any](p, all)
					if look.name != "few colours" { // where axe-core reads the colours of the page, not those that are shown
						p.Axe(browsertest.AAA)
					}
					p.Screenshot(fmt.Sprintf("all-%s-%s-%s", look.name, e, lang))
					if wide := browsertest.Eval[string](p, tooWide); wide != "" {
						t.Errorf("%s %s: wider than the page:\n%s", e, lang, wide)
					}
				}
			}
		})
	}
}

// The pages around the questions keep them too.
func TestPagesForEveryone(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{"light": nil, "dark": {browsertest.Dark()}, "no script": {browsertest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			p := newHouse(t, every()).open(options...)
			for _, path := range []string{"/", "/j?code=x", "/j/" + openCode, "/j/" + openCode + "#l-ar", "/help", "/about/privacy", "/about/accessibility", elevenEnglish + "/away", "/nothing"} {
				p.Visit(path)
				p.Axe(browsertest.AAA)
				browsertest.Eval[any](p, `document.querySelector("header summary").click(), 0`)
				p.Axe(browsertest.AAA)
				if wide := browsertest.Eval[string](p, tooWide); wide != "" {
					t.Errorf("%s: wider than the page:\n%s", path, wide)
				}
			}
		})
	}
}

// here is the screen that is shown: the key of its question, or its id.
func here(p *browsertest.Page) string {
	return browsertest.Eval[string](p, `[...document.querySelectorAll(".step")].filter(s => s.checkVisibility({visibilityProperty: true, opacityProperty: true})).map(s => s.dataset.q ?? s.id).join()`)
}

// next goes on from the screen that is shown, and wants to come to another, whose
// address tells nothing of its question.
func next(t *testing.T, p *browsertest.Page, link, want string) {
	t.Helper()
	p.Click(".step:target .nav " + link)
	p.Wait(fmt.Sprintf(`(s => s && (s.dataset.q ?? s.id) === %q)(document.querySelector(":target"))`, want))
	if at := browsertest.Eval[string](p, "location.hash"); at != "#end" && strings.Contains(at, want) {
		t.Errorf("the address of the question %q ends in %s", want, at)
	}
	if got := here(p); got != want {
		t.Errorf("the screen %q is shown, want %q", got, want)
	}
}

// The same way, with and without a script, through every kind, to the check page
// and back; what was answered comes back as it was.
func TestAnsweringByTouch(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{"script": nil, "no script": {browsertest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, every())
			p := h.open(options...)
			p.Visit(elevenEnglish)
			if got := here(p); got != "start" {
				t.Fatalf("at first %q is shown", got)
			}
			p.Click("#start .go")
			p.Click("[data-q=feel] .o label:nth-of-type(4)")
			next(t, p, ".go", "who_first")
			p.Click("[data-q=who_first] .o label:nth-of-type(1)")
			next(t, p, ".go", "why_friend")
			p.Type("[data-q=why_friend] textarea", "She laughs.\nA lot.")
			next(t, p, ".go", "helps")
			p.Click("[data-q=helps] .o label:nth-of-type(2)")
			next(t, p, ".go", "know")
			next(t, p, ".sk", "listen")
			next(t, p, ".bk", "know")
			p.Click("[data-q=know] .o label:nth-of-type(3)")
			p.Visit(strings.TrimPrefix(p.Location(), "http://x")) // a fragment only: nothing is lost
			p.Jump("end")
			p.Wait(`location.hash === "#end"`)
			if status := p.Follow("#end .go"); status != 200 {
				t.Fatalf("status %d", status)
			}
			p.Axe(browsertest.AAA)
			p.Screenshot("check-" + name)
			for _, want := range []string{"Happy", "Option friend", "She laughs.\nA lot.", "Option food", "Not sure"} {
				if !strings.Contains(p.Text("dl"), want) {
					t.Errorf("the check page lacks %q:\n%s", want, p.Text("dl"))
				}
			}
			p.Follow(`[formaction="change#` + idOf("why_friend") + `"]`)
			if got := here(p); got != "why_friend" {
				t.Errorf("Change leads to %q", got)
			}
			if got := browsertest.Eval[string](p, "document.querySelector('textarea').value"); got != "She laughs.\nA lot." {
				t.Errorf("the text came back as %q", got)
			}
			p.Axe(browsertest.AAA)
			p.Follow(".step:target [name=_drop]")
			if strings.Contains(p.Text("dl"), "laughs") {
				t.Error("what was left out is still there")
			}
			p.Click("#send")
			p.WaitFor(".scene")
			p.Axe(browsertest.AAA)
			p.Screenshot("thanks-" + name)
			if got := p.Text("h1"); got != "Sent. Thank you." {
				t.Errorf("at the end: %q", got)
			}
			if len(h.urn.forms) != 1 || len(h.urn.forms[0].Texts) != 0 || len(h.urn.forms[0].Answers) != 4 {
				t.Errorf("handed in: %+v", h.urn.forms)
			}
		})
	}
}

// With a script, questions that are not asked are passed over both ways, and
// Skip empties the answer.
func TestScriptKeepsToThePath(t *testing.T) {
	p := newHouse(t, every()).open()
	p.Visit(elevenEnglish + "#" + idOf("who_first"))
	p.Click("[data-q=who_first] .o label:nth-of-type(2)")
	next(t, p, ".go", "helps")
	next(t, p, ".bk", "who_first")
	next(t, p, ".sk", "helps")
	if browsertest.Eval[bool](p, `!!document.querySelector("[name=who_first]:checked")`) {
		t.Error("Skip left the answer")
	}
	next(t, p, ".bk", "who_first")
	p.Click("[data-q=who_first] .o label:nth-of-type(1)")
	next(t, p, ".go", "why_friend")
	p = newHouse(t, withConditionElsewhere()).open()
	p.Visit("/r/" + openCode + "/4-7/en#" + idOf("why_friend"))
	next(t, p, ".go", "know") // asked, for nobody there is asked what it depends on elsewhere
}

// "I'd rather not say" and "none of these" stand alone, and three are not taken
// where two may be.
func TestScriptKeepsChoicesApart(t *testing.T) {
	p := newHouse(t, every()).open()
	p.Visit(elevenEnglish + "#" + idOf("helps"))
	chosen := func() string {
		return browsertest.Eval[string](p, `[...document.querySelectorAll("[name=helps]:checked")].map(i => i.value).join()`)
	}
	for _, step := range []struct{ click, want string }{
		{"things", "things"}, {"food", "things,food"}, {"none", "none"}, {"food", "food"}, {"-", "-"}, {"things", "things"},
	} {
		p.Click(fmt.Sprintf(`[data-q=helps] label:has([value="%s"])`, step.click))
		if got := chosen(); got != step.want {
			t.Errorf("after %s: %s, want %s", step.click, got, step.want)
		}
	}
}

// Things are put in order by two buttons each; untouched, they are skipped.
func TestScriptPutsInOrder(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	places := func() string {
		return browsertest.Eval[string](p, `[...document.querySelectorAll("[data-q=first] select")].map(s => s.name.slice(-1) + s.value).join()`)
	}
	p.Visit(elevenEnglish + "#" + idOf("first"))
	p.WaitFor("[data-q=first] li button")
	if got := places(); got != "a,b,c" {
		t.Errorf("untouched: %s", got)
	}
	p.Click("[data-q=first] li:nth-child(3) button[value=up]")
	if got := places(); got != "a1,c2,b3" {
		t.Errorf("after a move: %s", got)
	}
	if got := p.Text("[data-q=first] [role=status]"); got != "2. Option c" {
		t.Errorf("said: %q", got)
	}
	p.Click("[data-q=first] li:nth-child(2) button[value=up]")
	if got := browsertest.Eval[string](p, "document.activeElement.value + document.activeElement.closest('li').textContent.slice(0, 8)"); got != "downOption c" {
		t.Errorf("the focus is on %q", got)
	}
	next(t, p, ".sk", "end")
	if got := places(); got != "c,a,b" {
		t.Errorf("after Skip: %s", got)
	}
	next(t, p, ".bk", "first")
	p.Click("[data-q=first] fieldset > button")
	if got := places(); got != "c1,a2,b3" {
		t.Errorf("after saying that it is right: %s", got)
	}
}

// A slip's code goes from the poster to the form, and is nowhere in an address.
func TestScriptCarriesTheSlip(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit("/j/" + ticketCode + "#" + slip)
	p.Wait(`location.hash === ""`)
	p.Click("#start [lang=en]")
	p.Follow(`[href*="11-13/en"]`)
	p.Wait(`document.querySelector("[name=_slip]")?.value === "` + slip + `"`)
	if at := p.Location(); strings.Contains(at, slip) {
		t.Errorf("the slip is in the address: %s", at)
	}
	p.Click("#start .go")
	p.Jump("end")
	p.Wait(`location.hash === "#end"`)
	p.Follow("#end .go")
	p.Click("#send")
	p.WaitFor(".scene")
	if len(h.urn.forms) != 1 || h.urn.forms[0].Slip != slip {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// While there is no connection the page says so and goes on trying by itself;
// it never says sent before they are.
func TestScriptTriesAgain(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit(elevenEnglish + "#end")
	p.Follow("#end .go")
	p.Offline(true)
	p.Click("#send")
	p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
	browsertest.Eval[any](p, "scrollTo(0, 0), 0") // nothing half under the bar
	p.Axe(browsertest.AAA)
	p.Screenshot("not-sent")
	secret := browsertest.Eval[string](p, "document.forms[0].elements._s.value")
	p.Offline(false)
	p.WaitFor(".scene")
	if len(h.urn.forms) != 1 || h.urn.forms[0].Secret.String() != secret {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
	if at := p.Location(); strings.Contains(at, openCode) {
		t.Errorf("a reload asks for %s again", at)
	}
}

// Without a connection the questionnaire keeps its answers and says why
// nothing happens.
func TestScriptNeedsAConnection(t *testing.T) {
	p := newHouse(t, every()).open()
	p.Visit(elevenEnglish + "#end")
	p.Offline(true)
	p.Click("#end .go")
	p.Wait(`document.getElementById("offline")?.textContent.startsWith("There is no connection")`)
	p.Axe(browsertest.AAA)
	p.Offline(false)
	if status := p.Follow("#end .go"); status != 200 {
		t.Errorf("status %d", status)
	}
}

// Nor is the check page left without a connection: whatever leads on from it says
// why nothing happens, and what was to be sent goes on trying by itself.
func TestCheckPageNeedsAConnection(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit(elevenEnglish + "#" + idOf("why_friend"))
	browsertest.Eval[any](p, `document.querySelector("[data-q=who_first] input").click(), 0`)
	p.Type("[data-q=why_friend] textarea", "She laughs.")
	p.Jump("end")
	p.Follow("#end .go")
	p.Offline(true)
	p.Click("#send")
	p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
	for _, way := range []string{"#c_" + idOf("why_friend"), ".nav .bk", ".more button[formaction]"} {
		browsertest.Eval[any](p, `document.getElementById("offline")?.remove(), 0`)
		p.Click(way)
		p.Wait(`document.getElementById("offline")?.textContent.startsWith("There is no connection")`)
	}
	browsertest.Eval[any](p, "scrollTo(0, 0), 0") // nothing half under the bar
	p.Axe(browsertest.AAA)
	p.Offline(false)
	p.WaitFor(".scene") // it was never given up
	if len(h.urn.forms) != 1 || h.urn.forms[0].Texts["why_friend"] != "She laughs." {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// The way out, and throwing the answers away, empty the page at once, and so
// does Shift three times.
func TestScriptLeaves(t *testing.T) {
	for name, leave := range map[string]string{
		"button": `document.querySelector(".exit").click()`,
		"keys":   `for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent("keydown", {key: "Shift"}))`,
	} {
		t.Run(name, func(t *testing.T) {
			p := newHouse(t, every()).open(browsertest.MayLeaveTo("https://www.bbc.co.uk"))
			p.Visit(elevenEnglish + "#" + idOf("feel"))
			p.Click("[data-q=feel] .o label:nth-of-type(2)")
			left := browsertest.Eval[string](p, `(() => { `+leave+`;
				return document.body.className + [...document.querySelectorAll("input:checked")].length })()`)
			if left != "bye0" {
				t.Errorf("after leaving: %q", left)
			}
		})
	}
}

// Back shows nothing of what was answered, after sending, throwing away and
// leaving, however many pages of the form the browser keeps.
func TestBackShowsNothing(t *testing.T) {
	const secretly = "something that nobody else may read"
	done := map[string]func(p *browsertest.Page){
		"sent":         func(p *browsertest.Page) { p.Click("#send"); p.WaitFor(".scene") },
		"thrown away":  func(p *browsertest.Page) { p.Follow("[href=away]") },
		"left by keys": func(p *browsertest.Page) { leaveByKeys(p) },
	}
	for name, end := range done {
		for _, changed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, changed %v", name, changed), func(t *testing.T) {
				p := newHouse(t, every()).open(browsertest.MayLeaveTo("https://www.bbc.co.uk"))
				p.Visit(elevenEnglish + "#" + idOf("why_friend"))
				browsertest.Eval[any](p, `document.querySelector("[data-q=who_first] input").click(), 0`)
				p.Type("[data-q=why_friend] textarea", secretly)
				p.Jump("end")
				p.Wait(`location.hash === "#end"`)
				p.Follow("#end .go")
				if changed {
					p.Follow(`[formaction="change#` + idOf("why_friend") + `"]`)
					p.Follow(".step:target button.b")
				}
				end(p)
				for backs := 0; backs < 8 && p.Back(); backs++ {
					// The word that the form is done with may be still on its way to
					// a page that the browser had kept.
					p.Becomes(`![document.body?.innerHTML ?? "", ...[...document.querySelectorAll("textarea, input")].map(i => i.value)].some(t => t.includes("` + secretly + `"))`)
				}
			})
		}
	}
}

// leaveByKeys presses Shift three times and waits until the page is empty.
func leaveByKeys(p *browsertest.Page) {
	browsertest.Eval[any](p, `setTimeout(() => { for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent("keydown", {key: "Shift"})) }), 0`)
	p.Gone("main form")
}

func TestScriptThrowsAway(t *testing.T) {
	p := newHouse(t, every()).open()
	p.Visit(elevenEnglish + "#end")
	p.Follow("#end .go")
	before := browsertest.Eval[int](p, "history.length")
	p.Follow("[href=away]")
	if got := p.Text("h1"); got != "Your answers are gone." {
		t.Errorf("the page says %q", got)
	}
	if after := browsertest.Eval[int](p, "history.length"); after != before {
		t.Error("Back leads to the answers that were thrown away")
	}
	p.Follow("a.go")
	p.WaitFor("#start [lang=ar]")
}

// The Enter key in a field sends nothing, and every choice can be made by keyboard.
func TestKeyboard(t *testing.T) {
	p := newHouse(t, every()).open(browsertest.Width(browsertest.Desk))
	p.Visit(elevenEnglish + "#" + idOf("places"))
	p.Wait(`document.activeElement.dataset.q === "places"`)
	p.Press(kb.Tab + "12" + kb.Enter)
	if got := browsertest.Eval[string](p, "location.hash + ' ' + document.querySelector('[name=places]').value"); got != "#"+idOf("places")+" 12" {
		t.Errorf("after Enter: %s", got)
	}
	p.Press(kb.Tab + " ")
	p.Wait(`document.activeElement.value === "-" && document.activeElement.checked`)
	p.Press(kb.Tab + kb.Tab + kb.Enter)
	p.Wait(`location.hash === "#` + idOf("first") + `"`)
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.Press(kb.Tab + " " + kb.ArrowDown + kb.ArrowDown)
	p.Wait(`document.querySelector("[name=feel]:checked")?.value === "3"`)
}
