package load

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// lined is a server that counts the lines to it, and lines to it.
func lined(t *testing.T, answer http.HandlerFunc) (*lines, *atomic.Int64) {
	t.Helper()
	var begun atomic.Int64
	s := httptest.NewUnstartedServer(answer)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			begun.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ls := newLines(base, newTally())
	t.Cleanup(ls.hangUp)
	return ls, &begun
}

// posting is a request as it is written to a line.
func posting(t *testing.T, body string) []byte {
	t.Helper()
	var wire bytes.Buffer
	r, err := http.NewRequest(http.MethodPost, "http://kist.example/r/send", strings.NewReader(body))
	if err == nil {
		err = r.Write(&wire)
	}
	if err != nil {
		t.Fatal(err)
	}
	return wire.Bytes()
}

func askAll(t *testing.T, ls *lines, times int) {
	t.Helper()
	for range times {
		a, err := ls.ask(t.Context(), posting(t, "a=1"))
		if err != nil || a.status != http.StatusTooManyRequests || a.after() != 7*time.Second || string(a.body) != "a=1" {
			t.Fatalf("%+v, %v", a, err)
		}
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "7")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = io.Copy(w, r.Body)
}

func TestALineIsUsedAgain(t *testing.T) {
	ls, begun := lined(t, echo)
	askAll(t, ls, 5)
	if begun.Load() != 1 {
		t.Errorf("%d lines for five requests one after the other", begun.Load())
	}
	ls.last() // is in use
	askAll(t, ls, 1)
	if begun.Load() != 2 {
		t.Errorf("%d lines, and the first was taken", begun.Load())
	}
}

// A line that rested long may be one that the server hung up.
func TestALineThatRestedLongIsNotUsed(t *testing.T) {
	ls, begun := lined(t, echo)
	askAll(t, ls, 1)
	ls.free[0].rested = time.Now().Add(-mostRest)
	askAll(t, ls, 1)
	if begun.Load() != 2 || len(ls.free) != 1 {
		t.Errorf("%d lines, %d free", begun.Load(), len(ls.free))
	}
}

func TestALineThatTheServerEndsIsNotUsed(t *testing.T) {
	ls, begun := lined(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		echo(w, r)
	})
	askAll(t, ls, 2)
	if begun.Load() != 2 || len(ls.free) != 0 {
		t.Errorf("%d lines, %d free", begun.Load(), len(ls.free))
	}
}

// Whatever else came on a line would be taken for the answer to the next form.
func TestALineWithMoreThanTheAnswerIsNotUsed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		const answer = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 3\r\n\r\na=1"
		_, _ = http.ReadRequest(bufio.NewReader(c))
		_, _ = io.WriteString(c, answer+answer)
	}()
	ls := newLines(&url.URL{Scheme: "http", Host: listener.Addr().String()}, nil)
	askAll(t, ls, 1)
	if len(ls.free) != 0 {
		t.Error("it would be used again")
	}
}

func TestNobodyWaitsOnALineForEver(t *testing.T) {
	come := make(chan struct{})
	ls, _ := lined(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(come)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-come; cancel() }()
	began := time.Now()
	if a, err := ls.ask(ctx, posting(t, "a=1")); err == nil || len(ls.free) != 0 {
		t.Errorf("%+v, %v, %d free", a, err, len(ls.free))
	}
	if took := time.Since(began); took >= mostAnswer { // which ends it too
		t.Errorf("it took %s to hear that nobody waits any more", took)
	}
}

func TestLinesOverTLSAskForACertificate(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(echo))
	defer s.Close()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ls := newLines(base, nil)
	if a, err := ls.ask(t.Context(), posting(t, "a=1")); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%+v, %v: who is it?", a, err)
	}
}
