package editing

import (
	"context"

	"kist/internal/fault"
	"kist/surveys"
)

// Seen is a translation beside its source, as a person read both.
type Seen struct {
	surveys.Unit
	Of   string // mark of the source: see Text.Of
	Text string // the translation
}

// Check records that a native reader found a translation right, as they read it
// beside its source. fault.Conflict if either reads otherwise by now, fault.Denied
// for who wrote it.
func (d *Drafts) Check(ctx context.Context, survey string, r Seen, who string) error {
	return d.judge(ctx, survey, r, who, "translation.check", func(e *Entry) error {
		if e.By == who && e.Text == mark(r.Text) {
			return fault.Wrap(fault.Denied, "%s wrote %s", who, r.Place)
		}
		e.Source, e.Text, e.Checked = r.Of, mark(r.Text), who
		return nil
	})
}

// StillRight records that a stale translation fits the new source text too: it
// is then what it was before, checked or a draft. Who wrote it may say so as well,
// but is no second reader of their own: it then waits to be checked. Errors
// otherwise as Check.
func (d *Drafts) StillRight(ctx context.Context, survey string, r Seen, who string) error {
	return d.judge(ctx, survey, r, who, "translation.keep", func(e *Entry) error {
		e.Source = r.Of
		if e.By == who {
			e.Checked, e.Sent = "", true
		}
		return nil
	})
}

// judge changes what is known of one translation, if it and its source still read
// as the person read them.
func (d *Drafts) judge(ctx context.Context, survey string, r Seen, who, did string, change func(*Entry) error) error {
	found, failed := false, error(nil)
	err := d.note(ctx, survey, r.Language, who, did, func(x Text, e *Entry) bool {
		if x.Unit != r.Unit {
			return false
		}
		found = true
		if x.Target == "" || x.Target != r.Text || x.Of() != r.Of {
			failed = fault.Wrap(fault.Conflict, "%s in %s", r.Place, r.Language)
			return false
		}
		e.Place, e.Edition = r.Place, r.Edition
		failed = change(e)
		return failed == nil
	})
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case !found:
		return fault.Wrap(fault.NotFound, "%s in %s", r.Place, r.Language)
	}
	return nil
}
