package results

import (
	"context"
	"errors"
	"sync"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/store"
)

// Order says that somebody asked for a release of a round that is not stored yet. A
// server that ends while it makes one leaves it, and another, or the same after its
// start, makes the release from the beginning: nothing that was counted is kept in
// between, for that would be true numbers, and the release key, in the database.
type Order struct {
	store.Head `bson:",inline"` // ID: the round. Rev moves while a server works on it
	Who        string           `json:"who"`
	Release    string           `json:"release"` // id that the release will have
	// Programme is what a release over places is ordered of, and Chosen its rounds; ID is
	// the Series then.
	Programme string   `json:"programme,omitempty"`
	Chosen    []Chosen `json:"chosen,omitempty"`
	// Texts is the round of whose themes a release is ordered; ID is its TextSeries then. What
	// is counted is readable in an unlocked session only and not kept: after a crash the order
	// tells the next who unlocks the round that the release is still to be made.
	Texts string `json:"texts,omitempty"`
}

// beat is how often a server that makes a release says so.
const beat = 10 * time.Second

// Orders keeps what releases were asked for.
type Orders struct {
	docs     *store.Collection[*Order]
	releases *Releases
	step     ballot.Step
	beat     time.Duration
	mu       sync.Mutex
	seen     map[string]int64 // round -> Rev when Left last looked
}

// OpenOrders ensures the collection. step, if not nil, is told each step, for crash
// tests.
func OpenOrders(ctx context.Context, e store.Engine, releases *Releases, step ballot.Step) (*Orders, error) {
	docs, err := store.Open[Order](ctx, e, store.Spec{Name: "release_orders"})
	if err != nil {
		return nil, err
	}
	return &Orders{docs: docs, releases: releases, step: step, beat: beat, seen: map[string]int64{}}, nil
}

func (o *Orders) at(step string) {
	if o.step != nil {
		o.step(step)
	}
}

// Ask orders the next release of a round. Where one is ordered already, nothing changes.
func (o *Orders) Ask(ctx context.Context, round, who string) error {
	return o.ask(ctx, &Order{Head: store.Head{ID: round}, Who: who})
}

// AskOver orders the next release over places of a programme, which from then on is known
// by its Series. Where one is ordered already, nothing changes.
func (o *Orders) AskOver(ctx context.Context, programme, who string, chosen []Chosen) error {
	return o.ask(ctx, &Order{Head: store.Head{ID: Series(programme)}, Who: who, Programme: programme, Chosen: chosen})
}

// AskTexts orders the next release of the themes of a round, which from then on is known by
// its TextSeries. Where one is ordered already, nothing changes.
func (o *Orders) AskTexts(ctx context.Context, round, who string) error {
	return o.ask(ctx, &Order{Head: store.Head{ID: TextSeries(round)}, Who: who, Texts: round})
}

func (o *Orders) ask(ctx context.Context, order *Order) (err error) {
	if order.Release, err = o.releases.Next(ctx, order.ID); err != nil {
		return err
	}
	err = o.docs.Insert(ctx, order)
	if err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	o.at("release.asked")
	return nil
}

// Cancel takes an order back, wherever it is worked on; what is being made is not
// stored.
func (o *Orders) Cancel(ctx context.Context, round string) error { return o.done(ctx, round) }

// Asked says whether a release of the round is ordered and not made yet. That of a server
// that ended when it had stored it is made.
func (o *Orders) Asked(ctx context.Context, round string) (bool, error) {
	order, err := o.docs.Get(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	made, err := o.made(ctx, order)
	return err == nil && !made, err
}

// done takes the order away; one that is not there is done.
func (o *Orders) done(ctx context.Context, round string) error {
	if err := o.docs.Delete(ctx, round); !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// Fulfil makes the release that was ordered, with the errors of Releases.Make. An order
// is kept if ctx ends before it is made, and taken away otherwise: what cannot be made
// is not tried for ever. context.Canceled if it was cancelled, or another server took it
// up at the same time.
func (o *Orders) Fulfil(ctx context.Context, round string, progress func(done, total int)) error {
	return o.fulfil(ctx, round, func(working context.Context, order *Order, stands func() error) (err error) {
		if order.Programme != "" {
			_, err = o.releases.makeOver(working, order.Programme, order.Who, order.Chosen, progress, stands)
		} else {
			_, err = o.releases.make(working, round, order.Who, progress, stands)
		}
		return err
	})
}

// FulfilTexts makes the release of a round's themes that was ordered, of what is coded now:
// as Fulfil, with the errors of Releases.MakeTexts. It is made by who, whose sign-in reads
// what is counted, also if another ordered it and a server ended then: who had it made is
// not the one who lets it through.
func (o *Orders) FulfilTexts(ctx context.Context, round, who string, coding Coding, progress func(done, total int)) error {
	return o.fulfil(ctx, TextSeries(round), func(working context.Context, _ *Order, stands func() error) error {
		_, err := o.releases.makeTexts(working, round, who, coding, progress, stands)
		return err
	})
}

// fulfil has the release of an order made by work, which asks stands before it stores it.
func (o *Orders) fulfil(ctx context.Context, round string, work func(ctx context.Context, order *Order, stands func() error) error) error {
	order, err := o.docs.GetStrong(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return context.Canceled
	}
	if err != nil {
		return err
	}
	if made, err := o.made(ctx, order); err != nil || made {
		return errors.Join(err, o.done(ctx, round))
	}
	if err := o.docs.Replace(ctx, order); err != nil { // taken up
		if errors.Is(err, fault.Conflict) || errors.Is(err, fault.NotFound) {
			return context.Canceled
		}
		return err
	}
	working, stop := context.WithCancel(ctx)
	beating := make(chan struct{})
	go func() { defer close(beating); o.keep(working, stop, round) }()
	defer func() { stop(); <-beating }()
	err = work(working, order, func() error { return o.stands(ctx, round) })
	if errors.Is(err, context.Canceled) {
		return err
	}
	o.at("release.stored")
	return errors.Join(err, o.done(ctx, round))
}

// made says whether the release of an order is stored: a server that ended just then
// left the order.
func (o *Orders) made(ctx context.Context, order *Order) (bool, error) {
	_, err := o.releases.docs.GetStrong(ctx, order.Release)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// stands is asked when all is counted and attacked, before the release is stored.
func (o *Orders) stands(ctx context.Context, round string) error {
	o.at("release.counted")
	_, err := o.docs.GetStrong(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return context.Canceled
	}
	return err
}

// keep moves the order's revision until ctx ends, and stops the work if the order is
// gone.
func (o *Orders) keep(ctx context.Context, stop context.CancelFunc, round string) {
	ticker := time.NewTicker(o.beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_, err := o.docs.Update(ctx, round, func(*Order) error { return nil })
			if errors.Is(err, fault.NotFound) {
				stop()
				return
			}
		}
	}
}

// Left lists the rounds whose order nobody has worked on since the call before: at the
// first call none. Call it less often than orders are kept alive.
func (o *Orders) Left(ctx context.Context) ([]string, error) {
	all, err := o.docs.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var left []string
	now := map[string]int64{}
	for _, order := range all {
		if order.Texts != "" { // nobody can go on but who unlocks the round
			continue
		}
		if rev, ok := o.seen[order.ID]; ok && rev == order.Rev {
			left = append(left, order.ID)
		}
		now[order.ID] = order.Rev
	}
	o.seen = now
	return left, nil
}
