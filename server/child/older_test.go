package child

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/surveys"
)

// older makes the page that of a browser which neither says what button sends a form nor
// sends one when asked to, as telephones did until 2022.
const older = `delete HTMLFormElement.prototype.requestSubmit;
	Object.defineProperty(SubmitEvent.prototype, "submitter", {get() {}}), 0`

// atTheEnd is a page of questions of which two are answered, at its last screen.
func atTheEnd(h *house) *browsertest.Page {
	h.t.Helper()
	p := h.open()
	p.Visit(elevenEnglish + "#" + idOf("why_friend"))
	browsertest.Eval[any](p, `document.querySelector("[data-q=who_first] input").click(), 0`)
	p.Type("[data-q=why_friend] textarea", "She laughs.")
	p.Jump("end")
	return p
}

// beside is a page of questions, from which the page to be contacted was opened.
func beside(t *testing.T) *browsertest.Page {
	t.Helper()
	h, _ := contactHouse(t)
	p := h.open()
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	browsertest.Eval[any](p, `globalThis.beside = open("/contact", "beside"), 0`)
	p.Wait(`beside && beside.document.readyState === "complete" && beside.document.querySelector("#send")`)
	return p
}

// broadcast has the page hear what a page with the same form says that is done with it.
func broadcast(p *browsertest.Page, way string) {
	browsertest.Eval[any](p, `new BroadcastChannel("kist " + document.querySelector("form[method=post]").elements._s.value).postMessage(`+way+`), 0`)
}

