package attack

import "slices"

// Place is one of several rounds that are attacked together, because something was
// published of all of them added up.
type Place struct {
	*Question
	Most int // no count of this round exceeds it
}

// Link is a published total: of the latest whole of several rounds, added up. All have
// the same columns.
type Link struct {
	Places []int // indexes of those of the attacked places that are in it; at least one
	// Others is how many children truly are in the rounds of the total that are not
	// among the places, the base first: who attacks is taken to know that exactly.
	Others []int
	// Total is as published: its Sums are those of columns that it tells together, which
	// it does not tell apart. They can be asked for if they are among the Joint sets of the
	// first place.
	Total Row
}

// Joint attacks rounds together. The cells of the first place can be asked for, and
// those of the totals (TotalCell); the other places are there because their children
// can have answered otherwise too.
type Joint struct {
	*Attack
	places []placed
	links  []Link
}

// placed is a place in the system of all.
type placed struct {
	*system
	at int // its first variable
}

// TotalCell names a count of a link's total: of a column, or of all who answered (-1).
func TotalCell(link, column int) Cell { return Cell{View: -1 - link, Column: column, Joined: true} }

// IsTotal says whether a cell is one of TotalCell.
func (c Cell) IsTotal() bool { return c.View < 0 }

// NewJoint writes down everything that was published of the places and of their totals.
// ErrInfeasible if it cannot all be true; of crossed groupings that shows only in Know.
func NewJoint(places []Place, links []Link) (*Joint, error) {
	s := newSystem(places[0].Question, places[0].Most)
	own := len(s.lo)
	j := &Joint{places: []placed{{s, 0}}, links: links}
	for _, p := range places[1:] {
		other := placed{newSystem(p.Question, p.Most), len(s.lo)}
		s.lo, s.hi = append(s.lo, other.lo...), append(s.hi, other.hi...)
		for _, r := range other.rows {
			r.terms = other.moved(r.terms)
			s.rows = append(s.rows, r)
		}
		j.places = append(j.places, other)
	}
	firsts := make([]int, len(links))
	for l, link := range links {
		firsts[l] = len(s.lo)
		j.totals(link)
	}
	for c, v := range s.of { // rows are numbered after all variables
		if v >= own {
			s.of[c] = v + len(s.lo) - own
		}
	}
	for l, link := range links {
		j.tie(l, link, firsts[l])
	}
	j.Attack = &Attack{s: s}
	if s.q.crossed() {
		return j, nil
	}
	return j, j.begin()
}

// moved are terms of a place as those of the system of all.
func (p placed) moved(terms []term) []term {
	list := slices.Clone(terms)
	for i := range list {
		list[i].variable += p.at
	}
	return list
}

// columns are those of the totals: with several answers the base is one of them.
func (j *Joint) columns() int {
	if q := j.places[0].q; q.Multiple {
		return q.Columns + 1
	}
	return j.places[0].q.Columns
}

// totals adds a variable for each count of a total.
func (j *Joint) totals(link Link) {
	s := j.places[0].system
	for c := range j.columns() {
		in := link.Total.Base
		if c < s.q.Columns {
			in = link.Total.Cells[c]
		}
		s.lo, s.hi = append(s.lo, float64(in.Least)), append(s.hi, float64(in.Most))
	}
}

// tie makes the variables of a total what they are: the places added up.
func (j *Joint) tie(l int, link Link, first int) {
	s := j.places[0].system
	for c := range j.columns() {
		column := c
		if c == s.q.Columns {
			column = -1
		}
		terms := []term{{first + c, -1}}
		for _, i := range link.Places {
			p := j.places[i]
			terms = append(terms, p.moved(p.terms(Cell{View: len(p.q.Views) - 1, Grouping: -1, Column: column}))...)
		}
		less := -link.Others[column+1]
		s.row(terms, Interval{less, less})
		cell := TotalCell(l, c)
		s.first[cell] = first + c
		s.of[TotalCell(l, column)] = first + c
	}
	for _, sum := range link.Total.Sums {
		var terms []term
		for _, c := range sum.Columns {
			terms = append(terms, term{first + c, 1})
		}
		row := s.row(terms, sum.In)
		if set := slices.IndexFunc(s.q.Joint, func(set []int) bool { return slices.Equal(set, sum.Columns) }); set >= 0 {
			s.of[TotalCell(l, JointColumn(set))] = row
		}
	}
	if !s.q.Multiple {
		base := TotalCell(l, -1)
		s.of[base] = s.row(s.terms(base), link.Total.Base)
	}
}

// Know tells how many children there truly are in each cell of each place, as
// Attack.Know does of one. False if that does not fit what was published.
func (j *Joint) Know(children func(place int, c Cell) int) bool {
	s := j.places[0].system
	n := make([]int, len(s.lo))
	for i, p := range j.places {
		for c, v := range p.first {
			if c.IsTotal() {
				continue
			}
			if c.Column == p.q.Columns {
				c.Column = -1
			}
			n[p.at+v] = children(i, c)
		}
	}
	for l := range j.links {
		for c := range j.columns() {
			n[s.first[TotalCell(l, c)]] = j.Total(l, c, children)
		}
	}
	return j.know(n)
}

// Total is how many there truly are in a count of a total.
func (j *Joint) Total(link, column int, children func(place int, c Cell) int) int {
	if column == j.places[0].q.Columns {
		column = -1
	}
	n := j.links[link].Others[column+1]
	for _, i := range j.links[link].Places {
		n += children(i, Cell{View: len(j.places[i].q.Views) - 1, Grouping: -1, Column: column})
	}
	return n
}
