package results

import (
	"context"
	"errors"
	"sync"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// CountHour is the hour of the day, in the server's own time, after which the
// day's progress is counted.
const CountHour = 6

// Progress is all that staff see of a round while it runs: the whole round,
// counted once a day, under ten not told, then floored to fives. It never
// changes between two counts, so nobody can tell that a child has just sent.
type Progress struct {
	store.Head  `bson:",inline"` // ID: the round
	Day         string           `json:"day"`           // of the last count, 2006-01-02; "" before the first
	FewerThan10 bool             `json:"fewer_than_10"` // then AtLeast is 0
	AtLeast     int              `json:"at_least"`      // a multiple of 5
	// Apart is the number of the last box that stood apart then, undecided; 0: none did.
	// What came since is told with the next count.
	Apart int64 `json:"apart,omitempty"`
}

// Waiting counts what waits to be sealed.
type Waiting interface {
	Waiting(ctx context.Context, round string) (int64, error)
}

// InBoxes counts what is in boxes.
type InBoxes interface {
	InBoxes(ctx context.Context, round string) (int64, error)
	// LastApart is the number of the last box that stands apart, undecided; 0: none does.
	LastApart(ctx context.Context, round string) (int64, error)
}

// Watch keeps the progress of rounds.
type Watch struct {
	docs    *store.Collection[*Progress]
	book    *inspections.Book
	waits   Waiting
	boxes   InBoxes
	counted sync.Map // by round: the day on which this server counted it last
}

// OpenWatch ensures the collection.
func OpenWatch(ctx context.Context, e store.Engine, book *inspections.Book, waits Waiting, boxes InBoxes) (*Watch, error) {
	docs, err := store.Open[Progress](ctx, e, store.Spec{Name: "progress"})
	if err != nil {
		return nil, err
	}
	return &Watch{docs: docs, book: book, waits: waits, boxes: boxes}, nil
}

// Shown is what staff may see now. A round never counted yet is the zero
// Progress: no day, nothing told.
func (w *Watch) Shown(ctx context.Context, round string) (Progress, error) {
	p, err := w.docs.Get(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return Progress{}, nil
	}
	if err != nil {
		return Progress{}, err
	}
	return *p, nil
}

// CountDue counts every running round that has not been counted today, once
// the hour has come. Called by a clock as often as it likes.
func (w *Watch) CountDue(ctx context.Context, now time.Time) error {
	if now.Hour() < CountHour {
		return nil
	}
	rounds, err := w.book.Rounds.All(ctx, store.Query{Field: "stage", Is: string(inspections.Running)})
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range rounds {
		errs = append(errs, w.countOnce(ctx, r.ID, now.Format(time.DateOnly)))
	}
	return errors.Join(errs...)
}

// Begin counts a round for the first time, on the day that it opens; the next
// count is on the day after.
func (w *Watch) Begin(ctx context.Context, round string, now time.Time) error {
	return w.countOnce(ctx, round, now.Format(time.DateOnly))
}

// countOnce counts a round on a day unless that was done. The count of a later day is one
// by a clock that was ahead, and no reason to wait for that day; but no server counts twice
// on a day of its own, or two would do it by turns.
func (w *Watch) countOnce(ctx context.Context, round, day string) error {
	shown, err := w.Shown(ctx, round)
	if last, _ := w.counted.Load(round); err != nil || last == day || shown.Day == day {
		return err
	}
	n, err := w.count(ctx, round)
	if err != nil {
		return err
	}
	next := Floored(n)
	if next.Apart, err = w.boxes.LastApart(ctx, round); err != nil {
		return err
	}
	next.ID, next.Rev, next.Day = round, shown.Rev, day
	if shown.Rev == 0 {
		err = w.docs.Insert(ctx, &next)
	} else {
		err = w.docs.Replace(ctx, &next)
	}
	if errors.Is(err, fault.Exists) || errors.Is(err, fault.Conflict) {
		return nil // another server counted today
	}
	if err == nil {
		w.counted.Store(round, day)
	}
	return err
}

// count adds what waits and what is in boxes that are done with. A submission
// that is being sealed meanwhile may be missed until tomorrow; none is told
// twice: boxes are read first, and those still being emptied are left out.
func (w *Watch) count(ctx context.Context, round string) (int64, error) {
	boxed, err := w.boxes.InBoxes(ctx, round)
	if err != nil {
		return 0, err
	}
	waiting, err := w.waits.Waiting(ctx, round)
	return boxed + waiting, err
}

// Floored keeps what may be told of a count.
func Floored(n int64) Progress {
	if n < MinGroup {
		return Progress{FewerThan10: true}
	}
	return Progress{AtLeast: int(n) / RoundBase * RoundBase}
}
