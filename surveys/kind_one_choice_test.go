package surveys_test

import (
	"testing"

	"kist/surveys"
)

func choiceQuestion() *surveys.Question {
	q := &surveys.Question{Key: "q", KindName: "one_choice", AboutChild: true, Options: options("home", "school", "work")}
	q.Options[2].Editions = []surveys.Edition{surveys.E14}
	return q
}

func TestOneChoiceCheck(t *testing.T) {
	checks(t, choiceQuestion(), []checkCase{
		{raw: []string{}},
		{raw: []string{"school"}, want: surveys.Answer{"school"}},
		{raw: []string{"", "school", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"the_moon"}, problem: "problem.option"},
		{raw: []string{"home", "school"}, problem: "problem.option"},
		{raw: []string{"work"}, problem: "problem.option"}, // not in 11-13
	})
}

func TestOneChoiceCellsFollowTheEdition(t *testing.T) {
	q := choiceQuestion()
	equal(t, "cells in 11-13", q.Kind().Cells(q, surveys.E11), []string{"home", "school", "-"})
	equal(t, "cells in 14-18", q.Kind().Cells(q, surveys.E14), []string{"home", "school", "work", "-"})
	equal(t, "column", q.Kind().Columns(q)[0].Codes, []string{"home", "school", "work", "-"})
	equal(t, "fall", q.Kind().Fall(q, surveys.E11, surveys.Answer{"home"}), []string{"home"})
	equal(t, "fall of skipped", q.Kind().Fall(q, surveys.E11, nil), nil)
}

func TestOneChoiceWording(t *testing.T) {
	q := choiceQuestion()
	w := q.Kind().Wording(q, surveys.E11)
	if w.HintID != "kind.one_choice.hint" || len(w.Labels) != 2 {
		t.Fatalf("wording = %+v", w)
	}
	if l := w.Labels[1]; l.Code != "school" || l.Words["en"][surveys.All] != "The school" || l.TextID != "" {
		t.Errorf("label = %+v", l)
	}
}

func TestOneChoiceDesign(t *testing.T) {
	flawed(t, around(choiceQuestion()))

	few := choiceQuestion()
	few.Options = few.Options[1:]
	flawed(t, around(few), "options_few")

	twice := choiceQuestion()
	twice.Options[1].Key = "home"
	flawed(t, around(twice), "key_twice")

	for _, key := range []string{"", "-", "skipped", "Größe", "a.b"} {
		bad := choiceQuestion()
		bad.Options[0].Key = key
		flawed(t, around(bad), "option_key")
	}

	alone := choiceQuestion()
	alone.Options[0].Exclusive = true
	flawed(t, around(alone), "field_other_kind")

	labelled := choiceQuestion()
	labelled.Labels = map[string]surveys.Words{"home": labelled.Options[0].Text}
	flawed(t, around(labelled), "label_unknown")
}
