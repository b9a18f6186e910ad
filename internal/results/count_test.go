package results

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/ballot"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// trial is a survey with one question of each way of counting.
func trial() *surveys.Survey {
	option := func(key string) surveys.Option { return surveys.Option{Key: key, Text: surveys.Text("en", key)} }
	return &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E8, surveys.E11}, Groupings: []string{ByAgeBand},
		Questions: []*surveys.Question{
			{Key: "home", KindName: "faces", Faces: 5, AboutChild: true, Text: surveys.Text("en", "Home?")},
			{Key: "talk", KindName: "one_choice", Text: surveys.Text("en", "Who?"), Options: []surveys.Option{option("friend"), option("worker")}},
			{Key: "more", KindName: "story", Text: surveys.Text("en", "More?")},
		},
	}
}

// counted counts rows in boxes of 30 with a fixed release key, of a round that asks these
// editions; none: all that the survey has.
func counted(s *surveys.Survey, rows []ballot.Row, editions ...string) *Release {
	c, v := newCount(s, s.Groupings, editions...), newValues([]byte("key"))
	for i := 0; i < len(rows); i += 30 {
		part := rows[i:min(i+30, len(rows))]
		c.addBatch(ballot.Batch{BoxID: fmt.Sprint(i), Rows: ballot.TableOf(part), Gone: make([]bool, len(part))}, v)
	}
	c.settle()
	rel := &Release{}
	c.publish(rel)
	return rel
}

func rows(n int, edition string, answers surveys.Answers) []ballot.Row {
	all := make([]ballot.Row, n)
	for i := range all {
		all[i] = ballot.Row{Edition: edition, AgeBand: edition, Language: "en", Answers: answers}
	}
	return all
}

// TestWholeFives needs no rounding, so every figure is known by hand.
func TestWholeFives(t *testing.T) {
	all := append(rows(20, "8-10", surveys.Answers{"talk": {"friend"}}), rows(10, "11-13", surveys.Answers{"talk": {"worker"}})...)
	rel := counted(trial(), all)
	talk := rel.Tables[2:4]
	shown := func(count int, percent ...int) Figure {
		f := Figure{Shown: true, Count: count}
		if len(percent) > 0 {
			f.Percent = &percent[0]
		}
		return f
	}
	want := []Table{
		{Question: "talk", Kind: "one_choice", Columns: []string{"friend", "worker"}, Groups: []Group{
			{Base: shown(30), Cells: []Figure{shown(20, 65), shown(10, 35)}},
		}},
		{Question: "talk", Kind: "one_choice", By: ByAgeBand, Columns: []string{"friend", "worker"}, Groups: []Group{
			{Value: "8-10", Base: shown(20), Cells: []Figure{shown(20, 100), shown(0, 0)}},
			{Value: "11-13", Base: shown(10), Cells: []Figure{shown(0), shown(10)}}, // too few for percentages
		}},
	}
	if diff := cmp.Diff(want, talk); diff != "" {
		t.Fatal(diff)
	}
	if rel.Responses != shown(30) {
		t.Fatalf("responses %+v", rel.Responses)
	}
	for _, table := range rel.Tables {
		if table.Question == "more" {
			t.Fatal("a story has no table")
		}
	}
}

// opinions is the trial survey without questions about the child.
func opinions() *surveys.Survey {
	s := trial()
	s.Questions[0].AboutChild = false
	return s
}

// TestNearlyAllAlike: of a question about the child a group is shown only if at
// least five answered otherwise than the rest (R4); an opinion is always shown.
func TestNearlyAllAlike(t *testing.T) {
	for others := range 8 {
		all := append(rows(20, "8-10", surveys.Answers{"home": {"1"}}), rows(others, "8-10", surveys.Answers{"home": {"4"}})...)
		for _, g := range []Group{counted(trial(), all).Tables[0].Groups[0], counted(trial(), all).Tables[1].Groups[0]} {
			if g.Base.Shown != (others >= MinApart) || g.Base.Shown != (len(g.Cells) > 0) {
				t.Errorf("%d of %d answered otherwise: %+v", others, len(all), g)
			}
		}
		if g := counted(opinions(), all).Tables[0].Groups[0]; !g.Base.Shown {
			t.Errorf("an opinion is withheld: %+v", g)
		}
	}
}

