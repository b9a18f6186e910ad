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
	// size is how many bytes are sealed in it.
	size() int
	// open gives what was sealed, under the round's private half.
	open(private seal.Private) (In, error)
}

func (b *boxRows) name() string  { return b.ID }
func (b *boxTexts) name() string { return b.ID }
func (b *boxRows) size() int     { return len(b.Rows) }
func (b *boxTexts) size() int    { return len(b.Texts) }

// opened is a box with what is in it.
type opened[B openable[In], In any] struct {
	box B
	in  In
	err error
}

// bundleBytes is how much is handed from hand to hand at once: boxes of few rows are
// opened faster than one hand finds the other.
const bundleBytes = 128 << 10

// openAhead opens boxes while the ones before are counted, a bundle at a time and a few
// at the same time, for opening is most of what counting takes; they come in their
// order. The sequence ends after its first error, and nothing of it goes on afterwards.
func openAhead[B openable[In], In any](ctx context.Context, private seal.Private, boxes func(context.Context) iter.Seq2[B, error]) iter.Seq[opened[B, In]] {
	return func(yield func(opened[B, In]) bool) {
		ctx, stop := context.WithCancel(ctx)
		var work sync.WaitGroup
		defer work.Wait()
		defer stop()
		ahead := make(chan chan []opened[B, In], 1) // with one being sent and one being waited for, three at most
		work.Go(func() {
			defer close(ahead)
			for bundle := range bundles(boxes(ctx)) {
				next := make(chan []opened[B, In], 1)
				work.Go(func() { next <- openBundle(bundle, private) })
				select {
				case ahead <- next:
				case <-ctx.Done():
					return
				}
			}
		})
		for next := range ahead {
			for _, o := range <-next {
				if !yield(o) || o.err != nil {
					return
				}
			}
		}
	}
}

// bundles puts boxes together, until they hold bundleBytes. What could not be read is
// the last.
func bundles[B openable[In], In any](boxes iter.Seq2[B, error]) iter.Seq[[]opened[B, In]] {
	return func(yield func([]opened[B, In]) bool) {
		var bundle []opened[B, In]
		size := 0
		for b, err := range boxes {
			bundle = append(bundle, opened[B, In]{box: b, err: err})
			if err != nil {
				break
			}
			if size += b.size(); size < bundleBytes {
				continue
			}
			if !yield(bundle) {
				return
			}
			bundle, size = nil, 0
		}
		if len(bundle) > 0 {
			yield(bundle)
		}
	}
}

// openBundle opens the boxes of a bundle, until one cannot be.
func openBundle[B openable[In], In any](bundle []opened[B, In], private seal.Private) []opened[B, In] {
	for i, o := range bundle {
		if o.err != nil {
			break
		}
		if bundle[i] = openBox(o.box, private); bundle[i].err != nil {
			return bundle[:i+1]
		}
	}
	return bundle
}

func openBox[B openable[In], In any](b B, private seal.Private) opened[B, In] {
	in, err := b.open(private)
	if err != nil {
		err = fmt.Errorf("box %s: %w", b.name(), err)
	}
	return opened[B, In]{b, in, err}
}
