package surveys_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"

	"pgregory.net/rapid"
)

func TestAcceptKeepsStoriesApart(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	answers, texts, err := s.Accept(surveys.E11, "ar", map[string][]string{
		"safe_home": {"4"}, "talk_first": {"-"}, "better": {" More\r\ntime "}, "going_well": {""}, "_s": {"x", "\xff"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (surveys.Answers{"safe_home": {"4"}, "talk_first": {"-"}}); !reflect.DeepEqual(answers, want) {
		t.Errorf("answers = %v, want %v", answers, want)
	}
	if want := map[string]string{"better": "More\ntime"}; !maps.Equal(texts, want) {
		t.Errorf("texts = %q, want %q", texts, want)
	}
}

func TestAcceptDropsWhatIsOffThePath(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	answers, _, err := s.Accept(surveys.E11, "en", map[string][]string{
		"has_worker": {"no"}, "know_why": {"yes"}, "workers_count": {"a lot"}, "fun": {"5"},
	})
	if err != nil {
		t.Fatalf("a question that was not asked is a problem: %v", err)
	}
	if want := (surveys.Answers{"has_worker": {"no"}, "fun": {"5"}}); !reflect.DeepEqual(answers, want) {
		t.Errorf("answers = %v, want %v", answers, want)
	}
}

// A form on paper shows all questions: what was answered against a condition is there
// at first, and left out in the end as it is of a phone's form.
func TestAcceptAllKeepsWhatIsOffThePath(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	form := map[string][]string{"has_worker": {"no"}, "know_why": {"yes"}, "better": {"more time"}, "fun": {"5"}}
	all, written, err := s.AcceptAll(surveys.E11, "en", form)
	if want := (surveys.Answers{"has_worker": {"no"}, "know_why": {"yes"}, "fun": {"5"}}); err != nil || !reflect.DeepEqual(all, want) {
		t.Fatalf("answers = %v, %v, want %v", all, err, want)
	}
	answers, texts, dropped := s.OnPath(surveys.E11, all, written)
	if want := (surveys.Answers{"has_worker": {"no"}, "fun": {"5"}}); !reflect.DeepEqual(answers, want) || texts["better"] != "more time" {
		t.Errorf("on the path: %v and %v", answers, texts)
	}
	equal(t, "left out", dropped, []string{"know_why"})
	if _, _, err := s.AcceptAll(surveys.E11, "tlh", form); err == nil {
		t.Error("a language that the survey does not have")
	}
}

func TestAcceptAllOnThePathIsAccept(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := genSurvey(r)
		e := rapid.SampledFrom(s.Editions).Draw(r, "edition")
		form := map[string][]string{}
		for _, q := range s.QuestionsIn(e) {
			form[q.Key] = genAnswer(r, q, e)
		}
		all, written, err := s.AcceptAll(e, s.Source, form)
		if err != nil {
			r.Fatal(err)
		}
		answers, texts, dropped := s.OnPath(e, all, written)
		phone, phoneTexts, err := s.Accept(e, s.Source, form)
		if err != nil || !reflect.DeepEqual(answers, phone) || !reflect.DeepEqual(texts, phoneTexts) || len(answers)+len(texts)+len(dropped) != len(all)+len(written) {
			r.Errorf("from paper %v %v without %v, from a phone %v %v, %v", answers, texts, dropped, phone, phoneTexts, err)
		}
	})
}

func TestAcceptTellsWhatToMendAndKeepsTheRest(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	answers, texts, err := s.Accept(surveys.E11, "en", map[string][]string{
		"fun": {"5"}, "safe_school": {"12"}, "talk_first": {"the_moon"}, "better": {strings.Repeat("x", 1501)}, "going_well": {"Football"},
	})
	var problems fault.Problems
	if !errors.As(err, &problems) || !errors.Is(err, fault.Invalid) {
		t.Fatalf("err = %v", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Field+" "+p.ID)
	}
	equal(t, "problems in the order of the questions", got,
		[]string{"safe_school problem.number.range", "talk_first problem.option", "better problem.story.long"})
	if problems[2].Args["Over"] != 1 {
		t.Errorf("args = %v", problems[2].Args)
	}
	if len(answers) != 1 || answers["fun"][0] != "5" || texts["going_well"] != "Football" {
		t.Errorf("the rest is lost: %v %v", answers, texts)
	}
}

func TestAcceptRefusesForms(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	many := map[string][]string{}
	for i := range 601 {
		many[fmt.Sprint("_", i)] = nil
	}
	big := map[string][]string{}
	for _, q := range s.QuestionsIn(surveys.E14) {
		big[q.Key] = []string{strings.Repeat("x", 11000)}
	}
	for name, c := range map[string]struct {
		e    surveys.Edition
		lang string
		form map[string][]string
		want string
	}{
		"edition not offered": {surveys.Adult, "en", nil, "problem.edition"},
		"no edition":          {"", "en", nil, "problem.edition"},
		"language not there":  {surveys.E11, "de", nil, "problem.language"},
		"no language":         {surveys.E11, "", nil, "problem.language"},
		"unknown question":    {surveys.E11, "en", map[string][]string{"nonsense": {"1"}}, "problem.unknown_question"},
		"empty name":          {surveys.E11, "en", map[string][]string{"": {"1"}}, "problem.unknown_question"},
		"another edition's":   {surveys.E4, "en", map[string][]string{"better": {"x"}}, "problem.unknown_question"},
		"part of no order":    {surveys.E11, "en", map[string][]string{"fun.1": {"x"}}, "problem.unknown_question"},
		"bad UTF-8":           {surveys.E11, "en", map[string][]string{"better": {"\xff"}}, "problem.utf8"},
		"too many fields":     {surveys.E11, "en", many, "problem.form_size"},
		"too many values":     {surveys.E11, "en", map[string][]string{"fun": make([]string, 41)}, "problem.form_size"},
		"a value too long":    {surveys.E11, "en", map[string][]string{"better": {strings.Repeat("x", 13000)}}, "problem.form_size"},
		"too long together":   {surveys.E14, "en", big, "problem.form_size"},
	} {
		answers, texts, err := s.Accept(c.e, c.lang, c.form)
		var problems fault.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].ID != c.want || problems[0].Field != "" {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if answers != nil || texts != nil {
			t.Errorf("%s: something was accepted", name)
		}
	}
}

func TestAcceptOfNothingIsFine(t *testing.T) {
	answers, texts, err := sample(t, "what_its_like.yaml").Accept(surveys.E4, "gd", nil)
	if err != nil || len(answers) != 0 || len(texts) != 0 {
		t.Errorf("%v %v %v", answers, texts, err)
	}
}

func TestAcceptRatherNotOfAStory(t *testing.T) {
	s := around(&surveys.Question{Key: "q", KindName: "story", AboutChild: true})
	answers, texts, err := s.Accept(surveys.E11, "en", map[string][]string{"q": {"secret", "-"}})
	if err != nil || len(texts) != 0 || !answers["q"].RatherNot() {
		t.Errorf("%v %v %v", answers, texts, err)
	}
}

// What was accepted is accepted again, unchanged, and lies on its own path.
func TestAcceptAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, e := genSurvey(t), genEdition(t)
		form := map[string][]string{}
		for _, q := range s.QuestionsIn(e) {
			form[q.Key] = genRaw(t, q, e)
		}
		answers, texts, _ := s.Accept(e, "en", form)
		path := s.Path(e, answers)
		second := map[string][]string{}
		for key, a := range answers {
			second[key] = a
			if q := s.Question(key); !slices.Contains(path, q) {
				t.Fatalf("%s is answered but off the path", key)
			}
		}
		for key, text := range texts {
			second[key] = []string{text}
		}
		again, textsAgain, err := s.Accept(e, "en", second)
		if err != nil || !reflect.DeepEqual(answers, again) || !maps.Equal(texts, textsAgain) {
			t.Fatalf("%v %v, then %v %v %v", answers, texts, again, textsAgain, err)
		}
	})
}

