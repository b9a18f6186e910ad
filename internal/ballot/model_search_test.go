package ballot_test

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// model is a scenario made ready to run.
type model struct {
	scenario
	slips  int
	subsOf [maxSlips]uint8 // the submissions that share a slip
	emit   func(next state, who, what string)
}

func newModel(sc scenario) *model {
	m := &model{scenario: sc}
	for sub, slip := range sc.slipOf {
		m.subsOf[slip] |= 1 << sub
		m.slips = max(m.slips, int(slip)+1)
	}
	return m
}

// slipsOf is the set of slips of a set of submissions.
func (m *model) slipsOf(subs uint8) (slips uint8) {
	for sub, slip := range m.slipOf {
		if subs&(1<<sub) != 0 {
			slips |= 1 << slip
		}
	}
	return slips
}

func (m *model) first() (s state) {
	for i, h := range m.hands {
		s.hand[i].tries = h.tries
	}
	for i, runs := range m.sealers {
		s.seal[i].runs = runs
	}
	s.lane.runs = m.laneRuns
	return s
}

// steps emits every state that one step of one actor can lead to.
func (m *model) steps(s *state) {
	for i := range m.hands {
		m.submitSteps(s, i)
	}
	for i := range m.sealers {
		m.sealSteps(s, i)
	}
	m.laneSteps(s)
	m.otherSteps(s)
}

// result is what a search found.
type result struct {
	states, stored int // how many; and how many in which the store differs
	broken         violation
	trace          string // the shortest way to broken
}

// run visits every state breadth first and stops at the first broken promise.
func (m *model) run() result {
	seen, calmed := newStateSet(), newStateSet()
	seen.add(m.first(), 0)
	res := result{}
	for at := uint32(0); int(at) < seen.len(); at++ {
		from := *seen.at(at)
		var after []string
		if res.broken = m.check(&from); res.broken == none && calmed.add(stored(from), 0) {
			res.broken, after = m.checkCalm(stored(from))
		}
		if res.broken != none {
			res.trace = strings.Join(append(m.trace(seen, at), after...), "\n")
			break
		}
		m.emit = func(next state, who, what string) { seen.add(next.canonical(), at) }
		m.steps(&from)
	}
	res.states, res.stored = seen.len(), calmed.len()
	return res
}

// canonical orders the sealers: which of two alike is which does not matter.
func (s state) canonical() state {
	a, b := &s.seal[0], &s.seal[1]
	if a.order() < b.order() {
		*a, *b = *b, *a
	}
	return s
}

func (l *sealer) order() uint64 {
	n := uint64(l.runs)<<56 | uint64(l.pc)<<48 | uint64(l.last)<<40 | uint64(l.at)<<32
	n |= uint64(l.list)<<24 | uint64(l.rows)<<16 | uint64(l.todo)<<8
	if l.closing {
		n |= 2
	}
	if l.final {
		n |= 1
	}
	return n
}

// stored is what is left when every process stops where it is.
func stored(s state) state {
	s.hand, s.seal, s.lane = [maxHands]hand{}, [maxSeals]sealer{}, lane{}
	return s
}

// checkCalm closes the round with one fresh sealer in peace, whatever was left
// behind: it must come to sealed with every promise kept. It tells its steps.
func (m *model) checkCalm(s state) (v violation, steps []string) {
	calm := *m
	calm.emit = func(next state, _, what string) {
		s = next
		steps = append(steps, line("in peace", what, &s))
	}
	s.round = max(s.round, roundFinal)
	s.seal[0].runs = 1
	for s.seal[0].runs > 0 && len(steps) < 100 && s.bad == none {
		now := s
		calm.sealSteps(&now, 0)
	}
	if v = m.check(&s); v == none && s.round != roundSealed {
		v = cannotClose
	}
	return v, steps
}

func line(who, what string, s *state) string { return fmt.Sprintf("%-8s %-50s %v", who, what, s) }

// trace tells the way to a state, step by step.
func (m *model) trace(seen *stateSet, at uint32) (lines []string) {
	way := []uint32{at}
	for ; at != 0; at = seen.parent[at] {
		way = append(way, seen.parent[at])
	}
	slices.Reverse(way)
	swapped := false // canonical may have exchanged the sealers' places
	for i, at := range way[1:] {
		from, to := *seen.at(way[i]), *seen.at(at)
		told, swap := "", false
		m.emit = func(next state, who, what string) {
			if told == "" && next.canonical() == to {
				swap = next != to
				told = line(actor(who, swapped), what, &next)
			}
		}
		m.steps(&from)
		lines = append(lines, told)
		swapped = swapped != swap
	}
	return lines
}

// actor is the name that the one behind who has kept from the beginning.
func actor(who string, swapped bool) string {
	if i := slices.Index(sealNames[:], who); i >= 0 && swapped {
		return sealNames[1-i]
	}
	return who
}

// stateSet numbers states in the order in which they were found and keeps
// their parents. It is a table of open addressing over chunks that never
// move: a Go map of the same states takes three times the memory.
type stateSet struct {
	chunks [][]state
	parent []uint32
	slots  []slot // a power of two of them, at most 5/8 full
	seed   maphash.Seed
}

// slot is a number plus one, and part of its hash; zero is empty.
type slot struct{ hash, number uint32 }

const chunkSize = 1 << 15

func newStateSet() *stateSet {
	return &stateSet{slots: make([]slot, 1<<12), seed: maphash.MakeSeed()}
}

func (t *stateSet) len() int { return len(t.parent) }

func (t *stateSet) at(n uint32) *state { return &t.chunks[n/chunkSize][n%chunkSize] }

// add keeps the state and says whether it is new.
func (t *stateSet) add(s state, parent uint32) bool {
	if len(t.parent)*8 > len(t.slots)*5 {
		t.grow()
	}
	hash := uint32(maphash.Comparable(t.seed, s))
	mask := uint32(len(t.slots) - 1)
	i := hash & mask
	for ; t.slots[i].number != 0; i = (i + 1) & mask {
		if t.slots[i].hash == hash && *t.at(t.slots[i].number - 1) == s {
			return false
		}
	}
	n := uint32(len(t.parent))
	if n%chunkSize == 0 {
		t.chunks = append(t.chunks, make([]state, chunkSize))
	}
	*t.at(n) = s
	t.parent = append(t.parent, parent)
	t.slots[i] = slot{hash: hash, number: n + 1}
	return true
}

func (t *stateSet) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	mask := uint32(len(t.slots) - 1)
	for _, x := range old {
		if x.number == 0 {
			continue
		}
		i := x.hash & mask
		for t.slots[i].number != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = x
	}
}
