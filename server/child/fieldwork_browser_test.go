package child

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/seal"
)

const fieldEnglish = "/fieldwork/11-13/en"

// wire is the network between a tablet and its house, which can be cut.
type wire struct {
	to    http.Handler
	cut   atomic.Bool  // nothing arrives
	lose  atomic.Bool  // what arrives is done, and the answer is lost
	lost  atomic.Int32 // answers lost
	ended atomic.Int32 // requests that did not arrive
}

func (l *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.cut.Load() {
		l.ended.Add(1)
		panic(http.ErrAbortHandler)
	}
	if l.lose.Load() && r.Method == http.MethodPost {
		l.to.ServeHTTP(httptest.NewRecorder(), r)
		l.lost.Add(1)
		panic(http.ErrAbortHandler)
	}
	l.to.ServeHTTP(w, r)
}

// wired serves the house over a network that can be cut.
func (h *house) wired() (site string, l *wire) {
	h.t.Helper()
	assets().Mount(h.echo)
	l = &wire{to: h.echo}
	server := httptest.NewServer(l)
	h.t.Cleanup(server.Close)
	return server.URL, l
}

// ready opens a tab on a house and sets it up as a tablet.
func (h *house) ready(options ...browsertest.Option) (*browsertest.Page, *wire) {
	h.t.Helper()
	site, l := h.wired()
	p := browsertest.Open(h.t, site, append([]browsertest.Option{browsertest.Width(browsertest.SmallPhone), browsertest.MayLose()}, options...)...)
	p.Visit("/fieldwork/#" + tabletLink)
	settled(p)
	p.WaitFor("#next")
	return p, l
}

// settled waits until the facilitator's page has done what it does by itself.
func settled(p *browsertest.Page) {
	p.Wait(`document.getElementById("fieldwork")?.dataset.state === "ready"`)
}

// facilitate goes to the facilitator's page.
func facilitate(p *browsertest.Page) {
	p.Visit("/fieldwork/")
	settled(p)
}

// shown is the number that the facilitator's page has for something.
func shown(p *browsertest.Page, what string) string {
	return browsertest.Eval[string](p, fmt.Sprintf(`document.querySelector("[data-fill=%s]").textContent`, what))
}

