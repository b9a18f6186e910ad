package child

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"kist/internal/browsertest"
	"kist/locales"
	"kist/surveys/samples"
)

// ownLetters are the scripts that the fonts are cut for.
var ownLetters = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic}

// Every letter of our own texts in these scripts is in one of the fonts, so that
// no word is pieced together from two.
func TestFontsHaveEveryLetter(t *testing.T) {
	recipe, err := os.ReadFile("../../static/letters/make.py")
	if err != nil {
		t.Fatal(err)
	}
	_, alphabets, _ := strings.Cut(string(recipe), "ALPHABETS = {")
	alphabets, _, found := strings.Cut(alphabets, "\n}\n")
	if !found || len(alphabets) < 200 {
		t.Fatalf("the recipe's alphabets are not found: %q", alphabets)
	}
	ascii := func(r rune) bool { return r < unicode.MaxASCII }
	missing := map[rune]string{}
	for name, text := range ourTexts(t) {
		for _, r := range text {
			if unicode.IsOneOf(ownLetters, r) && !ascii(r) && !strings.ContainsRune(alphabets, r) {
				missing[r] = name
			}
		}
	}
	for r, name := range missing {
		t.Errorf("%s: no font has %q (%U): add it to static/letters/make.py and run that", name, r, r)
	}
}

// ourTexts are the files of words, by name.
func ourTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, files := range []interface {
		ReadFile(string) ([]byte, error)
	}{locales.Files, samples.Files} {
		names, err := os.ReadDir(map[bool]string{true: "../../locales", false: "../../surveys/samples"}[len(texts) == 0])
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if body, err := files.ReadFile(n.Name()); err == nil {
				texts[n.Name()] = string(body)
			}
		}
	}
	if len(texts) < 6 {
		t.Fatalf("only %d files of words", len(texts))
	}
	return texts
}

// usedFonts tells the family and the origin of what words are really drawn with.
// After one page the fonts are there; a page never waits for them.
func TestWordsAreInOurLetters(t *testing.T) {
	p := newHouse(t, every()).open()
	p.Visit("/j/" + openCode) // fetches them
	browsertest.Eval[any](p, `Promise.all([...document.fonts].slice(0, 2).map(f => f.load())).then(() => 0)`)
	p.Visit(elevenEnglish)
	for weight, want := range map[string]string{"400": "loaded", "700": "loaded"} {
		p.Wait(`[...document.fonts].some(f => f.weight === "` + map[string]string{"400": "normal", "700": "700"}[weight] + `" && f.status === "` + want + `")`)
	}
	for path, want := range map[string]string{elevenEnglish: "K", "/r/" + openCode + "/14-18/en": "system-ui", "/r/" + openCode + "/11-13/ar": "system-ui"} {
		p.Visit(path)
		if got := browsertest.Eval[string](p, `getComputedStyle(document.body).fontFamily.split(",")[0]`); got != want {
			t.Errorf("%s is set in %s, want %s", path, got, want)
		}
	}
}

// No page names a font of another place, and none makes the reader wait.
func TestFontsNeverBlock(t *testing.T) {
	faces := regexp.MustCompile(`@font-face\{[^}]*\}`).FindAllString(asset("child.css"), -1)
	if len(faces) < 6 {
		t.Fatalf("%d fonts", len(faces))
	}
	for _, face := range faces {
		if !strings.Contains(face, "font-display:optional") || !strings.Contains(face, "unicode-range:") || !regexp.MustCompile(`src:url\(letters-[a-z-]+\.woff2\)`).MatchString(face) {
			t.Error(face)
		}
	}
}

// Half the way, its end and its last question are told in words; no answer is.
func TestWordsForTheWay(t *testing.T) {
	for _, c := range []struct {
		number, of int
		want       string
	}{
		{1, 3, ""}, {3, 3, ""}, {1, 25, ""}, {12, 25, ""}, {13, 25, "half"}, {14, 25, ""}, {21, 25, "nearly"}, {25, 25, "last"},
		{5, 8, "half"}, {7, 8, "nearly"}, {8, 8, "last"}, {3, 4, "half"}, {4, 4, "last"},
	} {
		q := &question{Number: c.number, Of: c.of}
		if got := q.CheerID(); got != c.want && got != "child.question."+c.want {
			t.Errorf("question %d of %d: %q, want %q", c.number, c.of, got, c.want)
		}
	}
}

func TestUnbrokenWords(t *testing.T) {
	if got := (said{Text: "a grown-up"}).unbroken().Text; got != "a grown\u2011up" {
		t.Errorf("%q", got)
	}
}
