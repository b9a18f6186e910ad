package ballot_test

import (
	"fmt"
	"math/bits"
	"strings"
)

// The sizes below bound every scenario. A submission is one form (one `once`),
// a slip is one inbox id, and a set of either is a bit mask in one byte.
const (
	maxSlips = 4
	maxBoxes = 5
	maxHands = 4
	maxSeals = 2
)

// The three lives of a round.
const (
	roundOpen uint8 = iota
	roundFinal
	roundSealed
)

// An inbox document is one byte: 0 when there is none, else its owner (the
// submission, counted from 1) and whether it is a tombstone by now.
const (
	tombstone uint8 = 0x80
	forgotten uint8 = 0x7f // the owner of a tombstone that kept no `once`
)

// state is everything that is stored, everything that every process holds in
// memory, and what children have been told. It is made of bytes only, so that
// two states are equal exactly when == says so and hash without padding.
type state struct {
	round               uint8
	boxes               uint8 // how many there are
	acked, closed, used uint8 // sets of submissions: what each was told
	tags                uint8 // set of submissions: withdrawn
	laneKept, laneDone  uint8 // set of submissions: lane documents; decided on
	laneCopied          uint8 // set of submissions: ever inserted into the lane
	laneBox             uint8 // boxes up to here have been copied from
	bad                 violation
	inbox               [maxSlips]uint8
	box                 [maxBoxes]box
	hand                [maxHands]hand
	seal                [maxSeals]sealer
	lane                lane
}

// box is one sealed batch. had is what members held at first: the model's
// memory, which the store gives up when members is emptied.
type box struct {
	members, had uint8 // sets of slips
	rows         uint8 // set of submissions
	last         bool
}

// hand is one request of a child's page on its way through the server. Two
// hands may carry the same submission: a retry while the first still runs.
type hand struct{ pc, tries uint8 }

// sealer is one process that seals or closes.
type sealer struct {
	pc, runs uint8
	closing  bool  // it saw the round final
	final    bool  // its box is to be the last
	last     uint8 // highest box number that it saw
	at       uint8 // the box being swept, or the slip being listed
	list     uint8 // set of submissions: seen waiting
	rows     uint8 // set of submissions: list without the withdrawn
	todo     uint8 // set of slips: still to be tombstoned
}

// lane is the process that copies texts for the safeguarding leads.
type lane struct {
	pc, runs uint8
	list     uint8 // set of submissions: still to be copied
	box      uint8 // the last box that it saw
	due      uint8 // set of submissions: acknowledged when the run began
}

// violation says which promise was broken; the zero value is none.
type violation uint8

const (
	none violation = iota
	countTwice
	tooSmall
	afterLast
	afterSealed
	ackedTwice
	ackedLost
	ackedUnsealed
	ackedRefused
	closedCounted
	strayTombstone
	copiedTwice
	passedOver
	cannotClose
)

var violationNames = [...]string{
	none:           "none",
	countTwice:     "an answer or a slip is in two boxes",
	tooSmall:       "a box is smaller than k and not the last, or made while the round is open",
	afterLast:      "a box follows one smaller than k, or the last one",
	afterSealed:    "a box is made when the round is sealed already",
	ackedTwice:     "two forms with the same slip are both acknowledged",
	ackedLost:      "an acknowledged answer neither waits nor is in a box",
	ackedUnsealed:  "the round is sealed and an acknowledged answer is in no box",
	ackedRefused:   "an acknowledged answer is told 'closed' or 'used'",
	closedCounted:  "an answer that was told 'closed, not counted' is in a box",
	strayTombstone: "a tombstone is in no box",
	copiedTwice:    "the safety lane shows the same text twice",
	passedOver:     "a text that was acknowledged before a run of the safety lane is not in it after",
	cannotClose:    "a calm sealer cannot close the round",
}

func (v violation) String() string { return violationNames[v] }

