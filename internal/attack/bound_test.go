package attack

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// one is a question of a whole and one grouping of two groups, as told in one
// release; rows give the base and two columns.
func one(whole Row, groups ...Row) *Question {
	return &Question{Columns: 2, Views: []View{{Whole: whole, Groups: [][]Row{groups}}}}
}

func exactly(n int) Interval { return Interval{n, n} }

func told(base, a, b Interval) Row { return Row{Base: base, Cells: []Interval{a, b}} }

func attackOf(t *testing.T, q *Question, most int) *Attack {
	t.Helper()
	a, err := New(q, most)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func bounds(t *testing.T, a *Attack, c Cell, want Interval) {
	t.Helper()
	if got, err := a.Bound(c); err != nil || got != want {
		t.Errorf("%+v: %+v, %v; want %+v", c, got, err, want)
	}
}

// Hiding one small number and showing the rest exactly hides nothing: the number
// is the whole less what is shown.
func TestAHiddenNumberIsTakenAway(t *testing.T) {
	whole := told(exactly(30), exactly(18), exactly(12))
	shown := told(exactly(25), exactly(16), exactly(9))
	a := attackOf(t, one(whole, shown, told(Unknown(9), Unknown(9), Unknown(9))), 30)
	// Those who are in no group may be among the five that are left.
	bounds(t, a, Cell{Group: 1, Column: -1}, Interval{0, 5})
	bounds(t, a, Cell{Group: 1, Column: 0}, Interval{0, 2})
	a = attackOf(t, one(whole, shown, told(exactly(5), Unknown(9), Unknown(9))), 30)
	bounds(t, a, Cell{Group: 1, Column: 0}, exactly(2))
	bounds(t, a, Cell{Group: 2, Column: -1}, exactly(0))
	if v, in := a.Judge(Cell{Group: 1, Column: 0}, 2, false); v != Narrow || in != exactly(2) {
		t.Errorf("%s within %+v", v, in)
	}
}

// Counts in fives leave room: a shown 5 is 1 to 9, and what adds up narrows it.
func TestFivesLeaveRoom(t *testing.T) {
	five, ten, twenty := Interval{1, 9}, Interval{6, 14}, Interval{16, 24}
	a := attackOf(t, one(told(twenty, ten, ten), told(ten, five, five)), 24)
	bounds(t, a, Cell{Group: 0, Column: 0}, Interval{1, 9})
	bounds(t, a, Cell{Group: 1, Column: 0}, Interval{0, 13})
	for _, c := range []struct {
		truth int
		about bool
		want  Verdict
	}{{1, false, Safe}, {4, false, Safe}, {4, true, Safe}, {0, true, Safe}, {17, true, Safe}} {
		if v, _ := a.Judge(Cell{Group: 0, Column: 0}, c.truth, c.about); v != c.want {
			t.Errorf("%+v: %s", c, v)
		}
	}
}

// Three values may be left, and yet it is proved that a few children are meant.
func TestAFewAreProved(t *testing.T) {
	whole := told(Interval{10, 14}, Interval{8, 10}, Interval{2, 4})
	a := attackOf(t, one(whole), 14)
	c := Cell{Grouping: -1, Column: 1}
	bounds(t, a, c, Interval{2, 4})
	if v, _ := a.Judge(c, 3, false); v != Safe {
		t.Errorf("an opinion: %s", v)
	}
	if v, in := a.Judge(c, 3, true); v != Proved || in.Least != 2 || in.Most != 4 {
		t.Errorf("about the child: %s within %+v", v, in)
	}
}

// A second release with one child more, told exactly, tells what the child said.
func TestOneChildMore(t *testing.T) {
	q := &Question{Columns: 2, Views: []View{
		{Whole: told(exactly(20), exactly(12), exactly(8))},
		{Whole: told(exactly(21), exactly(13), exactly(8))},
	}}
	joined := Cell{View: 1, Grouping: -1, Column: 0, Joined: true}
	a := attackOf(t, q, 21)
	bounds(t, a, joined, exactly(1))
	if v, _ := a.Judge(joined, 1, false); v != Narrow {
		t.Errorf("one child: %s", v)
	}
	q.Views[1].Left = true // others may have left: the difference is no longer who joined
	a = attackOf(t, q, 21)
	bounds(t, a, Cell{View: 1, Grouping: -1, Column: 0}, exactly(13))
	for _, c := range a.Cells() {
		if c.Joined {
			t.Errorf("%+v can be asked for", c)
		}
	}
}

// Whoever knows that everybody is in one of the groups knows the last from the rest.
func TestNobodyIsInNone(t *testing.T) {
	q := one(told(exactly(30), exactly(18), exactly(12)), told(exactly(25), exactly(16), exactly(9)), told(Unknown(9), Unknown(9), Unknown(9)))
	q.Closed = []bool{true}
	a := attackOf(t, q, 30)
	bounds(t, a, Cell{Group: 1, Column: -1}, exactly(5))
	bounds(t, a, Cell{Group: 1, Column: 0}, exactly(2))
	bounds(t, a, Cell{Group: 2, Column: 1}, exactly(0))
}

// Only what fits is taken for the truth.
func TestKnow(t *testing.T) {
	q := one(told(exactly(20), exactly(12), exactly(8)), told(exactly(11), exactly(9), exactly(2)))
	children := map[Cell]int{
		{Joined: true}: 9, {Joined: true, Column: 1}: 2,
		{Joined: true, Group: 1}: 3, {Joined: true, Group: 1, Column: 1}: 6,
	}
	a := attackOf(t, q, 20)
	if !a.Know(func(c Cell) int { return children[c] }) {
		t.Fatal("the truth is refused")
	}
	if v, _ := a.Judge(Cell{Column: 1}, 2, false); v != Narrow {
		t.Errorf("a count that was told is %s", v)
	}
	children[Cell{Joined: true}]++
	if a.Know(func(c Cell) int { return children[c] }) {
		t.Error("21 of 20 are taken for the truth")
	}
}

// The same question gets the same verdicts, in whatever order and how often it is asked.
func TestVerdictsAreTheSameAgain(t *testing.T) {
	verdicts := func() map[Cell]Verdict {
		q, truth := survey(rand.New(rand.NewPCG(3, 4)), 60, 2)
		a := attackOf(t, q, q.Views[1].Whole.Base.Most)
		if !a.Know(truth) {
			t.Fatal("what is true does not fit")
		}
		all := map[Cell]Verdict{}
		for _, c := range a.Cells() {
			all[c], _ = a.Judge(c, truth(c), true)
		}
		return all
	}
	if diff := cmp.Diff(verdicts(), verdicts()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotAllBeTrue(t *testing.T) {
	q := one(told(exactly(20), exactly(12), exactly(9)))
	if _, err := New(q, 20); !errors.Is(err, ErrInfeasible) {
		t.Errorf("12 and 9 are 20: %v", err)
	}
}

// A vertex may be a fraction where no whole number fits; the search says so.
func TestWholeChildren(t *testing.T) {
	p, err := newProgramme([]float64{0, 0, 0}, []float64{1, 1, 1}, []row{
		{[]term{{0, 1}, {1, 1}}, 1, 1}, {[]term{{1, 1}, {2, 1}}, 1, 1}, {[]term{{0, 1}, {2, 1}}, 1, 1},
	})
	if err != nil || p.fraction(3) < 0 {
		t.Fatalf("%v, %v", p, err)
	}
	a, nodes := &Attack{s: &system{lo: make([]float64, 3)}, p: p}, maxNodes
	if a.search(p.clone(), &nodes) != nil {
		t.Error("three halves are no children")
	}
}
