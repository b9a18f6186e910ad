package child

import (
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// How often the forms that keep something may be sent for one round: a class at
// once, then one every three seconds. Words cannot be guessed at any pace (66 bits);
// the pace keeps a store from being filled. It knows no address: who floods one
// round holds up that round's children for a while and nobody else.
const (
	paceBurst = 60
	paceEvery = 3 * time.Second
)

// maxPaces bounds the memory; beyond it everybody starts anew.
const maxPaces = 4096

// pace slows down a flood, for each form and round apart.
type pace struct {
	now   func() time.Time
	mu    sync.Mutex
	rates map[string]*rate.Limiter
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, rates: map[string]*rate.Limiter{}}
}

// allow gives an error with the status 429 if there were too many.
func (p *pace) allow(what, round string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.rates) >= maxPaces {
		clear(p.rates)
	}
	key := what + " " + round
	if p.rates[key] == nil {
		p.rates[key] = rate.NewLimiter(rate.Every(paceEvery), paceBurst)
	}
	if !p.rates[key].AllowN(p.now(), 1) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	return nil
}
