package child

import (
	"fmt"
	"testing"

	"kist/internal/browsertest"
	"kist/surveys"
	"kist/surveys/samples"
)

// sides gives, for one page, what lies on which side: each line is true where the
// page is written from left to right, and false where it is mirrored.
const sides = `(() => {
	const at = s => document.querySelector(s).getBoundingClientRect();
	const left = (a, b) => at(a).left + at(a).width / 2 < at(b).left + at(b).width / 2;
	const q = "#" + location.hash.slice(1) + " ";
	const pointsRight = (s, part) => { // an arrow is two borders, turned
		const m = new DOMMatrix(getComputedStyle(document.querySelector(s), part).transform);
		return m.a > 0;
	};
	return {
		"help before leaving": left("header summary", "header .exit"),
		"back before next": left(q + ".bk", q + ".go"),
		"next points on": pointsRight(q + ".go", "::after"),
		"back points back": !pointsRight(q + ".bk", "::before"),
		"progress grows on": getComputedStyle(document.querySelector(q + "progress")).direction === "ltr",
		"mark before words": [...document.querySelectorAll(q + ".o label")].every(l => {
			const words = document.createRange(); words.selectNodeContents(l);
			return l.querySelector("input").getBoundingClientRect().left < words.getBoundingClientRect().left + words.getBoundingClientRect().width / 2;
		}),
	};
})()`

// What leads on, and what comes first, is mirrored where a language is written
// from right to left, as the eye goes.
func TestMirroredWhereItShouldBe(t *testing.T) {
	p := starterHouse(t).open(browsertest.Width(browsertest.Phone))
	for lang, leftToRight := range map[string]bool{"en": true, "uk": true, "zh-Hans": true, "ar": false, "ur": false} {
		p.Visit("/r/" + openCode + "/11-13/" + lang + "#" + screen(starter(t), "talk_first"))
		p.Wait(`document.querySelector("[data-q=talk_first]").checkVisibility({visibilityProperty: true, opacityProperty: true})`)
		for what, got := range browsertest.Eval[map[string]bool](p, sides) {
			if got != leftToRight {
				t.Errorf("%s: %s: %v", lang, what, got)
			}
		}
		p.Screenshot("direction-" + lang)
	}
}

// figures gives the characters of a text in the order in which they stand on the
// page, from left to right.
const figures = `(e => {
	const range = document.createRange(), all = [];
	const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode();) for (let i = 0; i < n.length; i++) {
		range.setStart(n, i); range.setEnd(n, i + 1);
		const r = range.getBoundingClientRect();
		if (/\d/.test(n.data[i]) && r.width) all.push([Math.round(r.top), r.left, n.data[i]]);
	}
	return all.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(c => c[2]).join("");
})`

// Numbers, telephone numbers and codes are not mirrored: their digits stand as
// they are dialled and typed. The steps of a scale follow the eye, as the words
// at its ends do: 0 is where a line begins.
func TestNotMirroredWhereItShouldNotBe(t *testing.T) {
	p := starterHouse(t).open(browsertest.Width(browsertest.Phone))
	for _, lang := range []string{"en", "ar", "ur"} {
		p.Visit("/r/" + openCode + "/11-13/" + lang + "#" + screen(starter(t), "safe_school"))
		p.Wait(`document.querySelector("[data-q=safe_school]").checkVisibility({visibilityProperty: true, opacityProperty: true})`)
		browsertest.Eval[any](p, `document.querySelector("header summary").click(), 0`)
		for i, want := range []string{"08001111", "999"} {
			link := fmt.Sprintf(`[...document.querySelectorAll(".talk a")].find(a => a.getAttribute("href") === "tel:%s")`, want)
			if got := browsertest.Eval[string](p, figures+"("+link+")"); got != want {
				t.Errorf("%s: the telephone number %d reads %q from the left, want %s", lang, i, got, want)
			}
		}
		browsertest.Eval[any](p, `document.querySelector("header summary").click(), 0`)
		var tens []string
		for _, n := range []string{"0", "1", "10"} {
			tens = append(tens, browsertest.Eval[string](p, figures+`(document.querySelector('[data-q=safe_school] [value="`+n+`"]').parentElement)`))
		}
		if tens[2] != "10" {
			t.Errorf("%s: ten reads %q from the left", lang, tens[2])
		}
		zeroFirst := browsertest.Eval[bool](p, `(() => {
			const x = v => document.querySelector('[data-q=safe_school] [value="' + v + '"]').getBoundingClientRect().left;
			return x(0) < x(1) && x(1) < x(2);
		})()`)
		if zeroFirst != (lang == "en") {
			t.Errorf("%s: 0 to the left of 1 is %v", lang, zeroFirst)
		}
	}
	p.Visit("/")
	if got := browsertest.Eval[string](p, `getComputedStyle(document.getElementById("code")).direction`); got != "ltr" {
		t.Errorf("a code is typed %s", got)
	}
}

// Which questions follow is told from a number in the digits of any keyboard, as the
// server tells it.
func TestScriptReadsEveryDigit(t *testing.T) {
	survey := every()
	survey.Question("places").Bands = []int{1, 2, 5}
	survey.Question("first").AskIf = []surveys.Clause{{Question: "places", Any: []string{"1", "2-4"}}}
	p := newHouse(t, survey).open()
	for typed, want := range map[string]string{"٣": idOf("first"), "۱": idOf("first"), "੪": idOf("first"), "３": idOf("first"), "01": idOf("first"), "٣٠": "end", "੫": "end", "three": "end"} {
		p.Visit("/r/" + openCode + "/11-13/ar#" + idOf("places"))
		p.Type("[data-q=places] input", typed)
		p.Click(".step:target .nav .go")
		p.Wait(fmt.Sprintf("location.hash === %q", "#"+want))
		p.Visit("/help")
	}
}

// starterHouse serves the starter survey in all its languages.
func starterHouse(t *testing.T) *house {
	t.Helper()
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return newHouse(t, survey)
}
