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
	facts  []fact     // what its sums must keep to
	levels []level    // by fact
	in     [][]effect // by variable: the facts that it is part of
	rand   *rand.Rand // settles ties; the same in every run, for a verdict must not change
	trail  []step     // changes, to be taken back
	tied   bool       // it is of a question with several answers
}

// fact is a sum that is bounded: one of the system's rows or a single variable.
type fact []term

// level is what a fact's sum is, and what it may be.
type level struct{ lo, hi, value int }

// off is how far it is from what it may be, if it is so much more.
func (l *level) off(more int) int { return max(l.lo-l.value-more, l.value+more-l.hi, 0) }

type effect struct{ fact, times int }

// step is a change of one variable by one.
type step struct{ variable, by int }

// Know tells the attack how many children there truly are in each cell of each
// grouping who joined with each release (Cell.Joined, with the first release all of
// them; the base apart only where a child may fall into several columns). Judge
// then begins with what is true. False if that does not fit what was published,
// which means that one of the two is wrong.
func (a *Attack) Know(children func(Cell) int) bool {
	if a.flat != nil && !a.flat.Know(children) {
		return false
	}
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
	t := newTruth(a.s, n)
	if t.wrong() != 0 {
		return false
	}
	a.t = t
	return true
}

// newTruth is a way that need not fit.
func newTruth(s *system, n []int) *truth {
	t := &truth{n: n, in: make([][]effect, len(s.lo)), rand: rand.New(rand.NewPCG(1, 1)), tied: s.q.Multiple} // #nosec G404 -- the search begins the same every time, on purpose
	for v := range t.n {
		t.add(fact{{v, 1}}, int(s.lo[v]), int(s.hi[v]))
	}
	for _, r := range s.rows {
		t.add(r.terms, int(r.lo), int(r.hi))
	}
	return t
}

// recount makes the levels those of the children as they are.
func (t *truth) recount() {
	for i := range t.levels {
		t.levels[i].value = 0
	}
	for v, in := range t.in {
		for _, e := range in {
			t.levels[e.fact].value += e.times * t.n[v]
		}
	}
}

// mend changes so many children at most until everything fits, and says whether it does.
func (t *truth) mend(most int) bool {
	t.trail = t.trail[:0]
	wrong := t.wrong()
	for i := 0; i < most && wrong > 0; i++ {
		s, cost, ok := t.next(true)
		if !ok {
			return false
		}
		t.change(s)
		wrong += cost
		if t.trail = append(t.trail, s); len(t.trail) > memory {
			t.trail = t.trail[1:]
		}
	}
	return wrong == 0
}

// memory is how many of the last changes mend does not take back.
const memory = 12

// add ties a fact to its variables.
func (t *truth) add(f fact, lo, hi int) {
	l := level{lo: lo, hi: hi}
	for _, term := range f {
		l.value += t.n[term.variable] * int(term.times)
		t.in[term.variable] = append(t.in[term.variable], effect{len(t.facts), int(term.times)})
	}
	t.facts, t.levels = append(t.facts, f), append(t.levels, l)
}

// drop takes the fact away that was added last.
func (t *truth) drop() {
	last := len(t.facts) - 1
	for _, term := range t.facts[last] {
		in := t.in[term.variable]
		t.in[term.variable] = in[:len(in)-1]
	}
	t.facts, t.levels = t.facts[:last], t.levels[:last]
}

// wrong is how far everything is from fitting.
func (t *truth) wrong() (sum int) {
	for i := range t.levels {
		sum += t.levels[i].off(0)
	}
	return sum
}

func (t *truth) change(s step) {
	t.n[s.variable] += s.by
	for _, e := range t.in[s.variable] {
		t.levels[e.fact].value += e.times * s.by
	}
}

// cost is by how much a change makes things worse; less than nothing for better.
func (t *truth) cost(s step) (sum int) {
	for _, e := range t.in[s.variable] {
		l := &t.levels[e.fact]
		sum += l.off(e.times*s.by) - l.off(0)
	}
	return sum
}

// How hard is looked for a witness.
const (
	tries = 12 // from the same beginning
	depth = 24 // children changed in each

	triesFar = 4 // the same where answers hang together
	depthFar = 400
)

// reach looks for a way in which the last fact has a value, beginning with what is
// there. If there is none to be found, everything is as before.
func (t *truth) reach(value int) bool {
	last := &t.levels[len(t.levels)-1]
	last.lo, last.hi = value, value
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
	return t.tied && t.reachFar()
}

// reachFar goes on for longer, where answers that hang together leave few short ways.
func (t *truth) reachFar() bool {
	start := slices.Clone(t.n)
	for range triesFar {
		if t.mend(depthFar) {
			return true
		}
		t.back(start)
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
	up := 1
	if l := t.levels[i]; l.value > l.hi {
		up = -1
	}
	same := 0
	for _, term := range t.facts[i] {
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
	for i := len(t.levels) - 1; i >= 0; i-- {
		if t.levels[i].off(0) == 0 {
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
	t.add(a.s.terms(c), value, value)
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
