package attack

import "testing"

// TestApartOfWhatIsTold: that so many are outside each column is known of those columns alone
// that are told. Of a column that is not, a group in which all but two fell is as possible.
func TestApartOfWhatIsTold(t *testing.T) {
	row := Row{Base: Interval{10, 14}, Cells: []Interval{{1, 9}, Unknown(9), Unknown(14)}, Apart: 5}
	ask := func(told []int) *Attack {
		t.Helper()
		row.Told = told
		a, err := New(&Question{Columns: 3, Multiple: true, Views: []View{{Whole: row}}}, 14)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	truth := map[int]int{-1: 10, 0: 3, 1: 8, 2: 1} // all but two carry the second
	know := func(a *Attack) bool { return a.Know(func(c Cell) int { return truthOf(c, truth) }) }
	if !know(ask([]int{0})) {
		t.Error("what is so is held to be impossible")
	}
	if know(ask(nil)) {
		t.Error("of all columns it is known that five are outside")
	}
	in, err := ask([]int{0}).Bound(Cell{Grouping: -1, Column: 0})
	if err != nil || in.Most > 9 || in.Least < 1 {
		t.Errorf("%+v, %v", in, err)
	}
	in, err = ask([]int{1}).Bound(Cell{Grouping: -1, Column: 1})
	if err != nil || in.Most != 9 {
		t.Errorf("of fourteen nine can carry it: %+v, %v", in, err)
	}
}

// truthOf is the count of a cell of the whole, or of those in no group, who are all.
func truthOf(c Cell, whole map[int]int) int {
	if c.Grouping >= 0 && c.Group > 0 {
		return 0
	}
	return whole[c.Column]
}
