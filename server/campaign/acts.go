//go:build linux

package campaign

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"kist/server/load"
)

// Waves of phones come one after another, some at once, as long as faults strike. They
// try again sooner than children's phones do, so that more of it happens.
const (
	wavesAtOnce = 4
	fewWaves    = 2 // where a store stands in: it takes what it is asked one after the other
	wavePhones  = 16
	fewPhones   = 3  // once there are forms enough for the kills: a store that has less to do lets servers start sooner
	waveForms   = 10 // of each phone
	waveOver    = 200 * time.Millisecond
	tryAgain    = 30 * time.Millisecond
	longAgain   = time.Second
	sendTwice   = 0.1
)

// phones are those of the next wave.
func (f *field) phones() int {
	if f.ledger.Count() >= int(f.due.Load()) {
		return fewPhones
	}
	return wavePhones
}

// wave lets phones come until ctx ends.
func (f *field) wave(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := load.Drive(ctx, load.Options{
			URL: "http://" + f.front.Address(), Code: f.code, Edition: "11-13", Lang: "en", Each: waveForms, Ledger: f.ledger,
			Sure: true, Twice: sendTwice, FirstWait: tryAgain, LongWait: longAgain, Patience: patience, Heard: f.heard,
			Profile: load.Profile{Name: "campaign", Phones: f.phones(), Over: waveOver},
		})
		if err != nil {
			return // it ends
		}
		f.mu.Lock()
		f.report.Contradicted, f.report.Unwritten = f.report.Contradicted+r.Contradicted, f.report.Unwritten+r.Unwritten
		f.report.Again, f.report.NotSaidWhen, f.report.Unanswered = f.report.Again+r.Again, f.report.NotSaidWhen+r.NotSaidWhen, f.report.Unanswered+r.Cut
		for status, n := range r.Refused {
			f.report.Refused[status] += n
		}
		f.mu.Unlock()
	}
}

// heard counts what forms are answered while it goes on.
func (f *field) heard(status int) {
	switch {
	case status == 0 || status == http.StatusOK:
	case status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
		f.waits.Add(1)
	default:
		if f.refusals.Add(1); time.Now().UnixNano() > f.mayRefuse.Load() {
			f.wrongly.Add(1)
		}
	}
}

// refuseUntil says until when a server may have a reason to refuse forms.
func (f *field) refuseUntil(t time.Time) { f.mayRefuse.Store(t.UnixNano()) }

// aLongTime is for how long that is where nobody says when it ends.
const aLongTime = 24 * time.Hour

// act is one thing that goes wrong, to a server of the campaign.
type act struct {
	name string
	do   func(f *field, ctx context.Context, s *process) error
}

// The steps at which servers end themselves: those of whoever takes answers, those of
// whoever seals, and those of closing.
var (
	takeSteps  = []string{"submit.insert", "submit.check"}
	sealSteps  = []string{"seal.box", "seal.tombstone", "seal.forget"}
	closeSteps = []string{"close.final", "seal.box", "seal.tombstone", "seal.forget", "close.sealed"}
)

// reachWithin is how long a server may take to come to its step.
const reachWithin = 15 * time.Second

// acts are those of a shape, in their turn. Most kill.
func (f *field) acts() (list []act) {
	add := func(name string, do func(*field, context.Context, *process) error) {
		list = append(list, act{name, do})
	}
	if f.Shape == Disk {
		add("disk full", (*field).diskFull)
		add("disk read-only", (*field).diskReadOnly)
		add("disk fails", (*field).diskFails)
	}
	for i, step := range slices.Concat(takeSteps, sealSteps) {
		if f.Failpoints {
			add("killed at "+step, func(f *field, ctx context.Context, s *process) error { return f.killAt(ctx, s, step) })
		}
		add("killed at any moment", (*field).killAny)
		switch {
		case i == 0 && f.Failpoints:
			add("stopped at a step and woken", (*field).stopAt)
		case i == 1:
			add("stopped and woken", (*field).stopAndWake)
		case i == 2 && f.store != nil:
			add("store frozen", (*field).freezeStore)
		case i == 3 && f.store != nil:
			add("store killed", (*field).killStore)
		case i == 4 && f.Failpoints:
			add("clock a day off", (*field).clockOff)
			add("clock past the last day", (*field).clockPast)
		}
	}
	return list
}

