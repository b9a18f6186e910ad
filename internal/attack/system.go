package attack

import "slices"

// Interval is what a published figure says of a true count.
type Interval struct{ Least, Most int }

// Unknown is the interval of a count of which nothing was published, in a round of
// at most n children.
func Unknown(n int) Interval { return Interval{0, n} }

// Row is one group of a table as published.
type Row struct {
	Base  Interval
	Cells []Interval // by column; as many as Question.Columns, or none
	// Joint is what was published of columns together, by set as in Question.Joint;
	// shorter for nothing.
	Joint []Interval
	// Sums are what else is known of columns together.
	Sums []Sum
	// Apart is how many children at least are outside each column, and each set of
	// columns that was published, which is known where a group is shown only if so many
	// are; 0 for nothing. Told are the columns of which that is known; nil for all.
	Apart int
	Told  []int
}

// Sum is what is known of some columns of a row together.
type Sum struct {
	Columns []int
	In      Interval
}

// View is one release's tables of a question.
type View struct {
	Whole Row
	// Groups are the rows of each grouping. Children who fall into none of them are
	// added by the attack as one more row, of which nothing is known.
	Groups [][]Row
	// Together are the rows of groups of which the release tells together, by grouping and
	// set as in Question.Together; nil for none, and Silent for those that it does not tell.
	Together [][]Row
	// Left says that answers were withdrawn since the release before; otherwise
	// children only joined.
	Left bool
}

// Question is all that was published on one question, from the first release to
// the latest. All releases have the same groupings, groups and columns; what one
// does not show is Unknown.
type Question struct {
	Columns  int
	Multiple bool // a child may fall into several columns; else into just one
	// Closed says of each grouping whether it is known that every child falls into
	// one of its groups, as everybody has an age; nil for none.
	Closed []bool
	// Joint are sets of columns of which some release tells together. A child who may fall
	// into several columns makes no such set: how many fall into any of two is no sum.
	Joint [][]int
	// Together are, by grouping, sets of groups of which some release tells together.
	Together [][][]int
	Views    []View
}

// Silent is a row of which nothing is told, of at most n children.
func Silent(n int) Row { return Row{Base: Unknown(n)} }

// JointColumn is how a Cell names a set of columns.
func JointColumn(set int) int { return -2 - set }

// JointGroup is how a Cell names a set of groups.
func JointGroup(set int) int { return -1 - set }

// Cell names one count: of a release (from 0), a grouping (-1 for the whole), a
// group (or JointGroup) and a column (or JointColumn; -1 for the group's base). Joined
// says that it is the children who joined since the release before.
type Cell struct {
	View, Grouping, Group, Column int
	Joined                        bool
}

// ColumnsOf are the columns that a cell is of: its own, or those of its set.
func (q *Question) ColumnsOf(c Cell) []int {
	if c.Column < -1 {
		return q.Joint[-2-c.Column]
	}
	return []int{c.Column}
}

// Groups are the groups that a cell is of: its own, or those of its set.
func (q *Question) Groups(c Cell) []int {
	if c.Group < 0 {
		return q.Together[c.Grouping][-1-c.Group]
	}
	return []int{c.Group}
}

// system is a question's linear system. Its variables are the children of each
// cell who joined with each release; every count and every sum is a row.
type system struct {
	q      *Question
	most   int // no count exceeds it
	lo, hi []float64
	rows   []row
	first  map[Cell]int // variable of a joined cell of a grouping
	of     map[Cell]int // each cell that can be asked for: its variable or row, see sum
}

func newSystem(q *Question, most int) *system {
	s := &system{q: q, most: most, first: map[Cell]int{}, of: map[Cell]int{}}
	for v := range q.Views {
		s.eachGroup(v, s.joiners)
	}
	for v := range q.Views {
		s.eachGroup(v, s.group)
		s.eachTogether(v)
		s.whole(v)
	}
	return s
}

// groupings is how many groupings are written out: at least one, of the whole as
// its only group.
func (q *Question) groupings() int { return max(1, len(q.Views[0].Groups)) }

