package editing

import (
	"context"
	"errors"
	"slices"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// History lists a draft's changes, the latest first: at most limit of those
// numbered below before; 0 is no bound for either.
func (d *Drafts) History(ctx context.Context, survey string, before, limit int) ([]*Change, error) {
	doc, err := d.docs.Get(ctx, survey)
	if err != nil {
		return nil, err
	}
	return d.changes(ctx, doc, before, limit)
}

// changes is History of a draft already read: its latest change may be on the
// document alone.
func (d *Drafts) changes(ctx context.Context, doc *Draft, before, limit int) ([]*Change, error) {
	q := store.Query{Field: "survey", Is: doc.ID, Order: "seq", Desc: true, Limit: limit}
	below := doc.Seq
	if before > 0 {
		below = min(below, before)
	}
	q.To = int64(below)
	list, err := d.log.All(ctx, q)
	if err != nil {
		return nil, err
	}
	if doc.Latest != nil && (before == 0 || before > doc.Seq) {
		list = slices.Insert(list, 0, doc.Latest)
	}
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	return list, nil
}

// At gives the survey as it was after change seq; 0 is how it began.
// fault.NotFound if it never came so far.
func (d *Drafts) At(ctx context.Context, survey string, seq int) (*surveys.Survey, error) {
	doc, err := d.docs.GetStrong(ctx, survey)
	if err != nil {
		return nil, err
	}
	return d.before(ctx, doc, seq)
}

// before takes back every change of a draft after seq.
func (d *Drafts) before(ctx context.Context, doc *Draft, seq int) (*surveys.Survey, error) {
	if seq < 0 || seq > doc.Seq {
		return nil, fault.Wrap(fault.NotFound, "state %d of survey %s", seq, doc.ID)
	}
	list, err := d.changes(ctx, doc, 0, 0)
	if err != nil {
		return nil, err
	}
	units := doc.Survey.Units()
	for _, c := range list {
		if c.Seq <= seq {
			break
		}
		for _, e := range c.Edits {
			put(units, e.Unit, e.Before)
		}
	}
	return surveys.Assemble(units)
}

// Restore goes back from state at, which the person saw, to the state numbered seq, as
// one more change: nothing is forgotten, and going back can be taken back.
// fault.Conflict if the draft moved on since; errors otherwise as At and Change.
func (d *Drafts) Restore(ctx context.Context, survey string, at, seq int, who, why string) (*Draft, error) {
	doc, err := d.docs.GetStrong(ctx, survey)
	if err != nil {
		return nil, err
	}
	then, err := d.before(ctx, doc, seq)
	if err != nil {
		return nil, err
	}
	seen, moved := doc.Survey, fault.Wrap(fault.Conflict, "survey %s is at %d, not %d", survey, doc.Seq, at)
	if doc.Seq != at {
		return nil, moved
	}
	doc, _, err = d.change(ctx, survey, Change{Who: who, Why: why, Restored: &seq}, func(now *surveys.Survey) (*surveys.Survey, error) {
		if len(Diff(seen, now)) > 0 { // somebody changed it this very moment
			return nil, moved
		}
		return then, nil
	})
	return doc, err // who goes back has written nothing
}

// Sweep brings what waits on documents into the log and the trail. Call it every
// minute; several servers may.
func (d *Drafts) Sweep(ctx context.Context) error {
	waiting, err := d.docs.All(ctx, store.Query{Field: audit.WaitingField, Is: true})
	if err != nil {
		return err
	}
	for _, doc := range waiting {
		if err := d.settle(ctx, doc); err != nil {
			return err
		}
	}
	return errors.Join(
		audit.Sweep(ctx, d.trail, d.docs, func(doc *Draft) *audit.Audited { return &doc.Audited }),
		audit.Sweep(ctx, d.trail, d.proposals, func(p *Proposal) *audit.Audited { return &p.Audited }),
		audit.Sweep(ctx, d.trail, d.translations, func(t *translation) *audit.Audited { return &t.Audited }),
		audit.Sweep(ctx, d.trail, d.glossary, func(t *Term) *audit.Audited { return &t.Audited }),
	)
}
