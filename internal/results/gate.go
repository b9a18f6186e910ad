package results

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"kist/internal/attack"
	"kist/internal/inspections"
	"kist/surveys"
)

// Dropped is a table that the gate left out of a release (R6), because with it
// somebody could have worked out too much.
type Dropped struct {
	Question string `json:"question"`
	By       string `json:"by"` // as Table.By; "" for the whole round, with which go all groupings
	Why      Reason `json:"why,omitempty"`
}

// Attacked is what the gate did before a release was stored. It tells nothing of
// what is true: only what was asked, and that it passed.
type Attacked struct {
	Together []string  `json:"together"` // ids of the earlier releases that it was attacked with
	Cells    int       `json:"cells"`    // counts that were asked for, of all releases and of who joined between them
	Merged   []Merged  `json:"merged,omitempty"`
	Dropped  []Dropped `json:"dropped,omitempty"`
	// Questions are the report by question; empty before it was kept.
	Questions []Judged `json:"questions,omitempty"`
}

// gate is the attack of one new release, the last of the views.
type gate struct {
	views   []*view
	reports bool            // by question
	merging merging         // of the question that is attacked
	closed  map[string]bool // groupings in which everybody has a group
	absent  map[string]bool // age bands that the round does not ask
	sizes   bool            // what the tables by a question say of it is part of the attack: see bySizes
	back    *gate           // the same, the newest first: see backwards; nil: nothing more follows
}

func newGate(rd *inspections.Round, s *surveys.Survey, views []*view) *gate {
	g := &gate{views: views, closed: map[string]bool{ByAgeBand: true}, absent: map[string]bool{}}
	asked := map[string]bool{}
	for _, e := range rd.Editions {
		band := surveys.Edition(e).AgeBand()
		asked[band] = true
		if band == "" { // easy read asks the age, and some have none
			g.closed[ByAgeBand] = false
		}
	}
	for _, band := range bandsOf(s) {
		g.absent[band] = g.closed[ByAgeBand] && !asked[band]
	}
	for _, v := range views {
		v.compare()
	}
	return g
}

func (g *gate) last() *view { return g.views[len(g.views)-1] }

// backwards has the releases attacked the other way round as well. Where nobody joined and
// some left, each holds all of the one after it, and before minus after is who left: read
// from the newest to the oldest, that is what the attack knows as joining. within says
// whether all that v counted is, unchanged, in what the other did. Of two releases of the
// same rows nothing more follows so.
func (g *gate) backwards(within func(v, other *view) bool) *gate {
	back := &gate{closed: g.closed, absent: g.absent}
	nested := false
	for i, v := range slices.Backward(g.views) {
		turned := *v
		turned.left, turned.same = false, false
		if i < len(g.views)-1 {
			next := g.views[i+1]
			turned.left, turned.same = !within(next, v), next.same
			nested = nested || !turned.left && !next.same
		}
		back.views = append(back.views, &turned)
	}
	if nested {
		g.back = back
	}
	return g
}

// most is a number of children that no count of the round exceeds, which all who
// read the releases know.
func (g *gate) most() int {
	most := 0
	for _, v := range g.views {
		if v.release.Responses.Shown {
			_, m := v.release.Responses.Range()
			most = max(most, m)
		}
	}
	return most
}

// pass attacks the last release with all before it, and leaves tables out of it
// until nothing is derived that must not be. An error means that it cannot be stored.
func (g *gate) pass(ctx context.Context, progress func(done, total int)) error {
	rel := g.last().release
	if rel.Attack == nil { // else it has what is left out from the beginning: repeat
		rel.Attack = &Attacked{}
	}
	rel.Attack.Together = []string{}
	for _, v := range g.views[:len(g.views)-1] {
		rel.Attack.Together = append(rel.Attack.Together, v.release.ID)
	}
	if err := g.declared(); err != nil {
		return err
	}
	if !rel.Responses.Shown {
		return nil // nothing is told
	}
	if err := g.responses(); err != nil {
		return err
	}
	for done, i := range g.order() {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := g.last().tables[i]
		if err := g.question(ctx, i, t); err != nil {
			return err
		}
		g.ungroup(t.question.Key)
		if progress != nil {
			progress(done+1, len(g.last().tables))
		}
	}
	return g.bySizes(ctx)
}

