package child

import (
	"context"
	"errors"
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

// gate lets forms in by turns, once they are read: a slow line holds no place.
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

// errFull says that there is no place.
var errFull = errors.New("as many forms are being handed in as can be")

// handIn hands a form in when it is its turn: errFull if that does not come in time, and
// otherwise the errors of the ballot.
func (p *Pages) handIn(ctx context.Context, f ballot.Form) error {
	if !p.gate.enter(ctx) {
		return errFull
	}
	defer p.gate.leave()
	return p.Ballot.Submit(ctx, f)
}

// comeAgain says, with the status, that the answers were not taken, and when to try
// again. A script keeps the page and needs no more than that; where there is none the
// page comes back with the answers in it.
func (p *Pages) comeAgain(c echo.Context, v *visit, status int) error {
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	if c.Request().Header.Get("Sec-Fetch-Dest") == "empty" {
		return c.NoContent(status)
	}
	return p.showCheck(c, v, status, "not_sent")
}
