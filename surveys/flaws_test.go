package surveys_test

import (
	"fmt"
	"strings"
	"testing"

	"kist/surveys"
)

func plain(key string) *surveys.Question { return &surveys.Question{Key: key, KindName: "faces"} }

func TestFlawsOfTheSurvey(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(s *surveys.Survey)
		want  []string
	}{
		"none":               {func(*surveys.Survey) {}, nil},
		"key":                {func(s *surveys.Survey) { s.Key = "What's it like" }, []string{"key"}},
		"no editions":        {func(s *surveys.Survey) { s.Editions = nil }, []string{"edition_not_survey", "no_editions"}},
		"edition twice":      {func(s *surveys.Survey) { s.Editions = append(s.Editions, surveys.E4) }, []string{"key_twice"}},
		"edition not known":  {func(s *surveys.Survey) { s.Editions = append(s.Editions, "3-5") }, []string{"edition_unknown"}},
		"edition all":        {func(s *surveys.Survey) { s.Editions = append(s.Editions, surveys.All) }, []string{"edition_unknown"}},
		"empty edition":      {func(s *surveys.Survey) { s.Questions[0].Editions = s.Editions[1:] }, []string{"no_questions"}},
		"no language":        {func(s *surveys.Survey) { s.Languages = nil }, []string{"language_tag"}},
		"language":           {func(s *surveys.Survey) { s.Languages = append(s.Languages, "po polsku") }, []string{"language_tag"}},
		"too many languages": {manyLanguages, []string{"too_many_items"}},
		"too many questions": {manyQuestions, []string{"too_many_items"}},
		"no title":           {func(s *surveys.Survey) { s.Title = nil }, []string{"no_title"}},
		"title for some":     {func(s *surveys.Survey) { s.Title = surveys.Words{"en": {surveys.E4: "Hi"}} }, []string{"text_missing"}},
		"no lead":            {func(s *surveys.Survey) { s.Start.Lead = nil }, []string{"text_missing"}},
		"title too long":     {func(s *surveys.Survey) { s.Title.Set(surveys.All, "pl", strings.Repeat("ż", 121)) }, []string{"text_long"}},
		"why too long":       {func(s *surveys.Survey) { s.Why = strings.Repeat("x", 1001) }, []string{"text_long"}},
		"credit too long":    {func(s *surveys.Survey) { s.Credits = []string{strings.Repeat("x", 1001)} }, []string{"text_long"}},
		"odd wording":        {func(s *surveys.Survey) { s.Title.Set("9-12", "en", "Hi") }, []string{"edition_unknown"}},
		"fact twice":         {func(s *surveys.Survey) { s.Start.Facts = facts("who", "who") }, []string{"key_twice"}},
		"fact key":           {func(s *surveys.Survey) { s.Start.Facts = facts("Who?") }, []string{"key"}},
		"fact without head":  {func(s *surveys.Survey) { s.Start.Facts = []surveys.Fact{{Key: "who"}} }, []string{"text_missing"}},
		"minutes":            {func(s *surveys.Survey) { s.Start.Minutes = map[surveys.Edition]int{surveys.E4: 0} }, []string{"minutes"}},
		"minutes of another": {func(s *surveys.Survey) { s.Start.Minutes = map[surveys.Edition]int{surveys.Easy: 5} }, []string{"edition_not_survey"}},
		"grouping":           {func(s *surveys.Survey) { s.Groupings = []string{"age_band", "q", "gone"} }, []string{"grouping"}},
		"grouping twice":     {func(s *surveys.Survey) { s.Groupings = []string{"q", "q"} }, []string{"key_twice"}},
		"many groupings":     {func(s *surveys.Survey) { s.Groupings = []string{"age_band", "q", "p", "r"} }, []string{"too_many_items"}},
	} {
		s := around(plain("q"), plain("p"), plain("r"))
		s.Questions[1].Editions = []surveys.Edition{surveys.E8}
		s.Questions[2].Editions = []surveys.Edition{surveys.E8}
		c.spoil(s)
		t.Run(name, func(t *testing.T) { flawed(t, s, c.want...) })
	}
}

func facts(keys ...string) []surveys.Fact {
	var list []surveys.Fact
	for _, k := range keys {
		list = append(list, surveys.Fact{Key: k, Head: surveys.Text("en", "Who?")})
	}
	return list
}

func manyLanguages(s *surveys.Survey) {
	for i := range 41 {
		s.Languages = append(s.Languages, fmt.Sprintf("%c%c", 'a'+i/26, 'a'+i%26))
	}
}

func manyQuestions(s *surveys.Survey) {
	for i := range 60 {
		q := plain(fmt.Sprintf("q%d", i))
		q.Text = surveys.Text("en", "How?")
		s.Questions = append(s.Questions, q)
	}
}

