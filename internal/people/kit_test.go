package people

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/seal"
	"kist/internal/store/sqlite"
)

// clock is a time that tests move on.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// open gives people in a new store, and the clock that they go by.
func open(t *testing.T) (*People, *clock) {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	p, err := Open(t.Context(), e, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{t: time.Date(2026, 11, 23, 9, 30, 15, 0, time.UTC)}
	p.now = c.now
	p.timer = func(time.Duration) <-chan time.Time { return time.After(0) }
	if p.Trail, err = audit.OpenTrail(t.Context(), e, c.now); err != nil {
		t.Fatal(err)
	}
	return p, c
}

// join makes an administrator and signs them in.
func join(t *testing.T, p *People, name string) (session string) {
	t.Helper()
	link, err := p.FirstLink(t.Context())
	if err != nil || link == "" {
		t.Fatalf("first link %q: %v", link, err)
	}
	session, err = p.Accept(t.Context(), link, name)
	if err != nil {
		t.Fatal(err)
	}
	return session
}
