package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/texts"
)

// worrying are invented stories of the kind for which the safety lane is there.
var worrying = []string{
	"Sometimes I am scared to go home at the weekend. (synthetic)",
	"A grown-up shouts and throws things and told me not to tell. (synthetic)",
	"There is no food left when I come back late. (synthetic)",
	"I have nobody to talk to and I cry every night. (synthetic)",
	"Some boys call me names on the bus every day. (synthetic)",
}

// withNames are invented stories in which two people find what a machine does not.
var withNames = []string{
	"The lady with the pink wheelchair in the blue house helps me with maths. (synthetic)",
	"I am the only one with a parrot in my class. (synthetic)",
}

// demoReviewed is how many texts are reviewed in the demonstration.
const demoReviewed = 120

// story invents what one child in a few writes instead of something harmless.
func (d *demonstration) story(texts map[string]string) {
	list := worrying
	switch d.rng.IntN(25) {
	case 0:
	case 1:
		list = withNames
	default:
		return
	}
	for key := range texts {
		texts[key] = list[d.rng.IntN(len(list))]
		return
	}
}

// look has two invented leads look at what the invented children wrote: it waits in
// rounds that run, in the first over a working day; of one that is closed they have
// read all, raised a concern, and reviewed a part.
func (d *demonstration) look(ctx context.Context, rounds []*inspections.Round) error {
	step, done := d.steps("Looking after safety", len(rounds))
	day, closed := d.now.AddDate(0, 0, -4), false
	for _, r := range rounds {
		now, err := d.book.Round(ctx, r.ID)
		if err != nil {
			return err
		}
		switch {
		case now.Stage == inspections.Running:
			err = d.lane.Copy(ctx, now, day.Format(time.DateOnly))
			day = d.now
		case now.Stage == inspections.Sealed && (!closed && (d.shown == "" || d.shown == now.ID) || slices.Contains(d.also, now.ID)):
			closed = closed || !slices.Contains(d.also, now.ID)
			err = d.decide(ctx, now)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		step()
	}
	done()
	return nil
}

// decide reads the lane of a closed round to its end and reviews a part of its texts.
func (d *demonstration) decide(ctx context.Context, r *inspections.Round) error {
	if err := d.lane.Copy(ctx, r, d.now.Format(time.DateOnly)); err != nil {
		return err
	}
	return d.unlocked(ctx, r.ID, func(s *texts.Session, who string) error {
		if err := d.raise(ctx, s, who); err != nil {
			return err
		}
		for _, who := range d.leads {
			if err := d.reviewAs(ctx, s, who); err != nil {
				return err
			}
		}
		return nil
	})
}

// dismiss has the two read what testers wrote and see nothing to worry about.
func (d *demonstration) dismiss(ctx context.Context, r *inspections.Round) error {
	if err := d.lane.Copy(ctx, r, d.now.Format(time.DateOnly)); err != nil {
		return err
	}
	return d.unlocked(ctx, r.ID, func(s *texts.Session, who string) error {
		waiting, _, err := d.texts.Waiting(ctx, s)
		if err != nil {
			return err
		}
		var ids []string
		for _, w := range waiting {
			ids = append(ids, w.ID)
		}
		return d.texts.Dismiss(ctx, s, who, ids...)
	})
}

// unlocked has the two leads unlock a round, the first of them do something in it, and the
// second lock it again.
func (d *demonstration) unlocked(ctx context.Context, round string, do func(s *texts.Session, who string) error) error {
	first, second := d.leads[0], d.leads[1]
	if err := d.texts.Ask(ctx, round, texts.Unreviewed, first); err != nil {
		return err
	}
	if err := d.texts.Confirm(ctx, round, texts.Unreviewed, second, ""); err != nil {
		return err
	}
	s, err := d.texts.Enter(ctx, round, texts.Unreviewed, first)
	if err != nil {
		return err
	}
	if err := do(s, first); err != nil {
		return err
	}
	return d.texts.End(ctx, round, texts.Unreviewed, second)
}

// raise makes concerns of the two most worrying texts, one of which has gone its way,
// and dismisses the rest.
func (d *demonstration) raise(ctx context.Context, s *texts.Session, who string) error {
	waiting, _, err := d.texts.Waiting(ctx, s)
	if err != nil {
		return err
	}
	var rest []string
	for i, w := range waiting {
		if i >= 2 || w.Weight == 0 {
			rest = append(rest, w.ID)
			continue
		}
		if err := d.texts.Raise(ctx, s, who, w.ID, "Sounds like the same house as last week. (synthetic)"); err != nil {
			return err
		}
		for _, next := range []texts.Step{texts.Discussed, texts.Passed, texts.Acted, texts.Recorded}[:4*i] {
			if err := d.texts.Advance(ctx, s.Round, w.ID, next, "Invented. (synthetic)", who); err != nil {
				return err
			}
		}
	}
	return d.texts.Dismiss(ctx, s, who, rest...)
}

// reviewAs says what one of the two says of the first texts: names that only people see
// are taken out, and what only one child can have is held back.
func (d *demonstration) reviewAs(ctx context.Context, s *texts.Session, who string) error {
	desk, err := d.texts.Desk(ctx, s, who)
	if err != nil {
		return err
	}
	for _, x := range desk.Mine[:min(len(desk.Mine), demoReviewed)] {
		var cuts []texts.Cut
		if x.Text.Text == withNames[0] {
			who, where := len("The lady with the pink wheelchair"), len("The lady with the pink wheelchair in the ")
			cuts = []texts.Cut{{From: 0, To: who, Kind: "name"}, {From: where, To: where + len("blue house"), Kind: "home"}}
		}
		if err := d.texts.Say(ctx, s, who, x.ID, x.Text.Text == withNames[1], cuts); err != nil {
			return err
		}
	}
	return nil
}

// keepLead keeps an invented safeguarding lead, to look at texts with.
func (d *demonstration) keepLead(role people.Role, id string) {
	if role == people.SafeguardingLead {
		d.leads = append(d.leads, id)
	}
}
