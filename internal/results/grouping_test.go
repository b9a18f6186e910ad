package results

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/ballot"
	"kist/surveys"
)

// parted is trial with results told apart by age and by whom children talk to.
func parted() *surveys.Survey {
	s := trial()
	s.Groupings = []string{ByAgeBand, "talk"}
	return s
}

// tableOf is the table of a question by a grouping; nil if there is none.
func tableOf(rel *Release, question, by string) *Table {
	i := slices.IndexFunc(rel.Tables, func(t Table) bool { return t.Question == question && t.By == by })
	if i < 0 {
		return nil
	}
	return &rel.Tables[i]
}

// TestByAnotherQuestion counts one question by the answers to another: whole
// fives, so that every figure is known by hand.
func TestByAnotherQuestion(t *testing.T) {
	all := slices.Concat(
		rows(20, "8-10", surveys.Answers{"talk": {"friend"}, "home": {"5"}}), rows(10, "8-10", surveys.Answers{"talk": {"friend"}, "home": {"1"}}),
		rows(5, "11-13", surveys.Answers{"talk": {"worker"}, "home": {"1"}}),
		rows(15, "11-13", surveys.Answers{"home": {"5"}}), rows(15, "11-13", surveys.Answers{"talk": {surveys.RatherNot}, "home": {"5"}}),
	)
	rel := counted(parted(), all)
	table := tableOf(rel, "home", "talk")
	if table == nil || len(table.Groups) != 2 {
		t.Fatalf("home by talk: %+v", table)
	}
	friend, worker := table.Groups[0], table.Groups[1]
	if friend.Value != "friend" || friend.Base.Count != 30 || friend.Cells[4].Count != 20 || *friend.Cells[4].Percent != 65 || friend.Cells[0].Count != 10 {
		t.Errorf("friends: %+v", friend)
	}
	if worker.Value != "worker" || worker.Base.Shown || worker.Cells != nil {
		t.Errorf("five children are told: %+v", worker)
	}
	if whole := tableOf(rel, "home", "").Groups[0]; whole.Base.Count != 65 {
		t.Errorf("who is in no group is not in the whole: %+v", whole.Base)
	}
	if tableOf(rel, "talk", "talk") != nil {
		t.Error("a question is told apart by itself")
	}
	if tableOf(rel, "talk", ByAgeBand) == nil {
		t.Error("a question that groups is not told by age")
	}
}

// TestOnlyWhatWasDeclared: a round's choice is among what the survey declares,
// and without one there is the whole round alone.
func TestOnlyWhatWasDeclared(t *testing.T) {
	s := parted()
	for _, test := range []struct{ chosen, want []string }{
		{nil, []string{""}}, {[]string{"talk"}, []string{"", "talk"}}, {[]string{"home", "nothing"}, []string{""}},
		{[]string{"talk", ByAgeBand}, []string{"", ByAgeBand, "talk"}},
	} {
		c := newCount(s, test.chosen)
		var got []string
		for _, cut := range c.tables[0].cuts {
			got = append(got, c.groupings[cut.grouping].by)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q:\n%s", test.chosen, diff)
		}
	}
}

// TestAGroupingThatNobodyMeets: what no edition asks together has no table, which
// would look as if it were withheld.
func TestAGroupingThatNobodyMeets(t *testing.T) {
	s := parted()
	s.Questions[0].Editions, s.Questions[1].Editions = []surveys.Edition{surveys.E8}, []surveys.Edition{surveys.E11}
	if table := tableOf(counted(s, nil), "home", "talk"); table != nil {
		t.Errorf("%+v", table)
	}
}

// TestTheSameSetByEveryGrouping: children who all give one answer make the same
// set by every grouping, and so the same number.
func TestTheSameSetByEveryGrouping(t *testing.T) {
	rel := counted(parted(), rows(33, "8-10", surveys.Answers{"talk": {"friend"}, "home": {"4"}}))
	want := tableOf(rel, "home", "").Groups[0].Cells
	for _, by := range []string{ByAgeBand, "talk"} {
		if diff := cmp.Diff(want, tableOf(rel, "home", by).Groups[0].Cells); diff != "" {
			t.Errorf("by %s:\n%s", by, diff)
		}
	}
}

func TestWhichGroupARowIsIn(t *testing.T) {
	list := groupings(parted(), []string{ByAgeBand, "talk"})
	for _, test := range []struct {
		row  ballot.Row
		want []int
	}{
		{ballot.Row{Edition: "8-10", AgeBand: "8-10", Answers: surveys.Answers{"talk": {"worker"}}}, []int{0, 0, 1}},
		{ballot.Row{Edition: "easy", Answers: surveys.Answers{"talk": {surveys.RatherNot}}}, []int{0, -1, -1}},
		{ballot.Row{Edition: "11-13", AgeBand: "11-13", Answers: surveys.Answers{"talk": {"friend", "worker"}}}, []int{0, 1, -1}},
	} {
		for i, g := range list {
			if got := g.of(ballot.TableOf([]ballot.Row{test.row})); got[0] != test.want[i] {
				t.Errorf("%+v by %q: %d, want %d", test.row, g.by, got, test.want[i])
			}
		}
	}
}