// declared refuses tables that were not declared with the survey and chosen with the
// round (R1): what was not attacked may not be told.
func (g *gate) declared() error {
	for _, table := range g.last().release.Tables {
		of := slices.IndexFunc(g.last().tables, func(t *tally) bool { return t.question.Key == table.Question })
		if of < 0 || !slices.ContainsFunc(g.last().tables[of].cuts, func(c *cut) bool { return g.last().groupings[c.grouping].by == table.By }) {
			return fmt.Errorf("results: table %s by %q is not declared", table.Question, table.By)
		}
	}
	return nil
}

// question attacks one question until it is safe: merges, or else leaves out. i is its
// place among the tables.
func (g *gate) question(ctx context.Context, i int, t *tally) error {
	rel, since := g.last().release, time.Now()
	g.merging = g.grouped(t, g.repeated(t))
	why := Reason("")
	for tries := 1; ; tries++ {
		g.retell(t)
		unsafe, cells, err := g.unsafe(i, t, enough)
		if err != nil {
			return err
		}
		rel.Attack.Cells += cells
		if len(unsafe) == 0 {
			done, err := g.passed(ctx, t, tries, since)
			if done {
				g.noteMerged(t, why)
			}
			if done || err != nil {
				return err
			}
		}
		if why == "" {
			why = g.why(i, t)
		}
		by, ok := g.worst(t, unsafe)
		if !ok {
			return g.silent(i, t)
		}
		merged, tried, err := g.merge(i, t, by, unsafe)
		if err != nil {
			return err
		}
		if tries += tried; !merged {
			rel.drop(t.question.Key, by, why)
		}
	}
}

// silent says whether a question may stay as it is of which nothing is told any more. What
// is only not decided may: nothing is added to what was told before, and passed then.
func (g *gate) silent(i int, t *tally) error {
	q := g.asked(i, t)
	truth := func(c attack.Cell) int { return g.truth(q, i, c) }
	a, err := attacking(q, g.most(), truth)
	if err != nil {
		return err
	}
	for _, c := range a.Cells() {
		if v, _ := a.Judge(c, truth(c), t.question.AboutChild); v != attack.Safe && v != attack.Undecided {
			return fmt.Errorf("results: question %s is unsafe with nothing of it released", t.question.Key)
		}
	}
	return nil
}

// enough is how many unsafe cells are looked for.
const enough = math.MaxInt

// why says whether too much follows from the last release by itself.
func (g *gate) why(i int, t *tally) Reason {
	if len(g.views) == 1 {
		return Alone
	}
	alone := &gate{views: g.views[len(g.views)-1:], closed: g.closed, absent: g.absent, sizes: g.sizes}
	if unsafe, _, err := alone.unsafe(i, t, 1); err == nil && len(unsafe) > 0 {
		return Alone
	}
	return WithPast
}

// worst is what is to be left out first: a grouping with unsafe cells, else any
// grouping, else the whole; false if there is nothing left.
func (g *gate) worst(t *tally, unsafe []attack.Cell) (by string, ok bool) {
	rel := g.last().release
	for _, c := range unsafe {
		if c.Grouping < 0 {
			continue
		}
		by := g.last().groupings[t.cuts[c.Grouping+1].grouping].by
		if _, there := rel.table(t.question.Key, by); there {
			return by, true
		}
	}
	for _, c := range slices.Backward(t.cuts) {
		by := g.last().groupings[c.grouping].by
		if _, there := rel.table(t.question.Key, by); there {
			return by, true
		}
	}
	return "", false
}

// table finds a table.
func (r *Release) table(question, by string) (Table, bool) {
	for _, t := range r.Tables {
		if t.Question == question && t.By == by {
			return t, true
		}
	}
	return Table{}, false
}

