package child

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/inspections"
)

// inbox takes requests as the requests do, or fails as it is told to.
type inbox struct {
	mu    sync.Mutex
	forms []string
	words []contacts.Words
	fail  error
}

func (a *inbox) Take(_ context.Context, round *inspections.Round, form string, w contacts.Words) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.fail != nil:
		return a.fail
	case w.Reach == "":
		return fault.Problems{{Field: "reach", ID: "child.contact.problem.reach"}}
	case len(w.Name) > contacts.MaxName:
		return fault.Problems{{Field: "name", ID: "child.contact.problem.long", Args: map[string]any{"Max": contacts.MaxName}}}
	case !contacts.Takes(round) && !slices.Contains(a.forms, round.ID+" "+form):
		return fault.Closed
	}
	a.forms = append(a.forms, round.ID+" "+form)
	a.words = append(a.words, w)
	return nil
}

// contactHouse is a house whose rounds take requests.
func contactHouse(t testing.TB) (*house, *inbox) {
	h, taken := newHouse(t, every()), &inbox{}
	for _, r := range h.book.byCode {
		r.ContactKey = []byte("key")
	}
	h.pages.Contacts = taken
	return h, taken
}

func wish(code string) url.Values {
	return url.Values{"code": {code}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}, "name": {"Mairi"}, "reach": {"07700 900123"}, "safe": {"after school"}, "more": {"not <b>my uncle</b>"}}
}

// The page says who reads it, by when, what it is not for, and that it is apart.
func TestAskingToBeContacted(t *testing.T) {
	h, taken := contactHouse(t)
	page := h.get("/contact?code=" + openCode)
	page.want(t, http.StatusOK, `value="BCDFGH"`, "safeguarding lead of the inspection", "!working day", "kept apart from your answers", "not for danger right now", "0800 1111", `class="exit"`, "![child", `name="_s" value="`)
	if got := page.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	form := regexp.MustCompile(`name="_s" value="([\w-]{22})"`)
	first, second := form.FindStringSubmatch(page.body), form.FindStringSubmatch(h.get("/contact").body)
	if first == nil || second == nil || first[1] == second[1] {
		t.Fatalf("forms %v, %v", first, second)
	}
	done := h.post("/contact?lang=en", wish(" bcd fgh"))
	done.want(t, http.StatusOK, "We have it. Thank you.", "!working day", "0800 1111", "!07700 900123", "!Mairi", "!uncle", "![child", "!<form")
	want := contacts.Words{Name: "Mairi", Reach: "07700 900123", Safe: "after school", More: "not <b>my uncle</b>"}
	if len(taken.words) != 1 || taken.words[0] != want || taken.forms[0] != "round-BCDFGH AAAAAAAAAAAAAAAAAAAAAA" {
		t.Errorf("taken: %v %+v", taken.forms, taken.words)
	}
	f := wish(openCode)
	f.Set("_s", "nothing of ours")
	h.post("/contact", f).want(t, http.StatusOK, "We have it")
	if id := strings.Fields(taken.forms[1])[1]; !contacts.IsForm(id) {
		t.Errorf("the form is %q", id)
	}
}

// What a round promises is on the page, and only that: who reads it, and within how
// many days. The youngest and the oldest are asked in words of their own.
func TestContactPromisesWhatTheRoundDoes(t *testing.T) {
	h, _ := contactHouse(t)
	page := h.get("/contact?code=" + openCode + "&age=8-10")
	page.want(t, http.StatusOK, `class="e8"`, "Do you want someone to talk with you?", "Only one person in the team", "!Who that is", "!working day", "![child")
	h.get("/contact?code="+openCode+"&age=14-18").want(t, http.StatusOK, `class="e14"`, "How much you say is up to you.", "![child")
	h.get("/contact?code=ZZZZZZ&age=99").want(t, http.StatusOK, `class="e11"`, "Would you like someone", "!working day")
	r := h.book.byCode[openCode]
	r.ContactName, r.ContactDays = "Morag <Reid>", 1
	for _, path := range []string{"/contact?code=" + openCode, "/contact?age=4-7&code=" + openCode} {
		h.get(path).want(t, http.StatusOK, "Who that is: <bdi>Morag &lt;Reid&gt;</bdi>", "They read it within 1 working day.", "!working days")
	}
	r.ContactDays = 3
	h.post("/contact?lang=en&age=8-10", wish(openCode)).want(t, http.StatusOK, `class="e8"`, "We have it", "They read it within 3 working days.")
	h.get("/contact?lang=ar&code="+openCode).want(t, http.StatusOK, "خلال 3 أيام عمل")
}

