//go:build linux

package campaign

import (
	"cmp"
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// clockOff lets a server believe for a while that it is yesterday, or tomorrow.
func (f *field) clockOff(ctx context.Context, s *process) error {
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.kill(s)
	off := []string{"KIST_CLOCK_OFF=24h", "KIST_CLOCK_OFF=-24h"}[rand.IntN(2)]
	if err := f.again(ctx, s, off); err != nil {
		return err
	}
	if !sleep(ctx, time.Second) {
		return ctx.Err()
	}
	f.kill(s)
	return f.again(ctx, s)
}

// pastLastDay is so far that the last day of the round is over.
const pastLastDay = "KIST_CLOCK_OFF=2400h"

// feltWithin is how long a fault is left to strike somebody.
const feltWithin = 6 * time.Second

// felt waits until a count has gone beyond what it was, and says whether it has.
func felt(ctx context.Context, count *atomic.Int64, was int64) bool {
	for end := time.Now().Add(feltWithin); count.Load() == was && time.Now().Before(end); {
		if !sleep(ctx, 10*time.Millisecond) {
			return false
		}
	}
	return count.Load() > was
}

// clockPast lets a server believe that the round is over, while others take answers: what
// it refuses is nowhere, and what was acknowledged stays.
func (f *field) clockPast(ctx context.Context, s *process) error {
	s = f.whose(takeSteps[0], s)
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.refuseUntil(time.Now().Add(aLongTime))
	f.kill(s)
	was := f.refusals.Load()
	if err := f.again(ctx, s, pastLastDay); err != nil {
		return err
	}
	struck := felt(ctx, &f.refusals, was)
	f.kill(s)
	if err := f.again(ctx, s); err != nil {
		return err
	}
	f.refuseUntil(time.Now().Add(saidStill))
	if !struck {
		return cmp.Or(ctx.Err(), errUnfelt)
	}
	return nil
}

// saidStill is how long after a server has ended what it said may still be heard.
const saidStill = 2 * time.Second
