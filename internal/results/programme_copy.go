package results

import (
	"context"
	"slices"
	"time"

	"kist/surveys"
)

// publish fills in the places' cells as they are published, and the totals.
func (o *over) publish(ctx context.Context, progress func(done, total int)) error {
	for _, p := range o.places {
		o.rel.Places = append(o.rel.Places, p.Place)
	}
	if err := o.responses(); err != nil {
		return err
	}
	for i, q := range o.survey.Questions {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(columns(o.survey, q)) > 0 {
			since := time.Now()
			if err := o.question(q); err != nil {
				return err
			}
			if err := o.judge(ctx, q.Key, since); err != nil {
				return err
			}
		}
		if progress != nil {
			progress(i+1, len(o.survey.Questions))
		}
	}
	return nil
}

// question publishes one question. One of which no place tells anything is named as left
// out.
func (o *over) question(q *surveys.Question) error {
	o.tries = 0
	part := o.copied(q, ByPlace, o.common(q))
	for _, p := range o.places {
		part.Groups = append(part.Groups, p.group(p.rel, p.alike, part))
	}
	tell := o.telling(part)
	if len(tell) == 0 {
		o.rel.Attack.Dropped = append(o.rel.Attack.Dropped, Dropped{Question: q.Key})
	} else {
		total, err := o.total(part, tell)
		if err != nil {
			return err
		}
		o.rel.Tables = append(o.rel.Tables, total)
	}
	o.rel.Tables = append(o.rel.Tables, part)
	before := o.copied(q, ByBefore, part.Columns)
	for _, p := range o.places {
		g := Group{Value: p.Place.Place, Why: NotAsked}
		if p.before != nil {
			g = p.group(p.before, p.was, before)
		}
		before.Groups = append(before.Groups, g)
	}
	if len(o.telling(before)) > 0 {
		o.rel.Tables = append(o.rel.Tables, before)
	}
	return nil
}

func (o *over) copied(q *surveys.Question, by string, columns []string) Table {
	t := Table{Question: q.Key, Kind: q.KindName, By: by, Columns: columns, Multiple: q.Many(), AboutChild: q.AboutChild}
	if t.Alone, t.Choices = ties(o.survey, q, columns); o.tiedOtherwise(t) {
		t.Alone, t.Choices = nil, nil
	}
	return t
}

// tiedOtherwise says whether answers hung together otherwise in some place: people may have
// judged that they compare none the less.
func (o *over) tiedOtherwise(t Table) bool {
	return slices.ContainsFunc(o.places, func(p *place) bool {
		if p.survey == nil || p.survey.Question(t.Question) == nil {
			return false
		}
		q := p.survey.Question(t.Question)
		alone, choices := ties(p.survey, q, columns(p.survey, q))
		same := func(a, b Choice) bool {
			return a.Least == b.Least && a.Most == b.Most && slices.Equal(a.Answers, b.Answers)
		}
		return !slices.Equal(alone, t.Alone) || !slices.EqualFunc(choices, t.Choices, same)
	})
}

// telling are the places with a group that is shown.
func (o *over) telling(t Table) (list []*place) {
	for i, g := range t.Groups {
		if g.Base.Shown {
			list = append(list, o.places[i])
		}
	}
	return list
}

// group copies what a release tells of a question, as a group of a table over places.
func (p *place) group(rel *Release, alike []string, into Table) Group {
	out := Group{Value: p.Place.Place}
	t, ok := rel.table(into.Question, "")
	switch {
	case !ok && rel.Attack != nil && slices.ContainsFunc(rel.Attack.Dropped, func(d Dropped) bool { return d.Question == into.Question && d.By == "" }):
		out.Why = KeptBack
	case !ok || len(t.Groups) != 1 || p.unasked(rel, t):
		out.Why = NotAsked
	case !slices.Contains(alike, into.Question) || t.Kind != into.Kind:
		out.Why = OtherWords
	default:
		cells, ok := addedCells(t, into.Columns)
		if !ok {
			out.Why = OtherWords
			break
		}
		out.Base, out.Cells, out.Either, out.Offered = t.Groups[0].Base, cells, t.Groups[0].Either, offeredIn(t, into.Columns)
	}
	return out
}

