package ballot_test

// This file holds the actors beside submit and seal: the administrator who
// ends a round, children who withdraw, and the safety lane.

const (
	laneIdle uint8 = iota
	laneListing
	laneCopying
)

// otherSteps are the steps that need no process to stand anywhere.
func (m *model) otherSteps(s *state) {
	if s.round == roundOpen {
		n := *s
		n.round = roundFinal
		m.emit(n, "admin", "marks the round final")
	}
	for left := m.withdraw &^ s.tags; left != 0; left &= left - 1 {
		n := *s
		n.tags |= left & -left
		m.emit(n, "child", "withdraws "+setName(left&-left))
	}
	for left := m.laneWaits(s); left != 0; left &= left - 1 {
		m.decide(s, left&-left)
	}
}

// laneWaits is the set of lane documents that the leads have yet to open.
func (m *model) laneWaits(s *state) uint8 { return s.laneKept &^ s.laneDone }

// decide drops the text after the leads' decision. The document must stay as a
// tombstone: the answer may still wait in the inbox, and the next run of the
// lane would copy it anew.
func (m *model) decide(s *state, text uint8) {
	n := *s
	if m.mutant == laneDeletes {
		n.laneKept &^= text
	} else {
		n.laneDone |= text
	}
	m.emit(n, "leads", "decide on "+setName(text))
}

// laneSteps copy: list what waits, then what is in boxes that were not looked at,
// then insert each unless it is there, and move the mark. They write to no
// collection that submitting and sealing read.
func (m *model) laneSteps(s *state) {
	l := s.lane
	if l.runs == 0 {
		return
	}
	if l.pc != laneIdle && l.runs > 1 {
		n := *s
		n.lane = lane{runs: l.runs - 1}
		m.emit(n, "lane", "crash")
	}
	n := *s
	switch {
	case l.pc == laneIdle:
		n.lane.pc, n.lane.due = laneListing, s.acked
		m.laneList(&n, m.mutant == laneBoxesFirst)
		m.emit(n, "lane", "lists what it sees first "+setName(n.lane.list))
	case l.pc == laneListing:
		n.lane.pc = laneCopying
		m.laneList(&n, m.mutant != laneBoxesFirst)
		if m.mutant == laneMarksEarly {
			n.laneBox = n.lane.box
		}
		m.emit(n, "lane", "lists what it sees then "+setName(n.lane.list))
	case l.list == 0:
		if l.due&^s.tags&^s.laneCopied != 0 {
			n.bad = passedOver
		}
		n.laneBox = max(s.laneBox, l.box)
		n.lane = lane{runs: l.runs - 1}
		m.emit(n, "lane", "moves its mark")
	default:
		m.copyText(s, l.list&-l.list)
	}
}

// laneList adds what is in boxes, or what waits, to what is to be copied. What was
// withdrawn is left out.
func (m *model) laneList(n *state, boxes bool) {
	if !boxes {
		n.lane.list |= n.waiting() &^ n.tags
		return
	}
	if m.mutant == laneInboxOnly {
		return
	}
	for _, b := range n.box[n.laneBox:n.boxes] {
		n.lane.list |= b.rows &^ n.tags
	}
	n.lane.box = n.boxes
}

func (m *model) copyText(s *state, text uint8) {
	n := *s
	n.lane.list &^= text
	if n.laneKept&text == 0 {
		if n.laneCopied&text != 0 {
			n.bad = copiedTwice
		}
		n.laneKept |= text
		n.laneCopied |= text
	}
	m.emit(n, "lane", "copies "+setName(text)+" unless it is there")
}
