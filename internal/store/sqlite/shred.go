package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// What was deleted lies in the log until that is empty: in a collection that is shredded
// the writer owes it, from the commit on, whether or not somebody still waits for it. It
// tries at once, and goes on with its other work between two tries.

const (
	// emptyPatience is how long nobody can write while the log waits for others.
	emptyPatience = 100 * time.Millisecond
	// whileTaken is when the log is emptied after another was emptying it, or wrote.
	whileTaken = emptyPatience / 2
	// shredAgain is when the log is emptied after somebody read an older state of it.
	shredAgain = time.Second
)

// errHeld says that what was deleted is still in the log. It goes as soon as it can.
var errHeld = errors.New("the database is in use: what was deleted is not gone from its log yet")

// shredding is somebody who waits for the log to be emptied.
type shredding struct {
	since  time.Time
	answer chan error // takes one answer without waiting
}

// shred waits until nothing is owed, or somebody reads an older state of the log, which
// may take any time. errHeld after busyTimeout; errClosed once the engine is closed.
func (w *writer) shred(ctx context.Context) error {
	s := shredding{time.Now(), make(chan error, 1)}
	select {
	case w.shreds <- s:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return errClosed
	}
	select {
	case err := <-s.answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// empty empties the log, answers those who wait for it, and says when to try again: nil if
// there is no need.
func (w *writer) empty(ctx context.Context) (again <-chan time.Time) {
	what, err := emptyLog(ctx, w.conn)
	switch {
	case err != nil:
		w.answerShreds(err, 0)
	case what == read:
		w.answerShreds(nil, 0)
	case what == taken:
		w.answerShreds(errHeld, busyTimeout)
	default:
		w.owed = false
		w.answerShreds(nil, 0)
		letGo(ctx, w.conn)
		return nil
	}
	switch {
	case len(w.waiting) > 0:
		return time.After(whileTaken)
	case w.owed:
		return time.After(shredAgain)
	}
	letGo(ctx, w.conn)
	return time.After(w.emptyLog)
}

// answerShreds answers those who have waited as long.
func (w *writer) answerShreds(err error, waited time.Duration) {
	var still []shredding
	for _, s := range w.waiting {
		if time.Since(s.since) < waited {
			still = append(still, s)
			continue
		}
		s.answer <- err
	}
	w.waiting = still
}

// emptied is what became of an attempt to empty the log.
type emptied int

const (
	done  emptied = iota
	read          // somebody, a backup say, still reads an older state: all of the log is not in the file
	taken         // another is emptying it just now, or writes, or reads the newest state
)

// emptyLog moves the log into the file and cuts it to nothing. It cannot while somebody
// reads; it says so soon, because nobody can write while it waits. Another that is emptying
// the log SQLite does not wait for, and tells no number of pages.
func emptyLog(ctx context.Context, conn *sql.Conn) (emptied, error) {
	if err := wait(ctx, conn, emptyPatience); err != nil {
		return taken, err
	}
	var busy bool
	var pages, moved int
	err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	err = errors.Join(err, wait(ctx, conn, busyTimeout))
	switch {
	case err == nil && !busy:
		return done, nil
	case moved < pages:
		return read, err
	}
	return taken, err
}

// letGo gives back the memory of the pages that the connection has read and written: a
// page takes twice its size there, and the next transaction has the few it needs back in
// a moment. If it cannot, it holds them a while longer.
func letGo(ctx context.Context, conn *sql.Conn) {
	_, _ = conn.ExecContext(ctx, "PRAGMA shrink_memory")
}

// wait sets how long the connection waits for others.
func wait(ctx context.Context, conn *sql.Conn, d time.Duration) error {
	_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds()))
	return err
}
