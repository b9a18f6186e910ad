package results

import (
	"slices"
)

// What a release tells of a question that tells children apart, it tells again in every
// table by its answers: whoever reads that 30 of one group answered knows how many gave that
// answer. So it is attacked first, tables by it tell no group apart that its own does not, and
// what they say of it is attacked at the end: bySizes.

// order is the order in which questions are attacked, as indexes of the tables: those that
// tell children apart first, and of them first those by which others are told.
func (g *gate) order() []int {
	last := g.last()
	list := make([]int, len(last.tables))
	for i := range list {
		list[i] = i
	}
	slices.SortStableFunc(list, func(a, b int) int {
		return last.rank(last.tables[b].question) - last.rank(last.tables[a].question)
	})
	return list
}

// ungroup leaves out the tables by a question of whose answers the release tells nothing:
// the sizes of their groups would tell them. The reason is that of the question.
func (g *gate) ungroup(key string) {
	rel := g.last().release
	if whole, told := rel.table(key, ""); told && whole.Groups[0].Base.Shown {
		return
	}
	why := Alone
	if i := slices.IndexFunc(rel.Attack.Dropped, func(d Dropped) bool { return d.Question == key && d.By == "" }); i >= 0 {
		why = rel.Attack.Dropped[i].Why
	}
	for _, t := range slices.Clone(rel.Tables) {
		if t.By == key {
			rel.drop(t.Question, key, why)
		}
	}
}

// grouped is the merging with groups together where the answers that make them are told
// together.
func (g *gate) grouped(t *tally, m merging) merging {
	for _, cut := range t.cuts {
		by := g.last().groupings[cut.grouping]
		if by.question == nil {
			continue
		}
		whole, _ := g.last().release.table(by.by, "")
		sets := slices.DeleteFunc(setsOf(by.values, whole.Columns), func(set []int) bool { return len(set) == 0 })
		if len(withSets(nil, sets)) > 0 {
			m = m.withGroups(by.by, sets)
		}
	}
	return m
}
