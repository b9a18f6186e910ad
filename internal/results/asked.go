package results

import (
	"slices"

	"kist/surveys"
)

// A round may ask fewer editions than its survey has. Who reads its release knows which, and
// with them what nobody can have answered: so a release says it, and the attack knows it.

// askedOf are those of the survey's editions that a round asks; all of them if none is named.
func askedOf(s *surveys.Survey, editions []string) []surveys.Edition {
	if len(editions) == 0 {
		return s.Editions
	}
	return slices.DeleteFunc(slices.Clone(s.Editions), func(e surveys.Edition) bool { return !slices.Contains(editions, string(e)) })
}

// offered says of each column whether anybody in any of these groups of a grouping could
// choose it, in the editions that the round asks.
func (t *tally) offered(by grouping, groups []string) []bool {
	out := make([]bool, len(t.columns))
	for _, e := range t.asked {
		if !t.question.In(e) || !by.holds(e, groups) {
			continue
		}
		for _, code := range t.question.Kind().Cells(t.question, e) {
			if c, ok := t.place[code]; ok {
				out[c] = true
			}
		}
	}
	return out
}

// holds says whether somebody whom an edition asks can be in any of these groups. Easy read
// is for any age.
func (g grouping) holds(e surveys.Edition, groups []string) bool {
	switch g.by {
	case "":
		return true
	case ByAgeBand:
		return e == surveys.Easy || slices.Contains(groups, e.AgeBand())
	case ByEdition:
		return slices.Contains(groups, string(e))
	}
	return g.question.In(e) && slices.ContainsFunc(g.question.Kind().Cells(g.question, e), func(code string) bool { return slices.Contains(groups, code) })
}

// offer writes down which columns a group was offered: of one that is not told, only if it
// was offered none, for then it is not its size that keeps it back.
func (g *Group) offer(offered []bool) {
	if g.Base.Shown || offered != nil && !slices.Contains(offered, true) {
		g.Offered = offered
	}
	g.Either = g.Either && !g.Unasked()
}

// Unasked says of a group that nobody in it was asked the question.
func (g Group) Unasked() bool {
	return !g.Base.Shown && len(g.Offered) > 0 && !slices.Contains(g.Offered, true)
}

// Asks says whether the round of a release asked a question of its survey. Of a release from
// before it was kept which editions were asked it is taken that it did.
func (r *Release) Asks(s *surveys.Survey, question string) bool {
	q := s.Question(question)
	return q == nil || slices.ContainsFunc(askedOf(s, r.Editions), q.In)
}

// unasked says whether the round of a release of a place, this one or the one before, did not
// ask the question of a table: by what it says, or of one from before releases said it, by the
// editions that it asked.
func (p *place) unasked(rel *Release, t Table) bool {
	s := p.survey
	if rel == p.before {
		s = p.then
	}
	return t.Groups[0].Unasked() || s != nil && !rel.Asks(s, t.Question)
}

// offeredIn is Group.Offered of a table's only group in other columns, as addedCells has them.
func offeredIn(t Table, into []string) []bool {
	own := t.Groups[0].Offered
	if len(own) == 0 {
		return nil
	}
	out := make([]bool, len(into))
	for i, code := range into {
		for j, part := range t.Columns {
			out[i] = out[i] || own[j] && within(Parts(part), Parts(code))
		}
	}
	return anyOf(singles(len(out)), out)
}

// offeredByAny is Group.Offered of all groups of a table together that are shown.
func offeredByAny(t Table) []bool {
	out := make([]bool, len(t.Columns))
	for _, g := range t.Groups {
		for i := range out {
			out[i] = out[i] || g.Base.Shown && (len(g.Offered) == 0 || g.Offered[i])
		}
	}
	return anyOf(singles(len(out)), out)
}
