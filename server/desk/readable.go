package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// published is a release in a list, with the round and the inspection that it is of.
type published struct {
	head       *results.Head
	round      *inspections.RoundHead
	inspection *inspections.Inspection
}

// readable are the published releases of rounds that the reader may open, in no order.
func (k *desk) readable(c echo.Context) ([]published, error) {
	return k.readableOf(c, func(round string) string { return round })
}

// results are those that tell what an inspection found: without the releases of rounds
// that asked only about the page of feedback, which are newer and would take their place.
func (k *desk) results(c echo.Context) ([]published, error) {
	list, err := k.readable(c)
	return slices.DeleteFunc(list, func(p published) bool { return p.round.Feedback }), err
}

// readableOf is readable for another series of a round, such as of its themes.
func (k *desk) readableOf(c echo.Context, series func(round string) string) ([]published, error) {
	ctx := c.Request().Context()
	all, err := k.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	mine := map[string]*inspections.Inspection{}
	for _, in := range all {
		if k.Staff.May(c, "GET /staff/releases/:id", web.Place{Programme: in.Programme, Inspection: in.ID}) {
			mine[in.ID] = in
		}
	}
	var list []published
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Final, inspections.Sealed} {
		rounds, err := k.Book.Heads(ctx, store.Query{Field: "stage", Is: string(stage)})
		if err != nil {
			return nil, err
		}
		for _, r := range rounds {
			if mine[r.Inspection] == nil {
				continue
			}
			heads, err := k.Releases.Heads(ctx, series(r.ID))
			if err != nil {
				return nil, err
			}
			for _, h := range heads {
				list = append(list, published{h, r, mine[r.Inspection]})
			}
		}
	}
	return list, nil
}

// byAge has the oldest release first: by the day it was made, then by its number.
func byAge(a, b published) int {
	return cmp.Or(cmp.Compare(a.head.Made, b.head.Made), cmp.Compare(a.head.Number, b.head.Number), cmp.Compare(a.head.ID, b.head.ID))
}

// latest is the newest of those for which keep says so; false if there is none.
func latest(list []published, keep func(p published) bool) (newest published, ok bool) {
	for _, p := range list {
		if keep(p) && (!ok || byAge(p, newest) > 0) {
			newest, ok = p, true
		}
	}
	return newest, ok
}

// ofChildren is the newest release of an inspection; one of grown-ups alone only if there is
// no other, for an inspection is told by what children said. asked are the surveys (surveysOf).
func ofChildren(list []published, inspection string, asked map[string]*surveys.Survey) (newest published, ok bool) {
	of := func(p published) bool { return p.inspection.ID == inspection }
	if newest, ok = latest(list, func(p published) bool { return of(p) && !forAdults(asked[p.round.Version]) }); ok {
		return newest, ok
	}
	return latest(list, of)
}

// before is the release to hold one against: the newest of another round of the same
// inspection, or of an inspection of the same area, that is older and of the same survey, for
// no question of two compares; false if there is none. asked are the surveys (surveysOf).
func before(list []published, now published, asked map[string]*surveys.Survey) (published, bool) {
	survey := asked[now.round.Version].Key
	return latest(list, func(p published) bool {
		same := p.inspection.ID == now.inspection.ID || p.inspection.Area != "" && p.inspection.Area == now.inspection.Area
		return same && asked[p.round.Version].Key == survey && p.round.ID != now.round.ID && p.head.Made < now.head.Made && p.head.Synthetic == now.head.Synthetic
	})
}

// comparable are the questions that two releases asked so that their answers may
// stand side by side: in wordings that were kept or judged to compare, with the same
// answers to choose from. In the order of the first; of each its place in both.
func (k *desk) comparable(ctx context.Context, now, was *report) ([]samePair, error) {
	keys, err := k.Versions.Alike(ctx, now.rel.Version, was.rel.Version)
	if err != nil {
		return nil, err
	}
	earlier := was.words.questions(was.rel)
	var list []samePair
	for i, q := range now.words.questions(now.rel) {
		j := slices.IndexFunc(earlier, func(e question) bool { return e.whole.Question == q.whole.Question })
		if j < 0 {
			continue
		}
		p := samePair{now: q, was: earlier[j], number: i + 1}
		p.alike = slices.Contains(keys, q.whole.Question) && p.was.whole.Kind == q.whole.Kind && slices.Equal(p.was.whole.Columns, q.whole.Columns)
		list = append(list, p)
	}
	return list, nil
}

// samePair is a question that two releases hold.
type samePair struct {
	now, was question
	number   int  // in the first
	alike    bool // answers to both may stand side by side
}
