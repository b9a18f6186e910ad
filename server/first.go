package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
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

// light makes the demonstration inspection with one open round in a store that holds no
// inspection yet, and gives its round; nil where there are others. Its answers are not
// sent yet: see fill.
func (a *app) light(ctx context.Context) (*inspections.Round, error) {
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

// beginsHere says that this start will most likely make the demonstration.
func beginsHere(cfg *config.Config) bool {
	path := sqlitePath(cfg)
	if cfg.Role != config.All || path == "" {
		return false
	}
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

func readStarter() (*surveys.Survey, error) { return surveys.Parse(samples.Files, starter) }

// everyStart is what a child reads before the first question of the survey that Kist
// begins with: a survey that comes in a file begins with the same facts.
func everyStart() (surveys.Start, error) {
	survey, err := readStarter()
	if err != nil {
		return surveys.Start{}, err
	}
	return survey.Start, nil
}

// makeDemonstration ends with the inspection itself: a crash before that makes
// the next start begin again, over what is there.
func (a *app) makeDemonstration(ctx context.Context) error {
	read := readStarter
	if a.starter != nil {
		read, a.starter = a.starter, nil // what was read beside the store need not stay
	}
	survey, err := read()
	if err != nil {
		return err
	}
	version, err := a.versions.Publish(ctx, survey)
	if err != nil {
		return err
	}
	err = a.book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: demoID}, Title: demoProgramme, Synthetic: true})
	if unlessThere(err) != nil {
		return err
	}
	if err := a.openDemoRound(ctx, survey, version); err != nil {
		return err
	}
	err = a.book.Inspections.Insert(ctx, &inspections.Inspection{
		Head: store.Head{ID: demoID}, Programme: demoID, Title: demoTitle, Synthetic: true,
	})
	return unlessThere(err)
}

// unlessThere is no error where a server that starts at the same time, or an earlier start,
// has made the document.
func unlessThere(err error) error {
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

func (a *app) openDemoRound(ctx context.Context, survey *surveys.Survey, version string) error {
	if _, err := a.book.Rounds.Get(ctx, demoID); !errors.Is(err, fault.NotFound) {
		return err
	}
	r := demoRound(survey, version, time.Now())
	if err := a.vault.Equip(ctx, r); err != nil {
		return err
	}
	return unlessThere(a.book.Rounds.Insert(ctx, r))
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
		Languages: survey.Languages, Groupings: survey.Groupings, Expected: 3 * demoAnswers, Synthetic: true, Invents: seal.Random(32),
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

// furnish makes what a start leaves for when pages are served already: drafts of published
// surveys, and the demonstration's answers. Nothing is done once it has gone well.
func (a *app) furnish(ctx context.Context) error {
	if a.furnished {
		return nil
	}
	err := a.seedDrafts(ctx)
	if a.cfg.Role == config.All {
		err = errors.Join(err, a.fill(ctx))
	}
	a.furnished = err == nil
	return err
}

// fill sends those of the demonstration's invented answers that are not there yet, the
// way that children's own go, and counts them. It may be repeated after a crash, and be
// done by several servers at once: each answer has its number, and from that and the
// round's seed follow what it says and its secret, so that none is taken in twice. The
// round forgets the seed when all are there.
func (a *app) fill(ctx context.Context) error {
	r, err := a.book.Rounds.Get(ctx, demoID)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || len(r.Invents) == 0 {
		return err
	}
	survey, err := a.versions.Survey(ctx, r.Version)
	if err != nil {
		return err
	}
	err = a.sendInvented(ctx, r, survey)
	if err != nil && !errors.Is(err, fault.Closed) && !errors.Is(err, ballot.ErrUnsure) { // somebody closed it: no more are taken
		return err
	}
	if err := a.watch.Begin(ctx, r.ID, time.Now()); err != nil {
		return err
	}
	_, err = a.book.Rounds.Update(ctx, r.ID, func(r *inspections.Round) error {
		r.Invents = nil
		return nil
	})
	return err
}

func (a *app) sendInvented(ctx context.Context, r *inspections.Round, survey *surveys.Survey) error {
	senders, ctx := errgroup.WithContext(ctx)
	senders.SetLimit(sendersAtOnce)
	for i := range demoAnswers {
		form, err := inventForm(r, survey, i)
		if err != nil {
			return errors.Join(err, senders.Wait())
		}
		senders.Go(func() error {
			err := a.inbox.Submit(ctx, form)
			if errors.Is(err, ballot.ErrChanged) { // by another version, before it was stopped
				return nil
			}
			return err
		})
	}
	return senders.Wait()
}

// drawn is what follows from the round's seed for one use in its i-th invented answer.
func drawn(r *inspections.Round, i int, use string) (b [32]byte) {
	mac := hmac.New(sha256.New, r.Invents)
	fmt.Fprintf(mac, "kist invented %s %d", use, i)
	return [32]byte(mac.Sum(nil))
}

// inventForm is the i-th invented form of a round.
func inventForm(r *inspections.Round, survey *surveys.Survey, i int) (ballot.Form, error) {
	secret, rng := drawn(r, i, "secret"), rand.New(rand.NewChaCha8(drawn(r, i, "answers"))) // #nosec G404 -- answers for show
	e := survey.Editions[i%len(survey.Editions)]
	answers, texts, err := survey.Accept(e, survey.Source, synthetic.Form(rng, survey, e))
	return ballot.Form{
		Round: r.ID, Edition: string(e), AgeBand: survey.AgeBand(e, answers), Language: survey.Source,
		Setting: r.Settings[i%len(r.Settings)].Key, Mode: "synthetic", Secret: ballot.Secret(secret[:16]), Answers: answers, Texts: texts,
	}, err
}
