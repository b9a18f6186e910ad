package child

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/fault"
)

// wordsOn are the six words that a page shows.
func (a answer) wordsOn(t *testing.T) string {
	t.Helper()
	_, list, _ := strings.Cut(a.body, `<ol class="words"`)
	list, _, _ = strings.Cut(list, "</ol>")
	var words []string
	for _, m := range regexp.MustCompile(`<li>([a-z]+)</li>`).FindAllStringSubmatch(list, -1) {
		words = append(words, m[1])
	}
	if len(words) != 6 {
		t.Fatalf("the page shows the words %v", words)
	}
	return strings.Join(words, " ")
}

// A child saves in the middle, closes the page, comes back on another phone with
// the words, changes the language, sends: it counts once, and nothing is left.
func TestSavingAndComingBack(t *testing.T) {
	h := newHouse(t, apart())
	f := full()
	f.Set("_slip", slip)
	f.Set("_receipt", "yes")
	saved := h.post(elevenEnglish+"/save", f)
	saved.want(t, http.StatusOK, "Write these six words down", "you can go on until ", "Only the words open it", `href="/come-back"`, `action="/r/BCDFGH/11-13/en/change"`, "Go on now", "![child")
	if got := saved.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	words := saved.wordsOn(t)
	secret := saved.hidden().Get("_s")

	h.get("/come-back").want(t, http.StatusOK, `name="_words"`, "![child")
	page := h.post("/come-back", url.Values{"_words": {strings.ToUpper(words)}})
	page.want(t, http.StatusOK, "Your answers are here.", `action="/r/BCDFGH/11-13/en/check"`, "She &lt;listens&gt; &amp; &#34;laughs&#34;.</textarea>", `<ol class="ord done">`)
	if got := page.hidden(); got.Get("_s") != secret || got.Get("_slip") != slip || got.Get("_receipt") != "yes" {
		t.Errorf("carried: %v", got)
	}
	if got := page.chosen(); got.Get("feel") != "4" || got.Get("who_first") != "friend" {
		t.Errorf("shown: %v", got)
	}
	// Saving again: the same words.
	g := full()
	g.Set("_s", secret)
	g.Set("feel", "2")
	if again := h.post(elevenEnglish+"/save", g).wordsOn(t); again != words {
		t.Errorf("the words were %s and are %s", words, again)
	}
	page = h.post("/come-back", url.Values{"_words": {words}})
	if got := page.chosen().Get("feel"); got != "2" {
		t.Errorf("feel is %s", got)
	}

	k := page.hidden()
	k.Set("feel", "2")
	check := h.post(elevenEnglish+"/check", k)
	h.post(elevenEnglish+"/send", check.hidden()).want(t, http.StatusOK, "Sent.")
	if len(h.urn.forms) != 1 || h.urn.forms[0].Secret.String() != secret {
		t.Errorf("handed in %+v", h.urn.forms)
	}
	h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusNotFound, append(kind, "Nothing is saved under these words")...)
}

// Who throws the answers away throws away what was saved too. Where that fails, the page
// says what stays.
func TestThrowingAwayWhatWasSaved(t *testing.T) {
	h := newHouse(t, every())
	saved := h.post(elevenEnglish+"/save", full())
	words := saved.wordsOn(t)
	check := h.post(elevenEnglish+"/check", saved.hidden())
	check.want(t, http.StatusOK, `<button class="sk" form="away"`, "!href=\"away\"")
	_, own, _ := strings.Cut(check.body, `<form id="away" action="away" method="post">`)
	f := answer{body: own}.hidden()
	if len(f) != 2 || f.Get("_s") != saved.hidden().Get("_s") || f.Get("_saved") != "yes" {
		t.Fatalf("it posts %v", f)
	}
	keeper := h.pages.Drafts
	h.pages.Drafts = stubborn{keeper}
	failed := h.post(elevenEnglish+"/away", f).header.Get("Location")
	h.get(elevenEnglish+"/"+failed).want(t, http.StatusOK, "Your answers are gone.", "waits locked for 7 days", "!nothing was kept")
	h.pages.Drafts = keeper
	gone := h.post(elevenEnglish+"/away", f)
	if to := gone.header.Get("Location"); gone.status != http.StatusSeeOther || to != "away" {
		t.Errorf("%d to %q", gone.status, to)
	}
	h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusNotFound, "Nothing is saved under these words")
}

// stubborn keeps what it has.
type stubborn struct{ Keeper }

func (stubborn) Drop(context.Context, ballot.Secret) error { return errors.New("disk on fire") }

