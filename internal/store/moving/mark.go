package moving

import (
	"cmp"
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/store"
)

// markName is the collection in which a move that is not over is noted.
const markName = "moving"

// markID is the one document of it.
const markID = "in"

// mark says that a store is being moved into.
type mark struct {
	store.Head `bson:",inline"`
	// From is the sum of the first document of each collection, to know the same store
	// again, or the ids of the files that are restored.
	From string `json:"from"`
	What string `json:"what,omitempty"` // Restore; empty: Move
	docs *store.Collection[*mark]
}

// What may be broken off in a store.
const (
	Moving    = "move"
	Restoring = "restore"
)

// begin notes what is done to the store that is filled, if it is empty or the same was
// broken off there.
func begin(ctx context.Context, to store.Engine, target map[string]store.Docs, what, from string) (*mark, error) {
	docs, err := openMarks(ctx, to)
	if err != nil {
		return nil, err
	}
	there, err := docs.GetStrong(ctx, markID)
	switch {
	case err == nil && there.From != from:
		return nil, ErrNotEmpty
	case err == nil:
		there.docs = docs
		return there, nil
	case !errors.Is(err, fault.NotFound):
		return nil, err
	}
	for _, d := range target {
		if n, err := d.Count(ctx, store.Query{}); err != nil || n > 0 {
			return nil, errors.Join(err, ErrNotEmpty)
		}
	}
	m := &mark{Head: store.Head{ID: markID}, From: from, What: what, docs: docs}
	return m, docs.Insert(ctx, m)
}

func openMarks(ctx context.Context, e store.Engine) (*store.Collection[*mark], error) {
	return store.Open[mark](ctx, e, store.Spec{Name: markName})
}

// end takes the note away: the store can be used.
func (m *mark) end(ctx context.Context) error { return m.docs.Delete(ctx, markID) }

// Unfinished says what was broken off in a store, Moving or Restoring: no server may use
// it then. Empty: nothing.
func Unfinished(ctx context.Context, e store.Engine) (what string, err error) {
	docs, err := openMarks(ctx, e)
	if err != nil {
		return "", err
	}
	m, err := docs.GetStrong(ctx, markID)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return cmp.Or(m.What, Moving), nil
}
