package surveys_test

import (
	"strings"
	"testing"

	"kist/surveys"
)

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
		m := surveys.Measure(c.text)
		if m.Words != c.words || m.Sentences != c.sentences || m.Longest != c.longest {
			t.Errorf("Measure(%q) = %+v, want %d words, %d sentences, %d longest", c.text, m, c.words, c.sentences, c.longest)
		}
	}
}

func TestMeasureAges(t *testing.T) {
	easy := surveys.Measure(strings.Repeat("I can go out to play. It is fun. ", 5))
	hard := surveys.Measure(strings.Repeat("Multidisciplinary organisations systematically operationalise comprehensive accountability arrangements. ", 5))
	if easy.AgeFrom < 5 || easy.AgeTo > 8 || easy.AgeFrom > easy.AgeTo {
		t.Errorf("easy text is for ages %d to %d", easy.AgeFrom, easy.AgeTo)
	}
	if hard.AgeFrom < 18 {
		t.Errorf("hard text is for ages %d to %d", hard.AgeFrom, hard.AgeTo)
	}
	if none := surveys.Measure(""); none.AgeFrom != 0 || none.AgeTo != 0 {
		t.Errorf("no text is for ages %d to %d", none.AgeFrom, none.AgeTo)
	}
}