func TestGroupsUnderTenAreWithheldWhole(t *testing.T) {
	for n := range 25 {
		rel := counted(opinions(), rows(n, "8-10", surveys.Answers{"home": {"1"}}))
		for _, table := range rel.Tables {
			for _, g := range table.Groups {
				small := n < MinGroup || table.Question != "home" || g.Value == "11-13"
				if g.Base.Shown == small || (len(g.Cells) == 0) != small || small && g.Base != (Figure{}) {
					t.Fatalf("n=%d: %s by %q %q: %+v", n, table.Question, table.By, g.Value, g)
				}
			}
		}
		if rel.Responses.Shown != (n >= MinGroup) {
			t.Fatalf("n=%d: responses %+v", n, rel.Responses)
		}
	}
}

func TestPercentagesOnlyFromTwenty(t *testing.T) {
	for base := 0; base <= 40; base += 5 {
		for count := 0; count <= base+5; count += 5 {
			p := percent(count, base)
			if (p == nil) != (base < MinPercent) {
				t.Fatalf("percent(%d, %d) = %v", count, base, p)
			}
			if p == nil {
				continue
			}
			exact := 100 * float64(count) / float64(base)
			if *p%5 != 0 || *p > 100 || exact <= 100 && math.Abs(float64(*p)-exact) > 2.5 {
				t.Fatalf("percent(%d, %d) = %d, exact %.1f", count, base, *p, exact)
			}
		}
	}
}

// TestRoundingIsUnbiased rounds 11 many times: 10 four times in five.
func TestRoundingIsUnbiased(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const tries = 40000
	for n := range 12 {
		sum := 0
		for range tries {
			c := cell{n: n, sum: rng.Uint64()}
			got := c.rounded()
			if got%RoundBase != 0 || got <= n-RoundBase || got >= n+RoundBase {
				t.Fatalf("%d became %d", n, got)
			}
			sum += got
		}
		mean := float64(sum) / tries
		// Five standard errors of a mean whose single values deviate by at most 2.5.
		if math.Abs(mean-float64(n)) > 5*2.5/math.Sqrt(tries) {
			t.Errorf("%d is %.3f on average", n, mean)
		}
	}
}

// TestSameChildrenSameNumber: if exactly those who chose a friend feel happy,
// both cells must show one number, and so must a total made of the same rows.
func TestSameChildrenSameNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(0, 60).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "m")
		all := append(rows(n, "8-10", surveys.Answers{"home": {"5"}, "talk": {"friend"}}), rows(m, "8-10", surveys.Answers{"home": {"1"}, "talk": {"worker"}})...)
		rel := counted(opinions(), all)
		home, talk, byAge := rel.Tables[0].Groups[0], rel.Tables[2].Groups[0], rel.Tables[3].Groups[0]
		if home.Base.Count != talk.Base.Count {
			t.Fatalf("bases %d and %d of the same children", home.Base.Count, talk.Base.Count)
		}
		if diff := cmp.Diff(talk.Cells, byAge.Cells); diff != "" {
			t.Fatalf("the whole round is one age band:\n%s", diff)
		}
		if len(home.Cells) > 0 && home.Cells[4].Count != talk.Cells[0].Count {
			t.Fatalf("%d and %d of the same children", home.Cells[4].Count, talk.Cells[0].Count)
		}
	})
}

// TestFiguresHoldTheTruth: what a figure can mean always holds the true count.
func TestFiguresHoldTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 500).Draw(t, "n")
		f := cell{n: n, sum: rapid.Uint64().Draw(t, "sum")}.publish()
		least, most := f.Range()
		if n < least || n > most || most-least > 8 {
			t.Fatalf("%d became %d, said to be %d to %d", n, f.Count, least, most)
		}
	})
}

func TestWithdrawnRowsAreNotCountedAndMoveNoOther(t *testing.T) {
	s, all := trial(), rows(30, "8-10", surveys.Answers{"talk": {"friend"}})
	c, v := newCount(s, s.Groupings), newValues([]byte("key"))
	gone := make([]bool, len(all))
	for i := range 10 {
		gone[i] = true
	}
	c.addBatch(ballot.Batch{BoxID: "b", Rows: ballot.TableOf(all), Gone: gone}, v)
	if c.all.n != 20 {
		t.Fatalf("%d counted, want 20", c.all.n)
	}
}

