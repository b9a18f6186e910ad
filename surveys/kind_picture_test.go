package surveys_test

import (
	"testing"

	"kist/surveys"
)

func TestPictureIsAChoiceWithPictures(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "picture", Options: options("out", "in")}
	flawed(t, around(q))
	checks(t, q, []checkCase{
		{raw: []string{"in"}, want: surveys.Answer{"in"}},
		{raw: []string{"up"}, problem: "problem.option"},
	})
	w := q.Kind().Wording(q, surveys.E4)
	if w.HintID != "kind.picture.hint" || w.Labels[0].Picture != "hill" {
		t.Errorf("wording = %+v", w)
	}
	equal(t, "cells", q.Kind().Cells(q, surveys.E4), []string{"out", "in"})
}

func TestPictureNeedsItsPicture(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "picture", Options: options("out", "in")}
	q.Options[1].Picture = ""
	flawed(t, around(q), "picture_missing")
	q.Options[1].Picture = "../hill.svg"
	flawed(t, around(q), "option_key")
}
