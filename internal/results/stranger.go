package results

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kist/internal/attack"
	"kist/internal/fault"
	"kist/surveys"
)

// Stranger attacks releases of one round as somebody does who has read them and knows
// nothing else: neither what is true nor why anything is missing.
type Stranger struct {
	releases []*Release // in order
	most     int        // no count exceeds it
	left     bool       // it is taken that answers may have been withdrawn between two releases, or texts coded otherwise
	sizes    bool       // tables by a question count for it too: see size
}

// NewStranger takes releases of one round. left says that answers may have been
// withdrawn between two of them; otherwise it is taken, as somebody would who wants to
// know most, that children only joined. fault.Invalid if they are of several rounds or
// one is there twice.
func NewStranger(releases []*Release, left bool) (*Stranger, error) {
	s := &Stranger{releases: slices.Clone(releases), left: left || ofTexts(releases), sizes: true}
	slices.SortFunc(s.releases, func(a, b *Release) int { return a.Number - b.Number })
	for i, r := range s.releases {
		if r.Over() && len(releases) > 1 {
			return nil, fault.Wrap(fault.Invalid, "release %s is over places and is attacked by itself", r.ID)
		}
		if i > 0 && (r.Round != s.releases[0].Round || r.Number == s.releases[i-1].Number) {
			return nil, fault.Wrap(fault.Invalid, "release %s and release %s are not two releases of one round", s.releases[i-1].ID, r.ID)
		}
		if r.Responses.Shown {
			_, most := r.Responses.Range()
			s.most = max(s.most, most)
		}
	}
	return s, nil
}

// ofTexts says whether any of the releases is of themes.
func ofTexts(releases []*Release) bool {
	return slices.ContainsFunc(releases, func(r *Release) bool { return r.Texts != nil })
}

// Told is what a stranger can tell of the counts of one question.
type Told struct {
	Question   string `json:"question"`
	AboutChild bool   `json:"about_child,omitempty"`
	Cells      int    `json:"cells"`     // counts that were asked for: of every release, group and answer
	Searched   int    `json:"searched"`  // those that a search for whole tables decided
	Shown      int    `json:"shown"`     // of them, those that whole tables show to keep the rule whatever is true
	Fewest     int    `json:"fewest"`    // values that the one of the others that can be 1 to 4 keeps that keeps fewest; 0 if none can
	Breaks     int    `json:"breaks"`    // those that break the rule whatever is true
	Doubtful   int    `json:"doubtful"`  // those that break it unless they are 0, or 5 or more, which they can be
	Undecided  int    `json:"undecided"` // those of which it was not found out within the limit
}

// Finding is what follows of one count, and where it stands.
type Finding struct {
	attack.Seen
	Release string // id
	By      string // as Table.By
	Group   string // as Group.Value, of several as Join; "" for all, or for those who are in no group
	None    bool   // it is those who are in no group
	Answer  string // column, of several as Join; "" for how many answered
}

// Examined is what a stranger found of one question, with the attack itself, which can be
// asked for witnesses. A is nil if nothing was told.
type Examined struct {
	Told
	Findings []Finding // those that are not shown to keep the rule and can be 1 to 4, the narrowest first
	A        *attack.Attack
	s        *Stranger
	q        *attack.Question
	columns  []string
	by       []string
	groups   [][]string
}

// Questions are the keys of the questions that any of the releases tells of, in order.
func (s *Stranger) Questions() []string {
	var list []string
	for _, r := range s.releases {
		for _, t := range r.Tables {
			if !slices.Contains(list, t.Question) {
				list = append(list, t.Question)
			}
		}
	}
	return list
}

// Examine attacks one question. attack.ErrInfeasible if what is told of it cannot all be
// true.
func (s *Stranger) Examine(ctx context.Context, question string) (*Examined, error) {
	e := &Examined{Told: Told{Question: question}, s: s}
	if s.most == 0 {
		return e, nil
	}
	q := e.read(question)
	a, err := attack.New(q, s.most)
	if err != nil {
		return nil, fmt.Errorf("question %s: %w", question, err)
	}
	if err := a.Possible(); err != nil {
		return nil, fmt.Errorf("question %s: %w", question, err)
	}
	e.A = a
	a.Suppose()
	for _, c := range a.Cells() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(e.by) == 0 && c.Grouping >= 0 {
			continue // the whole once more
		}
		e.look(c)
	}
	slices.SortStableFunc(e.Findings, func(x, y Finding) int { return x.Values - y.Values })
	if len(e.Findings) > 0 {
		e.Fewest = e.Findings[0].Values
	}
	return e, nil
}