// TestSpoiledAnswersAreTold: a release says how many answers are in no number.
func TestSpoiledAnswersAreTold(t *testing.T) {
	c, v := newCount(trial(), nil), newValues([]byte("key"))
	for _, n := range []int{2, 0, 1} {
		all := rows(10, "8-10", surveys.Answers{"talk": {"friend"}})
		c.addBatch(ballot.Batch{BoxID: fmt.Sprint(n), Rows: ballot.TableOf(all), Gone: make([]bool, len(all)), Spoiled: n}, v)
	}
	rel := &Release{}
	c.publish(rel)
	if rel.Spoiled != 3 || rel.Responses.Count != 30 {
		t.Errorf("%d spoiled and %d counted, want 3 and 30", rel.Spoiled, rel.Responses.Count)
	}
}

func TestSkippedAnswersAreNobodysBase(t *testing.T) {
	all := append(rows(15, "8-10", surveys.Answers{"talk": {"friend"}}), rows(15, "8-10", nil)...)
	rel := counted(trial(), all)
	if g := rel.Tables[2].Groups[0]; g.Base.Count != 15 {
		t.Fatalf("base %d, want 15", g.Base.Count)
	}
}

func TestRatherNotIsAColumnWhereOffered(t *testing.T) {
	rel := counted(trial(), append(rows(20, "8-10", surveys.Answers{"home": {surveys.RatherNot}}), rows(5, "8-10", surveys.Answers{"home": {"1"}})...))
	columns := rel.Tables[0].Columns
	if columns[len(columns)-1] != surveys.RatherNot {
		t.Fatalf("columns %v", columns)
	}
	cells := rel.Tables[0].Groups[0].Cells
	if got := cells[len(cells)-1].Count; got != 20 {
		t.Fatalf("%d would rather not say, want 20", got)
	}
}

// TestThreeFacesAndFive: the youngest were shown three of the five faces, so the
// other two columns are not offered to them, which is not the same as nobody.
func TestThreeFacesAndFive(t *testing.T) {
	s := trial()
	s.Editions = []surveys.Edition{surveys.E4, surveys.E11}
	s.Questions[0].Faces = 0 // as many as the edition has
	all := slices.Concat(
		rows(15, "4-7", surveys.Answers{"home": {"3"}}), rows(5, "4-7", surveys.Answers{"home": {"1"}}),
		rows(15, "11-13", surveys.Answers{"home": {"4"}}), rows(5, "11-13", surveys.Answers{"home": {"1"}}))
	byAge := counted(s, all).Tables[1]
	if diff := cmp.Diff([]string{"1", "2", "3", "4", "5", surveys.RatherNot}, byAge.Columns); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]bool{true, false, true, false, true, true}, byAge.Groups[0].Offered); diff != "" {
		t.Error(diff)
	}
	if byAge.Groups[1].Offered != nil {
		t.Errorf("11 to 13 were offered all: %v", byAge.Groups[1].Offered)
	}
}

// TestNoAnswerVanishes: an option that only a smaller edition has is a column too.
func TestNoAnswerVanishes(t *testing.T) {
	s := trial()
	only := func(key string, e surveys.Edition) surveys.Option {
		return surveys.Option{Key: key, Text: surveys.Text("en", key), Editions: []surveys.Edition{e}}
	}
	s.Questions[1].Options = append(s.Questions[1].Options, only("teddy", surveys.E8), only("mentor", surveys.E11))
	all := append(rows(20, "8-10", surveys.Answers{"talk": {"teddy"}}), rows(20, "11-13", surveys.Answers{"talk": {"mentor"}})...)
	talk := counted(s, all).Tables[2]
	for i, want := range map[string]int{"teddy": 20, "mentor": 20} {
		c := slices.Index(talk.Columns, i)
		if c < 0 || talk.Groups[0].Cells[c].Count != want {
			t.Errorf("%s: columns %v, %+v", i, talk.Columns, talk.Groups[0].Cells)
		}
	}
}

// TestRowsOfDifferentBoxesDiffer: a row's value depends on its box, else the
// first rows of all boxes would be rounded alike.
func TestRowsOfDifferentBoxesDiffer(t *testing.T) {
	v := newValues([]byte("key"))
	first := v.of("a", 0)
	if first == v.of("b", 0) || first == v.of("a", 1) || first != newValues([]byte("key")).of("a", 0) || first == newValues([]byte("other")).of("a", 0) {
		t.Error("values do not follow key, box and row")
	}
}
