package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/inspections"
	"kist/internal/redact"
	"kist/server/api"
	"kist/server/office"
)

// tick is how often the clock looks for what is due besides sealing, and laneTime what
// it takes for the time in the safety lane's eyes. Only a build made for crash tests
// sets them (failpoint.go).
var (
	tick     = time.Minute
	laneTime = func(now time.Time) time.Time { return now }
	keysWait = keysWaits
	// hookTick is how often something is sent to other systems, and hookTime the clock by
	// which it waits.
	hookTick = 5 * time.Second
	hookTime = time.Now
)

// restAfter is when the start is over, and what it and the first who came let go of is
// given back to the system: left to itself, the runtime keeps it for some minutes.
const restAfter = 75 * time.Second

// keysWaits is for how long a server's clock has to say that the day of a round's keys
// has come before it destroys them: one that starts with a wrong year is set by then.
const keysWaits = 6 * time.Hour

// runClock does what the start left to be done, and what is due by time until ctx ends: sealing what waits, the
// day's count, copying texts into the safety lane, taking what inspectors
// agreed into the evidence base, and moving audit lines into the trail. Nothing that a child does sets it off. A failure is logged and
// tried again at the next turn.
func (a *app) runClock(ctx context.Context, log *slog.Logger) {
	if a.cfg.Role == config.Collect { // it holds no private keys
		a.runShortClock(ctx, log)
		return
	}
	a.due(ctx, log, "furnish", a.furnish)
	a.furnishing.Store(false)
	redact.Forget() // until children come: the demonstration's texts alone needed the lists
	seal, count, orders := time.NewTicker(a.cfg.SealEvery), time.NewTicker(tick), time.NewTicker(min(tick, a.cfg.SealEvery))
	defer seal.Stop()
	defer orders.Stop()
	defer count.Stop()
	// A server that ended without a word still holds the turn at the first ask;
	// the second, soon after, finds that it has not moved.
	again := time.After(min(tick, a.cfg.SealEvery))
	rest := time.After(restAfter)
	a.due(ctx, log, "seal", a.sealer.SealTurn)
	gone := onceADay(a.takeBackGone)
	endPilots := func(ctx context.Context) error { return a.pilots.EndDue(ctx, a.keptKeys()) }
	a.due(ctx, log, "pilots", endPilots) // keys that somebody wanted destroyed do not outlive a crash by a minute
	debug.FreeOSMemory()                 // what only the start needed, half of the heap, is not kept for later
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			a.due(ctx, log, "seal", a.sealer.SealTurn)
		case <-rest:
			giveBack() // what the first who came, and the work above, let go of since
		case <-seal.C:
			a.due(ctx, log, "seal", a.sealer.SealTurn)
		case <-orders.C:
			a.due(ctx, log, "release", func(ctx context.Context) error { return office.TakeUp(ctx, a.jobs, a.orders) })
			a.due(ctx, log, "evidence", a.evidence.Sweep)
		case now := <-count.C:
			a.due(ctx, log, "furnish", a.furnish)
			a.due(ctx, log, "count", func(ctx context.Context) error { return a.watch.CountDue(ctx, now) })
			a.due(ctx, log, "lane", func(ctx context.Context) error { return a.lane.CopyDue(ctx, laneTime(now)) })
			a.due(ctx, log, "pilots", endPilots)
			a.due(ctx, log, "keys", func(ctx context.Context) error { return a.book.DestroyDue(ctx, a.vault, a.keptKeys(), failpoint) })
			a.due(ctx, log, "sweep", a.texts.Sweep)
			a.due(ctx, log, "sweep", a.shelved.EndOld)
			a.due(ctx, log, "sweep", a.drafts.Sweep)
			a.due(ctx, log, "sweep", a.papers.Sweep)
			a.due(ctx, log, "sweep", a.people.Sweep)
			a.due(ctx, log, "sweep", a.book.Sweep)
			a.due(ctx, log, "sweep", a.media.Sweep)
			a.due(ctx, log, "sweep", a.tablets.Sweep)
			a.due(ctx, log, "sweep", a.contacts.Sweep)
			a.due(ctx, log, "sweep", a.writing.Sweep)
			a.due(ctx, log, "sweep", a.findings.Sweep)
			a.due(ctx, log, "sweep", a.heard.Sweep)
			a.due(ctx, log, "sweep", a.points.Sweep)
			a.due(ctx, log, "sweep", a.themes.Sweep)
			a.due(ctx, log, "quotes", func(ctx context.Context) error { return gone(ctx, now) })
			a.due(ctx, log, "sweep", a.tokens.Sweep)
			a.due(ctx, log, "sweep", a.hooks.Sweep)
		}
	}
}

// takeBackGone takes back what others were let read of texts that children took back. It
// is done once a day, and not at once: else whoever watches a page sees at what minute a
// child took answers back.
func (a *app) takeBackGone(ctx context.Context) error {
	return a.themes.TakeBackGone(ctx, a.texts.Withdrawn)
}

// onceADay does something at the first turn of a day, and at each after that until it
// succeeds.
func onceADay(do func(context.Context) error) func(ctx context.Context, now time.Time) error {
	done := ""
	return func(ctx context.Context, now time.Time) error {
		day := now.Format(time.DateOnly)
		if day == done {
			return nil
		}
		err := do(ctx)
		if err == nil {
			done = day
		}
		return err
	}
}

// runHooks sends evidence to other systems until ctx ends, beside everything else: what
// an address takes its time for keeps nothing back. A collecting server sends nothing,
// nor does one that may send nowhere: it would use up the tries of one that may.
func (a *app) runHooks(ctx context.Context, log *slog.Logger) {
	out := a.outgoing()
	if a.cfg.Role == config.Collect || out.None() {
		return
	}
	tick := time.NewTicker(hookTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			a.due(ctx, log, "hooks", func(ctx context.Context) error { return a.hooks.Run(ctx, hookTime, out.Send) })
		}
	}
}

// outgoing is where the operator lets this server send evidence.
func (a *app) outgoing() *api.Outgoing {
	return api.NewOutgoing(a.cfg.Webhooks.Hosts, a.cfg.Webhooks.Nets, nil)
}

// runShortClock does what is due on a collecting server: forgetting drafts.
func (a *app) runShortClock(ctx context.Context, log *slog.Logger) {
	debug.FreeOSMemory() // as runClock does
	count := time.NewTicker(tick)
	defer count.Stop()
	rest := time.After(restAfter)
	for {
		select {
		case <-ctx.Done():
			return
		case <-rest:
			giveBack()
		case <-count.C:
			a.due(ctx, log, "sweep", a.drafts.Sweep)
		}
	}
}

// keptKeys finds out what still needs the keys of a round that end.
func (a *app) keptKeys() inspections.Kept {
	return inspections.Kept{Requests: a.contacts.Kept, Texts: a.texts.Kept}
}

func (a *app) due(ctx context.Context, log *slog.Logger, what string, do func(context.Context) error) {
	err := do(ctx)
	if ctx.Err() != nil || errors.Is(err, ballot.ErrAnothersTurn) { // who has it says when it was done
		return
	}
	a.metrics.due(what, err, time.Now())
	if err != nil {
		log.Error("due", "what", what, "error", err.Error())
	}
}
