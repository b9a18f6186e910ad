package inspections

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// PilotSetting is the one setting of a pilot: how testers were reached is not asked.
const PilotSetting = "pilot"

// MaxTesters is how many slips a pilot may have: a try-out is no survey.
const MaxTesters = 120

// AddPilot makes a pilot and opens it: a private, ticketed round of a trial version,
// for no more testers than its setting expects. Its id, keys and join code are made
// here; of r it takes the name, the survey, the version, the languages and editions,
// the last day, how many are expected, and whether it is all invented. who is the account that does so.
// fault.Denied for a version that is no trial, fault.Problems if the form cannot be
// right.
func (b *Book) AddPilot(ctx context.Context, v *Vault, r *Round, o Offer, who string) error {
	if err := CheckPilot(r, o, b.now()); err != nil {
		return err
	}
	r.ID, r.Stage, r.KeyMode = NewID(), Running, Simple
	if err := b.giveCodes(ctx, r); err != nil {
		return err
	}
	if err := v.Equip(ctx, r); err != nil {
		return err
	}
	return b.rounds.add(ctx, r, who, "pilot.start")
}

// CheckPilot tidies a pilot that is to start now, as AddPilot does, and says what is
// wrong with it: so that nothing is frozen for a form that cannot be right. The same
// errors.
func CheckPilot(r *Round, o Offer, now time.Time) error {
	if !o.Trial || r.Pilot == "" {
		return fault.Wrap(fault.Denied, "a pilot tries a trial version of a survey")
	}
	if len(r.Settings) != 1 {
		return fault.Wrap(fault.Invalid, "a pilot has one setting")
	}
	today := now.Format(time.DateOnly)
	r.Inspection, r.Door, r.MinBox, r.Opens, r.Groupings = "", Ticketed, Ticketed.MinBox(), today, nil
	r.Settings[0].Key, r.Settings[0].Name = PilotSetting, r.Name
	o.Trial = false // which a round refuses
	var bad fault.Problems
	err := r.check(o)
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	bad = slices.DeleteFunc(bad, func(p fault.Problem) bool { return p.Field == "expected-1" })
	if r.Expected < 1 || r.Expected > MaxTesters {
		bad = append(bad, fault.Problem{Field: "slips", ID: "staff.problem.number", Args: map[string]any{"Min": 1, "Max": MaxTesters}})
	}
	if isDay(r.Closes) && r.Closes < today {
		bad = slices.DeleteFunc(bad, func(p fault.Problem) bool { return p.Field == "closes" })
		bad = append(bad, fault.Problem{Field: "closes", ID: "staff.problem.past"})
	}
	return bad.Err()
}

// SlipsLeft is how many slips of a pilot may still be made: with those that were,
// as many as its coordinator set, and no more. It never goes below 0.
func (r *Round) SlipsLeft() int { return max(0, r.Expected-r.slips()) }

// slips are all that were made of a round.
func (r *Round) slips() int {
	n := 0
	for _, s := range r.Settings {
		n += s.Slips
	}
	return n
}

// tooMany is what is wrong with the number of slips that somebody asked for.
func tooMany(left int) error {
	if left == 0 {
		return fault.Problem{Field: "slips", ID: "staff.problem.slips"}
	}
	return fault.Problem{Field: "slips", ID: "staff.problem.number", Args: map[string]any{"Min": 1, "Max": left}}
}

// SetTesters sets how many slips a running pilot may have in all: more where some
// were lost or more testers came, fewer while they are not made yet. fault.Problem
// for fewer than were made or more than MaxTesters, fault.Denied for a round that is
// no pilot, fault.Closed once the pilot takes no more answers.
func (b *Book) SetTesters(ctx context.Context, id string, n int, who string) (*Round, error) {
	return b.rounds.change(ctx, id, anyMark, who, "pilot.testers", func(r *Round) error {
		switch least := max(1, r.slips()); {
		case r.Pilot == "":
			return fault.Wrap(fault.Denied, "round %s is no pilot", id)
		case r.Stage != Running:
			return fault.Wrap(fault.Closed, "pilot %s is %s", id, r.Stage)
		case n < least || n > MaxTesters:
			return fault.Problem{Field: "slips", ID: "staff.problem.number", Args: map[string]any{"Min": least, "Max": MaxTesters}}
		}
		r.Expected, r.Settings[0].Expected = n, n
		return nil
	})
}

