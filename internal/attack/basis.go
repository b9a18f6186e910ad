package attack

import (
	"cmp"
	"math"
	"slices"
)

// basis says which variables of a programme are worked out of the others, one a row,
// and how. Each row says: its sum - its terms = 0, so that to begin with, when all
// sums are basic, the matrix of the basic columns is the unit matrix. Its inverse is
// kept as a product of matrices that differ from that in one column each (Dantzig and
// Orchard-Hays, "The product form for the inverse in the simplex method",
// Mathematical Tables and Other Aids to Computation 8, 1954), which stay as empty as
// surveys are, while a tableau fills up.
type basis struct {
	vars  int   // variables that are no row's sum
	rows  []row // never changed
	cols  [][]entry
	head  []int // by row: its basic variable
	where []int // by variable: its row, -1 if it is not basic
	etas  []eta
	size  int // numbers in etas
	whole int // numbers in cols
	fresh int // etas when the inverse was last made
	a, b  []float64
}

// entry is a number of a column.
type entry struct {
	row int
	v   float64
}

// eta is the unit matrix but for one column, that of row.
type eta struct {
	row int
	by  float64 // one over the column's number in that row
	of  []entry // its other numbers
}

func newBasis(n int, rows []row) basis {
	b := basis{vars: n, rows: rows, cols: make([][]entry, n)}
	for i, r := range rows {
		for _, t := range r.terms {
			b.cols[t.variable] = append(b.cols[t.variable], entry{i, t.times})
			b.whole++
		}
	}
	b.toUnit()
	return b
}

// toUnit makes every row's sum basic.
func (b *basis) toUnit() {
	b.etas, b.size, b.fresh = nil, 0, 0
	b.head, b.where = make([]int, len(b.rows)), make([]int, b.vars+len(b.rows))
	for j := range b.vars {
		b.where[j] = -1
	}
	for i := range b.rows {
		b.head[i], b.where[b.vars+i] = b.vars+i, i
	}
}

// work is about how many numbers a step goes through.
func (b *basis) work() int { return b.whole + 2*b.size + 4*len(b.where) }

// room is a vector of noughts, as long as there are rows.
func (b *basis) blank(of *[]float64) []float64 {
	if len(*of) != len(b.rows) {
		*of = make([]float64, len(b.rows))
	}
	clear(*of)
	return *of
}

// column is how much less each basic variable is, by row, for one more of variable j.
func (b *basis) column(j int) []float64 {
	v := b.blank(&b.a)
	if j >= b.vars {
		v[j-b.vars] = 1
	} else {
		for _, e := range b.cols[j] {
			v[e.row] -= e.v
		}
	}
	b.forward(v)
	return v
}

// solve gives the values of the basic variables, by row, for those of the others.
func (b *basis) solve(x []float64) []float64 {
	v := b.blank(&b.a)
	for j, x := range x {
		switch {
		case b.where[j] >= 0 || x == 0:
		case j >= b.vars:
			v[j-b.vars] -= x
		default:
			for _, e := range b.cols[j] {
				v[e.row] += e.v * x
			}
		}
	}
	b.forward(v)
	return v
}

// forward multiplies the inverse with a column.
func (b *basis) forward(v []float64) {
	for i := range b.etas {
		e := &b.etas[i]
		t := v[e.row]
		if t == 0 {
			continue
		}
		t *= e.by
		v[e.row] = t
		for _, o := range e.of {
			v[o.row] -= o.v * t
		}
	}
}

// prices are what one unit of each row is worth, if the basic variables cost so much.
func (b *basis) prices(cost []float64) []float64 {
	z := b.blank(&b.b)
	for i, j := range b.head {
		z[i] = cost[j]
	}
	for i := len(b.etas) - 1; i >= 0; i-- {
		e := &b.etas[i]
		t := z[e.row]
		for _, o := range e.of {
			t -= z[o.row] * o.v
		}
		z[e.row] = t * e.by
	}
	return z
}

// gain is what the basic variables cost more for one more of variable j.
func (b *basis) gain(price []float64, j int) (sum float64) {
	if j >= b.vars {
		return -price[j-b.vars]
	}
	for _, e := range b.cols[j] {
		sum += price[e.row] * e.v
	}
	return sum
}

// dust is what rounding leaves of nothing.
const dust = 1e-11