// From the questions, the check page and the thanks one comes to the form with the
// code and in the language.
func TestWaysToContact(t *testing.T) {
	h, _ := contactHouse(t)
	ar := "/r/" + openCode + "/11-13/ar"
	h.get(ar).want(t, http.StatusOK, `href="ar/contact" target="_blank"`)
	h.post(elevenEnglish+"/change", full()).want(t, http.StatusOK, `href="/r/BCDFGH/11-13/en/contact"`)
	for _, page := range []string{"/check", "/other", "/save"} {
		h.post(elevenEnglish+page, full()).want(t, http.StatusOK, `href="/r/BCDFGH/11-13/en/contact"`, "!href=\"/contact\"")
	}
	sent := h.post(elevenEnglish+"/check", full()).hidden()
	h.post(elevenEnglish+"/send", sent).want(t, http.StatusOK, `<p><a class="sk" href="/contact?age=11-13&amp;code=BCDFGH&amp;lang=en">`, "!href=\"/contact\"")
	h.post(ar+"/send", sent).want(t, http.StatusOK, `<p><a class="sk" href="/contact?age=11-13&amp;code=BCDFGH&amp;lang=ar">`)
	h.get("/j/"+openCode).want(t, http.StatusOK, `href="/contact?code=BCDFGH"`)
	h.get("/help").want(t, http.StatusOK, `href="/contact"`)
	a := h.get(ar + "/contact")
	if to := a.header.Get("Location"); a.status != http.StatusSeeOther || to != "/contact?age=11-13&beside=yes&code=BCDFGH&lang=ar" {
		t.Fatalf("%d to %q", a.status, to)
	}
	h.get(a.header.Get("Location")).want(t, http.StatusOK, `<html lang="ar" dir="rtl"`, `value="BCDFGH"`, `action="/contact?lang=ar&amp;age=11-13&amp;beside=yes"`, "![child")
	h.get("/contact?lang=xx").want(t, http.StatusOK, `<html lang="en"`)
}

// Who came from the questions has them in another tab, unsent: before the one button,
// which takes them away too, it says how to go back.
func TestContactLeadsBackToTheQuestions(t *testing.T) {
	h, _ := contactHouse(t)
	const back = "To go back to your answers, close this page."
	from := h.get(elevenEnglish + "/contact").header.Get("Location")
	h.post(from, wish(openCode)).want(t, http.StatusOK, "We have it", back)
	none := wish(openCode)
	none.Set("reach", "")
	h.post(from, none).want(t, http.StatusUnprocessableEntity, "beside=yes")
	h.post("/contact?lang=en", wish(openCode)).want(t, http.StatusOK, "We have it", "!"+back)
}

// The script leaves the address of the questions when they are sent; the ways to the form
// lead on with the code, the age and the language.
func TestContactAfterSendingByScript(t *testing.T) {
	h, _ := contactHouse(t)
	p := h.open()
	p.Visit("/r/" + openCode + "/11-13/ar#end")
	p.Follow("#end .go")
	p.Click("#send")
	p.WaitFor(".scene")
	ways := browsertest.Eval[[]string](p, `[...document.querySelectorAll("a[href*=contact]")].map(a => new URL(a.href)).map(u => u.pathname + u.search)`)
	if len(ways) != 2 || ways[0] != ways[1] || ways[1] != "/contact?age=11-13&code="+openCode+"&lang=ar" { // no answers are left to come back to
		t.Errorf("the ways lead to %q", ways)
	}
}

