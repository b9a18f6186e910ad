package corpus

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode"

	"kist/internal/redact"
	"kist/locales"
)

// What goes wrong here is never told by its text, only by its number and by totals:
// whoever writes rules may read the output of this test.

// TestStrangerIsWhole holds how much there is to measure by.
func TestStrangerIsWhole(t *testing.T) {
	list := StrangerTexts()
	langs, seen := map[string]int{}, map[string]bool{}
	var slips, shaped, names, nothing int
	for i, x := range list {
		if x.Part != Stranger || seen[x.Words] {
			t.Errorf("text %d is of the part %q, or there twice", i+1, x.Part)
		}
		seen[x.Words] = true
		langs[x.Lang]++
		for _, m := range x.Marks {
			switch {
			case m.Slip:
				slips++
			case named(m.Kind):
				names++
			default:
				shaped++
			}
		}
		if len(x.Marks) == 0 {
			nothing++
		}
	}
	if len(list) < 540 || slips < 250 || names < 220 || shaped < 65 || nothing < 100 {
		t.Errorf("%d texts with %d slips, %d other names and %d with a shape; %d with nothing in them", len(list), slips, names, shaped, nothing)
	}
	files, err := fs.Glob(locales.Files, "*.yaml")
	if err != nil || len(files) != len(langs) {
		t.Fatalf("%d languages of texts, %d of pages: %v", len(langs), len(files), err)
	}
	for _, file := range files {
		if lang := strings.TrimSuffix(file, ".yaml"); langs[lang] < 25 {
			t.Errorf("%d texts in %s, want 25", langs[lang], lang)
		}
	}
}

// TestStrangerIsApart holds that no text of one corpus is in the other.
func TestStrangerIsApart(t *testing.T) {
	known := map[string]bool{}
	for _, x := range Texts() {
		if x.Part == Stranger {
			t.Error("the corpus has a text of the stranger")
		}
		known[strings.ToLower(x.Words)] = true
	}
	for i, x := range StrangerTexts() {
		if known[strings.ToLower(x.Words)] {
			t.Errorf("text %d is in the corpus, too", i+1)
		}
	}
}

// TestStrangerFigures holds what is found at least, some way below what was measured
// when the texts were new: 94.0, 93.4 and 90.6 %, and 0.71 % wrongly taken; they were
// set anew when rules made without them reached 95.5, 98.1 and 93.7 %. A rule
// that makes it worse fails here, and is to be mended without a look at the texts.
func TestStrangerFigures(t *testing.T) {
	r := Measure(StrangerTexts(), Stranger)
	worse := r.Shaped.Percent() < 94 || r.Slips.Percent() < 97 || r.All.Percent() < 92.5 || r.New.Percent() < 81
	if worse || r.wrong().Percent() > 1 {
		t.Errorf("redaction of the stranger's texts became worse:\n%s", strings.Join(r.Lines(), "\n"))
	}
}

// TestStrangersSlips holds that what is marked as a listed name with one slip is one:
// on no list as it stands, and on one when a single letter is set right.
func TestStrangersSlips(t *testing.T) {
	letters := map[string][]rune{}
	for _, x := range StrangerTexts() {
		letters[x.Lang] = append(letters[x.Lang], []rune(strings.ToLower(x.Words))...)
	}
	for lang, all := range letters {
		const more = "abcdefghijklmnopqrstuvwxyz\u0a4d" // and the sign that Gurmukhi joins two consonants by
		all = slices.DeleteFunc(append(all, []rune(more)...), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) || unicode.Is(unicode.Han, r)
		})
		slices.Sort(all)
		letters[lang] = slices.Compact(all)
	}
	for i, x := range StrangerTexts() {
		for _, m := range x.Marks {
			words := strings.Fields(x.Words[m.From:m.To])
			mended := slices.ContainsFunc(words, func(w string) bool {
				return !redact.Listed(w) && mends([]rune(strings.ToLower(w)), letters[x.Lang])
			})
			if m.Slip && (!mended || anyListed(x.Words[m.From:m.To])) {
				t.Errorf("a mark of text %d is no listed name with one slip in it", i+1)
			}
		}
	}
}

// mends says whether one letter more, less or other, or two that change places, make
// a listed name of a word.
func mends(word, letters []rune) bool {
	listed := func(parts ...[]rune) bool { return redact.Listed(string(slices.Concat(parts...))) }
	for i := range len(word) + 1 {
		before, after := word[:i], word[i:]
		if len(after) > 0 && listed(before, after[1:]) {
			return true
		}
		if len(after) > 1 && listed(before, []rune{after[1], after[0]}, after[2:]) {
			return true
		}
		for _, r := range letters {
			if listed(before, []rune{r}, after) || len(after) > 0 && listed(before, []rune{r}, after[1:]) {
				return true
			}
		}
	}
	return false
}

func TestMends(t *testing.T) {
	letters := []rune("abcdefghijklmnopqrstuvwxyz")
	for word, want := range map[string]bool{"brendda": true, "brnda": true, "brneda": true, "brwnda": true, "bwrneda": false, "qqqqqqq": false, "": false} {
		if mends([]rune(word), letters) != want {
			t.Errorf("%q: want %v", word, want)
		}
	}
}
