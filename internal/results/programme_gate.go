package results

import (
	"errors"
	"fmt"
	"slices"

	"kist/internal/attack"
)

// helpers are how many more places may have answered otherwise, where a count of one
// place alone keeps too few values.
const helpers = 2

// totals is the attack of the totals of one question; of "" it is how many answered at
// all.
type totals struct {
	*over
	part Table
	// codes are the question's columns, each by itself.
	codes []string
	sets  [][]int // columns that any of the sums tells together
	sums  []sum   // the new total first, then those of earlier releases of the series
	seen  map[*place]*seenPlace
	all   []*place // those of any sum
}

// sum is a total that was counted, or is to be: of which places, and what is told.
type sum struct {
	places []*place
	total  attack.Row
	true   []int // children, the base first
}

// seenPlace is what was published of the question in one place, by all its releases, and
// what is true.
type seenPlace struct {
	attack.Place
	truth func(attack.Cell) int
	whole []int // children in the final release, the base first
	about bool  // the question is about the child
}

// safe attacks a counted total together with all that was told of each of its places and
// with every earlier total that any of them is in. It takes each place by itself, as if
// whoever attacks knew exactly what children in all others answered; where too little is
// left possible then, a few places together. A total that is not safe, or cannot be
// attacked because a place can be counted no more, is not told.
func (o *over) safe(part Table, tell []*place, total Group) (bool, error) {
	j := o.attackOf(part)
	if !j.add(tell, total, part.Columns) || !j.addEarlier() {
		return false, nil
	}
	for i, p := range j.all {
		near := append([]*place{p}, slices.Concat(j.all[i+1:], j.all[:i])...)
		if safe, err := j.place(near[:min(len(near), 1+helpers)]); err != nil || !safe {
			return false, err
		}
	}
	for i := range j.sums {
		if safe, err := j.total(i); err != nil || !safe {
			return false, err
		}
	}
	return true, nil
}

// attackOf is the attack of a question's totals, none of which is taken up yet.
func (o *over) attackOf(part Table) *totals {
	j := &totals{over: o, part: part, seen: map[*place]*seenPlace{}}
	if q := o.survey.Question(part.Question); q != nil {
		j.codes = columns(o.survey, q)
		j.sets = withSets(nil, setsOf(j.codes, part.Columns))
		for _, rel := range o.earlier {
			was, _ := rel.whole(part.Question)
			j.sets = withSets(j.sets, setsOf(j.codes, was.columns))
		}
	}
	return j
}

// add takes up a total with these columns. False if it cannot be attacked.
func (j *totals) add(places []*place, g Group, columns []string) bool {
	s := sum{places: places, total: attack.Row{Base: intervalOf(g.Base)}}
	if j.part.Question == "" {
		s.total.Cells = []attack.Interval{s.total.Base}
	} else {
		s.total.Cells = unknowns(len(j.codes), s.total.Base.Most)
	}
	for i, set := range setsOf(j.codes, columns) {
		switch in := intervalOf(g.Cells[i]); len(set) {
		case 0:
			return false
		case 1:
			s.total.Cells[set[0]] = in
		default:
			s.total.Sums = append(s.total.Sums, attack.Sum{Columns: set, In: in})
		}
	}
	s.true = make([]int, 1+len(s.total.Cells))
	for _, p := range places {
		if !j.see(p) || len(j.seen[p].whole) != len(s.true) {
			return false
		}
		for c, n := range j.seen[p].whole {
			s.true[c] += n
		}
	}
	j.sums = append(j.sums, s)
	return true
}

func intervalOf(f Figure) (in attack.Interval) {
	in.Least, in.Most = f.Range()
	return in
}

// addEarlier takes up the counted totals of earlier releases of the series.
func (j *totals) addEarlier() bool {
	for _, rel := range j.earlier {
		was, told := rel.whole(j.part.Question)
		ids := rel.tellers(j.part.Question)
		if !told || was.Base.Added > 0 || len(ids) < 2 {
			continue
		}
		var places []*place
		for _, p := range slices.Concat(j.places, j.others) {
			if slices.Contains(ids, p.Release) {
				places = append(places, p)
			}
		}
		if !j.add(places, was.Group, was.columns) {
			return false
		}
	}
	return true
}

// see reads what is known of the question in a place. False if it can be counted no more, or
// if its final release repeats numbers of more children than it counted: that all who are in
// it are among those is no part of this attack.
func (j *totals) see(p *place) bool {
	if j.seen[p] != nil {
		return true
	}
	if p.gate == nil || slices.ContainsFunc(p.gate.views, func(v *view) bool { return v.stale }) {
		return false
	}
	s := &seenPlace{Place: attack.Place{Most: p.gate.most()}}
	if j.part.Question == "" {
		s.Question, s.truth = p.gate.respondents()
	} else {
		i, t, ok := p.tally(j.part.Question)
		if !ok || !slices.Equal(t.columns, j.codes) {
			return false
		}
		s.Question = p.gate.asked(i, t)
		s.Joint = withSets(s.Joint, j.sets)
		s.truth = func(c attack.Cell) int { return p.gate.truth(s.Question, i, c) }
		s.about = t.question.AboutChild
	}
	for c := -1; c < s.Columns; c++ {
		s.whole = append(s.whole, s.truth(attack.Cell{View: len(s.Views) - 1, Grouping: -1, Column: c}))
	}
	j.seen[p], j.all = s, append(j.all, p)
	return true
}

