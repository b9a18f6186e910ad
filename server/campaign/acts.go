//go:build linux

package campaign

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"kist/server/load"
)

// Waves of phones come one after another, some at once, as long as faults strike. They
// try again sooner than children's phones do, so that more of it happens.
const (
	wavesAtOnce = 4 // one, where a store stands in: it takes what it is asked one after the other
	wavePhones  = 16
	waveForms   = 10 // of each phone
	waveOver    = 200 * time.Millisecond
	tryAgain    = 30 * time.Millisecond
	longAgain   = time.Second
	sendTwice   = 0.1
)

// wave lets phones come until ctx ends.
func (f *field) wave(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := load.Drive(ctx, load.Options{
			URL: "http://" + f.front.Address(), Code: f.code, Edition: "11-13", Lang: "en", Each: waveForms, Ledger: f.ledger,
			Sure: true, Twice: sendTwice, FirstWait: tryAgain, LongWait: longAgain, Patience: patience,
			Profile: load.Profile{Name: "campaign", Phones: wavePhones, Over: waveOver},
		})
		if err != nil {
			return // it ends
		}
		f.mu.Lock()
		f.report.Contradicted += r.Contradicted
		f.report.Again, f.report.NotSaidWhen, f.report.Unanswered = f.report.Again+r.Again, f.report.NotSaidWhen+r.NotSaidWhen, f.report.Unanswered+r.Cut
		for status, n := range r.Refused {
			f.report.Refused[status] += n
		}
		f.mu.Unlock()
	}
}

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
	}
	for i, step := range append(append([]string{}, takeSteps...), sealSteps...) {
		if f.Failpoints {
			add("killed at "+step, func(f *field, ctx context.Context, s *process) error { return f.killAt(ctx, s, step) })
		}
		add("killed at any moment", (*field).killAny)
		switch {
		case i == 1:
			add("stopped and woken", (*field).stopAndWake)
		case i == 2 && f.store != nil:
			add("store frozen", (*field).freezeStore)
		case i == 3 && f.store != nil:
			add("store killed", (*field).killStore)
		case i == 4 && f.Failpoints:
			add("clock a day off", (*field).clockOff)
		}
	}
	return list
}

// fight lets one act follow the other until there were kills and forms enough.
func (f *field) fight(ctx context.Context) error {
	acts := f.acts()
	for i := 0; f.report.Kills < f.Kills || f.ledger.Count() < f.Forms; i++ {
		a := acts[i%len(acts)]
		victim := f.servers[(i/len(acts)+i)%len(f.servers)]
		err := a.do(f, ctx, victim)
		switch {
		case errors.Is(err, errMissed):
			a.name = "killed before it came to its step"
		case err != nil:
			return fmt.Errorf("%s, %s: %w", a.name, victim.name, err)
		}
		f.report.Acts[a.name]++
		f.tell()
	}
	if f.Long && f.store != nil {
		f.report.Acts["store frozen for half a minute"]++
		return f.freezeFor(ctx, 30*time.Second)
	}
	return nil
}

func (f *field) tell() {
	if f.Told != nil && time.Since(f.lastTold) > 5*time.Second {
		f.lastTold = time.Now()
		f.Told(f.report.Kills, f.ledger.Count())
	}
}

// kill ends a server and counts it.
func (f *field) kill(s *process) {
	s.kill()
	f.report.Kills++
}

// again starts a server that was ended and leads phones to it.
func (f *field) again(ctx context.Context, s *process, settings ...string) error {
	err := s.start(ctx, settings...)
	for n := 1; n < startsAtMost && len(settings) == 0 && errors.Is(err, errEnded) && !f.disk.locked(); n++ {
		f.report.Starts++ // a line to the store was cut while it began
		err = s.start(ctx)
	}
	f.lead()
	return err
}

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

// live leaves the servers alone until so many forms more were acknowledged that in the
// end there are enough for the kills, and says whether there is time left.
func (f *field) live(ctx context.Context) bool {
	end, enough := time.Now().Add(liveWithin), f.ledger.Count()+f.perKill()
	for f.ledger.Count() < enough && time.Now().Before(end) {
		if !sleep(ctx, 5*time.Millisecond) {
			return false
		}
	}
	return ctx.Err() == nil
}

// killAt starts a server that ends itself at a step, and then one that does not. A step
// that is not the victim's befalls the one whose it is.
func (f *field) killAt(ctx context.Context, s *process, step string) error {
	if f.Shape == Apart {
		s = f.servers[0]
		if strings.HasPrefix(step, "seal.") {
			s = f.chief()
		}
	}
	nth := 1
	if step != "seal.box" && step != "seal.forget" { // which come once in a run
		nth += rand.IntN(2 * f.perKill())
	}
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.kill(s)
	err := f.again(ctx, s, fmt.Sprintf("KIST_FAILPOINT=%s:%d", step, nth))
	if err != nil && !errors.Is(err, errEnded) {
		return err
	}
	reached := err != nil || s.ends(ctx, reachWithin)
	f.kill(s)
	if err := f.again(ctx, s); err != nil || !reached {
		return cmp.Or(err, errMissed)
	}
	f.report.AtStep++
	return nil
}

