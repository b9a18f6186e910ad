package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/store/storetest"
)

// TestChildAnswers walks the whole way of a child, on a phone and on a desk, in
// two directions of writing, with scripts and without, and finds one more
// submission in the inbox.
func TestChildAnswers(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serveTest(t, a)
	before := waiting(t, a)
	t.Run("each", func(t *testing.T) {
		for _, as := range pairs {
			t.Run(fmt.Sprintf("%s at %d, scripts %v", as.lang, as.width, as.scripts), func(t *testing.T) {
				t.Parallel()
				options := []browsertest.Option{browsertest.Width(as.width)}
				if !as.scripts {
					options = append(options, browsertest.NoScript())
				}
				c := &childWalk{Page: browsertest.Open(t, address, options...), t: t, width: as.width, name: fmt.Sprintf("child-%s-%d-%v", as.lang, as.width, as.scripts)}
				c.walk(round.Codes[0], as.lang)
			})
		}
	})
	if after, want := waiting(t, a), before+int64(len(pairs)); after != want {
		t.Errorf("%d wait, want %d", after, want)
	}
}

// pairs are languages, widths, and with scripts or without, so that each meets each of
// the others.
var pairs = []struct {
	lang    string
	width   int64
	scripts bool
}{{"en", 320, true}, {"en", 390, false}, {"en", 1280, true}, {"ar", 320, false}, {"ar", 390, true}, {"ar", 1280, false}}

// everyScreen shows all questions at once, as browsers do that know no :has.
const everyScreen = `[...document.querySelectorAll(".step")].forEach(s => Object.assign(s.style, {display: "flex", position: "static", visibility: "visible"}))`

func waiting(t *testing.T, a *app) int64 {
	t.Helper()
	n, err := a.inbox.Waiting(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fits fails if the page is wider than the screen. A phone's browser widens its
// own idea of the screen to what sticks out, so only the true width will do.
func fits(t *testing.T, p *browsertest.Page, width int64, what string) {
	t.Helper()
	if is := browsertest.Eval[int64](p, "document.documentElement.scrollWidth"); is > width {
		t.Errorf("%s: the page is %d px wide on a screen of %d", what, is, width)
	}
}

// childWalk is one child on the way.
type childWalk struct {
	*browsertest.Page
	t     *testing.T
	name  string
	width int64
	seen  int
}

// look checks the page as it stands, and keeps a picture if asked to.
func (c *childWalk) look(what string) {
	c.t.Helper()
	c.Axe(browsertest.AAA)
	c.seen++
	c.Screenshot(fmt.Sprintf("%s-%02d-%s", c.name, c.seen, what))
	fits(c.t, c.Page, c.width, what)
}

func (c *childWalk) walk(code, lang string) {
	c.t.Helper()
	c.Visit("/")
	c.look("enter")
	c.Type("#code", strings.ToLower(code[:3])+" "+code[3:])
	c.Follow("main button.go")
	c.look("language")
	c.Click(fmt.Sprintf("#start a[lang=%s]", lang))
	c.WaitFor(fmt.Sprintf("section.step:target a[href$='/11-13/%s']", lang))
	c.look("age")
	c.Follow(fmt.Sprintf("a[href$='/11-13/%s']", lang))
	c.look("start")
	c.answerAndSend(c.look)
}

// answerAndSend goes from the start page of a questionnaire to the thanks; look
// is called on the way.
func (c *childWalk) answerAndSend(look func(string)) {
	c.t.Helper()
	c.Click("#start a.go")
	answered := c.answerAll(look)
	if answered < 3 {
		c.t.Errorf("only %d questions could be answered", answered)
	}
	look("end")
	c.Follow("#end button.go")
	look("check")
	if got := browsertest.Eval[int](c.Page, "document.querySelectorAll('.ans > div').length"); got < answered {
		c.t.Errorf("the check page shows %d answers of %d", got, answered)
	}
	c.Click("#send")
	c.WaitFor("main h1[tabindex] ~ h2")
	look("sent")
}

// answerAll answers what it can on each screen until the end, and says how many.
func (c *childWalk) answerAll(look func(string)) int {
	c.t.Helper()
	n := 0
	for screens := 0; screens < 60; screens++ {
		c.Wait("document.querySelector('section.step:target') !== null")
		if browsertest.Eval[string](c.Page, "document.querySelector('section.step:target').id") == "end" {
			return n
		}
		here := browsertest.Eval[string](c.Page, "location.hash")
		if browsertest.Eval[bool](c.Page, `(() => {
			const s = document.querySelector("section.step:target");
			const i = s.querySelector(".o input");
			if (i) { i.click(); return true }
			const t = s.querySelector("textarea");
			if (t) { t.value = "A good day by the sea"; return true }
			return false })()`) {
			n++
		}
		if screens%8 == 0 {
			look("question")
		}
		c.Click("section.step:target .nav a.go")
		c.Wait(fmt.Sprintf("location.hash !== %q", here))
	}
	c.t.Fatal("the end never came")
	return n
}

// TestNotSentYet cuts the network while a child sends, and gives it back.
func TestNotSentYet(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serveTest(t, a)
	p := browsertest.Open(t, address, browsertest.Width(390))
	p.Visit("/r/" + round.Codes[0] + "/11-13/en")
	p.Click("#start a.go")
	p.Wait("document.querySelector('section.step:target .o input') !== null")
	p.Click("section.step:target .o label")
	p.Jump("end")
	p.WaitFor("#end:target")
	before := waiting(t, a)
	p.Follow("#end button.go")
	p.Offline(true)
	p.Click("#send")
	p.Wait("document.getElementById('sending').textContent.length > 20")
	if got := waiting(t, a); got != before {
		t.Fatalf("%d wait, want %d: nothing can have arrived", got, before)
	}
	if p.Text("h1") == "" || browsertest.Eval[bool](p, "document.querySelector('main h1[tabindex] ~ h2') !== null") {
		t.Fatal("the page says sent while nothing is")
	}
	p.Screenshot("not-sent-yet")
	p.Offline(false)
	p.WaitFor("main h1[tabindex] ~ h2")
	if got := waiting(t, a); got != before+1 {
		t.Fatalf("%d wait, want %d", got, before+1)
	}
}

// TestAdministratorReadsAFirstResult opens the printed link, sees the progress,
// closes the round and makes release 1, without scripts and with, and finds the
// same figures on the page and in the file.
func TestAdministratorReadsAFirstResult(t *testing.T) {
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			a := newTestApp(t)
			if _, err := a.firstLight(t.Context()); err != nil {
				t.Fatal(err)
			}
			address, _ := serveTest(t, a)
			link, err := a.people.FirstLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w := &staffWalk{Page: browsertest.Open(t, address, browsertest.Width(width), browsertest.NoScript()), t: t, width: width, name: fmt.Sprintf("staff-%d", width)}
			w.walk(link)
			release, err := a.releases.Get(t.Context(), demoID+"-1")
			if err != nil {
				t.Fatal(err)
			}
			if body := w.Text("main"); !strings.Contains(body, fmt.Sprint(release.Responses.Count)) {
				t.Errorf("the page does not show the %d of the release", release.Responses.Count)
			}
		})
	}
}

