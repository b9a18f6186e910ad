package results

import (
	"testing"

	"kist/internal/ballot"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// each is how often every child of a worked example answers once more, so that all counts
// are fives and are published as they are.
const each = 20

// publishedOf is a worked example as a release tells it, each child counted so often.
func publishedOf(t *testing.T, kind string, w worked, times int) []Table {
	t.Helper()
	q := w.question
	q.Key, q.KindName, q.Text = "q", kind, surveys.Text("en", "Which?")
	s := trial()
	s.Questions = []*surveys.Question{q}
	var all []ballot.Row
	for range times {
		all = append(all, w.rows()...)
	}
	c := newCount(s, s.Groupings)
	c.addBatch(ballot.Batch{BoxID: "one", Rows: ballot.TableOf(all), Gone: make([]bool, len(all))}, newValues(freshKey()))
	c.settle()
	rel := &Release{}
	c.publish(rel)
	if rel.Responses.Count != 7*times {
		t.Errorf("%s: %d answered", kind, rel.Responses.Count)
	}
	return rel.Tables
}

// workedShares are the percentages of the worked examples by hand, of all and of 11 to
// 13, to the nearest five and up from the half. What is not named is 0.
func workedShares() map[string][2]map[string]int {
	return map[string][2]map[string]int{
		// 2, 1 and 3 of 6 are 33.3, 16.7 and 50; 1 of 3 is 33.3.
		"faces": {{"1": 35, "3": 15, "5": 50}, {"1": 35, "3": 35, "5": 35}},
		// 4 of 7 is 57.1, 1 of 7 is 14.3; 1 of 3 and 2 of 3.
		"agreement": {{"4": 55, "3": 15, "1": 15, "not_sure": 15}, {"1": 35, "4": 65}},
		// 3, 2 and 1 of 6; 2 and 1 of 3.
		"yes_no": {{"yes": 50, "no": 35, surveys.RatherNot: 15}, {"yes": 65, surveys.RatherNot: 35}},
		// 2, 1 and 3 of 6; 2 of 2.
		"one_choice": {{"x": 35, "y": 15, "z": 50}, {"z": 100}},
		// 4, 3 and 3 of 6 who ticked: 65, 50 and 50, which is more than 100 together.
		"several": {{"x": 65, "y": 50, "z": 50}, {"x": 65, "y": 35, "z": 65}},
		// each place is shared out among the options: 4, 1 and 1 of 6.
		"order": {{"x:1": 65, "y:1": 15, "z:1": 15, "y:2": 65, "z:2": 15, "x:2": 15, "z:3": 65, "y:3": 15, "x:3": 15},
			{"x:1": 65, "z:1": 35, "y:2": 100, "z:3": 65, "x:3": 35}},
		// 3, 3 and 1 of 7 are 42.9 and 14.3.
		"number": {{"0-2": 45, "3-9": 45, "10-20": 15}, {"0-2": 35, "3-9": 35, "10-20": 35}},
		// 1, 3 and 1 of 5; 1 of 1.
		"picture": {{"x": 20, "y": 60, "z": 20}, {"z": 100}},
	}
}

// TestWorkedReleases: what is published of every kind is the count by hand, and the
// percentage by hand; fives are never moved.
func TestWorkedReleases(t *testing.T) {
	examples := workedExamples()
	for kind, want := range workedShares() {
		w := examples[kind]
		delete(examples, kind)
		tables := publishedOf(t, kind, w, each)
		if len(tables) != 2 {
			t.Fatalf("%s: %d tables", kind, len(tables))
		}
		older := tables[1].Groups[1]
		for i, g := range []Group{tables[0].Groups[0], older} {
			if g.Base.Count != each*w.base[2*i] {
				t.Errorf("%s: %d answered", kind, g.Base.Count)
			}
			shares, counts := map[string]int{}, map[string]int{}
			for c, f := range g.Cells {
				if f.Count > 0 {
					counts[tables[0].Columns[c]] = f.Count / each
				}
				if f.Percent != nil && *f.Percent > 0 {
					shares[tables[0].Columns[c]] = *f.Percent
				}
			}
			if diff := cmp.Diff(want[i], shares); diff != "" && g.Base.Count >= MinPercent {
				t.Errorf("%s, group %d:\n%s", kind, i, diff)
			}
			if diff := cmp.Diff([]map[string]int{w.all, w.older}[i], counts); diff != "" {
				t.Errorf("%s, group %d:\n%s", kind, i, diff)
			}
		}
	}
	for kind := range examples {
		t.Errorf("the percentages of %s are not worked out", kind)
	}
}

// TestWorkedCombinations: a child who ticks several answers is one child, in each column
// that it ticked, whatever the combination; so the columns say how many ticked each and
// nothing of who ticked which together. Of the seven combinations of three answers,
// {x} {y} {z} {xy} {xz} {yz} {xyz} are ticked by 1, 2, 3, 4, 5, 6 and 7 children: x by
// 1+4+5+7 = 17, y by 2+4+6+7 = 19, z by 3+5+6+7 = 21, of 28; ticks are 57.
func TestWorkedCombinations(t *testing.T) {
	combinations := []surveys.Answer{a("x"), a("y"), a("z"), a("x", "y"), a("x", "z"), a("y", "z"), a("x", "y", "z")}
	option := func(key string) surveys.Option { return surveys.Option{Key: key, Text: surveys.Text("en", key)} }
	q := &surveys.Question{Key: "q", KindName: "several", Text: surveys.Text("en", "Which?"), Options: []surveys.Option{option("x"), option("y"), option("z")}, AboutChild: true}
	s := trial()
	s.Questions = []*surveys.Question{q}
	var rows []ballot.Row
	add := func(answer surveys.Answer, times int) {
		for range times {
			rows = append(rows, ballot.Row{Edition: "8-10", AgeBand: "8-10", Answers: surveys.Answers{"q": answer}})
		}
	}
	for i, answer := range combinations {
		add(answer, i+1)
	}
	add(a(surveys.RatherNot), 8) // never together with another
	want := map[string]int{"x": 17, "y": 19, "z": 21, surveys.RatherNot: 8}
	for _, size := range []int{36, 7, 1} {
		c := exactCount(s, rows, size)
		cut := c.tables[0].cuts[0]
		if diff := cmp.Diff(want, byColumn(c.tables[0], cut.cells[0])); diff != "" || cut.base[0].n != 36 {
			t.Errorf("boxes of %d: %d answered\n%s", size, cut.base[0].n, diff)
		}
	}
	// Another way of ticking with the same columns is published the same: {x} 11, {y} 13,
	// {z} 15, {xyz} 6, none in pairs: x 17, y 19, z 21, of 45.
	rows = nil
	for i, times := range []int{11, 13, 15, 0, 0, 0, 6} {
		add(combinations[i], times)
	}
	c := exactCount(s, rows, 10)
	delete(want, surveys.RatherNot)
	if diff := cmp.Diff(want, byColumn(c.tables[0], c.tables[0].cuts[0].cells[0])); diff != "" || c.tables[0].cuts[0].base[0].n != 45 {
		t.Errorf("%d answered\n%s", c.tables[0].cuts[0].base[0].n, diff)
	}
}

// TestWorkedRounding: a count that is no five goes to one of the two fives beside it, and
// over all values that a key can give, on average nowhere: 7 is 5 in 3 of 5 and 10 in 2.
func TestWorkedRounding(t *testing.T) {
	const steps = 1000
	for n, want := range map[int]struct{ low, up int }{0: {0, 0}, 5: {5, 0}, 6: {5, 1}, 7: {5, 2}, 8: {5, 3}, 9: {5, 4}, 11: {10, 1}, 34: {30, 4}} {
		ups := 0
		for i := range steps {
			switch got := (cell{n: n, sum: uint64(2*i+1) * (1 << 63 / steps)}).rounded(); got {
			case want.low:
			case want.low + RoundBase:
				ups++
			default:
				t.Fatalf("%d is told as %d", n, got)
			}
		}
		if ups != steps*want.up/RoundBase {
			t.Errorf("%d goes up %d times of %d", n, ups, steps)
		}
	}
	for count, want := range map[int][2]int{0: {0, 4}, 5: {1, 9}, 10: {6, 14}} {
		least, most := Figure{Shown: true, Count: count}.Range()
		if least != want[0] || most != want[1] {
			t.Errorf("%d can be %d to %d", count, least, most)
		}
		if least, most = (Figure{Shown: true, Count: count, Added: 3}).Range(); least != max(0, count-12) || most != count+12 {
			t.Errorf("%d of three can be %d to %d", count, least, most)
		}
	}
	if stated(Figure{}) != "-" || stated(Figure{Shown: true, Count: 15}) != "15" || stated(Figure{Shown: true, Count: 15, Added: 3}) != "15 of 3" {
		t.Error("figures are stated otherwise")
	}
}
