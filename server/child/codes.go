package child

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
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

// How often codes that open nothing may be tried from one neighbourhood of addresses: 200
// at once, which is six for each child of a class of 35, then one every 20 seconds. From
// one neighbourhood that is 4,520 of 34 million codes in the first day. Where it used up
// its tries, a code that somebody near it opened within the hour goes on opening.
const (
	triesBurst = 200
	triesEvery = 20 * time.Second
	triesAfter = "60" // seconds to wait, as the page says in words
)

// errTries says that from where a request comes too many codes were tried.
var errTries = echo.NewHTTPError(http.StatusTooManyRequests)

// opens is codes.find for a code that somebody gave, at the pace of tries. errTries if
// that is over: whether the code is right is not told then.
func (p *Pages) opens(c echo.Context, code string) (place, error) {
	from := web.Caller(c.Request(), p.Proxies)
	known, ok := p.tries.Try(from, code)
	if !ok {
		c.Response().Header().Set(echo.HeaderRetryAfter, triesAfter)
		return place{}, errTries
	}
	found, err := p.codes.find(c.Request().Context(), code)
	if known || errors.Is(err, fault.NotFound) {
		return found, err
	}
	p.tries.Back(from) // it opens something, or the store is away
	if err == nil {
		p.tries.Found(from, code)
	}
	return found, err
}

// opensNow is opens for pages that only make sense while the round takes answers:
// fault.Closed if it does not.
func (p *Pages) opensNow(c echo.Context, code string) (place, error) {
	found, err := p.opens(c, code)
	if err == nil && !found.round.TakesAnswers(p.Now()) {
		return place{}, fault.Wrap(fault.Closed, "round %s", found.round.ID)
	}
	return found, err
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
