package child

import (
	"context"
	"sync"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
)

// codeAge is how long a join code's round is believed without asking the
// store. Handing in reads the stage anew, so this only decides which page is
// shown.
const codeAge = 2 * time.Second

// maxCodes bounds the memory: more running rounds' settings than that are
// looked up more often, and nothing else.
const maxCodes = 4096

// place is what a join code opens.
type place struct {
	code    string
	round   *inspections.Round
	setting inspections.Setting
	read    time.Time
}

// codes remembers for a moment what join codes open. Codes that open nothing
// are not remembered: anybody can make them up.
type codes struct {
	book Rounds
	now  func() time.Time
	mu   sync.RWMutex
	open map[string]place
}

func newCodes(book Rounds, now func() time.Time) *codes {
	return &codes{book: book, now: now, open: map[string]place{}}
}

// find gives what a join code opens. fault.NotFound if that is nothing.
func (c *codes) find(ctx context.Context, code string) (place, error) {
	now := c.now()
	c.mu.RLock()
	known, ok := c.open[code]
	c.mu.RUnlock()
	if ok && now.Sub(known.read) < codeAge {
		return known, nil
	}
	round, setting, err := c.book.RoundByCode(ctx, code)
	if err != nil {
		return place{}, err
	}
	found := place{code, round, setting, now}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.open) >= maxCodes {
		clear(c.open)
	}
	c.open[code] = found
	return found, nil
}

// running is find for pages that only make sense while the round takes
// answers. fault.Closed if it does not.
func (c *codes) running(ctx context.Context, code string) (place, error) {
	found, err := c.find(ctx, code)
	if err != nil {
		return place{}, err
	}
	if !found.round.TakesAnswers(c.now()) {
		return place{}, fault.Wrap(fault.Closed, "round %s", found.round.ID)
	}
	return found, nil
}

// offered is the edition of an address that the place offers in a language.
// fault.NotFound if it does not.
func (at place) offered(slug, lang string) (surveys.Edition, error) {
	e := surveys.Edition(slug)
	if !e.Valid() || !at.round.Offers(slug, lang) {
		return "", fault.Wrap(fault.NotFound, "edition %q in %q", slug, lang)
	}
	return e, nil
}
