package child

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/fault"
)

// keepOne puts one sealed form of a child into the tablet, by the tablet's own
// script, without walking through the pages.
func keepOne(p *browsertest.Page) {
	browsertest.Eval[any](p, `(async () => {
		const {seal, publicKey, pad} = await import("/static/hpke.js"), {about, bytes, keep, random} = await import("/static/fieldwork-store.js");
		const plan = await about("plan"), text = s => new TextEncoder().encode(s);
		const form = {setting: "school", edition: "11-13", language: "en", secret: random(), slip: "", form: {know: ["yes"]}};
		await keep(await seal(await publicKey(bytes(plan.intake)), text("kist tablet " + plan.round), pad(text(JSON.stringify(form)))));
		return 0;
	})()`)
}

// syncNow presses the button and waits until the page has done what it can.
func syncNow(p *browsertest.Page) {
	p.Wait(`!document.getElementById("fieldwork").dataset.busy`)
	p.Click("#sync")
	p.Wait(`!document.getElementById("fieldwork").dataset.busy`)
}

// different is how many different forms were handed in.
func (u *urn) different() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	secrets := map[string]bool{}
	for _, f := range u.forms {
		secrets[f.Secret.String()] = true
	}
	return len(secrets)
}

// Whatever is cut, nothing is lost and nothing has another secret: requests that
// never arrive, answers that never arrive, a page that is closed meanwhile.
func TestSyncIsCutAnywhere(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	for range 3 {
		keepOne(p)
	}
	l.lose.Store(true) // everything arrives, and the tablet does not hear of it
	syncNow(p)
	if l.lost.Load() == 0 || h.urn.different() != 3 {
		t.Fatalf("%d answers lost, %d forms arrived", l.lost.Load(), h.urn.different())
	}
	if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "3 0" {
		t.Errorf("nothing was heard, and the tablet says %s", got)
	}
	if got := p.Text("#status"); !strings.HasPrefix(got, "No connection just now") {
		t.Errorf("it says %q", got)
	}
	facilitate(p) // a reload in the middle
	l.lose.Store(false)
	l.cut.Store(true)
	syncNow(p)
	if got := shown(p, "waiting"); got != "3" {
		t.Errorf("with the line cut: %s", got)
	}
	l.cut.Store(false)
	syncNow(p)
	if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "0 3" {
		t.Errorf("in the end: %s", got)
	}
	if got := h.urn.different(); got != 3 {
		t.Errorf("%d different forms arrived, want 3", got)
	}
}

// What is not taken stays, and is told as a number with what to do; what can be
// taken later is.
func TestWhatIsNotTakenStays(t *testing.T) {
	h := newHouse(t, every())
	p, _ := h.ready()
	keepOne(p)
	keepOne(p)
	for _, c := range []struct {
		fail  error
		note  string
		words string
	}{
		{fault.Wrap(fault.Closed, "round"), "closed", "2 × not taken: the round was closed."},
		{errors.New("the disk is full"), "", ""},
	} {
		h.urn.mu.Lock()
		h.urn.fail = c.fail
		h.urn.mu.Unlock()
		syncNow(p)
		if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "2 0" {
			t.Errorf("%v: %s", c.fail, got)
		}
		if got := browsertest.Eval[string](p, `[...document.querySelectorAll("[data-refused]:not([hidden])")].map(n => n.textContent).join()`); !strings.HasPrefix(got, c.words) || (got == "") != (c.words == "") {
			t.Errorf("%v: it says %q", c.fail, got)
		}
		p.Axe()
		p.Screenshot("fieldwork-refused-" + c.note)
	}
	h.urn.mu.Lock()
	h.urn.fail = nil
	h.urn.mu.Unlock()
	syncNow(p)
	if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "0 2" {
		t.Errorf("in the end: %s", got)
	}
	h.shelf.mu.Lock()
	h.shelf.fail = fault.Wrap(fault.Closed, "struck off")
	h.shelf.mu.Unlock()
	keepOne(p)
	syncNow(p)
	p.WaitFor("#struck")
	if got := shown(p, "waiting"); got != "1" {
		t.Errorf("struck off: %s", got)
	}
	if browsertest.Eval[bool](p, `document.getElementById("next").checkVisibility()`) {
		t.Error("a tablet that is struck off takes another child")
	}
}

