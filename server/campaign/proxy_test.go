//go:build linux

package campaign

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// echo answers every form with what it holds, and keeps it.
type echo struct {
	*httptest.Server
	mu   sync.Mutex
	came []string
}

func newEcho(t *testing.T) *echo {
	e := &echo{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // it did not come whole
		}
		e.mu.Lock()
		e.came = append(e.came, string(body))
		e.mu.Unlock()
		_, _ = w.Write(body)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *echo) got() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string{}, e.came...)
}

func newTestProxy(t *testing.T, to ...string) *Proxy {
	t.Helper()
	p, err := NewProxy(0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	p.Lead(to...)
	return p
}

func (e *echo) address() string { return strings.TrimPrefix(e.URL, "http://") }

// each sends bodies over one line, and gives the answer to the last.
func each(p *Proxy, bodies ...string) (answer string, err error) {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, Timeout: patience}
	for _, body := range bodies {
		resp, err := client.Post("http://"+p.Address()+"/", "text/plain", strings.NewReader(body))
		if err != nil {
			return "", err
		}
		all, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return "", err
		}
		answer = string(all)
	}
	return answer, nil
}

func TestWholeLines(t *testing.T) {
	e := newEcho(t)
	p := newTestProxy(t, e.address())
	long := strings.Repeat("x", 200_000)
	if got, err := each(p, "a", "b", long); err != nil || got != long {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	for where, n := range p.Cuts() {
		if n != 0 {
			t.Errorf("%d cut %s", n, where)
		}
	}
}

func choose(p *Proxy, how cut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chosen = func() cut { return how }
}

// Each cut leaves a request without an answer; what arrived differs.
func TestCuts(t *testing.T) {
	form := strings.Repeat("answers ", 400)
	for how, arrives := range map[cut]bool{before: false, middle: false, after: true, half: true, late: true} {
		t.Run(how.String(), func(t *testing.T) {
			e := newEcho(t)
			p := newTestProxy(t, e.address())
			choose(p, how)
			if _, err := each(p, form); err == nil {
				t.Fatal("there was an answer")
			}
			choose(p, whole)
			want := 1
			if arrives {
				want = 2
			}
			if got, err := each(p, "after it"); err != nil || got != "after it" {
				t.Errorf("the next line: %q %v", got, err)
			}
			for end := time.Now().Add(patience); len(e.got()) < want && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if got := e.got(); len(got) != want || p.Cuts()[how.String()] != 1 {
				t.Errorf("%d requests came, want %d; cut %v", len(got), want, p.Cuts())
			}
		})
	}
}

func TestTheShareOfCuts(t *testing.T) {
	e := newEcho(t)
	p := newTestProxy(t, e.address())
	p.Cut(1)
	for range 40 {
		if _, err := each(p, "form"); err == nil {
			t.Fatal("a line was whole")
		}
	}
	sum, kinds := 0, 0
	for _, n := range p.Cuts() {
		sum += n
		if n > 0 {
			kinds++
		}
	}
	if sum < 40 || kinds < 3 {
		t.Errorf("%v", p.Cuts())
	}
}

func TestLinesLeadPastTheDead(t *testing.T) {
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = dead.Close()
	first, second := newEcho(t), newEcho(t)
	p := newTestProxy(t, dead.Addr().String(), first.address(), second.address())
	for range 12 {
		if _, err := each(p, "form"); err != nil {
			t.Fatal(err)
		}
	}
	if len(first.got()) == 0 || len(second.got()) == 0 || len(first.got())+len(second.got()) != 12 {
		t.Errorf("%d and %d", len(first.got()), len(second.got()))
	}
	p.Lead()
	if _, err := each(p, "form"); err == nil {
		t.Error("nobody is there, and yet somebody answered")
	}
}

// TestALineEndsWithItsServer: who waits for one that is led to no more is told so at once,
// and asks another.
func TestALineEndsWithItsServer(t *testing.T) {
	asked, never := make(chan bool), make(chan bool)
	stands := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- true; <-never }))
	t.Cleanup(stands.Close)
	t.Cleanup(func() { close(never) })
	e := newEcho(t)
	p := newTestProxy(t, strings.TrimPrefix(stands.URL, "http://"))
	waits := make(chan error)
	go func() {
		_, err := each(p, "form")
		waits <- err
	}()
	<-asked
	p.Lead(e.address())
	if err := <-waits; err == nil {
		t.Error("there was an answer")
	}
	if got, err := each(p, "again"); err != nil || got != "again" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCompleteRequests(t *testing.T) {
	head := "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"
	for request, want := range map[string]bool{head + "form": true, head + "for": false, head: false, "POST / HT": false, "": false} {
		if complete([]byte(request)) != want {
			t.Errorf("%q: %v", request, !want)
		}
	}
}
