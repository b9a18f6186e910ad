package child

import (
	"fmt"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/surveys"
	"kist/surveys/samples"
)

// whereIs gives the middle of a letter across the page: that of the letter at
// an index of an element's first words, from their end where it is negative.
const whereIs = `(selector, index) => {
	const e = document.querySelector(selector);
	const words = document.createTreeWalker(e, NodeFilter.SHOW_TEXT, n => n.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT).nextNode();
	const letters = new Range();
	const text = words.data.trimEnd(), from = words.data.length - words.data.trimStart().length;
	const at = index < 0 ? text.length + index : from + index;
	letters.setStart(words, at);
	letters.setEnd(words, at + 1);
	const box = letters.getBoundingClientRect();
	return (box.left + box.right) / 2;
}`

// rightToLeft walks a page that is read from right to left.
type rightToLeft struct {
	*browsertest.Page
	t *testing.T
}

// fits wants a page, with its help open, that scrolls only up and down.
func (r rightToLeft) fits(where string) {
	r.t.Helper()
	for range 2 {
		if wide := browsertest.Eval[string](r.Page, tooWide); wide != "" {
			r.t.Errorf("%s: wider than the page:\n%s", where, wide)
		}
		if browsertest.Eval[bool](r.Page, `document.documentElement.scrollWidth > innerWidth`) {
			r.t.Errorf("%s scrolls sideways", where)
		}
		browsertest.Eval[any](r.Page, `document.querySelector("header summary").click(), 0`)
	}
}

// inOrder wants what the selectors find first to stand one after the other
// from right to left.
func (r rightToLeft) inOrder(selectors ...string) {
	r.t.Helper()
	list := `["` + strings.Join(selectors, `", "`) + `"].map(s => document.querySelector(s).getBoundingClientRect())`
	if !browsertest.Eval[bool](r.Page, list+`.every((box, i, all) => !i || box.right <= all[i - 1].left + 1)`) {
		r.t.Errorf("not from right to left: %q", selectors)
	}
}

// letters wants one letter of an element's words to stand to the right of
// another.
func (r rightToLeft) letters(selector string, right, left int) {
	r.t.Helper()
	if !browsertest.Eval[bool](r.Page, fmt.Sprintf("(%s)(%[2]q, %[3]d) > (%[1]s)(%[2]q, %[4]d)", whereIs, selector, right, left)) {
		r.t.Errorf("%s: the letter %d is not to the right of the letter %d", selector, right, left)
	}
}

// A child reads Urdu on the narrowest phone, from the code to the thanks: all is
// mirrored but numbers, and nothing runs over the side.
func TestUrduFromRightToLeft(t *testing.T) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, survey)
	r := rightToLeft{h.open(), t}
	r.Visit("/j/" + openCode)
	r.Click("#start [lang=ur]")
	r.Wait(`location.hash === "#l-ur"`)
	r.fits("the ages")
	r.inOrder("#l-ur li:nth-child(1)", "#l-ur li:nth-child(2)")
	r.letters("#l-ur .e14 b", 0, -1) // 14 to 18

	r.Follow("#l-ur .e11")
	if dir := browsertest.Eval[string](r.Page, "document.dir"); dir != "rtl" {
		t.Fatalf("the page runs %q", dir)
	}
	r.fits("the start")
	r.inOrder("header details", "header .exit")
	r.letters("#start .facts strong", 0, -1) // ends with its question mark
	r.Click("#start .go")
	r.Gone(".now")
	for _, q := range survey.QuestionsIn(surveys.E11) {
		if browsertest.Eval[bool](r.Page, `!document.querySelector("[data-q=`+q.Key+`]:target")`) {
			continue // asked of others only
		}
		r.question(q)
		if q.KindName == "story" {
			r.Type("[data-q="+q.Key+"] textarea", "Ask me, then act.\nمیری بات سنیں۔")
		}
		r.Click("[data-q=" + q.Key + "] .go")
		r.Gone(".now")
	}
	r.Wait(`location.hash === "#end"`)
	r.fits("the end")
	r.Follow("#end .go")
	r.fits("the check page")
	r.checked()
	r.Click("#send")
	r.WaitFor(".scene")
	r.fits("the thanks")
	r.Screenshot("urdu-thanks")
	if len(h.urn.forms) != 1 || h.urn.forms[0].Language != "ur" {
		t.Errorf("handed in: %+v", h.urn.forms)
	}
}

// question looks at one question that is shown.
func (r rightToLeft) question(q *surveys.Question) {
	r.t.Helper()
	screen := "[data-q=" + q.Key + "]"
	r.fits(q.Key)
	r.inOrder(screen+" .bk", screen+" .go")
	r.letters(screen+" h2", 0, 1)
	switch q.KindName {
	case "faces", "picture":
		r.inOrder(screen+" .o svg", screen+" .o label:first-child [type]")
	case "order":
		r.inOrder(screen+" .ord span", screen+" .ord button:nth-of-type(1)", screen+" .ord button:nth-of-type(2)")
	case "number":
		if q.Low.Empty() {
			return
		}
		r.inOrder(screen+" .num label:nth-child(1)", screen+" .num label:nth-child(2)")
		r.letters(screen+" .num label:nth-child(11)", -1, 0) // 10 is not 01
	}
}

// checked looks at what was written and at the numbers to ring.
func (r rightToLeft) checked() {
	r.t.Helper()
	r.inOrder("dt", "dd.ch")
	story := `[aria-labelledby$=' d_` + screen(starter(r.t), "better") + `']`
	browsertest.Eval[any](r.Page, `document.querySelector("`+story+`").closest("div").querySelector("dd p").id = "own", 0`)
	r.letters("#own", 1, 0)   // English: the second letter is further right
	r.letters("#own", 16, 15) // its full stop after its last word
	r.letters("#own", 18, -1) // then Urdu, and its full stop at its left end
	r.Click("header summary")
	for _, number := range []string{".talk [href^='tel:0800']", ".talk [href^='sms:']", ".talk [href='tel:999']"} {
		r.letters(number, -1, 0)
	}
	r.Click("header summary")
}
