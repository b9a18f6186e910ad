package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// How often one token may ask: a program that catches up takes its pages without a pause,
// and one that went wrong keeps nobody from a page. The documentation says so too.
const (
	askBurst = 300
	askEvery = 100 * time.Millisecond
)

// pace slows down each token by itself. There are no more of them than an installation
// can have (tokens.MaxTokens), for it is asked only about those that work.
type pace struct {
	now func() time.Time // nil: time.Now
	mu  sync.Mutex
	of  map[string]*rate.Limiter
}

// wait is how long a token has to wait before it may ask; 0: it may now, and did.
func (p *pace) wait(token string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.now != nil {
		now = p.now()
	}
	if p.of == nil {
		p.of = map[string]*rate.Limiter{}
	}
	if p.of[token] == nil {
		p.of[token] = rate.NewLimiter(rate.Every(askEvery), askBurst)
	}
	asks := p.of[token].ReserveN(now, 1)
	wait := asks.DelayFrom(now)
	if wait > 0 {
		asks.CancelAt(now)
	}
	return wait
}

// slowDown refuses what a token asks too soon, and says when to ask again.
func (r *room) slowDown(c echo.Context, token string) error {
	wait := r.pace.wait(token)
	if wait == 0 {
		return nil
	}
	c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return echo.NewHTTPError(http.StatusTooManyRequests)
}
