package child

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/andybalholm/brotli"

	"kist/internal/browsertest"
	"kist/locales"
	"kist/surveys"
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

// faceRule is a font in the style sheet: its family, its file, and for which signs.
var faceRule = regexp.MustCompile(`@font-face\{font-family:(\w+);(?:font-weight:700;)?src:url\((letters-[\w-]+\.woff2)\);font-display:optional;unicode-range:([\w+,-]+)\}`)

// Every sign of our own texts for which the style sheet names a font is really in
// that font's file, in both weights.
func TestFontFilesHaveEveryLetter(t *testing.T) {
	texts := ourTexts(t)
	faces := faceRule.FindAllStringSubmatch(asset("child.css"), -1)
	if len(faces) != 8 {
		t.Fatalf("%d fonts", len(faces))
	}
	for _, face := range faces {
		has, missing := signsOf(t, asset(face[2])), map[rune]string{}
		for name, text := range texts {
			if face[1] == "K" && !latinOrCyrillic(name) {
				continue // set in another font
			}
			for _, r := range text {
				if script := unicode.IsOneOf(fontScripts, r); script && inRange(t, face[3], r) && !has[r] {
					missing[r] = name
				}
			}
		}
		for r, name := range missing {
			t.Errorf("%s: %s lacks %q (%U): add it to static/letters/make.py, which says how to make the files again, and run that", name, face[2], r, r)
		}
		if len(has) < 12 {
			t.Errorf("%s has %d signs", face[2], len(has))
		}
	}
}

// fontScripts are those that our fonts are cut for, and what their words are
// joined with.
var fontScripts = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Gurmukhi, unicode.Mn, {R16: []unicode.Range16{{Lo: 0x60c, Hi: 0x66d, Stride: 1}, {Lo: 0x964, Hi: 0x965, Stride: 1}, {Lo: 0x200c, Hi: 0x200d, Stride: 1}}}}

// latinOrCyrillic says whether the words of a file are set in letters of these.
func latinOrCyrillic(name string) bool {
	for _, lang := range []string{"ar", "ur", "pa", "zh-Hans"} {
		if name == lang+".yaml" || strings.HasSuffix(name, "."+lang+".yaml") {
			return false
		}
	}
	return true
}

// inRange says whether a sign is in a unicode-range of the style sheet.
func inRange(t *testing.T, list string, r rune) bool {
	t.Helper()
	for _, part := range strings.Split(list, ",") {
		from, to, span := strings.Cut(strings.TrimPrefix(part, "U+"), "-")
		if !span {
			to = from
		}
		lo, err := strconv.ParseInt(from, 16, 32)
		hi, err2 := strconv.ParseInt(to, 16, 32)
		if err != nil || err2 != nil {
			t.Fatalf("range %q", part)
		}
		if rune(lo) <= r && r <= rune(hi) {
			return true
		}
	}
	return false
}

// signsOf reads which signs a WOFF2 file has letters for: its table "cmap", which
// is the first in what is compressed but for those before it in the directory.
func signsOf(t *testing.T, file string) map[rune]bool {
	t.Helper()
	b := []byte(file)
	if len(b) < 48 || string(b[:4]) != "wOF2" {
		t.Fatal("no WOFF2")
	}
	at := 48
	number := func() (n int) { // UIntBase128
		for {
			n = n<<7 | int(b[at]&0x7f)
			if at++; b[at-1]&0x80 == 0 {
				return n
			}
		}
	}
	const cmap, glyf, loca, other = 0, 10, 11, 63
	from, size, start := -1, 0, 0
	for range binary.BigEndian.Uint16(b[12:]) {
		tag, version := int(b[at]&63), b[at]>>6
		if at++; tag == other {
			at += 4
		}
		n := number()
		if changed := version != 0; (tag == glyf || tag == loca) != changed {
			n = number()
		}
		if tag == cmap {
			from, size = start, n
		}
		start += n
	}
	all, err := io.ReadAll(brotli.NewReader(bytes.NewReader(b[at : at+int(binary.BigEndian.Uint32(b[20:]))])))
	if err != nil || from < 0 {
		t.Fatal("no cmap", err)
	}
	return signsIn(all[from : from+size])
}

// signsIn reads a table "cmap" in its format 4.
func signsIn(table []byte) map[rune]bool {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(table[at:])) }
	has := map[rune]bool{}
	for i := range u16(2) {
		at := int(binary.BigEndian.Uint32(table[4+8*i+4:]))
		if u16(at) != 4 {
			continue
		}
		segments := u16(at+6) / 2
		for s := range segments {
			last, first := u16(at+14+2*s), u16(at+16+2*segments+2*s)
			for c := first; c <= last && c != 0xffff; c++ {
				has[rune(c)] = true
			}
		}
	}
	return has
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
	for path, want := range map[string]string{elevenEnglish: "K", "/r/" + openCode + "/14-18/en": "system-ui", "/r/" + openCode + "/11-13/ar": "A"} {
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

// A questionnaire names the fonts that its language is set in, and no others;
// pages that hold many languages name all.
func TestOnlyTheLanguagesFonts(t *testing.T) {
	for lang, want := range map[string]string{"en": "KKKKKK", "uk": "KKKKKK", "ar": "A", "ur": "A", "pa": "G", "zh-Hans": ""} {
		got := ""
		for _, face := range faceRule.FindAllStringSubmatch(styleFor(asset("child.css"), "e11", lang), -1) {
			got += face[1]
		}
		if got != want {
			t.Errorf("%s names the fonts %q, want %q", lang, got, want)
		}
	}
}

// Words in Arabic and Punjabi are drawn with our letters once they are there; so
// are those in Urdu where the system has no Nastaliq.
func TestScriptsAreInOurLetters(t *testing.T) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := newHouse(t, survey).open()
	for lang, family := range map[string]string{"ar": "A", "pa": "G"} {
		p.Visit("/r/" + openCode + "/11-13/" + lang)
		browsertest.Eval[any](p, `Promise.all([...document.fonts].map(f => f.load())).then(() => 0)`)
		p.Visit("/help") // elsewhere, so that the next is another page
		p.Visit("/r/" + openCode + "/11-13/" + lang)
		p.Wait(`[...document.fonts].filter(f => f.family === "` + family + `" && f.status === "loaded").length === 1`)
		p.Screenshot("letters-" + lang)
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
