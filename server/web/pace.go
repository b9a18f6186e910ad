package web

import (
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// maxPaces bounds the memory; beyond it everybody starts anew.
const maxPaces = 4096

// Pace slows down a flood, for each name apart: burst at once, then one every so often.
// It knows no address.
type Pace struct {
	now   func() time.Time
	every time.Duration
	burst int
	mu    sync.Mutex
	rates map[string]*rate.Limiter
}

// NewPace makes a pace; now is the clock.
func NewPace(now func() time.Time, every time.Duration, burst int) *Pace {
	return &Pace{now: now, every: every, burst: burst, rates: map[string]*rate.Limiter{}}
}

// Allow gives an error with the status 429 if there were too many of this name.
func (p *Pace) Allow(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.rates) >= maxPaces {
		clear(p.rates)
	}
	if p.rates[name] == nil {
		p.rates[name] = rate.NewLimiter(rate.Every(p.every), p.burst)
	}
	if !p.rates[name].AllowN(p.now(), 1) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	return nil
}