// common are the columns that a question has over places: where the gate told answers of
// some place together, they are together for all, so that they stand beside each other and
// add up. If that leaves one alone, they are as the question has them, and such a place is in
// no total. Each is noted.
func (o *over) common(q *surveys.Question) []string {
	codes := columns(o.survey, q)
	sets := singles(len(codes))
	for _, p := range o.places {
		t, ok := p.rel.table(q.Key, "")
		if !ok || !slices.Contains(p.alike, q.Key) || t.Kind != q.KindName || !t.Groups[0].Base.Shown {
			continue
		}
		if theirs := setsOf(codes, t.Columns); partition(theirs, len(codes)) {
			sets = coarser(sets, theirs)
		}
	}
	if len(sets) < 2 {
		return codes
	}
	for i, code := range codesOf(codes, sets) {
		if len(sets[i]) > 1 {
			o.rel.Attack.Merged = append(o.rel.Attack.Merged, Merged{Question: q.Key, Parts: Parts(code)})
		}
	}
	return codesOf(codes, sets)
}

// partition says whether every one of n is in just one of some sets.
func partition(sets [][]int, n int) bool {
	all := slices.Sorted(slices.Values(slices.Concat(sets...)))
	return slices.Equal(all, slices.Concat(singles(n)...))
}

// addedCells are the cells of a table's only group in other columns, each of which holds some
// of its own; of several, they are their published counts added up. False if a column of the
// table is in none or in two.
func addedCells(t Table, into []string) (cells []Figure, ok bool) {
	if slices.Equal(t.Columns, into) {
		return t.Groups[0].Cells, true
	}
	g, used := t.Groups[0], 0
	for _, code := range into {
		var f Figure
		held := 0
		for i, own := range t.Columns {
			if !within(Parts(own), Parts(code)) {
				continue
			}
			if held, used = held+len(Parts(own)), used+1; i < len(g.Cells) {
				f.add(g.Cells[i])
			}
		}
		if held != len(Parts(code)) {
			return nil, false
		}
		cells = append(cells, f)
	}
	if used != len(t.Columns) {
		return nil, false
	}
	if !g.Base.Shown {
		return nil, true
	}
	for i := range cells {
		if cells[i].Percent = percent(cells[i].Count, g.Base.Count); cells[i].Added == 1 {
			cells[i].Added = 0 // it is copied
		}
	}
	return cells, true
}

// within says whether all of some codes are among others.
func within(codes, others []string) bool {
	return !slices.ContainsFunc(codes, func(c string) bool { return !slices.Contains(others, c) })
}

// total adds up the places that tell a question: truly, and rounded anew, if that can be
// told, else as their published counts are. Of one place it is what that published, and
// of places of which an earlier release told the total it is the same again: told twice
// with other roundings it would say more.
func (o *over) total(part Table, tell []*place) (Table, error) {
	out := part
	out.By, out.Groups = "", nil
	if len(tell) == 1 {
		i := slices.Index(o.places, tell[0])
		g := part.Groups[i]
		g.Value = ""
		out.Groups = []Group{g}
		return out, nil
	}
	if was, ok := o.told(part, tell); ok {
		out.Groups = []Group{was}
		return out, nil
	}
	if counted, ok := countedTotal(part, tell); ok {
		safe, err := o.safe(part, tell, counted)
		if err != nil {
			return out, err
		}
		if safe {
			out.Groups = []Group{counted}
			return out, nil
		}
	}
	out.Groups = []Group{addedTotal(part)}
	return out, nil
}

// responses is total for how many answered at all: a question of "" without answers.
func (o *over) responses() error {
	part := Table{}
	for _, p := range o.places {
		part.Groups = append(part.Groups, Group{Value: p.Place.Place, Base: p.Responses})
	}
	tell := o.telling(part)
	if len(tell) == 0 {
		return nil
	}
	t, err := o.total(part, tell)
	if err == nil {
		o.rel.Responses = t.Groups[0].Base
	}
	return err
}

