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

// Sum is what is known of some columns of a row together, of which a child falls into one
// at most; of the children Outside, it is of all who fall into none of them; and of a whole
// with Groups, of those in any of these groups of a grouping.
type Sum struct {
	Columns  []int
	Outside  bool
	Grouping int
	Groups   []int
	In       Interval
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
	// Left says that answers were withdrawn since the release before, Same that it
	// counts the very same children; otherwise children only joined.
	Left, Same bool
}

// Choice says that a child falls into at least Least and at most Most of some columns,
// none of which stands alone; one who falls into a column that does is in none of them.
type Choice struct {
	Columns     []int
	Least, Most int
}

// Question is all that was published on one question, from the first release to
// the latest. All releases have the same groupings, groups and columns; what one
// does not show is Unknown.
type Question struct {
	Columns  int
	Multiple bool // a child may fall into several columns; else into just one
	// Alone are columns of which a child who falls into one falls into no other, and
	// Choices say how many of some columns everybody else falls into; of a question with
	// several answers. Everybody who answered falls into one at least.
	Alone   []int
	Choices []Choice
	// Closed says of each grouping whether it is known that every child falls into
	// one of its groups, as everybody has an age; nil for none.
	Closed []bool
	// Joint are sets of columns of which some release tells together. A child who may fall
	// into several columns makes no such set: how many fall into any of two is no sum.
	Joint [][]int
	// Together are, by grouping, sets of groups of which some release tells together.
	Together [][][]int
	Views    []View
	flat     bool // groupings are not crossed, whatever else
}

// Silent is a row of which nothing is told, of at most n children.
func Silent(n int) Row { return Row{Base: Unknown(n)} }

// JointColumn is how a Cell names a set of columns.
func JointColumn(set int) int { return -2 - set }

// JointGroup is how a Cell names a set of groups.
func JointGroup(set int) int { return -1 - set }

// Cell names one count: of a release (from 0), a grouping (-1 for the whole), a
// group (or JointGroup) and a column (or JointColumn; -1 for the group's base). Joined
// says that it is the children who joined since the release before. Where the grouping
// is Crossed, Know is asked of children who are in one group of every grouping, those
// of Question.Crossing.
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
// elementary cell who joined with each release; every count and every sum is a row.
type system struct {
	q      *Question
	most   int    // no count exceeds it
	parts  []Cell // the elementary groups: all of every grouping, or crossed ones
	lo, hi []float64
	rows   []row
	first  map[Cell]int // variable of a joined elementary cell
	of     map[Cell]int // each cell that can be asked for: its variable or row, see sum
}

func newSystem(q *Question, most int) *system {
	s := &system{q: q, most: most, parts: q.elementary(), first: map[Cell]int{}, of: map[Cell]int{}}
	for v := range q.Views {
		s.eachPart(v, s.joiners)
	}
	for v := range q.Views {
		s.eachGroup(v, s.group)
		s.eachTogether(v)
		s.whole(v)
		if q.Multiple {
			s.eachPart(v, s.several)
		}
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
	for _, c := range s.q.all() {
		c.View = v
		do(c)
	}
}

func (s *system) eachPart(v int, do func(c Cell)) {
	for _, c := range s.parts {
		c.View = v
		do(c)
	}
}

// all are the groups of every grouping.
func (q *Question) all() (list []Cell) {
	for k := range q.groupings() {
		for g := range q.groups(k) {
			list = append(list, Cell{Grouping: k, Group: g})
		}
	}
	return list
}

// joiners adds the variables of one elementary group in one release: its columns, and of a
// question with several answers the base apart.
func (s *system) joiners(c Cell) {
	least, most := 0.0, float64(s.most)
	if s.q.Views[c.View].Left {
		least = -most
	}
	if s.q.Views[c.View].Same {
		most = 0
	}
	n := s.q.Columns
	if s.q.Multiple {
		n++
	}
	c.Joined = true
	for c.Column = range n {
		s.first[c] = len(s.lo)
		s.lo, s.hi = append(s.lo, least), append(s.hi, most)
	}
}

// terms are the variables that add up to a cell.
func (s *system) terms(c Cell) []term {
	var list []term
	switch {
	case c.Group < 0:
		for _, c.Group = range s.q.Groups(c) {
			list = append(list, s.terms(c)...)
		}
	case !s.elementary(c):
		for _, part := range s.parts {
			if s.q.within(part, c) {
				part.View, part.Column, part.Joined = c.View, c.Column, c.Joined
				list = append(list, s.terms(part)...)
			}
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
	case !s.q.closed(c.Grouping):
		r.Base = Unknown(s.most)
	}
	s.tellRow(c, r)
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
		s.sum(s.summed(c, sum), sum.In)
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

// whole adds what is known of the whole round in a release, which every grouping
// parts.
func (s *system) whole(v int) {
	for column := -1; column < s.q.Columns; column++ {
		c := Cell{View: v, Grouping: -1, Column: column}
		s.of[c] = s.row(s.terms(c), s.shown(s.q.Views[v].Whole, column))
		s.tellJoined(c)
		for k := 1; k < s.q.groupings() && !s.q.crossed(); k++ {
			var parts []term
			for g := range s.q.groups(k) {
				parts = append(parts, s.terms(Cell{View: v, Grouping: k, Group: g, Column: column})...)
			}
			s.sum(minus(parts, s.terms(c)), Interval{})
		}
	}
	s.together(Cell{View: v, Grouping: -1}, s.q.Views[v].Whole)
}
