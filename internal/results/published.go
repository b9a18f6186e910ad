package results

import (
	"slices"

	"kist/internal/attack"
)

// asked is everything that the releases of a round tell of the question with this index.
func (g *gate) asked(i int, t *tally) *attack.Question {
	q := &attack.Question{Columns: len(t.columns), Multiple: t.question.Many(), Together: make([][][]int, len(t.cuts)-1)}
	alone, choices := ties(t.survey, t.question, t.columns)
	tie(q, t.columns, alone, choices)
	for _, cut := range t.cuts[1:] {
		q.Closed = append(q.Closed, g.closed[g.last().groupings[cut.grouping].by])
	}
	for _, v := range g.views {
		for k, cut := range t.cuts {
			by := g.last().groupings[cut.grouping]
			table, _ := v.release.table(t.question.Key, by.by)
			q.Joint = withSets(q.Joint, setsOf(t.columns, table.Columns))
			if k > 0 {
				q.Together[k-1] = withSets(q.Together[k-1], setsOf(by.values, valuesOf(table)))
			}
		}
	}
	for _, v := range g.views {
		q.Views = append(q.Views, g.published(q, v, i, t))
	}
	return q
}

// withSets adds those sets that are of several and not there yet.
func withSets(list, more [][]int) [][]int {
	for _, set := range more {
		if len(set) > 1 && !slices.ContainsFunc(list, func(s []int) bool { return slices.Equal(s, set) }) {
			list = append(list, set)
		}
	}
	return list
}

// valuesOf are the codes of a table's groups.
func valuesOf(t Table) (list []string) {
	for _, g := range t.Groups {
		list = append(list, g.Value)
	}
	return list
}

// published is what a release tells of a question, as the attack reads it.
func (g *gate) published(q *attack.Question, v *view, i int, t *tally) attack.View {
	out := attack.View{Left: v.left, Same: v.same, Whole: g.row(q, v, i, t, 0, []int{0})}
	if g.sizes {
		out.Whole.Sums = append(out.Whole.Sums, g.sums(v, t)...)
	}
	for k, cut := range t.cuts[1:] {
		var rows, together []attack.Row
		for group := range cut.base {
			rows = append(rows, g.row(q, v, i, t, k+1, []int{group}))
		}
		for _, set := range q.Together[k] {
			together = append(together, g.row(q, v, i, t, k+1, set))
		}
		out.Groups, out.Together = append(out.Groups, rows), append(out.Together, together)
	}
	return out
}

// sums is what a release tells of a question in the tables by it.
func (g *gate) sums(v *view, t *tally) []attack.Sum {
	var by []string
	var groups [][]string
	for _, cut := range t.cuts[1:] {
		grouping := g.last().groupings[cut.grouping]
		by, groups = append(by, grouping.by), append(groups, grouping.values)
	}
	return sums(v.release.sizes(t.question.Key, v.stale), t.columns, by, groups, g.most())
}

// row is what a release tells of some groups together, or of one: of the cut with this
// index of the question with index i. What they were not offered is known whether it is
// told or not.
func (g *gate) row(q *attack.Question, v *view, i int, t *tally, cut int, groups []int) attack.Row {
	by := v.groupings[t.cuts[cut].grouping]
	if by.by == ByAgeBand && !slices.ContainsFunc(groups, func(group int) bool { return !g.absent[by.values[group]] }) {
		return attack.Row{} // nobody, as everyone knows
	}
	row := g.told(q, v, i, t, cut, groups)
	var values []string
	for _, group := range groups {
		values = append(values, by.values[group])
	}
	return without(row, t.offered(by, values), g.most())
}

// without is a row in which nobody is in columns that were not offered.
func without(row attack.Row, offered []bool, most int) attack.Row {
	if !slices.Contains(offered, true) {
		return attack.Row{} // nobody was asked
	}
	for c, ok := range offered {
		if ok {
			continue
		}
		if row.Cells == nil {
			row.Cells = unknowns(len(offered), most)
		}
		row.Cells[c] = attack.Interval{}
	}
	return row
}

// told is what a release tells of some groups in figures.
func (g *gate) told(q *attack.Question, v *view, i int, t *tally, cut int, groups []int) attack.Row {
	by, most := v.groupings[t.cuts[cut].grouping], g.most()
	none := attack.Silent(most)
	table, there := v.release.table(t.question.Key, by.by)
	if !there || v.stale && by.by == "" {
		return none
	}
	sets := setsOf(by.values, valuesOf(table))
	at := 0
	if by.by != "" {
		at = slices.IndexFunc(sets, func(set []int) bool { return slices.Equal(set, groups) })
	}
	if at < 0 {
		return none // it is told with others, or they are not told together
	}
	columns := setsOf(t.columns, table.Columns)
	shown := table.Groups[at]
	if !shown.Base.Shown {
		return withheld(v.tables[i].cuts[cut].joined(columns, [][]int{groups}), columns, most, len(t.columns))
	}
	row := attack.Row{Base: atLeast(MinGroup, shown.Base), Cells: unknowns(len(t.columns), most), Joint: unknowns(len(q.Joint), most)}
	if v.release.Texts != nil {
		t.seldom(&row, columns)
	}
	for c, f := range shown.Cells {
		least, most := f.Range()
		tellSet(&row, q, columns[c], attack.Interval{Least: least, Most: most})
	}
	if t.question.AboutChild {
		row.Apart = MinApart
	}
	return row
}

// seldom writes down that themes which are not among those told are carried by fewer than
// MinGroup texts: whoever knows the codebook knows that.
func (t *tally) seldom(row *attack.Row, told [][]int) {
	row.Told = slices.Concat(told...)
	for c, code := range t.columns {
		if code != noTheme {
			row.Cells[c] = attack.Unknown(MinGroup - 1)
		}
	}
}

// tellSet writes down what a row tells of columns together, or of one.
func tellSet(row *attack.Row, q *attack.Question, columns []int, in attack.Interval) {
	switch len(columns) {
	case 0: // a code that the survey does not have
		return
	case 1:
		row.Cells[columns[0]] = in
		return
	}
	row.Joint[slices.IndexFunc(q.Joint, func(s []int) bool { return slices.Equal(s, columns) })] = in
}

func unknowns(n, most int) []attack.Interval {
	list := make([]attack.Interval, n)
	for i := range list {
		list[i] = attack.Unknown(most)
	}
	return list
}

// withheld is what is known of the one group of a cut, with these columns, that is not
// shown; n are columns that the question has. Who reads a release does not know which
// rule withheld it; the attack takes it that they do.
func withheld(c *cut, columns [][]int, most int, n int) attack.Row {
	if c.base[0].n < MinGroup {
		return attack.Row{Base: attack.Unknown(MinGroup - 1), Cells: unknowns(n, MinGroup-1)}
	}
	same := slices.IndexFunc(c.cells[0], func(n cell) bool { return c.base[0].n-n.n < MinApart })
	row := attack.Row{Base: attack.Interval{Least: MinGroup, Most: most}}
	if same >= 0 {
		row.Sums = []attack.Sum{{Columns: columns[same], Outside: true, In: attack.Interval{Most: MinApart - 1}}}
	}
	return row
}

// atLeast is the interval of a published count that is known to be no less.
func atLeast(least int, f Figure) attack.Interval {
	low, high := f.Range()
	return attack.Interval{Least: max(least, low), Most: high}
}
