package results

import (
	"fmt"
	"testing"

	"kist/internal/ballot"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// worked is one question with what seven children answered to it: four of 8 to 10
// first, then three of 11 to 13. "" is a child who skipped it. The counts are worked out
// by hand, before anything is rounded, in the order of the columns; what has no count is
// nobody. They are never published so: this is for tests alone.
type worked struct {
	question *surveys.Question
	answers  [7]surveys.Answer
	base     [3]int         // all, 8 to 10, 11 to 13: who answered
	all      map[string]int // by column
	older    map[string]int // of 11 to 13
}

func a(parts ...string) surveys.Answer { return parts }

// workedExamples has every kind of question that is counted.
func workedExamples() map[string]worked {
	option := func(key string) surveys.Option { return surveys.Option{Key: key, Text: surveys.Text("en", key)} }
	three := []surveys.Option{option("x"), option("y"), option("z")}
	return map[string]worked{
		// 5 5 1 _ | 3 1 5: 5 is there three times, 1 twice, 3 once; the fourth child skipped.
		"faces": {&surveys.Question{Faces: 5}, [7]surveys.Answer{a("5"), a("5"), a("1"), nil, a("3"), a("1"), a("5")},
			[3]int{6, 3, 3}, map[string]int{"1": 2, "3": 1, "5": 3}, map[string]int{"1": 1, "3": 1, "5": 1}},
		// 4 4 3 not_sure | 1 4 4: four times 4, and who is not sure has answered.
		"agreement": {&surveys.Question{}, [7]surveys.Answer{a("4"), a("4"), a("3"), a("not_sure"), a("1"), a("4"), a("4")},
			[3]int{7, 4, 3}, map[string]int{"4": 4, "3": 1, "1": 1, "not_sure": 1}, map[string]int{"1": 1, "4": 2}},
		// yes no no _ | rather not, yes, yes: about the child, so that "rather not say" is an answer.
		"yes_no": {&surveys.Question{AboutChild: true}, [7]surveys.Answer{a("yes"), a("no"), a("no"), nil, a(surveys.RatherNot), a("yes"), a("yes")},
			[3]int{6, 3, 3}, map[string]int{"yes": 3, "no": 2, surveys.RatherNot: 1}, map[string]int{"yes": 2, surveys.RatherNot: 1}},
		// x y x z | z z _: x twice, y once, z three times.
		"one_choice": {&surveys.Question{Options: three}, [7]surveys.Answer{a("x"), a("y"), a("x"), a("z"), a("z"), a("z"), nil},
			[3]int{6, 4, 2}, map[string]int{"x": 2, "y": 1, "z": 3}, map[string]int{"z": 2}},
		// {x y} {x} {y z} _ | {x y z} {z} {x}: six children give ten ticks: x 4, y 3, z 3.
		"several": {&surveys.Question{Options: three}, [7]surveys.Answer{a("x", "y"), a("x"), a("y", "z"), nil, a("x", "y", "z"), a("z"), a("x")},
			[3]int{6, 3, 3}, map[string]int{"x": 4, "y": 3, "z": 3}, map[string]int{"x": 2, "y": 1, "z": 2}},
		// xyz xzy yxz _ | zyx xyz xyz: first is x four times, y once, z once; second y four
		// times (children 1, 5, 6, 7), z once, x once; third z four times, y once, x once.
		"order": {&surveys.Question{Options: three}, [7]surveys.Answer{a("x", "y", "z"), a("x", "z", "y"), a("y", "x", "z"), nil, a("z", "y", "x"), a("x", "y", "z"), a("x", "y", "z")},
			[3]int{6, 3, 3},
			map[string]int{"x:1": 4, "y:1": 1, "z:1": 1, "y:2": 4, "z:2": 1, "x:2": 1, "z:3": 4, "y:3": 1, "x:3": 1},
			map[string]int{"x:1": 2, "z:1": 1, "y:2": 3, "z:3": 2, "x:3": 1}},
		// 0 2 3 9 | 10 4 0 in bands from 0, 3 and 10: 0 2 0 are in 0-2, 3 9 4 in 3-9, 10 in 10-20.
		"number": {&surveys.Question{Max: 20, Bands: []int{0, 3, 10}}, [7]surveys.Answer{a("0"), a("2"), a("3"), a("9"), a("10"), a("4"), a("0")},
			[3]int{7, 4, 3}, map[string]int{"0-2": 3, "3-9": 3, "10-20": 1}, map[string]int{"0-2": 1, "3-9": 1, "10-20": 1}},
		// y y y x | _ _ z: a picture is one choice.
		"picture": {&surveys.Question{Options: three}, [7]surveys.Answer{a("y"), a("y"), a("y"), a("x"), nil, nil, a("z")},
			[3]int{5, 4, 1}, map[string]int{"x": 1, "y": 3, "z": 1}, map[string]int{"z": 1}},
	}
}

// Every kind is counted as it is by hand: in the whole round and by age band, children
// who skipped it in no number, each tick of several in its own column and no other.
func TestWorkedExamples(t *testing.T) {
	for kind, w := range workedExamples() {
		t.Run(kind, func(t *testing.T) {
			q := w.question
			q.Key, q.KindName, q.Text = "q", kind, surveys.Text("en", "Which?")
			s := trial()
			s.Questions = []*surveys.Question{q}
			all := w.rows()
			for _, size := range []int{7, 3, 1} { // in one box, in several, each in one of its own
				c := exactCount(s, all, size)
				cuts := c.tables[0].cuts
				if c.all.n != 7 || cuts[0].base[0].n != w.base[0] || cuts[1].base[0].n != w.base[1] || cuts[1].base[1].n != w.base[2] {
					t.Errorf("boxes of %d: %d children, %+v answered, %+v by age", size, c.all.n, cuts[0].base, cuts[1].base)
				}
				younger := map[string]int{}
				for code, n := range w.all {
					if n -= w.older[code]; n > 0 {
						younger[code] = n
					}
				}
				for what, pair := range map[string][2]map[string]int{
					"all": {w.all, byColumn(c.tables[0], cuts[0].cells[0])}, "8 to 10": {younger, byColumn(c.tables[0], cuts[1].cells[0])},
					"11 to 13": {w.older, byColumn(c.tables[0], cuts[1].cells[1])},
				} {
					if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
						t.Errorf("%s, boxes of %d:\n%s", what, size, diff)
					}
				}
			}
		})
	}
}

