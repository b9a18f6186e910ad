package surveys_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/surveys"
)

// fitting is a survey that nothing can be advised about.
func fitting() *surveys.Survey {
	q := &surveys.Question{Key: "q", KindName: "yes_no", Text: surveys.Text("en", "Are you well?"), Why: "To know."}
	s := around(q)
	s.Start.Facts = facts("who", "why", "sees", "promise", "charge")
	s.Start.GrownUp = surveys.Text("en", "Read it out.")
	return s
}

// advised are the rules of the advice, sorted, each once for each edition.
func advised(s *surveys.Survey) []string {
	var list []string
	for _, f := range s.AgeFit() {
		list = append(list, strings.TrimSpace(f.Rule+" "+string(f.Edition)))
	}
	slices.Sort(list)
	return list
}

func TestAgeFit(t *testing.T) {
	ask := func(text string) func(*surveys.Survey) {
		return func(s *surveys.Survey) { s.Questions[0].Text = surveys.Text("en", text) }
	}
	for name, c := range map[string]struct {
		spoil func(s *surveys.Survey)
		want  []string
	}{
		"fits":          {func(*surveys.Survey) {}, nil},
		"8 words":       {ask("Do you get help when you feel sad?"), nil},
		"9 words":       {ask("Do you get any help when you feel sad?"), []string{"long_question 4-7"}},
		"16 words":      {ask("Do you get as much help as you want when you feel sad at home here?"), []string{"long_question 11-13", "long_question 4-7", "long_question 8-10"}},
		"two sentences": {ask("You feel sad. Do you get any help?"), nil},
		"negative":      {ask("Don't you get help?"), []string{"negative 11-13", "negative 14-18", "negative 4-7", "negative 8-10"}},
		"curly":         {ask("Is help what you can’t get?"), []string{"negative 11-13", "negative 14-18", "negative 4-7", "negative 8-10"}},
		"knot":          {ask("Do you know nobles?"), nil},
		"double":        {ask("Are you safe and well?"), []string{"double 11-13", "double 14-18", "double 4-7", "double 8-10"}},
		"two questions": {ask("Are you well? Are you safe?"), []string{"double 11-13", "double 14-18", "double 4-7", "double 8-10"}},
		"a pair":        {ask("Do you see brothers and sisters?"), nil},
		"memory":        {ask("Were you well last year?"), []string{"memory 4-7", "memory 8-10"}},
		"long sentence": {func(s *surveys.Survey) { s.Questions[0].Hint = surveys.Text("en", strings.Repeat("word ", 13)+".") },
			[]string{"long_sentence 4-7", "long_sentence 8-10"}},
		"long answer": {func(s *surveys.Survey) {
			s.Questions[0].Labels = map[string]surveys.Words{"no": surveys.Text("en", "No it is a bit less than that")}
		}, []string{"long_option 4-7"}},
		"options": {func(s *surveys.Survey) {
			s.Questions[0].KindName, s.Questions[0].Options = "one_choice", options("a", "b", "c", "d")
		}, []string{"many_options 4-7", "many_options 8-10"}},
		"agreement": {func(s *surveys.Survey) { s.Questions[0].KindName = "agreement" },
			[]string{"many_options 4-7", "many_options 8-10", "young_kind 4-7"}},
		"scale": {func(s *surveys.Survey) {
			q := s.Questions[0]
			q.KindName, q.Max, q.Low, q.Editions = "number", 10, surveys.Text("en", "Low"), []surveys.Edition{surveys.E11}
			s.Editions = q.Editions
		}, nil},
		"story": {func(s *surveys.Survey) { s.Questions[0].KindName = "story" },
			[]string{"story_names 11-13", "story_names 14-18", "story_names 4-7", "story_names 8-10", "young_kind 4-7"}},
		"no reason":     {func(s *surveys.Survey) { s.Questions[0].Why = "" }, []string{"why_missing"}},
		"no note":       {func(s *surveys.Survey) { s.Start.GrownUp = nil }, []string{"grown_up_note"}},
		"no promise":    {func(s *surveys.Survey) { s.Start.Facts[3].Editions = []surveys.Edition{surveys.E8} }, []string{"start_fact 11-13", "start_fact 14-18", "start_fact 4-7"}},
		"easy, no age":  {func(s *surveys.Survey) { s.Editions = append(s.Editions, surveys.Easy) }, []string{"easy_age"}},
		"unused":        {func(s *surveys.Survey) { s.Title.Set(surveys.Easy, "en", "Hi") }, []string{"edition_unused easy"}},
		"a translation": {func(s *surveys.Survey) { s.Languages = append(s.Languages, "pl") }, []string{"not_checked", "not_translated"}},
	} {
		s := fitting()
		c.spoil(s)
		t.Run(name, func(t *testing.T) { equal(t, "advice", advised(s), c.want) })
	}
}

func TestTooManyQuestions(t *testing.T) {
	s := fitting()
	for i := range 15 {
		s.Questions = append(s.Questions, &surveys.Question{Key: fmt.Sprint("more", i), KindName: "yes_no", Text: surveys.Text("en", "Well?"), Why: "To know."})
	}
	equal(t, "advice", advised(s), []string{"many_questions 4-7", "many_questions 8-10"})
}

func TestAboutYouLast(t *testing.T) {
	s := fitting()
	s.Questions = append(s.Questions, &surveys.Question{Key: "p", KindName: "yes_no", Text: surveys.Text("en", "Well?"), Why: "To know."})
	s.Groupings = []string{"p"}
	equal(t, "asked last", advised(s), nil)
	s.Groupings = []string{"q"}
	equal(t, "asked first", advised(s), []string{"about_you_last"})
	s.Groupings = []string{"q", "p"}
	equal(t, "both at the end", advised(s), nil)
}

// Rules about English words say nothing of a survey written in another language.
func TestEnglishRulesAreForEnglish(t *testing.T) {
	s := fitting()
	s.Source, s.Languages = "pl", []string{"pl"}
	for _, place := range s.Texts() {
		for e, text := range (*place.Words)["en"] {
			place.Words.Set(e, "pl", text+" and nobody, not ever, in a sentence of many more words than there are allowed to be")
		}
		delete(*place.Words, "en")
	}
	equal(t, "advice", advised(s), nil)
}

func TestFitsAreThoseProposed(t *testing.T) {
	for e, want := range map[surveys.Edition]surveys.Fit{
		surveys.E4:  {Questions: 8, Options: 3, Words: 8, Option: 6},
		surveys.E8:  {Questions: 15, Options: 3, Words: 12, Option: 8},
		surveys.E11: {Questions: 25, Options: 5, Words: 15, Option: 10},
		surveys.E14: {Questions: 35, Options: 5, Words: 20, Option: 12},
		"9-12":      {},
	} {
		if got := surveys.FitOf(e); got != want {
			t.Errorf("%s: %+v, want %+v", e, got, want)
		}
	}
}

// Advice that rests on somebody's evidence says whose.
func TestAdviceCitesItsSource(t *testing.T) {
	s := fitting()
	s.Questions[0].Text = surveys.Text("en", "Were you never well and safe last year, or is it that you cannot remember any of it now?")
	for _, f := range s.AgeFit() {
		if f.Severity != surveys.Advice || f.Source == "" || !strings.Contains(f.String(), f.Source) {
			t.Errorf("no source: %s", f)
		}
	}
	if len(s.AgeFit()) < 10 {
		t.Errorf("only %d pieces of advice", len(s.AgeFit()))
	}
}