// On an older telephone each button is pressed once, and does what it says.
func TestOlderTelephonesPressOnce(t *testing.T) {
	h := newHouse(t, every())
	p := atTheEnd(h)
	browsertest.Eval[any](p, older)
	p.Offline(true)
	p.Click("#end .go")
	p.Wait(`document.getElementById("offline")?.textContent.startsWith("There is no connection")`)
	p.Offline(false)
	p.Follow("#end .go")
	p.WaitFor("#send")
	browsertest.Eval[any](p, older)
	p.Follow("#c_" + idOf("why_friend"))
	p.Wait(`document.getElementById("end")`)
	if len(h.urn.forms) != 0 {
		t.Fatal("what changes an answer sent them all")
	}
	browsertest.Eval[any](p, older)
	p.Jump("end")
	p.Follow("#end .go")
	p.WaitFor("#send")
	browsertest.Eval[any](p, older)
	p.Click("#send")
	p.WaitFor(".scene")
	if len(h.urn.forms) != 1 || h.urn.forms[0].Texts["why_friend"] != "She laughs." {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// Where a browser does not know what lists can do since 2022, the questions are read aloud
// all the same.
func TestOlderTelephonesReadAloud(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p := h.open(browsertest.Before("delete Array.prototype.findLast; delete Array.prototype.at;" + listen))
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.WaitFor("[data-q=feel] .say button")
	p.Click("[data-q=feel] .say button")
	p.Wait("player.currentTime > 0.05")
}

// While Kist is started anew, what stands before it answers in its place: the page with
// the answers stays, as without a connection.
func TestAProxysAnswerIsNoConnection(t *testing.T) {
	p := atTheEnd(newHouse(t, every()))
	browsertest.Eval[any](p, `globalThis.asked = fetch, fetch = async (to, how) => how?.method === "HEAD" ? new Response(null, {status: 502}) : asked(to, how), 0`)
	p.Click("#end .go")
	p.Wait(`document.getElementById("offline")?.textContent.startsWith("There is no connection")`)
	browsertest.Eval[any](p, `fetch = asked, 0`)
	p.Follow("#end .go")
	p.WaitFor("#send")
}

// hangs is a line on which nothing comes back, in a time that goes sixty times as fast.
const hangs = `
	globalThis.asked = fetch; globalThis.waits = setTimeout;
	setTimeout = (f, ms, ...rest) => waits(f, ms / 60, ...rest);
	fetch = (to, how) => new Promise((_, fail) => how?.signal?.addEventListener("abort", () => fail(new DOMException("given up", "AbortError")))); 0`

// A line that hangs is no connection either: the page says so soon, and keeps the answers.
func TestALineThatHangs(t *testing.T) {
	h := newHouse(t, every())
	p := atTheEnd(h)
	browsertest.Eval[any](p, hangs)
	p.Click("#end .go")
	p.Wait(`document.getElementById("offline")?.textContent.startsWith("There is no connection")`)
	browsertest.Eval[any](p, `fetch = asked, setTimeout = waits, 0`)
	p.Follow("#end .go")
	p.WaitFor("#send")
	browsertest.Eval[any](p, hangs)
	p.Click("#send")
	p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
	browsertest.Eval[any](p, `fetch = asked, 0`)
	p.WaitFor(".scene") // it was never given up
	if len(h.urn.forms) != 1 {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// A page that a filter puts in the place of Kist's answer is not taken for it.
func TestAFiltersPageIsNotSent(t *testing.T) {
	h := newHouse(t, every())
	p := atTheEnd(h)
	p.Follow("#end .go")
	p.WaitFor("#send")
	browsertest.Eval[any](p, `globalThis.asked = fetch, fetch = async () => new Response("<main><h1>Blocked</h1></main>"), 0`)
	p.Click("#send")
	p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
	browsertest.Eval[any](p, `fetch = asked, 0`)
	p.Click("#send")
	p.WaitFor(".scene")
	if len(h.urn.forms) != 1 {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// Who leaves the questions leaves the page that was opened beside them as well.
func TestLeavingTheQuestionsTakesContactAway(t *testing.T) {
	p := beside(t)
	broadcast(p, `{out: "#away"}`) // to a place of the page, so that both are still there to be seen
	p.Wait(`!beside.document.querySelector("main") && beside.location.hash === "#away"`)
}

// What is saved is deleted when it is sent, also by who saved it and came back by the Back
// button.
func TestSavedAndSentAfterBack(t *testing.T) {
	p := atTheEnd(newHouse(t, every()))
	p.Follow("#end .go")
	p.WaitFor("#send")
	saved := `document.querySelector("form").elements._saved?.value ?? "no"`
	if got := browsertest.Eval[string](p, saved); got != "no" {
		t.Fatalf("before: %s", got)
	}
	if got := browsertest.Eval[string](p, `document.querySelector("button[formaction=save]").click(), `+saved); got != "yes" {
		t.Errorf("the form that stays behind says %s", got)
	}
}

// Thrown away by the script: what was saved goes too, also from a page that the child came
// back to; and of answers that may have arrived it is not said that they were not sent.
func TestScriptThrowsAwayWhatWasSaved(t *testing.T) {
	h := newHouse(t, every())
	p := atTheEnd(h)
	p.Follow("#end .go")
	p.WaitFor("#send")
	p.Follow(".more [formaction=save]")
	words := browsertest.Eval[string](p, `[...document.querySelectorAll(".words li")].map(w => w.textContent).join(" ")`)
	p.Follow("main .go")
	p.Jump("end")
	p.Follow("#end .go")
	p.Axe(browsertest.AAA)
	p.Click("[form=away]")
	p.Becomes(`document.querySelector("h1")?.textContent === "Your answers are gone."`)
	if got := p.Text("main"); !strings.Contains(got, "nothing was kept") {
		t.Errorf("it says %q", got)
	}
	h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusNotFound, "Nothing is saved under these words")
}

func TestScriptThrowsAwayWhatMayHaveArrived(t *testing.T) {
	p := atTheEnd(newHouse(t, every()))
	p.Follow("#end .go")
	p.WaitFor("#send")
	browsertest.Eval[any](p, `fetch = async () => { throw "cut" }, 0`)
	p.Click("#send")
	p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
	p.Click("[href=away]")
	p.Becomes(`document.querySelector("h1")?.textContent === "Your answers are gone."`)
	p.Axe(browsertest.AAA)
	if got := p.Text("main"); !strings.Contains(got, "they may have been sent") || strings.Contains(got, "Nothing was sent") {
		t.Errorf("it says %q", got)
	}
}

// saving has the page saved, and leads to the look over the answers again.
func saving(p *browsertest.Page) {
	p.Follow("#end .go")
	p.WaitFor("#send")
	p.Follow(".more [formaction=save]")
	p.Follow("main .go")
	p.Jump("end")
	p.Follow("#end .go")
	p.WaitFor("#send")
}

// Answers that wait to be sent again are not sent any more once the child has thrown them
// away, or has left, however long the page that follows is on its way.
func TestScriptSendsNothingAfterwards(t *testing.T) {
	for name, end := range map[string]string{
		"thrown away": `document.querySelector("[form=away]").click()`,
		"left":        `document.querySelector("header .exit").click()`,
	} {
		t.Run(name, func(t *testing.T) {
			p := atTheEnd(newHouse(t, every()))
			saving(p)
			browsertest.Eval[any](p, `document.querySelector("header .exit").dataset.to = "#left"; // so that the page is still there to be seen
				globalThis.sent = 0;
				fetch = to => to === "away" ? new Promise(() => {}) : (sent++, Promise.resolve(new Response("", {status: 503})));
				const after = setTimeout;
				globalThis.setTimeout = (f, ms) => ms > 1000 ? (globalThis.again = f, 1) : after(f, ms), 0`)
			p.Click("#send")
			p.Wait(`document.getElementById("sending").textContent.startsWith("Not sent yet.")`)
			if got := browsertest.Eval[int](p, end+`, again(), dispatchEvent(new Event("online")), sent`); got != 1 {
				t.Errorf("it was sent %d times", got)
			}
		})
	}
}

// What is thrown away is told to the other pages at once, though the word that it was
// forgotten never comes.
func TestThrowingAwayWaitsForNobody(t *testing.T) {
	p := atTheEnd(newHouse(t, every()))
	saving(p)
	got := browsertest.Eval[string](p, `new Promise(done => {
		new BroadcastChannel("kist " + document.forms[0].elements._s.value).onmessage = e => done(JSON.stringify(e.data) + kept);
		setTimeout(done, 2000, "nothing");
		let kept;
		fetch = (to, how) => { kept = how.keepalive; return new Promise(() => {}) };
		document.querySelector("[form=away]").click();
	})`)
	if got != "{}true" {
		t.Errorf("the other pages were told %s", got)
	}
}

// That what was saved is forgotten, no filter says in place of Kist.
func TestAFiltersPageForgetsNothing(t *testing.T) {
	p := atTheEnd(newHouse(t, every()))
	saving(p)
	browsertest.Eval[any](p, `fetch = async () => Object.defineProperty(new Response("Blocked"), "url", {value: location.origin + location.pathname.replace("check", "away")}), 0`)
	p.Click("[form=away]")
	p.Becomes(`document.querySelector("h1")?.textContent === "Your answers are gone."`)
	if got := p.Text("main"); !strings.Contains(got, "waits locked for 7 days") {
		t.Errorf("it says %q", got)
	}
}

// Who throws the answers away, or sends them, keeps what is written beside them to be
// contacted.
func TestThrowingAwayKeepsContact(t *testing.T) {
	p := beside(t)
	broadcast(p, "{}")
	p.Becomes(`location.pathname === "/"`) // this page goes
	if !browsertest.Eval[bool](p, `!!open("", "beside").document.querySelector("#send")`) {
		t.Error("the request went with the answers")
	}
}
