package ballot

import (
	"context"

	"golang.org/x/sync/errgroup"

	"kist/internal/seal"
	"kist/internal/store"
)

// FillBoxes puts n rows into boxes of a round, sized and sealed as the sealer makes
// them, without the way there. Each box has as many texts as every quarter of its
// rows would have written, sealed to nobody.
func FillBoxes(ctx context.Context, e store.Engine, round string, public seal.Public, n, size int, row func(i int) Row) error {
	docs, err := openBoxes(ctx, e)
	if err != nil {
		return err
	}
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for first := 0; first < n; first += size {
		group.Go(func() error {
			var opened []outer
			for i := first; i < min(first+size, n); i++ {
				o := outer{Row: row(i)}
				if i%4 == 0 {
					o.Texts = []sealedText{{o.Row.Tag, seal.Random(innerClasses[0] + 60)}}
				}
				opened = append(opened, o)
			}
			b := &box{Round: round, Number: int64(first/size + 1), Last: first+size >= n}
			b.ID = boxID(round, b.Number)
			if err := b.fill(public, opened); err != nil {
				return err
			}
			return docs.Insert(each, b)
		})
	}
	return group.Wait()
}
