package ballot_test

import "math/bits"

// Where a sealer stands.
const (
	sealIdle      uint8 = iota
	sealRound           // mutants only: a list was taken too early
	sealLast            // the round was read
	sealSweep           // burying members of box at, up to last
	sealList            // all members up to last are tombstones
	sealScan            // the same, the list being read slip by slip
	sealTags            // what waits is listed
	sealInsert          // the withdrawn are dropped and the rest shuffled
	sealBury            // the box is in: burying its members
	sealDrained         // closing, and nothing waits
	sealFence           // the number for the fence is known
	sealFinish          // all boxes up to the fence are swept
	sealMarkEarly       // a mutant: marking sealed with work still to do
)

// sealSteps are the next steps of one sealer, a crash among them. A run ends
// by having nothing to do, by losing a box to another sealer, or by a crash. A
// crash in the last run is not emitted: it is a sealer that stands still.
func (m *model) sealSteps(s *state, i int) {
	l := s.seal[i]
	if l.runs == 0 {
		return
	}
	if l.pc != sealIdle && l.runs > 1 {
		m.endRun(s, i, "crash")
	}
	switch l.pc {
	case sealIdle:
		m.startRun(s, i)
	case sealRound:
		m.readRound(s, i)
	case sealLast:
		m.readLast(s, i)
	case sealSweep, sealBury:
		m.sweep(s, i)
	case sealList, sealScan:
		m.list(s, i)
	case sealTags:
		m.dropWithdrawn(s, i)
	case sealInsert:
		m.insertBox(s, i)
	case sealDrained, sealFence:
		m.fence(s, i)
	default:
		m.markSealed(s, i)
	}
}

// endRun forgets everything that the sealer held in memory.
func (m *model) endRun(s *state, i int, what string) {
	n := *s
	n.seal[i] = sealer{runs: s.seal[i].runs - 1}
	m.emit(n, sealNames[i], what)
}

func (m *model) goOn(s *state, i int, l sealer, what string) {
	n := *s
	n.seal[i] = l
	m.emit(n, sealNames[i], what)
}

func (m *model) startRun(s *state, i int) {
	if m.mutant == staleList || m.mutant == staleClosingList {
		l := s.seal[i]
		l.pc, l.list = sealRound, s.waiting()
		m.goOn(s, i, l, "lists what waits "+setName(l.list)+", too early")
		return
	}
	m.readRound(s, i)
}

// readRound decides whether this run seals or closes. It comes before the
// list: what closing lists must be no older than the round being final.
func (m *model) readRound(s *state, i int) {
	l := s.seal[i]
	switch s.round {
	case roundOpen:
		l.pc = sealLast
		m.goOn(s, i, l, "reads open")
	case roundFinal:
		l.pc, l.closing = sealLast, true
		if m.mutant == sealedFirst {
			l.pc = sealMarkEarly
		}
		m.goOn(s, i, l, "reads final")
	default:
		m.endRun(s, i, "reads sealed")
	}
}

// readLast may be stale: too low a number is taken, and the insert fails.
func (m *model) readLast(s *state, i int) {
	lowest := s.boxes
	if m.stale {
		lowest = 0
	}
	for last := lowest; last <= s.boxes; last++ {
		l := s.seal[i]
		l.pc, l.last, l.at = sealSweep, last, 0
		m.nextBox(s, &l)
		m.goOn(s, i, l, "reads the highest box number")
	}
}

// nextBox finds the next box, up to last, that still names members. A sweep
// that is through goes on to list, or to mark a closed round as sealed.
func (m *model) nextBox(s *state, l *sealer) {
	for ; l.at < l.last && m.mutant != noSweep; l.at++ {
		if l.todo = s.box[l.at].members; l.todo != 0 {
			return
		}
	}
	l.pc, l.todo = sealList, 0
	if l.last > 0 && s.box[l.last-1].last {
		l.pc = sealFinish
	}
	l.at = 0
}

// sweep buries one member, and empties the box's members after the last one.
// The sealer of a box does the same with its own.
func (m *model) sweep(s *state, i int) {
	n := *s
	l := &n.seal[i]
	if l.todo != 0 {
		m.bury(&n, bits.TrailingZeros8(l.todo))
		l.todo &= l.todo - 1
		m.emit(n, sealNames[i], "buries a member of box "+string('0'+rune(l.at)))
		return
	}
	n.box[l.at].members = 0
	switch {
	case l.pc == sealSweep:
		m.nextBox(&n, l)
	case n.box[l.at].last:
		*l = closer(l.runs, sealFinish)
	case l.closing:
		*l = closer(l.runs, sealLast)
	default:
		*l = sealer{runs: l.runs - 1}
	}
	m.emit(n, sealNames[i], "empties the members of a box")
}

// closer is a closing sealer at pc with nothing else in its memory.
func closer(runs, pc uint8) sealer { return sealer{pc: pc, runs: runs, closing: true} }

// list reads what waits: at one moment, or slip by slip as a cursor may.
// Either must be no older than the sweep and the reads before it.
func (m *model) list(s *state, i int) {
	l := s.seal[i]
	switch {
	case m.mutant == staleList && !l.closing, m.mutant == staleClosingList && l.closing:
		l.pc = sealTags
		if l.closing { // older than the round being final, not than the sweep
			l.list &= s.waiting()
		}
	case m.scan:
		l.list |= s.waitingAt(l.at)
		l.pc, l.at = sealScan, l.at+1
		if int(l.at) == m.slips {
			l.pc, l.at = sealTags, 0
		}
	default:
		l.pc, l.list = sealTags, s.waiting()
	}
	switch {
	case l.pc == sealScan:
		m.goOn(s, i, l, "has seen "+setName(l.list))
	case l.list == 0 && l.closing && m.end == fenceApart:
		m.goOn(s, i, closer(l.runs, sealDrained), "finds nothing")
	case l.list == 0 && l.closing && m.end == noFence:
		m.goOn(s, i, closer(l.runs, sealFinish), "finds nothing")
	case !m.enough(l.list, l.closing):
		m.endRun(s, i, "finds too few")
	case m.withdraw == 0 && m.mutant == asDesigned: // the next step would read nothing
		n := *s
		n.seal[i] = l
		m.dropWithdrawn(&n, i)
	default:
		m.goOn(s, i, l, "lists what waits "+setName(l.list))
	}
}