// drop leaves a table out; the whole takes the groupings with it, and the report.
func (r *Release) drop(question, by string, why Reason) {
	r.Tables = slices.DeleteFunc(r.Tables, func(t Table) bool { return t.Question == question && (by == "" || t.By == by) })
	r.Attack.Merged = slices.DeleteFunc(r.Attack.Merged, func(m Merged) bool { return m.Question == question && (by == "" || m.By == by) })
	r.Attack.Questions = slices.DeleteFunc(r.Attack.Questions, func(j Judged) bool { return j.Question == question && by == "" })
	r.Attack.Dropped = slices.DeleteFunc(r.Attack.Dropped, func(d Dropped) bool { return d.Question == question && by == "" })
	r.Attack.Dropped = append(r.Attack.Dropped, Dropped{question, by, why})
}

// unsafe lists the cells of a question of which too much could be derived, so many of
// them at most, and how many were asked for.
func (g *gate) unsafe(i int, t *tally, atMost int) (unsafe []attack.Cell, cells int, err error) {
	q := g.asked(i, t)
	truth := func(c attack.Cell) int { return g.truth(q, i, c) }
	unsafe, cells, err = judged(q, g.most(), truth, t.question.AboutChild, atMost)
	if err != nil || g.back == nil || len(unsafe) >= atMost {
		return unsafe, cells, err
	}
	turned, more, err := g.back.unsafe(i, t, atMost-len(unsafe))
	for _, c := range turned { // whatever it is of, the last release is what can be changed
		c.View, c.Joined = len(g.views)-1, false
		unsafe = append(unsafe, c)
	}
	return unsafe, cells + more, err
}

// judged attacks a question with what is known to be true.
func judged(q *attack.Question, most int, truth func(attack.Cell) int, aboutChild bool, atMost int) (unsafe []attack.Cell, cells int, err error) {
	a, err := attacking(q, most, truth)
	if err != nil {
		return nil, 0, err
	}
	all := a.Cells()
	for _, c := range all {
		if v, _ := a.Judge(c, truth(c), aboutChild); v != attack.Safe {
			unsafe = append(unsafe, c)
		}
		if len(unsafe) >= atMost {
			break
		}
	}
	return unsafe, len(all), nil
}

// attacking is the attack of a question with what is known to be true.
func attacking(q *attack.Question, most int, truth func(attack.Cell) int) (*attack.Attack, error) {
	a, err := attack.New(q, most)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	if !a.Know(truth) {
		return nil, fmt.Errorf("results: what is counted does not fit what is published")
	}
	return a, nil
}

// responses attacks the number of all who answered. It cannot be left out, so a
// release that it betrays is refused.
func (g *gate) responses() error {
	q, truth := g.respondents()
	unsafe, cells, err := judged(q, g.most(), truth, false, enough)
	g.last().release.Attack.Cells += cells
	if err == nil && len(unsafe) > 0 {
		err = fmt.Errorf("results: the number of answers tells too much")
	}
	return err
}

// truth is how many there are in a cell of what all releases tell of a question.
func (g *gate) truth(q *attack.Question, i int, c attack.Cell) (n int) {
	if c.Joined && c.View > 0 {
		now, before := c, c
		now.Joined, before.Joined = false, false
		before.View--
		return g.truth(q, i, now) - g.truth(q, i, before)
	}
	for _, group := range q.Groups(c) {
		for _, column := range q.ColumnsOf(c) {
			n += g.count(i, attack.Cell{View: c.View, Grouping: c.Grouping, Group: group, Column: column})
		}
	}
	return n
}

// count is how many there are of one group who gave one answer.
func (g *gate) count(i int, c attack.Cell) int {
	at := func(cut *cut, group int) int {
		if c.Column < 0 {
			return cut.base[group].n
		}
		return cut.cells[group][c.Column].n
	}
	cuts := g.views[c.View].tables[i].cuts
	if c.Grouping == attack.Crossed {
		return g.views[c.View].tables[i].crossed.of(c.Group, c.Column)
	}
	if c.Grouping < 0 || len(cuts) == 1 {
		return at(cuts[0], 0)
	}
	cut := cuts[c.Grouping+1]
	if c.Group < len(cut.base) {
		return at(cut, c.Group)
	}
	n := at(cuts[0], 0) // who is in none
	for group := range cut.base {
		n -= at(cut, group)
	}
	return n
}
