package child

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/media"
	"kist/surveys"
)

var sayMark = regexp.MustCompile(`data-say="([a-z_.0-9-]+)"`)

// aroundPages are the pages around the questionnaire, by what has to stand on each.
func aroundPages(h *house) map[string]answer {
	full := full()
	withReceipt := h.post(elevenEnglish+"/check", full).hidden()
	withReceipt.Set("_receipt", "yes")
	words := url.Values{"code": {openCode}, "_words": {"no such words"}}
	return map[string]answer{
		"Type the code on your card": h.get("/"),
		"We don’t know this code":    h.get("/j?code=ZZZZZZ"),
		"How old are you?":           h.get("/j/" + openCode),
		"Please contact me":          h.get("/contact?lang=en&code=" + openCode),
		"Who should not know?":       h.get("/contact?lang=en&age=8-10&code=" + openCode),
		"Come back to my answers":    h.get("/come-back"),
		"Saved":                      h.post(elevenEnglish+"/save", full),
		"Take my answers back":       h.get("/withdraw"),
		"Take them back":             h.post("/withdraw", words),
		"There is nothing here":      h.get("/r/ZZZZZZ/11-13/en"),
		"Your answers are gone.":     h.get(elevenEnglish + "/away"),
		"Your six words":             h.post(elevenEnglish+"/send", withReceipt),
	}
}

// Each page around the questions is read aloud: every place that it names is one at
// which something can be recorded, and, recorded, it is heard without a script too.
func TestPagesAroundTheQuestionsAreHeard(t *testing.T) {
	h, _ := contactHouse(t)
	known := map[string]bool{}
	for _, p := range media.Shared(surveys.E11, h.pages.Words.Printer("en")) {
		for _, name := range p.Names {
			known[name] = true
		}
	}
	for text, page := range aroundPages(h) {
		page.want(t, page.status, text, "aloud", "!data-own", "!<audio", "!data-set")
		places := sayMark.FindAllStringSubmatch(page.body, -1)
		if len(places) < 5 { // those of the help box are on every page
			t.Errorf("%s: read aloud at %v", text, places)
		}
		for _, at := range places {
			if !known[at[1]] && !strings.HasPrefix(at[1], "q_") {
				t.Errorf("%s: nobody can record %s", text, at[1])
			}
		}
	}
	h, _ = contactHouse(t)
	h.record(every(), surveys.E11, "en", everything)
	for text, page := range aroundPages(h) {
		own := " data-own"
		if text == "How old are you?" {
			own = `data-page="Hear this page" data-set="`
		}
		page.want(t, page.status, text, own)
		if text != "How old are you?" && text != "Your six words" && len(page.media()) == 0 {
			t.Errorf("%s is not heard without a script", text)
		}
	}
}

// Where nothing of a page is recorded and the device has no voice, there is nothing
// that could be pressed in vain, though something else is recorded.
func TestNothingToHearIsNotOffered(t *testing.T) {
	h, _ := contactHouse(t)
	h.record(every(), surveys.E11, "en", func(id string) bool { return id == media.Help || id == "withdraw.title" })
	p := h.open(browsertest.Before(listen))
	for path, offered := range map[string]int{"/contact?lang=en": 0, "/come-back": 0, "/": 0, "/j/" + openCode: 0, "/withdraw": 1} {
		p.Visit(path)
		p.Wait(`document.querySelector(".talk .say button") !== null`)
		if n := browsertest.Eval[int](p, `document.querySelectorAll("main .say button").length`); n != offered {
			t.Errorf("%s offers %d to hear", path, n)
		}
	}
}

// What is recorded is played, in the language of what is chosen; what is not, a voice
// on the device reads.
func TestScriptReadsThePagesAround(t *testing.T) {
	h, _ := contactHouse(t)
	survey := every()
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "contact.reach" })
	h.record(survey, surveys.E11, "ar", func(id string) bool { return id == "join.age" })
	p := h.open(browsertest.Before(`window.voices = [{name: "here", lang: "en-GB", localService: true}];` + listen))
	p.Visit("/contact?lang=en&code=" + openCode)
	p.Click("main .say button")
	p.Wait(`spoken.length > 0 && player.src.includes("/media/")`)
	if got := browsertest.Eval[[]string](p, "spoken"); got[0] != "here: Please contact me." || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "How can we reach you?") }) {
		t.Errorf("the device read %q", got)
	}
	p.Visit("/j/" + openCode)
	p.Click("#start a[lang=ar]")
	p.Click("#l-ar .say button")
	p.Wait(`player.src.includes("/media/")`)
	p.Axe(browsertest.AAA)
	if n := browsertest.Eval[int](p, `spoken.length`); n > 0 {
		t.Error("an English voice reads Arabic")
	}
}

// An error has words of its own: one that is recorded is heard, another is not.
func TestErrorsAreHeard(t *testing.T) {
	h := newHouse(t, every())
	h.record(every(), surveys.E11, "en", func(id string) bool { return id == "error.not_found.title" })
	h.get("/r/ZZZZZZ/11-13/en").want(t, http.StatusNotFound, "There is nothing here", " data-own", "<noscript><audio")
	h.get("/r/"+closedCode+"/11-13/en").want(t, http.StatusGone, "!data-own", "!<audio")
}
