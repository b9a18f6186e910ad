package attack

import (
	"math"
	"slices"
)

// Enough is how far Stranger looks: a count that can be as much as this is told from
// none that matters.
const Enough = small + roomy + 1

// Seen is what somebody who knows nothing but what was published can tell of a count.
type Seen struct {
	Cell
	// Least and Most are bounds on it, rounded inwards; Most is Enough if it can be as
	// much or more. If Shown, they are values that it can have, and there may be others
	// beyond them.
	Least, Most int
	Values      int  // values that it can have, as far as was looked
	Shown       bool // whole tables show that the rule is kept whatever is true
	Searched    bool // a search for whole tables decided
}

// Small says whether the count can be 1 to 4 at all.
func (s Seen) Small() bool { return s.Most >= 1 && s.Least <= small }

// Must says whether the count must be 1 to 4.
func (s Seen) Must() bool { return !s.Shown && s.Least >= 1 && s.Most <= small }

// Breaks says whether the rule of the gate (R6) is broken whatever is true: the count
// must be 1 to 4, and fewer than three values are possible, or the question is about
// the child.
func (s Seen) Breaks(aboutChild bool) bool { return s.Must() && (aboutChild || s.Values < leastOf) }

// Doubtful says whether the rule is broken if the count is one of 1 to 4, which it need
// not be: it can be 0, or 5 or more, as well.
func (s Seen) Doubtful() bool { return s.Small() && !s.Must() && s.Values < leastOf }

// perCell bounds what Stranger spends on one cell, as maxWork does on all together: a
// stranger has time.
const perCell = maxWork / 4

// Suppose looks for a way in which children can have answered, any that fits what was
// published, for Stranger to begin with as Judge begins with the truth. False if none
// was found within the limit; Stranger then has linear programmes alone.
func (a *Attack) Suppose() bool {
	if a.flat != nil {
		return a.flat.Suppose() && a.cross()
	}
	nodes := maxNodes
	if a.ready() != nil {
		return false
	}
	*a.p.left = perCell
	p := a.search(a.p.clone(), &nodes)
	if p == nil {
		return false
	}
	n := make([]int, len(a.s.lo))
	for v := range n {
		n[v] = int(math.Round(p.x[v]))
	}
	return a.know(n)
}

// Stranger tells what follows of a cell from what was published alone. First it
// changes the table of Suppose until three values of the cell are shown, one of which is
// not 1 to 4: then nothing follows, whatever is true. Only what is left needs linear
// programmes. An error means that it was not decided within the limit.
func (a *Attack) Stranger(c Cell) (Seen, error) {
	k := &known{values: map[int]bool{}}
	if a.t != nil {
		value := a.supposed(c)
		k.add(value)
		if a.witness(c, value, k); k.enough() {
			in := k.interval()
			return Seen{Cell: c, Least: in.Least, Most: in.Most, Values: len(k.values), Shown: true}, nil
		}
	}
	if a.flat != nil {
		return a.crossedSeen(c, k)
	}
	return a.surely(c, k)
}

// surely is seen, but a breach is said only by an inverse that is fresh.
func (a *Attack) surely(c Cell, k *known) (Seen, error) {
	s, err := a.seen(c, k)
	if err == nil && (s.Must() || s.Values < leastOf) {
		fresh, err := a.p.anew()
		if err != nil {
			return s, err
		}
		return (&Attack{s: a.s, p: fresh}).seen(c, k)
	}
	return s, err
}

// crossedSeen asks first what follows from the groupings uncrossed, which holds, and crosses
// them where that leaves enough.
func (a *Attack) crossedSeen(c Cell, k *known) (Seen, error) {
	flat, err := a.flat.Stranger(c)
	if a.t == nil || err == nil && !flat.Shown && (flat.Must() || flat.Values < leastOf) {
		return flat, err
	}
	if a.ready() == nil {
		if s, err := a.surely(c, k); err == nil {
			return s, nil
		}
	}
	return flat, err
}

// seen asks linear programmes, and where they leave little room looks for whole tables.
// k are values that the cell is known to be able to have.
func (a *Attack) seen(c Cell, k *known) (Seen, error) {
	if err := a.ready(); err != nil {
		return Seen{Cell: c}, err
	}
	*a.p.left = perCell
	if a.flat != nil {
		*a.p.left = maxWorkCrossed / 4
	}
	in, found, err := a.reach(c, 0, Enough)
	if err != nil {
		return Seen{Cell: c}, err
	}
	for v := range k.values {
		found = append(found, v)
		in.Least, in.Most = min(in.Least, v), max(in.Most, v)
	}
	s := Seen{Cell: c, Least: in.Least, Most: min(in.Most, Enough), Values: in.Most - in.Least + 1}
	if s.Small() && s.Values < leastOf+roomy {
		s.Searched, err = true, s.whole(a, found)
	}
	return s, err
}

// supposed is the cell's count in the table of Suppose.
func (a *Attack) supposed(c Cell) (n int) {
	for _, t := range a.s.terms(c) {
		n += int(t.times) * a.t.n[t.variable]
	}
	return n
}

// whole narrows what is seen to the values that whole tables have.
func (s *Seen) whole(a *Attack, found []int) error {
	nodes, values := maxNodes, map[int]bool{}
	for v := s.Least; v <= s.Most; v++ {
		if slices.Contains(found, v) || a.attained(s.Cell, v, &nodes) {
			values[v] = true
		}
	}
	if nodes <= 0 || *a.p.left < 0 || len(values) == 0 {
		return errStuck
	}
	in := (&known{values: values}).interval()
	s.Least, s.Most, s.Values = in.Least, in.Most, len(values)
	return nil
}

// Witness is a table of whole children that fits everything that was published and has
// value v at the cell: it gives every cell that can be asked for. False if there is
// none, or none was found within the limit.
func (a *Attack) Witness(c Cell, v int) (children func(Cell) int, ok bool) {
	nodes := maxNodes
	if a.ready() != nil {
		return nil, false
	}
	*a.p.left = perCell
	p := a.tableWith(c, v, &nodes)
	if p == nil {
		return nil, false
	}
	return func(c Cell) int { return int(math.Round(p.value(a.s.terms(c)))) }, true
}
