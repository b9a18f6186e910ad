package results

import (
	cmp2 "cmp"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/ballot"
	"kist/internal/inspections"
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

// TestOneOfTwoThatGroup: of two questions that both tell children apart the one about the
// child is told by the other, and not the other way round; of two of a sort the first.
func TestOneOfTwoThatGroup(t *testing.T) {
	s := gateSurvey()
	for _, about := range []bool{false, true} {
		s.Question("gender").AboutChild = about
		rel := counted(s, nil)
		first, second := "care", "gender"
		if about {
			first, second = second, first
		}
		if tableOf(rel, first, second) == nil || tableOf(rel, second, first) != nil {
			t.Errorf("gender about the child %t: %s by %s is told, or the other", about, second, first)
		}
		for _, by := range s.Groupings {
			if tableOf(rel, "view", by) == nil {
				t.Errorf("no table by %s", by)
			}
		}
	}
}

// groupedRound is a round of one age whose children answered two questions of the survey, so
// many of each pair.
func groupedRound(t *testing.T, pairs map[[2]string]int) *gate {
	t.Helper()
	g := &generated{survey: gateSurvey(), round: &inspections.Round{Editions: []string{"8-10"}, Groupings: []string{"care"}}}
	for _, pair := range slices.SortedFunc(maps.Keys(pairs), func(a, b [2]string) int { return cmp2.Compare(a[0]+a[1], b[0]+b[1]) }) {
		g.rows = append(g.rows, rows(pairs[pair], "8-10", surveys.Answers{"care": {pair[0]}, "view": {pair[1]}})...)
	}
	g.steps, g.gone = []int{len(g.rows)}, [][]bool{make([]bool, len(g.rows))}
	return g.release(t, func() []byte { return []byte("one") })
}

// TestGroupsAreNotToldOfWhatIsWithheld: 28 of 30 children gave one answer about themselves,
// which is withheld. Tables by that answer would say how large its group is.
func TestGroupsAreNotToldOfWhatIsWithheld(t *testing.T) {
	rel := groupedRound(t, map[[2]string]int{{"o0", "5"}: 14, {"o0", "1"}: 14, {"o1", "5"}: 2}).last().release
	if care := mustTable(t, rel, "care", ""); care.Groups[0].Base.Shown {
		t.Fatalf("nearly all alike, and told: %+v", care)
	}
	mustTable(t, rel, "view", "")
	if table := tableOf(rel, "view", "care"); table != nil {
		t.Errorf("%+v", table.Groups)
	}
	if !slices.Contains(rel.Attack.Dropped, Dropped{"view", "care", Alone}) {
		t.Errorf("it is not said: %+v", rel.Attack.Dropped)
	}
	told := groupedRound(t, map[[2]string]int{{"o0", "5"}: 14, {"o0", "1"}: 14, {"o1", "5"}: 12}).last().release
	if mustTable(t, told, "view", "care"); len(told.Attack.Dropped) > 0 {
		t.Errorf("what is told well is left out: %+v", told.Attack.Dropped)
	}
}

// TestGroupsAreTogetherAsTheAnswers: where two answers are told together the groups that they
// make are too, in the table of every question, with the same reason.
func TestGroupsAreTogetherAsTheAnswers(t *testing.T) {
	g := groupedRound(t, map[[2]string]int{{"o0", "5"}: 14, {"o0", "1"}: 14, {"o1", "5"}: 12, {"o2", "1"}: 12})
	last, rel := g.last(), g.last().release
	care := last.tables[1]
	for i, table := range rel.Tables {
		if table.Question == "care" {
			rel.Tables[i] = care.table(care.cuts[0], last.groupings[0], merging{}.withColumns("", [][]int{{0}, {1, 2}, {3}, {4}}))
		}
	}
	rel.Attack.Merged = []Merged{{Question: "care", Parts: []string{"o1", "o2"}, Why: WithPast}}
	check(t, g.question(t.Context(), 2, last.tables[2]))
	if got, want := valuesOf(mustTable(t, rel, "view", "care")), []string{"o0", "o1+o2", "o3", "o4"}; !cmp.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if want := (Merged{"view", "care", true, []string{"o1", "o2"}, WithPast}); !slices.ContainsFunc(rel.Attack.Merged, func(m Merged) bool { return cmp.Equal(m, want) }) {
		t.Errorf("it is not said: %+v", rel.Attack.Merged)
	}
}
