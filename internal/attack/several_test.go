package attack

import (
	"errors"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// tie makes the last column stand alone, or of the first two no more than one be given,
// or just one, or both.
func (r *smallRound) tie(rand *rand.Rand) {
	q := r.q
	way := 1 + rand.IntN(3)
	if q.Columns == 2 {
		way = 1 + rand.IntN(2)
	}
	if way&1 != 0 {
		q.Alone = []int{q.Columns - 1}
	}
	if way&2 != 0 {
		q.Choices = []Choice{{[]int{0, 1}, rand.IntN(2), 1}}
	}
}

// allows says whether a child can have given these columns, as bits.
func (q *Question) allows(answer int) bool {
	given := func(columns []int) (n int) {
		for _, c := range columns {
			n += answer >> c & 1
		}
		return n
	}
	switch n := bits.OnesCount(uint(answer)); {
	case n == 0:
		return false
	case given(q.Alone) > 0:
		return n == 1
	}
	return !slices.ContainsFunc(q.Choices, func(c Choice) bool { return given(c.Columns) < c.Least || given(c.Columns) > c.Most })
}

// pickAllowed draws an answer of several columns.
func pickAllowed(r *rand.Rand, q *Question) int {
	for {
		if answer := 1 + r.IntN(1<<q.Columns-1); q.allows(answer) {
			return answer
		}
	}
}

// With several answers the attack is held against walking every round of children as
// with one: what stands alone, how many are given, and that a child of one age is the
// child of one home too.
func TestSeveralAnswersTogether(t *testing.T) {
	for name, s := range map[string]shape{
		"any":                  {least: 1, most: 4, views: 1, others: 1, multiple: true},
		"any, crossed":         {least: 1, most: 4, views: 1, others: 2, multiple: true},
		"any, two releases":    {least: 1, most: 3, views: 2, others: 1, multiple: true},
		"tied":                 {least: 1, most: 4, views: 1, others: 1, multiple: true, tied: true},
		"tied, crossed":        {least: 1, most: 4, views: 1, others: 2, multiple: true, tied: true},
		"tied, two releases":   {least: 1, most: 3, views: 2, others: 1, multiple: true, tied: true},
		"tied, crossed, twice": {least: 1, most: 2, views: 2, others: 2, multiple: true, tied: true},

		"tied, some left": {least: 1, most: 2, views: 2, others: 1, multiple: true, tied: true, left: true},
	} {
		s.walked(t, name)
	}
}

// onlyChildren is a round of two children, who are told apart by age and by home: how many
// of each gave which of three answers, where it is told. Every table by itself leaves room.
func onlyChildren() *Question {
	one, two := Interval{1, 1}, Interval{2, 2}
	nobody, any := Interval{}, Interval{0, 1}
	row := func(base Interval, cells ...Interval) Row { return Row{Base: base, Cells: cells} }
	return &Question{Columns: 3, Multiple: true, Closed: []bool{true, true}, Views: []View{{
		Whole: row(two, one, Interval{0, 2}, Interval{0, 2}),
		Groups: [][]Row{
			{row(one, one, any, any), row(one, nobody, any, any)}, // the young one gave the first answer
			{row(one, one, nobody, any), row(one, nobody, one, any)},
		},
	}}}
}

// TestTheSameChildInTwoTables: the child who gave the first answer is the young one in one
// table and at home in the other, so what the other home's child answered is the old one's.
// The tables by themselves do not tell.
func TestTheSameChildInTwoTables(t *testing.T) {
	a, err := New(onlyChildren(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for group, want := range []Interval{{0, 0}, {1, 1}} {
		c := Cell{Group: group, Column: 1}
		in, err := a.Bound(c)
		if err != nil || in != want {
			t.Errorf("age %d: %+v, %v, want %+v", group, in, err, want)
		}
		if in, err := a.flat.Bound(c); err != nil || in != (Interval{0, 1}) {
			t.Errorf("age %d, uncrossed: %+v, %v", group, in, err)
		}
	}
	if v, _ := a.Judge(Cell{Group: 1, Column: 1}, 1, false); v != Narrow {
		t.Errorf("it is %s", v)
	}
}

// TestAStrangerDealsTablesOut: without the truth a table of all groupings crossed is found
// that fits all that is told; where there is none, that is no table.
func TestAStrangerDealsTablesOut(t *testing.T) {
	found := 0
	for seed := range uint64(20) {
		d := draw(rand.New(rand.NewPCG(seed, 8)), shape{least: 20, most: 60, views: 1 + int(seed%2), others: 3, multiple: true, tied: true, rounded: true})
		a, err := New(d.q, d.most())
		if err != nil {
			t.Fatal(err)
		}
		if !a.Suppose() {
			continue
		}
		found++
		if a.t.wrong() != 0 {
			t.Errorf("seed %d: it does not fit", seed)
		}
		for _, c := range a.Cells() {
			if seen, err := a.Stranger(c); err == nil && !seen.Shown && (d.count(c) < seen.Least || d.count(c) > seen.Most && seen.Most < Enough) {
				t.Errorf("seed %d: %+v is %d, and told to be %+v", seed, c, d.count(c), seen)
			}
		}
	}
	if found < 15 {
		t.Errorf("a table was found for %d of 20 rounds", found)
	}
}

// TestWhatIsCrossed: groups of several groupings are named by one number, and more than any
// survey has are not crossed.
func TestWhatIsCrossed(t *testing.T) {
	q := &Question{Columns: 4, Multiple: true, Views: []View{{Groups: [][]Row{make([]Row, 3), make([]Row, 5)}}}}
	if !slices.Equal(q.Crossing(0), []int{0, 0}) || !slices.Equal(q.Crossing(7), []int{3, 1}) || !slices.Equal(q.Crossing(23), []int{3, 5}) {
		t.Errorf("%v, %v, %v", q.Crossing(0), q.Crossing(7), q.Crossing(23))
	}
	for n, want := range map[int]bool{5: true, 20_000: false} {
		q.Views[0].Groups[1] = make([]Row, n)
		if q.crossed() != want {
			t.Errorf("by groups of 3 and %d: %t", n, !want)
		}
	}
	if q.Multiple = false; q.crossed() {
		t.Error("one answer is crossed")
	}
}

// TestAnOrderNeedsNoSearch: what is true is a table, however large the programme, so an
// order of five options by three groupings is judged without one; and what cannot be is
// found without crossing.
func TestAnOrderNeedsNoSearch(t *testing.T) {
	q := &Question{Columns: 4, Multiple: true, Closed: []bool{true, true}, Choices: []Choice{{[]int{0, 1}, 1, 1}, {[]int{2, 3}, 1, 1}, {[]int{0, 2}, 1, 1}, {[]int{1, 3}, 1, 1}}}
	row := func(n, first int) Row {
		return Row{Base: Interval{n, n}, Cells: []Interval{{first, first}, Unknown(12), Unknown(12), Unknown(12)}}
	}
	q.Views = []View{{Whole: row(12, 7), Groups: [][]Row{{row(5, 3), row(7, 4)}, {row(6, 2), row(6, 5)}}}}
	a, err := New(q, 12)
	if err != nil || a.Possible() != nil {
		t.Fatal(err)
	}
	for c, want := range map[Cell]Interval{{Grouping: -1, Column: 3}: {7, 7}, {Grouping: 0, Group: 1, Column: 1}: {3, 3}, {Grouping: 1, Group: 0, Column: 2}: {4, 4}} {
		if in, err := a.Bound(c); err != nil || in != want {
			t.Errorf("%+v: %+v, %v, want %+v", c, in, err, want)
		}
	}
	q.Views[0].Groups[0][1] = row(7, 5) // eight put it first, and seven did
	if a, err = New(q, 12); err != nil || !errors.Is(a.Possible(), ErrInfeasible) {
		t.Errorf("what cannot be is possible: %v", err)
	}
}
