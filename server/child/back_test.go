package child

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/browsertest"
)

// secretly is what a child writes and nobody may find afterwards.
const secretly = "something that nobody else may read"

// shownAgain says whether a page shows what was written or chosen.
const shownAgain = `[document.body?.innerText ?? "", ...[...document.querySelectorAll("textarea, input")].map(i => i.value)].some(t => t.includes("` + secretly + `")) || !!document.querySelector("input:checked")`

// Without a script nothing on these pages can let go of what the browser kept. The
// answer to the form that was sent, or thrown away, does: whatever Back leads to
// then is loaded anew, and has no answers.
func TestBackShowsNothingWithoutScript(t *testing.T) {
	done := map[string]string{"sent": "#send", "thrown away": "[href=away]"}
	for name, end := range done {
		for _, changed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, changed %v", name, changed), func(t *testing.T) {
				p := newHouse(t, every()).open(browsertest.NoScript(), browsertest.MayLose())
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
				p.Follow(end)
				neverAgain(t, p)
			})
		}
	}
}

// neverAgain presses Back as often as it leads anywhere, and wants no answer.
func neverAgain(t *testing.T, p *browsertest.Page) {
	t.Helper()
	for backs := 0; backs < 8 && p.Back(); backs++ {
		if browsertest.Eval[bool](p, shownAgain) {
			t.Fatalf("Back, pressed %d times, shows it at %s", backs+1, p.Location())
		}
	}
}

// The same after asking to be contacted, and after taking answers back.
func TestBackShowsNoRequestWithoutScript(t *testing.T) {
	h, taken := contactHouse(t)
	p := h.open(browsertest.NoScript(), browsertest.MayLose())
	p.Visit("/contact?lang=en&code=" + openCode)
	p.Type("#reach", secretly)
	p.Follow("#send")
	if len(taken.words) != 1 {
		t.Fatalf("%d requests were taken", len(taken.words))
	}
	neverAgain(t, p)
	p.Visit("/withdraw?code=" + openCode)
	words := ballot.NewSecret().Receipt().Words()
	p.Type("#words", strings.Join(words, " "))
	p.Follow("main button.go")
	if len(h.urn.taken) != 1 {
		t.Fatal("nothing was taken back")
	}
	for backs := 0; backs < 8 && p.Back(); backs++ {
		if browsertest.Eval[bool](p, fmt.Sprintf(`[...document.querySelectorAll("textarea")].some(t => t.value.includes(%q))`, words[0])) {
			t.Fatal("Back shows the words")
		}
	}
}

// leavings are the children's pages on which something stands that is nobody's
// business, and how to get there without a script.
var leavings = map[string]func(p *browsertest.Page){
	"question": func(p *browsertest.Page) { answerPlainly(p) },
	"last":     func(p *browsertest.Page) { toTheEnd(p) },
	"check":    func(p *browsertest.Page) { toTheEnd(p); p.Follow("#end .go") },
	"changed": func(p *browsertest.Page) {
		toTheEnd(p)
		p.Follow("#end .go")
		p.Follow(`[formaction="change#` + idOf("why_friend") + `"]`)
	},
	"other": func(p *browsertest.Page) { answerPlainly(p); p.Follow(".more [formaction$=other]") },
	"saved": func(p *browsertest.Page) { answerPlainly(p); p.Follow(".more [formaction$=save]") },
	"thanks": func(p *browsertest.Page) {
		toTheEnd(p)
		p.Follow("#end .go")
		p.Click("[name=_receipt]")
		p.Follow("#send")
	},
	"contact":   func(p *browsertest.Page) { p.Visit("/contact?lang=en&code=" + openCode); p.Type("#reach", secretly) },
	"come back": func(p *browsertest.Page) { p.Visit("/come-back"); p.Type("#words", secretly) },
	"withdraw":  func(p *browsertest.Page) { p.Visit("/withdraw"); p.Type("#words", secretly) },
	"code":      func(p *browsertest.Page) { p.Visit("/"); p.Type("#code", openCode) },
}

// answerPlainly ticks an answer and writes another.
func answerPlainly(p *browsertest.Page) {
	p.Visit(elevenEnglish + "#" + idOf("why_friend"))
	browsertest.Eval[any](p, `document.querySelector("[data-q=who_first] input").click(), 0`)
	p.Type("[data-q=why_friend] textarea", secretly)
}

func toTheEnd(p *browsertest.Page) {
	answerPlainly(p)
	browsertest.Eval[any](p, `location.hash = "end", 0`)
	p.Wait(`location.hash === "#end"`)
}

