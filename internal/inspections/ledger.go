package inspections

import (
	"context"
	"errors"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// ledger is a collection in which every change leaves its line.
type ledger[T any] struct {
	name  string
	docs  documents[T]
	part  func(*T) (*store.Head, *audit.Audited)
	trail *audit.Trail
	now   func() time.Time
}

// documents is what a ledger needs of a collection.
type documents[T any] interface {
	audit.Documents[T]
	Insert(ctx context.Context, doc *T) error
	Update(ctx context.Context, id string, change func(*T) error) (*T, error)
}

// add inserts a document with the line of its making.
func (l ledger[T]) add(ctx context.Context, doc *T, who, did string) error {
	head, line := l.part(doc)
	line.Sign(l.name, *head, who, did, l.now())
	return l.docs.Insert(ctx, doc)
}

// anyMark is for changes that come from no form.
const anyMark = "*"

// change alters a document and leaves a line. mark is that of the document as
// the person saw it (audit.Audited.Mark): fault.Conflict if somebody changed it
// since, with nothing written.
func (l ledger[T]) change(ctx context.Context, id, mark, who, did string, alter func(*T) error) (*T, error) {
	return l.docs.Update(ctx, id, func(doc *T) error {
		head, line := l.part(doc)
		if mark != anyMark && mark != line.Mark() {
			return fault.Wrap(fault.Conflict, "%s %s is at %q, not %q", l.name, id, line.Mark(), mark)
		}
		if err := alter(doc); err != nil {
			return err
		}
		if err := l.trail.Move(ctx, *line); err != nil {
			return err
		}
		line.Sign(l.name, *head, who, did, l.now())
		return nil
	})
}

func (l ledger[T]) sweep(ctx context.Context) error {
	return audit.Sweep(ctx, l.trail, l.docs, func(doc *T) *audit.Audited {
		_, line := l.part(doc)
		return line
	})
}

// Sweep brings the lines that wait on programmes, inspections, rounds and
// confirmations into the trail. Call it every minute; several servers may.
func (b *Book) Sweep(ctx context.Context) error {
	return errors.Join(b.programmes.sweep(ctx), b.inspections.sweep(ctx), b.rounds.sweep(ctx), b.confirmed.sweep(ctx))
}
