package surveys_test

import (
	"errors"
	"reflect"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
	"kist/surveys/samples"
)

func starter(t testing.TB) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStarterIsParsedInItsLanguages(t *testing.T) {
	s := starter(t)
	if got := s.Languages; !reflect.DeepEqual(got[:2], []string{"en", "ar"}) {
		t.Errorf("languages = %v", got)
	}
	text, lang := s.Say(s.Question("better").Text, surveys.E11, "ar")
	if lang != "ar" || text == "" {
		t.Errorf("Say = %q in %q, want Arabic", text, lang)
	}
	if !s.Draft("ar") || s.Draft("en") {
		t.Error("an unchecked translation is a draft, the source never is")
	}
}

func TestAcceptKeepsStoriesApart(t *testing.T) {
	s := starter(t)
	answers, texts, err := s.Accept(surveys.E11, "ar", map[string][]string{
		"safe_home": {"4"}, "talk_first": {"-"}, "better": {" More\r\ntime "}, "_s": {"x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := surveys.Answers{"safe_home": {"4"}, "talk_first": {"-"}}
	if !reflect.DeepEqual(answers, want) {
		t.Errorf("answers = %v, want %v", answers, want)
	}
	if texts["better"] != "More\ntime" || len(texts) != 1 {
		t.Errorf("texts = %q", texts)
	}
}

func TestAcceptRefusesWhatWasNotAsked(t *testing.T) {
	s := starter(t)
	for name, form := range map[string]map[string][]string{
		"unknown question": {"nonsense": {"1"}},
		"wrong option":     {"talk_first": {"the_moon"}},
		"bad UTF-8":        {"better": {"\xff"}},
	} {
		if _, _, err := s.Accept(surveys.E11, "en", form); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: err = %v, want invalid", name, err)
		}
	}
}

func TestVersionRoundTrip(t *testing.T) {
	v, err := surveys.Publish(starter(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := v.Survey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if *again != *v {
		t.Error("freezing what was frozen gives another version")
	}
}