func TestContactRefused(t *testing.T) {
	h, taken := contactHouse(t)
	h.book.byCode[ticketCode].Stage = inspections.Draft
	none := wish(openCode)
	none.Set("reach", "")
	long := wish(openCode)
	long.Set("name", strings.Repeat("m", 100))
	for _, c := range []struct {
		form url.Values
		says string
	}{
		{wish("ZZZZZZ"), "We don’t know this code"}, {wish(ticketCode), "We don’t know this code"}, {wish(""), "That can’t be a code yet"},
		{none, "Please tell us how to reach you."}, {long, "It can have 60 letters."},
	} {
		h.post("/contact", c.form).want(t, http.StatusUnprocessableEntity, append(kind, c.says, `aria-invalid="true"`, "not &lt;b&gt;my uncle", `value="AAAAAAAAAAAAAAAAAAAAAA"`)...)
	}
	huge := wish(openCode)
	huge.Set("more", strings.Repeat("ж", 400_000))
	if a := h.post("/contact", huge); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a flood of text: %d", a.status)
	}
	if len(taken.words) > 0 {
		t.Errorf("taken: %+v", taken.words)
	}
	// What the store cannot take stays on the page; what went wrong does not show.
	taken.fail = errors.New("disk on fire")
	h.post("/contact", wish(openCode)).want(t, http.StatusServiceUnavailable, append(kind, "Not sent yet", "07700 900123", "!disk", "!We have it")...)
	h.now = h.now.Add(2 * codeAge)
	h.book.fail = errors.New("store on fire") // already when the code is looked up
	h.post("/contact", wish(openCode)).want(t, http.StatusServiceUnavailable, append(kind, "Not sent yet", "07700 900123", `value="BCDFGH"`, `value="AAAAAAAAAAAAAAAAAAAAAA"`, "!store on fire", "!We have it")...)
}

// Help does not end with a round's last day: it is taken until all is sealed. A
// round without a key, or that is over, leads to the help lines.
func TestContactOfRoundsThatAreOver(t *testing.T) {
	h, taken := contactHouse(t)
	h.post("/contact", wish(closedCode)).want(t, http.StatusOK, "We have it") // stage final
	h.book.byCode[closedCode].Stage = inspections.Sealed
	h.book.byCode[openCode].ContactKey = nil
	h.now = h.now.Add(2 * codeAge)
	for _, code := range []string{closedCode, openCode} { // said before anything is written
		h.get("/contact?code="+code).want(t, http.StatusOK, append(kind, "We can’t take this here", "0800 1111", `href="/contact"`, "!<form")...)
	}
	h.get("/contact").want(t, http.StatusOK, "<form")
	for _, code := range []string{closedCode, openCode} {
		late := wish(code)
		late.Set("_s", contacts.NewForm())
		h.post("/contact", late).want(t, http.StatusGone, append(kind, "We can’t take this here", "You can still talk to someone", "0800 1111", "!We have it")...)
	}
	if len(taken.words) != 1 {
		t.Errorf("taken: %+v", taken.words)
	}
}

// Who sends once more what was taken, since no answer came, hears that it was: somebody
// will be in touch.
func TestContactTakenBeforeTheEnd(t *testing.T) {
	h, _ := contactHouse(t)
	h.post("/contact", wish(openCode)).want(t, http.StatusOK, "We have it")
	h.book.byCode[openCode].Stage = inspections.Sealed
	h.now = h.now.Add(2 * codeAge)
	h.post("/contact", wish(openCode)).want(t, http.StatusOK, append(kind, "We have it", "!We can’t take this here")...)
	other := wish(openCode)
	other.Set("_s", contacts.NewForm())
	h.post("/contact", other).want(t, http.StatusGone, "We can’t take this here")
	other.Set("reach", "") // nothing that can be put right
	h.post("/contact", other).want(t, http.StatusGone, "We can’t take this here", "!<form")
}

