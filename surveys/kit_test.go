package surveys_test

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"

	"kist/internal/fault"
	"kist/surveys"
	"kist/surveys/samples"
)

// sample is one of the starter surveys.
func sample(t testing.TB, name string) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// around is a sound survey of one question, or of several, in all children's
// editions.
func around(qs ...*surveys.Question) *surveys.Survey {
	for _, q := range qs {
		if q.Text == nil {
			q.Text = surveys.Text("en", "How is it?")
		}
	}
	return &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en"},
		Editions:  []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14},
		Title:     surveys.Text("en", "A trial"),
		Start:     surveys.Start{Lead: surveys.Text("en", "Hello.")},
		Questions: qs,
	}
}

// options are options with these keys.
func options(keys ...string) []surveys.Option {
	var list []surveys.Option
	for _, k := range keys {
		list = append(list, surveys.Option{Key: k, Text: surveys.Text("en", "The "+k), Picture: "hill"})
	}
	return list
}

// checkCase is one call of Kind.Check in the 11-13 edition.
type checkCase struct {
	raw     []string
	want    surveys.Answer
	problem string // the id of the problem, empty for none
}

// checks runs cases against a question.
func checks(t *testing.T, q *surveys.Question, cases []checkCase) {
	t.Helper()
	for _, c := range cases {
		got, err := q.Kind().Check(q, surveys.E11, c.raw)
		if id := problemID(err); id != c.problem {
			t.Errorf("Check(%q): problem %q, want %q", c.raw, id, c.problem)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Check(%q) = %q, want %q", c.raw, got, c.want)
		}
	}
}

func problemID(err error) string {
	var p fault.Problem
	if errors.As(err, &p) {
		return p.ID
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// flawed wants Flaws to find exactly these rules, in any order.
func flawed(t *testing.T, s *surveys.Survey, want ...string) {
	t.Helper()
	var got []string
	for _, f := range s.Flaws() {
		got = append(got, f.Rule)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(slices.Compact(got), want) {
		t.Errorf("flaws of %s = %q, want %q", s.Questions[0].KindName, got, want)
	}
}

// codes are the codes of labels in order.
func codes(labels []surveys.Label) []string {
	var list []string
	for _, l := range labels {
		list = append(list, l.Code)
	}
	return list
}

// folder is a folder of files with these texts.
func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// equal fails unless two lists of codes are the same.
func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}