// staffWalk is one administrator on the way.
type staffWalk struct {
	*browsertest.Page
	t     *testing.T
	name  string
	width int64
}

func (w *staffWalk) look(what string) {
	w.t.Helper()
	w.Axe()
	w.Screenshot(w.name + "-" + what)
	fits(w.t, w.Page, w.width, what)
}

func (w *staffWalk) walk(link string) {
	w.t.Helper()
	w.Visit("/staff/sign-in/" + link)
	w.look("sign-in")
	w.Type("input[name=name]", "Ailsa Test")
	w.Follow("main form button")
	w.look("today")
	w.Visit("/staff/rounds/" + demoID)
	w.look("round")
	w.Follow("a[href$='/close']")
	w.look("close")
	w.Follow("form[action$='/close'] button")
	w.until("form[action$='/release']")
	w.look("sealed")
	w.Follow("form[action$='/release'] button")
	w.until("a.btn[href*='/staff/releases/']")
	w.Follow("a.btn[href*='/staff/releases/']")
	w.look("release")
}

// until looks at the round again until something is there, as a person would.
func (w *staffWalk) until(selector string) {
	w.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if browsertest.Eval[bool](w.Page, fmt.Sprintf("document.querySelector(%q) !== null", selector)) {
			return
		}
		w.Visit("/staff/rounds/" + demoID)
	}
	w.t.Fatalf("%s never came", selector)
}

// TestJourneyOnEveryEngine does the same without a browser on both engines:
// answers, boxes, close, release.
func TestJourneyOnEveryEngine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		a := testAppOn(t, open(), t.TempDir()+"/kist.key")
		if _, err := a.firstLight(t.Context()); err != nil {
			t.Fatal(err)
		}
		if again, err := a.firstLight(t.Context()); err != nil || again.Stage != inspections.Running {
			t.Fatalf("a second start: %v %v", again, err)
		}
		if err := a.sealer.SealDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := a.sealer.Close(context.Background(), demoID, nil); err != nil {
			t.Fatal(err)
		}
		release, err := a.releases.Make(t.Context(), demoID, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if least, most := release.Responses.Range(); demoAnswers < least || demoAnswers > most {
			t.Fatalf("%d responses released of %d", release.Responses.Count, demoAnswers)
		}
		if len(release.Tables) < 6 {
			t.Fatalf("%d tables", len(release.Tables))
		}
	})
}