// What may have arrived is not said to be unsent, on the page that says so and on those
// that follow it.
func TestThrowingAwayWhatMayHaveArrived(t *testing.T) {
	h := newHouse(t, every())
	check := h.post(elevenEnglish+"/check", full())
	check.want(t, http.StatusOK, `href="away"`, "!_tried")
	h.urn.fail = errors.New("disk on fire")
	tried := h.post(elevenEnglish+"/send", check.hidden())
	tried.want(t, http.StatusServiceUnavailable, `href="away?_tried=yes"`, `name="_tried" value="yes"`)
	again := h.post(elevenEnglish+"/change", tried.hidden())
	h.post(elevenEnglish+"/check", again.hidden()).want(t, http.StatusOK, `href="away?_tried=yes"`)
	h.get(elevenEnglish+"/away?_tried=yes").want(t, http.StatusOK, "Your answers are gone.", "they may have been sent", "!Nothing was sent")
	f := tried.hidden()
	f.Set("_saved", "yes")
	h.post(elevenEnglish+"/check", f).want(t, http.StatusOK, `form="away"`)
	if to := h.post(elevenEnglish+"/away", f).header.Get("Location"); to != "away?_tried=yes" {
		t.Errorf("it leads to %q", to)
	}
}

// What is saved is of use until the round's last day, and the page says no later one.
func TestSavedUntil(t *testing.T) {
	for _, c := range [][3]string{{"2031-03-10", "2031-04-01", "2031-03-10"}, {"2031-03-10", "2031-03-05", "2031-03-05"}, {"2031-03-10", "", "2031-03-10"}} {
		if got := savedUntil(c[0], c[1]); got != c[2] {
			t.Errorf("kept until %s in a round until %q: %s", c[0], c[1], got)
		}
	}
}

// What another edition keeps out of sight is saved too.
func TestSavingKeepsWhatIsKept(t *testing.T) {
	h := newHouse(t, apart())
	young := h.post(eightEnglish+"/change", h.post(elevenEnglish+"/other", full()).hidden())
	f := young.hidden()
	for name, values := range young.chosen() {
		f[name] = values
	}
	words := h.post(eightEnglish+"/save", f).wordsOn(t)
	page := h.post("/come-back", url.Values{"_words": {words}})
	page.want(t, http.StatusOK, "is kept, in case")
	back := h.post(elevenEnglish+"/change", h.post(eightEnglish+"/other", page.hidden()).hidden())
	if got := back.chosen(); got.Get("feel") != "4" {
		t.Errorf("shown: %v", got)
	}
}

func TestComingBackInVain(t *testing.T) {
	h := newHouse(t, every())
	for words, says := range map[string]string{
		"": "You typed 0.", "apple pine": "You typed 2.", "qqqqq apple apple apple apple apple": "We don’t know the word “qqqqq”",
		"<script>": "You typed 1.",
	} {
		h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusUnprocessableEntity, append(kind, says, "!<script>")...)
	}
	h.post("/come-back", url.Values{"_words": {"apple apple apple apple apple apple"}}).want(t, http.StatusNotFound, append(kind, "Nothing is saved under these words", "apple apple")...)

	// The store is away for a while: the words need not be typed again.
	words := h.post(elevenEnglish+"/save", full()).wordsOn(t)
	h.now, h.book.fail = h.now.Add(2*codeAge), errors.New("no store")
	away := h.post("/come-back", url.Values{"_words": {words}})
	away.want(t, http.StatusServiceUnavailable, append(kind, `action="/come-back" method="post"`, "Try again", "It is our fault", "!no store", "!did not reach us")...)
	if got := away.hidden().Get("_words"); got != words {
		t.Errorf("the page keeps the words %q", got)
	}
	h.book.fail = nil

	// The round closed meanwhile.
	words = h.post(elevenEnglish+"/save", full()).wordsOn(t)
	h.now = h.now.AddDate(0, 3, 0)
	h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusGone, append(kind, "These questions are closed")...)
	h.post(elevenEnglish+"/save", full()).want(t, http.StatusGone, kind...)
}

// TestGuessedWordsHaveAPace: looking up words costs the server more than anything else that
// is open to everybody, so one source is stopped; what cannot be words costs nothing and
// counts for nothing, and everybody elsewhere goes on.
func TestGuessedWordsHaveAPace(t *testing.T) {
	h := newHouse(t, every())
	words := h.post(elevenEnglish+"/save", full()).wordsOn(t)
	asks := 0
	h.pages.Drafts = countingKeeper{h.pages.Drafts, &asks}
	wrong := url.Values{wordsField: {"apple apple apple apple apple apple"}}
	for range backBurst {
		h.from(school, "/come-back", url.Values{wordsField: {"apple pine"}}).want(t, http.StatusUnprocessableEntity)
		h.from(school, "/come-back", wrong).want(t, http.StatusNotFound)
	}
	a := h.from(school, "/come-back", wrong)
	a.want(t, http.StatusTooManyRequests, append(kind, "Please wait a minute and try again.", "apple apple", `aria-invalid="true"`)...)
	if got := a.header.Get("Retry-After"); got != triesAfter {
		t.Errorf("Retry-After %q", got)
	}
	if asks != backBurst {
		t.Errorf("%d words were looked up, want %d", asks, backBurst)
	}
	h.from(elsewhere, "/come-back", url.Values{wordsField: {words}}).want(t, http.StatusOK, "Your answers are here.")
	h.now = h.now.Add(time.Minute)
	h.from(school, "/come-back", url.Values{wordsField: {words}}).want(t, http.StatusOK, "Your answers are here.")
}

