package results

import (
	"cmp"
	"slices"

	"kist/internal/attack"
)

// repeated is what a question begins with: nothing is merged, but in a release that
// repeats the whole round's numbers answers are together as they were there, and in one
// of themes there are those alone that enough texts carry.
func (g *gate) repeated(t *tally) merging {
	if g.last().release.Texts != nil {
		return merging{}.withColumns("", t.carried())
	}
	whole, there := g.last().release.table(t.question.Key, "")
	if !there || !g.last().release.Late || slices.Equal(whole.Columns, t.columns) {
		return merging{}
	}
	return merging{}.withColumns("", setsOf(t.columns, whole.Columns))
}

// retell publishes a question's tables as they are merged now. Numbers that are repeated
// from an earlier release stay.
func (g *gate) retell(t *tally) {
	v := g.last()
	for i, table := range v.release.Tables {
		if table.Question != t.question.Key || table.By == "" && v.release.Late {
			continue
		}
		for _, cut := range t.cuts {
			if by := v.groupings[cut.grouping]; by.by == table.By {
				v.release.Tables[i] = t.table(cut, by, g.merging)
			}
		}
	}
}

// noteMerged writes down what is merged in those tables of a question that are told, as far
// as it is not yet, and no more what is together with others now.
func (g *gate) noteMerged(t *tally, why Reason) {
	rel := g.last().release
	rel.Attack.Merged = slices.DeleteFunc(rel.Attack.Merged, func(m Merged) bool {
		table, _ := rel.table(m.Question, m.By)
		return m.Question == t.question.Key && !slices.Contains(slices.Concat(table.Columns, valuesOf(table)), Join(m.Parts))
	})
	note := func(by string, groups bool, codes []string, sets [][]int) {
		for i, code := range codesOf(codes, sets) {
			m := Merged{Question: t.question.Key, By: by, Groups: groups, Parts: Parts(code), Why: why}
			if groups && why == "" {
				m.Why = rel.whyTogether(by, m.Parts)
			}
			if len(sets[i]) > 1 && !slices.ContainsFunc(rel.Attack.Merged, m.told) {
				rel.Attack.Merged = append(rel.Attack.Merged, m)
			}
		}
	}
	for _, cut := range t.cuts {
		by := g.last().groupings[cut.grouping]
		if _, there := rel.table(t.question.Key, by.by); there {
			note(by.by, false, t.columns, g.merging.columnsOf(by.by, len(t.columns)))
			note(by.by, true, by.values, g.merging.groupsOf(by.by, len(by.values)))
		}
	}
}

// whyTogether is why answers to a question are told together, and so the groups that they
// make; empty if they are not.
func (r *Release) whyTogether(question string, parts []string) Reason {
	for _, m := range r.Attack.Merged {
		if m.Question == question && m.By == "" && !m.Groups && slices.Equal(m.Parts, parts) {
			return m.Why
		}
	}
	return ""
}

// told says whether another says it already: answers that are together in all tables are in each.
func (m Merged) told(o Merged) bool {
	return o.Question == m.Question && o.Groups == m.Groups && (o.By == m.By || o.By == "" && !m.Groups) && slices.Equal(o.Parts, m.Parts)
}

// suspects are groups of one table and columns of which too much follows.
type suspects struct{ groups, columns map[int]bool }

func (g *gate) suspects(i int, t *tally, cut int, unsafe []attack.Cell) suspects {
	q := g.asked(i, t)
	s := suspects{map[int]bool{}, map[int]bool{}}
	for _, c := range unsafe {
		for _, group := range q.Groups(c) {
			if c.Grouping == cut-1 && group < len(t.cuts[cut].base) {
				s.groups[group] = true
			}
		}
		for _, column := range q.ColumnsOf(c) {
			if column >= 0 {
				s.columns[column] = true
			}
		}
	}
	return s
}

