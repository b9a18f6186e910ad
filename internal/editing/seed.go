package editing

import (
	"context"
	"errors"

	"kist/internal/fault"
)

// Seed begins a draft of every survey that was published and has none, from its
// latest version. Done again it does nothing; several servers may.
func (d *Drafts) Seed(ctx context.Context, v *Versions, who string) error {
	all, err := v.List(ctx)
	if err != nil {
		return err
	}
	last := ""
	for _, l := range all { // by survey, the latest first
		if l.Survey == last || l.Trial {
			continue
		}
		last = l.Survey
		if _, err := d.docs.Get(ctx, l.Survey); !errors.Is(err, fault.NotFound) {
			if err != nil {
				return err
			}
			continue
		}
		s, err := v.Survey(ctx, l.ID)
		if err != nil {
			return err
		}
		if _, err := d.Start(ctx, s, who); err != nil && !errors.Is(err, fault.Exists) {
			return err
		}
	}
	return nil
}
