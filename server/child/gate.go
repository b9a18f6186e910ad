package child

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
)

// How many forms are handed in at a time, how many more may wait for a place, and for
// how long. A server that takes everybody in at once holds all of them in memory and is
// late for each; the one that is told to come again in seconds has lost nothing.
const (
	gatePlaces   = 256 // as many as the store puts into one commit
	gateWaiting  = 2048
	gatePatience = 10 * time.Second
)

// gate lets forms in by turns, once they came whole: a slow line holds no place. Before
// its turn nothing of a form is looked at: who waits, or is told to come again, costs
// the few kilobytes that came, and hardly any work that those whose turn it is need.
type gate struct {
	places   chan struct{}
	most     int64 // who may wait
	waiting  atomic.Int64
	patience time.Duration
}

func newGate(places int, most int64, patience time.Duration) *gate {
	return &gate{places: make(chan struct{}, places), most: most, patience: patience}
}

// enter waits for a place, and says whether there is one: then leave has to be called.
func (g *gate) enter(ctx context.Context) bool {
	select {
	case g.places <- struct{}{}:
		return true
	default:
	}
	if g.waiting.Add(1) > g.most {
		g.waiting.Add(-1)
		return false
	}
	defer g.waiting.Add(-1)
	tired := time.NewTimer(g.patience)
	defer tired.Stop()
	select {
	case g.places <- struct{}{}:
		return true
	case <-tired.C:
	case <-ctx.Done():
	}
	return false
}

func (g *gate) leave() { <-g.places }

// Why a form is not handed in.
var (
	errFull   = errors.New("as many forms are being handed in as can be")
	errFaulty = errors.New("answers at fault, or no secret")
	errNoSlip = errors.New("no slip")
	errPace   = errors.New("no proof, and more forms of the round without one than can be")
)

// handIn reads a form that came whole, and hands it in, when it is its turn. Its errors
// are errFull if that does not come in time; those of read, without a visit; the others
// above; and those of the ballot.
func (p *Pages) handIn(c echo.Context, body []byte) (*visit, ballot.Secret, error) {
	ctx := c.Request().Context()
	if !p.gate.enter(ctx) {
		return nil, ballot.Secret{}, errFull
	}
	defer p.gate.leave()
	v, err := p.readBody(c, body)
	if err != nil {
		return nil, ballot.Secret{}, err
	}
	secret, err := ballot.ParseSecret(v.form.get(secretField))
	switch {
	case len(v.problems) > 0 || err != nil:
		err = errFaulty
	case v.ticketed() && ballot.CleanSlip(v.form.get(slipField)) == "":
		err = errNoSlip
	case p.taken.has(v, secret): // "sent" was the answer, which was lost
	case !p.mayCome(v, secret):
		err = errPace
	default:
		if err = p.Ballot.Submit(ctx, v.ballot(secret)); err == nil && !v.shows(secret) {
			p.taken.add(v, secret)
		}
	}
	return v, secret, err
}

// full tells who sent a form that there is no room. Only where no script keeps the page
// is the form read after all, for the page with the answers in it.
func (p *Pages) full(c echo.Context, body []byte) error {
	if byScript(c) {
		return p.comeAgain(c, nil, http.StatusServiceUnavailable)
	}
	v, err := p.readBody(c, body)
	if err != nil {
		return err
	}
	return p.comeAgain(c, v, http.StatusServiceUnavailable)
}

// byScript says whether a page's script sent the form, and not the browser itself.
func byScript(c echo.Context) bool { return c.Request().Header.Get("Sec-Fetch-Dest") == "empty" }

// comeAgain says, with the status, that the answers were not taken, and when to try
// again. A script keeps the page and needs no more than that; where there is none the
// page comes back with the answers in it.
func (p *Pages) comeAgain(c echo.Context, v *visit, status int) error {
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	if byScript(c) {
		return c.NoContent(status)
	}
	return p.showCheck(c, v, status, "not_sent")
}