// boxed gathers all boxes: the submissions with a row, the slips that are
// members, and whether any of either is in two.
func (s *state) boxed() (rows, slips uint8, twice bool) {
	for _, b := range s.box[:s.boxes] {
		twice = twice || rows&b.rows != 0 || slips&b.had != 0
		rows |= b.rows
		slips |= b.had
	}
	return rows, slips, twice
}

// waiting is the set of submissions that lie in the inbox in full.
func (s *state) waiting() (subs uint8) {
	for slip := range uint8(maxSlips) {
		subs |= s.waitingAt(slip)
	}
	return subs
}

// waitingAt is the submission that lies in full under the slip, as a set.
func (s *state) waitingAt(slip uint8) uint8 {
	doc := s.inbox[slip]
	if doc == 0 || doc&tombstone != 0 {
		return 0
	}
	return 1 << (doc - 1)
}

// bury turns an inbox document into a tombstone, as the mutant in force does.
func (m *model) bury(s *state, slip int) {
	switch {
	case s.inbox[slip] == 0:
	case m.mutant == deleteInstead:
		s.inbox[slip] = 0
	case m.mutant == tombWithoutOnce:
		s.inbox[slip] = tombstone | forgotten
	default:
		s.inbox[slip] |= tombstone
	}
}

// check names the first promise that the state breaks. Promises about how a
// box is made are checked by the step that makes it, and arrive in s.bad.
func (m *model) check(s *state) violation {
	rows, slips, twice := s.boxed()
	switch {
	case s.bad != none:
		return s.bad
	case twice:
		return countTwice
	case s.acked&(s.closed|s.used) != 0:
		return ackedRefused
	case s.closed&rows != 0:
		return closedCounted
	}
	for sub := range len(m.slipOf) {
		if v := m.checkAcked(s, sub, rows, slips); v != none {
			return v
		}
	}
	for slip, doc := range s.inbox {
		if doc&tombstone != 0 && slips&(1<<slip) == 0 {
			return strayTombstone
		}
	}
	return none
}

// checkAcked holds the promise of "sent": from that moment the answer waits or
// is in a box, and once the round is sealed it is in a box. A withdrawn one
// has been handled when its slip is a member, though its row is dropped.
func (m *model) checkAcked(s *state, sub int, rows, slips uint8) violation {
	bit := uint8(1) << sub
	if s.acked&bit == 0 {
		return none
	}
	slip := m.slipOf[sub]
	if s.acked&m.subsOf[slip] != bit {
		return ackedTwice
	}
	handled := rows&bit != 0 || s.tags&bit != 0 && slips&(1<<slip) != 0
	switch {
	case handled:
		return none
	case s.round == roundSealed:
		return ackedUnsealed
	case s.waitingAt(slip) != bit:
		return ackedLost
	}
	return none
}

// String shows what is stored and what was told, for the trace.
func (s *state) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-6s inbox", [...]string{"open", "final", "sealed"}[s.round])
	for _, doc := range s.inbox {
		b.WriteString(" " + docName(doc))
	}
	for _, x := range s.box[:s.boxes] {
		fmt.Fprintf(&b, " box%s", setName(x.rows))
		if x.members == 0 {
			b.WriteString("-")
		}
		if x.last {
			b.WriteString("!")
		}
	}
	for _, t := range []struct {
		name string
		set  uint8
	}{{"acked", s.acked}, {"closed", s.closed}, {"used", s.used}, {"withdrawn", s.tags}, {"lane", s.laneKept}} {
		if t.set != 0 {
			b.WriteString(" " + t.name + setName(t.set))
		}
	}
	return b.String()
}

func docName(doc uint8) string {
	switch {
	case doc == 0:
		return "."
	case doc == tombstone|forgotten:
		return "+?"
	case doc&tombstone != 0:
		return "+" + string('a'+rune(doc&^tombstone)-1)
	}
	return string('a' + rune(doc) - 1)
}

func setName(set uint8) string {
	names := make([]string, 0, bits.OnesCount8(set))
	for ; set != 0; set &= set - 1 {
		names = append(names, string('a'+rune(bits.TrailingZeros8(set))))
	}
	return "{" + strings.Join(names, " ") + "}"
}
