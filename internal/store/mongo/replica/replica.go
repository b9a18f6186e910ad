// Package replica stands between a program and a server that speaks MongoDB's protocol,
// for campaigns of faults. It does what the server that stands in for MongoDB cannot: it
// lets one write follow the other, so that each is atomic, as MongoDB's are; and it can
// look like the primary of a replica set that knows sessions, so that a driver asks again
// by itself for a write whose answer it has not seen. As MongoDB does, it then gives the
// answer that the write had, and does not do it again. It tells with each answer how many
// writes were done before it, as a replica set does; what a majority has is a state from
// before them for a moment after an election, unless who asks names a later one (behind.go).
//
// And it brings faults of its own to writes: one does not arrive, or is done and nobody
// is told, or is done long after everybody has given it up, or is done while another
// primary is elected.
package replica

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kist/internal/store/relay"
)

// fault is what befalls a write.
type fault int

const (
	none    fault = iota
	lost          // it does not arrive, and its line is cut
	unheard       // it is done, and its line is cut
	late          // its line is cut, and it is done later
	elected       // it is done, and its answer is that the primary steps down; alone it is unheard
	faults        // how many there are
)

func (f fault) String() string {
	return [...]string{"none", "not done", "done and not answered", "done late", "done while a primary was elected"}[f]
}

// mostLate is by how much a write comes late at most.
const mostLate = 2 * time.Second

// maxSessions is how many sessions are remembered at most.
const maxSessions = 100_000

// Codes with which MongoDB refuses.
const (
	invalidOptions  = 72
	tooOld          = 225
	tooManySessions = 261
	interrupted     = 11602
)

// Primary is the way to one server.
type Primary struct {
	*relay.Relay
	set    string
	chosen func() fault // what befalls the next write, in tests; nil: by chance

	writes sync.Mutex // one after the other

	mu       sync.Mutex
	share    float64 // of writes that meet a fault
	to       string
	sessions map[string]*session
	moment   uint32    // how many writes were done
	behind   time.Time // until when a primary shows an older state of what a majority has
	counts   Counts
}

// session is what is remembered of one: its last write.
type session struct {
	arrived int64 // number of the last that came
	done    int64 // number of the last that was done
	answer  frame // to that
}

// Counts are what a Primary has seen since it was made.
type Counts struct {
	Writes     int            // that were asked for, each time
	Again      int            // of these, such as a driver asked for once more
	Remembered int            // of these, such as had been done and were not done again
	Waited     int            // lists that waited until a new primary showed what a majority has
	Old        int            // lists of an older state, for nobody asked to wait
	Faults     map[string]int // by what befell a write
}

// New listens on a port of this machine. It leads nowhere yet. Set is the name of the
// replica set of which it says that it is the primary; empty: it says nothing, and the
// server is alone.
func New(set string) (*Primary, error) {
	r, err := relay.Listen()
	if err != nil {
		return nil, err
	}
	p := &Primary{Relay: r, set: set, sessions: map[string]*session{}}
	p.counts.Faults = map[string]int{}
	r.Serve(p.carry)
	return p, nil
}

// Lead has new lines lead to the server at this address.
func (p *Primary) Lead(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = to
}

// Cut has this share of writes meet a fault from now on.
func (p *Primary) Cut(share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.share = share
}

// Counts are what it has seen until now.
func (p *Primary) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.counts
	c.Faults = map[string]int{}
	for f := lost; f < faults; f++ {
		if n := p.counts.Faults[f.String()]; n > 0 {
			c.Faults[f.String()] = n
		}
	}
	return c
}

// line is one line under way. Over each, one asks after another.
type line struct {
	*Primary
	near, far net.Conn
}

// carry brings what is asked to the server, and its answers back, until one of the two
// hangs up or says what is not understood.
func (p *Primary) carry(near net.Conn) {
	p.mu.Lock()
	to := p.to
	p.mu.Unlock()
	far, err := net.DialTimeout("tcp", to, time.Second)
	if err != nil {
		return
	}
	defer p.Keep(far)()
	l := &line{Primary: p, near: near, far: far}
	for {
		asked, err := readFrame(near)
		if err != nil {
			return
		}
		answer, err := l.handle(asked)
		if err != nil || answer.write(near) != nil {
			return
		}
	}
}