// enough says whether so few answers make a box. Closing takes what there is.
func (m *model) enough(subs uint8, closing bool) bool {
	return closing || bits.OnesCount8(subs) >= m.k
}

// dropWithdrawn takes out the rows whose tags are there. What is left must be
// enough: members whose rows are gone hide nobody. They stay members, so that
// they are buried and a retry is told that they were handled. A box that
// cannot hold all is not the last.
func (m *model) dropWithdrawn(s *state, i int) {
	l := s.seal[i]
	l.pc, l.rows, l.final = sealInsert, l.list&^s.tags, l.closing && m.end == fenceOnLast
	if m.most > 0 && bits.OnesCount8(l.rows) > m.most {
		l.rows, l.final = lowest(l.rows, m.most), false
		l.list = l.rows | l.list&s.tags
	}
	counted := l.rows
	switch m.mutant {
	case countMembers:
		counted = l.list
	case withdrawnLeftOut:
		l.list = l.rows
	}
	if !m.enough(counted, l.closing) {
		m.endRun(s, i, "is left with too few")
		return
	}
	m.goOn(s, i, l, "lists, drops the withdrawn, shuffles "+setName(l.rows))
}

// lowest is the n lowest members of a set.
func lowest(set uint8, n int) (out uint8) {
	for ; n > 0; n-- {
		out |= set & -set
		set &= set - 1
	}
	return out
}

// insertBox is the one arbiter between sealers: the id round/last+1.
func (m *model) insertBox(s *state, i int) {
	l := s.seal[i]
	members := m.slipsOf(l.list)
	if m.taken(s, l.last, members) {
		m.again(s, i)
		return
	}
	b := box{members: members, had: members, rows: l.rows, last: l.final}
	n := *s
	n.bad = m.checkBox(s, b, l.closing)
	n.seal[i] = sealer{pc: sealBury, runs: l.runs, closing: l.closing, at: n.boxes, todo: members}
	switch {
	case m.mutant == emptiedFirst:
		b.members = 0
	case m.mutant == sealedUnswept && b.last:
		n.seal[i] = closer(l.runs, sealFinish)
	}
	m.addBox(&n, b)
	m.emit(n, sealNames[i], "inserts box "+string('0'+rune(s.boxes))+setName(b.rows))
}

// addBox puts the box after the others. More than there are submissions can
// fill, and a fence, means that somebody makes empty boxes without end.
func (m *model) addBox(n *state, b box) {
	if n.boxes == maxBoxes {
		n.bad = cannotClose
		return
	}
	n.box[n.boxes] = b
	n.boxes++
}

// again is what the loser of a box does: closing goes on until it is done,
// sealing leaves it to the next run.
func (m *model) again(s *state, i int) {
	if l := s.seal[i]; l.closing {
		m.goOn(s, i, closer(l.runs, sealLast), "finds the box there already")
		return
	}
	m.endRun(s, i, "finds the box there already")
}

// fence puts an empty box after the last one. A sealer that listed something
// before the inbox was drained would put its box under the same number.
func (m *model) fence(s *state, i int) {
	l := s.seal[i]
	switch {
	case l.pc == sealDrained && s.boxes > 0 && s.box[s.boxes-1].last:
		m.goOn(s, i, closer(l.runs, sealLast), "finds the fence")
	case l.pc == sealDrained:
		l.pc, l.last = sealFence, s.boxes
		m.goOn(s, i, l, "reads the highest box number again")
	case s.boxes != l.last:
		m.again(s, i)
	default:
		n := *s
		b := box{last: true}
		n.bad = m.checkBox(s, b, true)
		m.addBox(&n, b)
		n.seal[i] = closer(l.runs, sealLast)
		if m.mutant == sealedUnswept {
			n.seal[i] = closer(l.runs, sealFinish)
		}
		m.emit(n, sealNames[i], "inserts the fence")
	}
}

// taken says whether the id of the box exists.
func (m *model) taken(s *state, last, members uint8) bool {
	if m.mutant != namedByMembers {
		return s.boxes != last
	}
	for _, b := range s.box[:s.boxes] {
		if b.had == members {
			return true
		}
	}
	return false
}

// checkBox names the first promise that making this box breaks.
func (m *model) checkBox(s *state, b box, closing bool) violation {
	small := func(b box) bool { return bits.OnesCount8(b.rows) < m.k }
	if s.round == roundSealed {
		return afterSealed
	}
	if s.boxes > 0 {
		before := s.box[s.boxes-1]
		if before.last || !m.moreSmall && small(before) && b.had != 0 {
			return afterLast
		}
	}
	if small(b) && !closing {
		return tooSmall
	}
	return none
}

// markSealed is a compare-and-set: it does nothing to a round that is not final.
func (m *model) markSealed(s *state, i int) {
	n := *s
	if n.round == roundFinal {
		n.round = roundSealed
	}
	n.seal[i] = sealer{runs: s.seal[i].runs - 1}
	if s.seal[i].pc == sealMarkEarly {
		n.seal[i] = closer(s.seal[i].runs, sealLast)
	}
	m.emit(n, sealNames[i], "marks the round sealed")
}
