package attack

import (
	"math/rand/v2"
	"slices"
)

// truth is one way in which children can have answered that fits everything that
// was published: to begin with the way they did. Changing a few children at a time
// leads to others. A way that is found proves that its counts are possible, so that
// most cells need no linear programme.
type truth struct {
	n      []int      // by variable of the system: children
	values []int      // by fact
	facts  []fact     // what the values must keep to
	in     [][]effect // by variable: the facts that it is part of
	rand   *rand.Rand // settles ties; the same in every run, for a verdict must not change
	trail  []step     // changes, to be taken back
}

// fact is a sum that is bounded: one of the system's rows or a single variable.
type fact struct {
	terms  []term
	lo, hi int
}

type effect struct{ fact, times int }

// step is a change of one variable by one.
type step struct{ variable, by int }

// Know tells the attack how many children there truly are in each cell of each
// grouping who joined with each release (Cell.Joined, with the first release all of
// them; the base apart only where a child may fall into several columns). Judge
// then begins with what is true. False if that does not fit what was published,
// which means that one of the two is wrong.
func (a *Attack) Know(children func(Cell) int) bool {
	n := make([]int, len(a.s.lo))
	for c, v := range a.s.first {
		if c.Column == a.s.q.Columns {
			c.Column = -1
		}
		n[v] = children(c)
	}
	return a.know(n)
}

// know is Know by variable.
func (a *Attack) know(n []int) bool {
	t := &truth{n: n, in: make([][]effect, len(a.s.lo)), rand: rand.New(rand.NewPCG(1, 1))}
	for v := range t.n {
		t.add(fact{[]term{{v, 1}}, int(a.s.lo[v]), int(a.s.hi[v])})
	}
	for _, r := range a.s.rows {
		t.add(fact{r.terms, int(r.lo), int(r.hi)})
	}
	if t.wrong() != 0 {
		return false
	}
	a.t = t
	return true
}

// add ties a fact to its variables.
func (t *truth) add(f fact) int {
	i, sum := len(t.facts), 0
	for _, term := range f.terms {
		sum += t.n[term.variable] * int(term.times)
		t.in[term.variable] = append(t.in[term.variable], effect{i, int(term.times)})
	}
	t.facts, t.values = append(t.facts, f), append(t.values, sum)
	return i
}

// drop takes the fact away that was added last.
func (t *truth) drop() {
	last := len(t.facts) - 1
	for _, term := range t.facts[last].terms {
		in := t.in[term.variable]
		t.in[term.variable] = in[:len(in)-1]
	}
	t.facts, t.values = t.facts[:last], t.values[:last]
}

// off is how far a value is from what a fact allows.
func (f fact) off(value int) int { return max(f.lo-value, value-f.hi, 0) }

// wrong is how far everything is from fitting.
func (t *truth) wrong() (sum int) {
	for i, f := range t.facts {
		sum += f.off(t.values[i])
	}
	return sum
}

func (t *truth) change(s step) {
	t.n[s.variable] += s.by
	for _, e := range t.in[s.variable] {
		t.values[e.fact] += e.times * s.by
	}
}

// cost is by how much a change makes things worse; less than nothing for better.
func (t *truth) cost(s step) (sum int) {
	for _, e := range t.in[s.variable] {
		f, v := t.facts[e.fact], t.values[e.fact]
		sum += f.off(v+e.times*s.by) - f.off(v)
	}
	return sum
}

// How hard is looked for a witness.
const (
	tries = 12 // from the same beginning
	depth = 24 // children changed in each
)

// reach looks for a way in which the last fact has a value, beginning with what is
// there. If there is none to be found, everything is as before.
func (t *truth) reach(value int) bool {
	last := len(t.facts) - 1
	t.facts[last].lo, t.facts[last].hi = value, value
	for try := range tries {
		t.trail = t.trail[:0]
		wrong := t.wrong()
		for len(t.trail) < depth && wrong > 0 {
			s, cost, ok := t.next(try > 0)
			if !ok {
				break
			}
			t.change(s)
			t.trail, wrong = append(t.trail, s), wrong+cost
		}
		if wrong == 0 {
			return true
		}
		for _, s := range t.trail {
			t.change(step{s.variable, -s.by})
		}
	}
	return false
}

// next is the best change that mends the first thing that is wrong: the one after
// which least is wrong, and of those that are as good one by chance. Loose takes
// by chance also one of what is wrong, not the first.
func (t *truth) next(loose bool) (best step, cost int, ok bool) {
	i := t.broken(loose)
	if i < 0 {
		return best, 0, false
	}
	f, up := t.facts[i], 1
	if t.values[i] > f.hi {
		up = -1
	}
	same := 0
	for _, term := range f.terms {
		s := step{term.variable, up}
		if term.times < 0 {
			s.by = -up
		}
		if slices.Contains(t.trail, step{s.variable, -s.by}) {
			continue // it would go back
		}
		c := t.cost(s)
		if ok && c == cost {
			same++
		}
		if !ok || c < cost || c == cost && t.rand.IntN(same+1) == 0 {
			if !ok || c < cost {
				same = 0
			}
			best, cost, ok = s, c, true
		}
	}
	return best, cost, ok
}

// broken is a fact that does not hold; -1 if all do.
func (t *truth) broken(loose bool) int {
	found, seen := -1, 0
	for i := len(t.facts) - 1; i >= 0; i-- {
		if t.facts[i].off(t.values[i]) == 0 {
			continue
		}
		if !loose {
			return i
		}
		if seen++; t.rand.IntN(seen) == 0 {
			found = i
		}
	}
	return found
}

// witness adds to k the values that it can show for a cell whose true count is
// value, until k is enough.
func (a *Attack) witness(c Cell, value int, k *known) {
	t := a.t
	start := slices.Clone(t.n)
	t.add(fact{a.s.terms(c), value, value})
	for _, way := range []int{1, -1} {
		for v := value + way; v >= 0 && v <= value+leastOf+small && !k.enough(); v += way {
			if !t.reach(v) {
				break
			}
			k.add(v)
		}
		t.back(start)
	}
	t.drop()
}

// back makes everything as it was.
func (t *truth) back(n []int) {
	for v, was := range n {
		if by := was - t.n[v]; by != 0 {
			t.change(step{v, by})
		}
	}
}
