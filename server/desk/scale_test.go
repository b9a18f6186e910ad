package desk

import (
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/results"
	"kist/surveys"

	"pgregory.net/rapid"
)

// whole is one table of the example.
func whole(kind string, columns ...string) *results.Table {
	return &results.Table{Question: "q", Kind: kind, Columns: columns}
}

func TestEveryScaleNamesCodesThatItsKindHas(t *testing.T) {
	q := map[string]*surveys.Question{
		"faces": {KindName: "faces", Faces: 5}, "agreement": {KindName: "agreement"}, "yes_no": {KindName: "yes_no"},
	}
	for kind, sides := range scales {
		cells := q[kind].Kind().Cells(q[kind], surveys.E14)
		for code := range sides {
			if !slices.Contains(cells, code) {
				t.Errorf("%s has no answer %q, only %q", kind, code, cells)
			}
		}
		table := whole(kind, cells...)
		if len(columnsOn(table, plus1, plus2)) == 0 || len(columnsOn(table, minus1, minus2)) == 0 {
			t.Errorf("%s lacks a side: %q", kind, cells)
		}
	}
}

func TestShareOf(t *testing.T) {
	few := row("", 15, 10, 5)
	gated := row("", 40, 20, 20)
	gated.Cells[1] = results.Figure{}
	tests := []struct {
		name    string
		group   results.Group
		columns []int
		percent int
		known   bool
	}{
		{"one answer", row("", 40, 10, 30), []int{0}, 25, true},
		{"two together, from their counts", row("", 120, 5, 15, 20), []int{0, 1}, 15, true},
		{"beyond the group because of rounding", row("", 20, 15, 15), []int{0, 1}, 100, true},
		{"nobody", row("", 20, 0, 20), []int{0}, 0, true},
		{"withheld group", row("", 0), []int{0}, 0, false},
		{"too few for percentages", few, []int{0}, 0, false},
		{"withheld answer", gated, []int{0, 1}, 0, false},
		{"answers that were not offered do not count", row("", 40, -1, 30), []int{0, 1}, 75, true},
		{"none of them was offered", row("", 40, -1, 30), []int{0}, 0, false},
	}
	for _, test := range tests {
		s := shareOf(test.group, test.columns)
		if s.Percent != test.percent || s.Known != test.known {
			t.Errorf("%s: %+v, want %d, %t", test.name, s, test.percent, test.known)
		}
	}
}

// known makes a share of a group of n.
func known(percent, n int) share {
	return shareOf(row("", n, percent*n/100), []int{0})
}

func TestClearlyMore(t *testing.T) {
	tests := []struct {
		name string
		a, b share
		want bool
	}{
		{"15 points in large groups", known(60, 200), known(45, 200), true},
		{"10 points in large groups", known(60, 200), known(50, 200), false},
		{"less is not more", known(45, 200), known(60, 200), false},
		{"15 points in groups of 20: rounding could have made them", known(65, 20), known(50, 20), false},
		{"half a group of 20: in one of fifty such pairs chance does it", known(75, 20), known(25, 20), false},
		{"more than half a group of 20", known(80, 20), known(20, 20), true},
		{"nothing known", known(100, 200), share{}, false},
	}
	for _, test := range tests {
		if got := clearlyMore(test.a, test.b, fixedPair); got != test.want {
			t.Errorf("%s: %t (noise %.1f and %.1f)", test.name, got, test.a.noise, test.b.noise)
		}
	}
}

// Answers given at random must hardly ever be told as a difference between
// ages: here the truth is the same for all, and only chance and rounding differ.
func TestChanceIsNotAFinding(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rounds = 2000
	told := 0
	for range rounds {
		var list []groupShare
		for _, n := range []int{45, 60, 90, 50} {
			count := 0
			for range n {
				count += rng.IntN(2)
			}
			count = (count + rng.IntN(5)) / 5 * 5 // rounded to a five, up or down by chance
			list = append(list, groupShare{"", shareOf(row("", n, count), []int{0})})
		}
		if trend, _, _ := compare(list); trend != noTrend {
			told++
		}
	}
	if told > rounds/40 {
		t.Errorf("%d of %d questions without a difference were told as different", told, rounds)
	}
}

// groupsOf makes shares of large groups, so that 15 points are clear.
func groupsOf(percents ...int) []groupShare {
	var list []groupShare
	for i, p := range percents {
		list = append(list, groupShare{all[i%len(all)], known(p, 400)})
	}
	return list
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name     string
		list     []groupShare
		want     trend
		from, to int
	}{
		{"nothing", nil, noTrend, 0, 0},
		{"one group", groupsOf(50), noTrend, 0, 0},
		{"falls", groupsOf(85, 75, 65, 45), falls, 85, 45},
		{"falls with a step", groupsOf(85, 85, 60), falls, 85, 60},
		{"rises", groupsOf(20, 35, 35), rises, 20, 35},
		{"a little", groupsOf(50, 55, 60), noTrend, 0, 0},
		{"flat", groupsOf(50, 50), noTrend, 0, 0},
		{"up and down", groupsOf(40, 70, 45), differs, 70, 40},
		{"down and a little up: the ends do not tell", groupsOf(60, 40, 45), differs, 60, 40},
	}
	for _, test := range tests {
		got, from, to := compare(test.list)
		if got != test.want || from.Percent != test.from || to.Percent != test.to {
			t.Errorf("%s: %d from %d to %d", test.name, got, from.Percent, to.Percent)
		}
	}
}

// However groups come out, a difference that is told is at least 15 points, and
// told of groups that were there.
func TestATrendIsNeverMadeUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var list []groupShare
		for i := range rapid.IntRange(0, 5).Draw(rt, "groups") {
			n := rapid.IntRange(4, 80).Draw(rt, "fives") * 5
			list = append(list, groupShare{all[i%len(all)], known(rapid.IntRange(0, 20).Draw(rt, "share")*5, n)})
		}
		trend, from, to := compare(list)
		if trend == noTrend {
			return
		}
		if gap := from.Percent - to.Percent; max(gap, -gap) < clearGap {
			rt.Errorf("%d points told as a difference", gap)
		}
		if !slices.Contains(list, from) || !slices.Contains(list, to) {
			rt.Errorf("%+v or %+v is not among %+v", from, to, list)
		}
	})
}
