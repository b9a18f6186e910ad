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
// theirs says, and how many more that is than their own figures say.
type size struct {
	question, code string
	least, more    int
}

// sizes are what the tables by a question say of it beyond its own figures, which if repeated
// are of others too who left since.
func (r *Release) sizes(key string, repeated bool) (list []size) {
	whole, told := r.table(key, "")
	own := func(code string) (n int) {
		if !told || repeated || !whole.Groups[0].Base.Shown {
			return 0
		}
		for i, part := range whole.Columns {
			if within(Parts(part), Parts(code)) {
				least, _ := whole.Groups[0].Cells[i].Range()
				n += least
			}
		}
		return n
	}
	for _, t := range r.Tables {
		for _, g := range t.Groups {
			if t.By != key || !g.Base.Shown {
				continue
			}
			if n := t.least(g); n > own(g.Value) {
				list = append(list, size{t.Question, g.Value, n, n - own(g.Value)})
			}
		}
	}
	return list
}

// sums are sizes as the attack reads them: of a question with these columns.
func sums(list []size, columns []string, most int) (out []attack.Sum) {
	for _, s := range list {
		if set := setsOf(columns, []string{s.code})[0]; len(set) > 0 {
			out = append(out, attack.Sum{Columns: set, In: attack.Interval{Least: s.least, Most: most}})
		}
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