func TestFlawsOfAQuestion(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(q *surveys.Question)
		want  []string
	}{
		"key":              {func(q *surveys.Question) { q.Key = "Q" }, []string{"key"}},
		"key with a dot":   {func(q *surveys.Question) { q.Key = "a.b" }, []string{"key"}},
		"key of ours":      {func(q *surveys.Question) { q.Key = "_s" }, []string{"key"}},
		"key too long":     {func(q *surveys.Question) { q.Key = strings.Repeat("q", 41) }, []string{"key"}},
		"key twice":        {func(q *surveys.Question) { q.Key = "first" }, []string{"key_twice"}},
		"kind":             {func(q *surveys.Question) { q.KindName = "" }, []string{"kind_unknown"}},
		"edition":          {func(q *surveys.Question) { q.Editions = []surveys.Edition{surveys.Adult} }, []string{"edition_not_survey"}},
		"no text":          {func(q *surveys.Question) { q.Text = nil }, []string{"text_missing"}},
		"text too long":    {func(q *surveys.Question) { q.Text.Set(surveys.E8, "en", strings.Repeat("x", 301)) }, []string{"text_long"}},
		"why too long":     {func(q *surveys.Question) { q.Why = strings.Repeat("x", 1001) }, []string{"text_long"}},
		"quality":          {func(q *surveys.Question) { q.Links.Quality = []string{"2.1", "11.1"} }, []string{"link"}},
		"quality in words": {func(q *surveys.Question) { q.Links.Quality = []string{"impact"} }, []string{"link"}},
		"wellbeing":        {func(q *surveys.Question) { q.Links.Wellbeing = []string{"S1", "Safe"} }, []string{"link"}},
		"uncrc":            {func(q *surveys.Question) { q.Links.UNCRC = []int{12, 43} }, []string{"link"}},
		"promise":          {func(q *surveys.Question) { q.Links.Promise = []string{"Hope"} }, []string{"link"}},
		"hard themes":      {func(q *surveys.Question) { q.Hard = surveys.HardThemes() }, nil},
		"hard theme":       {func(q *surveys.Question) { q.Hard = []string{"harm", "maths"} }, []string{"link"}},
		"hard twice":       {func(q *surveys.Question) { q.Hard = []string{"harm", "loss", "harm"} }, []string{"key_twice"}},
		"pictured":         {func(q *surveys.Question) { q.Picture = "hill" }, nil},
		"no such picture":  {func(q *surveys.Question) { q.Picture = "../hill.svg" }, []string{"option_key"}},
		"asks itself":      {func(q *surveys.Question) { q.AskIf = clause("q", "1") }, []string{"ask_if_question"}},
		"asks a later one": {func(q *surveys.Question) { q.AskIf = clause("last", "1") }, []string{"ask_if_question"}},
		"asks for no code": {func(q *surveys.Question) { q.AskIf = clause("first", "9") }, []string{"ask_if_answer"}},
		"asks rather not":  {func(q *surveys.Question) { q.AskIf = clause("first", "-") }, []string{"ask_if_answer"}},
		"asks for nothing": {func(q *surveys.Question) { q.AskIf = clause("first") }, []string{"ask_if_empty"}},
		"asks well":        {func(q *surveys.Question) { q.AskIf = clause("first", "1", surveys.SkippedCode) }, nil},
		"asks too much":    {func(q *surveys.Question) { q.AskIf = manyClauses() }, []string{"too_many_items"}},
		"too many options": {manyOptions, []string{"options_none", "too_many_items"}},
		"age band no one":  {func(q *surveys.Question) { q.Key = surveys.AgeBandKey }, []string{"age_band"}},
		"answer that files have for rather not say": {func(q *surveys.Question) {
			q.KindName, q.AboutChild, q.Options = "one_choice", true, options("a", "b", "rather_not")
		}, []string{"option_key"}},
		"the same where it is not offered": {func(q *surveys.Question) {
			q.KindName, q.Options = "one_choice", options("a", "b", "rather_not")
		}, nil},
		"empty option text": {func(q *surveys.Question) {
			q.KindName, q.Options = "one_choice", []surveys.Option{{Key: "a"}, {Key: "b"}}
		}, []string{"text_missing"}},
	} {
		first, q, last := plain("first"), plain("q"), plain("last")
		s := around(first, q, last)
		c.spoil(q)
		t.Run(name, func(t *testing.T) { flawed(t, s, c.want...) })
	}
}

func clause(on string, any ...string) []surveys.Clause {
	return []surveys.Clause{{Question: on, Any: any}}
}

func manyClauses() []surveys.Clause {
	var all []surveys.Clause
	for range 6 {
		all = append(all, clause("first", "1")...)
	}
	return all
}

func manyOptions(q *surveys.Question) {
	for i := range 21 {
		q.Options = append(q.Options, surveys.Option{Key: fmt.Sprint("o", i), Text: surveys.Text("en", "x")})
	}
}

func TestAgeBandQuestion(t *testing.T) {
	q := &surveys.Question{Key: surveys.AgeBandKey, KindName: "one_choice", Editions: []surveys.Edition{surveys.Easy}, Options: options("8-10", "11-13")}
	s := around(plain("q"), q)
	s.Editions = append(s.Editions, surveys.Easy)
	s.Groupings = []string{surveys.AgeBandKey}
	flawed(t, s)
	answers, _, err := s.Accept(surveys.Easy, "en", map[string][]string{"age_band": {"11-13"}})
	if err != nil || s.AgeBand(surveys.Easy, answers) != "11-13" {
		t.Errorf("asked and answered: %v %v", answers, err)
	}
	q.Options = options("8-10", "adult")
	flawed(t, s, "age_band")
}

func TestFindingsOfLanguagesNameThem(t *testing.T) {
	s := around(plain("q"))
	s.Title.Set(surveys.All, "pl", strings.Repeat("x", 200))
	list := s.Flaws()
	if len(list) != 1 || list[0].Language != "pl" || list[0].Place != "title" || list[0].Args["given"] != 200 {
		t.Errorf("findings = %+v", list)
	}
	if list.Err() == nil || (surveys.Findings{}).Err() != nil {
		t.Error("Err is wrong")
	}
}
