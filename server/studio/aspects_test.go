package studio

import (
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
)

// english prints English.
func english(t testing.TB) *i18n.Printer {
	t.Helper()
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return bundle.Printer("en")
}

// Every picture that can be chosen has words, and every kind says what it is for.
func TestPicturesAndKindsHaveWords(t *testing.T) {
	p := english(t)
	for _, id := range drawings().Pictures() {
		if pictureWords(p, id) == id {
			t.Errorf("the picture %s has no words", id)
		}
	}
	if got := pictureWords(p, "of_our_own"); got != "of_our_own" {
		t.Errorf("a picture of a file of one's own is called %q", got)
	}
	for _, kind := range surveys.Kinds() {
		if text := p.T("staff.build.kind." + kind); strings.HasPrefix(text, "[") {
			t.Errorf("the kind %s says nothing", kind)
		}
	}
}

// told are changes in words.
func told(views []changeView) string {
	var b strings.Builder
	for _, v := range views {
		b.WriteString(v.What + ": ")
		for _, piece := range v.Pieces {
			b.WriteString(string(piece.Is) + " " + piece.Text + "; ")
		}
	}
	return b.String()
}

// Whatever of a question's build changes is told of, and by the same words whether
// it comes or goes.
func TestEveryAspectIsTold(t *testing.T) {
	p, s := english(t), starterSurvey(t)
	key := withOptions(t, s).Key
	earlier := s.Questions[0]
	for what, change := range map[string]func(*surveys.Question){
		"Kind of question":          func(q *surveys.Question) { q.KindName = "order" },
		"Who is asked":              func(q *surveys.Question) { q.Editions = []surveys.Edition{surveys.E14} },
		"About the child":           func(q *surveys.Question) { q.AboutChild = !q.AboutChild },
		"The least":                 func(q *surveys.Question) { q.Min = 3 },
		"The most":                  func(q *surveys.Question) { q.Max = 17 },
		"How many faces":            func(q *surveys.Question) { q.Faces = 5 },
		"bands that begin at 0, 10": func(q *surveys.Question) { q.Bands = []int{0, 10} },
		"When it is asked": func(q *surveys.Question) {
			q.AskIf = append(q.AskIf, surveys.Clause{Question: earlier.Key, Any: []string{surveys.SkippedCode}})
		},
		"not known here": func(q *surveys.Question) {
			q.AskIf = []surveys.Clause{{Question: "not known here", Any: []string{"x"}}}
		},
		"Quality indicators":      func(q *surveys.Question) { q.Links.Quality = []string{"7.2"} },
		"41":                      func(q *surveys.Question) { q.Links.UNCRC = []int{41} },
		"Why it is asked":         func(q *surveys.Question) { q.Why = "Something else entirely." },
		"Whose practice":          func(q *surveys.Question) { q.Source = "Nobody’s." },
		"Picture: A bicycle":      func(q *surveys.Question) { q.Options[0].Picture = "bike" },
		"Stands alone":            func(q *surveys.Question) { q.Options[1].Exclusive = !q.Options[1].Exclusive },
		"which answers there are": func(q *surveys.Question) { q.Options = q.Options[1:] },
	} {
		after, err := s.Clone()
		if err != nil {
			t.Fatal(err)
		}
		change(after.Question(key))
		for _, edits := range [][]editing.Edit{editing.Diff(s, after), editing.Diff(after, s)} {
			if text := told(changeViews(p, s, edits)); !strings.Contains(strings.ReplaceAll(text, "; added ", ""), what) && !strings.Contains(text, strings.TrimPrefix(what, "Picture: ")) {
				t.Errorf("%s is not told: %s", what, text)
			}
		}
	}
	if text := told(changeViews(p, s, []editing.Edit{{Unit: surveys.Unit{Place: "questions." + key}, Before: "{", After: "7"}})); text != "" {
		t.Errorf("what is no question is told as %s", text)
	}
}

// What changes of the survey beside its questions is told too.
func TestTheSurveysOwnAspects(t *testing.T) {
	p, s := english(t), starterSurvey(t)
	for what, change := range map[string]func(*surveys.Survey){
		"Results told apart by": func(s *surveys.Survey) { s.Groupings = nil },
		"minutes it takes":      func(s *surveys.Survey) { s.Start.Minutes = map[surveys.Edition]int{surveys.E14: 3} },
		"Polski":                func(s *surveys.Survey) { s.Languages = []string{"en"} },
		"Why it is asked":       func(s *surveys.Survey) { s.Why = "Another reason." },
		"Whose practice":        func(s *surveys.Survey) { s.Credits = []string{"Somebody"} },
		"4 to 7":                func(s *surveys.Survey) { s.Editions = s.Editions[1:] },
		"first page has":        func(s *surveys.Survey) { s.Start.Facts = s.Start.Facts[1:] },
	} {
		after, err := s.Clone()
		if err != nil {
			t.Fatal(err)
		}
		change(after)
		if text := told(changeViews(p, s, editing.Diff(s, after))); !strings.Contains(text, what) {
			t.Errorf("%s is not told: %s", what, text)
		}
	}
	if views := headViews(p, "{", "{}"); views != nil {
		t.Errorf("what is no survey is told as %v", views)
	}
	if got := factsOf("{"); len(got) != 0 {
		t.Errorf("what is no list has points %v", got)
	}
}
