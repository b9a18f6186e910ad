package surveys_test

import (
	"testing"

	"kist/surveys"
)

func severalQuestion() *surveys.Question {
	q := &surveys.Question{Key: "q", KindName: "several", AboutChild: true, Max: 2, Options: options("a", "b", "c", "none", "never")}
	q.Options[3].Exclusive, q.Options[4].Exclusive = true, true
	return q
}

func TestSeveralCheck(t *testing.T) {
	checks(t, severalQuestion(), []checkCase{
		{raw: nil},
		{raw: []string{"", ""}},
		{raw: []string{"b", "a", "b"}, want: surveys.Answer{"a", "b"}},
		{raw: []string{"a", "none"}, want: surveys.Answer{"a"}}, // the others say more
		{raw: []string{"none"}, want: surveys.Answer{"none"}},
		{raw: []string{"never", "none"}, want: surveys.Answer{"none"}},
		{raw: []string{"a", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"a", "b", "c"}, problem: "problem.several.max"},
		{raw: []string{"a", "z"}, problem: "problem.option"},
	})
}

func TestSeveralWithoutLimit(t *testing.T) {
	q := severalQuestion()
	q.Max = 0
	checks(t, q, []checkCase{{raw: []string{"c", "b", "a"}, want: surveys.Answer{"a", "b", "c"}}})
	if w := q.Kind().Wording(q, surveys.E11); w.HintID != "kind.several.hint" {
		t.Errorf("hint = %q", w.HintID)
	}
}

func TestSeveralWording(t *testing.T) {
	q := severalQuestion()
	w := q.Kind().Wording(q, surveys.E11)
	if w.HintID != "kind.several.hint_max" || w.HintArgs["Max"] != 2 {
		t.Errorf("wording = %+v", w)
	}
	if !q.Many() {
		t.Error("one answer may fall into several cells")
	}
	equal(t, "fall", q.Kind().Fall(q, surveys.E11, surveys.Answer{"a", "c"}), []string{"a", "c"})
	equal(t, "cells", q.Kind().Cells(q, surveys.E11), []string{"a", "b", "c", "none", "never", "-"})
}

func TestSeveralColumns(t *testing.T) {
	q := severalQuestion()
	columns := q.Kind().Columns(q)
	if len(columns) != 6 || columns[0].Name != "q.a" || columns[5].Name != "q.-" {
		t.Fatalf("columns = %+v", columns)
	}
	for _, c := range []struct {
		column int
		a      surveys.Answer
		want   string
	}{
		{0, surveys.Answer{"a", "c"}, "1"}, {1, surveys.Answer{"a", "c"}, "0"}, {1, nil, ""}, {5, surveys.Answer{"-"}, "1"},
	} {
		if got := columns[c.column].Value(c.a); got != c.want {
			t.Errorf("%s of %q = %q, want %q", columns[c.column].Name, c.a, got, c.want)
		}
	}
}

func TestSeveralDesign(t *testing.T) {
	flawed(t, around(severalQuestion()))
	for _, most := range []int{1, 6, -1} {
		q := severalQuestion()
		q.Max = most
		flawed(t, around(q), "choose")
	}
	q := severalQuestion()
	q.Options = q.Options[:1]
	q.Max = 0
	flawed(t, around(q), "options_few")
}
