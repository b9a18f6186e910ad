package attack

import (
	"slices"
	"testing"
)

// merged is a question of three columns and three groups, of which two columns or two
// groups are told together.
func merged(views ...View) *Question {
	return &Question{Columns: 3, Closed: []bool{true}, Joint: [][]int{{0, 1}}, Together: [][][]int{{{0, 1}}}, Views: views}
}

// TestColumnsTogether are the sum of theirs: each by itself is at most that, and whatever
// else is known of one says something of the other.
func TestColumnsTogether(t *testing.T) {
	none := Unknown(40)
	whole := Row{Base: exactly(40), Cells: []Interval{none, none, exactly(25)}, Joint: []Interval{exactly(15)}}
	rows := []Row{
		{Base: exactly(20), Cells: []Interval{exactly(6), none, none}},
		{Base: exactly(20), Cells: []Interval{exactly(5), none, none}, Joint: []Interval{exactly(7)}},
	}
	q := merged(View{Whole: whole, Groups: [][]Row{rows}})
	q.Together = nil
	a := attackOf(t, q, 40)
	bounds(t, a, Cell{Grouping: -1, Column: 0}, exactly(11))
	bounds(t, a, Cell{Grouping: -1, Column: 1}, exactly(4))
	bounds(t, a, Cell{Grouping: -1, Column: JointColumn(0)}, exactly(15))
	bounds(t, a, Cell{Group: 1, Column: 1}, exactly(2))
	bounds(t, a, Cell{Group: 0, Column: 1}, exactly(2))
	bounds(t, a, Cell{Group: 1, Column: JointColumn(0)}, exactly(7))
	// Only where they are told together can the sum be asked for.
	if slices.Contains(a.Cells(), Cell{Group: 0, Column: JointColumn(0)}) || !slices.Contains(a.Cells(), Cell{Group: 1, Column: JointColumn(0)}) {
		t.Errorf("%+v", a.Cells())
	}
}

// TestGroupsTogether are the children of all of them.
func TestGroupsTogether(t *testing.T) {
	none := Unknown(40)
	both := Row{Base: exactly(24), Cells: []Interval{exactly(10), exactly(3), exactly(11)}}
	third := Row{Base: exactly(16), Cells: []Interval{exactly(9), none, none}}
	q := merged(View{
		Whole:  Row{Base: exactly(40), Cells: []Interval{none, exactly(8), none}},
		Groups: [][]Row{{Silent(40), {Base: exactly(9)}, third}}, Together: [][]Row{{both}},
	})
	a := attackOf(t, q, 40)
	bounds(t, a, Cell{Grouping: -1, Column: 0}, exactly(19))
	bounds(t, a, Cell{Group: 0, Column: -1}, exactly(15))
	bounds(t, a, Cell{Group: 2, Column: 1}, exactly(5))
	bounds(t, a, Cell{Group: 1, Column: 1}, Interval{0, 3})
	bounds(t, a, Cell{Group: JointGroup(0), Column: 1}, exactly(3))
	bounds(t, a, Cell{Group: JointGroup(0), Column: -1}, exactly(24))
	// Three who are told exactly are too few, together as by themselves.
	if v, _ := a.Judge(Cell{Group: JointGroup(0), Column: 1}, 3, false); v != Narrow {
		t.Errorf("three of two groups: %s", v)
	}
}

// TestTogetherNowAndApartBefore: what an earlier release told of each narrows what a later
// one tells of both, and who joined is in neither by himself.
func TestTogetherNowAndApartBefore(t *testing.T) {
	none := Unknown(30)
	q := merged(
		View{Whole: Row{Base: exactly(20), Cells: []Interval{exactly(8), exactly(7), exactly(5)}}},
		View{Whole: Row{Base: exactly(21), Cells: []Interval{none, none, exactly(5)}, Joint: []Interval{exactly(16)}}},
	)
	q.Together, q.Closed = nil, nil
	a := attackOf(t, q, 30)
	bounds(t, a, Cell{View: 1, Grouping: -1, Column: 0}, Interval{8, 9})
	bounds(t, a, Cell{View: 1, Grouping: -1, Column: 1, Joined: true}, Interval{0, 1})
	bounds(t, a, Cell{View: 1, Grouping: -1, Column: JointColumn(0), Joined: true}, exactly(1))
	if v, _ := a.Judge(Cell{View: 1, Grouping: -1, Column: JointColumn(0), Joined: true}, 1, false); v != Narrow {
		t.Errorf("that one joined with either answer is %s", v)
	}
}

// TestApartFromColumnsTogether: a group is shown only if enough answered otherwise than
// any of the answers that are told as one.
func TestApartFromColumnsTogether(t *testing.T) {
	none := Unknown(30)
	row := Row{Base: exactly(12), Cells: []Interval{none, none, none}, Joint: []Interval{{0, 30}}, Apart: 5}
	q := merged(View{Whole: Row{Base: exactly(12), Cells: row.Cells, Joint: []Interval{{1, 29}}, Apart: 5}})
	q.Together, q.Closed = nil, nil
	a := attackOf(t, q, 30)
	bounds(t, a, Cell{Grouping: -1, Column: JointColumn(0)}, Interval{5, 7})
	bounds(t, a, Cell{Grouping: -1, Column: 2}, Interval{5, 7})
	q.Views[0].Whole = row // nothing is told of them together: each by itself only
	a = attackOf(t, q, 30)
	bounds(t, a, Cell{Grouping: -1, Column: 2}, Interval{0, 7})
}

// TestSilentRows say nothing, and a set that nothing is told of cannot be asked for.
func TestSilentRows(t *testing.T) {
	q := merged(View{
		Whole:  Row{Base: exactly(30)},
		Groups: [][]Row{{{Base: exactly(10)}, {Base: exactly(9)}, Silent(30)}}, Together: [][]Row{{Silent(30)}},
	})
	a := attackOf(t, q, 30)
	for _, c := range a.Cells() {
		if c.Group < 0 || c.Column < -1 {
			t.Errorf("%+v can be asked for", c)
		}
	}
	bounds(t, a, Cell{Group: 2, Column: -1}, exactly(11))
}
