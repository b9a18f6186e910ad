package child

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kist/server/web"
)

// A language's rules stay in its own questionnaires, whatever its region and
// script; zh is not a language that merely begins alike.
func TestOnlyLanguage(t *testing.T) {
	const sheet = `:lang(ur){a:b}p:lang(ur){c:d}@media (x:y){:lang(zh) p,.q{e:f}}.e4:lang(pa){g:h}`
	for lang, want := range map[string]string{
		"ur":      `:lang(ur){a:b}p:lang(ur){c:d}@media (x:y){.q{e:f}}`,
		"en":      `p:lang(ur){c:d}@media (x:y){.q{e:f}}`,
		"zh-Hans": `p:lang(ur){c:d}@media (x:y){:lang(zh) p,.q{e:f}}`,
		"zha":     `p:lang(ur){c:d}@media (x:y){.q{e:f}}`,
	} {
		if got := only(sheet, reader{"e8", lang}); got != want {
			t.Errorf("%s:\n%s, want\n%s", lang, got, want)
		}
	}
}

func TestOnlyTone(t *testing.T) {
	const sheet = `.e4{a:b}.e8,.c{d:e}@media (x:y){.e8 p{f:g}.e4 p{h:i}}p:not(.e4 *){j:k}:is(.e4,q) .r,.e14{l:m}`
	for tone, want := range map[string]string{
		"e4":  `.e4{a:b}.c{d:e}@media (x:y){.e4 p{h:i}}p:not(.e4 *){j:k}:is(.e4,q) .r{l:m}`,
		"e11": `.c{d:e}@media (x:y){}p:not(.e4 *){j:k}:is(.e4,q) .r{l:m}`,
		"e14": `.c{d:e}@media (x:y){}p:not(.e4 *){j:k}:is(.e4,q) .r,.e14{l:m}`,
	} {
		if got := only(sheet, reader{tone, "en"}); got != want {
			t.Errorf("%s:\n%s, want\n%s", tone, got, want)
		}
	}
}

// Any sheet made of rules and blocks keeps its shape in every tone.
func TestOnlyToneKeepsBraces(t *testing.T) {
	selector := rapid.SampledFrom([]string{".e4", ".e4 a", ".e8 b,c", "d", "e:is(.e14,f)", ":lang(ur)", ":lang(pa) a,b", ".e11>g,.e14 h", "@font-face"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "parts") {
			inside := selector.Draw(t, "selector") + "{x:y}"
			if rapid.Bool().Draw(t, "in a block") {
				inside = "@media (a:b){" + inside + "}"
			}
			b.WriteString(inside)
		}
		r := reader{rapid.SampledFrom(tones).Draw(t, "tone"), rapid.SampledFrom([]string{"en", "ur"}).Draw(t, "language")}
		got := only(b.String(), r)
		if strings.Count(got, "{") != strings.Count(got, "}") {
			t.Fatalf("braces of %q: %q", b.String(), got)
		}
		if again := only(got, r); again != got {
			t.Fatalf("a second time %q becomes %q", got, again)
		}
	})
}

func TestStyleForQuestionnaires(t *testing.T) {
	sheet := asset("child.css")
	if !strings.Contains(sheet, questionnaireEnd) {
		t.Fatal("the style sheet does not say where a questionnaire's part ends")
	}
	for _, tone := range tones {
		style := styleFor(sheet, tone, "ur")
		for _, want := range []string{"--paper:", ".step", ".no{", "@media (forced-colors:active)", ":lang(ur){"} {
			if !strings.Contains(style, want) {
				t.Errorf("%s lacks %s", tone, want)
			}
		}
		for _, not := range []string{"/*", "\n", "</", ".ages", ":lang(pa)"} {
			if strings.Contains(style, not) {
				t.Errorf("%s holds %q", tone, not)
			}
		}
		for _, other := range tones {
			if has := strings.Contains(style, "}."+other+"{--main"); has != (other == tone && tone != "e11") {
				t.Errorf("%s: tokens of %s: %v", tone, other, has)
			}
		}
	}
}

func TestDrawings(t *testing.T) {
	d := web.ReadDrawings(asset("drawings.svg"))
	for _, id := range []string{"f1", "f2", "f3", "f4", "f5", "yes", "nah", "dunno"} {
		if d[id] == "" {
			t.Errorf("no drawing %s", id)
		}
	}
	sprite := string(d.Sprite([]string{"f1", "", "f2", "f1", "nothing_like_it"}))
	if strings.Count(sprite, "<symbol") != 2 || !strings.HasPrefix(sprite, `<symbol id="f1"`) {
		t.Errorf("sprite of two: %s", sprite)
	}
	if got := web.ReadDrawings(`<svg><symbol id="a"><path/></symbol><symbol id="b"/></svg>`); len(got) != 1 {
		t.Errorf("read %v", got)
	}
}

// A drawing is put beside the words only where the room for it is made too.
func TestDrawingsLieOverNoWords(t *testing.T) {
	sheet := styleFor(asset("child.css"), "easy", "en")
	without := regexp.MustCompile(`@supports selector\(:has\(a\)\)\{(?:[^{}]*\{[^{}]*\}|@media[^{}]*\{(?:[^{}]*\{[^{}]*\})*\})*\}`).ReplaceAllString(sheet, "")
	for _, text := range []string{sheet, without} {
		if room, put := strings.Contains(text, ".easy .facts li:has(svg){"), strings.Contains(text, "position:absolute;inset-inline-start:0;top:.25rem"); room != put || put != (text == sheet) {
			t.Errorf("room for drawings %v, put there %v, in %d bytes of %d", room, put, len(text), len(sheet))
		}
	}
	if !strings.Contains(without, ".easy .facts svg{width:") {
		t.Error("elsewhere a drawing has no size")
	}
}

// Browsers that do not know :is() drop a whole rule that has it, and throw at a script
// that asks by it: what was written stays hidden there, and Skip empties a question.
func TestNoYoungSelectorHidesOrEmpties(t *testing.T) {
	for rule := range strings.Lines(asset("child.css")) {
		if strings.HasPrefix(rule, ".veil") && strings.Contains(rule, ":is(") {
			t.Errorf("answers are not hidden everywhere by %s", rule)
		}
	}
	for _, script := range []string{"child.js", "pilot.js", "fieldwork-child.js", "fieldwork-carry.js"} {
		if strings.Contains(asset(script), ":is(") {
			t.Errorf("%s asks by :is()", script)
		}
	}
}