// A voice on the device reads the page, as it reads the questions.
func TestContactIsReadAloud(t *testing.T) {
	h, _ := contactHouse(t)
	p := h.open(browsertest.Before(`window.voices = [{name: "here", lang: "en-GB", localService: true}];` + listen))
	p.Visit("/contact?age=8-10&lang=en&code=" + openCode)
	p.Click("main .say button")
	p.Wait(`spoken.length > 0`)
	if got := browsertest.Eval[string](p, `spoken[0]`); got != "here: Please contact me." {
		t.Errorf("it reads %q", got)
	}
	if got := browsertest.Eval[string](p, `[...document.querySelectorAll("main [data-say]")].map(e => e.textContent).join(" ")`); !strings.Contains(got, "Do you want someone to talk with you?") || !strings.Contains(got, "Only one person in the team reads it.") || !strings.Contains(got, "How can we reach you?") {
		t.Errorf("it will read %q", got)
	}
	p.Axe(browsertest.AAA)
}

// A flood for one round is slowed down, and nothing that was written is lost.
func TestContactHasAPace(t *testing.T) {
	h, taken := contactHouse(t)
	for i := range paceBurst {
		h.from(manyHomes(i), "/contact", wish(openCode)).want(t, http.StatusOK)
	}
	h.from(elsewhere, "/contact", wish(openCode)).want(t, http.StatusTooManyRequests, "Not sent yet", "07700 900123")
	h.post("/contact", wish(closedCode)).want(t, http.StatusOK)
	if len(taken.words) != paceBurst+1 {
		t.Errorf("%d taken", len(taken.words))
	}
}

// The whole way in a browser, at 320 px, right to left, with a script and without:
// accessible, not wider than the page, and Back shows nothing of what was sent.
func TestContactForEveryone(t *testing.T) {
	for name, c := range map[string]struct {
		lang    string
		options []browsertest.Option
	}{
		"english": {"en", []browsertest.Option{browsertest.Width(320)}},
		"arabic":  {"ar", []browsertest.Option{browsertest.Width(320), browsertest.NoScript()}},
		"wide":    {"gd", []browsertest.Option{browsertest.Width(browsertest.Desk), browsertest.Dark()}},
	} {
		t.Run(name, func(t *testing.T) {
			h, taken := contactHouse(t)
			p := h.open(c.options...)
			look := func(step string) {
				t.Helper()
				p.Axe(browsertest.AAA)
				if wide := browsertest.Eval[string](p, tooWide); wide != "" {
					t.Errorf("%s is wider than the page:\n%s", step, wide)
				}
				p.Screenshot("contact-" + name + "-" + step)
			}
			p.Visit("/contact?lang=" + c.lang + "&code=" + openCode)
			look("form")
			if name == "arabic" {
				p.Follow("#send")
				look("wrong")
			}
			p.Type("#name", "Mairi")
			p.Type("#reach", "07700 900123")
			if name == "arabic" {
				p.Follow("#send")
			} else {
				p.Click("#send")
			}
			p.Becomes(`!document.querySelector("main form") && document.querySelector("main h1")`)
			look("done")
			if n := len(taken.words); n != 1 || taken.words[0].Reach != "07700 900123" {
				t.Errorf("taken: %+v", taken.words)
			}
			if p.Back() {
				p.Becomes(`!document.documentElement.outerHTML.includes("07700 900123") && ![...document.querySelectorAll("input,textarea")].some(i => i.value.includes("07700"))`)
			}
		})
	}
}

// The help box opens the form beside the questions, so that no answer is lost;
// leaving there takes the questions away too, answers and all.
func TestLeavingContactTakesTheQuestionsAway(t *testing.T) {
	h, _ := contactHouse(t)
	p := h.open(browsertest.MayLeaveTo("https://www.bbc.co.uk"))
	p.Visit(elevenEnglish + "#" + idOf("feel"))
	p.Click("[data-q=feel] .o label:nth-of-type(2)")
	if rel := browsertest.Eval[string](p, `document.querySelector("header a[href$='/contact']").rel`); rel != "opener" {
		t.Fatalf("the form's page has rel %q", rel)
	}
	if browsertest.Eval[bool](p, `!document.querySelector("input:checked")`) {
		t.Fatal("the answer is not there")
	}
	browsertest.Eval[any](p, `globalThis.beside = open("/contact"), 0`)
	p.Wait(`beside && beside.document.readyState === "complete" && beside.document.querySelector("#send")`)
	browsertest.Eval[any](p, `setTimeout(() => beside.document.querySelector("a.exit").click()), 0`)
	p.Becomes(`!document.querySelector("main, input:checked")`)
}
