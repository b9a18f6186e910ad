package attack

import (
	"math/rand/v2"
	"testing"
)

// groupedPlace is a round of two groups with two answers, told in one release or two, and
// how many children there truly are who joined with each release, by group and answer.
type groupedPlace struct {
	Place
	joined [][2][2]int // by release
}

func (p *groupedPlace) truth(c Cell) (n int) {
	from, to := 0, c.View
	if c.Joined {
		from = c.View
	}
	for v := from; v <= to; v++ {
		for g := range 2 {
			if c.Grouping >= 0 && c.Group != g {
				continue
			}
			for column := range 2 {
				if c.Column < 0 || c.Column == column {
					n += p.joined[v][g][column]
				}
			}
		}
	}
	return n
}

func drawnGrouped(r *rand.Rand, releases int) *groupedPlace {
	p := &groupedPlace{Place: Place{Question: &Question{Columns: 2, Closed: []bool{true}}, Most: 60}}
	for v := range releases {
		p.joined = append(p.joined, [2][2]int{{r.IntN(5), 3 + r.IntN(6)}, {r.IntN(4), 2 + r.IntN(9)}})
		row := func(c Cell) (out Row) {
			c.View, c.Column = v, -1
			out.Base = around(r, p.truth(c))
			for c.Column = range 2 {
				out.Cells = append(out.Cells, around(r, p.truth(c)))
			}
			return out
		}
		p.Views = append(p.Views, View{Whole: row(Cell{Grouping: -1}), Groups: [][]Row{{row(Cell{Group: 0}), row(Cell{Group: 1})}}})
	}
	return p
}

// total is what two places and a third of 11 children, 4 of them with the first answer,
// publish together, and Others.
func total(r *rand.Rand, a, b *groupedPlace) Link {
	others := []int{11, 4, 7}
	sum := func(column int) int {
		return a.truth(Cell{View: len(a.Views) - 1, Grouping: -1, Column: column}) + b.truth(Cell{View: len(b.Views) - 1, Grouping: -1, Column: column}) + others[column+1]
	}
	return Link{Places: []int{0, 1}, Others: others, Total: Row{Base: around(r, sum(-1)), Cells: []Interval{around(r, sum(0)), around(r, sum(1))}}}
}

// TestAJointOfPlacesWithGroups: with groupings and several releases each, the truth of both
// places fits, every bound holds it, and whoever knows the second place exactly learns no
// less of the first than who does not.
func TestAJointOfPlacesWithGroups(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 11))
		a, b := drawnGrouped(r, 1+int(seed%2)), drawnGrouped(r, 1+int(seed%3)/2)
		link := total(r, a, b)
		both, err := NewJoint([]Place{a.Place, b.Place}, []Link{link})
		if err != nil {
			t.Fatal(err)
		}
		truth := func(i int, c Cell) int { return []*groupedPlace{a, b}[i].truth(c) }
		if !both.Know(truth) {
			t.Fatalf("%d: the truth does not fit", seed)
		}
		alone := link
		alone.Places, alone.Others = []int{0}, []int{}
		for column := -1; column < 2; column++ {
			alone.Others = append(alone.Others, link.Others[column+1]+b.truth(Cell{View: len(b.Views) - 1, Grouping: -1, Column: column}))
		}
		one, err := NewJoint([]Place{a.Place}, []Link{alone})
		if err != nil || !one.Know(truth) {
			t.Fatalf("%d: alone it does not fit: %v", seed, err)
		}
		for _, c := range one.Cells() {
			n := one.truthOf(c, truth)
			wide, err := both.bound(c, 0, 200)
			if err != nil {
				t.Fatal(err)
			}
			narrow, err := one.bound(c, 0, 200)
			if err != nil {
				t.Fatal(err)
			}
			if n < narrow.Least || n > narrow.Most || wide.Least > narrow.Least || wide.Most < narrow.Most {
				t.Errorf("%d: %+v is %d; alone %v, together %v", seed, c, n, narrow, wide)
			}
			judge(t, both, c, n, wide)
		}
	}
}

// truthOf is what is true of a cell of the first place or of a total.
func (j *Joint) truthOf(c Cell, truth func(int, Cell) int) int {
	if c.IsTotal() {
		return j.Total(-1-c.View, c.Column, truth)
	}
	return truth(0, c)
}

// judge holds a verdict against the bound: what is called safe keeps three values.
func judge(t *testing.T, j *Joint, c Cell, n int, in Interval) {
	t.Helper()
	v, _ := j.Judge(c, n, true)
	if v == Safe && n >= 1 && n <= small && (in.Most-in.Least+1 < leastOf || in.Least >= 1 && in.Most <= small) {
		t.Errorf("%+v is %d, keeps %v and is called safe", c, n, in)
	}
}

// TestAJointThatCannotBeTrue: totals that no ways of answering give are found out.
func TestAJointThatCannotBeTrue(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	a, b := drawnGrouped(r, 1), drawnGrouped(r, 1)
	link := total(r, a, b)
	link.Total.Base = Interval{500, 508}
	if _, err := NewJoint([]Place{a.Place, b.Place}, []Link{link}); err == nil {
		t.Error("five hundred of some forty")
	}
	link = total(r, a, b)
	j, err := NewJoint([]Place{a.Place, b.Place}, []Link{link})
	if err != nil {
		t.Fatal(err)
	}
	if j.Know(func(int, Cell) int { return 0 }) {
		t.Error("nobody answered, and it fits")
	}
	if c := TotalCell(2, -1); !c.IsTotal() || c == TotalCell(1, -1) || (Cell{Grouping: -1}).IsTotal() {
		t.Errorf("%+v", c)
	}
}
