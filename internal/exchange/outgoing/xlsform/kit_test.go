package xlsform

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"pgregory.net/rapid"

	"kist/internal/exchange/incoming"
	in "kist/internal/exchange/incoming/xlsform"
	"kist/internal/i18n"
	_ "kist/internal/sameseed"
	"kist/locales"
	"kist/surveys"
)

// words are the words of the program, read once.
var words = sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Load(locales.Files) })

// tester is a test, or one that draws.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// written is the workbook of an edition.
func written(t tester, s *surveys.Survey, e surveys.Edition) ([]byte, []Note) {
	t.Helper()
	bundle, err := words()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	notes, err := Write(&b, s, e, bundle, bundle.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), notes
}

// back reads a workbook with our own reader.
func back(t tester, file []byte, e surveys.Edition) (*surveys.Survey, []incoming.Note) {
	t.Helper()
	form, err := in.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	s, notes, err := incoming.Draft(form, incoming.Wanted{Editions: []surveys.Edition{e}}, in.Parts()...)
	if err != nil {
		t.Fatalf("%v: %v", err, notes)
	}
	return s, notes
}

// around is a sound survey of these questions, in English and Gaelic.
func around(qs ...*surveys.Question) *surveys.Survey {
	return &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en", "gd"}, Editions: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14},
		Title: both("A trial"), Start: surveys.Start{Lead: both("Hello."), Facts: []surveys.Fact{{Key: "who", Head: both("Who?"), Text: both("We ask.")}}},
		Questions: qs,
	}
}

// both are words in two languages.
func both(text string) surveys.Words {
	w := surveys.Text("en", text)
	w.Set(surveys.All, "gd", text+" (gd)")
	return w
}

// drawn draws words with what is more than words elsewhere.
func drawn(t *rapid.T, name string) surveys.Words {
	piece := rapid.SampledFrom([]string{"Where", "is *it*", "a_b", "**all**", "2 < 3", "<b>bold</b>", "&amp;", "# one", "[a](b)", `back\slash`, "${q0}", "= 1 + 1", "ä ö", "مرحبا", "'quoted'", "5 * 3 * 2"})
	text := "So"
	for _, p := range rapid.SliceOfN(piece, 0, 3).Draw(t, name) {
		text += " " + p
	}
	return both(text)
}

// genSurvey draws a sound survey of questions of every kind, with conditions on
// earlier ones.
func genSurvey(t *rapid.T) *surveys.Survey {
	var qs []*surveys.Question
	for i := range rapid.IntRange(1, 8).Draw(t, "questions") {
		q := genQuestion(t, fmt.Sprintf("q%d", i))
		if i > 0 && rapid.Bool().Draw(t, "ask_if") {
			on := qs[rapid.IntRange(0, i-1).Draw(t, "on")]
			if on.KindName != "order" && on.KindName != "story" {
				cells := append(on.Kind().Cells(on, surveys.E11), surveys.SkippedCode)
				cells = slices.DeleteFunc(cells, func(c string) bool { return c == surveys.RatherNot })
				any := rapid.SliceOfNDistinct(rapid.SampledFrom(cells), 1, min(3, len(cells)), rapid.ID).Draw(t, "any")
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

func genQuestion(t *rapid.T, key string) *surveys.Question {
	q := &surveys.Question{Key: key, KindName: rapid.SampledFrom(surveys.Kinds()).Draw(t, "kind"), AboutChild: rapid.Bool().Draw(t, "about_child"), Text: drawn(t, "text")}
	if rapid.Bool().Draw(t, "hinted") {
		q.Hint = drawn(t, "hint")
	}
	if rapid.IntRange(0, 3).Draw(t, "some editions") == 0 {
		q.Editions = []surveys.Edition{surveys.E8, surveys.E11}
	}
	switch q.KindName {
	case "one_choice", "several", "picture", "order":
		n := rapid.IntRange(2, 6).Draw(t, "options")
		for i := range n {
			q.Options = append(q.Options, surveys.Option{Key: fmt.Sprintf("o-%d", i), Text: drawn(t, "option"), Picture: "hill", Exclusive: q.KindName == "several" && i == n-1})
		}
		if n > 3 && rapid.Bool().Draw(t, "narrow") {
			q.Options[1].Editions = []surveys.Edition{surveys.E14}
		}
		if q.KindName == "several" && n > 3 && rapid.Bool().Draw(t, "at most") {
			q.Max = 2
		}
	case "number":
		q.Min = rapid.IntRange(0, 5).Draw(t, "min")
		q.Max = q.Min + rapid.IntRange(1, 50).Draw(t, "span")
		if rapid.Bool().Draw(t, "ends") {
			q.Low, q.High = both("Not at all"), both("Very much")
		}
	case "faces":
		q.Faces = rapid.SampledFrom([]int{0, 3, 5}).Draw(t, "faces")
	case "story":
		q.Max = rapid.SampledFrom([]int{0, 40, 3000}).Draw(t, "max")
	}
	return q
}

// genAnswer draws an answer that q takes in an edition, often none.
func genAnswer(t *rapid.T, q *surveys.Question, e surveys.Edition) surveys.Answer {
	var raw []string
	switch q.KindName {
	case "story":
		raw = []string{"a story"}
	case "number":
		raw = []string{fmt.Sprint(rapid.IntRange(q.Min, q.Max).Draw(t, "number"))}
	case "order":
		for _, o := range q.OptionsIn(e) {
			raw = append(raw, o.Key)
		}
	case "several":
		raw = rapid.SliceOfDistinct(rapid.SampledFrom(codes(q.Choices(e))), rapid.ID).Draw(t, "several")
	default:
		raw = []string{rapid.SampledFrom(codes(q.Choices(e))).Draw(t, "one")}
	}
	switch rapid.IntRange(0, 5).Draw(t, "given") {
	case 0:
		raw = nil
	case 1:
		if q.AboutChild {
			raw = []string{surveys.RatherNot}
		}
	}
	a, err := q.Kind().Check(q, e, raw)
	if err != nil {
		return nil // more answers than may be chosen
	}
	return a
}

func codes(labels []surveys.Label) []string {
	var list []string
	for _, l := range labels {
		list = append(list, l.Code)
	}
	return list
}
