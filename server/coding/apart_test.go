package coding

import (
	"context"

	"kist/internal/ballot"
)

// apart are boxes of which it is asked only whether people have to decide of any.
type apart struct{ undecided bool }

// Undecided implements results.Boxes.
func (a *apart) Undecided(context.Context, string) (bool, error) { return a.undecided, nil }

// Count implements results.Boxes.
func (*apart) Count(context.Context, string) (int64, error) { return 0, nil }

// Batches implements results.Boxes.
func (*apart) Batches(context.Context, string, func(ballot.Batch) error) error { return nil }
