package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"
)

// queueLength is how many may wait without holding up those who come.
const queueLength = 256

// work is one caller's write. A fault.Exists, Conflict or NotFound is its
// answer and means that it changed nothing; any other error spoils the
// transaction that it is in. It runs once more when another one spoilt theirs.
type work func(ctx context.Context, conn *sql.Conn) error

type op struct {
	ctx    context.Context
	work   work
	schema bool       // it makes tables, and no document
	done   chan error // takes one answer without waiting
}

// writer owns the one connection that writes.
type writer struct {
	db   *sql.DB
	conn *sql.Conn

	queue   chan op
	shreds  chan shredding
	closing chan struct{}
	once    sync.Once
	stopped chan struct{}
	last    error // of letting go; read after stopped
	hasty   bool  // commits do not wait for the disk

	// What was deleted and is to be gone from the log: the writer's own, and of the work it does.
	deleted bool // just now
	owed    bool
	waiting []shredding

	stood    map[string]made // what the file had when it was opened
	emptyLog time.Duration
}

func openWriter(path string, emptyLog time.Duration) (*writer, error) {
	db, err := sql.Open("sqlite", source(path, "_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(4000)"))
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, queue: make(chan op, queueLength), shreds: make(chan shredding), emptyLog: emptyLog,
		closing: make(chan struct{}), stopped: make(chan struct{}), owed: true, // by a crash, it may be
	}
	if err := w.start(context.Background()); err != nil {
		if w.conn != nil {
			_ = w.conn.Close()
		}
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
	if w.stood, err = standing(ctx, w.conn); err != nil {
		return err
	}
	go w.run(ctx)
	return nil
}

// do hands the work over and waits for its answer. When ctx ends first the
// work may still be done, or be done already: the error then says only that
// nobody waited. errClosed once the engine is closed.
func (w *writer) do(ctx context.Context, work work) error {
	return w.ask(op{ctx: ctx, work: work})
}

// make is do for tables. What it makes is on the disk no later than the first document
// that is acknowledged after it: the log is one, and is synced up to its end. So a start
// waits for the disk once, and not for each collection.
func (w *writer) make(ctx context.Context, work work) error {
	return w.ask(op{ctx: ctx, work: work, schema: true})
}

func (w *writer) ask(o op) error {
	ctx := o.ctx
	o.done = make(chan error, 1)
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

// errClosed is no fault.Closed: that is a round, and a child would be told that it is over.
var errClosed = errors.New("the database has been closed")

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
// emptied at the start, and a while after the first write since it was empty, not after
// the last one, which on a busy day would never come; at once where it is owed.
func (w *writer) run(ctx context.Context) {
	defer close(w.stopped)
	due := time.After(0) // a crash may have left what was to be gone
	for {
		select {
		case o := <-w.queue:
			w.group(ctx, o)
			if due == nil {
				due = time.After(w.emptyLog)
			}
			if w.deleted {
				w.deleted, w.owed = false, true
				due = time.After(0)
			}
		case <-due:
			due = w.empty(ctx)
		case s := <-w.shreds:
			if !w.owed {
				s.answer <- nil
				continue
			}
			w.waiting = append(w.waiting, s)
			due = time.After(0)
		case <-w.closing:
			w.last = w.finish(ctx)
			return
		}
	}
}

// finish commits what waits and lets go.
func (w *writer) finish(ctx context.Context) error {
	for {
		select {
		case o := <-w.queue:
			w.group(ctx, o)
		default:
			err := w.emptyLast(ctx)
			w.answerShreds(errClosed, 0)
			return errors.Join(err, w.conn.Close(), w.db.Close())
		}
	}
}

// emptyLast empties the log a last time. Others of whom it is in use empty it themselves.
func (w *writer) emptyLast(ctx context.Context) error {
	for range 3 {
		if what, err := emptyLog(ctx, w.conn); what == done || err != nil {
			return err
		}
		time.Sleep(whileTaken)
	}
	return nil
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.closing) })
	<-w.stopped
	return w.last
}
