package child

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/surveys"
)

// A tablet is told what there is to hear and to see in each language, and its
// pages are made anew when there is something else.
func TestWhatATabletCanHear(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.shelf.token = tabletToken
	asked := func() (plan tabletPlan) {
		t.Helper()
		a := h.get("/fieldwork/round", "Authorization", "Bearer "+tabletToken)
		a.want(t, http.StatusOK)
		if err := json.Unmarshal([]byte(a.body), &plan); err != nil {
			t.Fatal(err)
		}
		return plan
	}
	before := asked()
	if len(before.Heard) > 0 {
		t.Fatalf("nothing was recorded: %+v", before.Heard)
	}
	h.record(survey, surveys.E11, "en", everything)
	h.record(survey, surveys.E11, "ar", func(id string) bool { return id == "q.feel" })
	plan := asked()
	if plan.Kit == before.Kit || plan.Most != maxHeard {
		t.Errorf("the kit is as before, or %d is the most", plan.Most)
	}
	var kinds []string
	for _, kind := range plan.Heard {
		kinds = append(kinds, fmt.Sprint(kind.Lang, " ", kind.Kind, " ", kind.Name))
		var bytes int64
		for _, file := range kind.Files {
			a := h.get(file)
			a.want(t, http.StatusOK)
			if !strings.HasSuffix(file, "/index") {
				bytes += int64(len(a.body))
			}
		}
		if bytes != kind.Bytes || bytes == 0 {
			t.Errorf("%s %s: %d bytes, and it says %d", kind.Lang, kind.Kind, bytes, kind.Bytes)
		}
	}
	if want := []string{"en sounds English", "ar sounds العربية", "en videos English", "ar videos العربية"}; !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	if _, said := h.sync(batch{Loaded: "x"}); said.Kit != plan.Kit {
		t.Errorf("a sync tells of the kit %s, the plan of %s", said.Kit, plan.Kit)
	}
}

// The facilitator chooses what to keep; without a network a child hears it, in
// pieces as a player asks, and is offered nothing else.
func TestRecordingsWithoutANetwork(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p, l := h.ready()
	p.WaitFor("#heard")
	if kept := browsertest.Eval[int](p, `(async () => (await (await caches.open("kist-fieldwork-heard")).keys()).length)()`); kept != 0 {
		t.Errorf("%d recordings were fetched that nobody chose", kept)
	}
	p.Click("#kinds label:first-child")
	p.Until("what was chosen is there", func() bool {
		return browsertest.Eval[bool](p, `(async () => { if (document.getElementById("fieldwork").dataset.busy) return false; const {about, ready} = await import("/static/fieldwork-store.js"); const [a, b] = await ready(await about("plan")); return a === b && (await about("hear"))?.length === 1 })()`)
	})
	p.Wait(`!document.getElementById("fieldwork").dataset.busy`)
	p.Axe()
	p.Screenshot("fieldwork-heard")
	l.cut.Store(true)
	begun(p, fieldEnglish)
	p.Wait(`document.querySelector("[data-q=feel] .say button")`)
	if got := browsertest.Eval[int](p, `document.querySelectorAll(".sign").length`); got != 0 {
		t.Errorf("%d videos are offered that are not here", got)
	}
	src := browsertest.Eval[string](p, `(async () => (await (await caches.open("kist-fieldwork-heard")).keys()).find(r => !r.url.endsWith("/index")).url)()`)
	got := browsertest.Eval[string](p, fmt.Sprintf(`(async () => {
		const whole = await fetch(%q), all = new Uint8Array(await whole.arrayBuffer());
		const piece = await fetch(%q, {headers: {Range: "bytes=10-19"}}), some = new Uint8Array(await piece.arrayBuffer());
		const end = await fetch(%q, {headers: {Range: "bytes=" + (all.length - 3) + "-"}});
		const past = await fetch(%q, {headers: {Range: "bytes=" + all.length + "-"}});
		return [whole.status, piece.status, some.join() === all.slice(10, 20).join(), piece.headers.get("Content-Range") === "bytes 10-19/" + all.length, (await end.arrayBuffer()).byteLength, past.status].join(" ");
	})()`, src, src, src, src))
	if want := "200 206 true true 3 416"; got != want {
		t.Errorf("a player gets %s, want %s", got, want)
	}
	if !browsertest.Eval[bool](p, fmt.Sprintf(`new Promise(r => { const a = new Audio(%q); a.onloadeddata = () => r(true); a.onerror = () => r(false); a.load() })`, src)) {
		t.Error("the recording cannot be played")
	}
	l.cut.Store(false)
	facilitate(p)
	p.Wait(`!document.getElementById("fieldwork").dataset.busy`)
	p.Click("#kinds label:first-child")
	p.Until("it is gone again", func() bool {
		return browsertest.Eval[bool](p, `(async () => (await (await caches.open("kist-fieldwork-heard")).keys()).length === 0)()`)
	})
}

// A signed video that was chosen is seen in its place, as on a phone.
func TestSignsOnATablet(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	p, l := h.ready()
	p.WaitFor("#heard")
	p.Click("#kinds label:has([value='en videos'])")
	p.Until("what was chosen is there", func() bool {
		return browsertest.Eval[bool](p, `(async () => !document.getElementById("fieldwork").dataset.busy && (await (await caches.open("kist-fieldwork-heard")).keys()).length > 1)()`)
	})
	l.cut.Store(true)
	begun(p, fieldEnglish)
	p.Jump(idOf("feel"))
	p.Click("[data-q=feel] .sign")
	p.Wait(`document.querySelector("[data-q=feel] video")?.currentTime > 0.05`)
}

// What is more than the tablet may keep is not taken, and the page says so.
func TestTooMuchToHear(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	p, _ := h.ready()
	p.WaitFor("#heard")
	browsertest.Eval[any](p, `(async () => { const {about, note} = await import("/static/fieldwork-store.js"); await note({plan: {...await about("plan"), most: 1000}}); return 0 })()`)
	facilitate(p)
	p.Wait(`!document.getElementById("fieldwork").dataset.busy`)
	p.Click("#kinds label:first-child")
	p.Wait(`document.getElementById("more_than").textContent.startsWith("That is more than the tablet may keep.")`)
	if browsertest.Eval[bool](p, `!!document.querySelector("#kinds input:checked")`) {
		t.Error("it is chosen all the same")
	}
}
