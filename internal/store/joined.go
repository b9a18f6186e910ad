package store

import (
	"context"
	"runtime"
	"sync"
)

// Joined reads one document strongly for all who ask for it at the same time:
// when a class sends at once, each needs to know that the round still runs, and
// one look answers all of them. A caller joins only a look that has not begun,
// so it sees what was acknowledged before its call, as with GetStrong.
type Joined[P headed] struct{ of looks }

// looks are the reads of one collection.
type looks struct {
	from *untyped
	mu   sync.Mutex
	next map[string]*look // by id: announced, and not begun
}

// look is one read that some callers wait for.
type look struct {
	done chan struct{}
	doc  headed
	err  error
}

// Joined gives the collection's joined reads.
func (c *Collection[P]) Joined() *Joined[P] {
	return &Joined[P]{looks{from: &c.of, next: map[string]*look{}}}
}

// GetStrong reads what was acknowledged by anybody before the call. The document
// is shared with other callers and must not be altered. fault.NotFound if there
// is none; the error of ctx if that ends first.
func (j *Joined[P]) GetStrong(ctx context.Context, id string) (P, error) {
	return typed[P](j.of.get(ctx, id))
}

func (j *looks) get(ctx context.Context, id string) (headed, error) {
	l, first := j.join(id)
	if first {
		j.read(context.WithoutCancel(ctx), id, l) // others wait for it too
		return l.doc, l.err
	}
	select {
	case <-l.done:
		return l.doc, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// join finds the look that is announced, or announces one.
func (j *looks) join(id string) (l *look, first bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if l, ok := j.next[id]; ok {
		return l, false
	}
	l = &look{done: make(chan struct{})}
	j.next[id] = l
	return l, true
}

// read lets those who can run now join, closes the door behind them, and looks.
func (j *looks) read(ctx context.Context, id string, l *look) {
	defer close(l.done)
	runtime.Gosched()
	j.mu.Lock()
	delete(j.next, id)
	j.mu.Unlock()
	l.doc, l.err = j.from.read(ctx, id, Strong)
}
