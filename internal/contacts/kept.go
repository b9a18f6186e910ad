package contacts

import (
	"context"

	"kist/internal/store"
)

// Kept is how many requests of a round still have words, decided or not: for as
// long the key that opens them is needed.
func (r *Requests) Kept(ctx context.Context, round string) (int, error) {
	n := 0
	for doc, err := range r.docs.Find(ctx, store.Query{Strong: true}) {
		if err != nil {
			return 0, err
		}
		if doc.Round == round && !doc.Forgotten() {
			n++
		}
	}
	return n, nil
}