// errMissed says that a server did not come to its step in time.
var errMissed = errors.New("its step did not come")

// stopAndWake stops a server for so long that another takes over what it was about to
// do, and then lets it go on with that.
func (f *field) stopAndWake(ctx context.Context, s *process) error {
	s.signal(syscall.SIGSTOP)
	ok := sleep(ctx, time.Second/2+rand.N(3*time.Second))
	s.signal(syscall.SIGCONT)
	if !ok {
		return ctx.Err()
	}
	return nil
}

// clockOff lets a server believe for a while that it is yesterday, or tomorrow.
func (f *field) clockOff(ctx context.Context, s *process) error {
	if !f.live(ctx) {
		return ctx.Err()
	}
	f.kill(s)
	off := []string{"KIST_CLOCK_OFF=24h", "KIST_CLOCK_OFF=-24h"}[rand.IntN(2)]
	if err := f.again(ctx, s, off); err != nil {
		return err
	}
	if !sleep(ctx, time.Second) {
		return ctx.Err()
	}
	f.kill(s)
	return f.again(ctx, s)
}

func (f *field) freezeStore(ctx context.Context, _ *process) error {
	return f.freezeFor(ctx, time.Second/2+rand.N(3*time.Second))
}

func (f *field) freezeFor(ctx context.Context, d time.Duration) error {
	f.store.signal(syscall.SIGSTOP)
	ok := sleep(ctx, d)
	f.store.signal(syscall.SIGCONT)
	if !ok {
		return ctx.Err()
	}
	return nil
}

// killStore ends the store; it comes back after a while with what it had.
func (f *field) killStore(ctx context.Context, _ *process) error {
	f.store.kill()
	f.report.StoreKills++
	if !sleep(ctx, rand.N(2*time.Second)) {
		return ctx.Err()
	}
	if err := f.store.start(ctx); err != nil {
		return err
	}
	f.back.Lead(f.store.at)
	return nil
}

// diskFull fills the disk under a running server, and gives the room back after a while.
func (f *field) diskFull(ctx context.Context, _ *process) error {
	free, err := f.disk.fill()
	if err != nil {
		return err
	}
	ok := sleep(ctx, 2*time.Second)
	if err := free(); err != nil || !ok {
		return errors.Join(err, ctx.Err())
	}
	return nil
}

// diskReadOnly lets a server come up on a disk that cannot be written.
func (f *field) diskReadOnly(ctx context.Context, s *process) error {
	f.kill(s)
	if err := f.disk.readOnly(true); err != nil {
		return err
	}
	err := f.again(ctx, s)
	if err == nil { // it may serve what needs no writing
		sleep(ctx, time.Second)
		f.kill(s)
	}
	if err != nil && !errors.Is(err, errEnded) {
		return err
	}
	if err := f.disk.readOnly(false); err != nil {
		return err
	}
	return f.again(ctx, s)
}

// close closes the round while phones come, with an end at every step of it.
func (f *field) close(ctx context.Context) error {
	chief := f.chief()
	if err := f.signInAgain(ctx, chief); err != nil {
		return err
	}
	sure := url.Values{"sure": {"yes"}}
	path := "/staff/rounds/" + f.Round + "/close"
	for _, step := range closeSteps {
		if !f.Failpoints {
			break
		}
		f.kill(chief)
		if err := f.again(ctx, chief, "KIST_FAILPOINT="+step+":1"); err != nil && !errors.Is(err, errEnded) {
			return err
		}
		_, _ = f.post(ctx, chief.at, path, sure) // it may end meanwhile
		if chief.ends(ctx, reachWithin) {
			f.report.AtStep++
			f.report.Acts["killed at "+step+" of closing"]++
		}
	}
	f.kill(chief)
	if err := f.again(ctx, chief); err != nil {
		return err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, err := f.post(ctx, chief.at, path, sure); err != nil {
			return err
		}
		if sealed, err := f.sealed(ctx, chief.at); sealed || err != nil {
			return err
		}
		if !sleep(ctx, 100*time.Millisecond) {
			return ctx.Err()
		}
	}
	return fmt.Errorf("the round is not closed after %s: %s", patience, chief.last())
}

// sealed says whether the round is: then its page offers to release its results, and not
// to close it.
func (f *field) sealed(ctx context.Context, at string) (bool, error) {
	r, err := f.request(ctx, http.MethodGet, at, "/staff/rounds/"+f.Round, nil)
	if err != nil {
		return false, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	text := string(page)
	return strings.Contains(text, f.Round+`/release"`) && !strings.Contains(text, f.Round+`/close"`), err
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
