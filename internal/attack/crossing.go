package attack

import "slices"

// cross looks for a table of all groupings crossed that fits what was published, beginning
// with one of each grouping by itself: it deals them out to each other and then mends what
// does not fit. False if it finds none.
func (a *Attack) cross() bool {
	t := newTruth(a.s, make([]int, len(a.s.lo)))
	for range tries {
		for v := range t.n {
			t.n[v] = 0
		}
		for v := range a.s.q.Views {
			a.deal(t, v)
		}
		t.recount()
		if t.mend(maxMends) {
			a.t = t
			return true
		}
	}
	return false
}

// maxMends is how many changes are made at most to make a table fit.
const maxMends = 4000

// deal gives everybody who joined with a release a group in every grouping and answers,
// each as the table of that grouping has them: together only by chance.
func (a *Attack) deal(t *truth, v int) {
	q, flat := a.s.q, a.flat
	many := make([][]int, q.groupings()) // by grouping: the group of each child
	least := -1
	for k := range many {
		for g := range q.groups(k) {
			n := flat.supposed(Cell{View: v, Grouping: k, Group: g, Column: -1, Joined: true})
			for range n {
				many[k] = append(many[k], g)
			}
		}
		if k > 0 {
			t.rand.Shuffle(len(many[k]), func(i, j int) { many[k][i], many[k][j] = many[k][j], many[k][i] })
		}
		if least < 0 || len(many[k]) < least {
			least = len(many[k])
		}
	}
	groups := make([]int, least)
	for i := range groups {
		room := 1
		for k := range many {
			groups[i] += room * many[k][i]
			room *= q.groups(k)
		}
	}
	add := func(i, column int) {
		if at, ok := a.s.first[Cell{View: v, Grouping: Crossed, Group: groups[i], Column: column, Joined: true}]; ok {
			t.n[at]++
		}
	}
	for from := 0; from < least; {
		g := many[0][from]
		to := from
		for to < least && many[0][to] == g {
			add(to, q.Columns)
			to++
		}
		a.answers(v, g, from, to, add)
		from = to
	}
}

// answers gives those of a group their answers, in turn.
func (a *Attack) answers(v, g, from, to int, add func(i, column int)) {
	next := to
	for c := range a.s.q.Columns {
		n := a.flat.supposed(Cell{View: v, Group: g, Column: c, Joined: true})
		if slices.Contains(a.s.q.Alone, c) {
			for range n {
				if next--; next >= from {
					add(next, c)
				}
			}
		}
	}
	turn := 0
	for c := range a.s.q.Columns {
		if slices.Contains(a.s.q.Alone, c) || next <= from {
			continue
		}
		n := a.flat.supposed(Cell{View: v, Group: g, Column: c, Joined: true})
		for range n {
			add(from+turn%(next-from), c)
			turn++
		}
	}
}
