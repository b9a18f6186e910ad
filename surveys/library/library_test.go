package library

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"kist/surveys"
	"kist/surveys/samples"
)

// questions reads every question of the library, by key.
func questions(t *testing.T) map[string]*surveys.Question {
	t.Helper()
	names, err := fs.Glob(Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*surveys.Question{}
	for _, name := range names {
		s, err := surveys.Parse(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range s.Questions {
			if all[q.Key] != nil {
				t.Errorf("%s: the key %s is taken", name, q.Key)
			}
			all[q.Key] = q
		}
	}
	return all
}

func TestTheLibraryCoversTheWellbeingIndicatorsAndRights(t *testing.T) {
	all := questions(t)
	if len(all) < 60 {
		t.Errorf("%d questions, not 60", len(all))
	}
	indicators, rights := map[string]int{}, map[int]bool{}
	for key, q := range all {
		if q.Why == "" || len(q.Links.Quality) == 0 || len(q.Links.Wellbeing) == 0 || len(q.Links.UNCRC)+len(q.Links.Promise) == 0 {
			t.Errorf("%s lacks a reason, an indicator or a right", key)
		}
		for _, w := range q.Links.Wellbeing {
			indicators[w]++
		}
		for _, a := range q.Links.UNCRC {
			rights[a] = true
		}
	}
	for _, code := range []string{"S1", "H", "A1", "N", "A2", "R1", "R2", "I"} {
		if indicators[code] < 5 {
			t.Errorf("%d questions for %s", indicators[code], code)
		}
	}
	if len(rights) < 20 {
		t.Errorf("%d articles of the UNCRC", len(rights))
	}
}

// A key is a promise that answers compare: the library never takes one of the
// starter surveys for another question.
func TestTheLibraryTakesNoKeyOfAStarter(t *testing.T) {
	all := questions(t)
	for _, name := range []string{"what_its_like.yaml", "parents_carers.yaml"} {
		s, err := surveys.Parse(samples.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range s.Questions {
			if all[q.Key] != nil {
				t.Errorf("%s stands in %s too", q.Key, name)
			}
		}
	}
}

// The library is as we advise others to write; only a survey has a start page.
func TestTheLibraryIsAsWeAdvise(t *testing.T) {
	names, err := fs.Glob(Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ofASurvey := []string{"no_fact", "no_grown_up"}
	for _, name := range names {
		for _, f := range surveys.Check(Files, name) {
			if !slices.Contains(ofASurvey, f.Rule) && !strings.HasPrefix(f.Place, "start") {
				t.Errorf("%s (%s)", f, f.Rule)
			}
		}
	}
}