func (w worked) rows() []ballot.Row {
	var all []ballot.Row
	for i, answer := range w.answers {
		r := ballot.Row{Edition: "8-10", AgeBand: "8-10", Answers: surveys.Answers{}}
		if i > 3 {
			r.Edition, r.AgeBand = "11-13", "11-13"
		}
		if answer != nil {
			r.Answers["q"] = answer
		}
		all = append(all, r)
	}
	return all
}

// exactCount counts rows in boxes of a size, and publishes nothing.
func exactCount(s *surveys.Survey, rows []ballot.Row, size int) *count {
	c := newCount(s, s.Groupings)
	for i := 0; i < len(rows); i += size {
		part := rows[i:min(i+size, len(rows))]
		c.addBatch(ballot.Batch{BoxID: fmt.Sprint(i), Rows: ballot.TableOf(part), Gone: make([]bool, len(part))}, &values{})
		if i == 0 {
			c.settle() // what comes later is added to what is there
		}
	}
	c.settle()
	return c
}

// byColumn names the cells that are not empty.
func byColumn(t *tally, cells []cell) map[string]int {
	found := map[string]int{}
	for i, c := range cells {
		if c.n > 0 {
			found[t.columns[i]] = c.n
		}
	}
	return found
}

// Percentages by hand, of whole fives, to the nearest five, and up from the half.
func TestWorkedPercentages(t *testing.T) {
	for _, w := range []struct{ count, base, want int }{
		{0, 20, 0}, {5, 20, 25}, {20, 20, 100},
		{10, 30, 35},    // 33.3
		{5, 40, 15},     // 12.5 is half-way
		{15, 40, 40},    // 37.5 is half-way
		{25, 60, 40},    // 41.7
		{5, 300, 0},     // 1.7
		{10, 300, 5},    // 3.3
		{105, 100, 100}, // of rounded counts a part can be more than the whole
	} {
		if got := percent(w.count, w.base); got == nil || *got != w.want {
			t.Errorf("%d of %d is %v percent, want %d", w.count, w.base, got, w.want)
		}
	}
}
