package surveys_test

import (
	"testing"

	"kist/surveys"
)

func TestAgreementHasFourStepsAndNotSureApart(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "agreement", AboutChild: true}
	flawed(t, around(q))
	equal(t, "as counted", q.Kind().Cells(q, surveys.E11), []string{"1", "2", "3", "4", "not_sure", "-"})
	equal(t, "as read", codes(q.Choices(surveys.E11)), []string{"4", "3", "2", "1", "not_sure"})
	equal(t, "column", q.Kind().Columns(q)[0].Codes, q.Kind().Cells(q, surveys.E14))
	checks(t, q, []checkCase{
		{raw: []string{"4"}, want: surveys.Answer{"4"}},
		{raw: []string{"not_sure"}, want: surveys.Answer{"not_sure"}},
		{raw: []string{"5"}, problem: "problem.option"},
		{raw: []string{"0"}, problem: "problem.option"},
		{raw: []string{"1", "4"}, problem: "problem.option"},
	})
}

func TestAgreementIsPlainerForTheYounger(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "agreement"}
	for e, want := range map[surveys.Edition]string{
		surveys.E8: "kind.agreement.4", surveys.E11: "kind.agreement.4", surveys.Easy: "kind.agreement.4",
		surveys.E14: "kind.agreement.older.4", surveys.Adult: "kind.agreement.older.4",
	} {
		w := q.Kind().Wording(q, e)
		if w.Labels[0].TextID != want {
			t.Errorf("first step in %s = %q, want %q", e, w.Labels[0].TextID, want)
		}
		if w.Labels[4].TextID != "kind.agreement.not_sure" {
			t.Errorf("not sure in %s = %q", e, w.Labels[4].TextID)
		}
	}
}

func TestAgreementDesign(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "agreement", Options: options("a", "b")}
	flawed(t, around(q), "options_none")
	q.Options, q.Labels = nil, map[string]surveys.Words{"5": surveys.Text("en", "Fully")}
	flawed(t, around(q), "label_unknown")
}
