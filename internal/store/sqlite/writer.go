package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"kist/internal/fault"
)

// Bounds of one group: enough to share an fsync widely, few enough that the
// first of a group does not wait long for the last.
const (
	queueLength = 256
	groupLength = 256
)

// work is one caller's write. A fault.Exists, Conflict or NotFound is its
// answer and means that it changed nothing; any other error spoils the
// transaction that it is in.
type work func(ctx context.Context, conn *sql.Conn) error

type op struct {
	ctx  context.Context
	work work
	done chan error // takes one answer without waiting
}

// writer owns the one connection that writes.
type writer struct {
	db   *sql.DB
	conn *sql.Conn

	queue   chan op
	closing chan struct{}
	once    sync.Once
	stopped chan struct{}
	last    error // of the emptying at the end; read after stopped

	emptyLog time.Duration
}

func openWriter(path string, emptyLog time.Duration) (*writer, error) {
	db, err := sql.Open("sqlite", source(path, "_pragma=cache_size(-16000)"))
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, queue: make(chan op, queueLength), emptyLog: emptyLog,
		closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	if err := w.start(context.Background()); err != nil {
		_ = db.Close()
		return nil, err
	}
	return w, nil
}

func (w *writer) start(ctx context.Context) error {
	var err error
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return err
	}
	if err := setUp(ctx, w.conn); err != nil {
		return err
	}
	go w.run(ctx)
	return nil
}

// do hands the work over and waits for its answer. When ctx ends first the
// work may still be done, or be done already: the error then says only that
// nobody waited. fault.Closed once the engine is closed.
func (w *writer) do(ctx context.Context, work work) error {
	o := op{ctx: ctx, work: work, done: make(chan error, 1)}
	select {
	case w.queue <- o:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return errClosed
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return answerAfter(o)
	}
}

var errClosed = fault.Wrap(fault.Closed, "the database has been closed")

// answerAfter is for an op that was queued while the writer stopped: it was
// either answered, or never touched.
func answerAfter(o op) error {
	select {
	case err := <-o.done:
		return err
	default:
		return errClosed
	}
}

// run commits groups until the writer is closed and nothing waits. The log is
// emptied a while after the first write since it was empty, not after the last
// one, which on a busy day would never come.
func (w *writer) run(ctx context.Context) {
	defer close(w.stopped)
	var due <-chan time.Time
	for {
		select {
		case o := <-w.queue:
			w.group(ctx, o)
			if due == nil {
				due = time.After(w.emptyLog)
			}
		case <-due:
			// Somebody reading an old state can hold it up; it is tried again
			// after the next write, and at Close.
			_ = emptyLog(ctx, w.conn)
			due = nil
		case <-w.closing:
			w.drain(ctx)
			return
		}
	}
}

func (w *writer) drain(ctx context.Context) {
	for {
		select {
		case o := <-w.queue:
			w.group(ctx, o)
		default:
			w.last = emptyLog(ctx, w.conn)
			return
		}
	}
}

// group does what waits in one transaction and answers everybody after its
// commit.
func (w *writer) group(ctx context.Context, first op) {
	group := []op{first}
	answers, err := w.try(ctx, &group)
	if err != nil && len(group) > 1 {
		w.alone(ctx, group)
		return
	}
	for i, o := range group {
		if err != nil {
			o.done <- err
		} else {
			o.done <- answers[i]
		}
	}
}

// alone does each of a group by itself, so that what spoiled the group spoils
// nothing but itself.
func (w *writer) alone(ctx context.Context, group []op) {
	for _, o := range group {
		one := []op{o}
		answers, err := w.attempt(ctx, &one, 1)
		if err == nil {
			err = answers[0]
		}
		o.done <- err
	}
}

func (w *writer) try(ctx context.Context, group *[]op) ([]error, error) {
	return w.attempt(ctx, group, groupLength)
}

// attempt does the group in one transaction. While it works more may come,
// and joins, up to a length of most. After an error nothing is changed.
func (w *writer) attempt(ctx context.Context, group *[]op, most int) (answers []error, err error) {
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	for i := 0; i < len(*group); i++ {
		answer := w.one(ctx, (*group)[i])
		if answer != nil && !harmless(answer) {
			return nil, w.rollback(ctx, answer)
		}
		answers = append(answers, answer)
		if i == len(*group)-1 {
			*group = w.join(*group, most)
		}
	}
	if _, err := w.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return nil, w.rollback(ctx, err)
	}
	return answers, nil
}

// one does the work of a caller who still waits. The work itself runs to its
// end: interrupting it would cost the others their transaction.
func (w *writer) one(ctx context.Context, o op) error {
	if err := o.ctx.Err(); err != nil {
		return errGone{err}
	}
	return o.work(ctx, w.conn)
}

// errGone is the answer to a caller who had given up before the work began.
type errGone struct{ error }

func (e errGone) Unwrap() error { return e.error }

func harmless(err error) bool {
	_, gone := err.(errGone)
	return gone || errors.Is(err, fault.Exists) || errors.Is(err, fault.Conflict) || errors.Is(err, fault.NotFound)
}

// rollback undoes the transaction, and passes on why.
func (w *writer) rollback(ctx context.Context, why error) error {
	if _, err := w.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		// SQLite has rolled back by itself after the gravest errors, and says
		// so by refusing; there is nothing more to undo.
		return fmt.Errorf("%w (rolled back: %v)", why, err)
	}
	return why
}

// join takes what waits, without waiting for it.
func (w *writer) join(group []op, most int) []op {
	runtime.Gosched() // callers just answered are about to ask again
	for len(group) < most {
		select {
		case o := <-w.queue:
			group = append(group, o)
		default:
			return group
		}
	}
	return group
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.closing) })
	<-w.stopped
	return errors.Join(w.last, w.conn.Close(), w.db.Close())
}
