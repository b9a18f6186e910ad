package contacts

import (
	"testing"

	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// The key to a round's requests is needed until the last words are forgotten: thirty
// days after the decision, and for ever while nobody decides.
func TestKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		r := open(t, engine())
		kept := func(round string, want int) {
			t.Helper()
			if n, err := r.requests.Kept(t.Context(), round); err != nil || n != want {
				t.Errorf("%d of %s have words, not %d: %v", n, round, want, err)
			}
		}
		kept("r", 0)
		r.take(NewForm(), mairi)
		r.take(NewForm(), mairi)
		kept("r", 2)
		kept((&inspections.Round{Head: store.Head{ID: "other"}}).ID, 0)
		first := r.all(2)[0].ID
		if err := r.requests.Decide(t.Context(), first, Reached, "Rang.", "lead"); err != nil {
			t.Fatal(err)
		}
		kept("r", 2)
		r.now = r.now.AddDate(0, 0, keepDays)
		r.sweep(first)
		kept("r", 1)
	})
}
