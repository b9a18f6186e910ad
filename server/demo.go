package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/sync/errgroup"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/synthetic"
	"kist/surveys"
	"kist/surveys/samples"
)

// demoCommand is kist demo.
type demoCommand struct {
	Answers int `default:"3000" help:"How many invented answers to send, about, over all rounds."`
}

// Run fills an empty store with a synthetic programme.
func (d demoCommand) Run() (err error) {
	cfg, err := settings()
	if err != nil {
		return err
	}
	if d.Answers < 0 || d.Answers > 200_000 {
		return fmt.Errorf("--answers is from 0 to 200000: %w", errMisused)
	}
	ctx := context.Background()
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.close()
	b := demonstration{app: a, answers: d.Answers, now: time.Now(), rng: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))} // #nosec G404 -- answers for show
	b.steps = progressOn(os.Stdout)
	if err := b.build(ctx); err != nil {
		return err
	}
	fmt.Println("The demonstration is ready; all of it is synthetic. Start the server with: kist serve")
	return nil
}

// demonstration builds a synthetic programme, the way that people and children
// would: the same checks, keys and seals.
type demonstration struct {
	*app
	answers int
	now     time.Time
	rng     *rand.Rand
	steps   stepsOf

	survey     *surveys.Survey
	version    string
	offer      inspections.Offer
	inspectors []string // invented accounts
	leads      []string // invented safeguarding leads
	shown      string   // id of the round whose texts are reviewed and coded; empty: none will be
	also       []string // others whose texts are, where there are enough answers that themes recur
	voices     []findings.Source
}

// stepsOf tells how far long work is: a bar on a terminal, a line otherwise.
type stepsOf func(what string, total int) (step func(), done func())

// progressOn draws bars on a terminal; elsewhere each part is one line.
func progressOn(out *os.File) stepsOf {
	info, err := out.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return plainSteps(out)
	}
	return func(what string, total int) (func(), func()) {
		bars := mpb.New(mpb.WithOutput(out), mpb.WithWidth(40))
		bar := bars.AddBar(int64(total), mpb.PrependDecorators(decor.Name(what, decor.WC{W: 28, C: decor.DindentRight})), mpb.AppendDecorators(decor.CountersNoUnit("%d of %d")))
		return bar.Increment, bars.Wait
	}
}

func plainSteps(out io.Writer) stepsOf {
	return func(what string, total int) (func(), func()) {
		return func() {}, func() { fmt.Fprintf(out, "%s: %d\n", what, total) }
	}
}

// build refuses a store that holds anything, and fills an empty one.
func (d *demonstration) build(ctx context.Context) error {
	if err := d.empty(ctx); err != nil {
		return err
	}
	if err := d.publish(ctx); err != nil {
		return err
	}
	if err := d.invite(ctx); err != nil {
		return err
	}
	programme := &inspections.Programme{Title: demoProgramme, Framework: "qif2019", Evaluated: []string{"2.1", "5.3", "5.4", "9.2"}, Synthetic: true}
	if err := d.book.AddProgramme(ctx, programme, people.Server); err != nil {
		return err
	}
	rounds, err := d.plan(ctx, programme)
	if err != nil {
		return err
	}
	if err := d.send(ctx, rounds); err != nil {
		return err
	}
	if err := d.finish(ctx, rounds); err != nil {
		return err
	}
	if err := d.look(ctx, rounds); err != nil {
		return err
	}
	if err := d.across(ctx, programme.ID, rounds); err != nil {
		return err
	}
	rounds = d.shownFirst(rounds)
	if err := d.answer(ctx, rounds); err != nil {
		return err
	}
	if err := d.frame(ctx, rounds); err != nil {
		return err
	}
	if err := d.code(ctx); err != nil {
		return err
	}
	if err := d.conclude(ctx, rounds); err != nil {
		return err
	}
	if err := d.lay(ctx, programme); err != nil {
		return err
	}
	return d.pilots(ctx)
}

