package editing

import (
	"context"
	"errors"
	"strings"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Trials are drafts frozen to be piloted. They are kept in a collection of their
// own and numbered apart, so no list of versions has one, nothing is compared with
// one, and the next version does not count them. Get reads them by their ids, so
// that whoever holds one can be shown what it asked.

// isTrial says whether an id is that of a trial: surveys.Version.ID ends it so.
func isTrial(id string) bool { return strings.HasSuffix(id, "-trial") }

// Trial freezes a draft's present state as the next trial of its survey and gives
// it. One that has not changed since the last trial is that one again, so that
// doing it again after a crash does no harm. surveys.Findings if the draft has
// flaws, fault.NotFound if there is no such draft, fault.Closed if it is retired.
func (d *Drafts) Trial(ctx context.Context, v *Versions, survey, who string) (*surveys.Version, error) {
	doc, err := d.docs.GetStrong(ctx, survey)
	if err != nil {
		return nil, err
	}
	if doc.Retired {
		return nil, fault.Wrap(fault.Closed, "survey %s is retired", survey)
	}
	s, _, err := d.vouched(ctx, doc)
	if err != nil {
		return nil, err
	}
	if err := d.trail.Note(ctx, draftsName, changeID(doc.ID, doc.Seq), who, "survey.trial"); err != nil {
		return nil, err
	}
	return v.try(ctx, s)
}

// try freezes a survey as its next trial.
func (v *Versions) try(ctx context.Context, s *surveys.Survey) (*surveys.Version, error) {
	for {
		last, err := v.trials.First(ctx, store.Query{Field: "survey", Is: s.Key, Order: "number", Desc: true, Strong: true})
		if err != nil && !errors.Is(err, fault.NotFound) {
			return nil, err
		}
		number := 1
		if last != nil {
			number = last.Number + 1
		}
		trial, err := surveys.Trial(s, number)
		if err != nil {
			return nil, err
		}
		if last != nil && last.Hash == trial.Hash {
			return &last.Version, nil
		}
		err = v.trials.Insert(ctx, &frozen{Head: store.Head{ID: trial.ID()}, Version: *trial})
		if !errors.Is(err, fault.Exists) { // else somebody froze one meanwhile: look again
			return trial, err
		}
	}
}
