package child

import (
	"time"

	"kist/server/web"
)

// How often the forms that keep something may be sent for one round: a class at
// once, then one every three seconds. Words cannot be guessed at any pace (66 bits);
// the pace keeps a store from being filled. It knows no address: who floods one
// round holds up that round's children for a while and nobody else.
const (
	paceBurst = 60
	paceEvery = 3 * time.Second
)

// pace slows down a flood, for each form and round apart.
type pace struct{ *web.Pace }

func newPace(now func() time.Time) pace { return pace{web.NewPace(now, paceEvery, paceBurst)} }

// allow gives an error with the status 429 if there were too many.
func (p pace) allow(what, round string) error { return p.Allow(what + " " + round) }
