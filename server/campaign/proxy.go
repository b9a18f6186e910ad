//go:build linux

package campaign

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kist/internal/store/relay"
)

// cut is how a line is cut while somebody asks for something over it.
type cut int32

const (
	whole  cut = iota
	before     // nothing of what is asked arrives
	middle     // a part of it arrives
	after      // all of it arrives, and nothing of the answer comes back
	half       // a part of the answer comes back
	late       // the line is cut at once, and what was asked arrives later, behind what came meanwhile
	cuts       // how many there are
)

func (c cut) String() string {
	return [...]string{"whole", "before the request", "in the middle of it", "before the answer", "in the middle of the answer", "and the request came late"}[c]
}

// mostLate is by how much a request comes late at most.
const mostLate = 2 * time.Second

// Proxy stands between phones and servers, or between a server and its store, and cuts
// lines as bad networks do: over each line one asks after another.
type Proxy struct {
	*relay.Relay
	done   [cuts]atomic.Int64
	chosen func() cut // what happens to what is asked next, in tests; nil: by chance

	mu    sync.Mutex
	share float64  // of what is asked that meets a cut
	to    []string // addresses
	next  int
	far   map[net.Conn]string // open lines, and where they lead
}

// NewProxy listens on a port of this machine. It leads nowhere yet.
func NewProxy(share float64) (*Proxy, error) {
	r, err := relay.Listen()
	if err != nil {
		return nil, err
	}
	p := &Proxy{Relay: r, share: share, far: map[net.Conn]string{}}
	r.Serve(p.carry)
	return p, nil
}

// Lead has new lines lead to these addresses in turn, and past those where nobody
// listens. Lines that lead anywhere else end.
func (p *Proxy) Lead(to ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = slices.Clone(to)
	for c, at := range p.far {
		if !slices.Contains(to, at) {
			_ = c.Close()
		}
	}
}

// keep remembers a line to a server until the function that it gives is called.
func (p *Proxy) keep(far net.Conn, at string) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.far[far] = at
	if !slices.Contains(p.to, at) { // it was left out meanwhile
		_ = far.Close()
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.far, far)
	}
}

// Cut has this share of what is asked meet a cut from now on.
func (p *Proxy) Cut(share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.share = share
}

// Cuts are how many lines were cut, by where.
func (p *Proxy) Cuts() map[string]int {
	all := map[string]int{}
	for c := before; c < cuts; c++ {
		all[c.String()] = int(p.done[c].Load())
	}
	return all
}

// dial finds the next address where somebody listens; nil if nobody does.
func (p *Proxy) dial() (far net.Conn, at string) {
	p.mu.Lock()
	to := slices.Clone(p.to)
	first := p.next
	p.next++
	p.mu.Unlock()
	for i := range to {
		at = to[(first+i)%len(to)]
		if far, err := net.DialTimeout("tcp", at, time.Second); err == nil {
			return far, at
		}
	}
	return nil, ""
}

// line is one line under way.
type line struct {
	*Proxy
	near, far net.Conn
	asking    atomic.Bool // something was asked and nothing of the answer has come
	cut       atomic.Int32
}

func (p *Proxy) carry(near net.Conn) {
	far, at := p.dial()
	if far == nil {
		return
	}
	defer p.Keep(far)()
	defer p.keep(far, at)()
	l := &line{Proxy: p, near: near, far: far}
	back := make(chan struct{})
	go func() {
		defer close(back)
		l.down()
		_, _ = near.Close(), far.Close()
	}()
	l.up()
	_, _ = near.Close(), far.Close()
	<-back
}

// draw chooses what happens to what is asked next.
func (l *line) draw() cut {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.chosen != nil {
		return l.chosen()
	}
	if rand.Float64() >= l.share {
		return whole
	}
	return before + rand.N(cuts-before)
}

// up carries what is asked.
func (l *line) up() {
	buf := make([]byte, 64<<10)
	for {
		n, err := l.near.Read(buf)
		if err != nil {
			return
		}
		how := cut(l.cut.Load())
		if !l.asking.Swap(true) {
			if how = l.draw(); how == late && !complete(buf[:n]) {
				how = after // the rest of it could not come late
			}
			l.cut.Store(int32(how))
		}
		switch how {
		case before, middle, late:
			l.done[how].Add(1)
			l.broken(how, buf[:n])
			return
		}
		if _, err := l.far.Write(buf[:n]); err != nil {
			return
		}
	}
}

// broken cuts a line in one of the ways in which what is asked does not simply arrive.
func (l *line) broken(how cut, asked []byte) {
	switch how {
	case middle:
		_, _ = l.far.Write(asked[:len(asked)-1-rand.IntN(min(len(asked), 200))])
	case late:
		_ = l.near.Close()
		time.Sleep(rand.N(mostLate))
		_, _ = l.far.Write(asked)
		_ = l.far.SetReadDeadline(time.Now().Add(mostLate))
		_, _ = l.far.Read(make([]byte, 1)) // it has been answered, to nobody
	}
}

// complete says whether these bytes are a whole request.
func complete(b []byte) bool {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(b)))
	if err != nil {
		return false
	}
	_, body, _ := bytes.Cut(b, []byte("\r\n\r\n"))
	return int64(len(body)) == r.ContentLength
}

// down carries answers.
func (l *line) down() {
	buf := make([]byte, 64<<10)
	for {
		n, err := l.far.Read(buf)
		if err != nil {
			return
		}
		how := cut(l.cut.Load())
		if how == late {
			return // up has the line
		}
		if l.asking.Swap(false) && (how == after || how == half) {
			l.done[how].Add(1)
			if how == half {
				_, _ = l.near.Write(buf[:n/2])
			}
			return
		}
		if _, err := l.near.Write(buf[:n]); err != nil {
			return
		}
	}
}
