package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

// gate holds the writer up in the middle of a group, so that whatever is
// queued meanwhile joins that group. It returns what lets it go on.
func gate(t *testing.T, e *Engine) (open func()) {
	t.Helper()
	var once sync.Once
	reached, opened := make(chan struct{}), make(chan struct{})
	go func() {
		_ = e.writer.do(context.Background(), func(context.Context, *sql.Conn) error {
			once.Do(func() { close(reached) })
			<-opened
			return nil
		})
	}()
	<-reached
	return func() { close(opened) }
}

// queued hands work over and returns once it waits behind what is held up.
func queued(t *testing.T, ctx context.Context, e *Engine, work work) <-chan error {
	t.Helper()
	before := len(e.writer.queue)
	answer := make(chan error, 1)
	go func() { answer <- e.writer.do(ctx, work) }()
	waitUntil(t, func() bool { return len(e.writer.queue) > before })
	return answer
}

func inserting(t *testing.T, id string) work {
	return func(ctx context.Context, conn *sql.Conn) error {
		return changed(fault.Exists)(conn.ExecContext(ctx,
			`INSERT INTO inbox (id, rev, doc) VALUES (?, 1, '{}') ON CONFLICT DO NOTHING`, id))
	}
}

// has says whether others can see the document.
func has(t *testing.T, e *Engine, id string) bool {
	t.Helper()
	var n int
	err := e.readers.QueryRowContext(context.Background(), "SELECT count(*) FROM inbox WHERE id = ?", id).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func newInbox(t *testing.T) *Engine {
	t.Helper()
	e := openTest(t, newPath(t))
	openParcels(t, e)
	return e
}

func TestWhatWaitsIsCommittedTogether(t *testing.T) {
	e := newInbox(t)
	open := gate(t, e)
	a := queued(t, t.Context(), e, inserting(t, "a"))
	twice := queued(t, t.Context(), e, inserting(t, "a"))
	missing := queued(t, t.Context(), e, func(context.Context, *sql.Conn) error { return fault.NotFound })
	b := queued(t, t.Context(), e, inserting(t, "b"))
	var early bool
	last := queued(t, t.Context(), e, func(context.Context, *sql.Conn) error {
		early = has(t, e, "a") || has(t, e, "b")
		return nil
	})
	open()
	for name, got := range map[string]struct {
		err  <-chan error
		want error
	}{"a": {a, nil}, "twice": {twice, fault.Exists}, "missing": {missing, fault.NotFound}, "b": {b, nil}, "last": {last, nil}} {
		if err := <-got.err; !errors.Is(err, got.want) {
			t.Errorf("%s: %v, want %v", name, err, got.want)
		}
	}
	if early {
		t.Error("the first was committed before the last was done: not one transaction")
	}
	if !has(t, e, "a") || !has(t, e, "b") {
		t.Error("acknowledged, and not there")
	}
}

func TestOneThatFailsSpoilsNothingButItself(t *testing.T) {
	broken := errors.New("broken")
	for name, bad := range map[string]work{
		"statement refused": func(ctx context.Context, conn *sql.Conn) error {
			_, err := conn.ExecContext(ctx, "INSERT INTO nowhere VALUES (1)")
			return fmt.Errorf("%w: %w", broken, err)
		},
		"transaction lost": func(ctx context.Context, conn *sql.Conn) error {
			_, err := conn.ExecContext(ctx, "ROLLBACK") // as SQLite does when the disk is full
			return errors.Join(broken, err)
		},
		"half done": func(ctx context.Context, conn *sql.Conn) error {
			return errors.Join(inserting(t, "half")(ctx, conn), broken)
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := newInbox(t)
			open := gate(t, e)
			a := queued(t, t.Context(), e, inserting(t, "a"))
			failing := queued(t, t.Context(), e, bad)
			again := queued(t, t.Context(), e, inserting(t, "a"))
			b := queued(t, t.Context(), e, inserting(t, "b"))
			open()
			if errA, errB := <-a, <-b; errA != nil || errB != nil {
				t.Errorf("the others: %v, %v", errA, errB)
			}
			if err := <-failing; !errors.Is(err, broken) {
				t.Errorf("the broken one: %v", err)
			}
			if err := <-again; !errors.Is(err, fault.Exists) {
				t.Errorf("the second a: %v, want %v", err, fault.Exists)
			}
			if !has(t, e, "a") || !has(t, e, "b") || has(t, e, "half") {
				t.Error("stored is something else than what was answered")
			}
		})
	}
}

func TestACommitThatFailsFailsAll(t *testing.T) {
	e := newInbox(t)
	open := gate(t, e)
	a := queued(t, t.Context(), e, inserting(t, "a"))
	b := queued(t, t.Context(), e, inserting(t, "b"))
	secretly := queued(t, t.Context(), e, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "ROLLBACK") // so that COMMIT has nothing to commit
		return err
	})
	open()
	for name, answer := range map[string]<-chan error{"a": a, "b": b, "secretly": secretly} {
		if err := <-answer; err == nil {
			t.Errorf("%s was acknowledged", name)
		}
	}
	if has(t, e, "a") || has(t, e, "b") {
		t.Error("something was kept")
	}
	if err := e.writer.do(t.Context(), inserting(t, "a")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// Whoever gives up while waiting is not waited for; what has not begun then is
// not done at all.
func TestGivingUpInTheQueue(t *testing.T) {
	e := newInbox(t)
	open := gate(t, e)
	ctx, cancel := context.WithCancel(t.Context())
	given := queued(t, ctx, e, inserting(t, "given up"))
	kept := queued(t, t.Context(), e, inserting(t, "kept"))
	cancel()
	if err := <-given; !errors.Is(err, context.Canceled) {
		t.Errorf("giving up: %v", err)
	}
	open()
	if err := <-kept; err != nil {
		t.Error(err)
	}
	if has(t, e, "given up") || !has(t, e, "kept") {
		t.Error("stored is something else than what was asked for in the end")
	}
}

// Giving up after the work has begun does not undo it.
func TestGivingUpTooLate(t *testing.T) {
	e := newInbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	begun, goOn := make(chan struct{}), make(chan struct{})
	answer := make(chan error, 1)
	go func() {
		answer <- e.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
			close(begun)
			<-goOn
			return inserting(t, "late")(ctx, conn)
		})
	}()
	<-begun
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("giving up: %v", err)
	}
	close(goOn)
	waitUntil(t, func() bool { return has(t, e, "late") })
}

func TestCloseFinishesWhatWaits(t *testing.T) {
	path := newPath(t)
	e := openTest(t, path)
	c := openParcels(t, e)
	open := gate(t, e)
	waiting := make([]<-chan error, 20)
	for i := range waiting {
		waiting[i] = queued(t, t.Context(), e, inserting(t, fmt.Sprint(i)))
	}
	closed := make(chan error, 1)
	go func() { closed <- e.Close() }()
	<-e.writer.closing
	open()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	for i, answer := range waiting {
		if err := <-answer; err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	if err := c.Insert(t.Context(), newParcel()); err == nil || errors.Is(err, fault.Closed) {
		t.Errorf("insert after closing: %v, and not as if a round were closed", err)
	}
	n, err := openParcels(t, openTest(t, path)).Count(t.Context(), store.Query{})
	if err != nil || n != int64(len(waiting)) {
		t.Errorf("%d of %d are there, %v", n, len(waiting), err)
	}
}