// The browser's side seals as RFC 9180 says (A.3.1.1), and the server opens what
// it seals.
func TestBrowserSealsAsTheRFC(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit("/fieldwork/")
	got := browsertest.Eval[string](p, `(async () => {
		const {seal, publicKey} = await import("/static/hpke.js");
		const bytes = h => Uint8Array.from(h.match(/../g), x => parseInt(x, 16)), text = s => new TextEncoder().encode(s);
		const url = b => btoa(String.fromCharCode(...b)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
		const enc = bytes("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");
		const jwk = {kty: "EC", crv: "P-256", x: url(enc.slice(1, 33)), y: url(enc.slice(33)), d: url(bytes("4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb"))};
		const curve = {name: "ECDH", namedCurve: "P-256"};
		const pair = {privateKey: await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]), publicKey: await publicKey(enc)};
		const to = await publicKey(bytes("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"));
		const sealed = await seal(to, text("Ode on a Grecian Urn"), text("Beauty is truth, truth beauty"), text("Count-0"), pair);
		return [...sealed.slice(65)].map(b => b.toString(16).padStart(2, "0")).join("");
	})()`)
	if want := "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"; got != want {
		t.Errorf("the known answer is %s, the browser's %s", want, got)
	}
	for _, text := range []string{"", "x", strings.Repeat("word ", 5000), "كلام"} {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		sealed := unhex(t, browsertest.Eval[string](p, fmt.Sprintf(`(async () => {
			const {seal, publicKey, pad} = await import("/static/hpke.js");
			const to = await publicKey(Uint8Array.from("%x".match(/../g), x => parseInt(x, 16))), text = s => new TextEncoder().encode(s);
			return [...await seal(to, text("kist tablet r"), pad(text(%s)))].map(b => b.toString(16).padStart(2, "0")).join("");
		})()`, h.pages.Fieldwork.Intake.Public(), b)))
		padded, err := h.pages.Fieldwork.Intake.Open("kist tablet r", sealed)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := seal.Unpad(padded, parcelSizes); err != nil || string(plain) != text {
			t.Errorf("%d bytes came out as %d, %v", len(text), len(plain), err)
		}
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// canaryText is what a child writes on a tablet and nobody may find there.
const canaryText = "heronword over the roof"

// answerOnTablet takes the tablet from the facilitator's page and answers up to
// the check page.
func answerOnTablet(p *browsertest.Page) {
	p.Follow("#next")
	p.Click("#start [lang=en]")
	p.Follow(`[href="` + fieldEnglish + `"]`)
	p.Wait(`document.querySelector("form")?.dataset.ready === ""`)
	p.Jump(idOf("who_first"))
	p.Click("[data-q=who_first] .o label:nth-of-type(1)")
	p.Click(".step:target .nav .go")
	p.WaitFor("[data-q=why_friend]:target")
	p.Type("[data-q=why_friend] textarea", canaryText)
	p.Jump(idOf("places"))
	p.Type("[data-q=places] input[type=text]", "7")
	p.Jump("end")
	p.Click("#end .go")
	p.WaitFor("#check dl")
}

// put puts the answers in the kist, and wants to be asked for the tablet.
func put(p *browsertest.Page) {
	p.Follow("#put")
	p.Wait(`location.pathname.endsWith("/done") && document.querySelector("h1")?.textContent === "Please hand the tablet back."`)
}

// everythingKept is all that the browser keeps for the site: databases, caches
// and the two small stores.
const everythingKept = `(async () => {
	const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
	const text = new TextDecoder("latin1");
	for (const {name, version} of await indexedDB.databases()) {
		const db = await new Promise(r => { const q = indexedDB.open(name, version); q.onsuccess = () => r(q.result) });
		for (const store of db.objectStoreNames) {
			const rows = await new Promise(r => { const q = db.transaction(store).objectStore(store).getAll(); q.onsuccess = () => r(q.result) });
			for (const row of rows) all.push(JSON.stringify(row), row?.sealed ? "sealed:" + text.decode(row.sealed) : "");
		}
		db.close();
	}
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const r of await cache.keys()) all.push(r.url, await (await cache.match(r, {ignoreVary: true})).text());
	}
	return all.join("\n");
})()`

// Children answer one after another with no network; the tablet holds ciphertext
// only, the next child finds nothing, and a sync counts each once.
func TestTabletWithoutANetwork(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	if got := shown(p, "pages"); got != "46 / 46" { // 20 files, 2 pages, and 3 for each of 8 editions in languages
		t.Errorf("ready: %s", got)
	}
	p.Axe()
	p.Screenshot("fieldwork-ready")
	l.cut.Store(true)
	for child := range 2 {
		answerOnTablet(p)
		p.Axe(browsertest.AAA)
		p.Screenshot("fieldwork-check")
		put(p)
		p.Axe(browsertest.AAA)
		p.Screenshot("fieldwork-back")
		kept := browsertest.Eval[string](p, everythingKept)
		if strings.Contains(kept, canaryText) || strings.Contains(kept, "heronword") || !strings.Contains(kept, "sealed:") {
			t.Fatalf("child %d: the tablet keeps the answers in clear, or none at all", child)
		}
		backShowsNothing(t, p)
		facilitate(p)
		if got := shown(p, "waiting"); got != fmt.Sprint(child+1) {
			t.Fatalf("after child %d, waiting: %s", child+1, got)
		}
	}
	if len(h.urn.forms) != 0 || l.ended.Load() == 0 {
		t.Fatal("something was sent without a network")
	}
	l.cut.Store(false)
	browsertest.Eval[any](p, `dispatchEvent(new Event("online")), 0`) // by itself when the network returns
	p.Wait(`document.querySelector("[data-fill=waiting]").textContent === "0"`)
	if got := shown(p, "sent"); got != "2" {
		t.Errorf("sent: %s", got)
	}
	if len(h.urn.forms) != 2 || h.urn.forms[0].Secret == h.urn.forms[1].Secret {
		t.Fatalf("handed in: %+v", h.urn.forms)
	}
	for _, f := range h.urn.forms {
		if f.Mode != "tablet" || f.Texts["why_friend"] != canaryText || f.Setting != "school" || f.Answers["places"][0] != "7" {
			t.Errorf("handed in: %+v", f)
		}
	}
	if h.shelf.holds != 0 {
		t.Errorf("the tablet told that it holds %d", h.shelf.holds)
	}
}

// A tablet whose browser may let go of what it holds says so, with what to do; one whose
// browser keeps it does not, from the moment that it does.
func TestATabletThatMayLoseWhatItHolds(t *testing.T) {
	h := newHouse(t, every())
	p, _ := h.ready(browsertest.Before(`window.keeps = false;
		if (navigator.storage) navigator.storage.persisted = async () => keeps, navigator.storage.persist = async () => keeps`))
	p.WaitFor("#loose")
	if got := p.Text("#loose"); !strings.Contains(got, "home screen") || !strings.Contains(got, "every day") {
		t.Errorf("it says %q", got)
	}
	p.Axe()
	p.Screenshot("fieldwork-loose")
	browsertest.Eval[any](p, `keeps = true, 0`)
	syncNow(p)
	p.Wait(`document.getElementById("loose").hidden`)
}

// backShowsNothing presses Back as often as it leads anywhere.
func backShowsNothing(t *testing.T, p *browsertest.Page) {
	t.Helper()
	for backs := 0; backs < 10 && p.Back(); backs++ {
		if browsertest.Eval[bool](p, `[document.body?.innerHTML ?? "", ...[...document.querySelectorAll("textarea, input")].map(i => i.value)].some(t => t.includes("heronword")) || !!document.querySelector("input:checked")`) {
			t.Fatalf("Back, pressed %d times, shows the last child's answers", backs+1)
		}
	}
}
