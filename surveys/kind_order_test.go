package surveys_test

import (
	"testing"

	"kist/surveys"
)

func orderQuestion() *surveys.Question {
	return &surveys.Question{Key: "q", KindName: "order", AboutChild: true, Options: options("a", "b", "c")}
}

func TestOrderCheck(t *testing.T) {
	checks(t, orderQuestion(), []checkCase{
		{raw: nil},
		{raw: []string{"", ""}},
		{raw: []string{"c", "a", "b"}, want: surveys.Answer{"c", "a", "b"}},
		{raw: []string{"a=3", "b=1", "c=2"}, want: surveys.Answer{"b", "c", "a"}},
		{raw: []string{"a=3", "b=1"}, want: surveys.Answer{"b", "c", "a"}}, // one left, one place left
		{raw: []string{"a=3", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"a=1"}, problem: "problem.order.places"},
		{raw: []string{"a=1", "b=1", "c=2"}, problem: "problem.order.places"},
		{raw: []string{"a=1", "a=2", "c=3"}, problem: "problem.order.places"},
		{raw: []string{"a", "a", "b"}, problem: "problem.order.places"},
		{raw: []string{"a", "b"}, problem: "problem.order.places"},
		{raw: []string{"a=4"}, problem: "problem.option"},
		{raw: []string{"a=first"}, problem: "problem.option"},
		{raw: []string{"z"}, problem: "problem.option"},
	})
}

func TestOrderFieldsWithoutScript(t *testing.T) {
	q := orderQuestion()
	equal(t, "fields", q.Fields(surveys.E11), []string{"q", "q.a", "q.b", "q.c"})
	s := around(q)
	for name, form := range map[string]map[string][]string{
		"selects": {"q.a": {"2"}, "q.b": {"3"}, "q.c": {"1"}},
		"list":    {"q": {"c", "a", "b"}, "q.a": {""}},
	} {
		answers, _, err := s.Accept(surveys.E11, "en", form)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		equal(t, name, answers["q"], []string{"c", "a", "b"})
	}
	if _, _, err := s.Accept(surveys.E11, "en", map[string][]string{"q.z": {"1"}}); err == nil {
		t.Error("a place for an option that there is not was accepted")
	}
}

func TestOrderCells(t *testing.T) {
	q := orderQuestion()
	equal(t, "cells", q.Kind().Cells(q, surveys.E11),
		[]string{"a:1", "a:2", "a:3", "b:1", "b:2", "b:3", "c:1", "c:2", "c:3", "-"})
	equal(t, "fall", q.Kind().Fall(q, surveys.E11, surveys.Answer{"c", "a", "b"}), []string{"c:1", "a:2", "b:3"})
	equal(t, "fall of rather not", q.Kind().Fall(q, surveys.E11, surveys.Answer{"-"}), []string{"-"})
	columns := q.Kind().Columns(q)
	if len(columns) != 4 || columns[3].Name != "q.-" || columns[3].Value(surveys.Answer{"-"}) != "1" || columns[1].Name != "q.b" || columns[1].Value(surveys.Answer{"c", "a", "b"}) != "3" || columns[1].Value(nil) != "" {
		t.Errorf("columns = %+v", columns)
	}
	if w := q.Kind().Wording(q, surveys.E11); w.HintArgs["Options"] != 3 || len(w.Labels) != 3 {
		t.Errorf("wording = %+v", w)
	}
}

func TestOrderDesign(t *testing.T) {
	flawed(t, around(orderQuestion()))
	q := orderQuestion()
	q.Options = options("a", "b", "c", "d", "e", "f", "g", "h", "i")
	flawed(t, around(q), "too_many_items")
	q.Options = q.Options[:1]
	flawed(t, around(q), "options_few")
}
