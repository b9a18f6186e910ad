package child

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/proof"
	"kist/internal/seal"
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

// shows says whether a form shows its work, or needs none.
func (v *visit) shows(s ballot.Secret) bool {
	return v.work == 0 || proof.Check(v.code, s.String(), v.form.get(proofField), v.work)
}

// mayCome says whether a form may be handed in now: it shows its work, needs none, or
// comes within the pace of those without.
func (p *Pages) mayCome(v *visit, s ballot.Secret) bool {
	return v.shows(s) || p.unproven.Allow(v.round.ID) == nil
}

// takenForms is how many forms without a proof a server remembers that it took: some
// 200 KB, and at the pace of one round those of a quarter of an hour.
const takenForms = 4096

// taken are forms without a proof that were said to be sent. Whoever did not see the
// answer sends the same again, and is told so at once, while a flood holds up others. The
// store is not asked, so that nobody can have it asked at will. Of each form there is a
// hash of its secret and answers under a key of this process, which leads to nothing that is stored;
// no time, and no order. Whether it is there only who holds the secret can ask, which is
// 128 random bits.
type taken struct {
	key   []byte
	mu    sync.Mutex
	forms map[[16]byte]struct{}
}

func newTaken() *taken { return &taken{key: seal.Random(32), forms: map[[16]byte]struct{}{}} }

// of names a form: with other answers it is another, of which the store may know more.
func (t *taken) of(v *visit, s ballot.Secret) (name [16]byte) {
	h := hmac.New(sha256.New, t.key)
	_, comments := v.tried()
	fmt.Fprintf(h, "%q %s %q %q %q %q %q", v.round.ID, s, v.edition, v.lang, v.answers, v.texts, comments)
	copy(name[:], h.Sum(nil))
	return name
}

func (t *taken) has(v *visit, s ballot.Secret) bool {
	name := t.of(v, s)
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.forms[name]
	return ok
}

// add remembers a form, and forgets any other if there are too many.
func (t *taken) add(v *visit, s ballot.Secret) {
	name := t.of(v, s)
	t.mu.Lock()
	defer t.mu.Unlock()
	for other := range t.forms {
		if len(t.forms) < takenForms {
			break
		}
		delete(t.forms, other)
	}
	t.forms[name] = struct{}{}
}
