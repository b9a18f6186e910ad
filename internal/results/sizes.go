package results

import (
	"context"
	"slices"
	"time"

	"kist/internal/attack"
)

// Whoever is in a group of a table by a question gave that answer to it. So every such table
// says of the answer that no fewer gave it, and one of many tables, each rounded anew and of
// other children who skipped, may say more than the question's own figures do.

// least is how many children are in a group at least: its answers may say more than its size.
func (t Table) least(g Group) int {
	base, _ := g.Base.Range()
	n, sum := max(MinGroup, base), 0
	for _, f := range g.Cells {
		cell, _ := f.Range()
		if sum += cell; t.AboutChild {
			n = max(n, cell+MinApart)
		}
	}
	if t.Multiple { // the same children again
		return n
	}
	return max(n, sum)
}

// size is how many gave an answer, or one of several, at least, as the table of a question by
// theirs says, and how many more that is than their own figures say; of some ages alone if no
// others were asked that question.
type size struct {
	question, code string
	ages           []string // nil: of all
	least, more    int
}

// sizes are what the tables by a question say of it beyond its own figures, which if repeated
// are of others too who left since. The ages that tell everybody apart are no answers to the
// question for an age that easy read alone asks, which has their key.
func (r *Release) sizes(key string, repeated bool) (list []size) {
	if key == ByAgeBand {
		return nil
	}
	for _, t := range r.Tables {
		if t.By != key {
			continue
		}
		ages := r.agesAsked(t.Question)
		for _, g := range t.Groups {
			s := size{question: t.Question, code: g.Value, ages: ages, least: t.least(g)}
			if s.more = s.least; !repeated || ages != nil {
				s.more -= r.own(key, s)
			}
			if g.Base.Shown && s.more > 0 {
				list = append(list, s)
			}
		}
	}
	return list
}

// own is how many a size is of at least by the own figures of its question.
func (r *Release) own(key string, s size) (n int) {
	by := ""
	if s.ages != nil {
		by = ByAgeBand
	}
	t, _ := r.table(key, by)
	for _, g := range t.Groups {
		if !g.Base.Shown || by != "" && !within(Parts(g.Value), s.ages) {
			continue
		}
		for i, part := range t.Columns {
			if within(Parts(part), Parts(s.code)) {
				least, _ := g.Cells[i].Range()
				n += least
			}
		}
	}
	return n
}

// agesAsked are the ages that were asked a question, as the release says; nil for all.
func (r *Release) agesAsked(question string) (ages []string) {
	t, _ := r.table(question, ByAgeBand)
	if !slices.ContainsFunc(t.Groups, Group.Unasked) {
		return nil
	}
	for _, g := range t.Groups {
		if !g.Unasked() {
			ages = append(ages, Parts(g.Value)...)
		}
	}
	return ages
}

// sums are sizes as the attack reads them: of a question with these columns, that is told by
// these groupings with these groups.
func sums(list []size, columns, by []string, groups [][]string, most int) (out []attack.Sum) {
	for _, s := range list {
		set := setsOf(columns, []string{s.code})[0]
		if len(set) == 0 {
			continue // a code that the survey does not have
		}
		sum := attack.Sum{Columns: set, In: attack.Interval{Least: s.least, Most: most}}
		if k := slices.Index(by, ByAgeBand); k >= 0 && s.ages != nil {
			sum.Grouping, sum.Groups = k, setsOf(groups[k], []string{Join(s.ages)})[0]
		}
		out = append(out, sum)
	}
	return out
}

// bySizes attacks the questions by which others are told once more, when it stands what those
// tables tell.
func (g *gate) bySizes(ctx context.Context) error {
	g.sizes = true
	if g.back != nil {
		g.back.sizes = true
	}
	for _, i := range g.order() {
		t := g.last().tables[i]
		says := func(v *view) bool { return len(v.release.sizes(t.question.Key, v.stale)) > 0 }
		if g.last().rank(t.question) < 0 || !slices.ContainsFunc(g.views, says) {
			continue
		}
		if err := g.sized(ctx, i, t); err != nil {
			return err
		}
	}
	return nil
}

// sized attacks one of them, and merges or leaves out until it is safe.
func (g *gate) sized(ctx context.Context, i int, t *tally) error {
	since, why := time.Now(), Reason("")
	g.merging = g.asTold(t)
	for tries := 1; ; tries++ {
		unsafe, cells, err := g.unsafe(i, t, enough)
		if err != nil {
			return err
		}
		g.last().release.Attack.Cells += cells
		if len(unsafe) == 0 {
			done, err := g.passed(ctx, t, tries, since)
			if done && why != "" {
				g.noteMerged(t, why)
			}
			if done || err != nil {
				return err
			}
		}
		if why == "" {
			why = g.why(i, t)
		}
		if more, err := g.lessen(ctx, i, t, unsafe, why); !more || err != nil {
			return err
		}
	}
}

// asTold is how a question's tables are merged in the last release.
func (g *gate) asTold(t *tally) merging {
	m := merging{map[string][][]int{}, map[string][][]int{}}
	for _, cut := range t.cuts {
		by := g.last().groupings[cut.grouping]
		if table, told := g.last().release.table(t.question.Key, by.by); told {
			m.columns[by.by], m.groups[by.by] = setsOf(t.columns, table.Columns), setsOf(by.values, valuesOf(table))
		}
	}
	return m
}

// lessen tells less of a question or by it: first in its own tables by others, of which there
// are few; then it leaves out the table by it that says most beyond its own figures; then the
// question. False if nothing is left, and so only what was told before.
func (g *gate) lessen(ctx context.Context, i int, t *tally, unsafe []attack.Cell, why Reason) (bool, error) {
	rel, key := g.last().release, t.question.Key
	by, ok := g.worst(t, unsafe)
	if by != "" {
		merged, _, err := g.merge(i, t, by, unsafe)
		if err == nil && !merged {
			rel.drop(key, by, why)
		}
		return true, err
	}
	if list := rel.sizes(key, g.last().stale); len(list) > 0 {
		most := slices.MaxFunc(list, func(a, b size) int { return a.more - b.more })
		rel.drop(most.question, key, why)
		return true, g.reportAgain(ctx, most.question)
	}
	if ok {
		rel.drop(key, "", why)
		g.ungroup(key)
	}
	return ok, nil
}

// reportAgain puts what a stranger can still tell of a question in the place of its report.
func (g *gate) reportAgain(ctx context.Context, question string) error {
	at := slices.IndexFunc(g.last().tables, func(t *tally) bool { return t.question.Key == question })
	_, err := g.passed(ctx, g.last().tables[at], 0, time.Now())
	return err
}