// merge looks for one merging more that makes a question safe, or at least safer: of
// groups of a table, then of its answers; of the answers of the whole round only if no
// other table is left (""), for they are what rounds and areas are compared by. What is
// tried first is chosen by what is published and not by what is true. False if there is
// none; tried is how many were tried.
func (g *gate) merge(i int, t *tally, by string, unsafe []attack.Cell) (merged bool, tried int, err error) {
	cut := slices.IndexFunc(t.cuts, func(c *cut) bool { return g.last().groupings[c.grouping].by == by })
	s := g.suspects(i, t, cut, unsafe)
	best, least := g.merging, len(unsafe)
	list := g.groupMergings(t, cut, s.groups)
	if by != "" && by != ByAgeBand { // ages stand beside all, answer by answer
		list = append(list, g.columnMergings(t, by, s.columns)...)
	}
	if by == "" {
		list = g.columnMergings(t, "", s.columns)
	}
	for _, m := range list {
		g.merging = m
		g.retell(t)
		left, cells, err := g.unsafe(i, t, least)
		if err != nil {
			return false, tried, err
		}
		g.last().release.Attack.Cells += cells
		tried++
		if len(left) < least {
			best, least = m, len(left)
		}
		if least == 0 {
			break
		}
	}
	g.merging = best
	g.retell(t)
	return least < len(unsafe), tried, nil
}

// maxTried is how many mergings of a kind are tried at once.
const maxTried = 4

// groupMergings are those of groups of one table: neighbours where there is an order,
// else each group that is unsafe with the smallest others. Two groups at least stay, for
// else nothing is told apart.
func (g *gate) groupMergings(t *tally, cut int, bad map[int]bool) (list []merging) {
	by := g.last().groupings[t.cuts[cut].grouping]
	sets := g.merging.groupsOf(by.by, len(by.values))
	if by.by == "" || len(sets) < 3 {
		return nil
	}
	table, _ := g.last().release.table(t.question.Key, by.by)
	size := func(at int) int { return table.Groups[at].Base.Count }
	kind := "number"                              // age bands have an order
	if by.question != nil && by.by != ByEdition { // nor have editions any other
		kind = by.question.KindName
	}
	for _, pair := range pairs(kind, by.values, sets, bad, size) {
		list = append(list, g.merging.withGroups(by.by, unite(sets, pair[0], pair[1])))
	}
	return list
}

// columnMergings are those of answers in one table, or in all (""). Where a child may give
// several, how many gave any of two is not counted; and numbers that are repeated stay as
// they are.
func (g *gate) columnMergings(t *tally, by string, bad map[int]bool) (list []merging) {
	table, there := g.last().release.table(t.question.Key, "")
	if t.question.Many() || g.last().release.Late && by == "" || !there || !table.Groups[0].Base.Shown {
		return nil
	}
	sizes := make([]int, len(t.columns)) // as published, of all; of a set its own
	for i, set := range setsOf(t.columns, table.Columns) {
		for _, column := range set {
			sizes[column] = table.Groups[0].Cells[i].Count
		}
	}
	sets := g.merging.columnsOf(by, len(t.columns))
	size := func(at int) int { return sizes[sets[at][0]] }
	for _, pair := range pairs(t.question.KindName, t.columns, sets, bad, size) {
		list = append(list, g.merging.withColumns(by, unite(sets, pair[0], pair[1])))
	}
	return list
}

// pairs are the sets that may be told together, a bad one among them if any is, the
// smallest as published first; so many at most.
func pairs(kind string, codes []string, sets [][]int, bad map[int]bool, size func(int) int) [][2]int {
	isBad := func(set []int) bool {
		return len(bad) == 0 || slices.ContainsFunc(set, func(at int) bool { return bad[at] })
	}
	var list [][2]int
	for a := range sets {
		for b := a + 1; b < len(sets); b++ {
			if (isBad(sets[a]) || isBad(sets[b])) && mergeable(kind, codes, sets[a], sets[b]) {
				list = append(list, [2]int{a, b})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y [2]int) int {
		return cmp.Compare(size(x[0])+size(x[1]), size(y[0])+size(y[1]))
	})
	return list[:min(len(list), maxTried)]
}
