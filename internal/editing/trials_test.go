package editing

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

// A trial is numbered apart, keeps its words when the draft moves on, and is in no
// list of versions.
func TestTrialsAreApart(t *testing.T) {
	d := newDesk(t)
	try := func() *surveys.Version {
		v, err := d.Trial(t.Context(), d.versions, parents, "ros")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := try()
	if first.Number != 1 || !first.Trial || first.ID() != "parents_carers-1-trial" {
		t.Errorf("the first trial: %s", first.ID())
	}
	if again := try(); again.ID() != first.ID() {
		t.Errorf("an unchanged draft is %s, then %s", first.ID(), again.ID())
	}
	before := d.draft(t).Survey
	place := "questions." + before.Questions[0].Key + ".text"
	if _, err := d.Change(t.Context(), parents, []Edit{word(t, before, place, "Shorter?")}, "ros", "shorter"); err != nil {
		t.Fatal(err)
	}
	if second := try(); second.Number != 2 {
		t.Errorf("a changed draft is trial %d", second.Number)
	}
	v, s, err := d.versions.Get(t.Context(), first.ID())
	if err != nil || !v.Trial || s.Question(before.Questions[0].Key).Text["en"][surveys.All] == "Shorter?" {
		t.Errorf("the first trial has changed, or is no trial: %+v, %v", v, err)
	}
}

// The version that is published next is the first, whatever was tried before, even
// if a trial has the very same words: rounds refuse those.
func TestAVersionCountsNoTrials(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Trial(t.Context(), d.versions, parents, "ros"); err != nil {
		t.Fatal(err)
	}
	id, err := d.versions.Publish(t.Context(), d.draft(t).Survey)
	if err != nil || id != "parents_carers-1" {
		t.Fatalf("published as %q, %v", id, err)
	}
	list, err := d.versions.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Trial {
		t.Errorf("the list of versions: %+v, %v", list, err)
	}
	uses, err := d.versions.Uses(t.Context(), d.draft(t).Survey.Questions[0].Key)
	if err != nil || len(uses) != 1 {
		t.Errorf("a trial is taken for a use: %+v, %v", uses, err)
	}
	if trial, err := d.Trial(t.Context(), d.versions, parents, "ros"); err != nil || trial.Number != 1 {
		t.Errorf("a version changed the numbers of trials: %+v, %v", trial, err)
	}
}

func TestWhatCannotBeTried(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Trial(t.Context(), d.versions, "nothing", "ros"); !errors.Is(err, fault.NotFound) {
		t.Errorf("no draft: %v", err)
	}
	if _, err := d.Retire(t.Context(), parents, true, "ros"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Trial(t.Context(), d.versions, parents, "ros"); !errors.Is(err, fault.Closed) {
		t.Errorf("a retired survey: %v", err)
	}
	if _, _, err := d.versions.Get(t.Context(), "parents_carers-1-trial"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a trial was frozen all the same: %v", err)
	}
}
