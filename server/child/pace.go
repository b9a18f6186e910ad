package child

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/codewords"
	"kist/server/web"
)

// How often the forms that keep something may be sent for one round: a class at
// once, then one every three seconds. Words cannot be guessed at any pace (66 bits);
// the pace keeps a store from being filled.
const (
	paceBurst = 60
	paceEvery = 3 * time.Second
)

// How often each of those forms may be sent for one round from one neighbourhood of
// addresses: a class of 35 at once, then one every 20 seconds. That is 220 in an hour for a
// school behind one address, and three in twenty of what the round takes, so that whoever
// sends without end from one place does not use up what children elsewhere need.
const (
	nearBurst = 40
	nearEvery = 20 * time.Second
)

// How often six words of a saved form may be looked up from one neighbourhood of addresses,
// right or wrong, or the form be forgotten: three for each child of a class of 35 at once, then
// one a second, so that a school that comes back after a break waits for minutes at most. What
// is beyond that when it is sent goes by itself on its last day. Each costs some 10 ms
// of a processor (ballot.Drafts), and no code of a round is asked for: without a pace one
// program that guesses would keep two processors busy, and all who save or come back out.
const (
	backBurst = 120
	backEvery = time.Second
)

// pace slows down a flood, for each form and round apart.
type pace struct {
	*web.Pace
	near, back *web.Near
}

func newPace(now func() time.Time) pace {
	return pace{web.NewPace(now, paceEvery, paceBurst), web.NewNear(now, nearEvery, nearBurst), web.NewNear(now, backEvery, backBurst)}
}

// allow gives an error with the status 429 if there were too many.
func (p pace) allow(what, round string) error { return p.Allow(what + " " + round) }

// slowDown is pace.allow, after a pace of where the request comes from.
func (p *Pages) slowDown(c echo.Context, what, round string) error {
	if !p.pace.near.AllowTo(web.Caller(c.Request(), p.Proxies), what+" "+round) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	return p.pace.allow(what, round)
}

// openSaved is Drafts.Open at the pace of where the request comes from, beyond which there
// are too many: ballot.ErrBusy. What cannot be words costs nothing and does not count.
func (p *Pages) openSaved(c echo.Context, typed string) (ballot.Draft, error) {
	if _, err := codewords.Parse(typed); err != nil {
		return ballot.Draft{}, err
	}
	if !p.pace.back.Allow(web.Caller(c.Request(), p.Proxies)) {
		return ballot.Draft{}, ballot.ErrBusy
	}
	return p.Drafts.Open(c.Request().Context(), typed)
}
