package store

import (
	"context"
	"errors"

	"kist/internal/fault"
)

// Amend hands every document to again, and replaces those that it says it changed, each
// by itself and only while it is there in the revision that was read: what was deleted or
// changed meanwhile is left to another run. So it can be broken off, repeated and done by
// several at once. dry replaces nothing. n is how many again changed.
func (c *Collection[T, P]) Amend(ctx context.Context, dry bool, again func(*T) (changed bool, err error)) (n int, err error) {
	all, err := c.All(ctx, Query{})
	if err != nil {
		return 0, err
	}
	for _, doc := range all {
		changed, err := again(doc)
		if err != nil {
			return n, err
		}
		if !changed {
			continue
		}
		n++
		if dry {
			continue
		}
		if err := c.Replace(ctx, doc); err != nil && !errors.Is(err, fault.NotFound) && !errors.Is(err, fault.Conflict) {
			return n, err
		}
	}
	return n, nil
}