// respondents is everything that they tell of how many answered, as a question with one
// answer, and how many did.
func (g *gate) respondents() (*attack.Question, func(attack.Cell) int) {
	q := &attack.Question{Columns: 1}
	for _, v := range g.views {
		row := attack.Row{Base: attack.Unknown(MinGroup - 1)}
		if v.stale {
			row.Base = attack.Unknown(g.most())
		} else if v.release.Responses.Shown {
			row.Base = atLeast(MinGroup, v.release.Responses)
		}
		row.Cells = []attack.Interval{row.Base}
		q.Views = append(q.Views, attack.View{Whole: row, Left: v.left, Same: v.same})
	}
	return q, func(c attack.Cell) int {
		switch {
		case c.Grouping == 0 && c.Group > 0:
			return 0
		case c.Joined && c.View > 0:
			return g.views[c.View].all.n - g.views[c.View-1].all.n
		}
		return g.views[c.View].all.n
	}
}

// joint writes down some places with every total that any of them is in, and what is
// true of them. sums are those totals, as indexes of j.sums.
func (j *totals) joint(near []*place) (a *attack.Joint, sums []int, err error) {
	var places []attack.Place
	for _, p := range near {
		places = append(places, j.seen[p].Place)
	}
	var links []attack.Link
	for i, s := range j.sums {
		l := attack.Link{Total: s.total, Others: slices.Clone(s.true)}
		for k, p := range near {
			if slices.Contains(s.places, p) {
				l.Places = append(l.Places, k)
				for c, n := range j.seen[p].whole {
					l.Others[c] -= n
				}
			}
		}
		if l.Places != nil {
			links, sums = append(links, l), append(sums, i)
		}
	}
	j.tries++
	if a, err = attack.NewJoint(places, links); err != nil {
		return nil, nil, fmt.Errorf("results: over places: %w", err)
	}
	if !a.Know(j.truth(near)) {
		return nil, nil, errors.New("results: what is counted does not fit what is published over places")
	}
	return a, sums, nil
}

// truth is how many children there are in a cell of one of some places.
func (j *totals) truth(near []*place) func(int, attack.Cell) int {
	return func(i int, c attack.Cell) int { return j.seen[near[i]].truth(c) }
}

// place asks for every count of the first of some places: with that place alone, and
// again with the others for those that are not safe so.
func (j *totals) place(near []*place) (safe bool, err error) {
	first := j.seen[near[0]]
	var ask []attack.Cell
	for n := 1; n <= len(near); n += max(1, len(near)-1) {
		a, _, err := j.joint(near[:n])
		if err != nil {
			return false, err
		}
		if n == 1 {
			ask = slices.DeleteFunc(a.Cells(), attack.Cell.IsTotal)
			j.rel.Attack.Cells += len(ask)
		}
		ask = slices.DeleteFunc(ask, func(c attack.Cell) bool {
			v, _ := a.Judge(c, first.truth(c), first.about)
			return v == attack.Safe
		})
		if len(ask) == 0 {
			return true, nil
		}
	}
	return false, nil
}

// total asks for the counts of a total: with one of its places, and again with more.
func (j *totals) total(i int) (safe bool, err error) {
	s := j.sums[i]
	near := s.places[:min(len(s.places), 1+helpers)]
	about := j.seen[near[0]].about
	ask := j.toldIn(s)
	j.rel.Attack.Cells += len(ask)
	ask = slices.DeleteFunc(ask, func(set []int) bool { return s.of(set) < 1 || s.of(set) >= RoundBase })
	for n := 1; n <= len(near) && len(ask) > 0; n += max(1, len(near)-1) {
		a, sums, err := j.joint(near[:n])
		if err != nil {
			return false, err
		}
		link := slices.Index(sums, i)
		ask = slices.DeleteFunc(ask, func(set []int) bool {
			column := set[0]
			if len(set) > 1 {
				column = attack.JointColumn(slices.IndexFunc(j.seen[near[0]].Joint, func(o []int) bool { return slices.Equal(o, set) }))
			}
			v, _ := a.Judge(attack.TotalCell(link, column), s.of(set), about)
			return v == attack.Safe
		})
	}
	return len(ask) == 0, nil
}

// toldIn are the counts of a total that can be asked for: the base (-1), columns, and sets of
// them.
func (j *totals) toldIn(s sum) (list [][]int) {
	apart := singles(len(s.true) - 1)
	for _, sum := range s.total.Sums {
		apart = slices.DeleteFunc(apart, func(one []int) bool { return slices.Contains(sum.Columns, one[0]) })
		list = append(list, sum.Columns)
	}
	return slices.Concat([][]int{{-1}}, apart, list)
}

// of is how many children truly are in some columns of a total.
func (s sum) of(columns []int) (n int) {
	for _, c := range columns {
		n += s.true[c+1]
	}
	return n
}
