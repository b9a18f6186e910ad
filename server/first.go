package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/synthetic"
	"kist/surveys"
	"kist/surveys/samples"
)

const (
	demoID        = "demonstration"
	demoProgramme = "Demonstration programme (synthetic)"
	demoTitle     = "Demonstration: a joint inspection of an invented place (synthetic)"
	demoRoundName = "What it's like for you (synthetic)"
	demoWeeks     = 8
	demoAnswers   = 200 // invented, so that there is something to count
	starter       = "what_its_like.yaml"
)

// firstLight makes the demonstration inspection with one open round in a store
// that holds no inspection yet, and gives its round; nil where there are others.
func (a *app) firstLight(ctx context.Context) (*inspections.Round, error) {
	any, err := a.book.Inspections.Count(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	if any == 0 {
		if err := a.makeDemonstration(ctx); err != nil {
			return nil, err
		}
	}
	r, err := a.book.Rounds.Get(ctx, demoID)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return r, err
}

// everyStart is what a child reads before the first question of the survey that Kist
// begins with: a survey that comes in a file begins with the same facts.
func everyStart() (surveys.Start, error) {
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		return surveys.Start{}, err
	}
	return survey.Start, nil
}

// makeDemonstration ends with the inspection itself: a crash before that makes
// the next start begin again, over what is there.
func (a *app) makeDemonstration(ctx context.Context) error {
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		return err
	}
	version, err := a.versions.Publish(ctx, survey)
	if err != nil {
		return err
	}
	err = a.book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: demoID}, Title: demoProgramme, Synthetic: true})
	if err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	if err := a.openDemoRound(ctx, survey, version); err != nil {
		return err
	}
	return a.book.Inspections.Insert(ctx, &inspections.Inspection{
		Head: store.Head{ID: demoID}, Programme: demoID, Title: demoTitle, Synthetic: true,
	})
}

func (a *app) openDemoRound(ctx context.Context, survey *surveys.Survey, version string) error {
	if _, err := a.book.Rounds.Get(ctx, demoID); !errors.Is(err, fault.NotFound) {
		if err != nil {
			return err
		}
		return a.watch.Begin(ctx, demoID, time.Now()) // a start before this one broke off: what it invented is enough
	}
	r := demoRound(survey, version, time.Now())
	if err := a.vault.Equip(ctx, r); err != nil {
		return err
	}
	if err := a.book.Rounds.Insert(ctx, r); err != nil {
		return err
	}
	if err := a.inventAnswers(ctx, r, survey); err != nil {
		return err
	}
	return a.watch.Begin(ctx, r.ID, time.Now())
}

// seedDrafts begins a draft of every published survey that has none, for people
// to work on.
func (a *app) seedDrafts(ctx context.Context) error {
	if a.cfg.Role == config.Collect {
		return nil
	}
	return a.writing.Seed(ctx, a.versions, audit.Server)
}

func demoRound(survey *surveys.Survey, version string, now time.Time) *inspections.Round {
	r := &inspections.Round{
		Head: store.Head{ID: demoID}, Inspection: demoID, Name: demoRoundName, Version: version,
		Door: inspections.Open, Stage: inspections.Running, MinBox: inspections.Open.MinBox(),
		Languages: survey.Languages, Groupings: survey.Groupings, Expected: 3 * demoAnswers, Synthetic: true,
		Opens: now.Format(time.DateOnly), Closes: now.AddDate(0, 0, 7*demoWeeks).Format(time.DateOnly),
	}
	for _, e := range survey.Editions {
		r.Editions = append(r.Editions, string(e))
	}
	for _, s := range []struct{ key, name string }{{"online", "Online"}, {"school", "Schools"}, {"residential", "Children's houses"}} {
		code := inspections.NewCode()
		r.Settings = append(r.Settings, inspections.Setting{Key: s.key, Name: s.name, Code: code})
		r.Codes = append(r.Codes, code)
	}
	return r
}

// sendersAtOnce is how many invented answers are on their way at a time: the store
// takes those that arrive together in one write.
const sendersAtOnce = 50

// inventAnswers sends invented answers the way that children's own go.
func (a *app) inventAnswers(ctx context.Context, r *inspections.Round, survey *surveys.Survey) error {
	rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) // #nosec G404 -- answers for show
	senders, ctx := errgroup.WithContext(ctx)
	senders.SetLimit(sendersAtOnce)
	for i := range demoAnswers {
		form, err := inventForm(rng, r, survey, i)
		if err != nil {
			return errors.Join(err, senders.Wait())
		}
		senders.Go(func() error { return a.inbox.Submit(ctx, form) })
	}
	return senders.Wait()
}

// inventForm is the i-th invented form of a round.
func inventForm(rng *rand.Rand, r *inspections.Round, survey *surveys.Survey, i int) (ballot.Form, error) {
	e := survey.Editions[i%len(survey.Editions)]
	answers, texts, err := survey.Accept(e, survey.Source, synthetic.Form(rng, survey, e))
	return ballot.Form{
		Round: r.ID, Edition: string(e), AgeBand: survey.AgeBand(e, answers), Language: survey.Source,
		Setting: r.Settings[i%len(r.Settings)].Key, Mode: "synthetic", Secret: ballot.NewSecret(), Answers: answers, Texts: texts,
	}, err
}
