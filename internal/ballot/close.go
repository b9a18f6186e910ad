package ballot

import (
	"context"

	"kist/internal/inspections"
	"kist/internal/store"
)

// Close ends a round: it takes no more answers, what waits is sealed until one
// box has taken all that is left, and the round is marked sealed. That box, which
// may hold fewer than k or none, is the last: a sealer that listed what waits
// before would put its box under the same number, finds it taken, and sees that
// nothing may come after. Close may be called again after any error or crash,
// and goes on where it was. progress, if not nil, is told how many of the
// submissions that waited at the start are in boxes.
func (s *Sealer) Close(ctx context.Context, round string, progress func(done, total int)) error {
	s.step.at("close.final")
	r, err := s.book.MarkFinal(ctx, round)
	if err != nil || r.Stage.Taken() {
		return err
	}
	if err := s.drain(ctx, r, progress); err != nil {
		return err
	}
	s.step.at("close.sealed")
	_, err = s.book.MarkSealed(ctx, round)
	return err
}

// drain seals until the last box is there and its members are tombstones.
func (s *Sealer) drain(ctx context.Context, r *inspections.Round, progress func(done, total int)) error {
	total, err := s.left(ctx, r.ID)
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, err = s.sealOne(ctx, r, true); err != nil {
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
