package surveys_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"kist/surveys"

	"pgregory.net/rapid"
)

// What is canonical stays as it is, and falls into cells that there are.
func TestCheckIsIdempotentAndFallsIntoCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, e := genQuestion(t, "q"), genEdition(t)
		a := genAnswer(t, q, e)
		again, err := q.Kind().Check(q, e, a)
		if err != nil || !slices.Equal(a, again) {
			t.Fatalf("%s: %q checked again gives %q, %v", q.KindName, a, again, err)
		}
		if len(a) == 0 && a != nil {
			t.Fatalf("%s: an empty answer that is not nil", q.KindName)
		}
		cells, fall := q.Kind().Cells(q, e), q.Kind().Fall(q, e, a)
		for _, c := range fall {
			if !slices.Contains(cells, c) {
				t.Fatalf("%s: %q falls into %q, which is not among %q", q.KindName, a, c, cells)
			}
		}
		if len(fall) > 1 && !q.Many() {
			t.Fatalf("%s: %q falls into %q but Many is false", q.KindName, a, fall)
		}
	})
}

func TestCellsAreDistinctAndSurviveEveryEdition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, e := genQuestion(t, "q"), genEdition(t)
		cells := q.Kind().Cells(q, e)
		if sorted := slices.Sorted(slices.Values(cells)); len(slices.Compact(sorted)) != len(cells) {
			t.Fatalf("%s: cells come twice: %q", q.KindName, cells)
		}
		offered := slices.Contains(cells, surveys.RatherNot)
		if want := q.AboutChild && q.KindName != "story"; offered != want {
			t.Fatalf("%s: rather not is a cell: %v, want %v", q.KindName, offered, want)
		}
		// A caller may write to what it got.
		for i := range cells {
			cells[i] = "spoilt"
		}
		if again := q.Kind().Cells(q, e); slices.Contains(again, "spoilt") {
			t.Fatalf("%s: cells are shared", q.KindName)
		}
	})
}

func TestPathIsPureAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, e := genSurvey(t), genEdition(t)
		a := surveys.Answers{}
		for _, q := range s.Questions {
			if given := genAnswer(t, q, e); given != nil {
				a[q.Key] = given
			}
		}
		before := maps.Clone(a)
		path := s.Path(e, a)
		if again := s.Path(e, a); !slices.Equal(path, again) || !reflect.DeepEqual(a, before) {
			t.Fatal("the path differs the second time, or the answers were changed")
		}
		rest := s.QuestionsIn(e)
		for _, q := range path {
			i := slices.Index(rest, q)
			if i < 0 {
				t.Fatalf("%s is out of order or not in edition %s", q.Key, e)
			}
			rest = rest[i+1:]
		}
		pathLooksBackOnly(t, s, e, a, path)
	})
}

// pathLooksBackOnly drops the last answer on the path and those off it: the path up
// to there must not change.
func pathLooksBackOnly(t *rapid.T, s *surveys.Survey, e surveys.Edition, a surveys.Answers, path []*surveys.Question) {
	if len(path) == 0 {
		return
	}
	kept := surveys.Answers{}
	for _, q := range path[:len(path)-1] {
		if given := a[q.Key]; given != nil {
			kept[q.Key] = given
		}
	}
	shorter := s.Path(e, kept)
	if len(shorter) < len(path) || !slices.Equal(shorter[:len(path)], path) {
		t.Fatalf("answers off the path, or later ones, changed it")
	}
}

func TestPathFollowsConditions(t *testing.T) {
	has := &surveys.Question{Key: "has", KindName: "yes_no", AboutChild: true, Editions: []surveys.Edition{surveys.E8, surveys.E11}}
	same := &surveys.Question{Key: "same", KindName: "yes_no", AskIf: []surveys.Clause{{Question: "has", Any: []string{"yes"}}}}
	long := &surveys.Question{Key: "long", KindName: "story", AskIf: []surveys.Clause{
		{Question: "has", Any: []string{"yes"}}, {Question: "same", Any: []string{"no", surveys.SkippedCode}}}}
	s := around(has, same, long)
	flawed(t, s)
	for _, c := range []struct {
		e    surveys.Edition
		a    surveys.Answers
		want []string
	}{
		{surveys.E8, nil, []string{"has"}},
		{surveys.E8, surveys.Answers{"has": {"no"}, "same": {"no"}}, []string{"has"}},
		{surveys.E8, surveys.Answers{"has": {"-"}}, []string{"has"}},
		{surveys.E8, surveys.Answers{"has": {"yes"}}, []string{"has", "same", "long"}},
		{surveys.E8, surveys.Answers{"has": {"yes"}, "same": {"-"}}, []string{"has", "same", "long"}},
		{surveys.E8, surveys.Answers{"has": {"yes"}, "same": {"yes"}}, []string{"has", "same"}},
		{surveys.E4, nil, []string{"same", "long"}}, // has is not asked there
	} {
		var got []string
		for _, q := range s.Path(c.e, c.a) {
			got = append(got, q.Key)
		}
		equal(t, "path", got, c.want)
	}
}

func TestAgeBand(t *testing.T) {
	s := around(&surveys.Question{Key: "q", KindName: "faces"})
	for _, c := range []struct {
		e    surveys.Edition
		a    surveys.Answers
		want string
	}{
		{surveys.E8, nil, "8-10"}, {surveys.Adult, nil, "adult"}, {surveys.Easy, nil, ""},
		{surveys.Easy, surveys.Answers{surveys.AgeBandKey: {"11-13"}}, "11-13"},
		{surveys.Easy, surveys.Answers{surveys.AgeBandKey: {"-"}}, ""},
		{surveys.Edition("99"), nil, ""},
	} {
		if got := s.AgeBand(c.e, c.a); got != c.want {
			t.Errorf("AgeBand(%s, %v) = %q, want %q", c.e, c.a, got, c.want)
		}
	}
}
