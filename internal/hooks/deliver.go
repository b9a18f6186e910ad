package hooks

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/store"
)

// What a Send answers that is no status of HTTP.
const (
	Unreached = 0  // nobody answered
	Forbidden = -1 // the operator's setting does not allow the address
)

// Send sends a delivery and gives the status that was answered, Unreached or Forbidden.
// It takes no longer than SendTime.
type Send func(ctx context.Context, d Delivery) (status int)

// SendTime is how long a Send may take.
const SendTime = 10 * time.Second

// leaseTime is how long nobody else sends for a hook: more than one delivery takes.
const leaseTime = 3 * SendTime

// backOff is how long an item waits after each time that it was not taken. After the last
// of them, nearly five days after the first, it is a dead letter.
var backOff = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour,
}

// clocksDiffer is how far the clocks of two servers may be apart. What is to be waited for
// longer than any right clock would have written was written by one that is wrong.
const clocksDiffer = time.Minute

// waits says whether until, in Unix seconds and written as at most most from then, is
// still to be waited for.
func waits(now time.Time, until int64, most time.Duration) bool {
	return until > now.Unix() && until <= now.Add(most+clocksDiffer).Unix()
}

// A hook sends no more in one run, so that what other hooks wait for, what a person changes
// and the end of the server are not waited for.
const (
	mostAtOnce  = 500
	longestTurn = 30 * time.Second
)

// Run sends what is due, for every hook at the same time. clock is what waiting is
// measured by. Call it every few seconds; several servers may. All errors come together;
// that an address does not take an item is none.
func (h *Hooks) Run(ctx context.Context, clock func() time.Time, send Send) error {
	if h.derive == nil {
		return nil
	}
	list, err := h.docs.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	errs := make([]error, len(list))
	var sending sync.WaitGroup
	for i, doc := range list {
		sending.Go(func() { errs[i] = h.serve(ctx, doc, clock, send) })
	}
	sending.Wait()
	return errors.Join(errs...)
}

// serve sends what is due of one hook, if nobody else does.
func (h *Hooks) serve(ctx context.Context, doc *Hook, clock func() time.Time, send Send) error {
	if waits(clock(), doc.Lease, leaseTime) {
		return nil
	}
	end := clock().Add(longestTurn)
	for range mostAtOnce {
		sent, err := h.one(ctx, doc, clock, send)
		if err != nil || !sent || clock().After(end) {
			return others(err)
		}
	}
	return nil
}

// one sends the next item of a hook, if it is time. Before and after it nobody holds the
// lease.
func (h *Hooks) one(ctx context.Context, doc *Hook, clock func() time.Time, send Send) (sent bool, err error) {
	now := clock()
	if !doc.On {
		return false, nil
	}
	it, again, err := h.next(ctx, doc, now)
	if err != nil || it == nil {
		return false, err
	}
	doc.Lease = now.Add(leaseTime).Unix()
	if err := h.docs.Replace(ctx, doc); err != nil {
		return false, err
	}
	h.step("hook.claim")
	return true, h.send(ctx, doc, it, again, clock, send)
}

// others makes no error of what somebody else was first to do: that goes on there, or at
// the next run.
func others(err error) error {
	if errors.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// next is what a hook sends next: a dead letter that somebody wants sent again, or the
// item after the cursor when it is time. nil if there is none.
func (h *Hooks) next(ctx context.Context, doc *Hook, now time.Time) (it *evidence.Item, again bool, err error) {
	if len(doc.Again) > 0 {
		it, err = h.items.Get(ctx, doc.Again[0])
		return it, true, err
	}
	if h.holdsOff(doc, now) {
		return nil, false, nil
	}
	var list []*evidence.Item
	if doc.Inspection == "" {
		list, err = h.items.After(ctx, doc.Cursor, 1)
	} else {
		list, err = h.items.AfterIn(ctx, doc.Inspection, doc.Cursor, 1)
	}
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	return list[0], false, nil
}

// holdsOff says whether the item that was refused waits still: by the hook, or by what this
// server saw itself.
func (h *Hooks) holdsOff(doc *Hook, now time.Time) bool {
	if doc.Tries == 0 || doc.Next == 0 { // or the address answers well again
		return false
	}
	most := backOff[min(doc.Tries, len(backOff))-1]
	h.mu.Lock()
	last := h.refusal[doc.ID]
	h.mu.Unlock()
	return waits(now, doc.Next, most) || waits(now, last.Add(most).Unix(), most)
}

// send sends an item, and writes the outcome down if nobody changed the hook meanwhile.
func (h *Hooks) send(ctx context.Context, doc *Hook, it *evidence.Item, again bool, clock func() time.Time, send Send) error {
	d, err := h.delivery(doc, it, h.now())
	if err != nil {
		return err
	}
	status := send(ctx, d)
	h.step("hook.sent")
	if err := ctx.Err(); err != nil {
		return err // it was not the address that broke off
	}
	doc.Lease = 0
	taken := status >= 200 && status <= 299
	if taken {
		doc.Next = 0 // it answers well again, so what waits need not
	}
	if !again {
		doc.Status, doc.Told = status, h.minute()
		if taken {
			doc.goOn(it.Number)
		}
	}
	if again || taken {
		err = h.settle(ctx, doc, it.Number, status, taken)
	} else {
		err = h.refused(ctx, doc, it.Number, clock())
	}
	if err != nil {
		return err
	}
	err = h.docs.Replace(ctx, doc)
	h.step("hook.done")
	return err
}

// refused has an item wait, or makes a dead letter of it.
func (h *Hooks) refused(ctx context.Context, doc *Hook, number int, now time.Time) error {
	h.mu.Lock()
	h.refusal[doc.ID] = now
	h.mu.Unlock()
	if doc.Tries < len(backOff) {
		doc.Next = now.Add(backOff[doc.Tries]).Unix()
		doc.Tries++
		doc.Trying = number
		return nil
	}
	return h.bury(ctx, doc, number)
}

// bury puts an item down as a dead letter and goes on after it. The letter is there before
// the hook says so: a crash in between leaves one too many, and never one too few.
func (h *Hooks) bury(ctx context.Context, doc *Hook, number int) error {
	doc.goOn(number)
	l := &Letter{Head: store.Head{ID: letterID(doc.ID, number)}, Hook: doc.ID, Number: number, Status: doc.Status, At: doc.Told}
	if err := h.letters.Insert(ctx, l); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// settle takes away the dead letter of an item that was taken at last; one that was not
// stays. That there is none is no error.
func (h *Hooks) settle(ctx context.Context, doc *Hook, number, status int, taken bool) error {
	doc.Again = slices.DeleteFunc(slices.Clone(doc.Again), func(n int) bool { return n == number })
	id := letterID(doc.ID, number)
	var err error
	if taken {
		err = h.letters.Delete(ctx, id)
	} else {
		_, err = h.letters.Update(ctx, id, func(l *Letter) error {
			l.Status, l.At = status, h.minute()
			return nil
		})
	}
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