// groups is how many groups grouping k has, those who are in none counted as one.
func (q *Question) groups(k int) int {
	if len(q.Views[0].Groups) == 0 {
		return 1
	}
	return len(q.Views[0].Groups[k]) + 1
}

func (s *system) eachGroup(v int, do func(c Cell)) {
	for k := range s.q.groupings() {
		for g := range s.q.groups(k) {
			do(Cell{View: v, Grouping: k, Group: g})
		}
	}
}

// joiners adds the variables of one group in one release: its columns, and of a
// question with several answers the base apart.
func (s *system) joiners(c Cell) {
	least := 0.0
	if s.q.Views[c.View].Left {
		least = -float64(s.most)
	}
	n := s.q.Columns
	if s.q.Multiple {
		n++
	}
	c.Joined = true
	for c.Column = range n {
		s.first[c] = len(s.lo)
		s.lo, s.hi = append(s.lo, least), append(s.hi, float64(s.most))
	}
}

// terms are the variables that add up to a cell.
func (s *system) terms(c Cell) []term {
	var list []term
	switch {
	case c.Grouping < 0:
		for g := range s.q.groups(0) {
			list = append(list, s.terms(Cell{View: c.View, Group: g, Column: c.Column, Joined: c.Joined})...)
		}
	case c.Group < 0:
		for _, c.Group = range s.q.Groups(c) {
			list = append(list, s.terms(c)...)
		}
	case c.Column < -1:
		for _, c.Column = range s.q.ColumnsOf(c) {
			list = append(list, s.terms(c)...)
		}
	case !c.Joined:
		c.Joined = true
		for v := range c.View + 1 {
			c.View = v
			list = append(list, s.terms(c)...)
		}
	case c.Column < 0 && s.q.Multiple:
		c.Column = s.q.Columns
		list = append(list, term{s.first[c], 1})
	case c.Column < 0:
		for c.Column = range s.q.Columns {
			list = append(list, term{s.first[c], 1})
		}
	default:
		list = append(list, term{s.first[c], 1})
	}
	return list
}

// tell adds what is known of a cell, which can be asked for from then on.
func (s *system) tell(c Cell, in Interval) { s.of[c] = s.sum(s.terms(c), in) }

// sum adds what is known of a sum and gives the variable of the tableau that it
// is: one of the system's own, whose bounds are narrowed, or that of a new row.
// Of what nothing is known there is none: -1.
func (s *system) sum(terms []term, in Interval) int {
	switch {
	case len(terms) == 1 && terms[0].times == 1:
		v := terms[0].variable
		s.lo[v], s.hi[v] = max(s.lo[v], float64(in.Least)), min(s.hi[v], float64(in.Most))
		return v
	case in == Unknown(s.most) && !s.mixed(terms):
		return -1
	}
	return s.row(terms, in)
}

func (s *system) row(terms []term, in Interval) int {
	s.rows = append(s.rows, row{terms, float64(in.Least), float64(in.Most)})
	return len(s.lo) + len(s.rows) - 1
}

// mixed says that a sum takes away too, so that it could fall under nothing. A sum
// of what cannot be less than nothing is no less, and the whole, which is known,
// keeps it from being more than all.
func (s *system) mixed(terms []term) bool {
	return slices.ContainsFunc(terms, func(t term) bool { return t.times < 0 || s.lo[t.variable] < 0 })
}

// group adds what is known of one group of a release.
func (s *system) group(c Cell) {
	view := s.q.Views[c.View]
	var r Row
	switch {
	case c.Grouping < len(view.Groups) && c.Group < len(view.Groups[c.Grouping]):
		r = view.Groups[c.Grouping][c.Group]
	case c.Grouping >= len(s.q.Closed) || !s.q.Closed[c.Grouping]:
		r.Base = Unknown(s.most)
	}
	s.tellRow(c, r)
	if s.q.Multiple {
		s.several(c)
	}
}