// Two windows that fetch the pages at once do not take them from each other: they are
// fetched once, and all are there.
func TestTwoWindowsFetchThePages(t *testing.T) {
	h := newHouse(t, every())
	p, _ := h.ready()
	got := browsertest.Eval[string](p, `(async () => {
		const {about, load, ready} = await import("/static/fieldwork-store.js"), told = [0, 0];
		for (const name of await caches.keys()) await caches.delete(name);
		await Promise.all(told.map((_, n) => load(there => told[n] = there)));
		const [there, of] = await ready(await about("plan"));
		return there === of && told.includes(of) && told.includes(0) ? "" : JSON.stringify([told, there, of]);
	})()`)
	if got != "" {
		t.Errorf("each window fetched, and there are now: %s", got)
	}
}

// A tablet that lost pages does not say that it has the round ready.
func TestATabletThatLostPagesSaysSo(t *testing.T) {
	h := newHouse(t, every())
	p, _ := h.ready()
	offering := h.book.byCode[openCode].Offering()
	says := func(lose bool) string {
		browsertest.Eval[any](p, fmt.Sprintf(`(async () => {
			const {load, sync} = await import("/static/fieldwork-store.js");
			for (const name of await caches.keys()) if (%t) await (await caches.open(name)).delete("%s");
			else await load();
			await sync();
			return 0;
		})()`, lose, fieldEnglish))
		h.shelf.mu.Lock()
		defer h.shelf.mu.Unlock()
		return h.shelf.loaded
	}
	if got := says(true); got != "" {
		t.Errorf("without a page it says that it has %q", got)
	}
	if got := says(false); got != offering {
		t.Errorf("with all of them it says that it has %q, not %q", got, offering)
	}
}

