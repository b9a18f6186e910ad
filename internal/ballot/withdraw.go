package ballot

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/store"
)

// withdrawn is a tag that a child's receipt led to. What carries it is dropped
// when it is sealed into a box, or read from one.
type withdrawn struct {
	store.Head `bson:",inline"` // ID: round/tag
	Round      string           `json:"round"`
}

// Withdrawals are the tags withdrawn so far.
type Withdrawals struct {
	docs *store.Collection[*withdrawn]
}

// OpenWithdrawals ensures the collection.
func OpenWithdrawals(ctx context.Context, e store.Engine) (*Withdrawals, error) {
	docs, err := store.Open[withdrawn](ctx, e, store.Spec{Name: "withdrawals", Clustered: true, Indexes: []store.Index{{Field: "round"}}})
	if err != nil {
		return nil, err
	}
	return &Withdrawals{docs}, nil
}

// Withdraw takes back the row and the texts given to these questions. It never
// says whether there was such a row: words can only withdraw. Doing it again
// changes nothing.
func (w *Withdrawals) Withdraw(ctx context.Context, round string, r Receipt, questions []string) error {
	tags := []string{r.Tag()}
	for _, q := range questions {
		tags = append(tags, r.TextTag(q))
	}
	for _, tag := range tags {
		err := w.docs.Insert(ctx, &withdrawn{Head: store.Head{ID: round + "/" + tag}, Round: round})
		if err != nil && !errors.Is(err, fault.Exists) {
			return err
		}
	}
	return nil
}

// of is every tag withdrawn in a round.
func (w *Withdrawals) of(ctx context.Context, round string) (map[string]bool, error) {
	tags := map[string]bool{}
	for doc, err := range w.docs.Find(ctx, store.Query{Field: "round", Is: round, Strong: true}) {
		if err != nil {
			return nil, err
		}
		tags[doc.ID[len(round)+1:]] = true
	}
	return tags, nil
}
