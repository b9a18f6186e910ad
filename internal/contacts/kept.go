package contacts

import (
	"context"

	"kist/internal/inspections"
	"kist/internal/store"
)

// Kept says whether a request of a round still has words, decided or not: for as
// long the key that opens them is needed.
func (r *Requests) Kept(ctx context.Context, round *inspections.Round) (bool, error) {
	for doc, err := range r.docs.Find(ctx, store.Query{Strong: true}) {
		if err != nil {
			return false, err
		}
		if doc.Round == round.ID && !doc.Forgotten() {
			return true, nil
		}
	}
	return false, nil
}