// lapActs is how many faults later than the one before a lap begins.
const lapActs = 5

// fight lets one act follow the other until there were kills and forms enough.
func (f *field) fight(ctx context.Context) error {
	acts := f.acts()
	for i := f.Lap * lapActs; f.report.Kills < f.Kills || f.ledger.Count() < f.Forms; i++ {
		f.due.Store(int64(f.report.Kills+1) * int64(f.perKill()))
		a := acts[i%len(acts)]
		victim := f.servers[(i/len(acts)+i)%len(f.servers)]
		err := a.do(f, ctx, victim)
		switch {
		case errors.Is(err, errMissed):
			a.name = "its step did not come"
		case errors.Is(err, errUnfelt):
			a.name += ", and nobody felt it"
		case err != nil:
			return fmt.Errorf("%s, %s: %w", a.name, victim.name, err)
		}
		f.report.Acts[a.name]++
		f.tell()
	}
	return f.longFaults(ctx)
}

func (f *field) tell() {
	if f.Told != nil && time.Since(f.lastTold) > 5*time.Second {
		f.lastTold = time.Now()
		f.Told(f.report.Kills, f.ledger.Count())
	}
}

// kill ends a server and counts it, once: one that had ended by itself, and not at its
// step, is counted as one that fell.
func (f *field) kill(s *process) {
	switch {
	case s.counted:
	case s.alive() || s.exited != nil && s.endedItself():
		f.report.Kills++
	case s.up:
		f.report.Fell++
	}
	s.counted = true
	s.kill()
}

// again starts a server that was ended and leads phones to it: errEnded if it ended
// itself at a step that it was to end at.
func (f *field) again(ctx context.Context, s *process, settings ...string) error {
	err := s.start(ctx, settings...)
	meant := strings.HasPrefix(strings.Join(settings, " "), failpointSetting)
	for n := 1; n < startsAtMost && errors.Is(err, errEnded) && !(meant && s.endedItself()) && !f.disk.locked(); n++ {
		f.report.Starts++ // a line to the store was cut while it began
		err = s.start(ctx, settings...)
	}
	f.lead()
	return err
}

// failpointSetting names the step at which a server ends itself, or stands still.
const failpointSetting = "KIST_FAILPOINT="

// startsAtMost is how often whoever looks after a server starts it before somebody is
// called.
const startsAtMost = 20

// killAny ends a server at any moment of its work.
func (f *field) killAny(ctx context.Context, s *process) error {
	if !f.live(ctx) || !sleep(ctx, rand.N(100*time.Millisecond)) {
		return ctx.Err()
	}
	f.kill(s)
	return f.again(ctx, s)
}

// perKill is how many forms are to be acknowledged for each kill.
func (f *field) perKill() int { return max(1, f.Forms/max(1, f.Kills)) }

// liveWithin is how long servers are left alone at most.
const liveWithin = 10 * time.Second

// live leaves the servers alone until so many forms were acknowledged that in the end
// there are enough for the kills, and says whether there is time left.
func (f *field) live(ctx context.Context) bool {
	count := f.ledger.Count()
	end, enough := time.Now().Add(liveWithin), max(count+1, min(count+f.perKill(), int(f.due.Load())))
	for f.ledger.Count() < enough && time.Now().Before(end) {
		if !sleep(ctx, 5*time.Millisecond) {
			return false
		}
	}
	return ctx.Err() == nil
}

// killAt starts a server that ends itself at a step, and then one that does not.
func (f *field) killAt(ctx context.Context, s *process, step string) error {
	s = f.whose(step, s)
	nth := 1
	if step != "seal.box" && step != "seal.forget" { // which come once in a run
		nth += rand.IntN(min(2*f.perKill(), mostSteps))
	}
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.allCome()
	back := f.alone(s, step)
	f.kill(s)
	err := f.again(ctx, s, fmt.Sprintf("%s%s:%d", failpointSetting, step, nth))
	if err != nil && !errors.Is(err, errEnded) {
		return err
	}
	reached := s.ends(ctx, reachWithin) && s.endedItself()
	f.kill(s)
	if err := errors.Join(back(ctx), f.again(ctx, s)); err != nil || !reached {
		return cmp.Or(err, errMissed)
	}
	f.atStep(step)
	return nil
}

