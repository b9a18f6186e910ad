package attack

import (
	"math/rand/v2"
	"testing"
)

// survey draws a question of n children with three groupings of sizes that
// surveys have, told in fives in some releases, each with more children.
func survey(r *rand.Rand, n, releases int) (*Question, func(Cell) int) {
	const columns = 6
	sizes := [3]int{5, 6, 8} // "in none" among them
	type person struct {
		answer, view int
		groups       [3]int
	}
	skewed := func(n int) int { return min(r.IntN(n), r.IntN(n)) }
	var all []person
	for range n {
		p := person{answer: skewed(columns), view: r.IntN(releases)}
		for k, size := range sizes {
			p.groups[k] = skewed(size)
		}
		all = append(all, p)
	}
	truth := map[Cell]int{}
	count := func(c Cell) { truth[c]++ }
	for _, p := range all {
		for v := p.view; v < releases; v++ {
			for _, column := range []int{-1, p.answer} {
				for k := -1; k < len(sizes); k++ {
					c := Cell{View: v, Grouping: k, Column: column}
					if k >= 0 {
						c.Group = p.groups[k]
					}
					count(c)
					if c.Joined = true; v == p.view {
						count(c)
					}
				}
			}
		}
	}
	q := &Question{Columns: columns}
	for v := range releases {
		at := func(k, g int) Row { return published(r, truth, Cell{View: v, Grouping: k, Group: g}, columns) }
		view := View{Whole: at(-1, 0)}
		for k, size := range sizes {
			var rows []Row
			for g := range size - 1 {
				rows = append(rows, at(k, g))
			}
			view.Groups = append(view.Groups, rows)
		}
		q.Views = append(q.Views, view)
	}
	return q, func(c Cell) int { return truth[c] }
}

// published is a row as a release shows it.
func published(r *rand.Rand, truth map[Cell]int, c Cell, columns int) Row {
	c.Column = -1
	n := truth[c]
	if n < 10 {
		row := Row{Base: Interval{0, 9}}
		for range columns {
			row.Cells = append(row.Cells, Interval{0, 9})
		}
		return row
	}
	row := Row{Base: fives(r, n)}
	row.Base.Least = max(10, row.Base.Least)
	for c.Column = range columns {
		row.Cells = append(row.Cells, fives(r, truth[c]))
	}
	return row
}

// BenchmarkAttack judges every cell of one question with three groupings after
// four releases; a round's release is twenty of them.
func BenchmarkAttack(b *testing.B) {
	for _, about := range []bool{false, true} {
		name := "opinion"
		if about {
			name = "about the child"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				q, truth := survey(rand.New(rand.NewPCG(1, 2)), 300, 4)
				a, err := New(q, q.Views[3].Whole.Base.Most)
				if err != nil {
					b.Fatal(err)
				}
				if !a.Know(truth) {
					b.Fatal("what is true does not fit")
				}
				unsafe := map[Verdict]int{}
				for _, c := range a.Cells() {
					v, _ := a.Judge(c, truth(c), about)
					unsafe[v]++
				}
				b.Log(unsafe)
			}
		})
	}
}