// across puts the areas with a final release beside each other.
func (d *demonstration) across(ctx context.Context, programme string, rounds []*inspections.Round) error {
	var chosen []results.Chosen
	for _, r := range rounds {
		heads, err := d.releases.Heads(ctx, r.ID)
		if err != nil {
			return err
		}
		if len(heads) > 0 && !heads[len(heads)-1].Interim {
			chosen = append(chosen, results.Chosen{Round: r.ID})
		}
	}
	if len(chosen) < 2 {
		return nil
	}
	_, err := d.releases.MakeOver(ctx, programme, people.Server, chosen, nil)
	return err
}

// empty says whether the store holds nothing yet: invented data must never
// stand beside real data.
func (d *demonstration) empty(ctx context.Context) error {
	accounts, err := d.people.All(ctx)
	if err != nil {
		return err
	}
	found := int64(len(accounts))
	for _, count := range []func(context.Context, store.Query) (int64, error){d.book.Programmes.Count, d.book.Inspections.Count, d.book.Rounds.Count} {
		n, err := count(ctx, store.Query{})
		if err != nil {
			return err
		}
		found += n
	}
	versions, err := d.versions.List(ctx)
	if err != nil {
		return err
	}
	if found+int64(len(versions)) > 0 {
		return fault.Wrap(fault.Exists, "the store %s holds something already; kist demo wants one of its own, such as KIST_STORE=sqlite:demo.db", d.cfg.Store)
	}
	return nil
}

func (d *demonstration) publish(ctx context.Context) (err error) {
	if d.survey, err = surveys.Parse(samples.Files, starter); err != nil {
		return err
	}
	if d.version, err = d.versions.Publish(ctx, d.survey); err != nil {
		return err
	}
	d.offer = inspections.Offer{Languages: d.survey.Languages, Groupings: d.survey.Groupings}
	for _, e := range d.survey.Editions {
		d.offer.Editions = append(d.offer.Editions, string(e))
	}
	return nil
}

// plan makes one inspection for each area, begun at different times, with the
// rounds that its stage would have.
func (d *demonstration) plan(ctx context.Context, programme *inspections.Programme) ([]*inspections.Round, error) {
	areas := inspections.Areas()
	step, done := d.steps("Inspections with rounds", len(areas))
	var rounds []*inspections.Round
	for i, area := range areas {
		starts := d.now.AddDate(0, 0, 7*(8-i)).Format(time.DateOnly) // from eight weeks ahead to 23 weeks ago
		in := &inspections.Inspection{Programme: programme.ID, Area: area.Code, Title: area.Name + " (synthetic)", Starts: starts, Team: d.team(i), Synthetic: true}
		if err := d.book.AddInspection(ctx, in, people.Server); err != nil {
			return nil, err
		}
		if err := d.hold(ctx, programme, in); err != nil {
			return nil, err
		}
		made, err := d.rounds(ctx, in)
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, made...)
		step()
	}
	done()
	return rounds, nil
}

// rounds makes the rounds of one inspection: one in preparation before its
// survey weeks, one that runs in them, one that is closed after them.
func (d *demonstration) rounds(ctx context.Context, in *inspections.Inspection) ([]*inspections.Round, error) {
	step := in.Step(d.now)
	if step == inspections.Planned {
		return nil, nil
	}
	opens, closes := in.Monday(4), d.now.AddDate(0, 0, 21).Format(time.DateOnly)
	if step.Place() > inspections.Gather.Place() {
		closes = d.now.Format(time.DateOnly) // closed today: answers can be sent until then
	}
	r := &inspections.Round{
		Inspection: in.ID, Name: demoRoundName, Version: d.version, Door: inspections.Open, MinBox: inspections.Open.MinBox(),
		Languages: d.offer.Languages, Editions: d.offer.Editions, Groupings: d.offer.Groupings, Opens: min(opens, closes), Closes: closes,
		Settings: []inspections.Setting{{Name: "Schools", Expected: 180}, {Name: "Children's houses", Expected: 20}, {Name: "Online", Expected: 100}},
	}
	if err := d.book.AddRound(ctx, d.vault, r, d.offer, people.Server); err != nil {
		return nil, err
	}
	if step == inspections.Prepare {
		return []*inspections.Round{r}, nil
	}
	opened, err := d.book.OpenRound(ctx, r.ID, r.Mark(), people.Server)
	return []*inspections.Round{opened}, err
}