// eachTogether adds what a release tells of groups together.
func (s *system) eachTogether(v int) {
	for k, sets := range s.q.Together {
		for i := range sets {
			rows := s.q.Views[v].Together
			if k < len(rows) && i < len(rows[k]) && !s.silent(rows[k][i]) {
				s.tellRow(Cell{View: v, Grouping: k, Group: JointGroup(i)}, rows[k][i])
			}
		}
	}
}

// silent says whether nothing is told of a row.
func (s *system) silent(r Row) bool {
	return r.Base == Unknown(s.most) && len(r.Cells)+len(r.Joint)+len(r.Sums)+r.Apart == 0
}

// tellRow adds what is known of a row.
func (s *system) tellRow(c Cell, r Row) {
	for c.Column = -1; c.Column < s.q.Columns; c.Column++ {
		s.tell(c, s.shown(r, c.Column))
		s.tellJoined(c)
	}
	s.together(c, r)
}

// together adds what is known of a row's columns together, and of its base less
// each.
func (s *system) together(c Cell, r Row) {
	for i, in := range r.Joint {
		if in != Unknown(s.most) {
			c.Column = JointColumn(i)
			s.tell(c, in)
			s.tellJoined(c)
		}
	}
	for _, sum := range r.Sums {
		var terms []term
		for _, c.Column = range sum.Columns {
			terms = append(terms, s.terms(c)...)
		}
		s.sum(terms, sum.In)
	}
	if r.Apart > 0 {
		s.apart(c, r)
	}
}

// apart adds that so many at least are outside each column.
func (s *system) apart(c Cell, r Row) {
	c.Column = -1
	base := s.terms(c)
	for c.Column = range s.q.Columns {
		if r.Told == nil || slices.Contains(r.Told, c.Column) {
			s.sum(minus(base, s.terms(c)), Interval{r.Apart, s.most})
		}
	}
	for i, in := range r.Joint {
		if in != Unknown(s.most) {
			c.Column = JointColumn(i)
			s.sum(minus(base, s.terms(c)), Interval{r.Apart, s.most})
		}
	}
}

// shown is the interval of a row's base (-1) or column.
func (s *system) shown(r Row, column int) Interval {
	switch {
	case column < 0:
		return r.Base
	case column < len(r.Cells):
		return r.Cells[column]
	}
	return Unknown(s.most)
}

// tellJoined lets those be asked for who joined since the release before.
func (s *system) tellJoined(c Cell) {
	if c.View == 0 || s.q.Views[c.View].Left {
		return
	}
	c.Joined = true
	s.tell(c, Unknown(s.most))
}

// several ties the columns of a question with several answers to their base: each
// is part of it, and everybody in it gave at least one. It holds of all, and of
// those who joined.
func (s *system) several(c Cell) {
	for _, joined := range []bool{false, true} {
		if joined && (c.View == 0 || s.q.Views[c.View].Left) {
			continue
		}
		c.Joined, c.Column = joined, -1
		base := s.terms(c)
		any := minus(nil, base)
		for c.Column = range s.q.Columns {
			column := s.terms(c)
			any = append(any, column...)
			s.sum(minus(base, column), Unknown(s.most))
		}
		s.sum(any, Unknown(s.most*s.q.Columns))
	}
}

// minus is a sum less another.
func minus(a, b []term) []term {
	list := slices.Clone(a)
	for _, t := range b {
		list = append(list, term{t.variable, -t.times})
	}
	return list
}

// whole adds what is known of the whole round in a release, which every grouping
// parts.
func (s *system) whole(v int) {
	for column := -1; column < s.q.Columns; column++ {
		c := Cell{View: v, Grouping: -1, Column: column}
		s.of[c] = s.row(s.terms(c), s.shown(s.q.Views[v].Whole, column))
		s.tellJoined(c)
		for k := 1; k < s.q.groupings(); k++ {
			var parts []term
			for g := range s.q.groups(k) {
				parts = append(parts, s.terms(Cell{View: v, Grouping: k, Group: g, Column: column})...)
			}
			s.sum(minus(parts, s.terms(c)), Interval{})
		}
	}
	s.together(Cell{View: v, Grouping: -1}, s.q.Views[v].Whole)
}