// alone ends the others that may have the turn of sealing, at whatever they do, so that
// this one comes to a step of it; back starts them again. Who stands still stays so.
func (f *field) alone(s *process, step string) (back func(context.Context) error) {
	var others []*process
	for _, o := range f.servers {
		if f.Shape != Three || strings.HasPrefix(step, "submit.") || o == s || o.standing() {
			continue
		}
		if others = append(others, o); o.alive() {
			f.kill(o)
		}
	}
	return func(ctx context.Context) (err error) {
		for _, o := range others {
			if !o.alive() {
				err = errors.Join(err, f.again(ctx, o))
			}
		}
		return err
	}
}

// allCome has all phones come for as many forms as servers need to come to their steps.
func (f *field) allCome() { f.due.Store(int64(f.ledger.Count() + f.takers*mostSteps)) }

// mostSteps are so many that a server comes to the last of them in time.
const mostSteps = 60

// atStep counts a server that ended itself.
func (f *field) atStep(step string) {
	f.report.AtStep++
	f.report.Steps[step]++
}

// errUnfelt says of a fault that it struck nobody.
var errUnfelt = errors.New("nobody felt it")

// errMissed says that a server did not come to its step in time.
var errMissed = errors.New("its step did not come")

// stopAndWake stops a server for so long that another takes over what it was about to
// do, and then lets it go on with that.
func (f *field) stopAndWake(ctx context.Context, s *process) error {
	s.signal(syscall.SIGSTOP)
	f.report.Stops++
	ok := sleep(ctx, time.Second/2+rand.N(3*time.Second))
	s.signal(syscall.SIGCONT)
	if !ok {
		return ctx.Err()
	}
	return nil
}

// turns is for how many turns of sealing a server stands still at a step: another has
// taken over after two.
const turns = 4

// stopAt lets a server stand still at a step until others have done what it was about to
// do, and then go on with it: two seal the same. The steps come in turn.
func (f *field) stopAt(ctx context.Context, s *process) error {
	steps := slices.Concat(takeSteps, sealSteps)
	step := steps[f.turn%len(steps)]
	f.turn++
	if !f.live(ctx) {
		return ctx.Err()
	}
	stands, wake, err := f.stand(ctx, f.whose(step, s), step)
	switch {
	case err != nil:
		return err
	case !stands:
		return errMissed
	}
	sleep(ctx, turns*f.Store.sealEvery())
	return wake()
}

// stand starts a server that stands still at a step, and says whether it does: then the
// function that it gives wakes it. Otherwise the server is up.
func (f *field) stand(ctx context.Context, s *process, step string) (stands bool, wake func() error, err error) {
	back := f.alone(s, step)
	f.kill(s)
	if err := s.begin(failpointSetting + step + ":1:stop"); err != nil {
		return false, nil, err
	}
	ready := make(chan error, 1)
	go func() { // it may stand before it is ready
		err := s.ready(ctx)
		f.lead()
		ready <- err
	}()
	wake = func() error {
		s.signal(syscall.SIGCONT)
		err := <-ready
		f.lead()
		if errors.Is(err, errEnded) {
			return f.again(ctx, s) // a line to the store was cut while it began
		}
		return err
	}
	if stands = s.stands(ctx, reachWithin); !stands { // nor may it later, when nobody would wake it
		f.kill(s)
		<-ready
		return false, func() error { return nil }, errors.Join(back(ctx), f.again(ctx, s))
	}
	f.lead()
	f.report.Stops++
	f.report.Steps["stopped at "+step]++
	return true, wake, back(ctx)
}

// whose is the server that comes to a step: the victim, or where servers have roles the
// one whose step it is.
func (f *field) whose(step string, victim *process) *process {
	switch {
	case f.Shape != Apart:
		return victim
	case strings.HasPrefix(step, "seal."), strings.HasPrefix(step, "lane."):
		return f.chief()
	}
	return f.servers[0]
}

// unless is no error where it is that one.
func unless(err, target error) error {
	if errors.Is(err, target) {
		return nil
	}
	return err
}

// sleep waits, and says whether there is time left.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