// handle gives the answer to what is asked. An error says that the line is to be cut.
func (l *line) handle(asked frame) (answer frame, err error) {
	r, err := asked.request()
	if err != nil {
		return answer, err
	}
	switch r.command {
	case "hello", "isMaster", "ismaster":
		if answer, err = l.ask(asked); err != nil || l.set == "" {
			return answer, err
		}
		return answer.changed(l.introduce)
	case "insert", "update", "delete", "findAndModify":
		return l.told(l.write(asked, r))
	case "find", "aggregate":
		if r.level == "linearizable" && r.after {
			return asked.answer(refusal(invalidOptions, "a linearizable read names no moment"))
		}
		if !l.shows(r) {
			return l.told(asked.answer(nothing))
		}
	case "create", "createIndexes", "drop", "dropDatabase":
		l.writes.Lock()
		defer l.writes.Unlock()
	}
	return l.told(l.ask(asked))
}

// introduce adds to how the server introduces itself what a primary says.
func (p *Primary) introduce(hello bson.D) bson.D {
	at := p.Address()
	return append(hello, bson.D{{Key: "setName", Value: p.set}, {Key: "setVersion", Value: 1}, {Key: "hosts", Value: bson.A{at}},
		{Key: "me", Value: at}, {Key: "primary", Value: at}, {Key: "secondary", Value: false}}...)
}

// ask asks the server.
func (l *line) ask(asked frame) (frame, error) {
	if err := asked.write(l.far); err != nil {
		return frame{}, err
	}
	return readFrame(l.far)
}

// errCut says that a line is cut on purpose.
var errCut = errors.New("cut")

// write has a write done, or what befalls it.
func (l *line) write(asked frame, r request) (frame, error) {
	how := l.arrive(r)
	if how == late {
		_ = l.near.Close()
		time.Sleep(rand.N(mostLate))
	}
	if how == lost {
		return frame{}, errCut
	}
	answer, err := l.once(asked, r)
	switch {
	case err != nil || how == none:
		return answer, err
	case how == elected:
		l.elect()
		return asked.answer(refusal(interrupted, "the primary steps down", "RetryableWriteError"))
	}
	return frame{}, errCut
}

// refusal is MongoDB's way to say no.
func refusal(code int32, why string, labels ...string) bson.D {
	return bson.D{{Key: "ok", Value: 0.0}, {Key: "errmsg", Value: why}, {Key: "code", Value: code}, {Key: "errorLabels", Value: labels}}
}

// arrive counts a write that came, and draws what befalls it.
func (p *Primary) arrive(r request) (how fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts.Writes++
	if s := p.session(r); s != nil {
		if s.arrived == r.number {
			p.counts.Again++
		}
		s.arrived = max(s.arrived, r.number)
	}
	switch {
	case p.chosen != nil:
		how = p.chosen()
	case rand.Float64() < p.share:
		how = lost + rand.N(faults-lost)
	}
	if how == elected && p.set == "" {
		how = unheard
	}
	p.counts.Faults[how.String()]++
	return how
}

// session is that of a write; nil if the write has no number, or there are too many.
func (p *Primary) session(r request) *session {
	if p.set == "" || r.number == 0 {
		return nil
	}
	s := p.sessions[r.session]
	if s == nil && len(p.sessions) < maxSessions {
		s = &session{}
		p.sessions[r.session] = s
	}
	return s
}

// once has a write done, after all that came before it, or gives the answer that it had
// when it was done.
func (l *line) once(asked frame, r request) (frame, error) {
	l.writes.Lock()
	defer l.writes.Unlock()
	if l.set == "" || r.number == 0 {
		return l.change(asked)
	}
	l.mu.Lock()
	s := l.session(r)
	l.mu.Unlock()
	switch {
	case s == nil:
		return asked.answer(refusal(tooManySessions, "too many sessions"))
	case r.number < s.done:
		return asked.answer(refusal(tooOld, "a later write of this session was done"))
	case r.number == s.done:
		l.mu.Lock()
		l.counts.Remembered++
		l.mu.Unlock()
		answer := s.answer
		answer.to = asked.id
		return answer, nil
	}
	answer, err := l.change(asked)
	if err == nil && answer.done() {
		l.mu.Lock()
		l.moment++
		l.mu.Unlock()
		s.done, s.answer = r.number, answer
	}
	return answer, err
}
