package attack

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"
)

// Attack bounds the cells of one question.
type Attack struct {
	s *system
	p *programme // nil until it is needed, see ready
	t *truth     // nil unless it is known
	// never says why the programme cannot be used.
	never error
	// flat is the attack that leaves the groupings uncrossed, of which all follows here too;
	// nil if there is nothing to cross.
	flat *Attack
}

// New writes down everything that was published on a question. most is a count
// that no cell exceeds, such as the published whole with its rounding.
// ErrInfeasible if it cannot all be true, which for true counts means that the
// intervals are wrong; of groupings that are crossed that is left to Possible.
func New(q *Question, most int) (*Attack, error) {
	a := &Attack{s: newSystem(q, most)}
	if q.crossed() {
		flat := *q
		flat.flat = true
		a.flat = &Attack{s: newSystem(&flat, most)}
		return a, nil
	}
	return a, a.begin()
}

// Possible is ErrInfeasible if what was published cannot all be true, as far as that is
// decided without crossing the groupings.
func (a *Attack) Possible() error {
	if a.flat == nil {
		return nil // New found out
	}
	if err := a.flat.ready(); errors.Is(err, errInfeasible) {
		return err
	}
	return nil
}

// begin makes the linear programme.
func (a *Attack) begin() error {
	x := slices.Clone(a.s.lo)
	if a.t != nil {
		for v, n := range a.t.n {
			x[v] = float64(n)
		}
	}
	work := maxWork
	if a.s.q.crossed() {
		work = maxWorkCrossed
	}
	a.p, a.never = newProgrammeAt(x, a.s.lo, a.s.hi, a.s.rows, work)
	return a.never
}

// ready is begin, if that was not done: of crossed groupings it is large and mostly of no
// need, and begins with a table that is known.
func (a *Attack) ready() error {
	if a.p == nil {
		return a.begin()
	}
	return a.never
}

// ErrInfeasible says that what was published cannot all be true.
var ErrInfeasible = errInfeasible

// Cells lists every cell that can be asked for: of each release, of the whole,
// of each group, those who are in none among them, and from the second release on
// also those who joined with it.
func (a *Attack) Cells() []Cell {
	list := make([]Cell, 0, len(a.s.of))
	for c := range a.s.of {
		list = append(list, c)
	}
	slices.SortFunc(list, compareCells)
	return list
}

func compareCells(a, b Cell) int {
	joined := func(c Cell) int {
		if c.Joined {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.View, b.View), cmp.Compare(joined(a), joined(b)), cmp.Compare(a.Grouping, b.Grouping),
		cmp.Compare(a.Group, b.Group), cmp.Compare(a.Column, b.Column))
}

// Bound is what can be derived of a cell: its least and its most, rounded inwards
// to whole children. An error means that it was not decided within the limit.
func (a *Attack) Bound(c Cell) (Interval, error) {
	in, err := a.bound(c, 0, a.s.most)
	if err != nil && a.flat != nil {
		return a.flat.Bound(c)
	}
	return in, err
}

// bound looks no further than low and high: whoever reaches them knows enough.
func (a *Attack) bound(c Cell, low, high int) (Interval, error) {
	in, _, err := a.reach(c, low, high)
	return in, err
}

// reach is bound, with those of the values on its ends that a table of whole
// children has: the vertex itself, where it is one.
func (a *Attack) reach(c Cell, low, high int) (in Interval, found []int, err error) {
	if err := a.ready(); err != nil {
		return in, nil, err
	}
	cell := a.s.terms(c)
	note := func(x float64) {
		if a.p.fraction(len(a.s.lo)) < 0 {
			found = append(found, int(math.Round(x)))
		}
	}
	least, err := a.p.minimise(cell, float64(low))
	if err != nil {
		return in, nil, err
	}
	note(least)
	most, err := a.p.maximise(cell, float64(high))
	if err != nil {
		return in, nil, err
	}
	note(most)
	return Interval{up(least), down(most)}, found, nil
}

// The whole numbers within a bound, with room for what rounding did to it.
func up(x float64) int   { return int(math.Ceil(x - 1e-5)) }
func down(x float64) int { return int(math.Floor(x + 1e-5)) }

// The rule of the gate (R6).
const (
	small    = 4 // a true count of 1 to 4 must be kept
	leastOf  = 3 // possible values that it must keep
	roomy    = 2 // spare values with which the linear programmes alone decide
	maxNodes = 400
)

// Verdict is what the gate says of a cell.
type Verdict string

// What a verdict may be. All but Safe keep a release from being stored.
const (
	Safe      Verdict = "safe"
	Narrow    Verdict = "narrow"    // fewer than three values are possible
	Proved    Verdict = "proved"    // it must lie in 1 to 4, and is about the child
	Undecided Verdict = "undecided" // not within the limit, which counts as unsafe
)

