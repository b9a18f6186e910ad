package media

import (
	"testing"

	"kist/surveys"
)

// What belongs to no survey is heard once somebody else has checked it, beside what is
// heard on every page, and of the very words alone.
func TestTextsOfTheirOwn(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	at := Slot{Survey: OfFeedback("strathlinn"), Edition: surveys.E8, Lang: "en"}
	list := []Passage{{ID: "e.one", Words: "Meetings. You said: too many.", Names: []string{"e1"}}, {ID: "e.two", Words: "A dog.", Names: []string{"e2"}}}
	states := func(list []Passage) []State {
		t.Helper()
		states, err := s.TextStates(t.Context(), at, list)
		if err != nil {
			t.Fatal(err)
		}
		return states
	}
	heard := func(list []Passage) Heard {
		t.Helper()
		h, err := s.HeardWith(t.Context(), surveys.E8, s.words.Printer("en"), at, list)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first := states(list)[0]
	if !first.Missing() || heard(list).Mark() != "" {
		t.Fatal("something is heard that nobody recorded")
	}
	kept := s.keep(first.Slot, "sound.webm")
	if got := states(list)[0]; got.Missing() || got.Checked() {
		t.Errorf("%+v", got)
	}
	if heard(list).Has("e1") {
		t.Error("it is heard before anybody checked it")
	}
	if err := s.Check(t.Context(), "ros", first.Slot, kept.File); err != nil {
		t.Fatal(err)
	}
	h := heard(list)
	if !h.Has("e1") || h.Has("e2") {
		t.Errorf("heard: %v", h.at)
	}
	if f, err := s.Find(t.Context(), h.ID("e1")); err != nil || f.ID != kept.File {
		t.Errorf("%+v, %v", f, err)
	}
	other := []Passage{{ID: "e.one", Words: "Meetings. You said: too few.", Names: []string{"e1"}}}
	if got := states(other)[0]; !got.Stale() || heard(other).Has("e1") {
		t.Error("other words are heard")
	}
	at.Survey = OfFeedback("elsewhere")
	if got := states(list)[0]; !got.Missing() || got.Stale() {
		t.Error("another inspection has it")
	}
	if got := Together("Meetings", "", "You said:", "Too many!"); got != "Meetings. You said: Too many!" {
		t.Errorf("together: %q", got)
	}
}
