package surveys_test

import (
	"fmt"

	"kist/surveys"

	"pgregory.net/rapid"
)

// genQuestion draws a sound question of any kind.
func genQuestion(t *rapid.T, key string) *surveys.Question {
	q := &surveys.Question{
		Key: key, KindName: rapid.SampledFrom(surveys.Kinds()).Draw(t, "kind"),
		AboutChild: rapid.Bool().Draw(t, "about_child"), Text: surveys.Text("en", "How is it?"),
	}
	if rapid.Bool().Draw(t, "some editions") {
		q.Editions = []surveys.Edition{surveys.E8, surveys.E11}
	}
	if rapid.Bool().Draw(t, "pictured") {
		q.Picture = "tree"
	}
	switch q.KindName {
	case "one_choice", "several", "picture", "order":
		n := rapid.IntRange(2, 6).Draw(t, "options")
		for i := range n {
			q.Options = append(q.Options, surveys.Option{
				Key: fmt.Sprintf("o%d", i), Text: surveys.Text("en", "An answer"), Picture: "hill",
				Exclusive: q.KindName == "several" && i == n-1,
			})
		}
		if n > 2 && rapid.Bool().Draw(t, "narrow") {
			q.Options[1].Editions = []surveys.Edition{surveys.E14}
		}
	case "number":
		q.Min = rapid.IntRange(0, 5).Draw(t, "min")
		q.Max = q.Min + rapid.IntRange(1, 50).Draw(t, "span")
	case "faces":
		q.Faces = rapid.SampledFrom([]int{0, 3, 5}).Draw(t, "faces")
	}
	return q
}

// genSurvey draws a sound survey with conditions on earlier questions.
func genSurvey(t *rapid.T) *surveys.Survey {
	var qs []*surveys.Question
	for i := range rapid.IntRange(1, 8).Draw(t, "questions") {
		q := genQuestion(t, fmt.Sprintf("q%d", i))
		if i > 0 && rapid.Bool().Draw(t, "ask_if") {
			on := qs[rapid.IntRange(0, i-1).Draw(t, "on")]
			if cells := plainCells(on); on.KindName != "order" && on.KindName != "story" {
				any := rapid.SliceOfNDistinct(rapid.SampledFrom(cells), 1, min(2, len(cells)), rapid.ID).Draw(t, "any")
				q.AskIf = []surveys.Clause{{Question: on.Key, Any: any}}
			}
		}
		if i == 0 {
			q.Editions = nil // every edition has a question
		}
		qs = append(qs, q)
	}
	return around(qs...)
}

// plainCells are what a condition may ask for, in any edition of q.
func plainCells(q *surveys.Question) []string {
	var cells []string
	for _, c := range q.Kind().Cells(q, surveys.E8) {
		if c != surveys.RatherNot {
			cells = append(cells, c)
		}
	}
	return append(cells, surveys.SkippedCode)
}

// genRaw draws values that a browser, or somebody else, may send for q.
func genRaw(t *rapid.T, q *surveys.Question, e surveys.Edition) []string {
	good := []string{"", "-", "3", "yes", "not_sure", "a story", "o0", "o1", "o0=1", "o1=2", " 4 ", "٣"}
	good = append(good, codes(q.Choices(e))...)
	value := rapid.OneOf(rapid.SampledFrom(good), rapid.StringN(0, 20, 80))
	return rapid.SliceOfN(value, 0, 4).Draw(t, "raw")
}

// genAnswer draws an answer that q accepts in e, often none.
func genAnswer(t *rapid.T, q *surveys.Question, e surveys.Edition) surveys.Answer {
	if q.KindName == "order" && rapid.Bool().Draw(t, "ordered") {
		return surveys.Answer(rapid.Permutation(codes(q.Choices(e))).Draw(t, "order"))
	}
	a, err := q.Kind().Check(q, e, genRaw(t, q, e))
	if err != nil {
		return nil
	}
	return a
}

// genEdition draws one of the editions of around.
func genEdition(t *rapid.T) surveys.Edition {
	return rapid.SampledFrom([]surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14}).Draw(t, "edition")
}