// Judge decides on a cell whose true count is truth. aboutChild adds the stricter
// rule: it must not even follow that the count lies in 1 to 4. A count that is
// not small is always safe. The interval of a safe cell goes no further than was
// needed to say so.
func (a *Attack) Judge(c Cell, truth int, aboutChild bool) (Verdict, Interval) {
	if truth < 1 || truth > small {
		return Safe, Interval{truth, truth}
	}
	far := truth + leastOf + roomy - 1 // far enough from the truth, with room to spare
	if aboutChild {
		far = max(far, small+roomy+1)
	}
	k := &known{values: map[int]bool{truth: true}, outside: !aboutChild}
	if a.t != nil {
		if a.witness(c, truth, k); k.enough() {
			return Safe, k.interval()
		}
	}
	if v := a.flatly(c, far, aboutChild); v != Safe {
		return v, Interval{}
	}
	if err := a.ready(); err != nil {
		return Undecided, Interval{}
	}
	// Most cells can be so many more than they are that nothing else matters.
	if most, err := a.p.maximise(a.s.terms(c), float64(far)); err == nil && down(most) >= far {
		return Safe, Interval{truth, far}
	}
	in, found, err := a.reach(c, 0, far)
	switch v := judged(in, err, aboutChild); {
	case v != Safe:
		return v, in
	case in.Most-in.Least+1 >= leastOf+roomy && (!aboutChild || in.Most > small+roomy):
		return Safe, in
	}
	for _, v := range found {
		k.add(v)
	}
	return a.whole(c, truth, in, k), in
}

// judged is what bounds alone say against a cell.
func judged(in Interval, err error, aboutChild bool) Verdict {
	switch {
	case err != nil:
		return Undecided
	case in.Most-in.Least+1 < leastOf:
		return Narrow
	case aboutChild && in.Least >= 1 && in.Most <= small:
		return Proved
	}
	return Safe
}

// flatly is what the groupings say against a cell before they are crossed.
func (a *Attack) flatly(c Cell, far int, aboutChild bool) Verdict {
	if a.flat == nil {
		return Safe
	}
	in, _, err := a.flat.reach(c, 0, far)
	return judged(in, err, aboutChild)
}

// known are the values that tables of whole children are known to have at a cell.
type known struct {
	values  map[int]bool
	outside bool // one of them is not small, or need not be
}

func (k *known) add(v int) {
	k.values[v] = true
	k.outside = k.outside || v < 1 || v > small
}

// interval is from the least to the most of the values.
func (k *known) interval() Interval {
	values := slices.Sorted(maps.Keys(k.values))
	return Interval{values[0], values[len(values)-1]}
}

func (k *known) enough() bool { return len(k.values) >= leastOf && k.outside }

// whole looks for tables of whole children where the linear programmes leave
// little room.
func (a *Attack) whole(c Cell, truth int, in Interval, k *known) Verdict {
	nodes := maxNodes
	for _, v := range nearest(truth, in) {
		if k.enough() {
			break
		}
		if !k.values[v] && a.attained(c, v, &nodes) {
			k.add(v)
		}
	}
	switch {
	case k.enough():
		return Safe
	case nodes <= 0 || *a.p.left < 0:
		return Undecided
	case len(k.values) < leastOf:
		return Narrow
	}
	return Proved
}

// nearest lists the values of an interval, the nearest to truth first.
func nearest(truth int, in Interval) []int {
	var list []int
	for v := in.Least; v <= in.Most; v++ {
		list = append(list, v)
	}
	slices.SortStableFunc(list, func(x, y int) int { return cmp.Compare(distance(x, truth), distance(y, truth)) })
	return list
}

func distance(a, b int) int { return max(a-b, b-a) }

// attained says whether some table of whole children has value v at the cell.
func (a *Attack) attained(c Cell, v int, nodes *int) bool { return a.tableWith(c, v, nodes) != nil }

// tableWith looks for a table of whole children that has value v at the cell: branch
// and bound (Land and Doig, "An automatic method of solving discrete programming
// problems", Econometrica 28, 1960), at most *nodes programmes. Nil if there is none.
func (a *Attack) tableWith(c Cell, v int, nodes *int) *programme {
	if a.ready() != nil {
		return nil
	}
	p, at := a.p.clone(), a.s.of[c]
	if at < 0 { // nothing was known of it
		at = p.add(a.s.terms(c))
	}
	if x := float64(v); x < p.lo[at] || x > p.hi[at] {
		return nil // published otherwise
	}
	p.lo[at], p.hi[at] = float64(v), float64(v)
	return a.search(p, nodes)
}

func (a *Attack) search(p *programme, nodes *int) *programme {
	if *nodes--; *nodes < 0 {
		return nil
	}
	if p.toBounds(); p.repair() != nil {
		return nil
	}
	j := p.fraction(len(a.s.lo))
	if j < 0 {
		return p
	}
	below, above := p.clone(), p
	below.hi[j], above.lo[j] = math.Floor(p.x[j]), math.Ceil(p.x[j])
	if found := a.search(below, nodes); found != nil {
		return found
	}
	return a.search(above, nodes)
}
