package ballot_test

// Where a hand stands. handIdle is both "not begun" and "between attempts".
const (
	handIdle      uint8 = iota
	handInserting       // the round was open
	handRereading       // the document is there with our `once`
	handTelling         // the round was still open: "sent" is on its way
	handAfter           // the round was final: look at our own document
	handTooLate         // the round was sealed: look at our own document
)

// submitSteps are the next steps of one request, a crash among them. An
// attempt that ends without an answer, or whose answer is lost on the way, may
// be made again as long as the child's page has tries left. A crash in the
// last try is not emitted: it is a hand that stands still for ever.
func (m *model) submitSteps(s *state, i int) {
	h := s.hand[i]
	if h.tries == 0 {
		return
	}
	if h.pc != handIdle && h.tries > 1 {
		m.move(s, i, handIdle, "crash, or the connection is lost")
	}
	switch h.pc {
	case handIdle:
		m.firstRead(s, i)
	case handInserting:
		m.insert(s, i)
	case handRereading:
		m.secondRead(s, i)
	case handTelling:
		m.tell(s, i)
	default:
		m.lookUp(s, i)
	}
}

// move emits the state in which the hand goes on at pc; going idle ends an
// attempt.
func (m *model) move(s *state, i int, pc uint8, what string) {
	n := *s
	m.advance(&n, i, pc)
	m.emit(n, handNames[i], what)
}

func (m *model) advance(n *state, i int, pc uint8) {
	n.hand[i].pc = pc
	if pc == handIdle {
		n.hand[i].tries--
	}
}

// stop ends the hand for good: the child has a last word.
func stop(n *state, i int) { n.hand[i] = hand{} }

// firstRead need not be fresh: a stale "open" here is a slow request.
func (m *model) firstRead(s *state, i int) {
	if s.round == roundOpen || m.stale {
		next := handInserting
		if m.mutant == tellFirst {
			next = handTelling
		}
		m.move(s, i, next, "reads open")
	}
	switch {
	case s.round == roundOpen:
	case s.round == roundFinal:
		m.move(s, i, handAfter, "reads final")
	default:
		m.move(s, i, handTooLate, "reads sealed")
	}
}

// insert adds the document unless its id exists; then `once` decides.
func (m *model) insert(s *state, i int) {
	n := *s
	sub := m.hands[i].submission
	slip := m.slipOf[sub]
	if n.inbox[slip] == 0 {
		n.inbox[slip] = sub + 1
	}
	if m.spent(n.inbox[slip], sub) {
		m.tellUsed(s, i)
		return
	}
	switch m.mutant {
	case noSecondRead:
		m.advance(&n, i, handTelling)
	case tellFirst:
		stop(&n, i)
	default:
		m.advance(&n, i, handRereading)
	}
	m.emit(n, handNames[i], "inserts, or finds its own document")
}

// spent says whether the document is another form's.
func (m *model) spent(doc, sub uint8) bool {
	return doc != 0 && doc&^tombstone != sub+1 && m.mutant != onceIgnored
}

// secondRead decides: an insert that came before the round was made final is
// seen by every list that closing takes; a later one may not be. It must see
// every write acknowledged before it began.
func (m *model) secondRead(s *state, i int) {
	if s.round == roundOpen || m.mutant == staleSecondRead {
		m.move(s, i, handTelling, "reads open again")
	}
	if s.round != roundOpen {
		m.move(s, i, handIdle, "reads that it is closed: cannot be promised")
	}
}

// tell is the answer "sent". It may be lost, and then the page tries again.
func (m *model) tell(s *state, i int) {
	n := *s
	n.acked |= 1 << m.hands[i].submission
	if m.mutant == tellFirst {
		m.move(&n, i, handInserting, "is told 'sent'")
		return
	}
	m.move(&n, i, handIdle, "is told 'sent', and may ask again")
}

// lookUp is a retry after closing. A tombstone is in a box: success. A full
// document is not promised while the round is final, and is never counted once
// it is sealed; only then is "closed" the last word. This read must be fresh.
func (m *model) lookUp(s *state, i int) {
	sub := m.hands[i].submission
	doc := s.inbox[m.slipOf[sub]]
	n := *s
	if m.mutant == staleOwnRead {
		doc = 0
	}
	switch {
	case m.spent(doc, sub):
		m.tellUsed(s, i)
	case doc&tombstone != 0, doc != 0 && m.mutant == retryTellsFull:
		n.acked |= 1 << sub
		stop(&n, i)
		m.emit(n, handNames[i], "finds itself in a box: is told 'sent'")
	case s.hand[i].pc == handTooLate:
		n.closed |= 1 << sub
		stop(&n, i)
		m.emit(n, handNames[i], "is not in a box: is told 'closed'")
	default:
		m.move(s, i, handIdle, "still waits or is not there: cannot be promised")
	}
}

func (m *model) tellUsed(s *state, i int) {
	n := *s
	n.used |= 1 << m.hands[i].submission
	stop(&n, i)
	m.emit(n, handNames[i], "is told 'used'")
}
