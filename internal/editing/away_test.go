package editing

import (
	"slices"
	"testing"

	"kist/internal/advice"
	"kist/surveys"
)

// A proposal touches what it brings and what it takes away, by name or by English
// words, and what it moves; in lists it says so without its edits.
func TestTouches(t *testing.T) {
	d := newDesk(t)
	s := d.draft(t).Survey
	first, second := s.Questions[0].Key, s.Questions[1].Key
	for name, c := range map[string]struct {
		change func(s *surveys.Survey)
		out    advice.Away
		want   bool
	}{
		"named":        {func(s *surveys.Survey) { s.Questions[1].Hard = []string{"loss"} }, advice.Away{"loss"}, true},
		"of another":   {func(s *surveys.Survey) { s.Questions[1].Hard = []string{"loss"} }, advice.Away{"harm"}, false},
		"in words":     {func(s *surveys.Survey) { s.Questions[1].Text.Set(surveys.All, "en", "Did somebody die, or has died?") }, advice.Away{"loss"}, true},
		"not out":      {func(s *surveys.Survey) { s.Questions[1].Hard = []string{"loss"} }, nil, false},
		"a new one":    {func(s *surveys.Survey) { s.Questions = append(s.Questions, newQuestion("loss")) }, advice.Away{"loss"}, true},
		"two at once":  {func(s *surveys.Survey) { s.Questions[0].Why, s.Questions[1].Hard = "Else.", []string{"loss"} }, advice.Away{"loss"}, true},
		"the question": {func(s *surveys.Survey) { s.Questions[1].Why = "Else." }, nil, false},
	} {
		after, err := s.Clone()
		if err != nil {
			t.Fatal(err)
		}
		c.change(after)
		made, err := d.Propose(t.Context(), s.Key, after, "iona", "Because.")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list, err := d.Undecided(t.Context(), s.Key)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(p *Proposal) bool { return p.ID == made.ID })
		if got, err := d.Touches(t.Context(), c.out, s, list[i]); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	swap := Edit{surveys.Unit{Place: surveys.QuestionsPlace}, `["` + first + `","` + second + `","x"]`, `["` + second + `","` + first + `","x","y"]`}
	if got := swap.Moved(); !slices.Equal(got, []string{first, second, "y"}) {
		t.Errorf("moved: %q", got)
	}
	if !Concerns(map[string]bool{"y": true}, []Edit{swap}) || Concerns(map[string]bool{"x": true}, []Edit{swap}) || Concerns(nil, []Edit{swap}) {
		t.Error("what is moved, brought or left in its place is not told apart")
	}
	if got := (Edit{surveys.Unit{Place: surveys.HeadPlace}, `["a"]`, `["b"]`}).Moved(); got != nil {
		t.Errorf("%q", got)
	}
}

// newQuestion is a question that names a theme.
func newQuestion(theme string) *surveys.Question {
	return &surveys.Question{Key: "new_one", KindName: "yes_no", Text: surveys.Text("en", "Well?"), Hard: []string{theme}, Why: "So."}
}

// Hidden are those of the survey as it is, and those of which an edit tells.
func TestHidden(t *testing.T) {
	d := newDesk(t)
	s := d.draft(t).Survey
	s.Questions[2].Hard = []string{"family"}
	edits := []Edit{
		{surveys.Unit{Place: "questions.gone"}, `{"hard":["family"]}`, ""},
		{surveys.Unit{Place: "questions.told.text", Language: "en", Edition: surveys.All}, "", "Do you miss your family?"},
		{surveys.Unit{Place: "questions.odd"}, "{", "7"},
		{surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}, "", "Do you miss your family?"},
	}
	edits[1].After = "Were you taken away?"
	got := Hidden(advice.Away{"family"}, s, edits...)
	for _, key := range []string{s.Questions[2].Key, "gone", "told"} {
		if !got[key] {
			t.Errorf("%s is not hidden", key)
		}
	}
	if got["odd"] || got[""] || got[s.Questions[0].Key] {
		t.Errorf("%v", got)
	}
	if Hidden(nil, s, edits...) != nil {
		t.Error("something is hidden from who stepped out of nothing")
	}
}
