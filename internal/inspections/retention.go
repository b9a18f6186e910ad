package inspections

import (
	"context"
	"errors"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// keepAtLeast is how many days after its last day, and after its closing, a round's keys are
// kept at least, so that there is time to count and to review it.
const keepAtLeast = 30

// keysTold is for how many days before a round's keys end whoever runs it is told so.
const keysTold = 28

// KeysEnding says that the round is sealed, that its keys are there, and that the day on
// which they end is near.
func (r *RoundHead) KeysEnding(now time.Time) bool {
	return r.Stage == Sealed && r.KeysUntil != "" && r.KeysGone == "" && r.KeysUntil <= now.AddDate(0, 0, keysTold).Format(time.DateOnly)
}

// KeysEndClosed is the day on which the keys of a round end that is closed now; empty: none.
// One that was closed late keeps them for as long as any other: else what children sent could
// never be counted.
func (r *Round) KeysEndClosed(now time.Time) string {
	if r.KeysUntil == "" {
		return ""
	}
	return max(r.KeysUntil, now.AddDate(0, 0, keepAtLeast).Format(time.DateOnly))
}

// checkKeys says whether the day on which a round's keys end can be one.
func (r *Round) checkKeys(bad fault.Problems) fault.Problems {
	if r.KeysUntil == "" {
		return bad
	}
	closes, err := time.Parse(time.DateOnly, r.Closes)
	if !isDay(r.KeysUntil) || err != nil || r.KeysUntil < closes.AddDate(0, 0, keepAtLeast).Format(time.DateOnly) {
		bad = append(bad, fault.Problem{Field: "keys_until", ID: "staff.problem.keys_until", Args: map[string]any{"Days": keepAtLeast}})
	}
	return bad
}

// setKeysEnd gives a round that names no day for the end of its keys the one that holds where
// nobody says otherwise. What was made before that was so keeps its keys.
func (b *Book) setKeysEnd(r *Round) {
	closes, err := time.Parse(time.DateOnly, r.Closes)
	if r.KeysUntil == "" && b.KeepDays > 0 && err == nil {
		r.KeysUntil = closes.AddDate(0, 0, max(b.KeepDays, keepAtLeast)).Format(time.DateOnly)
	}
}

// Kept finds out what still needs the keys of a round that are to end: what a child asked
// of grown-ups, or wrote that may tell of harm, is not lost with them. Each says whether
// there is any.
type Kept struct {
	Requests func(context.Context, *Round) (bool, error) // to be contacted, with words
	Texts    func(context.Context, *Round) (bool, error) // in the safety lane, or concerns with words
}

// Held is what needs them.
type Held struct{ Requests, Texts bool }

// Any says that something does.
func (h Held) Any() bool { return h.Requests || h.Texts }

// Held asks both.
func (k Kept) Held(ctx context.Context, r *Round) (h Held, err error) {
	if h.Requests, err = k.Requests(ctx, r); err == nil {
		h.Texts, err = k.Texts(ctx, r)
	}
	return h, err
}

// DestroyDue destroys the keys of sealed rounds whose day has come: the round says so
// first, then each key goes, so that nothing brings them back wherever a crash falls.
// The key to children's requests stays while one of them still has words, and that to
// their texts while one waits in the safety lane, a concern has words or two people read. It is called
// by a clock, as often as it likes; step, if not nil, is told of each step before it. A round
// whose day has come and that nobody has closed keeps its keys, for they open what waits: it
// is an error that names it, so that somebody hears of it.
func (b *Book) DestroyDue(ctx context.Context, v *Vault, kept Kept, step func(string)) error {
	if step == nil {
		step = func(string) {}
	}
	today := b.now().Format(time.DateOnly)
	rounds, err := b.heads.All(ctx, store.Query{Field: "stage", Is: string(Sealed)})
	errs := []error{err}
	for _, r := range rounds {
		if b.keysDue(r, today) {
			errs = append(errs, b.destroyKeys(ctx, v, r, kept, today, step))
		}
	}
	return errors.Join(append(errs, b.notClosed(ctx, today))...)
}

// keysDue says whether the day of a round's keys has come, for as long as KeysWait on end
// by this server's clock. A clock that was set wrong for a while destroys nothing.
func (b *Book) keysDue(r *RoundHead, today string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.KeysUntil == "" || r.KeysUntil > today {
		delete(b.keysSeen, r.ID)
		return false
	}
	since, ok := b.keysSeen[r.ID]
	if !ok {
		since = time.Now() // with the time since the start, which no setting of the clock moves
		b.keysSeen[r.ID] = since
	}
	return r.KeysGone != "" || time.Since(since) >= b.KeysWait
}

// notClosed names every round that should have lost its keys and takes answers still, or
// was not closed to its end.
func (b *Book) notClosed(ctx context.Context, today string) error {
	var errs []error
	for _, stage := range []Stage{Running, Final} {
		rounds, err := b.Rounds.All(ctx, store.Query{Field: "stage", Is: string(stage)})
		errs = append(errs, err)
		for _, r := range rounds {
			if r.KeysUntil != "" && r.KeysUntil <= today {
				errs = append(errs, fault.Wrap(fault.Conflict, "the keys of round %s were to end on %s, and it is not closed: its coordinator has to close it", r.ID, r.KeysUntil))
			}
		}
	}
	return errors.Join(errs...)
}

func (b *Book) destroyKeys(ctx context.Context, v *Vault, head *RoundHead, kept Kept, today string, step func(string)) error {
	if left, err := v.has(ctx, head.ID); err != nil || head.KeysGone != "" && !left {
		return err
	}
	r, err := b.Round(ctx, head.ID)
	if err != nil {
		return err
	}
	if r.KeysGone == "" {
		step("keys.mark")
		r, err = b.rounds.change(ctx, head.ID, anyMark, audit.Server, "round.keys_end", func(now *Round) error {
			if now.Stage != Sealed || now.KeysUntil == "" || now.KeysUntil > today {
				return fault.Wrap(fault.Conflict, "the keys of round %s stay", now.ID)
			}
			now.KeysGone = today
			return nil
		})
		if err != nil {
			return err
		}
	}
	held, err := kept.Held(ctx, r)
	if err != nil {
		return err
	}
	return v.Destroy(ctx, r, held, func() { step("keys.destroy") })
}
