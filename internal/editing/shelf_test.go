package editing

import (
	"slices"
	"testing"

	"kist/surveys"
	"kist/surveys/library"
)

// A shelf follows what any server publishes, and hands out the same library
// until then. A trial is not in it.
func TestTheShelfFollowsPublishing(t *testing.T) {
	d := newDesk(t)
	shelf := NewShelf(library.Files, d.versions)
	look := func() *Library {
		t.Helper()
		l, err := shelf.Library(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	first := look()
	if _, err := first.Question("respect"); err == nil {
		t.Error("a question that nobody asked is in the library")
	}
	if k, err := first.Question("safe_night"); err != nil || k.From != "safe" || len(k.Offered) == 0 {
		t.Errorf("%+v, %v", k, err)
	}
	if look() != first {
		t.Error("the library is made anew without need")
	}
	s := sampleSurvey(t, "what_its_like.yaml")
	if _, err := d.versions.Publish(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	second := look()
	if k, err := second.Question("respect"); err != nil || !slices.Equal(k.Versions, []string{"what_its_like-1"}) || second == first {
		t.Errorf("%+v, %v", k, err)
	}
}

// Each version says how the question stands to the version before it.
func TestUsesOfAQuestion(t *testing.T) {
	d := newDesk(t)
	publish := func(change func(q *surveys.Survey)) {
		t.Helper()
		s := sampleSurvey(t, "what_its_like.yaml")
		change(s)
		if _, err := d.versions.Publish(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	text := func(text string) func(*surveys.Survey) {
		return func(s *surveys.Survey) { s.Question("respect").Text.Set(surveys.All, "en", text) }
	}
	drop := func(s *surveys.Survey) {
		s.Questions = slices.DeleteFunc(s.Questions, func(q *surveys.Question) bool { return q.Key == "respect" })
	}
	publish(func(*surveys.Survey) {})
	publish(func(s *surveys.Survey) { s.Why = "Another reason." })
	publish(text("Other words?"))
	publish(drop)
	publish(func(s *surveys.Survey) { drop(s); s.Why = "Still another." })
	uses, err := d.versions.Uses(t.Context(), "respect")
	if err != nil {
		t.Fatal(err)
	}
	var is []Likeness
	for _, u := range uses {
		is = append(is, u.Is)
		if u.Comparable != (u.Is == Same) {
			t.Errorf("version %d, %s: comparable %t", u.Number, u.Is, u.Comparable)
		}
	}
	if want := []Likeness{Removed, Reworded, Same, Added}; !slices.Equal(is, want) {
		t.Errorf("%q, want %q", is, want)
	}
	if uses, err := d.versions.Uses(t.Context(), "nothing"); err != nil || len(uses) != 0 {
		t.Errorf("%v, %v", uses, err)
	}
}
