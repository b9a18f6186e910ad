package advice

import (
	"slices"
	"testing"

	"kist/surveys"
)

// What the survey names holds; where it names nothing, the English words of any age do;
// in another language nothing is guessed.
func TestThemes(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*surveys.Survey, *surveys.Question)
		want  []string
	}{
		"nothing hard": {func(*surveys.Survey, *surveys.Question) {}, nil},
		"named":        {func(_ *surveys.Survey, q *surveys.Question) { q.Hard = []string{"loss"} }, []string{"loss"}},
		"named, not as the words": {func(_ *surveys.Survey, q *surveys.Question) {
			q.Hard, q.Text = []string{"loss"}, surveys.Text("en", "Does somebody hurt you?")
		}, []string{"loss"}},
		"at every age": {func(_ *surveys.Survey, q *surveys.Question) { q.Text = surveys.Text("en", "Do the police help?") }, []string{"law"}},
		"at one age": {func(_ *surveys.Survey, q *surveys.Question) {
			q.Text.Set(surveys.E14, "en", "Do people near you take drugs?")
		}, []string{"drugs"}},
		"at two ages, two themes": {func(_ *surveys.Survey, q *surveys.Question) {
			q.Text.Set(surveys.E11, "en", "Are you bullied?")
			q.Text.Set(surveys.E14, "en", "Has somebody died?")
		}, []string{"bullying", "loss"}},
		"at an age that is not asked": {func(_ *surveys.Survey, q *surveys.Question) {
			q.Text.Set(surveys.E14, "en", "Do people near you take drugs?")
			q.Editions = []surveys.Edition{surveys.E8}
		}, nil},
		"in another language": {func(s *surveys.Survey, q *surveys.Question) {
			s.Source, s.Languages = "pl", []string{"pl"}
			q.Text = surveys.Text("pl", "Czy ktoś cię bije? hurt")
		}, nil},
		"translated from another language": {func(s *surveys.Survey, q *surveys.Question) {
			s.Source, s.Languages = "pl", []string{"pl", "en"}
			q.Text = surveys.Text("pl", "Czy ktoś cię bije?")
			q.Text.Set(surveys.All, "en", "Does somebody hit you?")
		}, []string{"harm"}},
	} {
		s := fitting()
		q := s.Questions[0]
		c.spoil(s, q)
		got := Themes(s, q)
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		for _, theme := range surveys.HardThemes() {
			if away := (Away{theme}); away.From(s, q) != slices.Contains(c.want, theme) || away.FromKey(s, "q") != away.From(s, q) {
				t.Errorf("%s, out of %s: folded %v", name, theme, away.From(s, q))
			}
		}
	}
}

// Who stepped out of nothing sees everything, and what is not there is not folded.
func TestAwayFromNothing(t *testing.T) {
	s := fitting()
	s.Questions[0].Hard = surveys.HardThemes()
	for _, nobody := range []Away{nil, {}} {
		if nobody.From(s, s.Questions[0]) || nobody.FromKey(s, "q") {
			t.Errorf("%q hides a question", nobody)
		}
	}
	all := Away(surveys.HardThemes())
	if all.From(s, nil) || all.FromKey(s, "gone") || all.FromKey(&surveys.Survey{}, "q") {
		t.Error("a question that there is not is folded")
	}
	if !all.From(s, s.Questions[0]) || !all.FromKey(s, "q") {
		t.Error("a hard question is not folded")
	}
}
