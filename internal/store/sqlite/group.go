package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"kist/internal/fault"
)

// groupLength is how many share a transaction at most: enough to share its
// fsync widely, few enough that the first need not wait long for the last.
const groupLength = 256

// group does what waits in one transaction, and answers everybody after its
// commit.
func (w *writer) group(ctx context.Context, first op) {
	most := groupLength
	if first.schema {
		most = 1 // a document in the same transaction would not wait for the disk either
	}
	if err := w.hurry(ctx, first.schema); err != nil {
		first.done <- err
		return
	}
	ops, answers, err := w.transact(ctx, []op{first}, most)
	if len(ops) > 1 && errors.As(err, new(spoilt)) {
		w.alone(ctx, ops)
		return
	}
	for i, o := range ops {
		if err != nil {
			o.done <- err
		} else {
			o.done <- answers[i]
		}
	}
}

// hurry says whether commits from now on need not wait for the disk.
func (w *writer) hurry(ctx context.Context, hasty bool) error {
	if w.hasty == hasty {
		return nil
	}
	mode := "FULL"
	if hasty {
		mode = "NORMAL"
	}
	_, err := w.conn.ExecContext(ctx, "PRAGMA synchronous = "+mode)
	if err == nil {
		w.hasty = hasty
	}
	return err
}

// alone gives each op a transaction of its own, so that the one that spoilt
// theirs spoils nothing but its own.
func (w *writer) alone(ctx context.Context, ops []op) {
	for _, o := range ops {
		_, answers, err := w.transact(ctx, []op{o}, 1)
		if err == nil {
			err = answers[0]
		}
		o.done <- err
	}
}

// transact does the ops in one transaction. While it works more may come, and
// join, until there are most. It returns all ops that took part, and their
// answers; or an error, spoilt if an op was the reason, and then nothing is
// changed.
func (w *writer) transact(ctx context.Context, ops []op, most int) ([]op, []error, error) {
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return ops, nil, err
	}
	var answers []error
	for i := 0; i < len(ops); i++ {
		answer, err := w.answer(ctx, ops[i])
		if err != nil {
			return ops, nil, w.rollback(ctx, spoilt{err})
		}
		answers = append(answers, answer)
		if i == len(ops)-1 {
			ops = w.join(ops, most)
		}
	}
	if _, err := w.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return ops, nil, w.rollback(ctx, err)
	}
	return ops, answers, nil
}

// spoilt is an error of an op that leaves its transaction in doubt.
type spoilt struct{ error }

func (s spoilt) Unwrap() error { return s.error }

// answer does the op's work, unless nobody waits for it any more. The work
// gets the writer's context, not the caller's: to interrupt it would cost the
// others their transaction.
func (w *writer) answer(ctx context.Context, o op) (answer, err error) {
	if gone := o.ctx.Err(); gone != nil {
		return gone, nil
	}
	err = o.work(ctx, w.conn)
	for _, kind := range []error{fault.Exists, fault.Conflict, fault.NotFound} {
		if errors.Is(err, kind) {
			return err, nil
		}
	}
	return nil, err
}

// rollback undoes the transaction, and passes on why.
func (w *writer) rollback(ctx context.Context, why error) error {
	if _, err := w.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		// SQLite has rolled back by itself after the gravest errors, and says
		// so by refusing; there is nothing more to undo.
		return fmt.Errorf("%w (rolling back: %v)", why, err)
	}
	return why
}

// join takes what waits, without waiting for it.
func (w *writer) join(ops []op, most int) []op {
	runtime.Gosched() // callers just answered are about to ask again
	for len(ops) < most {
		select {
		case o := <-w.queue:
			ops = append(ops, o)
		default:
			return ops
		}
	}
	return ops
}