// told is the counted total of the same places in an earlier release of the series.
func (o *over) told(part Table, tell []*place) (Group, bool) {
	for _, rel := range o.earlier {
		was, ok := rel.whole(part.Question)
		if ok && was.Base.Added == 0 && slices.Equal(was.columns, part.Columns) && slices.Equal(rel.tellers(part.Question), releasesOf(tell)) {
			return was.Group, true
		}
	}
	return Group{}, false
}

// wholeGroup is what a release tells of everybody.
type wholeGroup struct {
	Group
	columns []string
}

// whole is what a release tells of everybody, of a question or of "", which is how many
// answered at all; false if it tells nothing.
func (r *Release) whole(question string) (g wholeGroup, ok bool) {
	if question == "" {
		g.Base = r.Responses
		return g, g.Base.Shown
	}
	t, ok := r.table(question, "")
	if ok {
		g.Group, g.columns = t.Groups[0], t.Columns
	}
	return g, ok
}

// tellers are the releases that a total of this release adds up.
func (r *Release) tellers(question string) (list []string) {
	t, ok := r.table(question, ByPlace)
	for i, p := range r.Places {
		if question == "" && p.Responses.Shown || ok && t.Groups[i].Base.Shown {
			list = append(list, p.Release)
		}
	}
	return list
}

func releasesOf(places []*place) (list []string) {
	for _, p := range places {
		list = append(list, p.Release)
	}
	return list
}

// countedTotal is the true total rounded; false if a place can be counted no more.
func countedTotal(part Table, tell []*place) (Group, bool) {
	var base cell
	cells := make([]cell, len(part.Columns))
	for _, p := range tell {
		_, t, ok := p.tally(part.Question)
		switch {
		case p.gate != nil && part.Question == "":
			base.join(p.gate.last().all)
			continue
		case !ok || !partition(setsOf(t.columns, part.Columns), len(t.columns)):
			return Group{}, false
		}
		base.join(t.cuts[0].base[0])
		for c, set := range setsOf(t.columns, part.Columns) {
			for _, column := range set {
				cells[c].join(t.cuts[0].cells[0][column])
			}
		}
	}
	out := Group{Base: base.publish(), Offered: offeredByAny(part)}
	for _, n := range cells {
		f := n.publish()
		f.Percent = percent(f.Count, out.Base.Count)
		out.Cells = append(out.Cells, f)
	}
	return out, true
}

// addedTotal adds up published counts. It tells nothing that they do not.
func addedTotal(part Table) Group {
	out := Group{Cells: make([]Figure, len(part.Columns)), Offered: offeredByAny(part)}
	for _, g := range part.Groups {
		if !g.Base.Shown {
			continue
		}
		out.Base.add(g.Base)
		for c := range out.Cells {
			if c < len(g.Cells) {
				out.Cells[c].add(g.Cells[c])
			}
		}
	}
	for c := range out.Cells {
		if f := &out.Cells[c]; f.Shown {
			f.Percent = percent(f.Count, out.Base.Count)
		}
	}
	return out
}

// addUp tells published counts added up where a counted total was told; false if none was.
func (o *over) addUp(question string) bool {
	i := slices.IndexFunc(o.rel.Tables, func(t Table) bool { return t.Question == question && t.By == "" })
	part, _ := o.rel.table(question, ByPlace)
	if o.rel.Tables[i].Groups[0].Base.Added > 0 || len(o.telling(part)) < 2 {
		return false
	}
	o.rel.Tables[i].Groups = []Group{addedTotal(part)}
	return true
}

// add makes of a figure the sum of published figures.
func (f *Figure) add(other Figure) {
	if !other.Shown {
		return
	}
	f.Shown, f.Count, f.Added = true, f.Count+other.Count, f.Added+max(1, other.Added)
}
