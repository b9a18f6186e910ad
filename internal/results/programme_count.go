package results

import (
	"context"
	"errors"
	"slices"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// recountAll counts every round once more, as each of its releases counted it, under one
// fresh release key that lives in this call only; and the rounds of earlier releases of
// the series, for the attack.
func (o *over) recountAll(ctx context.Context, progress func(done, total int)) error {
	if err := o.readOthers(ctx); err != nil {
		return err
	}
	all, key := slices.Concat(o.places, o.others), freshKey()
	for i, p := range all {
		_, survey, err := o.versions.Get(ctx, p.rel.Version)
		if err != nil {
			return err
		}
		views, err := o.past(ctx, p.round, survey, newValues(key))
		if errors.Is(err, fault.NotFound) { // its key was destroyed: what is published is all there is
			continue
		}
		if err != nil {
			return err
		}
		p.gate = newGate(p.round, survey, views)
		if progress != nil {
			progress(i+1, len(all))
		}
	}
	return nil
}

// readOthers finds the places of earlier releases of the series that are not in this one:
// what was told of both together tells something of each.
func (o *over) readOthers(ctx context.Context) error {
	known := map[string]bool{}
	for _, p := range o.places {
		known[p.Release] = true
	}
	for _, rel := range o.earlier {
		for _, was := range rel.Places {
			if known[was.Release] {
				continue
			}
			known[was.Release] = true
			rd, err := o.book.Rounds.Get(ctx, was.Round)
			if err != nil {
				return err
			}
			final, err := o.docs.Get(ctx, was.Release)
			if err != nil {
				return err
			}
			o.others = append(o.others, &place{Place: was, round: rd, rel: final})
		}
	}
	return nil
}

// past counts a round as each of its releases did; the last is the final one, under a
// key. fault.NotFound if its boxes can be opened no more.
func (r *Releases) past(ctx context.Context, rd *inspections.Round, survey *surveys.Survey, key *values) ([]*view, error) {
	made, err := r.docs.All(ctx, store.Query{Field: "round", Is: rd.ID, Order: "number"})
	if err != nil {
		return nil, err
	}
	var views []*view
	for _, rel := range made {
		basis, err := r.bases.GetStrong(ctx, rel.Basis)
		if err != nil {
			return nil, err
		}
		views = append(views, &view{count: newCount(survey, rd.Groupings, rd.Editions...), basis: basis, release: rel})
	}
	done := 0
	err = r.boxes.Batches(ctx, rd.ID, func(b ballot.Batch) error {
		addViews(views, done, b, key)
		done++
		return ctx.Err()
	})
	for _, v := range views {
		v.settle()
	}
	return views, err
}

// tally is the final count of a question; false if the round did not ask it, or can be
// counted no more.
func (p *place) tally(question string) (i int, t *tally, ok bool) {
	if p.gate == nil {
		return 0, nil, false
	}
	tables := p.gate.last().tables
	i = slices.IndexFunc(tables, func(t *tally) bool { return t.question.Key == question })
	if i < 0 {
		return 0, nil, false
	}
	return i, tables[i], true
}