// HelpLinesSeen says whether somebody looked at the numbers on children's pages
// within the time for which a look is good.
func (b *Book) HelpLinesSeen(ctx context.Context) (bool, error) {
	c, err := b.confirms.Get(ctx, HelpLines)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && c.Day >= b.now().AddDate(0, -helpHolds, 0).Format(time.DateOnly), err
}

// Pilots lists the pilots of a survey: those that go on first, then the latest.
func (b *Book) Pilots(ctx context.Context, survey string) ([]*RoundHead, error) {
	if survey == "" {
		return nil, nil
	}
	list, err := b.heads.All(ctx, store.Query{Field: "pilot", Is: survey})
	slices.SortFunc(list, func(x, y *RoundHead) int {
		return cmp.Or(order[x.Stage]-order[y.Stage], cmp.Compare(y.Opens, x.Opens), cmp.Compare(y.Name, x.Name), cmp.Compare(x.ID, y.ID))
	})
	return list, err
}

// NoteClosing leaves a line that somebody is about to close a pilot.
func (b *Book) NoteClosing(ctx context.Context, id, who string) error {
	return b.rounds.trail.Note(ctx, b.rounds.name, id, who, "pilot.close")
}

// MarkEnding says that a pilot's keys are to be destroyed, by whom: from then on
// nothing brings them back. A pilot that is ending or ended is no error.
// fault.Closed unless it is sealed, fault.Denied for a round that is no pilot.
func (b *Book) MarkEnding(ctx context.Context, id, who string) (*Round, error) {
	var there *Round
	r, err := b.rounds.change(ctx, id, anyMark, who, "pilot.end", func(r *Round) error {
		switch {
		case r.Pilot == "":
			return fault.Wrap(fault.Denied, "round %s is no pilot", id)
		case order[r.Stage] >= order[Ending]:
			there = r
			return errThere
		case r.Stage != Sealed:
			return fault.Wrap(fault.Closed, "pilot %s is %s: close it first", id, r.Stage)
		}
		r.Stage = Ending
		return nil
	})
	if errors.Is(err, errThere) {
		return there, nil
	}
	return r, err
}

// MarkEnded says that a pilot's keys are gone. fault.Closed unless it is ending.
func (b *Book) MarkEnded(ctx context.Context, id string) (*Round, error) {
	return b.move(ctx, id, Ending, Ended)
}

// Taken says that the round takes no more answers and all that it took are in boxes.
func (s Stage) Taken() bool { return order[s] >= order[Sealed] }

// Destroy removes the private halves of the keys to a round's answers, and those to its
// texts and to requests to be contacted unless they are held. Before each it calls before,
// if that is not nil, for tests that end the process there. Done again it does nothing.
// fault.Denied unless the round is a pilot that was marked as ending, or one whose
// keys were marked as gone at their day: nothing else can lose its keys.
func (v *Vault) Destroy(ctx context.Context, r *Round, held Held, before func()) error {
	if r.KeysGone == "" && (r.Pilot == "" || order[r.Stage] < order[Ending]) {
		return fault.Wrap(fault.Denied, "the keys of round %s stay", r.ID)
	}
	keys := []string{answersKey}
	if !held.Texts {
		keys = append(keys, textsKey)
	}
	if !held.Requests {
		keys = append(keys, contactKey)
	}
	for _, key := range keys {
		if before != nil {
			before()
		}
		if err := v.docs.Delete(ctx, r.ID+key); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}
