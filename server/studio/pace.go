package studio

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one person's form may ask for advice: as often as a fast writer pauses,
// in several windows.
const (
	askBurst = 30
	askEvery = 200 * time.Millisecond
)

// pace holds back who asks more often than anybody writes. It knows accounts, in
// memory alone, and forgets them all within the hour.
type pace struct {
	mu    sync.Mutex
	now   func() time.Time
	since time.Time
	of    map[string]*rate.Limiter
}

// allow says whether a person may ask now.
func (p *pace) allow(who string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.of == nil || now.Sub(p.since) >= time.Hour {
		p.since, p.of = now, map[string]*rate.Limiter{}
	}
	if p.of[who] == nil {
		p.of[who] = rate.NewLimiter(rate.Every(askEvery), askBurst)
	}
	return p.of[who].AllowN(now, 1)
}
