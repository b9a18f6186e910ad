package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/surveys"
)

// measure is what a map shows: the right side of a scale, or one answer.
type measure struct {
	value   string // in addresses: survey.question or survey.question.answer
	topic   string // key of the question
	columns []int  // of ref
	what    string
	ref     *report   // the newest release that asked it: its words, its columns
	from    published // that release
}

// areaMap is one measure over all areas.
type areaMap struct {
	measure
	areas  []areaShare
	out    string // id of the text for an area that is not told of; empty: it has no release
	middle int    // the share of the area in the middle; of none if fewer than three are told
	words
}

// measures are those of the newest release of each survey, scales first.
func (k *desk) measures(c echo.Context, list []published, asked map[string]*surveys.Survey) ([]measure, error) {
	newest := slices.Clone(list)
	slices.SortFunc(newest, func(a, b published) int { return byAge(b, a) })
	seen := map[string]bool{}
	var all []measure
	for _, p := range newest {
		key := asked[p.round.Version].Key
		if seen[key] || p.inspection.Area == "" {
			continue
		}
		seen[key] = true
		r, err := k.report(c, p.head.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, measuresOf(r, p, key)...)
	}
	return all, nil
}

func measuresOf(r *report, from published, survey string) []measure {
	var scales, options []measure
	for _, q := range r.words.questions(r.rel) {
		m := measure{value: survey + "." + q.whole.Question, topic: q.whole.Question, ref: r, from: from}
		if isScale(q.whole.Kind) {
			m.columns = rightOf(q.whole)
			m.what = r.words.listed(q.whole, m.columns) // other areas may have offered them all
			scales = append(scales, m)
			continue
		}
		if q.whole.Kind == orderKind || q.whole.Kind == numberKind {
			continue
		}
		for i, code := range q.whole.Columns {
			o := m
			o.value, o.columns = m.value+"."+code, []int{i}
			o.what = r.words.named(q.whole, answers{columns: o.columns})
			options = append(options, o)
		}
	}
	return append(scales, options...)
}

// fillAreas finds each area's own latest release of the survey, and in it the share.
func (k *desk) fillAreas(ctx context.Context, m *areaMap, list []published, asked map[string]*surveys.Survey) error {
	alike := map[string][]string{} // version -> keys
	for _, area := range inspections.Areas() {
		a := areaShare{Area: area}
		newest, ok := latest(list, func(p published) bool {
			return p.inspection.Area == area.Code && asked[p.round.Version].Key == asked[m.from.round.Version].Key && p.head.Synthetic == m.from.head.Synthetic
		})
		if ok {
			version := newest.round.Version
			if _, known := alike[version]; !known {
				keys, err := k.Versions.Alike(ctx, version, m.from.round.Version)
				if err != nil {
					return err
				}
				alike[version] = keys
			}
			whole, err := k.whole(ctx, newest.head.ID)
			if err != nil {
				return err
			}
			a.from = newest
			m.measured(&a, whole, asked[version], slices.Contains(alike[version], m.topic))
		}
		m.areas = append(m.areas, a)
	}
	m.middle = middleArea(m.areas)
	return nil
}

// whole is a release without its groups, kept in memory: it never changes, and a map
// reads one an area.
func (k *desk) whole(ctx context.Context, id string) (*results.Release, error) {
	if known, ok := k.wholes.Load(id); ok {
		return known.(*results.Release), nil
	}
	rel, err := k.Releases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	short := *rel
	short.Tables = nil
	for _, t := range rel.Tables {
		if t.By == "" {
			short.Tables = append(short.Tables, t)
		}
	}
	k.wholes.Store(id, &short)
	return &short, nil
}

// measured reads the share of an area out of its release, whose survey is s.
func (m *measure) measured(a *areaShare, rel *results.Release, s *surveys.Survey, alike bool) {
	i := slices.IndexFunc(rel.Tables, func(t results.Table) bool { return t.Question == m.topic })
	if i < 0 || !rel.Asks(s, m.topic) {
		a.is = notAsked
		return
	}
	ref, _, _ := m.ref.find(m.topic)
	t := rel.Tables[i]
	if !alike || t.Kind != ref.whole.Kind || !slices.Equal(t.Columns, ref.whole.Columns) {
		a.is = otherWords
		return
	}
	a.read(question{whole: &t}.everybody(), m.columns)
}

// read takes an area's share of some answers out of its group.
func (a *areaShare) read(g results.Group, columns []int) {
	a.share = shareOf(g, columns)
	switch {
	case a.share.Known:
		a.is, a.answered = told, g.Base.Count
	case g.Base.Shown && len(columns) > 0 && !slices.ContainsFunc(columns, func(i int) bool { return offers(g, i) }):
		a.is = notAsked
	default:
		a.is = hidden
	}
}

// leastAreas is from how many areas on one of them is held against the middle.
const leastAreas = 3

// middleArea is the share of the area in the middle, by share; of an even number the
// lower of the two, so that it is a share that was published.
func middleArea(areas []areaShare) int {
	var list []int
	for _, a := range areas {
		if a.is == told {
			list = append(list, a.share.Percent)
		}
	}
	if len(list) < leastAreas {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

// middleStep is how far the share in the middle can be out because it is rounded, in
// whole points.
const middleStep = 3

// moved is a share a few points farther.
func (s share) moved(points int) share {
	s.Percent += points
	return s
}

// bands are the areas that are told: clearly above the middle, no clear difference,
// clearly below; each by share and then by name. Clearly means as for questions: by 15
// points, and by as many standard deviations as hold for all areas together (among).
// The middle moves far less than any one area, and no more than its own rounding is
// allowed for (middleStep).
func (m *areaMap) bands() [3][]areaShare {
	var b [3][]areaShare
	n := m.count(told)
	const certain = 1e9 // children
	middle := share{Percent: m.middle, Known: n >= leastAreas, base: certain, part: certain * float64(m.middle) / 100}
	for _, a := range m.areas {
		switch {
		case a.is != told:
		case clearlyMore(a.share, middle.moved(middleStep), among(n)):
			b[0] = append(b[0], a)
		case clearlyMore(middle.moved(-middleStep), a.share, among(n)):
			b[2] = append(b[2], a)
		default:
			b[1] = append(b[1], a)
		}
	}
	for _, list := range b {
		slices.SortStableFunc(list, func(x, y areaShare) int { return cmp.Compare(y.share.Percent, x.share.Percent) })
	}
	return b
}

func (m *areaMap) count(is standing) int {
	n := 0
	for _, a := range m.areas {
		n += boolInt(a.is == is)
	}
	return n
}
