package results

import (
	"slices"

	"kist/internal/attack"
)

// published is what a release tells of a question, as the attack reads it.
func (g *gate) published(v *view, i int, t *tally) attack.View {
	out := attack.View{Left: v.left, Whole: g.row(v, i, t, 0, 0)}
	for k, cut := range t.cuts[1:] {
		var rows []attack.Row
		for group := range cut.base {
			rows = append(rows, g.row(v, i, t, k+1, group))
		}
		out.Groups = append(out.Groups, rows)
	}
	return out
}

// row is what a release tells of one group: of the cut with this index of the
// question with index i.
func (g *gate) row(v *view, i int, t *tally, cut, group int) attack.Row {
	by := v.groupings[t.cuts[cut].grouping]
	if by.by == ByAgeBand && g.absent[by.values[group]] {
		return attack.Row{} // nobody, as everyone knows
	}
	most := g.most()
	table, there := v.release.table(t.question.Key, by.by)
	if !there || v.release.Late && by.by == "" {
		return attack.Row{Base: attack.Unknown(most)}
	}
	shown := table.Groups[group]
	if !shown.Base.Shown {
		return withheld(v.tables[i].cuts[cut], group, most, t.question.Many())
	}
	row := attack.Row{Base: atLeast(MinGroup, shown.Base)}
	for c, f := range shown.Cells {
		least, most := f.Range()
		if len(shown.Offered) > 0 && !shown.Offered[c] {
			least, most = 0, 0
		}
		row.Cells = append(row.Cells, attack.Interval{Least: least, Most: most})
	}
	if t.question.AboutChild {
		row.Apart = MinApart
	}
	return row
}

// withheld is what is known of a group that is not shown. Who reads a release does
// not know which rule withheld it; the attack takes it that they do.
func withheld(c *cut, group, most int, many bool) attack.Row {
	if c.base[group].n < MinGroup {
		row := attack.Row{Base: attack.Unknown(MinGroup - 1)}
		for range c.cells[group] {
			row.Cells = append(row.Cells, row.Base)
		}
		return row
	}
	row := attack.Row{Base: attack.Interval{Least: MinGroup, Most: most}}
	if many { // who chose what else is not bounded by who did not choose this
		return row
	}
	same := slices.IndexFunc(c.cells[group], func(n cell) bool { return c.base[group].n-n.n < MinApart })
	others := attack.Sum{In: attack.Interval{Most: MinApart - 1}}
	for i := range c.cells[group] {
		if i != same {
			others.Columns = append(others.Columns, i)
		}
	}
	row.Sums = []attack.Sum{others}
	return row
}

// atLeast is the interval of a published count that is known to be no less.
func atLeast(least int, f Figure) attack.Interval {
	low, high := f.Range()
	return attack.Interval{Least: max(least, low), Most: high}
}