// look asks for one count.
func (e *Examined) look(c attack.Cell) {
	e.Cells++
	seen, err := e.A.Stranger(c)
	if err != nil {
		e.Undecided++
		return
	}
	if seen.Searched {
		e.Searched++
	}
	if seen.Shown {
		e.Shown++
	}
	if seen.Shown || !seen.Small() {
		return
	}
	switch {
	case seen.Breaks(e.AboutChild):
		e.Breaks++
	case seen.Doubtful():
		e.Doubtful++
	}
	e.Findings = append(e.Findings, e.place(seen))
}

// place says where a count stands.
func (e *Examined) place(seen attack.Seen) Finding {
	f := Finding{Seen: seen, Release: e.s.releases[seen.View].ID}
	if seen.Column != -1 {
		f.Answer = codesOf(e.columns, [][]int{e.q.ColumnsOf(seen.Cell)})[0]
	}
	if seen.Grouping >= 0 && seen.Grouping < len(e.by) {
		f.By = e.by[seen.Grouping]
		if f.None = seen.Cell.Group >= len(e.groups[seen.Grouping]); !f.None {
			f.Group = codesOf(e.groups[seen.Grouping], [][]int{e.q.Groups(seen.Cell)})[0]
		}
	}
	return f
}

// read writes down what all releases tell of a question.
func (e *Examined) read(question string) *attack.Question {
	q := &attack.Question{}
	e.q = q
	for _, r := range e.s.releases {
		for _, t := range r.Tables {
			if t.Question == question && t.By != ByBefore { // other children
				q.Multiple = q.Multiple || t.Multiple
				e.AboutChild = e.AboutChild || t.AboutChild || slices.ContainsFunc(t.Groups, func(g Group) bool { return g.Either })
				e.notice(t)
			}
		}
	}
	if ofTexts(e.s.releases) {
		e.columns = append(e.columns, noTheme)
	}
	q.Columns, q.Together = len(e.columns), make([][][]int, len(e.by))
	if q.Multiple {
		e.tie()
	}
	for _, by := range e.by {
		q.Closed = append(q.Closed, by == ByPlace || by == ByEdition || by == BySetting || by == ByAgeBand && e.s.everyBand())
	}
	for _, r := range e.s.releases {
		e.noticeSets(r)
	}
	for i, r := range e.s.releases {
		v := attack.View{Left: e.s.left && i > 0, Same: r.Late && !e.s.left && i > 0, Whole: e.row(r, "", []string{""}, []int{0})}
		if e.s.sizes {
			v.Whole.Sums = sums(r.sizes(question, r.Late && e.s.left), e.columns, e.by, e.groups, e.s.most)
		}
		for k, by := range e.by {
			var rows, together []attack.Row
			for group := range e.groups[k] {
				rows = append(rows, e.row(r, by, e.groups[k], []int{group}))
			}
			for _, set := range q.Together[k] {
				together = append(together, e.row(r, by, e.groups[k], set))
			}
			v.Groups, v.Together = append(v.Groups, rows), append(v.Together, together)
		}
		q.Views = append(q.Views, v)
	}
	return q
}

// tie takes over how the answers hang together. A release from before that was kept
// leaves what everybody knows: who would rather not say said nothing else.
func (e *Examined) tie() {
	alone, choices := []string{surveys.RatherNot}, []Choice(nil)
	if e.AboutChild {
		alone = append(alone, "rather_not") // as files have it
	}
	for _, r := range e.s.releases {
		for _, t := range r.Tables {
			if t.Question == e.Question && len(t.Alone)+len(t.Choices) > 0 {
				alone, choices = t.Alone, t.Choices
			}
		}
	}
	tie(e.q, e.columns, alone, choices)
}

// notice takes over the columns and groups of a table.
func (e *Examined) notice(t Table) {
	add := func(list []string, code string) []string {
		for _, part := range Parts(code) {
			if !slices.Contains(list, part) {
				list = append(list, part)
			}
		}
		return list
	}
	for _, c := range t.Columns {
		e.columns = add(e.columns, c)
	}
	if t.By == "" {
		return
	}
	k := slices.Index(e.by, t.By)
	if k < 0 {
		k = len(e.by)
		e.by, e.groups = append(e.by, t.By), append(e.groups, nil)
	}
	for _, g := range t.Groups {
		e.groups[k] = add(e.groups[k], g.Value)
	}
}

