package desk

import (
	"testing"

	"kist/internal/results"
	"kist/surveys"
)

func TestHowAQuestionCouldBeAnswered(t *testing.T) {
	w := newReport(t, "en").words
	ends := surveys.Text("en", "Not at all")
	w.survey.Questions = append(w.survey.Questions, &surveys.Question{Key: "ten", KindName: "number", Max: 10, Low: ends, High: ends})
	for _, test := range []struct {
		table results.Table
		want  string
	}{
		{results.Table{Question: "help", Kind: "faces"}, "One answer on a scale."},
		{results.Table{Question: "safe", Kind: "agreement"}, "One answer on a scale."},
		{results.Table{Question: "ten", Kind: "number"}, "One answer on a scale."},
		{results.Table{Question: "visits", Kind: "number"}, "One answer."},
		{results.Table{Question: "gone", Kind: "number"}, "One answer."},
		{results.Table{Question: "told", Kind: "yes_no"}, "One answer."},
		{results.Table{Question: "where", Kind: "one_choice"}, "One answer."},
		{results.Table{Question: "who", Kind: "several", Multiple: true}, "As many answers as fit."},
		{results.Table{Question: "first", Kind: "order", Multiple: true}, "Put in order; shown is what was put first, and the file has every place."},
	} {
		if got := w.how(&test.table); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.table.Question, test.table.Kind, got, test.want)
		}
	}
}
