package surveys_test

import (
	"testing"

	"kist/surveys"
)

func TestYesNo(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "yes_no", AboutChild: true}
	flawed(t, around(q))
	checks(t, q, []checkCase{
		{raw: nil},
		{raw: []string{"yes"}, want: surveys.Answer{"yes"}},
		{raw: []string{"not_sure"}, want: surveys.Answer{"not_sure"}},
		{raw: []string{"-"}, want: surveys.Answer{"-"}},
		{raw: []string{"maybe"}, problem: "problem.option"},
		{raw: []string{"Yes"}, problem: "problem.option"},
	})
	equal(t, "cells", q.Kind().Cells(q, surveys.E4), []string{"yes", "no", "not_sure", "-"})
	equal(t, "column", q.Kind().Columns(q)[0].Codes, []string{"yes", "no", "not_sure", "-"})
}

func TestYesNoWording(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "yes_no", Labels: map[string]surveys.Words{"no": surveys.Text("en", "Not at all")}}
	w := q.Kind().Wording(q, surveys.E4)
	if l := w.Labels[2]; l.TextID != "kind.yes_no.not_sure" || l.Picture != "dunno" {
		t.Errorf("not sure: %+v", l)
	}
	if l := w.Labels[1]; l.Words["en"][surveys.All] != "Not at all" {
		t.Errorf("own words for no: %+v", l)
	}
}

func TestYesNoDesign(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "yes_no", Options: options("yes", "no")}
	flawed(t, around(q), "options_none")
	q.Options, q.Labels = nil, map[string]surveys.Words{"maybe": surveys.Text("en", "Maybe")}
	flawed(t, around(q), "label_unknown")
}