// Leaving without a script goes over a page of ours, so that nothing is left of
// what was written, chosen or shown, however often Back is pressed elsewhere.
func TestBackAfterLeavingWithoutScript(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><title>Weather</title><link rel="icon" href="data:,"><h1 id="elsewhere">Rain later</h1>`)
	}))
	t.Cleanup(elsewhere.Close)
	for name, to := range leavings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := contactHouse(t)
			h.pages.ExitURL = elsewhere.URL + "/"
			p := h.open(browsertest.NoScript(), browsertest.MayLose(), browsertest.MayLeaveTo(elsewhere.URL))
			to(p)
			shown := `[...document.querySelectorAll(".words li")].map(w => w.textContent).join(" ")`
			words := browsertest.Eval[string](p, shown)
			p.Click("header .exit")
			p.Becomes(`document.getElementById("elsewhere") !== null`)
			for backs := 0; backs < 8 && p.Back(); backs++ {
				if browsertest.Eval[bool](p, shownAgain) || name == "code" && browsertest.Eval[bool](p, `!!document.getElementById("code")?.value`) {
					t.Fatalf("Back, pressed %d times, shows it at %s", backs+1, p.Location())
				}
				if again := browsertest.Eval[string](p, shown); words != "" && again == words {
					t.Fatalf("Back, pressed %d times, shows the words at %s", backs+1, p.Location())
				}
			}
		})
	}
}

// With a script "Leave" needs no page of ours; on a tablet and in a preview it leads
// nowhere else.
func TestWhereLeavingLeads(t *testing.T) {
	h := newHouse(t, every())
	h.pages.ExitURL = "https://weather.example/?a=1&b=2"
	h.get("/help").want(t, http.StatusOK, `<a class="exit" href="/about/out" data-to="https://weather.example/?a=1&amp;b=2" rel="noreferrer">`)
	out := h.get("/about/out")
	out.want(t, http.StatusOK, `<meta http-equiv="refresh" content="0;url=https://weather.example/?a=1&amp;b=2">`, `src="/about/gone.svg"`, `>Leave</a>`, "!<script")
	if out.header.Get("Clear-Site-Data") != "" {
		t.Error("the page waits until the browser has let go, and shows what was there meanwhile")
	}
	if got := h.get("/about/gone.svg"); got.header.Get("Clear-Site-Data") != `"cache"` {
		t.Error("the dot does not let go")
	}
}

// Where the script has told the other pages to go, the last pages neither say that they should
// be closed nor ask for the dot. They do where it does not run, cannot tell them, or comes so
// late that no page before heard it; and where answers are only saved.
func TestWhoIsToldToCloseThePage(t *testing.T) {
	told := `[...document.querySelectorAll("p.close")].filter(e => e.checkVisibility()).length`
	asked := `performance.getEntriesByType("resource").filter(e => e.name.endsWith("/about/gone.svg")).length > 0`
	for name, c := range map[string]struct {
		options []browsertest.Option
		late    bool
		want    bool
	}{
		"script":        {nil, false, false},
		"late script":   {nil, true, true},
		"older browser": {[]browsertest.Option{browsertest.Before(`delete window.BroadcastChannel`)}, false, true},
		"no script":     {[]browsertest.Option{browsertest.NoScript()}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := contactHouse(t)
			var late atomic.Bool
			h.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
				return func(c echo.Context) error {
					if late.Load() && strings.HasSuffix(c.Request().URL.Path, "/child.js") {
						return c.NoContent(http.StatusNotFound)
					}
					return next(c)
				}
			})
			look := func(page string, end func(p *browsertest.Page), dot, want bool) {
				t.Helper()
				p := h.open(append(c.options, browsertest.MayLose())...) // which has kept no script
				late.Store(c.late)
				p.Visit(elevenEnglish + "#end")
				if page != "saved" {
					p.Follow("#end .go")
				}
				late.Store(false)
				end(p)
				if got := browsertest.Eval[int](p, told); got > 0 != want {
					t.Errorf("%s: it is said %d times", page, got)
				}
				if dot {
					p.Becomes(fmt.Sprintf("(%s) === %v", asked, want))
				}
			}
			look("away", func(p *browsertest.Page) { p.Follow("[href^=away]") }, true, c.want)
			look("saved", func(p *browsertest.Page) { p.Follow(".more [formaction$=save]") }, false, true)
			look("thanks", func(p *browsertest.Page) {
				p.Click("#send")
				p.Becomes(`document.querySelector("h1")?.textContent === "Sent. Thank you."`)
			}, true, c.want)
		})
	}
}

// A script that sends lets go of pages itself: what the browser has kept of the
// site may stay.
func TestOnlyAPageLetsGo(t *testing.T) {
	h := newHouse(t, every())
	fields := h.post(elevenEnglish+"/check", full()).hidden()
	for dest, want := range map[string]string{"document": `"cache"`, "": `"cache"`, "empty": ""} {
		r := httptest.NewRequest(http.MethodPost, elevenEnglish+"/send", strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", echo.MIMEApplicationForm)
		r.Header.Set("Sec-Fetch-Dest", dest)
		got := h.do(r)
		got.want(t, http.StatusOK, "Sent. Thank you.")
		if got.header.Get("Clear-Site-Data") != want {
			t.Errorf("to %q: %q", dest, got.header.Get("Clear-Site-Data"))
		}
	}
	fields = h.post(elevenEnglish+"/check", full()).hidden()
	h.urn.fail = errors.New("the disk is full")
	if got := h.post(elevenEnglish+"/send", fields); got.status != http.StatusServiceUnavailable || got.header.Get("Clear-Site-Data") != "" {
		t.Error("answers that are not in the kist are let go of")
	}
}

// Words that were typed do not wait on a page that the browser keeps: it is emptied when
// it is left, however that is; nor on one that keeps them to be sent again.
func TestTypedWordsDoNotWait(t *testing.T) {
	h := newHouse(t, every())
	p := h.open(browsertest.MayLose())
	for _, path := range []string{"/come-back", "/withdraw"} {
		p.Visit(path)
		p.Type("#words", secretly)
		if left := browsertest.Eval[string](p, `dispatchEvent(new Event("pagehide")), document.getElementById("words").value`); left != "" {
			t.Errorf("%s: %q is still there", path, left)
		}
		p.Type("#words", secretly)
		p.Follow("main .go")
		if p.Back(); browsertest.Eval[bool](p, shownAgain) {
			t.Errorf("%s: Back shows the words", path)
		}
	}
	p.Visit("/come-back")
	p.Type("#words", h.post(elevenEnglish+"/save", full()).wordsOn(t))
	h.now, h.book.fail = h.now.Add(2*codeAge), errors.New("no store")
	if status := p.Follow("main .go"); status != http.StatusServiceUnavailable {
		t.Fatalf("status %d", status)
	}
	const kept = `document.querySelector("[name=_words]").value`
	if browsertest.Eval[string](p, kept) == "" {
		t.Fatal("there are no words to be sent again")
	}
	if left := browsertest.Eval[string](p, `dispatchEvent(new Event("pagehide")), `+kept); left != "" {
		t.Errorf("%q waits to be sent again", left)
	}
}

// Without a script, skipping cannot take a tick away. The look over the answers
// shows the tick then, with a way to leave it out; and what it shows is what is
// sent.
func TestSkippingWithoutScript(t *testing.T) {
	for _, left := range []bool{false, true} {
		t.Run(fmt.Sprintf("left out %v", left), func(t *testing.T) {
			h := newHouse(t, every())
			p := h.open(browsertest.NoScript())
			p.Visit(elevenEnglish + "#" + idOf("know"))
			p.Click("[data-q=know] .o label:nth-of-type(1)")
			p.Click("[data-q=know] .nav .sk")
			p.WaitFor("[data-q=listen]:target")
			p.Visit(elevenEnglish + "#end") // the same document, as it stands
			p.WaitFor("#end:target")
			p.Follow("#end .go")
			shows := browsertest.Eval[string](p, `document.getElementById("d_`+idOf("know")+`").parentNode.querySelector("dd").textContent.trim()`)
			if left {
				p.Follow("#c_" + idOf("know"))
				p.Follow(`.step:target [name=_drop]`)
				shows = browsertest.Eval[string](p, `document.getElementById("d_`+idOf("know")+`").parentNode.querySelector("dd").textContent.trim()`)
			}
			p.Follow("#send")
			if len(h.urn.forms) != 1 {
				t.Fatal("nothing was handed in")
			}
			sent := strings.Join(h.urn.forms[0].Answers["know"], " ")
			if want := map[bool][2]string{false: {"Yes", "yes"}, true: {"Skipped. That’s fine.", ""}}[left]; shows != want[0] || sent != want[1] {
				t.Errorf("shown %q and sent %q, want %q", shows, sent, want)
			}
		})
	}
}
