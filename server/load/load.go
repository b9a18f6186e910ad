// Package load drives a running server as children's phones would: it opens the
// join page and the questionnaire, answers, looks at the answers and sends them,
// and tries again with the same secret where the page's script does. It knows
// what a browser sees and no more: neither the survey nor the store.
//
// What it sends is invented and says so, in every form and in every story: a
// server takes it only in a round that is marked as synthetic.
package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Profile is how many phones come in which time.
type Profile struct {
	Name   string
	Phones int
	Over   time.Duration
	// Ready phones have looked at their answers before the time begins, and all send in
	// it; the others open the pages in it as well.
	Ready bool
	// Around says that every phone looks at other pages first: help, privacy, another
	// language.
	Around bool
}

// Profiles are those that have a name.
func Profiles() []Profile {
	return []Profile{
		{Name: "class", Phones: 35, Over: time.Minute},
		{Name: "school", Phones: 600, Over: 10 * time.Minute},
		{Name: "country", Phones: 10_000, Over: time.Hour},
		{Name: "burst", Phones: 20_000, Over: 10 * time.Second, Ready: true},
		{Name: "soak", Phones: 7200, Over: time.Hour, Around: true},
	}
}

// MaxPhones is how many may come in one run: all that they were told is kept for the
// report.
const MaxPhones = 2_000_000

// Options is what a run is told.
type Options struct {
	URL      string // of the server, without a path
	Code     string // of joining a round
	Edition  string // as in addresses; empty: each phone takes one that is offered, by chance
	Lang     string // likewise
	Profile  Profile
	Patience time.Duration    // for which phones go on trying when the time is over
	Staff    []string         // links that work once: by each, one of the staff signs in and reads pages meanwhile
	Ledger   *Ledger          // is told of every form that was acknowledged; nil: nobody is
	Heard    func(status int) // hears what each form was answered that was sent, 0: nothing; nil: nobody does
	Metrics  string           // where the server tells of itself; empty: it is not asked
	Process  int              // the server's number on this machine, where it runs here: then memory and files are looked at exactly, for its metrics tell them in steps; 0: elsewhere
	Every    time.Duration    // how often it is asked; 0: ten times in a run
	// Told hears how many forms were acknowledged, now and then; nil: nobody does.
	Told func(acknowledged int)
	// Sure says that the way is known to be there: nobody tries it first.
	Sure bool
	// Twice is the share of forms that are sent twice at once, and again some time after
	// they were acknowledged, as phones on bad lines and impatient thumbs do.
	Twice float64
	// FirstWait is how long a phone waits before it tries again for the first time, and
	// LongWait at most; 0: as long as the page's script does.
	FirstWait, LongWait time.Duration
	// Each is how many forms every phone sends that is not ready, one after the other; it
	// looks over the answers of the first alone. 0: one.
	Each int
}

// ErrNotInvented says that a round takes no invented answers: children answer in it.
var ErrNotInvented = errors.New("this round takes no invented answers: only one that is marked as synthetic does, of the demonstration or of an inspection made for rehearsals")

// run is one run under way.
type run struct {
	Options
	base    *url.URL
	tally   *tally
	pages   pages
	reading sync.WaitGroup // of staff
}

// readyTogether is how many phones look at their answers at a time before a burst.
const readyTogether = 32

// Drive lets the phones come, waits until each is done or out of patience, and tells
// what they saw. The error says why none could come; whatever happened to single ones
// is in the report.
func Drive(ctx context.Context, o Options) (*Report, error) {
	base, err := url.Parse(strings.TrimSuffix(o.URL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a server, such as http://127.0.0.1:8080", o.URL)
	}
	if o.Profile.Phones < 1 || o.Profile.Phones > MaxPhones || o.Profile.Over <= 0 {
		return nil, fmt.Errorf("from 1 to %d phones can come, in more than no time", MaxPhones)
	}
	if o.FirstWait == 0 {
		o.FirstWait = firstWait
	}
	if o.LongWait == 0 {
		o.LongWait = longWait
	}
	r := &run{Options: o, base: base, tally: newTally()}
	if !o.Sure {
		if err := r.tryOne(ctx); err != nil {
			return nil, err
		}
	}
	stop, err := r.staff(ctx)
	if err != nil {
		return nil, err
	}
	watch := watchServer(ctx, o)
	begin := time.Now()
	r.come(ctx)
	stop()
	report := r.tally.report(o)
	report.Took = time.Since(begin)
	report.Server, err = watch()
	return report, err
}

// tryOne goes the way of a phone up to where it would send, so that what is wrong with
// the whole run is said once. It counts nothing.
func (r *run) tryOne(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	p := r.phone(nil)
	defer p.hangUp()
	_, err := p.prepare(ctx, 0)
	return err
}

// come lets all phones come.
func (r *run) come(ctx context.Context) {
	telling, told := context.WithCancel(ctx)
	var teller sync.WaitGroup
	teller.Go(func() { r.tell(telling) })
	defer func() { told(); teller.Wait() }()
	if r.Profile.Ready {
		r.burst(ctx)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, r.Profile.Over+r.Patience)
	defer cancel()
	var wg sync.WaitGroup
	half := float64(r.Profile.Over) / 2
	for range r.Profile.Phones {
		wg.Go(func() {
			if !pause(ctx, time.Duration(rand.Float64()*half)) {
				return
			}
			p := r.phone(r.tally)
			defer p.hangUp()
			p.lookAround(ctx)
			form, err := p.prepare(ctx, time.Duration(rand.Float64()*half))
			if err != nil {
				r.tally.giveUp(err)
				return
			}
			p.send(ctx, form, time.Now())
			for n := 1; n < r.Each && ctx.Err() == nil; n++ {
				p.send(ctx, form.next(), time.Now())
			}
		})
	}
	wg.Wait()
}

// burst lets all phones come to where they would send, and then send, evenly over the
// time. They share lines, as behind a proxy.
func (r *run) burst(ctx context.Context) {
	p := r.phone(r.tally)
	p.lines = newLines(r.base, r.tally)
	defer p.hangUp()
	forms := make([]*form, r.Profile.Phones)
	var wg sync.WaitGroup
	for worker := range readyTogether {
		wg.Go(func() {
			for i := worker; i < len(forms) && ctx.Err() == nil; i += readyTogether {
				var err error
				if forms[i], err = p.makeReady(ctx); err != nil {
					r.tally.giveUp(err)
				}
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(ctx, r.Profile.Over+r.Patience)
	defer cancel()
	gap, start := float64(r.Profile.Over)/float64(len(forms)), time.Now()
	for i, f := range forms {
		due := start.Add(time.Duration(float64(i) * gap))
		if f == nil || !pause(ctx, time.Until(due)) {
			continue
		}
		wg.Go(func() { p.send(ctx, f, due) })
	}
	wg.Wait()
}

// pause waits, and says whether there is time left.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// tell passes on how far it is, until ctx ends.
func (r *run) tell(ctx context.Context) {
	for r.Told != nil && pause(ctx, 500*time.Millisecond) {
		r.Told(r.tally.acknowledged())
	}
}
