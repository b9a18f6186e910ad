package child

import (
	"testing"

	"kist/internal/browsertest"
	"kist/surveys"
	"kist/surveys/samples"
)

// overEdges are the options that are wider than the buttons below them, and
// those whose words run over their own edge, as buttons' must not either.
const overEdges = `[...[...document.querySelectorAll("header a, header summary, .b")].filter(b => b.checkVisibility({visibilityProperty: false})).filter(b => b.scrollWidth > b.clientWidth + 1 ||
	[...b.childNodes].some(n => { const r = document.createRange(); r.selectNodeContents(n);
		const words = r.getBoundingClientRect(), at = b.getBoundingClientRect();
		return words.width && (words.right > at.right - 3 || words.left < at.left + 3) }))
	.map(b => "button: " + b.textContent.trim().slice(0, 60)), ...[...document.querySelectorAll(".step")].flatMap(s => {
	const row = s.querySelector(".nav").getBoundingClientRect();
	return [...s.querySelectorAll(".o label, .o a, .no, .ord li")].filter(o => {
		const at = o.getBoundingClientRect();
		return at.left < row.left - 1 || at.right > row.right + 1 || o.scrollWidth > o.clientWidth + 1;
	}).map(o => s.id + ": " + o.textContent.trim());
})].join("\n")`

// broken are the buttons with one word on them that runs over two lines, as a
// Chinese word does wherever there is no room for the whole of it.
const broken = `[...document.querySelectorAll(".nav .b, header .exit, header summary")].filter(b => {
	const words = new Range();
	words.selectNodeContents(b);
	const lines = new Set([...words.getClientRects()].map(line => Math.round(line.top)));
	return lines.size > 1 && !/\s/.test(b.textContent.trim());
}).map(b => b.textContent).join("\n")`

// askedFor opens the help box and gives the way to be contacted in it, if its words
// run over its edge or the box's.
const askedFor = `(() => {
	document.querySelector("header details").open = true;
	const a = document.querySelector("header a.sk"), box = document.querySelector(".talk").getBoundingClientRect(), at = a.getBoundingClientRect();
	return at.width && at.left > box.left && at.right < box.right && a.scrollWidth <= a.clientWidth + 1 ? "" : a.textContent;
})()`

// The longest words of the starter survey stay on their pebbles on the
// narrowest phone, in every edition and language, and words on buttons whole.
func TestOptionsFitTheNarrowestPhone(t *testing.T) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := newHouse(t, survey).open(browsertest.NoScript())
	look := func(path string) {
		p.Visit(path)
		browsertest.Eval[any](p, all)
		p.Wait("document.fonts.status === 'loaded'")                              // what is shown now asks for letters that were not needed before
		for _, letters := range []string{"", "ui-rounded,system-ui,sans-serif"} { // a phone may have to do without ours
			browsertest.Eval[any](p, `document.body.style.fontFamily = "`+letters+`"`)
			if over := browsertest.Eval[string](p, overEdges); over != "" {
				t.Errorf("%s in %q:\n%s", path, letters, over)
			}
		}
		if over := browsertest.Eval[string](p, broken); over != "" {
			t.Errorf("%s: broken within a word:\n%s", path, over)
		}
	}
	look("/j/" + openCode)
	if over := browsertest.Eval[string](p, askedFor); over != "" {
		t.Errorf("help box: %s", over)
	}
	for _, e := range survey.Editions {
		for _, lang := range survey.Languages {
			look("/r/" + openCode + "/" + string(e) + "/" + lang)
			if over := browsertest.Eval[string](p, askedFor); over != "" {
				t.Errorf("help box of %s in %s: %s", e, lang, over)
			}
		}
	}
}

// Where words on buttons are long, the main one has a row to itself and stands
// first.
func TestMainButtonFirstOnPhones(t *testing.T) {
	p := newHouse(t, every()).open(browsertest.Width(browsertest.Phone))
	first := func(where, row string) {
		t.Helper()
		p.WaitFor(row + " .go")
		if !browsertest.Eval[bool](p, `(row => {
			const main = row.querySelector(".go").getBoundingClientRect();
			return main.width > row.clientWidth - 1 && [...row.children].every(b => b.matches(".go") || b.getBoundingClientRect().top >= main.bottom);
		})(document.querySelector("`+row+`"))`) {
			t.Errorf("%s: the main button is not first, or not alone in its row", where)
		}
	}
	p.Visit(elevenEnglish + "/away")
	first("away", ".nav")
	p.Visit(elevenEnglish + "#end")
	first("end", "#end .nav")
	p.Click("#end .go")
	first("check", ".page .nav")
	p.Click("#c_" + idOf("feel"))
	first("change", "[data-q=feel] .nav")
}
