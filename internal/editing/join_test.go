package editing

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/fault"
	_ "kist/internal/sameseed"
	"kist/surveys"
)

func TestPiecesAreJoined(t *testing.T) {
	const base = `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]}}`
	for name, c := range map[string]struct {
		now, after, want string
		clash            bool
	}{
		"different fields":          {`{"kind":"several","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]},"why":"So."}`, `{"kind":"several","links":{"uncrc":[3]},"options":[{"key":"a"},{"key":"b"},{"key":"c"}],"why":"So."}`, false},
		"pictures of two answers":   {`{"kind":"one_choice","options":[{"key":"a","picture":"bed"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b","picture":"hill"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","links":{"uncrc":[3]},"options":[{"key":"a","picture":"bed"},{"key":"b","picture":"hill"},{"key":"c"}]}`, false},
		"one answer in, one out":    {`{"kind":"one_choice","options":[{"key":"a"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"},{"key":"d"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","links":{"uncrc":[3]},"options":[{"key":"a"},{"key":"c"},{"key":"d"}]}`, false},
		"the same field":            {`{"kind":"several","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"order","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"order","links":{"uncrc":[3]},"options":[{"key":"a"},{"key":"b"},{"key":"c"}]}`, true},
		"out, and another picture":  {`{"kind":"one_choice","options":[{"key":"a"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b","picture":"bed"},{"key":"c"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","links":{"uncrc":[3]},"options":[{"key":"a"},{"key":"c"}]}`, true},
		"both moved, one put in":    {`{"kind":"one_choice","options":[{"key":"b"},{"key":"a"},{"key":"c"},{"key":"d"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"c"},{"key":"b"}],"links":{"uncrc":[3]}}`, `{"kind":"one_choice","links":{"uncrc":[3]},"options":[{"key":"a"},{"key":"c"},{"key":"d"},{"key":"b"}]}`, true},
		"numbers have no keys":      {`{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3,4]}}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}],"links":{"uncrc":[3,5]}}`, `{"kind":"one_choice","links":{"uncrc":[3,5]},"options":[{"key":"a"},{"key":"b"},{"key":"c"}]}`, true},
		"a field taken out by both": {`{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}]}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}]}`, `{"kind":"one_choice","options":[{"key":"a"},{"key":"b"},{"key":"c"}]}`, false},
	} {
		got, clean := joinPieces(base, c.now, c.after)
		if got != c.want || clean == c.clash {
			t.Errorf("%s: %v\n%s\n%s", name, clean, got, c.want)
		}
	}
	if _, clean := joinPieces(base, "{", base); clean {
		t.Error("what is no JSON was joined")
	}
}

// Joining with what nobody changed gives the other side, and two sides that are
// joined without a clash give the same whichever came first.
func TestJoiningHasTwoSides(t *testing.T) {
	piece := rapid.Custom(func(t *rapid.T) string {
		q := surveys.Question{Key: "a", KindName: rapid.SampledFrom([]string{"several", "order"}).Draw(t, "kind"), Why: rapid.SampledFrom([]string{"", "So.", "Else."}).Draw(t, "why")}
		for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"x", "y", "z", "w"}), rapid.ID).Draw(t, "options") {
			q.Options = append(q.Options, surveys.Option{Key: key, Picture: rapid.SampledFrom([]string{"", "bed"}).Draw(t, "picture")})
		}
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	})
	rapid.Check(t, func(t *rapid.T) {
		base, one, two := piece.Draw(t, "base"), piece.Draw(t, "one"), piece.Draw(t, "two")
		for _, c := range [][3]string{{base, base, one}, {base, one, base}, {base, one, one}} {
			if got, clean := joinPieces(c[0], c[1], c[2]); !clean || !same3(t, got, one) {
				t.Fatalf("%v: %s", clean, got)
			}
		}
		x, clean := joinPieces(base, one, two)
		y, also := joinPieces(base, two, one)
		if clean != also || clean && !slices.Equal(optionsOf(t, x), optionsOf(t, y)) && len(optionsOf(t, x)) != len(optionsOf(t, y)) {
			t.Fatalf("%v %v\n%s\n%s", clean, also, x, y)
		}
	})
}

func same3(t *rapid.T, a, b string) bool {
	var x, y surveys.Question
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		t.Fatal("no question")
	}
	return len(x.Options) == len(y.Options) && cmp.Diff(x.Options, y.Options) == "" || len(x.Options) == 0 && len(y.Options) == 0
}

func optionsOf(t *rapid.T, text string) []string {
	var q surveys.Question
	if json.Unmarshal([]byte(text), &q) != nil {
		t.Fatal("no question")
	}
	var keys []string
	for _, o := range q.Options {
		keys = append(keys, o.Key)
	}
	return keys
}

// Two people change how one question is asked, each something else: both stand.
// Both change the same: the second is told, and shown a build that undoes
// nothing else of the first's.
func TestTwoPeopleChangeHowAQuestionIsAsked(t *testing.T) {
	d := newDesk(t)
	base := d.draft(t).Survey
	key := base.Questions[0].Key
	by := func(change func(*surveys.Question)) []Edit {
		return Diff(base, altered(t, base, func(s *surveys.Survey) { change(s.Question(key)) }))
	}
	hers := by(func(q *surveys.Question) { q.Links.UNCRC, q.Why = []int{12}, "To hear them." })
	mine := by(func(q *surveys.Question) { q.Source = "Our own." })
	late := by(func(q *surveys.Question) { q.Why, q.AboutChild = "Else.", !q.AboutChild })
	for _, edits := range [][]Edit{hers, mine} {
		if _, err := d.Change(t.Context(), parents, edits, "iona", "So."); err != nil {
			t.Fatal(err)
		}
	}
	now := d.draft(t).Survey
	if q := now.Question(key); q.Source != "Our own." || q.Why != "To hear them." || len(q.Links.UNCRC) != 1 {
		t.Errorf("not both stand: %+v", q)
	}
	_, err := d.Change(t.Context(), parents, late, "callum", "So.")
	var clashes Clashes
	if !errors.As(err, &clashes) || !errors.Is(err, fault.Conflict) || len(clashes) != 1 {
		t.Fatalf("nobody is told of the clash: %v", err)
	}
	shown := Edit{clashes[0].Unit, clashes[0].Now, Prefer(clashes[0].Edit, clashes[0].Now)}
	after, err := Apply(now, []Edit{shown})
	if err != nil {
		t.Fatal(err)
	}
	if q := after.Question(key); q.Why != "Else." || q.Source != "Our own." || len(q.Links.UNCRC) != 1 || q.AboutChild == base.Question(key).AboutChild {
		t.Errorf("what is shown undoes what somebody else did: %+v", q)
	}
	if got := Prefer(Edit{surveys.Unit{Place: "title", Language: "en"}, "a", "b"}, "c"); got != "b" {
		t.Errorf("a wording is not joined by itself: %q", got)
	}
}
