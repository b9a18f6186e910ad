package results

import (
	"math"
	"slices"
)

// publish applies R2 and R3 to a true count that belongs to a group.
func (c cell) publish() Figure { return Figure{Shown: true, Count: c.rounded()} }

// publish is cell.publish; what was told of just these before is told again.
func (c *cut) publish(n cell) Figure {
	if was, ok := c.told[n]; ok {
		return Figure{Shown: true, Count: was}
	}
	return n.publish()
}

// rounded is the count randomly rounded to base 5: down with a chance of 4/5
// for a remainder of 1, and so on, so that on average nothing is added. The
// direction follows from the sum of the rows' values, which is uniform, and the
// same whenever the same children make up the cell.
func (c cell) rounded() int { return c.to(RoundBase) }

// to is rounded, to multiples of another base.
func (c cell) to(base int) int {
	rest := c.n % base
	down := c.n - rest
	if rest > 0 && float64(c.sum)/math.MaxUint64 < float64(rest)/float64(base) {
		return down + base
	}
	return down
}

// percent is the published count in the published base, to the nearest 5; nil
// where the base is too small. Both are rounded already, so it is held to 100.
func percent(count, base int) *int {
	if base < MinPercent {
		return nil
	}
	p := (200*count + RoundBase*base) / (2 * RoundBase * base) * RoundBase
	p = min(p, 100)
	return &p
}

// table publishes one question by one grouping.
func (t *tally) table(c *cut, by grouping, m merging) Table {
	columns, groups := m.columnsOf(by.by, len(t.columns)), m.groupsOf(by.by, len(by.values))
	out := Table{
		Question: t.question.Key, Kind: t.question.KindName, By: by.by, Columns: codesOf(t.columns, columns),
		Multiple: t.question.Many(), AboutChild: t.question.AboutChild,
	}
	out.Alone, out.Choices = ties(t.survey, t.question, t.columns)
	c = c.joined(columns, groups)
	c.told = t.told
	for i, value := range codesOf(by.values, groups) {
		g := c.group(i, value, t.question.AboutChild)
		g.offer(anyOf(columns, t.offered(by, Parts(value))))
		out.Groups = append(out.Groups, g)
	}
	return out
}

// anyOf says which sets of columns are offered: those of which any is; nil for all.
func anyOf(columns [][]int, offered []bool) []bool {
	out := make([]bool, len(columns))
	for i, set := range columns {
		out[i] = slices.ContainsFunc(set, func(c int) bool { return offered[c] })
	}
	if slices.Contains(out, false) {
		return out
	}
	return nil
}

// group publishes one row. One under MinGroup is withheld whole: not even its
// size is told. So is, of a question about the child, one in which nearly all
// answered the same (R4): to be in it would tell what somebody answered.
func (c *cut) group(g int, value string, aboutChild bool) Group {
	if c.base[g].n < MinGroup || aboutChild && c.alike(g) {
		return Group{Value: value, Either: aboutChild}
	}
	out := Group{Value: value, Base: c.publish(c.base[g])}
	for _, n := range c.cells[g] {
		f := c.publish(n)
		f.Percent = percent(f.Count, out.Base.Count)
		out.Cells = append(out.Cells, f)
	}
	return out
}

// alike says whether all but fewer than MinApart of a group chose the same answer.
func (c *cut) alike(g int) bool {
	return slices.ContainsFunc(c.cells[g], func(n cell) bool { return c.base[g].n-n.n < MinApart })
}
