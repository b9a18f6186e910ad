package editing

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
	"kist/surveys/library"
)

func newLibrary(t testing.TB) *Library {
	t.Helper()
	l, err := NewLibrary(library.Files, []Asked{
		{"what_its_like-1", sampleSurvey(t, "what_its_like.yaml")},
		{"what_its_like-2", sampleSurvey(t, "what_its_like.yaml")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func keysOf(list []*Kept) []string {
	var keys []string
	for _, k := range list {
		keys = append(keys, k.Key)
	}
	return keys
}

func TestSearchingTheLibrary(t *testing.T) {
	l := newLibrary(t)
	for _, c := range []struct{ words, want string }{
		{"feel safe at night", "safe_night"},
		{"brothers and sisters", "sibling_time"},
		{"siblings", "sibling_time"}, // the key's word
		{"bullying", "bullied_help"}, // another form
		{"dentsit", "dentist_year"},  // mistyped
		{"frends", "have_friends"},   // mistyped
		{"dentist", "dentist_year"},  //
		{"homew", "quiet_place"},     // only begun
		{"szacunkiem", "respect"},    // in Polish
		{"بالأمان", "safe_home"},     // in Arabic
		{"LANGUAGE, know best", "own_language"},
	} {
		if got := keysOf(l.Find(Wanted{Words: c.words})); !slices.Contains(got[:min(3, len(got))], c.want) {
			t.Errorf("%q finds %q first", c.words, got[:min(5, len(got))])
		}
	}
	for _, words := range []string{"zzzz", "safe zzzz", "zzzz safe"} {
		if got := l.Find(Wanted{Words: words}); len(got) != 0 {
			t.Errorf("%q finds %q", words, keysOf(got))
		}
	}
}

func TestFilteringTheLibrary(t *testing.T) {
	l := newLibrary(t)
	all := l.Find(Wanted{})
	if len(all) < 60+30 {
		t.Errorf("%d questions in all", len(all))
	}
	for _, w := range []Wanted{{Edition: surveys.E4}, {Kind: "order"}, {Wellbeing: "R2"}, {Quality: "5.4"}, {UNCRC: 31}, {Edition: surveys.E4, Kind: "picture"}} {
		got := l.Find(w)
		if len(got) == 0 || len(got) == len(all) {
			t.Errorf("%+v lets %d of %d through", w, len(got), len(all))
		}
		for _, k := range got {
			if w.Kind != "" && k.KindName != w.Kind || w.Edition != "" && !k.In(w.Edition) {
				t.Errorf("%+v lets %s through", w, k.Key)
			}
		}
	}
	if got := l.Find(Wanted{Edition: "easy", Kind: "none"}); len(got) != 0 {
		t.Errorf("%q", keysOf(got))
	}
}

func TestWhereAQuestionComesFrom(t *testing.T) {
	l := newLibrary(t)
	if k, err := l.Question("safe_home"); err != nil || !slices.Equal(k.Versions, []string{"what_its_like-2", "what_its_like-1"}) || k.From != "" {
		t.Errorf("%+v, %v", k, err)
	}
	if k, err := l.Question("sibling_time"); err != nil || k.From != "nurtured" || k.Versions != nil {
		t.Errorf("%+v, %v", k, err)
	}
	if _, err := l.Question("none"); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

func TestTakingAQuestion(t *testing.T) {
	l := newLibrary(t)
	s := sampleSurvey(t, "what_its_like.yaml")
	k, err := l.Question("sibling_time")
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Take(s, "see_people")
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Flaws().Err(); err != nil {
		t.Error(err)
	}
	keys := order(got)
	if i := slices.Index(keys, "see_people"); keys[i+1] != "sibling_time" || s.Question("sibling_time") != nil {
		t.Errorf("%q", keys)
	}
	if _, err := k.Take(got, ""); !errors.Is(err, fault.Exists) {
		t.Errorf("taken twice: %v", err)
	}
	if _, err := k.Take(sampleSurvey(t, "parents_carers.yaml"), ""); !errors.Is(err, fault.Invalid) {
		t.Errorf("a children's question for parents: %v", err)
	}
	if !k.In(surveys.E11) || len(k.Languages) == 0 {
		t.Error("the library's own question changed")
	}
}

func TestATakenQuestionIsNarrowed(t *testing.T) {
	l := newLibrary(t)
	k, err := l.Question("know_why") // asked only of those who have a worker, in every language
	if err != nil {
		t.Fatal(err)
	}
	s := plainSurvey()
	s.Editions = []surveys.Edition{surveys.E8, surveys.E11}
	got, err := k.Take(s, "")
	if err != nil {
		t.Fatal(err)
	}
	q := got.Question("know_why")
	if len(q.AskIf) != 0 || len(q.Text) != 1 || q.Text["en"] == nil {
		t.Errorf("%+v", q)
	}
	if err := got.Flaws().Err(); err != nil {
		t.Error(err)
	}
	s.Source = "gd"
	if _, err := k.Take(s, ""); !errors.Is(err, fault.Invalid) {
		t.Errorf("a question of another language: %v", err)
	}
}

func BenchmarkFind(b *testing.B) {
	l := newLibrary(b)
	for b.Loop() {
		l.Find(Wanted{Words: "who lisens to you"})
	}
}

// A question for every age of its own survey is for no other age.
func TestTakingForOtherAges(t *testing.T) {
	l := newLibrary(t)
	k, err := l.Question("safe_night")
	if err != nil || len(k.Editions) != 0 {
		t.Fatalf("%+v, %v", k, err)
	}
	_, err = k.Take(sampleSurvey(t, "parents_carers.yaml"), "")
	var problem fault.Problem
	if !errors.As(err, &problem) || problem.ID != "staff.problem.editions" {
		t.Errorf("a survey for grown-ups takes it: %v", err)
	}
	s := sampleSurvey(t, "what_its_like.yaml")
	after, err := k.Take(s, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range s.Editions {
		if q := after.Question("safe_night"); q.In(e) != slices.Contains(k.Offered, e) {
			t.Errorf("edition %s asks it: %t", e, q.In(e))
		}
	}
}
