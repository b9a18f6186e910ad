package moving

import (
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
	From       string `json:"from"` // the sum of the first document of each collection, to know the same store again
	docs       *store.Collection[mark, *mark]
}

// begin notes the move in the store that is moved into, if it is empty or the same
// move was broken off there.
func (h *House) begin(ctx context.Context, to store.Engine, target map[string]store.Docs) (*mark, error) {
	docs, err := openMarks(ctx, to)
	if err != nil {
		return nil, err
	}
	from, err := h.face(ctx)
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
	m := &mark{Head: store.Head{ID: markID}, From: from, docs: docs}
	return m, docs.Insert(ctx, m)
}

func openMarks(ctx context.Context, e store.Engine) (*store.Collection[mark, *mark], error) {
	return store.Open[mark](ctx, e, store.Spec{Name: markName})
}

// end takes the note away: the store can be used.
func (m *mark) end(ctx context.Context) error { return m.docs.Delete(ctx, markID) }

// Unfinished says whether a move into a store was broken off: no server may use it
// then.
func Unfinished(ctx context.Context, e store.Engine) (bool, error) {
	docs, err := openMarks(ctx, e)
	if err != nil {
		return false, err
	}
	_, err = docs.GetStrong(ctx, markID)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
