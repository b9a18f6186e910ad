//go:build linux

package campaign

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// wrongClocks are by how much clocks are wrong, in turn: one that is behind comes after one
// that is ahead, so that a day's work is due again to each.
var wrongClocks = []string{"24h", "-24h", "720h", "-24h"}

// laneMarked is the step at which a server has done a day's work for the safety lane, and
// has noted the day.
const laneMarked = "lane.marked"

// laneWithin is how long a server may take to come to that, on a store that is slow.
const laneWithin = 2 * time.Minute

// clockOff lets a server believe that it is tomorrow, yesterday or next month, take answers
// and do that day's work, at the end of which it ends itself.
func (f *field) clockOff(ctx context.Context, s *process) error {
	s = f.whose(laneMarked, s)
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.kill(s)
	off := "KIST_CLOCK_OFF=" + wrongClocks[f.clocks%len(wrongClocks)]
	f.clocks++
	err := f.again(ctx, s, failpointSetting+laneMarked+":1", off)
	if err != nil && !errors.Is(err, errEnded) {
		return err
	}
	struck := s.ends(ctx, laneWithin) && s.endedItself()
	f.kill(s)
	if err := f.again(ctx, s); err != nil {
		return err
	}
	if !struck {
		return cmp.Or(ctx.Err(), errUnfelt)
	}
	f.atStep(laneMarked)
	return nil
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
