package main

import (
	"context"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/synthetic"
	"kist/surveys"
)

// demoStuffed is how often a script sent the same form to one round.
const demoStuffed = 40

// expect has a round expect as many answers as are sent to it, or more: else all that is
// far more than expected would stand apart.
func (d *demonstration) expect(ctx context.Context, r *inspections.Round, answers int) error {
	if answers <= r.Expected {
		return nil
	}
	_, err := d.book.Rounds.Update(ctx, r.ID, func(r *inspections.Round) error {
		r.Settings[0].Expected += answers - r.Expected
		r.Expected = answers
		return nil
	})
	return err
}

// stuff has a script send the same form again and again to a round that runs, so that
// there is a box that stands apart.
func (d *demonstration) stuff(ctx context.Context, rounds []*inspections.Round) error {
	for _, r := range rounds {
		if d.answers == 0 || r.Stage != inspections.Running || d.over(r) {
			continue
		}
		form, err := d.form(r, 0)
		if err != nil {
			return err
		}
		form.Edition, form.AgeBand, form.Texts, form.Answers = string(surveys.E14), surveys.E14.AgeBand(), nil, nil
		for len(form.Answers) < ballot.LeastGiven { // some are hardly answered
			form.Answers, _, err = d.survey.Accept(surveys.E14, d.survey.Source, synthetic.Form(d.rng, d.survey, surveys.E14))
			if err != nil {
				return err
			}
		}
		for range demoStuffed {
			form.Secret = ballot.NewSecret()
			if err := d.inbox.Submit(ctx, form); err != nil {
				return err
			}
		}
		return d.sealer.SealDue(ctx)
	}
	return nil
}
