package attack

import (
	"errors"
	"math"
	"slices"
)

// programme is a linear programme over variables with bounds,
//
//	lower <= x <= upper, and for each row lower <= sum of coefficients times x <= upper,
//
// kept as a tableau that stays at a feasible vertex, so that one objective after
// another can be asked of it. It is the primal simplex method for bounded
// variables (Dantzig, "Upper bounds, secondary constraints, and block triangularity
// in linear programming", Econometrica 23, 1955), with Bland's rule against going
// in circles (Bland, Mathematics of Operations Research 2, 1977).
//
// gonum's lp.Simplex is what the tests hold it against. The attack itself cannot use
// it: without bounds on variables every cell needs two rows of its own, and it
// begins anew for every objective, which together is some thousand times slower.
type programme struct {
	t      [][]float64 // a row says: basic variable + sum of t[j] times x[j] over the others is constant
	x      []float64
	lo, hi []float64
	basis  []int  // by row
	basic  []bool // by variable
	left   *int   // work, shared with its clones
	// stalled counts the steps in a row that led nowhere.
	stalled int
}

// row is one sum that is bounded.
type row struct {
	terms  []term
	lo, hi float64
}

type term struct {
	variable int
	times    float64
}

var (
	errInfeasible = errors.New("attack: what is published cannot all be true")
	errStuck      = errors.New("attack: not decided within the limit")
)

// tiny is what counts as nothing. All numbers are small integers at the start and
// stay small fractions, so there is room on both sides.
const tiny = 1e-7

// newProgramme builds the tableau and looks for a first vertex. Every variable
// needs a finite lower bound. errInfeasible if there is no point at all.
func newProgramme(lo, hi []float64, rows []row) (*programme, error) {
	n, m := len(lo), len(rows)
	p := &programme{
		t: make([][]float64, m), x: make([]float64, n+m), lo: make([]float64, n+m), hi: make([]float64, n+m),
		basis: make([]int, m), basic: make([]bool, n+m), left: new(int),
	}
	*p.left = maxWork
	copy(p.lo, lo)
	copy(p.hi, hi)
	copy(p.x, lo)
	for i, r := range rows {
		s := n + i
		p.t[i] = make([]float64, n+m)
		p.t[i][s] = 1
		for _, term := range r.terms {
			p.t[i][term.variable] -= term.times
			p.x[s] += term.times * lo[term.variable]
		}
		p.lo[s], p.hi[s], p.basis[i], p.basic[s] = r.lo, r.hi, s, true
	}
	return p, p.repair()
}

// maxWork bounds what all objectives of one programme and its clones may cost, in
// numbers of the tableau gone through: about two seconds. It is no time, so that
// a verdict is the same on every machine.
const maxWork = 1_500_000_000

// spend says whether there is work left for one more step.
func (p *programme) spend() bool {
	*p.left -= len(p.t) * len(p.x)
	return *p.left >= 0
}

// repair moves to a point within all bounds.
func (p *programme) repair() error {
	for p.spend() {
		cost, wrong := p.wrongness()
		if !wrong {
			return nil
		}
		j, dir := p.entering(cost)
		if j < 0 {
			return errInfeasible
		}
		p.move(j, dir)
	}
	return errStuck
}

// wrongness is how the sum of all violations falls with each variable, and
// whether there is any.
func (p *programme) wrongness() (cost []float64, wrong bool) {
	cost = make([]float64, len(p.x))
	for i, b := range p.basis {
		sign := 0.0
		switch {
		case p.x[b] < p.lo[b]-tiny:
			sign = 1 // it has to grow
		case p.x[b] > p.hi[b]+tiny:
			sign = -1
		default:
			continue
		}
		wrong = true
		for j, v := range p.t[i] {
			if v != 0 && !p.basic[j] {
				cost[j] -= sign * v
			}
		}
	}
	return cost, wrong
}

// maximise moves to a vertex at which a sum of variables is as great as can be, or
// at least enough, and gives its value. errStuck if the limit is reached.
func (p *programme) maximise(sum []term, enough float64) (float64, error) {
	return p.push(sum, 1, enough)
}

// minimise is maximise downwards.
func (p *programme) minimise(sum []term, enough float64) (float64, error) {
	return p.push(sum, -1, enough)
}

func (p *programme) push(sum []term, sign, enough float64) (float64, error) {
	for p.spend() {
		value := p.value(sum)
		if sign*(value-enough) >= -tiny {
			return value, nil
		}
		j, dir := p.entering(p.slope(sum, sign))
		if j < 0 {
			return value, nil
		}
		p.move(j, dir)
	}
	return p.value(sum), errStuck
}

func (p *programme) value(sum []term) float64 {
	value := 0.0
	for _, t := range sum {
		value += t.times * p.x[t.variable]
	}
	return value
}

// slope is how sign times a sum grows with each variable that is not basic.
func (p *programme) slope(sum []term, sign float64) []float64 {
	cost := make([]float64, len(p.x))
	for _, t := range sum {
		if !p.basic[t.variable] {
			cost[t.variable] += sign * t.times
			continue
		}
		for j, c := range p.t[p.rowOf(t.variable)] {
			if c != 0 && !p.basic[j] {
				cost[j] -= sign * t.times * c
			}
		}
	}
	return cost
}

func (p *programme) rowOf(v int) int { return slices.Index(p.basis, v) }

