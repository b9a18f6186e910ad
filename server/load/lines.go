package load

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// lines carry what the phones of a burst send, one form at a time each. A burst often
// shares its machine with the server, from which net/http's client took nearly twice
// as much of it; so a form is made ready before, to the last byte, and only written when
// it is due.
type lines struct {
	dial dialler
	base *url.URL

	mu   sync.Mutex
	free []*line // the one that rests for the shortest time is the last
}

// line is one connection.
type line struct {
	net.Conn
	in     *bufio.Reader
	rested time.Time // since when
}

const (
	// mostAnswer is how long a phone waits for an answer.
	mostAnswer = 90 * time.Second
	// mostRest is how long a line may rest: the server may hang up, and a form would go
	// to nobody.
	mostRest = 10 * time.Second
)

// newLines are lines to the server at base. The bytes on them are counted in t.
func newLines(base *url.URL, t *tally) *lines { return &lines{dial: dialling(t), base: base} }

// ask writes a request, which wire is to the last byte, and reads the answer whole.
func (ls *lines) ask(ctx context.Context, wire []byte) (*answer, error) {
	l, err := ls.take(ctx)
	if err != nil {
		return nil, err
	}
	_ = l.SetDeadline(time.Now().Add(mostAnswer))
	hangUp := context.AfterFunc(ctx, func() { _ = l.Close() })
	a, last, err := l.ask(wire)
	if !hangUp() || last || err != nil {
		_ = l.Close()
		return a, err
	}
	ls.put(l)
	return a, nil
}

// asked is what every answer on a line answers to.
var asked = &http.Request{Method: http.MethodPost}

// ask gives the answer, and says whether it is the last on this line.
func (l *line) ask(wire []byte) (a *answer, last bool, err error) {
	if _, err := l.Write(wire); err != nil {
		return nil, true, err
	}
	resp, err := http.ReadResponse(l.in, asked)
	if err != nil {
		return nil, true, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return nil, true, err
	}
	last = resp.Close || len(body) == maxPage || l.in.Buffered() > 0 // what nobody asked for would answer the next form
	return &answer{status: resp.StatusCode, header: resp.Header, body: body}, last, nil
}

// take gives a line that is free, or dials. Where the last one rested too long, all did.
func (ls *lines) take(ctx context.Context) (*line, error) {
	if l := ls.last(); l != nil {
		if time.Since(l.rested) < mostRest {
			return l, nil
		}
		_ = l.Close()
		ls.hangUp()
	}
	address := ls.base.Host
	if ls.base.Port() == "" {
		address = net.JoinHostPort(ls.base.Hostname(), ls.base.Scheme)
	}
	c, err := ls.dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if ls.base.Scheme == "https" {
		c = tls.Client(c, &tls.Config{ServerName: ls.base.Hostname(), MinVersion: tls.VersionTLS12})
	}
	return &line{Conn: c, in: bufio.NewReader(c)}, nil
}

// last takes the line that rests for the shortest time; nil if none is free.
func (ls *lines) last() *line {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	n := len(ls.free) - 1
	if n < 0 {
		return nil
	}
	l := ls.free[n]
	ls.free = ls.free[:n]
	return l
}

func (ls *lines) put(l *line) {
	l.rested = time.Now()
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.free = append(ls.free, l)
}

// hangUp hangs up the lines that are free.
func (ls *lines) hangUp() {
	for l := ls.last(); l != nil; l = ls.last() {
		_ = l.Close()
	}
}
