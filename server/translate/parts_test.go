package translate

import (
	"math"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/media"
	"kist/surveys"
)

// Every text of a survey is named in words, in both languages of the pages.
func TestEveryPlaceHasAName(t *testing.T) {
	h := newHouse(t)
	for _, lang := range []string{"en", "gd"} {
		p, names := h.words.Printer(lang), map[string]string{}
		for _, text := range h.survey().Texts() {
			name := what(p, h.survey(), text.Place)
			if strings.Contains(name, "[staff") || strings.Contains(name, " 0,") || names[name] != "" {
				t.Errorf("%s: %s is %q, as is %s", lang, text.Place, name, names[name])
			}
			names[name] = text.Place
		}
	}
}

// What is drawn of a language fills its bar, whatever its states.
func TestBarsAreWhole(t *testing.T) {
	for _, texts := range []map[editing.Progress]int{
		{editing.Checked: 216}, {editing.Checked: 1, editing.Drafted: 1, editing.Stale: 1, editing.Missing: 4}, {editing.Missing: 3},
	} {
		at := 0.0
		for _, b := range barsOf(editing.Tongue{Texts: texts}) {
			if math.Abs(b.X-at) > 1e-9 || b.W <= 0 {
				t.Errorf("%v: a part of %v at %v, not %v", texts, b.W, b.X, at)
			}
			at += b.W
		}
		if math.Abs(at-100) > 1e-9 {
			t.Errorf("%v fill %v", texts, at)
		}
	}
	if list := barsOf(editing.Tongue{}); len(list) != 0 {
		t.Errorf("nothing is drawn as %v", list)
	}
}

// A text is heard in the passage that reads it, and every such passage is there.
func TestPassagesOfTexts(t *testing.T) {
	for place, want := range map[string]string{
		"title": media.Start, "start.facts.who.head": media.Start, "start.grown_up": media.GrownUp, "questions.a.text": "q_a", "questions.a.hint": "q_a.hint", "questions.a.labels.5": "q_a=5", "questions.a.options.b": "q_a=b", "questions.a.low": "q_a.low",
	} {
		if got := heardAt(place); got != want {
			t.Errorf("%s is heard in %q", place, got)
		}
	}
	h := newHouse(t)
	there := map[string]bool{}
	for _, e := range h.survey().Editions {
		for _, passage := range media.Passages(h.survey(), e, h.words.Printer("ar")) {
			for _, name := range passage.Names {
				there[name] = true
			}
		}
	}
	for _, text := range h.survey().Texts() {
		if _, said := text.Words.In(surveys.All, "en"); said && !there[heardAt(text.Place)] {
			t.Errorf("%s is heard in %q, which nobody reads", text.Place, heardAt(text.Place))
		}
	}
}
