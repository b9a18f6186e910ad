package standing

import (
	"slices"
	"testing"

	"kist/surveys"
)

// One question, one tap: three faces with a word under each, in every language of the
// children's pages and for every age, and nothing that keeps it from being frozen.
func TestTheOneQuestion(t *testing.T) {
	s, err := Survey()
	if err != nil {
		t.Fatal(err)
	}
	version, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if version.ID() != "answers_you-1" || len(s.Questions) != 1 || s.Questions[0].Key != AnswersYou {
		t.Errorf("%s asks %d questions", version.ID(), len(s.Questions))
	}
	if want := []string{"ar", "en", "gd", "pa", "pl", "ro", "sco", "uk", "ur", "zh-Hans"}; !slices.Equal(slices.Sorted(slices.Values(s.Languages)), want) {
		t.Errorf("languages: %v", s.Languages)
	}
	if !slices.Equal(s.Editions, []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14, surveys.Easy}) {
		t.Errorf("editions: %v", s.Editions)
	}
	q := s.Questions[0]
	for _, e := range s.Editions {
		labels := q.Kind().Wording(q, e).Labels
		if len(labels) != 3 {
			t.Errorf("%s: %d faces", e, len(labels))
		}
		for _, lang := range s.Languages {
			said := map[string]bool{}
			for _, l := range labels {
				text, in := s.Say(l.Words, e, lang)
				if in != lang || text == "" || said[text] {
					t.Errorf("%s in %s: face %s says %q in %s", e, lang, l.Code, text, in)
				}
				said[text] = true
			}
			if text, in := s.Say(q.Text, e, lang); in != lang || text == "" {
				t.Errorf("%s in %s is asked %q in %s", e, lang, text, in)
			}
		}
	}
}

// A tap is an answer, and nothing else is.
func TestATapIsAnAnswer(t *testing.T) {
	s, err := Survey()
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]bool{"1": true, "3": true, "5": true, "2": false, "": false, "yes": false} {
		a, texts, err := s.Accept(surveys.E8, "pl", map[string][]string{AnswersYou: {value}, "_s": {"x"}})
		if (err == nil && len(a) == 1) != want || len(texts) > 0 {
			t.Errorf("%q: %v, %v", value, a, err)
		}
	}
}
