package editing

import (
	"cmp"
	"context"
	"slices"

	"kist/internal/store"
)

// Listed is a version in a list.
type Listed struct {
	store.Head `bson:",inline"`
	Survey     string `json:"survey"` // key
	Number     int    `json:"number"`
	Trial      bool   `json:"trial"`
}

// List gives every version, those to be tried out too: by survey, the latest
// first. Their texts stay in the store.
func (v *Versions) List(ctx context.Context) ([]*Listed, error) {
	all, err := v.listed.All(ctx, store.Query{})
	slices.SortFunc(all, func(x, y *Listed) int {
		return cmp.Or(cmp.Compare(x.Survey, y.Survey), cmp.Compare(y.Number, x.Number))
	})
	return all, err
}
