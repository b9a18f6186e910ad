// Package relay takes lines for what stands between two programs in a campaign of faults,
// and knows which are open, so that all of them end with it. What goes over a line, and
// how it is cut, is for whoever carries it.
package relay

import (
	"net"
	"sync"
)

// Relay is one port of this machine.
type Relay struct {
	listener net.Listener
	open     sync.WaitGroup

	mu     sync.Mutex
	lines  map[net.Conn]bool
	closed bool
}

// Listen takes a port that is free; lines wait until Serve. Its errors are those of the
// network.
func Listen() (*Relay, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &Relay{listener: ln, lines: map[net.Conn]bool{}}, nil
}

// Serve has each line that comes carried, in a goroutine of its own, until Close. The line
// is kept and closed here; carry returns when it is done with it.
func (r *Relay) Serve(carry func(near net.Conn)) {
	r.open.Go(func() {
		for {
			near, err := r.listener.Accept()
			if err != nil {
				return
			}
			r.open.Go(func() {
				defer r.Keep(near)()
				carry(near)
			})
		}
	})
}

// Address is where it listens, host and port.
func (r *Relay) Address() string { return r.listener.Addr().String() }

// Keep remembers an open line, which Close cuts, until the function that it gives is
// called, which closes it. One that comes after Close is cut at once.
func (r *Relay) Keep(c net.Conn) func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines[c] = true
	if r.closed {
		_ = c.Close()
	}
	return func() {
		_ = c.Close()
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.lines, c)
	}
}

// Close listens no more, cuts every line, and waits until whoever carried them is done.
func (r *Relay) Close() error {
	err := r.listener.Close()
	r.mu.Lock()
	r.closed = true
	for c := range r.lines {
		_ = c.Close()
	}
	r.mu.Unlock()
	r.open.Wait()
	return err
}
