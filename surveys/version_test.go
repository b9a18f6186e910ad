package surveys_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"kist/internal/fault"
	"kist/surveys"

	"pgregory.net/rapid"
)

// sha is the hash that a version's JSON should have.
func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestVersionRoundTripOfSamples(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		v, err := surveys.Publish(s, 2)
		if err != nil {
			t.Fatal(err)
		}
		back, err := v.Survey()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, back) {
			t.Errorf("%s comes back different", name)
		}
		again, err := surveys.Publish(back, 2)
		if err != nil || *again != *v {
			t.Errorf("%s frozen again is another version: %v", name, err)
		}
	}
}

func TestVersionRoundTripOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genSurvey(t)
		v, err := surveys.Publish(s, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, err := v.Survey()
		if err != nil || !reflect.DeepEqual(s, back) {
			t.Fatalf("came back different: %v", err)
		}
	})
}

func TestVersionIsFrozen(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	v, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	before := v.JSON
	s.Questions[0].Text.Set(surveys.All, "en", "Changed?")
	mine, err := v.Survey()
	if err != nil {
		t.Fatal(err)
	}
	mine.Questions[0].Key = "changed"
	fresh, err := v.Survey()
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := fresh.Say(fresh.Questions[0].Text, surveys.E11, "en"); text == "Changed?" || fresh.Questions[0].Key == "changed" || v.JSON != before {
		t.Error("what happened to the draft reached the version")
	}
}

func TestVersionHashTellsChanges(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	one, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Questions[0].Text.Set(surveys.E4, "gd", "Eile?")
	two, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if one.Hash == two.Hash || len(one.Hash) != 64 {
		t.Errorf("hashes %s and %s", one.Hash, two.Hash)
	}
	one.JSON = two.JSON
	if _, err := one.Survey(); !errors.Is(err, fault.Invalid) {
		t.Errorf("an altered record was read: %v", err)
	}
}

func TestVersionNames(t *testing.T) {
	s := sample(t, "parents_carers.yaml")
	v, err := surveys.Publish(s, 3)
	if err != nil {
		t.Fatal(err)
	}
	trial, err := surveys.Trial(s, 3)
	if err != nil {
		t.Fatal(err)
	}
	if v.ID() != "parents_carers-3" || trial.ID() != "parents_carers-3-trial" || !trial.Trial || v.Trial {
		t.Errorf("%s and %s", v.ID(), trial.ID())
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var stored surveys.Version
	if err := json.Unmarshal(text, &stored); err != nil || stored != *v {
		t.Errorf("stored as JSON and read again: %v", err)
	}
}

func TestPublishRefuses(t *testing.T) {
	s := around(&surveys.Question{Key: "q", KindName: "riddle"})
	_, err := surveys.Publish(s, 1)
	var findings surveys.Findings
	if !errors.As(err, &findings) || !errors.Is(err, fault.Invalid) || findings[0].Rule != "kind_unknown" {
		t.Errorf("a flawed survey: %v", err)
	}
	if _, err := surveys.Publish(sample(t, "what_its_like.yaml"), 0); !errors.Is(err, fault.Invalid) {
		t.Errorf("number 0: %v", err)
	}
	broken := &surveys.Version{JSON: "{", Hash: sha("{")}
	if _, err := broken.Survey(); !errors.Is(err, fault.Invalid) {
		t.Errorf("broken JSON: %v", err)
	}
}

func TestCloneIsDeep(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	c, err := s.Clone()
	if err != nil || !reflect.DeepEqual(s, c) {
		t.Fatalf("the copy differs: %v", err)
	}
	w := c.Questions[0].Labels["1"]
	w.Set(surveys.All, "en", "Changed")
	if reflect.DeepEqual(s, c) {
		t.Error("a change to the copy changed the original")
	}
}

// A question of a kind from a newer program must not bring an older one down.
func TestUnknownKindRefusesQuietly(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "riddle", AboutChild: true}
	k := q.Kind()
	if k.Name() != "unknown" || k.Cells(q, surveys.E8) != nil || k.Fall(q, surveys.E8, surveys.Answer{"a"}) != nil ||
		k.Columns(q) != nil || len(k.Wording(q, surveys.E8).Labels) != 0 {
		t.Error("an unknown kind offers something")
	}
	checks(t, q, []checkCase{{raw: []string{"a"}, problem: "problem.option"}, {raw: nil}, {raw: []string{"-"}, want: surveys.Answer{"-"}}})
}
