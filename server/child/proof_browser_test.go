package child

import (
	"testing"
	"time"

	"kist/internal/browsertest"
	"kist/server/web"
)

// TestScriptFindsAProof: a child who answers on a phone sends a form with a proof, however
// it came to the questions, and though no form without one is taken here.
func TestScriptFindsAProof(t *testing.T) {
	h := newHouse(t, every()).onlyProven()
	words := h.post(elevenEnglish+"/save", full()).wordsOn(t)
	for name, begin := range map[string]func(p *browsertest.Page){
		"from the poster": func(p *browsertest.Page) { p.Visit(elevenEnglish) },
		"coming back": func(p *browsertest.Page) {
			p.Visit("/come-back")
			p.Type("#words", words)
			p.Follow("main .b.go")
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(h.urn.forms)
			p := h.open(browsertest.Width(browsertest.Phone))
			begin(p)
			p.Wait(`document.querySelector("[name=_p]")?.value > 0`)
			p.Jump("end")
			p.Follow("#end .go")
			p.Click("#send")
			p.WaitFor(".scene")
			if sent := len(h.urn.forms) - before; sent != 1 {
				t.Errorf("%d handed in", sent)
			}
		})
	}
}

// TestScriptFindsAProofLate: who sends before the script has found the number loses
// nothing: the page tries again as it always does, with the number then. A number that is
// wrong is found anew.
func TestScriptFindsAProofLate(t *testing.T) {
	h := newHouse(t, every()).onlyProven()
	p := h.open(browsertest.MayLose(), browsertest.Before(quickWaits+`
if (!location.pathname.endsWith("/check")) requestIdleCallback = () => {};
else {
	const idle = requestIdleCallback;
	let held = [];
	requestIdleCallback = (f, o) => held ? held.push(f) : idle(f, o);
	window.go = () => { held.forEach(f => idle(f)); held = null };
}`))
	p.Visit(elevenEnglish + "#end")
	browsertest.Eval[any](p, `document.forms[0].insertAdjacentHTML("afterbegin", '<input type="hidden" name="_p" value="5">'), 0`)
	p.Follow("#end .go")
	p.Click("#send")
	p.Wait(`waits.length > 0`)
	if len(h.urn.forms) != 0 {
		t.Fatal("a form without a proof was taken")
	}
	browsertest.Eval[any](p, "go(), 0")
	p.WaitFor(".scene")
	if len(h.urn.forms) != 1 {
		t.Errorf("%d handed in", len(h.urn.forms))
	}
}

// TestSendingWithoutAScript: nobody is locked out for want of a script. The form comes
// without a proof and is taken at the pace of such forms; beyond it the page says so and
// keeps everything, and one touch later it is there.
func TestSendingWithoutAScript(t *testing.T) {
	h := newHouse(t, every())
	h.pages.unproven = web.NewPace(func() time.Time { return h.now }, time.Second, 1)
	for _, look := range []struct {
		name, lang string
		width      int64
	}{{"320", "en", browsertest.SmallPhone}, {"390", "en", 390}, {"1280", "en", 1280}, {"ar-320", "ar", browsertest.SmallPhone}, {"ar-1280", "ar", 1280}} {
		t.Run(look.name, func(t *testing.T) {
			if err := h.pages.unproven.Allow("round-" + openCode); err != nil {
				t.Fatal(err)
			}
			before := len(h.urn.forms)
			p := h.open(browsertest.Width(look.width), browsertest.NoScript(), browsertest.MayLose())
			p.Visit("/r/" + openCode + "/11-13/" + look.lang + "#" + idOf("feel"))
			p.Click("[data-q=feel] .o label:nth-of-type(4)")
			p.Jump("end")
			p.Follow("#end .go")
			if status := p.Follow("#send"); status != 429 {
				t.Errorf("beyond the pace: %d", status)
			}
			p.Axe(browsertest.AAA)
			p.Screenshot("unproven-" + look.name)
			if wide := browsertest.Eval[string](p, tooWide); wide != "" {
				t.Errorf("wider than the page:\n%s", wide)
			}
			h.now = h.now.Add(time.Second)
			if status := p.Follow("#send"); status != 200 || len(h.urn.forms) != before+1 || h.urn.forms[before].Answers["feel"][0] != "4" {
				t.Errorf("within the pace: %d, %d handed in", status, len(h.urn.forms)-before)
			}
			h.now = h.now.Add(time.Second)
		})
	}
}