// From demoMany answers on, the texts of demoAlso more rounds are coded, so that themes
// recur in as many partnerships as a review names them from.
const (
	demoMany = 2000
	demoAlso = 3
)

// senders is how many invented children send at once: enough that the store can
// put several into one commit.
const senders = 16

// send shares the answers among the rounds that are open, and sends each the
// way of a child's own. The round whose texts are looked at has every fourth of them:
// themes are told only where enough texts carry them.
func (d *demonstration) send(ctx context.Context, rounds []*inspections.Round) error {
	var open, shown []*inspections.Round
	for i, r := range rounds {
		if r.Stage != inspections.Running {
			continue
		}
		open = append(open, r)
		switch {
		case !d.counts(i, r):
		case shown == nil:
			shown, d.shown = []*inspections.Round{r}, r.ID
		case d.answers >= demoMany && len(d.also) < demoAlso:
			d.also = append(d.also, r.ID)
		}
	}
	if len(open) == 0 {
		return nil
	}
	for _, r := range open {
		most := d.answers/len(open) + 1
		if r.ID == d.shown {
			most += d.answers/4 + 1
		}
		if err := d.expect(ctx, r, most); err != nil {
			return err
		}
	}
	step, done := d.steps("Invented answers", d.answers)
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(senders)
	for i := range d.answers {
		to, n := open, i
		if shown != nil {
			if n = i - (i+1)/4; i%4 == 3 { // else some rounds would have none
				to, n = shown, i
			}
		}
		form, err := d.form(to[n%len(to)], n/len(to))
		if err != nil {
			return err
		}
		group.Go(func() error {
			defer step()
			return d.inbox.Submit(each, form)
		})
	}
	err := group.Wait()
	done()
	return err
}

// form invents the answers of one child.
func (d *demonstration) form(r *inspections.Round, n int) (ballot.Form, error) {
	e := d.survey.Editions[n%len(d.survey.Editions)]
	answers, texts, err := d.survey.Accept(e, d.survey.Source, synthetic.Form(d.rng, d.survey, e))
	d.story(texts)
	return ballot.Form{
		Round: r.ID, Edition: string(e), AgeBand: d.survey.AgeBand(e, answers), Language: d.survey.Source,
		Setting: r.Settings[d.rng.IntN(len(r.Settings))].Key, Mode: "synthetic", Secret: ballot.NewSecret(), Answers: answers, Texts: texts,
	}, err
}

// finish seals what waits, and closes and counts the rounds whose survey weeks
// are over; every third is left for the reader to count.
func (d *demonstration) finish(ctx context.Context, rounds []*inspections.Round) error {
	step, done := d.steps("Sealing and counting", len(rounds))
	if err := d.sealer.SealDue(ctx); err != nil {
		return err
	}
	if err := d.stuff(ctx, rounds); err != nil {
		return err
	}
	for i, r := range rounds {
		if r.Stage == inspections.Running {
			if err := d.watch.Begin(ctx, r.ID, d.now); err != nil {
				return err
			}
		}
		if r.Stage == inspections.Running && d.over(r) {
			if err := d.closeAndCount(ctx, r.ID, d.counts(i, r)); err != nil {
				return err
			}
		}
		step()
	}
	done()
	return nil
}

// over says whether a round's survey weeks are.
func (d *demonstration) over(r *inspections.Round) bool {
	return r.Closes == d.now.Format(time.DateOnly)
}

// counts says whether the i-th round is closed and counted.
func (d *demonstration) counts(i int, r *inspections.Round) bool { return d.over(r) && i%3 != 0 }

func (d *demonstration) closeAndCount(ctx context.Context, round string, count bool) error {
	if err := d.sealer.Close(ctx, round, nil); err != nil || !count {
		return err
	}
	_, err := d.releases.Make(ctx, round, "", nil)
	return err
}