// patience is how many steps in a row may lead nowhere under the greedy rule before
// Bland's takes over, which never goes in circles.
const patience = 40

// entering chooses a variable that is at a bound and whose move makes the
// objective grow, and its direction; -1 if there is none.
func (p *programme) entering(cost []float64) (j int, dir float64) {
	best, bland := tiny, p.stalled > patience
	j = -1
	for k, c := range cost {
		if p.basic[k] || math.Abs(c) <= best || p.hi[k]-p.lo[k] < tiny {
			continue
		}
		if c > 0 && p.x[k] < p.hi[k]-tiny {
			j, dir, best = k, 1, c
		} else if c < 0 && p.x[k] > p.lo[k]+tiny {
			j, dir, best = k, -1, -c
		}
		if bland && j >= 0 {
			return j, dir
		}
	}
	return j, dir
}

// move takes variable j as far as it may go, and exchanges it with the basic
// variable that stops it, if one does before its own other bound.
func (p *programme) move(j int, dir float64) {
	step, out := p.hi[j]-p.x[j], -1
	if dir < 0 {
		step = p.x[j] - p.lo[j]
	}
	for i, b := range p.basis {
		rate := -p.t[i][j] * dir // how the basic variable moves
		if math.Abs(rate) < tiny {
			continue
		}
		room := p.room(b, rate) / math.Abs(rate)
		if room < step-tiny || room <= step+tiny && out >= 0 && p.basis[i] < p.basis[out] {
			step, out = min(step, room), i
		}
	}
	if p.stalled++; step > tiny {
		p.stalled = 0
		for i, b := range p.basis {
			p.x[b] -= p.t[i][j] * dir * step
		}
		p.x[j] += dir * step
	}
	if out < 0 {
		p.settle(j)
		return
	}
	p.pivot(out, j)
}

// room is how far a basic variable may move in the direction of rate: to the
// bound ahead, or from outside back to the bound that it violates.
func (p *programme) room(b int, rate float64) float64 {
	x := p.x[b]
	switch {
	case rate > 0 && x < p.lo[b]-tiny:
		return p.lo[b] - x
	case rate > 0 && x > p.hi[b]+tiny, rate < 0 && x < p.lo[b]-tiny:
		return math.Inf(1) // it is wrong already and gets no worse bound from this
	case rate > 0:
		return max(0, p.hi[b]-x)
	case x > p.hi[b]+tiny:
		return x - p.hi[b]
	}
	return max(0, x-p.lo[b])
}

// settle puts a variable that reached a bound onto it, so that errors do not add up.
func (p *programme) settle(j int) {
	if math.Abs(p.x[j]-p.lo[j]) < math.Abs(p.x[j]-p.hi[j]) {
		p.x[j] = p.lo[j]
	} else {
		p.x[j] = p.hi[j]
	}
}

// pivot exchanges the basic variable of row r with variable j.
func (p *programme) pivot(r, j int) {
	leaving, row := p.basis[r], p.t[r]
	by := 1 / row[j]
	var filled []int
	for k, v := range row {
		if v == 0 {
			continue
		}
		if v = clean(v * by); v != 0 {
			filled = append(filled, k)
		}
		row[k] = v
	}
	for i, other := range p.t {
		if f := other[j]; i != r && f != 0 {
			for _, k := range filled {
				other[k] = clean(other[k] - f*row[k])
			}
		}
	}
	p.basis[r], p.basic[j], p.basic[leaving] = j, true, false
	p.settle(leaving)
}

// clean takes away what rounding leaves of nothing.
func clean(v float64) float64 {
	if math.Abs(v) < 1e-11 {
		return 0
	}
	return v
}

// clone is a copy that can be narrowed and moved alone.
func (p *programme) clone() *programme {
	c := &programme{
		t: make([][]float64, len(p.t)), x: slices.Clone(p.x), lo: slices.Clone(p.lo), hi: slices.Clone(p.hi),
		basis: slices.Clone(p.basis), basic: slices.Clone(p.basic), left: p.left,
	}
	for i, r := range p.t {
		c.t[i] = slices.Clone(r)
	}
	return c
}

// add makes a sum a variable of its own, free for now, and gives it.
func (p *programme) add(sum []term) int {
	v := len(p.x)
	line := append(p.slope(sum, -1), 1)
	for i := range p.t {
		p.t[i] = append(p.t[i], 0)
	}
	p.t = append(p.t, line)
	p.x = append(p.x, p.value(sum))
	p.lo, p.hi = append(p.lo, math.Inf(-1)), append(p.hi, math.Inf(1))
	p.basis, p.basic = append(p.basis, v), append(p.basic, true)
	return v
}

// toBounds brings variables that are not basic within bounds that were narrowed,
// and the basic ones along.
func (p *programme) toBounds() {
	for j := range p.x {
		if p.basic[j] {
			continue
		}
		by := min(max(p.x[j], p.lo[j]), p.hi[j]) - p.x[j]
		if by == 0 {
			continue
		}
		p.x[j] += by
		for i, b := range p.basis {
			p.x[b] -= p.t[i][j] * by
		}
	}
}

// fraction is one of the first n variables that is no whole number; -1 if none.
func (p *programme) fraction(n int) int {
	for j, x := range p.x[:n] {
		if math.Abs(x-math.Round(x)) > 1e-5 {
			return j
		}
	}
	return -1
}
