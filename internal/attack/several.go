package attack

import "slices"

// Where a child may give several answers, the columns of a group hang together by its
// children: who gave an answer that stands alone gave no other, nobody gave more than
// were allowed, and everybody gave one. What that leaves possible in one group is
// exactly what the rows of several say: they are those of a transport problem or of a
// choice of so many things, in which every whole point is a sum of as many children.
//
// It does not follow that two groupings leave as much, one by one. A child who is the
// only one of its age and alone in its home to have given an answer is the same child;
// with another answer that may lead to a contradiction. So the groupings are crossed,
// though no such table is published.

// Crossed is the grouping of the elementary cells of a question with several answers
// that has two groupings or more: see Cell.
const Crossed = -2

// crossed says whether the elementary cells are those of all groupings crossed. There may
// be more groups than any survey has, in a file of somebody else's; so many are not.
func (q *Question) crossed() bool {
	if !q.Multiple || q.flat || q.groupings() < 2 {
		return false
	}
	cells := len(q.Views) * (q.Columns + 1)
	for k := range q.groupings() {
		if cells *= q.groups(k); cells > maxCrossed {
			return false
		}
	}
	return true
}

// maxCrossed is how many cells there are at most where groupings are crossed: three
// releases of eight answers by groups of six, eight and forty.
const maxCrossed = 60_000

// Crossing is the group in each grouping of those who are in a crossed group.
func (q *Question) Crossing(group int) []int {
	list := make([]int, q.groupings())
	for k := range list {
		list[k] = group % q.groups(k)
		group /= q.groups(k)
	}
	return list
}

// elementary are the groups that all others add up from. A crossed one of which it is
// known that nobody is in it is none.
func (q *Question) elementary() []Cell {
	if !q.crossed() {
		return q.all()
	}
	many := 1
	for k := range q.groupings() {
		many *= q.groups(k)
	}
	var list []Cell
	for group := range many {
		empty := false
		for k, g := range q.Crossing(group) {
			empty = empty || q.empty(k, g)
		}
		if !empty {
			list = append(list, Cell{Grouping: Crossed, Group: group})
		}
	}
	return list
}

// empty says whether it is known of all releases that nobody is in a group.
func (q *Question) empty(k, g int) bool {
	if g == q.groups(k)-1 {
		return q.closed(k)
	}
	return !slices.ContainsFunc(q.Views, func(v View) bool { return v.Groups[k][g].Base.Most > 0 })
}

// closed says whether everybody is in a group of a grouping.
func (q *Question) closed(k int) bool { return k < len(q.Closed) && q.Closed[k] }

// elementary says whether a cell is of an elementary group, or a total over places.
func (s *system) elementary(c Cell) bool {
	if s.q.crossed() && !c.IsTotal() {
		return c.Grouping == Crossed
	}
	return c.Grouping >= 0
}

// within says whether an elementary group is part of a group, or of the whole. The
// groups of the first grouping are all of it.
func (q *Question) within(part, c Cell) bool {
	switch {
	case c.Grouping < 0:
		return part.Grouping <= 0
	case part.Grouping == Crossed:
		return q.Crossing(part.Group)[c.Grouping] == c.Group
	}
	return part.Grouping == c.Grouping && part.Group == c.Group
}

// several ties the columns of one elementary group of a release to each other and to
// their base: of those who joined with it, which then holds of all. Where some left, it
// holds of all who are there now.
func (s *system) several(c Cell) {
	c.Joined, c.Column = !s.q.Views[c.View].Left, -1
	base := s.terms(c)
	others := s.others()
	for _, c.Column = range s.q.Alone { // what is left is who may have given several
		base = append(base, scaled(-1, s.terms(c))...)
	}
	if len(others) == 0 || !c.Joined {
		s.sum(base, Unknown(s.most))
	}
	for _, c.Column = range others {
		s.sum(plus(base, -1, s.terms(c)), Unknown(s.most))
	}
	if !c.Joined {
		for c.Column = range s.q.Columns {
			s.sum(s.terms(c), Unknown(s.most))
		}
	}
	if !slices.ContainsFunc(s.q.Choices, func(c Choice) bool { return c.Least > 0 && len(c.Columns) == len(others) }) {
		s.choice(c, base, Choice{others, 1, len(others)}) // everybody gave one
	}
	for _, choice := range s.q.Choices {
		s.choice(c, base, choice)
	}
}

// others are the columns that do not stand alone.
func (s *system) others() (list []int) {
	for c := range s.q.Columns {
		if !slices.Contains(s.q.Alone, c) {
			list = append(list, c)
		}
	}
	return list
}

// choice adds how many of some columns those of base fall into.
func (s *system) choice(c Cell, base []term, choice Choice) {
	var fall []term
	for _, c.Column = range choice.Columns {
		fall = append(fall, s.terms(c)...)
	}
	far := Interval{0, s.most * s.q.Columns}
	switch {
	case choice.Least == choice.Most:
		s.sum(plus(fall, -choice.Least, base), Interval{})
		return
	case choice.Least > 0:
		s.sum(plus(fall, -choice.Least, base), far)
	}
	if choice.Most < len(choice.Columns) {
		s.sum(plus(scaled(-1, fall), choice.Most, base), far)
	}
}

// plus is a sum and so many times another.
func plus(a []term, times int, b []term) []term { return slices.Concat(a, scaled(times, b)) }

// minus is a sum less another.
func minus(a, b []term) []term { return plus(a, -1, b) }

// scaled is a sum so many times.
func scaled(times int, sum []term) []term {
	list := slices.Clone(sum)
	for i := range list {
		list[i].times *= float64(times)
	}
	return list
}

// summed are the terms of a sum.
func (s *system) summed(c Cell, sum Sum) (list []term) {
	in := slices.Clone(sum.Columns)
	if sum.Outside && !s.q.Multiple {
		in = nil
		for column := range s.q.Columns {
			if !slices.Contains(sum.Columns, column) {
				in = append(in, column)
			}
		}
	}
	for _, c.Column = range in {
		for _, part := range sum.of(c) {
			list = append(list, s.terms(part)...)
		}
	}
	if c.Column = -1; sum.Outside && s.q.Multiple {
		return minus(s.terms(c), list)
	}
	return list
}

// of are the cells of a sum that are in a column of a row: of the row, or of its groups.
func (sum Sum) of(c Cell) []Cell {
	if sum.Groups == nil {
		return []Cell{c}
	}
	list := make([]Cell, len(sum.Groups))
	for i, group := range sum.Groups {
		list[i] = c
		list[i].Grouping, list[i].Group = sum.Grouping, group
	}
	return list
}