// renew is after how many exchanges the inverse is made anew.
const renew = 80

// exchange puts variable j, whose column is given, in the place of the basic variable of
// row r. True if the inverse was made anew.
func (b *basis) exchange(r, j int, column []float64) bool {
	b.where[b.head[r]] = -1
	b.take(r, j, column)
	if len(b.etas) < b.fresh+renew {
		return false
	}
	b.invert()
	return true
}

// take makes variable j basic in row r, in which none is any more.
func (b *basis) take(r, j int, column []float64) {
	b.head[r], b.where[j] = j, r
	e := eta{row: r, by: 1 / column[r]}
	for i, v := range column {
		if i != r && (v > dust || v < -dust) {
			e.of = append(e.of, entry{i, v})
		}
	}
	b.etas, b.size = append(b.etas, e), b.size+len(e.of)
}

// invert makes the inverse anew for the same basic variables, in an order in which it
// stays as empty as can be. One that turns out to depend on the others is basic no more.
func (b *basis) invert() {
	var list []int
	open := make([]bool, len(b.rows)) // rows whose sum is not basic
	for i := range b.rows {
		open[i] = b.where[b.vars+i] < 0
	}
	for _, j := range b.head {
		if j < b.vars {
			list = append(list, j)
		}
	}
	others := slices.Clone(open) // rows that are nobody's turn
	order := b.order(list, others)
	b.toUnit()
	for _, o := range order {
		column, best := b.column(o.variable), o.row
		if best < 0 {
			best = greatest(column, others)
		}
		if best < 0 || !open[best] || math.Abs(column[best]) < 0.01 {
			best = greatest(column, open)
		}
		if best >= 0 {
			b.where[b.vars+best], open[best], others[best] = -1, false, false
			b.take(best, o.variable, column)
		}
	}
	b.fresh = len(b.etas)
}

// greatest is the open row with the greatest number; -1 if there is none to speak of.
func greatest(column []float64, open []bool) int {
	best := -1
	for i, v := range column {
		if open[i] && math.Abs(v) > 1e-9 && (best < 0 || math.Abs(v) > math.Abs(column[best])) {
			best = i
		}
	}
	return best
}

// turn is a variable that becomes basic, in a row, or -1 for any.
type turn struct{ variable, row int }

// order lists variables so that what comes late changes little: first those that alone
// have a number in some row, last those that have a number in one row alone, again and
// again among what is left.
func (b *basis) order(list []int, open []bool) []turn {
	var first, last []turn
	many := make([]int, len(b.rows)) // by row: of list
	in := func(j int) (n, row, alone int) {
		row, alone = -1, -1
		for _, e := range b.cols[j] {
			if open[e.row] {
				n, row = n+1, e.row
				if many[e.row] == 1 {
					alone = e.row
				}
			}
		}
		return n, row, alone
	}
	for _, j := range list {
		for _, e := range b.cols[j] {
			many[e.row]++
		}
	}
	for again := true; again; {
		again = false
		list = slices.DeleteFunc(list, func(j int) bool {
			n, row, alone := in(j)
			switch {
			case alone >= 0:
				first, row = append(first, turn{j, alone}), alone
			case n == 1:
				last = append(last, turn{j, row})
			default:
				return false
			}
			for _, e := range b.cols[j] {
				many[e.row]--
			}
			open[row], again = false, true
			return true
		})
	}
	slices.SortStableFunc(list, func(x, y int) int { return cmp.Compare(len(b.cols[x]), len(b.cols[y])) })
	for _, j := range list {
		first = append(first, turn{j, -1})
	}
	slices.Reverse(last)
	return append(first, last...)
}

// clone shares what is never changed.
func (b *basis) clone() basis {
	c := *b
	c.head, c.where, c.etas = slices.Clone(b.head), slices.Clone(b.where), slices.Clip(b.etas)
	c.a, c.b = nil, nil
	return c
}

// addRow adds a row, whose sum is basic.
func (b *basis) addRow(r row) {
	i := len(b.rows)
	b.rows, b.cols = append(slices.Clip(b.rows), r), slices.Clone(b.cols)
	for _, t := range r.terms {
		b.cols[t.variable] = append(slices.Clip(b.cols[t.variable]), entry{i, t.times})
		b.whole++
	}
	b.head, b.where = append(b.head, len(b.where)), append(b.where, i)
	b.invert()
}
