package attack

import (
	"math/rand/v2"
	"testing"
)

// around is an interval of a width of nine that holds n, as a rounded count is.
func around(r *rand.Rand, n int) Interval {
	least := n - r.IntN(9)
	return Interval{max(0, least), least + 8}
}

// drawnPlace is a round of at most five children with two answers, one or both of which a
// child gives if many.
func drawnPlace(r *rand.Rand, many bool) (p Place, base, x, y int) {
	x, y = r.IntN(4), r.IntN(3)
	base = x + y
	if many {
		base = max(x, y) + r.IntN(1+min(x, y))
	}
	row := Row{Base: around(r, base), Cells: []Interval{around(r, x), around(r, y)}}
	return Place{Question: &Question{Columns: 2, Multiple: many, Views: []View{{Whole: row}}}, Most: 12}, base, x, y
}

// TestJointBoundsAreThoseOfEveryTable: what follows of two places and their total, with a
// third that is known, is what enumerating every way of answering gives; and no more
// follows of the first when its truth is known.
func TestJointBoundsAreThoseOfEveryTable(t *testing.T) {
	for seed := range uint64(60) {
		r, many := rand.New(rand.NewPCG(seed, 1)), seed%2 == 0
		a, aBase, ax, ay := drawnPlace(r, many)
		b, bBase, bx, by := drawnPlace(r, many)
		others := []int{5, 3, 2}
		total := Row{Base: around(r, aBase+bBase+5), Cells: []Interval{around(r, ax+bx+3), around(r, ay+by+2)}}
		j, err := NewJoint([]Place{a, b}, []Link{{Places: []int{0, 1}, Others: others, Total: total}})
		if err != nil {
			t.Fatal(err)
		}
		truth := [2][3]int{{aBase, ax, ay}, {bBase, bx, by}}
		children := func(i int, c Cell) int {
			if c.Grouping == 0 && c.Group > 0 {
				return 0
			}
			return truth[i][c.Column+1]
		}
		if !j.Know(children) {
			t.Fatalf("%d: the truth does not fit", seed)
		}
		for column := -1; column < 2; column++ {
			for _, c := range []Cell{{Grouping: -1, Column: column}, TotalCell(0, column)} {
				want := everyTable(a, b, others, total, c)
				got, err := j.bound(c, 0, 100)
				if err != nil || got != want {
					t.Errorf("%d: %+v is %v, %v; every table gives %v", seed, c, got, err, want)
				}
				n := truth[0][column+1]
				if c.IsTotal() {
					n = j.Total(0, column, children)
				}
				if n < want.Least || n > want.Most {
					t.Fatalf("%d: the truth is not among the tables", seed)
				}
				if v, _ := j.Judge(c, n, false); v == Safe && n >= 1 && n <= small && want.Most-want.Least+1 < leastOf {
					t.Errorf("%d: %+v keeps %v and is called safe", seed, c, want)
				}
			}
		}
	}
}

// everyTable is the least and the most that a cell can be.
func everyTable(a, b Place, others []int, total Row, c Cell) Interval {
	in := Interval{1 << 20, -1}
	for _, p := range tablesOf(a) {
		for _, q := range tablesOf(b) {
			var sum [3]int
			for i := range sum {
				sum[i] = p[i] + q[i] + others[i]
			}
			if !within(total.Base, sum[0]) || !within(total.Cells[0], sum[1]) || !within(total.Cells[1], sum[2]) {
				continue
			}
			n := p[c.Column+1]
			if c.IsTotal() {
				n = sum[c.Column+1]
			}
			in.Least, in.Most = min(in.Least, n), max(in.Most, n)
		}
	}
	return in
}

func within(in Interval, n int) bool { return n >= in.Least && n <= in.Most }

// tablesOf are all ways of answering that fit what a place published: the base first.
func tablesOf(p Place) (list [][3]int) {
	row := p.Views[0].Whole
	for x := range p.Most + 1 {
		for y := range p.Most + 1 {
			for base := range p.Most + 1 {
				fits := base == x+y
				if p.Multiple {
					fits = base >= max(x, y) && base <= x+y
				}
				if fits && within(row.Base, base) && within(row.Cells[0], x) && within(row.Cells[1], y) {
					list = append(list, [3]int{base, x, y})
				}
			}
		}
	}
	return list
}

// TestATotalThatIsToldTwice: the more often a total is told with other roundings, the less
// is left of a small place; by and by it is known.
func TestATotalThatIsToldTwice(t *testing.T) {
	told := func(n int) Row {
		return Row{Base: Interval{n - 8, n}, Cells: []Interval{{n - 8, n}}}
	}
	place := Place{Question: &Question{Columns: 1, Views: []View{{Whole: Row{Base: Interval{0, 4}, Cells: []Interval{{0, 4}}}}}}, Most: 20}
	truth := func(_ int, c Cell) int {
		if c.Grouping == 0 && c.Group > 0 {
			return 0
		}
		return 2
	}
	links := []Link{{Places: []int{0}, Others: []int{40, 40}, Total: told(47)}}
	for _, want := range []Verdict{Safe, Narrow} {
		j, err := NewJoint([]Place{place}, links)
		if err != nil || !j.Know(truth) {
			t.Fatal(err)
		}
		if got, in := j.Judge(Cell{Grouping: -1}, 2, false); got != want {
			t.Errorf("told %d times: %s, %v", len(links), got, in)
		}
		links = append(links, Link{Places: []int{0}, Others: []int{40, 40}, Total: told(50)}, Link{Places: []int{0}, Others: []int{40, 40}, Total: Row{Base: Interval{41, 49}, Cells: []Interval{{41, 49}}}},
			Link{Places: []int{0}, Others: []int{40, 40}, Total: told(42)})
	}
	if _, err := NewJoint([]Place{place}, append(links, Link{Places: []int{0}, Others: []int{40, 40}, Total: told(30)})); err == nil {
		t.Error("what cannot all be true is taken for true")
	}
}
