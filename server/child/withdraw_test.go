package child

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/inspections"
)

// receiptOf are the words that a form's secret stands for.
func receiptOf(t *testing.T, secret string) []string {
	t.Helper()
	s, err := ballot.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s.Receipt().Words()
}

// Who ticks the box gets six words with the thanks, once; who does not, none.
func TestReceipt(t *testing.T) {
	h := newHouse(t, every())
	check := h.post(elevenEnglish+"/check", full())
	check.want(t, http.StatusOK, `name="_receipt" value="yes" aria-describedby="rh">Give me words`, `name="_helped" value="yes">A grown`)
	f := check.hidden()
	words := receiptOf(t, f.Get("_s"))
	h.post(elevenEnglish+"/send", f).want(t, http.StatusOK, "Sent.", "!Your six words", "!"+words[0]+"</li>")
	f.Set("_receipt", "yes")
	thanks := h.post(elevenEnglish+"/send", f)
	thanks.want(t, http.StatusOK, "Sent.", "Your six words", `<ol class="words" lang="en" dir="ltr"><li>`+strings.Join(words, "</li><li>")+"</li></ol>",
		`The code of these questions: <strong class="code" dir="ltr">BCDFGH</strong>`, `href="/withdraw?code=BCDFGH"`) // for without it the words take nothing back
	if got := thanks.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	h.post(elevenEnglish+"/send", check.hidden()).want(t, http.StatusOK, "!Your six words") // the common page is nobody's
}

// The ticks come along while the child looks again; the youngest are not asked
// for more paper.
func TestTicksComeAlong(t *testing.T) {
	h := newHouse(t, every())
	f := full()
	f.Set("_receipt", "yes")
	f.Set("_helped", "yes")
	again := h.post(elevenEnglish+"/change", f)
	if got := again.hidden(); got.Get("_receipt") != "yes" || got.Get("_helped") != "yes" {
		t.Errorf("carried: %v", got)
	}
	check := h.post(elevenEnglish+"/check", f)
	check.want(t, http.StatusOK, `name="_receipt" value="yes" checked`, `name="_helped" value="yes" checked`)
	h.post(eightEnglish+"/check", url.Values{"_receipt": {"yes"}}).want(t, http.StatusOK, "!name=\"_receipt\"", `name="_helped"`)
	h.post(eightEnglish+"/send", url.Values{"_receipt": {"yes"}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}}).want(t, http.StatusOK, "!six words")
	f.Set("_s", "BBBBBBBBBBBBBBBBBBBBBA")
	h.post(elevenEnglish+"/send", f)
	if mode := h.urn.forms[1].Mode; mode != "helped" {
		t.Errorf("mode %q", mode)
	}
	if mode := h.urn.forms[0].Mode; mode != "online" {
		t.Errorf("mode %q without help", mode)
	}
}

func TestWithdrawing(t *testing.T) {
	h := newHouse(t, every())
	words := receiptOf(t, "AAAAAAAAAAAAAAAAAAAAAA")
	h.get("/withdraw?code="+openCode).want(t, http.StatusOK, `name="code" value="BCDFGH"`, `name="_words"`, "![child")
	typed := strings.ToUpper(strings.Join(words, ", "))
	done := h.post("/withdraw", url.Values{"code": {" bcd fgh"}, "_words": {typed}})
	done.want(t, http.StatusOK, "That is done", "<li>"+words[0]+"</li>", "Your answers are left out of all that is counted from now on", "If they belong to your answers", "![child", "![problem")
	want := "round-" + openCode + ": " + strings.Join(words, " ") + ": why_friend"
	if len(h.urn.taken) != 1 || h.urn.taken[0] != want {
		t.Errorf("taken back: %v", h.urn.taken)
	}
	// Words that were never given out are answered alike.
	other := receiptOf(t, "AAAAAAAAAAAAAAAAAAAAAQ")
	alike := h.post("/withdraw", url.Values{"code": {openCode}, "_words": {strings.Join(other, " ")}})
	for i := range words {
		alike.body = strings.Replace(alike.body, "<li>"+other[i]+"</li>", "<li>"+words[i]+"</li>", 1)
	}
	if alike.status != done.status || alike.body != done.body {
		t.Error("the answer tells whether the words are somebody's")
	}
	h.post("/withdraw", url.Values{"code": {closedCode}, "_words": {typed}}).want(t, http.StatusOK, "left out of the next results", "stay as they are", "!from now on")
}

