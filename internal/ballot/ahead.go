package ballot

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"kist/internal/seal"
)

// openable is a box as it is stored, or a part of one.
type openable[In any] interface {
	name() string
	// open gives what was sealed, under the round's private half.
	open(private seal.Private) (In, error)
}

func (b *boxRows) name() string  { return b.ID }
func (b *boxTexts) name() string { return b.ID }

// opened is a box with what is in it.
type opened[B openable[In], In any] struct {
	box B
	in  In
	err error
}

// openAhead opens boxes while the ones before are counted, a few at the same time,
// for opening is most of what counting takes; they come in their order. The sequence
// ends after its first error, and nothing of it goes on afterwards.
func openAhead[B openable[In], In any](ctx context.Context, private seal.Private, boxes func(context.Context) iter.Seq2[B, error]) iter.Seq[opened[B, In]] {
	return func(yield func(opened[B, In]) bool) {
		ctx, stop := context.WithCancel(ctx)
		var work sync.WaitGroup
		defer work.Wait()
		defer stop()
		ahead := make(chan chan opened[B, In], 1) // with one being sent and one being waited for, three at most
		work.Go(func() {
			defer close(ahead)
			for b, err := range boxes(ctx) {
				next := make(chan opened[B, In], 1)
				if err != nil {
					next <- opened[B, In]{err: err}
				} else {
					work.Go(func() { next <- openBox(b, private) })
				}
				select {
				case ahead <- next:
				case <-ctx.Done():
					return
				}
			}
		})
		for next := range ahead {
			if o := <-next; !yield(o) || o.err != nil {
				return
			}
		}
	}
}

func openBox[B openable[In], In any](b B, private seal.Private) opened[B, In] {
	in, err := b.open(private)
	if err != nil {
		err = fmt.Errorf("box %s: %w", b.name(), err)
	}
	return opened[B, In]{b, in, err}
}
