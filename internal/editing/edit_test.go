package editing

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// change draws a sound change of a survey: words, order, a question less or more.
func change(t *rapid.T, s *surveys.Survey) {
	q := s.Questions[rapid.IntRange(0, len(s.Questions)-1).Draw(t, "question")]
	text := rapid.StringMatching(`[A-Z][a-z]{1,8} [a-z]{1,8}\?`).Draw(t, "text")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		q.Text.Set(surveys.All, "en", text)
	case 1:
		s.Title.Set(surveys.All, "en", text)
	case 2:
		i := slices.Index(s.Questions, q)
		s.Questions = slices.Delete(s.Questions, i, i+1)
		s.Questions = slices.Insert(s.Questions, rapid.IntRange(0, len(s.Questions)).Draw(t, "to"), q)
	case 3:
		n := &surveys.Question{Key: "n" + rapid.StringMatching(`[a-z]{6}`).Draw(t, "key"), KindName: "yes_no", Text: surveys.Text("en", text)}
		s.Questions = slices.Insert(s.Questions, rapid.IntRange(0, len(s.Questions)).Draw(t, "at"), n)
	case 4:
		if len(s.Questions) > 2 {
			s.Questions = slices.DeleteFunc(s.Questions, func(x *surveys.Question) bool { return x == q })
		}
	}
}

func plainSurvey() *surveys.Survey {
	s := &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.Adult},
		Title: surveys.Text("en", "A trial"), Start: surveys.Start{Lead: surveys.Text("en", "Hello.")},
	}
	for _, key := range []string{"a", "b", "c", "d"} {
		s.Questions = append(s.Questions, &surveys.Question{Key: key, KindName: "yes_no", Text: surveys.Text("en", "Is it "+key+"?")})
	}
	return s
}

func drawn(t *rapid.T, s *surveys.Survey, n int) *surveys.Survey {
	c, err := s.Clone()
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		change(t, c)
	}
	return c
}

func TestADifferenceAppliedIsTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := plainSurvey()
		b := drawn(t, a, rapid.IntRange(0, 6).Draw(t, "changes"))
		edits := Diff(a, b)
		got, err := Apply(a, edits)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b.Units(), got.Units()); diff != "" {
			t.Fatal(diff)
		}
		if again, err := Apply(got, edits); err != nil || len(Diff(got, again)) > 0 {
			t.Fatalf("made again: %v", err)
		}
		var back []Edit
		for _, e := range edits {
			back = append(back, e.back())
		}
		was, err := Apply(got, back)
		if err != nil || len(Diff(a, was)) > 0 {
			t.Fatalf("taken back: %v, %v", err, Diff(a, was))
		}
	})
}

// Two people change the same survey: either both changes are there afterwards,
// or the second is told where they clash, and nothing of it is written.
func TestTwoPeoplesChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := plainSurvey()
		one, two := drawn(t, base, 1), drawn(t, base, 1)
		edits := Diff(base, two)
		joined, err := Apply(one, edits)
		if errors.Is(err, fault.Conflict) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		units := joined.Units()
		for _, e := range edits {
			if e.Wording() && units[e.Unit] != e.After {
				t.Fatalf("lost: %+v, stands %q", e, units[e.Unit])
			}
		}
		for _, e := range Diff(base, one) {
			if e.Wording() && units[e.Unit] != e.After {
				t.Fatalf("overwritten: %+v, stands %q", e, units[e.Unit])
			}
		}
	})
}

func TestClashes(t *testing.T) {
	base := plainSurvey()
	mine := altered(t, base, func(s *surveys.Survey) { s.Questions[0].Text.Set(surveys.All, "en", "Mine?") })
	hers := altered(t, base, func(s *surveys.Survey) { s.Questions[0].Text.Set(surveys.All, "en", "Hers?") })
	gone := altered(t, base, func(s *surveys.Survey) { s.Questions = s.Questions[1:] })
	polish := altered(t, base, func(s *surveys.Survey) { s.Questions[0].Text.Set(surveys.All, "pl", "Po polsku?") })
	for name, c := range map[string]struct {
		now, want *surveys.Survey
		stands    string
	}{
		"the same words":          {hers, mine, "Hers?"},
		"words of what is gone":   {gone, mine, ""},
		"a new text of what left": {gone, polish, ""},
		"taking out what changed": {hers, gone, "Hers?"},
	} {
		_, err := Apply(c.now, Diff(base, c.want))
		var clashes Clashes
		if !errors.As(err, &clashes) || !slices.ContainsFunc(clashes, func(x Clash) bool {
			return x.Place == "questions.a.text" && x.Now == c.stands
		}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Apply(base, []Edit{{Unit: surveys.Unit{Place: surveys.HeadPlace}, Before: base.Units()[surveys.Unit{Place: surveys.HeadPlace}], After: "{"}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a head that is none: %v", err)
	}
}

func TestMergedOrders(t *testing.T) {
	for _, c := range []struct{ base, x, y, want string }{
		{"abcd", "abcd", "abcd", "abcd"},
		{"abcd", "abxcd", "abcd", "abxcd"},
		{"abcd", "abxcd", "abycd", "abyxcd"},
		{"abcd", "acd", "abcyd", "acyd"},
		{"abcd", "dabc", "abcyd", "dabcy"},
		{"abcd", "abcyd", "dabc", "dabcy"},
		{"abcd", "dabc", "bcd", "dbc"},
		{"abcd", "", "abcdx", "x"},
		{"abcd", "dabc", "bacd", "no"},
	} {
		got, ok := merge([]string(runes(c.base)), runes(c.x), runes(c.y))
		text := ""
		for _, k := range got {
			text += k
		}
		if !ok {
			text = "no"
		}
		if text != c.want {
			t.Errorf("%s to %s and to %s: %s, not %s", c.base, c.x, c.y, text, c.want)
		}
	}
}

func runes(text string) []string {
	var list []string
	for _, r := range text {
		list = append(list, string(r))
	}
	return list
}
