package inspections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kist/internal/fault"
)

// AskingSetting is the one setting of a round on a page of feedback.
const AskingSetting = "feedback"

// maxAsking is how many rounds one page of feedback can have in its time.
const maxAsking = 99

// askingID names the nth round on the page of feedback of an inspection, so that two
// people who start it at once start one.
func askingID(inspection string, n int) string { return fmt.Sprintf("%s-feedback-%d", inspection, n) }

// Ask opens an inspection's page of feedback for one question: a round by the open door
// that has no join code, because the page itself is its door. Of r it takes the
// inspection, the name, the version, and the last day. It holds whatever stage the
// inspection is at. While an earlier one takes answers that one is given, and nothing is
// made. who is the account that does so. fault.Problems if the form cannot be right,
// fault.NotFound if the inspection is not there.
func (b *Book) Ask(ctx context.Context, v *Vault, r Round, o Offer, who string) (*Round, error) {
	in, err := b.Inspections.Get(ctx, r.Inspection)
	if err != nil {
		return nil, err
	}
	last, n, err := b.lastAsked(ctx, in.ID)
	if err != nil || last != nil && last.TakesAnswers(b.now()) {
		return last, err
	}
	if last != nil && last.Stage == Running {
		return nil, fault.Wrap(fault.Closed, "round %s is to be closed first", last.ID)
	}
	today := b.now().Format(time.DateOnly)
	r.Feedback, r.Door, r.MinBox, r.Opens, r.Synthetic = true, Open, Open.MinBox(), today, in.Synthetic
	r.Languages, r.Editions, r.Groupings = o.Languages, o.Editions, o.Groupings
	r.Settings = []Setting{{Key: AskingSetting, Name: r.Name}}
	if err := r.check(o); err != nil {
		return nil, err
	}
	if r.Closes < today {
		return nil, fault.Problem{Field: "closes", ID: "staff.problem.past"}
	}
	b.setKeysEnd(&r)
	r.ID, r.Stage, r.KeyMode = askingID(in.ID, n+1), Running, Simple
	if err := v.equipTogether(ctx, &r); err != nil {
		return nil, err
	}
	err = b.rounds.add(ctx, &r, who, "round.ask")
	if errors.Is(err, fault.Exists) { // somebody else started it meanwhile
		return b.Round(ctx, r.ID)
	}
	return &r, err
}

// equipTogether is Equip for a round that others may be making: each pair is made by
// one of them, and all have it.
func (v *Vault) equipTogether(ctx context.Context, r *Round) error {
	err := v.Equip(ctx, r)
	for tries := 0; errors.Is(err, fault.Exists) && tries < 3; tries++ { // one for each pair
		err = v.Equip(ctx, r)
	}
	return err
}

// Asked is the round that is, or was last, on an inspection's page of feedback, as it is
// now. fault.NotFound if there was none.
func (b *Book) Asked(ctx context.Context, inspection string) (*Round, error) {
	last, _, err := b.lastAsked(ctx, inspection)
	if err == nil && last == nil {
		return nil, fault.Wrap(fault.NotFound, "feedback of %s asks nothing", inspection)
	}
	return last, err
}

// AskedBy is the round of this id, if it is one on the inspection's page of feedback.
// fault.NotFound if it is not.
func (b *Book) AskedBy(ctx context.Context, inspection, id string) (*Round, error) {
	r, err := b.Round(ctx, id)
	if err == nil && (!r.Feedback || r.Inspection != inspection) {
		return nil, fault.Wrap(fault.NotFound, "round %q on the feedback of %s", id, inspection)
	}
	return r, err
}

// lastAsked is the last of an inspection's rounds on its page of feedback, and how many
// there were; nil and 0 if there was none.
func (b *Book) lastAsked(ctx context.Context, inspection string) (last *Round, n int, err error) {
	for n < maxAsking {
		r, err := b.Round(ctx, askingID(inspection, n+1))
		if errors.Is(err, fault.NotFound) {
			return last, n, nil
		}
		if err != nil {
			return nil, 0, err
		}
		last, n = r, n+1
	}
	return nil, 0, fault.Wrap(fault.Closed, "feedback of %s asked %d times", inspection, n)
}

// RealRounds are the rounds of a list in which children answer more than whether they
// were answered.
func RealRounds(list []*Round) []*Round {
	var real []*Round
	for _, r := range list {
		if !r.Feedback {
			real = append(real, r)
		}
	}
	return real
}
