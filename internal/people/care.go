package people

import (
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/internal/store"
)

// stepped are the themes that a person does not want to be shown. It is theirs alone:
// no line of the trail tells of it, and no page but their own.
type stepped struct {
	store.Head `bson:",inline"` // ID: account
	Out        []string         `json:"out"`
}

// SteppedOut are the hard themes that a person stepped out of, in order; none if they
// stepped out of none.
func (p *People) SteppedOut(ctx context.Context, account string) ([]string, error) {
	s, err := p.stepped.GetStrong(ctx, account)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.Out, nil
}

// StepOut makes these the themes that a person stepped out of; none lets them back in
// everywhere, and leaves nothing that says they were ever out.
func (p *People) StepOut(ctx context.Context, account string, themes []string) error {
	if len(themes) == 0 {
		return p.forgetSteps(ctx, account)
	}
	fresh := &stepped{Head: store.Head{ID: account}, Out: slices.Compact(slices.Sorted(slices.Values(themes)))}
	err := p.stepped.Insert(ctx, fresh)
	if !errors.Is(err, fault.Exists) {
		return err
	}
	_, err = p.stepped.Update(ctx, account, func(s *stepped) error {
		s.Out = fresh.Out
		return nil
	})
	if errors.Is(err, fault.NotFound) { // they stepped back in meanwhile, in another window
		return p.StepOut(ctx, account, themes)
	}
	return err
}

func (p *People) forgetSteps(ctx context.Context, account string) error {
	err := p.stepped.Delete(ctx, account)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
