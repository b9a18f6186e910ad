//go:build linux

package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// sure is what the page that closes a round sends, and closePath is where.
var sure = url.Values{"sure": {"yes"}}

// ofClosing tells a step of closing from the same of sealing.
const ofClosing = " of closing"

func (f *field) closePath() string { return "/staff/rounds/" + f.Round + "/close" }

// twoClose is how the report names it that one server closed the round while another
// stood still with a box that it was about to add.
const twoClose = "stopped at seal.box while another closed"

// close closes the round while phones come, with an end at every step of it. Where there
// are several sealers, one stands still meanwhile, with a box that it was about to add.
func (f *field) close(ctx context.Context) (err error) {
	f.allCome()
	f.refuseUntil(time.Now().Add(aLongTime))
	chief, wake := f.chief(), func() error { return nil }
	if err := f.signInAgain(ctx, chief); err != nil {
		return err
	}
	closers := []*process{chief}
	if f.Shape == Three && f.Failpoints {
		var stands bool
		if stands, wake, err = f.stand(ctx, chief, "seal.box"); err != nil {
			return err
		}
		if stands {
			f.report.Steps[twoClose]++
		}
		closers = f.servers[:2] // and one goes on with what the other began
	}
	if err := errors.Join(f.closeKilled(ctx, closers), wake()); err != nil {
		return err
	}
	return f.closeAt(ctx, f.chief()) // which sees that it is closed
}

// closeKilled has servers close the round in turn, and ends each at a step of that.
func (f *field) closeKilled(ctx context.Context, closers []*process) error {
	f.kill(closers[0])
	back := f.alone(closers[0], "seal.box")
	for i, step := range closeSteps {
		if !f.Failpoints {
			break
		}
		closer := closers[i%len(closers)]
		if err := f.closeAtStep(ctx, closer, step); err != nil {
			return err
		}
		f.kill(closer)
	}
	if err := errors.Join(f.again(ctx, closers[0]), back(ctx)); err != nil {
		return err
	}
	return f.closeAt(ctx, closers[0])
}

// closeAtStep has a server close the round that ends itself at a step of it. At the second
// the round is taken out of what runs. Something has to wait then, for a round in which
// nothing waits is closed by an empty box, which passes by most steps; and a server that
// came to that step of its own accord meanwhile, while the round ran, is started again.
func (f *field) closeAtStep(ctx context.Context, closer *process, step string) error {
	start := func() error { return unless(f.again(ctx, closer, failpointSetting+step+":1"), errEnded) }
	if err := start(); err != nil {
		return err
	}
	if step == closeSteps[1] {
		if f.oneMore(ctx); !closer.alive() {
			f.kill(closer)
			if err := start(); err != nil {
				return err
			}
		}
	}
	if f.closeUntilEnd(ctx, closer) {
		f.atStep(step + ofClosing)
	}
	return nil
}

// moreWithin is how long one more form is waited for.
const moreWithin = 2 * time.Second

// oneMore waits until one more form is acknowledged.
func (f *field) oneMore(ctx context.Context) {
	before := f.ledger.Count()
	for end := time.Now().Add(moreWithin); f.ledger.Count() == before && time.Now().Before(end) && sleep(ctx, 5*time.Millisecond); {
	}
}

// closeWithin is how long a server may take to come to a step of closing: it may have to
// wait for what the one that was killed held.
const closeWithin = time.Minute

// closeUntilEnd asks a server to close the round until it ends itself at its step, and says
// whether it did: what is asked once may meet a cut line to the store, or wait for long.
// A round that is closed has no steps any more.
func (f *field) closeUntilEnd(ctx context.Context, closer *process) bool {
	for end := time.Now().Add(closeWithin); time.Now().Before(end) && ctx.Err() == nil; {
		f.askToClose(ctx, closer)
		if closer.ends(ctx, time.Second) {
			return closer.endedItself()
		}
		if closed, err := f.sealed(ctx, closer.at); closed && err == nil {
			return false
		}
	}
	return false
}

// askToClose asks once, and does not wait for the answer for longer than reachWithin: the
// server may end meanwhile.
func (f *field) askToClose(ctx context.Context, closer *process) {
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	_, _ = f.post(ctx, closer.at, f.closePath(), sure)
}

// closeAt has a server close the round, and waits until it is.
func (f *field) closeAt(ctx context.Context, chief *process) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, err := f.post(ctx, chief.at, f.closePath(), sure); err != nil {
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
