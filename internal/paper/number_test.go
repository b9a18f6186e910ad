package paper_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/paper"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"
)

// asking is a survey of these questions, in English.
func asking(qs ...*surveys.Question) *surveys.Survey {
	for i, q := range qs {
		if q.Key == "" {
			q.Key = fmt.Sprintf("q%d", i+1)
		}
		if q.Text == nil {
			q.Text = surveys.Text("en", "Question "+q.Key)
		}
	}
	return &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14},
		Title: surveys.Text("en", "A trial"), Start: surveys.Start{Lead: surveys.Text("en", "Hello. This is us."), Facts: []surveys.Fact{{Key: "who", Head: surveys.Text("en", "Who?"), Text: surveys.Text("en", "We ask.")}}},
		Questions: qs,
	}
}

// told is the numbers and conditions of a form, a line a question.
func told(list []paper.Asked) []string {
	var lines []string
	for _, a := range list {
		line := fmt.Sprintf("%d %s", a.Number, a.Question.Key)
		for _, w := range a.When {
			line += fmt.Sprintf(" if %d %v", w.Number, w.Any)
			if w.Empty {
				line += " or empty"
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestNumbers(t *testing.T) {
	is := func(q string, any ...string) []surveys.Clause { return []surveys.Clause{{Question: q, Any: any}} }
	s := asking(
		&surveys.Question{KindName: "yes_no"},
		&surveys.Question{KindName: "faces", Editions: []surveys.Edition{surveys.E8}},
		&surveys.Question{KindName: "faces", AskIf: is("q1", "yes", "not_sure")},
		&surveys.Question{KindName: "yes_no", AskIf: is("q3", surveys.SkippedCode)},       // only where the third was for the child
		&surveys.Question{KindName: "story", AskIf: is("q2", "1", "2")},                   // without the second it is asked; three faces have no 2
		&surveys.Question{KindName: "story", AskIf: is("q3", "2")},                        // never with three faces
		&surveys.Question{KindName: "yes_no", AskIf: append(is("q1", "no"), is("q6")...)}, // hangs on one that the youngest are never asked
		&surveys.Question{KindName: "story", AskIf: append(is("q1", "yes"), is("q1", "yes")...)},
	)
	s.Questions[6].AskIf[1].Any = []string{surveys.SkippedCode}
	for e, want := range map[surveys.Edition][]string{
		surveys.E8: {"1 q1", "2 q2", "3 q3 if 1 [yes not_sure]", "4 q4 if 1 [yes not_sure] if 3 [] or empty", "5 q5 if 2 [1]", "6 q8 if 1 [yes]"},
		surveys.E14: {"1 q1", "2 q3 if 1 [yes not_sure]", "3 q4 if 1 [yes not_sure] if 2 [] or empty", "4 q5", "5 q6 if 2 [2]", "6 q7 if 1 [no] if 2 [2] if 5 [] or empty",
			"7 q8 if 1 [yes]"},
	} {
		if got := told(paper.Number(s, e)); !slices.Equal(got, want) {
			t.Errorf("%s:\n%q\nwant\n%q", e, got, want)
		}
	}
}

// Whoever obeys the conditions of a form answers the questions of the path, and no other.
func TestWhatIsPrintedIsThePath(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s, e := conditional(r), rapid.SampledFrom([]surveys.Edition{surveys.E8, surveys.E11, surveys.E14}).Draw(r, "edition")
		given, asked := surveys.Answers{}, map[string]bool{}
		for _, a := range paper.Number(s, e) {
			if !meets(a, e, given) {
				continue
			}
			asked[a.Question.Key] = true
			codes := append(a.Question.Kind().Cells(a.Question, e), "")
			if code := rapid.SampledFrom(codes).Draw(r, "answer"); code != "" {
				given[a.Question.Key] = surveys.Answer{code}
			}
		}
		for _, q := range s.QuestionsIn(e) {
			on := slices.ContainsFunc(s.Path(e, given), func(p *surveys.Question) bool { return p.Key == q.Key })
			if on != asked[q.Key] {
				r.Fatalf("%s: on the path %v, answered %v; %q with %v", q.Key, on, asked[q.Key], told(paper.Number(s, e)), given)
			}
		}
	})
}

// meets reads the conditions of a question as a child does.
func meets(a paper.Asked, e surveys.Edition, given surveys.Answers) bool {
	for _, w := range a.When {
		answer := given[w.Question.Key]
		empty := len(answer) == 0 || answer.RatherNot()
		if empty && w.Empty {
			continue
		}
		if empty || !slices.ContainsFunc(w.Question.Kind().Fall(w.Question, e, answer), func(c string) bool { return slices.Contains(w.Any, c) }) {
			return false
		}
	}
	return true
}

// conditional draws a survey in which questions hang on each other.
func conditional(r *rapid.T) *surveys.Survey {
	var qs []*surveys.Question
	for i := range rapid.IntRange(1, 7).Draw(r, "questions") {
		q := &surveys.Question{KindName: rapid.SampledFrom([]string{"yes_no", "faces", "agreement"}).Draw(r, "kind"), AboutChild: rapid.Bool().Draw(r, "about")}
		if rapid.IntRange(0, 3).Draw(r, "some") == 0 {
			q.Editions = []surveys.Edition{surveys.E8, surveys.E14}
		}
		for range rapid.IntRange(0, min(i, 2)).Draw(r, "clauses") {
			on := rapid.IntRange(0, i-1).Draw(r, "on")
			cells := append(slices.DeleteFunc(qs[on].Kind().Cells(qs[on], surveys.E14), func(c string) bool { return c == surveys.RatherNot }), surveys.SkippedCode)
			q.AskIf = append(q.AskIf, surveys.Clause{Question: fmt.Sprintf("q%d", on+1), Any: rapid.SliceOfNDistinct(rapid.SampledFrom(cells), 1, 2, rapid.ID).Draw(r, "any")})
		}
		qs = append(qs, q)
	}
	return asking(qs...)
}
