package surveys_test

import (
	"encoding/json"
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// same says whether two surveys are the same as they would be frozen.
func same(t interface{ Fatal(...any) }, want, got *surveys.Survey) {
	a, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Fatal(diff)
	}
}

func TestASurveyIsItsUnits(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		again, err := surveys.Assemble(s.Units())
		if err != nil {
			t.Fatal(err)
		}
		same(t, s, again)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := genSurvey(t)
		again, err := surveys.Assemble(s.Units())
		if err != nil {
			t.Fatal(err)
		}
		same(t, s, again)
	})
}

func TestUnitsOfAWording(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	units := s.Units()
	u := surveys.Unit{Place: "questions.safe_home.labels.5", Language: "en", Edition: "4-7"}
	if units[u] != "Safe" || !u.Wording() || u.Question() != "safe_home" {
		t.Fatalf("%+v is %q", u, units[u])
	}
	units[u] = "Really safe"
	units[surveys.Unit{Place: "questions.gone.text", Language: "en", Edition: "all"}] = "Of no question"
	units[surveys.Unit{Place: "title", Language: "pl", Edition: "all"}] = "Inaczej"
	again, err := surveys.Assemble(units)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := again.Question("safe_home").Labels["5"].In("4-7", "en"); got != "Really safe" {
		t.Errorf("the label is %q", got)
	}
	if got, _ := again.Title.In("8-10", "pl"); got != "Inaczej" {
		t.Errorf("the title is %q", got)
	}
	if again.Question("gone") != nil {
		t.Error("a wording made a question")
	}
}

func TestUnitsThatAreNoSurvey(t *testing.T) {
	sound := sample(t, "parents_carers.yaml").Units()
	for _, place := range []string{surveys.HeadPlace, surveys.FactsPlace, surveys.QuestionsPlace, "questions.listened_to"} {
		for _, text := range []string{"", "{", "[[7]]"} {
			units := map[surveys.Unit]string{}
			for u, v := range sound {
				units[u] = v
			}
			if text == "" {
				delete(units, surveys.Unit{Place: place})
			} else {
				units[surveys.Unit{Place: place}] = text
			}
			if _, there := sound[surveys.Unit{Place: place}]; !there {
				t.Fatalf("the sample has no %s", place)
			}
			if _, err := surveys.Assemble(units); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s as %q: %v", place, text, err)
			}
		}
	}
}
