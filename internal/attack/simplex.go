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
// that stays at a feasible vertex, so that one objective after another can be
// asked of it. It is the primal simplex method for bounded variables (Dantzig,
// "Upper bounds, secondary constraints, and block triangularity in linear
// programming", Econometrica 23, 1955), with the inverse of the basis as a product
// (see basis), and Bland's rule against going in circles (Bland, Mathematics of
// Operations Research 2, 1977).
//
// gonum's lp.Simplex is what the tests hold it against. The attack itself cannot use
// it: without bounds on variables every cell needs two rows of its own, and it
// begins anew for every objective, which together is some thousand times slower.
type programme struct {
	basis
	x      []float64 // by variable; the sums of rows come after those that make them up
	lo, hi []float64
	left   *int // work, shared with its clones
	// stalled counts the steps in a row that led nowhere, steps those since everything
	// was last looked at.
	stalled, steps int
	cost           []float64 // by variable, of what is asked
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

// newProgramme writes down variables and rows and looks for a first vertex. Every
// variable needs a finite lower bound. errInfeasible if there is no point at all.
func newProgramme(lo, hi []float64, rows []row) (*programme, error) {
	return newProgrammeAt(lo, lo, hi, rows, maxWork)
}

// newProgrammeAt is newProgramme that begins at a point, which need not be a vertex: if
// all is within its bounds there, it stays. work bounds what it may cost.
func newProgrammeAt(x, lo, hi []float64, rows []row, work int) (*programme, error) {
	n := len(lo)
	p := &programme{basis: newBasis(n, rows), x: make([]float64, n+len(rows)), lo: slices.Clone(lo), hi: slices.Clone(hi), left: &work}
	copy(p.x, x)
	for i, r := range rows {
		p.x[n+i] = p.value(r.terms)
		p.lo, p.hi = append(p.lo, r.lo), append(p.hi, r.hi)
	}
	return p, p.repair()
}

// maxWork bounds what all objectives of one programme and its clones may cost, in
// numbers gone through: about two seconds. It is no time, so that a verdict is the
// same on every machine. Where groupings are crossed it is a part of that: few cells
// need the programme, which is large.
const (
	maxWork        = 1_000_000_000
	maxWorkCrossed = maxWork / 10
)

// spend says whether there is work left for one more step.
func (p *programme) spend() bool {
	*p.left -= p.work()
	return *p.left >= 0
}

// repair moves to a point within all bounds. Before it says that there is none, it
// makes sure that this is not by what rounding did.
func (p *programme) repair() error {
	for p.spend() {
		wrong := p.wrongness()
		j, dir := -1, 0.0
		if wrong {
			j, dir = p.entering()
		}
		switch {
		case j >= 0:
			p.move(j, dir)
		case p.tidy():
		case wrong:
			return errInfeasible
		default:
			return nil
		}
	}
	return errStuck
}

// wrongness makes it the cost how far all together are outside their bounds, and says
// whether any is.
func (p *programme) wrongness() (wrong bool) {
	p.noCost()
	for _, b := range p.head {
		switch {
		case p.x[b] < p.lo[b]-tiny:
			p.cost[b], wrong = 1, true // it has to grow
		case p.x[b] > p.hi[b]+tiny:
			p.cost[b], wrong = -1, true
		}
	}
	return wrong
}

func (p *programme) noCost() {
	if len(p.cost) != len(p.x) {
		p.cost = make([]float64, len(p.x))
	}
	clear(p.cost)
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
		j, dir := -1, 0.0
		if sign*(p.value(sum)-enough) < -tiny {
			p.noCost()
			for _, t := range sum {
				p.cost[t.variable] += sign * t.times
			}
			j, dir = p.entering()
		}
		if j >= 0 {
			p.move(j, dir)
			continue
		}
		if p.tidy(); p.wrongness() {
			if p.repair() != nil {
				break
			}
			continue
		}
		return p.value(sum), nil
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

// patience is how many steps in a row may lead nowhere under the greedy rule before
// Bland's takes over, which never goes in circles.
const patience = 40

// entering chooses a variable that is not basic and whose move lowers the cost, and
// its direction; -1 if there is none.
func (p *programme) entering() (j int, dir float64) {
	best, bland := tiny, p.stalled > patience
	price := p.prices(p.cost)
	j = -1
	for k := range p.x {
		if p.where[k] >= 0 || p.hi[k]-p.lo[k] < tiny {
			continue
		}
		gain, way := p.gain(price, k)+p.cost[k], 1.0
		if gain < 0 {
			gain, way = -gain, -1
		}
		if gain > best && (way > 0 && p.x[k] < p.hi[k]-tiny || way < 0 && p.x[k] > p.lo[k]+tiny) {
			j, dir, best = k, way, gain
			if bland {
				break
			}
		}
	}
	return j, dir
}

// move takes variable j as far as it may go, and exchanges it with the basic
// variable that stops it, if one does before its own other bound.
func (p *programme) move(j int, dir float64) {
	step := p.hi[j] - p.x[j]
	if dir < 0 {
		step = p.x[j] - p.lo[j]
	}
	rates := p.column(j)
	out := p.stops(rates, dir, step)
	if out >= 0 {
		rate := -rates[out] * dir
		step = min(step, p.room(p.head[out], rate)/math.Abs(rate))
	}
	p.steps++
	if p.stalled++; step > tiny {
		p.stalled = 0
		p.shift(j, rates, dir*step)
	}
	if out < 0 {
		p.settle(j)
		return
	}
	p.settle(p.head[out])
	if p.exchange(out, j, rates) {
		p.refresh()
	}
}

// stops is the row whose variable stops another, which moves the basic ones at these
// rates, first within so much; -1 if none does. Of several it is the one that is moved
// most, for to divide by little is what rounding errors come from, and under Bland's
// rule the first.
func (p *programme) stops(rates []float64, dir, within float64) (out int) {
	least := within
	for i, b := range p.head {
		if v := rates[i]; v > tiny || v < -tiny {
			least = min(least, (p.room(b, -v*dir)+tiny)/math.Abs(v))
		}
	}
	out = -1
	best, bland := 0.0, p.stalled > patience
	for i, b := range p.head {
		v := math.Abs(rates[i])
		if v <= tiny || p.room(b, -rates[i]*dir) > least*v {
			continue
		}
		if bland && (out < 0 || b < p.head[out]) || !bland && v > best {
			out, best = i, v
		}
	}
	return out
}

// shift moves a variable by so much, and the basic ones along at their rates.
func (p *programme) shift(j int, rates []float64, by float64) {
	p.x[j] += by
	for i, b := range p.head {
		if v := rates[i]; v != 0 {
			p.x[b] -= v * by
		}
	}
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

// tidy makes up for what rounding did in the steps since it was last called, and says
// whether that was so much that a bound may be broken.
func (p *programme) tidy() (mended bool) {
	if p.steps == 0 {
		return false
	}
	p.steps = 0
	for i, r := range p.rows {
		if math.Abs(p.value(r.terms)-p.x[p.vars+i]) > tiny {
			p.invert()
			p.refresh()
			return true
		}
	}
	return false
}

// refresh works the basic variables out of the others.
func (p *programme) refresh() {
	for i, x := range p.solve(p.x) {
		p.x[p.head[i]] = x
	}
}

// clone is a copy that can be narrowed and moved alone.
func (p *programme) clone() *programme {
	return &programme{basis: p.basis.clone(), x: slices.Clone(p.x), lo: slices.Clone(p.lo), hi: slices.Clone(p.hi), left: p.left, steps: p.steps}
}

// anew is a copy at the same vertex in which nothing is left of what rounding did: the
// inverse is made anew from the rows as given, and the values from it.
func (p *programme) anew() (*programme, error) {
	c := p.clone()
	c.invert()
	c.refresh()
	return c, c.repair()
}

// add makes a sum a variable of its own, free for now, and gives it.
func (p *programme) add(sum []term) int {
	p.x = append(p.x, p.value(sum))
	p.lo, p.hi = append(p.lo, math.Inf(-1)), append(p.hi, math.Inf(1))
	p.addRow(row{terms: sum})
	return len(p.x) - 1
}

// toBounds brings variables that are not basic within bounds that were narrowed, and
// the basic ones along.
func (p *programme) toBounds() {
	moved := false
	for j := range p.x {
		if to := min(max(p.x[j], p.lo[j]), p.hi[j]); p.where[j] < 0 && to != p.x[j] {
			p.x[j], moved = to, true
		}
	}
	if moved {
		p.refresh()
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
