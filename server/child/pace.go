package child

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

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

// pace slows down a flood, for each form and round apart.
type pace struct {
	*web.Pace
	near *web.Near
}

func newPace(now func() time.Time) pace {
	return pace{web.NewPace(now, paceEvery, paceBurst), web.NewNear(now, nearEvery, nearBurst)}
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