// noticeSets takes over what a release tells of together.
func (e *Examined) noticeSets(r *Release) {
	for _, t := range r.Tables {
		if t.Question != e.Question {
			continue
		}
		e.q.Joint = withSets(e.q.Joint, setsOf(e.columns, t.Columns))
		if k := slices.Index(e.by, t.By); k >= 0 {
			e.q.Together[k] = withSets(e.q.Together[k], setsOf(e.groups[k], valuesOf(t)))
		}
	}
}

// everyBand says whether every child is in an age band, as far as is known: in easy
// read some tell no age.
func (s *Stranger) everyBand() bool {
	return len(s.releases[0].Editions) > 0 && !slices.Contains(s.releases[0].Editions, string(surveys.Easy))
}

// row is what a release tells of some of a grouping's groups together, or of one.
func (e *Examined) row(r *Release, by string, values []string, groups []int) attack.Row {
	t, ok := r.table(e.Question, by)
	if !ok || r.Late && e.s.left && by == "" { // told of others, too, who left since
		return attack.Silent(e.s.most)
	}
	i := slices.IndexFunc(setsOf(values, valuesOf(t)), func(set []int) bool { return slices.Equal(set, groups) })
	switch {
	case i < 0:
		return attack.Silent(e.s.most)
	case !t.Groups[i].Base.Shown:
		return e.withheld(by, t.Groups[i])
	}
	g := t.Groups[i]
	row := attack.Row{Base: atLeast(MinGroup, g.Base), Cells: unknowns(len(e.columns), e.s.most), Joint: unknowns(len(e.q.Joint), e.s.most)}
	for c, set := range setsOf(e.columns, t.Columns) {
		switch {
		case c >= len(g.Cells):
		case c < len(g.Offered) && !g.Offered[c]:
			for _, at := range set {
				row.Cells[at] = attack.Interval{}
			}
		case g.Cells[c].Shown:
			least, most := g.Cells[c].Range()
			tellSet(&row, e.q, set, attack.Interval{Least: least, Most: most})
		}
	}
	if e.AboutChild {
		row.Apart = MinApart
	}
	if r.Texts != nil {
		row.Told = slices.Concat(setsOf(e.columns, t.Columns)...)
	}
	return row
}

// withheld is what is known of a group that is not told: nobody, if it was asked
// nothing; fewer than ten; or nothing, if it may also be that all answered alike.
func (e *Examined) withheld(by string, g Group) attack.Row {
	switch {
	case by == ByPlace: // it is in no total
		return attack.Row{}
	case len(g.Offered) > 0 && !slices.Contains(g.Offered, true):
		return attack.Row{}
	case g.Either:
		return attack.Silent(e.s.most)
	}
	return attack.Row{Base: attack.Unknown(MinGroup - 1), Cells: unknowns(len(e.columns), MinGroup-1)}
}

// Line is one row of a witness: how many answered, then how many gave each answer.
type Line struct {
	By, Group string // as Finding's
	None      bool
	Counts    []int
}

// Witness is a whole table of the release and the grouping of a finding that fits
// everything that was published and in which its count is so many: one way in which
// children can have answered. Nil if there is none, or none was found within the limit.
func (e *Examined) Witness(f Finding, count int) []Line {
	children, ok := e.A.Witness(f.Cell, count)
	if !ok {
		return nil
	}
	line := func(c attack.Cell) (counts []int) {
		for c.Column = -1; c.Column < len(e.columns); c.Column++ {
			counts = append(counts, children(c))
		}
		return counts
	}
	at := attack.Cell{View: f.View, Grouping: -1, Joined: f.Joined}
	lines := []Line{{Counts: line(at)}}
	if f.Grouping < 0 || f.Grouping >= len(e.by) {
		return lines
	}
	at.Grouping = f.Grouping
	for at.Group = range len(e.groups[f.Grouping]) + 1 {
		l := Line{By: f.By, Counts: line(at), None: at.Group == len(e.groups[f.Grouping])}
		if !l.None {
			l.Group = e.groups[f.Grouping][at.Group]
		}
		lines = append(lines, l)
	}
	if f.Cell.Group < 0 { // groups that are told together
		at.Group = f.Cell.Group
		lines = append(lines, Line{By: f.By, Group: f.Group, Counts: line(at)})
	}
	return lines
}

// Answers are the columns of a witness after the first.
func (e *Examined) Answers() []string { return e.columns }

// Impossible says whether an error means that what was published cannot all be true.
func Impossible(err error) bool { return errors.Is(err, attack.ErrInfeasible) }
