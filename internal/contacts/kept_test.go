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
		kept := func(round string, want bool) {
			t.Helper()
			if got, err := r.requests.Kept(t.Context(), &inspections.Round{Head: store.Head{ID: round}}); err != nil || got != want {
				t.Errorf("that one of %s has words is %v: %v", round, got, err)
			}
		}
		kept("r", false)
		r.take(NewForm(), mairi)
		r.take(NewForm(), mairi)
		kept("r", true)
		kept("other", false)
		for _, left := range []bool{true, false} {
			id := r.all(2)[0].ID
			if !left {
				id = r.all(2)[1].ID
			}
			if err := r.requests.Decide(t.Context(), id, Reached, "Rang.", "lead"); err != nil {
				t.Fatal(err)
			}
			kept("r", true)
			r.now = r.now.AddDate(0, 0, keepDays)
			r.sweep(id)
			kept("r", left)
		}
	})
}
