package results

import (
	"context"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// crowd is how many wait; none is in a box.
type crowd int64

func (c *crowd) Waiting(context.Context, string) (int64, error) { return int64(*c), nil }
func (*crowd) InBoxes(context.Context, string) (int64, error)   { return 0, nil }
func (*crowd) LastApart(context.Context, string) (int64, error) { return 0, nil }

// A clock that was ahead does not stop the day's count once it is right, and two servers of
// which one is ahead do not count by turns.
func TestAClockAheadStopsNoCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e := open()
		book, err := inspections.OpenBook(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: "round"}, Stage: inspections.Running}); err != nil {
			t.Fatal(err)
		}
		sent := new(crowd)
		server := func() *Watch {
			w, err := OpenWatch(t.Context(), e, book, sent, sent)
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		today := time.Date(2026, 11, 26, CountHour, 0, 0, 0, time.UTC)
		well, wrong := server(), server()
		look := func(w *Watch, day, want int) {
			t.Helper()
			if err := w.CountDue(t.Context(), today.AddDate(0, 0, day)); err != nil {
				t.Fatal(err)
			}
			if p, err := w.Shown(t.Context(), "round"); err != nil || p.AtLeast != want {
				t.Errorf("day %d: %+v, %v, want %d", day, p, err, want)
			}
		}
		*sent = 10
		look(wrong, 30, 10)
		*sent = 20
		look(wrong, 0, 20) // it was set right
		look(wrong, 30, 20)
		look(well, 0, 20)
		*sent = 30
		for range 3 {
			look(well, 0, 20)
			look(wrong, 30, 20)
		}
		look(well, 1, 30)
	})
}
