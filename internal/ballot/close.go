package ballot

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// Close ends a round: it takes no more answers, what waits is sealed until
// nothing is left, a fence keeps any late sealer from adding a box, and the
// round is marked sealed. It may be called again after any error or crash, and
// goes on where it was. progress, if not nil, is told how many of the
// submissions that waited at the start are in boxes.
func (s *Sealer) Close(ctx context.Context, round string, progress func(done, total int)) error {
	s.step.at("close.final")
	r, err := s.book.MarkFinal(ctx, round)
	if err != nil || r.Stage == inspections.Sealed {
		return err
	}
	for fenced := false; !fenced; {
		if err := s.drain(ctx, r, progress); err != nil {
			return err
		}
		s.step.at("close.fence")
		if fenced, err = s.fence(ctx, r); err != nil {
			return err
		}
	}
	if err := s.sweep(ctx, round); err != nil {
		return err
	}
	s.step.at("close.sealed")
	_, err = s.book.MarkSealed(ctx, round)
	return err
}

// drain seals until nothing waits, however few they are.
func (s *Sealer) drain(ctx context.Context, r *inspections.Round, progress func(done, total int)) error {
	total, err := s.left(ctx, r.ID)
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, err = s.sealOne(ctx, r, 1); err != nil {
			return err
		}
		if progress == nil {
			continue
		}
		left, err := s.left(ctx, r.ID)
		if err != nil {
			return err
		}
		progress(max(0, total-left), total)
	}
	return nil
}

func (s *Sealer) left(ctx context.Context, round string) (int, error) {
	n, err := s.inbox.Count(ctx, store.Query{Field: "waits", Is: round, Strong: true})
	return int(n), err
}

// fence puts an empty box after the last. A sealer that listed what waits
// before the round was drained would put its box under the same number, finds
// it taken, and sees that nothing may come after. False if another box was
// there first: then drain again.
func (s *Sealer) fence(ctx context.Context, r *inspections.Round) (bool, error) {
	last, err := s.boxes.last(ctx, r.ID)
	if err != nil {
		return false, err
	}
	if last != nil && last.Fence {
		return true, nil
	}
	b := newBox(r.ID, last)
	b.Fence = true
	err = s.boxes.Insert(ctx, b)
	if errors.Is(err, fault.Exists) {
		return false, nil
	}
	return err == nil, err
}
