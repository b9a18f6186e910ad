package child

import (
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/proof"
)

// How many forms without a proof an open round takes: a school of 400 at once, then five
// a second, so that 600 who send within one minute are all taken. A browser without
// scripts, an old page and a child who was quicker than the script send such forms. Those
// with a proof wait for nobody; whoever floods a round without one holds up those without
// one, for as long as that goes on.
const (
	unprovenBurst = 400
	unprovenEvery = time.Second / 5
)

// zeros are the bits that a script has to find for forms that come by this place. A slip is proof
// enough; so are the keys of a tablet and of who types paper, which come another way.
func (at place) zeros() int {
	if at.round.Door == inspections.Open {
		return proof.Bits
	}
	return 0
}

// mayCome says whether a form may be handed in now: it shows its work, needs none, or
// comes within the pace of those without.
func (p *Pages) mayCome(v *visit, s ballot.Secret) bool {
	return v.work == 0 || proof.Check(v.code, s.String(), v.form.get(proofField), v.work) || p.unproven.Allow(v.round.ID) == nil
}
