package results

import (
	"context"
	"fmt"

	"kist/internal/store"
)

// CountOf is how many releases a round has. They are numbered from 1, so their
// ids follow (ReleaseID): a list of rounds need not read what is in them.
func (r *Releases) CountOf(ctx context.Context, round string) (int, error) {
	n, err := r.docs.Count(ctx, store.Query{Field: "round", Is: round})
	return int(n), err
}

// ReleaseID is the id of a round's release with this number.
func ReleaseID(round string, number int) string { return fmt.Sprintf("%s-%d", round, number) }