// A full disk is said plainly; the answers stay, hidden from who comes to help,
// and go into the kist once there is room.
func TestFullDisk(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	l.cut.Store(true)
	answerOnTablet(p)
	browsertest.Eval[any](p, `(() => {
		const add = IDBObjectStore.prototype.add; // as a browser does that finds no room when it commits
		window.room = () => { IDBObjectStore.prototype.add = add };
		IDBObjectStore.prototype.add = function (...all) {
			const asked = add.apply(this, all), t = this.transaction;
			Object.defineProperty(t, "error", {get: () => new DOMException("no room", "QuotaExceededError")});
			t.abort();
			return asked;
		};
		return 0;
	})()`)
	p.Click("#put")
	p.WaitFor("#trouble")
	if got := p.Text("#trouble"); !strings.HasPrefix(got, "This tablet is full") {
		t.Errorf("it says %q", got)
	}
	if browsertest.Eval[bool](p, `document.querySelector("#check dl").checkVisibility()`) {
		t.Error("who comes to help sees the answers")
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-full")
	browsertest.Eval[any](p, `room(), 0`)
	put(p)
	facilitate(p)
	if got := shown(p, "waiting"); got != "1" {
		t.Errorf("waiting: %s", got)
	}
	if kept := browsertest.Eval[string](p, everythingKept); strings.Contains(kept, "heronword") {
		t.Error("the tablet keeps the answers in clear")
	}
}

// The browser dies in the middle, and the tablet starts again without a network:
// what was put in the kist is there, and is sent once.
func TestTabletThatDies(t *testing.T) {
	h := newHouse(t, every())
	site, l := h.wired()
	dir, err := os.MkdirTemp("", "kist-tablet-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	p, kill := browsertest.OpenKept(t, site, dir, browsertest.MayLose())
	p.Visit("/fieldwork/#" + tabletLink)
	settled(p)
	p.WaitFor("#next")
	l.cut.Store(true)
	answerOnTablet(p)
	put(p)
	p.Visit("/fieldwork/start")
	kill()
	p, kill = browsertest.OpenKept(t, site, dir, browsertest.MayLose())
	defer kill()
	facilitate(p)
	if got := shown(p, "waiting"); got != "1" {
		t.Fatalf("after the tablet died, waiting: %s", got)
	}
	answerOnTablet(p) // the pages are there as well
	put(p)
	facilitate(p)
	l.cut.Store(false)
	syncNow(p)
	if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "0 2" || h.urn.different() != 2 {
		t.Errorf("in the end %s, and %d forms arrived", got, h.urn.different())
	}
}

// The check page that the tablet makes says what the server's says for the same
// answers, in either direction of writing.
func TestCheckPagesAgree(t *testing.T) {
	h := newHouse(t, every())
	p, _ := h.ready()
	const fill = `(() => {
		const pick = (name, n) => document.querySelectorAll("[name=" + name + "]")[n].click();
		pick("feel", 2); pick("who_first", 0); pick("helps", 0); pick("helps", 1); pick("listen", 1); pick("rest", 1); pick("safe", 7);
		document.querySelector("[name=know][value='-'], [name=know]").click();
		document.querySelector("[name=why_friend]").value = "  She laughs.\nA lot. ";
		document.querySelector("[name=places]").value = "٧";
		document.querySelector("[data-q=first] fieldset > button").click();
		return 0;
	})()`
	const lines = `[...document.querySelectorAll("dl.ans > div")].map(d => [...d.children].map(e => e.innerHTML.replace(/ (id|type|formaction|aria-labelledby|data-say)="[^"]*"/g, "").replace(/>\s+</g, "><").trim()).join(" | ")).join("\n")`
	for _, lang := range []string{"en", "ar"} {
		for _, e := range []string{"11-13", "4-7"} {
			p.Visit("/r/" + openCode + "/" + e + "/" + lang)
			p.WaitFor("#start")
			browsertest.Eval[any](p, fill)
			p.Jump("end")
			p.Follow("#end .go")
			want := browsertest.Eval[string](p, lines)
			p.Visit("/fieldwork/" + e + "/" + lang)
			p.Wait(`document.querySelector("form")?.dataset.ready === ""`)
			browsertest.Eval[any](p, fill)
			p.Jump("end")
			p.Click("#end .go")
			p.WaitFor("#check dl")
			if got := browsertest.Eval[string](p, lines); got != want || got == "" {
				t.Errorf("%s %s: the tablet says\n%s\nthe server says\n%s", e, lang, got, want)
			}
			p.Axe(browsertest.AAA)
			p.Screenshot("fieldwork-check-" + e + "-" + lang)
		}
	}
}

// A slip goes along with the answers, and what must be mended is.
func TestTabletAsksForTheSlip(t *testing.T) {
	h := newHouse(t, every())
	h.shelf.code = ticketCode
	p, _ := h.ready()
	answerOnTablet(p)
	browsertest.Eval[any](p, `document.querySelector("[data-q=places] input").value = "99", 0`)
	p.Click("#check .bk")
	p.Click("#end .go")
	p.WaitFor("#mend")
	p.Click("#put")
	p.Wait(`location.hash === "#` + idOf("places") + `"`)
	browsertest.Eval[any](p, `document.querySelector("[data-q=places] input").value = "9", 0`)
	p.Click(".step:target button.go") // look over my answers
	p.WaitFor("#check dl")
	p.Type("#slip", "01234")
	p.Click("#put")
	p.WaitFor("#sw")
	p.Axe(browsertest.AAA)
	p.Type("#slip", "-56789")
	put(p)
	facilitate(p)
	syncNow(p)
	if len(h.urn.forms) != 1 || h.urn.forms[0].Slip != slip || h.urn.forms[0].Answers["places"][0] != "9" {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// Children's own pages register no worker and keep nothing; without a script the
// tablet's page says what to do instead.
func TestOnlyTabletsKeepAnything(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit("/j/" + openCode)
	p.Visit(elevenEnglish + "#end")
	p.Follow("#end .go")
	p.Click("#send")
	p.WaitFor(".scene")
	if kept := browsertest.Eval[string](p, `(async () => JSON.stringify([(await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length, (await caches.keys()).length, localStorage.length, sessionStorage.length, document.cookie]))()`); kept != `[0,0,0,0,0,""]` {
		t.Errorf("an ordinary page keeps %s", kept)
	}
}

func TestTabletWithoutScript(t *testing.T) {
	p := newHouse(t, every()).open(browsertest.NoScript())
	if status := p.Visit("/fieldwork/"); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if got := p.Text("#no"); !strings.HasPrefix(got, "Answering on a shared tablet is not offered in this browser.") {
		t.Errorf("it says %q", got)
	}
	p.Axe()
}

// Leaving the mode asks first when answers wait, and leaves nothing behind.
func TestLeavingFieldwork(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	keepOne(p)
	l.cut.Store(true)
	facilitate(p)
	p.Click("details summary")
	p.Click("#leave")
	p.Wait(`document.activeElement.id === "sure"`)
	if got := shown(p, "waiting"); got != "1" {
		t.Errorf("waiting: %s", got)
	}
	l.cut.Store(false)
	syncNow(p)
	p.Follow("#leave")
	p.Wait(`location.pathname === "/"`)
	if kept := browsertest.Eval[string](p, `(async () => JSON.stringify([(await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length, (await caches.keys()).length]))()`); kept != `[0,0,0]` {
		t.Errorf("it leaves %s", kept)
	}
}
