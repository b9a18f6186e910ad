package ballot

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"kist/internal/seal"
)

// opened is a box with what is in it.
type opened struct {
	*box
	rows  []Row
	texts []sealedText
	err   error
}

// openAhead opens boxes while the ones before are counted, a few at the same time,
// for opening is most of what counting takes; they come in their order. The sequence
// ends after its first error, and nothing of it goes on afterwards.
func openAhead(ctx context.Context, private seal.Private, boxes func(context.Context) iter.Seq2[*box, error]) iter.Seq[opened] {
	return func(yield func(opened) bool) {
		ctx, stop := context.WithCancel(ctx)
		var work sync.WaitGroup
		defer work.Wait()
		defer stop()
		ahead := make(chan chan opened, 1) // with one being sent and one being waited for, three at most
		work.Go(func() {
			defer close(ahead)
			for b, err := range boxes(ctx) {
				next := make(chan opened, 1)
				if err != nil {
					next <- opened{err: err}
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

func openBox(b *box, private seal.Private) opened {
	rows, texts, err := b.open(private)
	if err != nil {
		err = fmt.Errorf("box %s: %w", b.ID, err)
	}
	return opened{b, rows, texts, err}
}
