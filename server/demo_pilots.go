package main

import (
	"context"
	"fmt"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/synthetic"
	"kist/surveys"
)

// demoPilots are pilots of the draft: one has told what it had to tell and waits to be
// ended, one is open to a few testers more, one is ended.
var demoPilots = []struct {
	name          string
	slips, answer int
	closed, ended bool
}{
	{name: "First try-out (synthetic)", slips: 18, answer: 16, closed: true, ended: true},
	{name: "Second try-out (synthetic)", slips: 30, answer: 26, closed: true},
	{name: "Third try-out (synthetic)", slips: 20, answer: 6},
}

// invented remarks of testers on questions.
var inventedRemarks = []string{
	"I did not know this word. (synthetic)", "I was not sure who is meant by adults. (synthetic)", "This one is good. (synthetic)",
	"Too long, I had to read it twice. (synthetic)", "I wanted to choose two of them. (synthetic)",
}

// pilots tries the draft out, the way that a group would.
func (d *demonstration) pilots(ctx context.Context) error {
	if err := d.seedDrafts(ctx); err != nil {
		return err
	}
	step, done := d.steps("Pilots", len(demoPilots))
	for _, p := range demoPilots {
		r, err := d.startPilot(ctx, p.name, p.slips)
		if err == nil {
			err = d.try(ctx, r, p.slips, p.answer)
		}
		if err == nil {
			err = d.watch.Begin(ctx, r.ID, d.now)
		}
		if err == nil && p.closed {
			err = d.report(ctx, r.ID, p.ended)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		step()
	}
	done()
	return nil
}

// startPilot freezes the draft and opens a pilot of it for the oldest.
func (d *demonstration) startPilot(ctx context.Context, name string, slips int) (*inspections.Round, error) {
	trial, err := d.writing.Trial(ctx, d.versions, d.survey.Key, people.Server)
	if err != nil {
		return nil, err
	}
	r := &inspections.Round{
		Name: name, Pilot: d.survey.Key, Version: trial.ID(), Languages: []string{d.survey.Source}, Editions: []string{string(surveys.E14)},
		Settings: []inspections.Setting{{Expected: slips}}, Closes: d.now.AddDate(0, 0, 14).Format(time.DateOnly), Synthetic: true,
	}
	offer := d.offer
	offer.Trial = true
	return r, d.book.AddPilot(ctx, d.vault, r, offer, people.Server)
}

// try hands out the slips and sends the forms of some who have one, with what they did
// and what a few said.
func (d *demonstration) try(ctx context.Context, r *inspections.Round, slips, answer int) error {
	if _, err := d.book.CountSlips(ctx, r.ID, inspections.PilotSetting, slips, people.Server); err != nil {
		return err
	}
	codes, err := d.tickets.Issue(ctx, r.ID, slips)
	if err != nil {
		return err
	}
	for _, slip := range codes[:answer] {
		answers, texts, err := d.survey.Accept(surveys.E14, d.survey.Source, synthetic.Form(d.rng, d.survey, surveys.E14))
		if err != nil {
			return err
		}
		f := ballot.Form{
			Round: r.ID, Edition: string(surveys.E14), AgeBand: d.survey.AgeBand(surveys.E14, answers), Language: d.survey.Source, Setting: inspections.PilotSetting,
			Mode: "synthetic", Secret: ballot.NewSecret(), Slip: slip, Answers: answers, Texts: texts, Trace: ballot.Trace{}, Comments: map[string]string{},
		}
		d.note(&f)
		if err := d.inbox.Submit(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// note invents what the form of a tester noted.
func (d *demonstration) note(f *ballot.Form) {
	for _, q := range d.survey.QuestionsIn(surveys.Edition(f.Edition)) {
		var m ballot.Marks
		if len(f.Answers[q.Key]) == 0 && f.Texts[q.Key] == "" {
			m |= ballot.Skipped
		}
		for _, mark := range []ballot.Marks{ballot.Changed, ballot.Helped, ballot.Heard} {
			if d.rng.IntN(4) == 0 {
				m |= mark
			}
		}
		f.Trace[q.Key] = m
		if d.rng.IntN(12) == 0 {
			f.Comments[q.Key] = inventedRemarks[d.rng.IntN(len(inventedRemarks))]
		}
	}
}

// report closes a pilot and makes its report, and destroys its keys if it is ended.
func (d *demonstration) report(ctx context.Context, round string, ended bool) error {
	if err := d.sealer.Close(ctx, round, nil); err != nil {
		return err
	}
	if _, err := d.app.pilots.Make(ctx, round); err != nil || !ended {
		return err
	}
	r, err := d.book.Round(ctx, round)
	if err != nil {
		return err
	}
	if err := d.dismiss(ctx, r); err != nil {
		return err
	}
	_, err = d.app.pilots.End(ctx, round, people.Server, d.keptKeys())
	return err
}
