package results

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// weighed is what three places publish of one question, and the share of some of its
// answers in three ways, worked out by hand.
type weighed struct {
	columns []string
	base    [3]int
	cells   [3][]int
	want    []int // indexes of columns
	// Together is the total's; equally (a+b+c)/3; expected (100a+400b+50c)/550.
	together, equally, expected int
}

// workedWeights has every kind of question that is counted. In each 100, 400 and 50
// children could have answered in the three places.
func workedWeights() map[string]weighed {
	return map[string]weighed{
		// 40/50, 30/100, 60/60 are 80, 30 and 100 per cent. Together 130/210 = 61.9; the same
		// weight 210/3 = 70; expected (8000+12000+5000)/550 = 45.5.
		"faces": {[]string{"1", "3", "4", "5"}, [3]int{50, 100, 60}, [3][]int{{5, 5, 10, 30}, {60, 10, 20, 10}, {0, 0, 0, 60}}, []int{2, 3}, 60, 70, 45},
		// 20/40, 30/40, 10/40: 50, 75, 25. Together 60/120 = 50; 150/3 = 50; (5000+30000+1250)/550 = 65.9.
		"agreement": {[]string{"1", "2", "3", "4", "not_sure"}, [3]int{40, 40, 40}, [3][]int{{5, 5, 10, 10, 10}, {0, 5, 15, 15, 5}, {10, 10, 5, 5, 10}}, []int{2, 3}, 50, 50, 65},
		// 20/20, 0/100, 5/20: 100, 0, 25. Together 25/140 = 17.9; 125/3 = 41.7; (10000+0+1250)/550 = 20.5.
		"yes_no": {[]string{"yes", "no"}, [3]int{20, 100, 20}, [3][]int{{20, 0}, {0, 100}, {5, 15}}, []int{0}, 20, 40, 20},
		// 10/30, 20/60, 5/15: the last base is under 20, so that it has no share: 33.3 and 33.3.
		// Together 35/105 = 33.3; 66.7/2 = 33.3; (100+400)*33.3/500 = 33.3.
		"one_choice": {[]string{"x", "y", "z"}, [3]int{30, 60, 15}, [3][]int{{10, 10, 10}, {20, 20, 20}, {5, 5, 5}}, []int{0}, 35, 35, 35},
		// Several ticks: 25/25, 50/100, 0/50 of x: 100, 50, 0. Together 75/175 = 42.9; 150/3 = 50;
		// (10000+20000+0)/550 = 54.5.
		"several": {[]string{"x", "y", "z"}, [3]int{25, 100, 50}, [3][]int{{25, 25, 20}, {50, 100, 0}, {0, 50, 50}}, []int{0}, 45, 50, 55},
		// First place of y: 10/20, 10/40, 40/40: 50, 25, 100. Together 60/100; 175/3 = 58.3;
		// (5000+10000+5000)/550 = 36.4.
		"order": {[]string{"x:1", "y:1"}, [3]int{20, 40, 40}, [3][]int{{10, 10}, {30, 10}, {0, 40}}, []int{1}, 60, 60, 35},
		// 3 and more: (20+10)/40, 0/40, (5+5)/20: 75, 0, 50. Together 40/100; 125/3 = 41.7;
		// (7500+0+2500)/550 = 18.2.
		"number": {[]string{"0-2", "3-9", "10-20"}, [3]int{40, 40, 20}, [3][]int{{10, 20, 10}, {40, 0, 0}, {10, 5, 5}}, []int{1, 2}, 40, 40, 20},
		// 55/50 of rounded counts is held to all: 100; 20/80 = 25; 10/40 = 25. Together 85/170 = 50;
		// 150/3 = 50; (10000+10000+1250)/550 = 38.6.
		"picture": {[]string{"x", "y"}, [3]int{50, 80, 40}, [3][]int{{55, 0}, {20, 60}, {10, 30}}, []int{0}, 50, 50, 40},
	}
}

// of makes the release that such places would be told in.
func (w weighed) of() *Release {
	r := &Release{Places: []Place{{Place: "a", Expected: 100}, {Place: "b", Expected: 400}, {Place: "c", Expected: 50}}}
	part, total := Table{Question: "q", By: ByPlace, Columns: w.columns}, Group{Base: Figure{Shown: true}, Cells: make([]Figure, len(w.columns))}
	for i, base := range w.base {
		g := Group{Value: r.Places[i].Place, Base: Figure{Shown: true, Count: base}}
		total.Base.Count += base
		for c, n := range w.cells[i] {
			g.Cells = append(g.Cells, Figure{Shown: true, Count: n})
			total.Cells[c] = Figure{Shown: true, Count: total.Cells[c].Count + n}
		}
		part.Groups = append(part.Groups, g)
	}
	r.Tables = []Table{{Question: "q", Columns: w.columns, Groups: []Group{total}}, part}
	return r
}

// TestWorkedWeights: every kind of question, weighed by hand.
func TestWorkedWeights(t *testing.T) {
	for kind, w := range workedWeights() {
		got := w.of().Average("q", w.want)
		places := 3
		for _, base := range w.base {
			if base < MinPercent {
				places--
			}
		}
		if want := (Average{&w.together, &w.equally, &w.expected, places}); !cmp.Equal(got, want) {
			t.Errorf("%s: %s", kind, cmp.Diff(want, got))
		}
	}
}

// TestWhatCannotBeWeighed: of a place that is not told there is no share, of one place
// alone no average, and by expected numbers only where each place has one.
func TestWhatCannotBeWeighed(t *testing.T) {
	faces := workedWeights()["faces"]
	r := faces.of()
	r.Places[1].Expected = 0
	if got := r.Average("q", faces.want); got.Expected != nil || got.Equally == nil || got.Places != 3 {
		t.Errorf("without one expected number: %+v", got)
	}
	r = faces.of()
	r.Tables[1].Groups[1] = Group{Value: "b", Why: OtherWords}
	// 80 and 100 per cent: the same weight 90; expected (8000+5000)/150 = 86.7.
	if got := r.Average("q", faces.want); *got.Equally != 90 || *got.Expected != 85 || got.Places != 2 {
		t.Errorf("without a place: %+v", got)
	}
	r.Tables[1].Groups[0].Cells[3] = Figure{}
	if got := r.Average("q", faces.want); got.Equally != nil || got.Expected != nil || got.Places != 1 {
		t.Errorf("of one place: %+v", got)
	}
	if got := r.Average("other", faces.want); got != (Average{}) {
		t.Errorf("of no question: %+v", got)
	}
	round := &Release{Tables: r.Tables[:1]}
	if got := round.Average("q", faces.want); got != (Average{}) {
		t.Errorf("of a round: %+v", got)
	}
}

// TestAnAverageTellsNothing: it depends on published figures alone. Two rounds that are
// published alike are weighed alike, whatever is true of them.
func TestAnAverageTellsNothing(t *testing.T) {
	c := three(t)
	rel := c.over("fife", "moray", "angus")
	read := &Release{Places: rel.Places, Tables: rel.Tables} // as somebody has it who has the file alone
	for _, table := range rel.Tables {
		if table.By != "" {
			continue
		}
		for i := range table.Columns {
			got, again := rel.Average(table.Question, []int{i}), read.Average(table.Question, []int{i})
			if !cmp.Equal(got, again) || got.Together == nil || *got.Together != *table.Groups[0].Cells[i].Percent {
				t.Errorf("%s %s: %+v", table.Question, table.Columns[i], got)
			}
		}
	}
}
