package advice

import (
	"regexp"
	"strings"
	"testing"
)

// plainly counts as Count does, in a way that is slow and easy to see through.
func plainly(text string) Length {
	var n Length
	for _, s := range regexp.MustCompile(`[.!?:;؟۔।]+["'”’)»]*[\s\p{Z}\x{85}\v]+`).Split(text, -1) {
		if words := wordsOf(s); len(words) > 0 {
			n.Sentences++
			n.Words += len(words)
			n.Longest = max(n.Longest, len(words))
		}
	}
	return n
}

// Counting in one go finds what cutting into sentences and words does.
func FuzzCount(f *testing.F) {
	for _, text := range []string{
		"", "One. Two!", "He said “stop.” Then he went.", "No space.Here", "e.g. this: and that; so", "don't. 'Well.' – yes", "...!?", "a.’ b", "x.) y", "؟ ۔ ।", "11-13. -",
		"a . b", "a. ’b", "a.’b c", "1.5 and 2. 5", "“Why?” she asked. “Why not?”", "\u00a0.\u00a0x", "a.\u2028b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		if got, want := Count(text, "en"), plainly(text); got != want {
			t.Errorf("%q: %+v, plainly %+v", text, got, want)
		}
	})
}

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		text                      string
		words, sentences, longest int
	}{
		{"", 0, 0, 0},
		{" ... ?! ", 0, 0, 0},
		{"Do you feel safe?", 4, 1, 4},
		{"Don't worry. You're in charge of it!", 7, 2, 5},
		{"For ages 11-13 (or so)", 5, 1, 5},
		{`She said “stop.” Then it was good.`, 7, 2, 4},
		{"One thing: it helps; a lot", 6, 3, 2},
		{"No space.Here", 3, 1, 3},
	} {
		m := Measure(c.text)
		if m.Words != c.words || m.Sentences != c.sentences || m.Longest != c.longest {
			t.Errorf("Measure(%q) = %+v, want %d words, %d sentences, %d longest", c.text, m, c.words, c.sentences, c.longest)
		}
	}
}

func TestMeasureAges(t *testing.T) {
	easy := Measure(strings.Repeat("I can go out to play. It is fun. ", 5))
	hard := Measure(strings.Repeat("Multidisciplinary organisations systematically operationalise comprehensive accountability arrangements. ", 5))
	if easy.AgeFrom < 5 || easy.AgeTo > 8 || easy.AgeFrom > easy.AgeTo {
		t.Errorf("easy text is for ages %d to %d", easy.AgeFrom, easy.AgeTo)
	}
	if hard.AgeFrom < 18 {
		t.Errorf("hard text is for ages %d to %d", hard.AgeFrom, hard.AgeTo)
	}
	if none := Measure(""); none.AgeFrom != 0 || none.AgeTo != 0 {
		t.Errorf("no text is for ages %d to %d", none.AgeFrom, none.AgeTo)
	}
}