func TestWithdrawingRefused(t *testing.T) {
	h := newHouse(t, every())
	h.book.byCode[ticketCode].Stage = inspections.Draft
	words := strings.Join(receiptOf(t, "AAAAAAAAAAAAAAAAAAAAAA"), " ")
	for _, c := range []struct{ code, words, says string }{
		{openCode, "apple pine", "You typed 2."},
		{openCode, "qqqqqq " + strings.Join(strings.Fields(words)[1:], " "), "We don’t know the word “qqqqqq”"},
		{openCode, "<b>", "You typed 1."},
		{"ZZZZZZ", words, "We don’t know this code"},
		{ticketCode, words, "We don’t know this code"},
		{"", words, "That can’t be a code yet"},
		{openCode, strings.Repeat("ж", 5000), "You typed 1."},
	} {
		a := h.post("/withdraw", url.Values{"code": {c.code}, "_words": {c.words}})
		a.want(t, http.StatusUnprocessableEntity, append(kind, `aria-invalid="true"`, "!value=\"<b>", c.says)...)
	}
	if len(h.urn.taken) > 0 {
		t.Errorf("taken back: %v", h.urn.taken)
	}
	h.urn.fail = errors.New("disk on fire")
	h.post("/withdraw", url.Values{"code": {openCode}, "_words": {words}}).want(t, http.StatusServiceUnavailable, append(kind, "Try again", "!disk", "!That is done", "!did not reach us")...)
}

// A flood for one round is slowed down, and for that round alone.
func TestWithdrawingHasAPace(t *testing.T) {
	h := newHouse(t, every())
	f := url.Values{"code": {openCode}, "_words": {strings.Join(receiptOf(t, "AAAAAAAAAAAAAAAAAAAAAA"), " ")}}
	for i := range paceBurst {
		h.from(manyHomes(i), "/withdraw", f).want(t, http.StatusOK)
	}
	slowed := h.from(elsewhere, "/withdraw", f)
	slowed.want(t, http.StatusTooManyRequests, "A lot of people are here", "Please wait a minute", "Try again", `action="/withdraw" method="post"`, "!did not reach us")
	if slowed.hidden().Encode() != f.Encode() {
		t.Errorf("the page keeps %v", slowed.hidden())
	}
	g := url.Values{"code": {closedCode}, "_words": f["_words"]}
	h.post("/withdraw", g).want(t, http.StatusOK)
	h.now = h.now.Add(paceEvery)
	h.from(elsewhere, "/withdraw", f).want(t, http.StatusOK)
}

func TestWithdrawForEveryone(t *testing.T) {
	h := newHouse(t, every())
	p := h.open(browsertest.Width(320))
	p.Visit("/withdraw")
	p.Axe(browsertest.AAA)
	p.Screenshot("withdraw")
	p.Type("#code", openCode)
	p.Type("#words", "apple pine")
	p.Follow("main .go")
	p.Axe(browsertest.AAA)
	p.Screenshot("withdraw-wrong")
	p.Visit(elevenEnglish + "#end")
	p.Follow("#end .go")
	p.Click("[name=_receipt]")
	browsertest.Eval[any](p, `scrollTo(0, 0), 0`)
	p.Axe(browsertest.AAA)
	p.Screenshot("check-ticks")
	p.Click("#send")
	p.WaitFor(".words")
	p.Axe(browsertest.AAA)
	p.Screenshot("thanks-words")
	if wide := browsertest.Eval[string](p, tooWide); wide != "" {
		t.Errorf("wider than the page:\n%s", wide)
	}
	words := browsertest.Eval[string](p, `[...document.querySelectorAll(".words li")].map(w => w.textContent).join(" ")`)
	p.Follow(`main [href^="/withdraw"]`)
	p.Type("#words", words)
	p.Follow("main .go")
	p.Axe(browsertest.AAA)
	p.Screenshot("withdraw-done")
	if len(h.urn.taken) != 1 || !strings.Contains(h.urn.taken[0], words) {
		t.Errorf("taken back: %v", h.urn.taken)
	}
}
