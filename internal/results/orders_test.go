package results

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// ordered is an office with a sealed round of 60 and the orders of a server.
func ordered(t *testing.T, e store.Engine) (*office, *Orders) {
	t.Helper()
	o := newOffice(t, e, true)
	o.answer(60)
	o.seal(t)
	return o, ordersOf(t, e, o)
}

// ordersOf is another server on the same store.
func ordersOf(t *testing.T, e store.Engine, o *office) *Orders {
	t.Helper()
	orders, err := OpenOrders(t.Context(), e, o.Releases, nil)
	check(t, err)
	return orders
}

func (o *Orders) asked(t *testing.T, want bool) {
	t.Helper()
	if got, err := o.Asked(t.Context(), "r"); err != nil || got != want {
		t.Errorf("ordered: %t, %v", got, err)
	}
}

func (o *Orders) left(t *testing.T, want ...string) {
	t.Helper()
	if got, err := o.Left(t.Context()); err != nil || !slices.Equal(got, want) {
		t.Errorf("left: %q, %v; want %q", got, err, want)
	}
}

func TestAnOrderIsFulfilled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		o, orders := ordered(t, open())
		for _, who := range []string{"ros", "ann"} { // the second press changes nothing
			check(t, orders.Ask(t.Context(), "r", who))
		}
		orders.asked(t, true)
		check(t, orders.Fulfil(t.Context(), "r", nil))
		orders.asked(t, false)
		rel, err := o.Get(t.Context(), "r-1")
		check(t, err)
		if rel.By != "ros" {
			t.Errorf("made by %q", rel.By)
		}
		if err := orders.Fulfil(t.Context(), "r", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("without an order: %v", err)
		}
	})
}

// TestAServerEndsBetweenAnyTwoSteps: whatever step it was at, another server finishes what
// was ordered, once, and nobody has to ask again.
func TestAServerEndsBetweenAnyTwoSteps(t *testing.T) {
	for _, at := range []string{"release.asked", "release.counted", "release.stored"} {
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			e := open()
			o, first := ordered(t, e)
			ended := errors.New("the power is cut")
			first.step = func(step string) {
				if step == at {
					panic(ended)
				}
			}
			func() {
				defer func() {
					if r := recover(); r != nil && r != ended {
						panic(r)
					}
				}()
				check(t, first.Ask(t.Context(), "r", "ros"))
				check(t, first.Fulfil(t.Context(), "r", nil))
				t.Errorf("%s was not reached", at)
			}()
			second := ordersOf(t, e, o)
			second.left(t)
			second.left(t, "r")
			check(t, second.Fulfil(t.Context(), "r", nil))
			second.left(t)
			if n, err := o.docs.Count(t.Context(), store.Query{Field: "round", Is: "r"}); err != nil || n != 1 {
				t.Errorf("%s: %d releases, %v", at, n, err)
			}
			second.asked(t, false)
		})
	}
}

// TestAServerThatShutsDown keeps the order; one that is told to cancel does not store,
// even if all is counted.
func TestAServerThatShutsDown(t *testing.T) {
	e := storetest.SQLite(t)()
	o, orders := ordered(t, e)
	check(t, orders.Ask(t.Context(), "r", "ros"))
	ctx, end := context.WithCancel(t.Context())
	if err := orders.Fulfil(ctx, "r", func(int, int) { end() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	orders.asked(t, true)
	orders.step = func(step string) {
		if step == "release.counted" {
			check(t, orders.Cancel(t.Context(), "r"))
		}
	}
	if err := orders.Fulfil(t.Context(), "r", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	orders.asked(t, false)
	if list, err := o.Heads(t.Context(), "r"); err != nil || len(list) > 0 {
		t.Errorf("%d releases of what was cancelled, %v", len(list), err)
	}
	check(t, orders.Cancel(t.Context(), "r")) // there is nothing to cancel
}

// TestWhatCannotBeMadeIsNotTriedForEver: the error is told, and the order goes.
func TestWhatCannotBeMadeIsNotTriedForEver(t *testing.T) {
	e := storetest.SQLite(t)()
	o := newOffice(t, e, true)
	o.answer(20) // too few for an interim release
	orders := ordersOf(t, e, o)
	check(t, orders.Ask(t.Context(), "r", "ros"))
	if err := orders.Fulfil(t.Context(), "r", nil); !errors.Is(err, fault.Closed) {
		t.Errorf("%v", err)
	}
	orders.asked(t, false)
}

// TestWorkKeepsItsOrder: while a server works, nobody takes it up; and it ends when the
// order is taken back on another server.
func TestWorkKeepsItsOrder(t *testing.T) {
	e := storetest.SQLite(t)()
	o, orders := ordered(t, e)
	other := ordersOf(t, e, o)
	orders.beat = time.Millisecond
	check(t, orders.Ask(t.Context(), "r", "ros"))
	before, err := orders.docs.Get(t.Context(), "r")
	check(t, err)
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { defer close(over); orders.keep(ctx, stop, "r") }()
	for {
		now, err := orders.docs.Get(t.Context(), "r")
		check(t, err)
		if now.Rev > before.Rev+1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	check(t, other.Cancel(t.Context(), "r"))
	<-over
	if ctx.Err() == nil {
		t.Error("the work goes on without its order")
	}
}

// TestThemesAreMadeOnceWhereverAServerEnds: the order stays until the release is stored, no
// server takes it up by itself, for what is counted is readable to nobody then, and whoever
// unlocks the round next makes it, once.
func TestThemesAreMadeOnceWhereverAServerEnds(t *testing.T) {
	for _, at := range []string{"release.asked", "release.counted", "release.stored"} {
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			e := open()
			o := newTalk(t, e, true)
			o.write(rand.New(rand.NewPCG(6, 1)), 60)
			first, err := OpenOrders(t.Context(), e, o.Releases, func(step string) {
				if step == at {
					panic("the power is cut")
				}
			})
			check(t, err)
			func() {
				defer func() { _ = recover() }()
				check(t, first.AskTexts(t.Context(), "r", "ros"))
				_ = first.FulfilTexts(t.Context(), "r", "ros", o.coding, nil)
				t.Errorf("%s: it did not end there", at)
			}()
			next, err := OpenOrders(t.Context(), e, o.Releases, nil)
			check(t, err)
			if asked, err := next.Asked(t.Context(), TextSeries("r")); err != nil || asked != (at != "release.stored") { // what is stored is made
				t.Errorf("%s: that it is ordered is %t, %v", at, asked, err)
			}
			for range 3 {
				next.left(t)
			}
			check(t, next.AskTexts(t.Context(), "r", "ann"))
			check(t, next.FulfilTexts(t.Context(), "r", "ann", o.coding, nil))
			if asked, err := next.Asked(t.Context(), TextSeries("r")); err != nil || asked {
				t.Errorf("%s: the order is still there, %v", at, err)
			}
			heads, err := o.Heads(t.Context(), TextSeries("r"))
			check(t, err)
			rel, err := o.Get(t.Context(), "themes_r-1")
			check(t, err)
			by := "ann" // who had it made, not who had ordered it before the server ended
			if at == "release.stored" {
				by = "ros"
			}
			if len(heads) != 1 || rel.By != by {
				t.Errorf("%s: %d releases, by %s", at, len(heads), rel.By)
			}
			if err := next.FulfilTexts(t.Context(), "r", "ann", o.coding, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: without an order: %v", at, err)
			}
		})
	}
}
