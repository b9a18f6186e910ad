package editing

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

// Answers of two versions stand side by side only if every version in between left the
// question as it was: one that went and came back is another question.
func TestAlike(t *testing.T) {
	d := newDesk(t)
	publish := func(change func(s *surveys.Survey)) {
		t.Helper()
		s := sampleSurvey(t, "what_its_like.yaml")
		change(s)
		if _, err := d.versions.Publish(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	same := func(s *surveys.Survey) { s.Why += " More." }
	publish(func(*surveys.Survey) {})
	publish(same)
	publish(func(s *surveys.Survey) { s.Question("respect").Text.Set(surveys.All, "en", "Other words?") })
	publish(func(*surveys.Survey) {}) // the words of the first again
	alike := func(a, b string) []string {
		t.Helper()
		keys, err := d.versions.Alike(t.Context(), a, b)
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	const id = "what_its_like-"
	for _, test := range []struct {
		a, b    string
		respect bool
	}{
		{id + "1", id + "1", true}, {id + "1", id + "2", true}, {id + "2", id + "1", true},
		{id + "2", id + "3", false}, {id + "1", id + "4", false}, {id + "3", id + "4", false}, {id + "4", id + "1", false},
	} {
		keys := alike(test.a, test.b)
		if slices.Contains(keys, "respect") != test.respect || len(keys) < 5 {
			t.Errorf("%s and %s: %q", test.a, test.b, keys)
		}
	}
	if _, err := d.versions.Alike(t.Context(), id+"1", id+"9"); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	other := sampleSurvey(t, "what_its_like.yaml")
	other.Key = "another"
	next, err := d.versions.Publish(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	if keys := alike(id+"1", next); len(keys) != 0 {
		t.Errorf("two surveys: %q", keys)
	}
}

// What people judged at signing off counts.
func TestAlikeByJudgement(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	const key, place = "listened_to", "questions.listened_to.text"
	publish := func(judged []string, edits ...Edit) string {
		t.Helper()
		if len(edits) > 0 {
			if _, err := d.Change(ctx, parents, edits, "sam", ""); err != nil {
				t.Fatal(err)
			}
		}
		seq := d.draft(t).Seq
		if _, err := d.SignOff(ctx, parents, seq, AsCoordinator, "coo", Notes{News: "News.", Comparable: judged}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SignOff(ctx, parents, seq, AsVolunteer, "ros", Notes{}); err != nil {
			t.Fatal(err)
		}
		id, err := d.Publish(ctx, d.versions, parents, "coo")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first := publish(nil)
	second := publish([]string{key}, word(t, d.draft(t).Survey, place, "Much the same in other words?"))
	keys, err := d.versions.Alike(ctx, first, second)
	if err != nil || !slices.Contains(keys, key) {
		t.Errorf("%q, %v", keys, err)
	}
	third := publish(nil, word(t, d.draft(t).Survey, place, "Something else altogether?"))
	if keys, err := d.versions.Alike(ctx, first, third); err != nil || slices.Contains(keys, key) {
		t.Errorf("%q, %v", keys, err)
	}
}