func FuzzAccept(f *testing.F) {
	s := sample(f, "what_its_like.yaml")
	f.Add("11-13", "en", "fun", "5", "better", "Less waiting")
	f.Add("14-18", "ar", "meeting.who", "1", "has_worker", "yes")
	f.Add("4-7", "pl", "_s", "\xff", "say", "-")
	f.Fuzz(func(t *testing.T, e, lang, name1, value1, name2, value2 string) {
		form := map[string][]string{name1: {value1}, name2: {value2, value1}}
		answers, texts, err := s.Accept(surveys.Edition(e), lang, form)
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatalf("not a problem: %v", err)
		}
		for key, a := range answers {
			q := s.Question(key)
			if _, err := q.Kind().Check(q, surveys.Edition(e), a); err != nil {
				t.Fatalf("%s: accepted %q, and refuses it: %v", key, a, err)
			}
		}
		for key, text := range texts {
			if s.Question(key).KindName != "story" || text == "" {
				t.Fatalf("%s has the text %q", key, text)
			}
		}
	})
}

// form35 is a survey of 35 questions of all kinds, and an answer to each.
func form35() (*surveys.Survey, map[string][]string) {
	var qs []*surveys.Question
	form := map[string][]string{}
	for i := range 35 {
		q := &surveys.Question{Key: fmt.Sprintf("question_%02d", i), KindName: surveys.Kinds()[i%9], AboutChild: i%2 == 0}
		switch q.KindName {
		case "faces", "agreement", "number":
			form[q.Key] = []string{"3"}
		case "yes_no":
			form[q.Key] = []string{"not_sure"}
		case "story":
			form[q.Key] = []string{strings.Repeat("Meetings are too long and too many. ", 20)}
		case "order":
			form[q.Key] = []string{"e", "d", "c", "b", "a"}
		default:
			form[q.Key] = []string{"d"}
		}
		if slices.Contains([]string{"one_choice", "several", "picture", "order"}, q.KindName) {
			q.Options = options("a", "b", "c", "d", "e")
		}
		if q.KindName == "number" {
			q.Max = 10
		}
		if i > 30 {
			q.AskIf = []surveys.Clause{{Question: "question_01", Any: []string{"3"}}}
		}
		qs = append(qs, q)
	}
	return around(qs...), form
}

func TestForm35IsWhole(t *testing.T) {
	s, form := form35()
	if err := s.Flaws().Err(); err != nil {
		t.Fatal(err)
	}
	answers, texts, err := s.Accept(surveys.E14, "en", form)
	if err != nil || len(answers)+len(texts) != 35 {
		t.Fatalf("%d answers, %d texts, %v", len(answers), len(texts), err)
	}
}

func BenchmarkAccept35(b *testing.B) {
	s, form := form35()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Accept(surveys.E14, "en", form); err != nil {
			b.Fatal(err)
		}
	}
}