// countingKeeper counts how often words are looked up.
type countingKeeper struct {
	Keeper
	asks *int
}

func (c countingKeeper) Open(ctx context.Context, typed string) (ballot.Draft, error) {
	*c.asks++
	if typed == "apple apple apple apple apple apple" { // without the work, of which there is enough in these tests
		return ballot.Draft{}, fault.NotFound
	}
	return c.Keeper.Open(ctx, typed)
}

// With and without a script, by touch.
func TestSavingByTouch(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{"script": nil, "no script": {browsertest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, apart())
			p := h.open(append(options, browsertest.Width(320))...)
			p.Visit(elevenEnglish + "#" + idOf("feel"))
			p.Click("[data-q=feel] [value='5']")
			p.Follow(".more [formaction$='save']")
			p.Axe(browsertest.AAA)
			p.Screenshot("saved-" + name)
			words := browsertest.Eval[string](p, `[...document.querySelectorAll(".words li")].map(w => w.textContent).join(" ")`)
			p.Visit("/come-back")
			p.Axe(browsertest.AAA)
			p.Screenshot("come-back-" + name)
			p.Type("#words", words)
			p.Follow("main .go")
			if !browsertest.Eval[bool](p, `document.querySelector("[data-q=feel] [value='5']").checked`) {
				t.Error("the answer did not come back")
			}
			p.Axe(browsertest.AAA)
			p.Visit("/")
			p.Screenshot("enter-" + name)
			if wide := browsertest.Eval[string](p, tooWide); wide != "" {
				t.Errorf("wider than the page:\n%s", wide)
			}
		})
	}
}

// Who looks over the shoulder sees neither what is written nor what is chosen,
// on the questions and on the check page; the button says which it is.
func TestHidingAnswers(t *testing.T) {
	h := newHouse(t, every())
	p := h.open()
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	const rather = `(() => { const l = document.querySelector("[data-q=feel] .no"), c = getComputedStyle(l); return [c.backgroundColor, c.border, c.color, getComputedStyle(l.querySelector("input"), "::after").content].join() })()`
	unsaid := browsertest.Eval[string](p, rather)
	p.Click("[data-q=feel] [value='5']")
	const look = `(() => {
		const s = document.querySelector("[data-q=feel]"), of = (l, pseudo) => { const c = getComputedStyle(l, pseudo); return pseudo === "::after" ? c.content : [c.backgroundColor, c.borderColor, c.color].join() };
		const [a, b] = [s.querySelector("label:has(:checked)"), s.querySelector(".o label:nth-child(1)")];
		return ["", "::before", "::after"].every(x => of(a.querySelector("input"), x || null) === of(b.querySelector("input"), x || null)) && of(a) === of(b) && of(a.querySelector("svg")) === of(b.querySelector("svg"));
	})()`
	if browsertest.Eval[bool](p, look) {
		t.Fatal("nothing tells the chosen answer from another: this test would find nothing")
	}
	browsertest.Eval[any](p, `document.querySelector(".more [aria-pressed]").focus(), 0`)
	p.Press("\r")
	p.WaitFor(".more [aria-pressed=true]")
	p.Wait(look)
	browsertest.Eval[any](p, `document.querySelector("[data-q=feel] .no input").checked = true, 0`)
	if got := browsertest.Eval[string](p, rather); got != unsaid {
		t.Errorf("that somebody would rather not say is seen: %s, and %s before", got, unsaid)
	}
	browsertest.Eval[any](p, `document.querySelector("[data-q=feel] [value='5']").checked = true, 0`)
	p.Axe(browsertest.AAA)
	p.Screenshot("hidden")
	p.Jump(idOf("why_friend"))
	p.WaitFor("[data-q=why_friend]:target")
	const seen = `getComputedStyle(document.querySelector("%")).color`
	if got := browsertest.Eval[string](p, strings.ReplaceAll(seen, "%", "textarea")); got != "rgba(0, 0, 0, 0)" {
		t.Errorf("what is written is %s", got)
	}
	p.Press("\t")
	p.Jump("end")
	p.WaitFor("#end:target")
	p.Follow("#end .go")
	if browsertest.Eval[bool](p, `localStorage.length + sessionStorage.length + document.cookie.length > 0`) {
		t.Error("something was stored")
	}
	if browsertest.Eval[string](p, strings.ReplaceAll(seen, "%", ".ans dd")) == "rgba(0, 0, 0, 0)" {
		t.Error("the next page hides the answers before anybody asked")
	}
	p.Click(".more [aria-pressed]")
	p.WaitFor(".more [aria-pressed=true]")
	if got := browsertest.Eval[string](p, strings.ReplaceAll(seen, "%", ".ans dd")); got != "rgba(0, 0, 0, 0)" {
		t.Errorf("the answers are %s", got)
	}
	p.Screenshot("hidden-check")
	p.Click(".more [aria-pressed]")
	p.WaitFor(".more [aria-pressed=false]")
}
