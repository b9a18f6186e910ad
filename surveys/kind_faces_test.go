package surveys_test

import (
	"testing"

	"kist/surveys"
)

func TestFacesByEdition(t *testing.T) {
	three, five := []string{"1", "3", "5"}, []string{"1", "2", "3", "4", "5"}
	for _, c := range []struct {
		faces int
		e     surveys.Edition
		want  []string
	}{
		{0, surveys.E4, three}, {0, surveys.E8, three}, {0, surveys.Easy, three},
		{0, surveys.E11, five}, {0, surveys.E14, five}, {0, surveys.Adult, five},
		{5, surveys.E4, three}, {5, surveys.E8, five}, {3, surveys.E14, three},
	} {
		q := &surveys.Question{Key: "q", KindName: "faces", Faces: c.faces}
		equal(t, "cells in "+string(c.e), q.Kind().Cells(q, c.e), c.want)
		equal(t, "labels in "+string(c.e), codes(q.Choices(c.e)), c.want)
	}
}

func TestFacesCheck(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "faces", AboutChild: true}
	checks(t, q, []checkCase{
		{raw: nil},
		{raw: []string{""}},
		{raw: []string{"2"}, want: surveys.Answer{"2"}},
		{raw: []string{"2", "2"}, want: surveys.Answer{"2"}},
		{raw: []string{"2", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"2", "3"}, problem: "problem.option"},
		{raw: []string{"6"}, problem: "problem.option"},
		{raw: []string{"1=2"}, problem: "problem.option"},
	})
	if _, err := q.Kind().Check(q, surveys.E8, []string{"2"}); problemID(err) != "problem.option" {
		t.Errorf("the second of five faces in an edition with three: %v", err)
	}
}

func TestRatherNotOnlyAboutTheChild(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "faces"}
	checks(t, q, []checkCase{{raw: []string{"-"}, problem: "problem.option"}})
	if _, offered := q.RatherNot(surveys.E11); offered {
		t.Error("offered though the question is not about the child")
	}
	q.AboutChild = true
	for e, id := range map[surveys.Edition]string{surveys.E4: "kind.rather_not.young", surveys.E8: "kind.rather_not"} {
		if l, offered := q.RatherNot(e); !offered || l.TextID != id || l.Code != surveys.RatherNot {
			t.Errorf("in %s: %+v, %v", e, l, offered)
		}
	}
}

func TestFacesWording(t *testing.T) {
	own := surveys.Text("en", "Safe")
	q := &surveys.Question{Key: "q", KindName: "faces", Labels: map[string]surveys.Words{"5": own}}
	w := q.Kind().Wording(q, surveys.E4)
	if l := w.Labels[0]; l.TextID != "kind.faces3.1" || l.Words != nil || l.Picture != "f1" {
		t.Errorf("first of three faces: %+v", l)
	}
	if l := w.Labels[2]; l.Words["en"][surveys.All] != "Safe" || l.Picture != "f5" {
		t.Errorf("the survey's own words are not taken: %+v", l)
	}
	if l := q.Kind().Wording(q, surveys.E11).Labels[1]; l.TextID != "kind.faces.2" {
		t.Errorf("second of five faces: %+v", l)
	}
}

func TestFacesColumn(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "faces", AboutChild: true}
	columns := q.Kind().Columns(q)
	if len(columns) != 1 || columns[0].Name != "q" {
		t.Fatalf("columns = %+v", columns)
	}
	equal(t, "codes", columns[0].Codes, []string{"1", "2", "3", "4", "5", "-"})
	if v := columns[0].Value(surveys.Answer{"4"}); v != "4" {
		t.Errorf("value = %q", v)
	}
	if v := columns[0].Value(nil); v != "" {
		t.Errorf("value of a skipped question = %q", v)
	}
}

func TestFacesDesign(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "faces"}
	flawed(t, around(q))
	q.Faces = 4
	flawed(t, around(q), "faces_number")
	q.Faces, q.Options = 0, options("a")
	flawed(t, around(q), "options_none")
	q.Options, q.Labels = nil, map[string]surveys.Words{"6": surveys.Text("en", "?")}
	flawed(t, around(q), "label_unknown")
	q.Labels = map[string]surveys.Words{"-": surveys.Text("en", "No")}
	flawed(t, around(q), "label_unknown")
	q.AboutChild = true
	flawed(t, around(q))
	q.Min, q.Max, q.Bands, q.Low, q.High = 1, 2, []int{1}, q.Text, q.Text
	flawed(t, around(q), "field_other_kind")
}
