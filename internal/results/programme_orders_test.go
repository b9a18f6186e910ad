package results

import (
	"context"
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/internal/store/storetest"
)

// TestAReleaseOverPlacesIsOrdered: at whatever step a server ends, another makes what was
// ordered, of the rounds that were chosen, and once; an order that is taken back makes
// nothing.
func TestAReleaseOverPlacesIsOrdered(t *testing.T) {
	for _, at := range []string{"release.asked", "release.counted", "release.stored", ""} {
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			e, ctx := open(), t.Context()
			c := newCountry(t, e)
			c.town("fife", "S12000047", 40, 1)
			c.town("moray", "S12000020", 30, 1)
			first, err := OpenOrders(ctx, e, c.Releases, nil)
			check(t, err)
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
				check(t, first.AskOver(ctx, programmeID, "ros", chosen("fife", "moray")))
				check(t, first.Fulfil(ctx, Series(programmeID), nil))
			}()
			second, err := OpenOrders(ctx, e, c.Releases, nil)
			check(t, err)
			_, err = second.Left(ctx)
			check(t, err)
			left, err := second.Left(ctx)
			check(t, err)
			if slices.Equal(left, []string{Series(programmeID)}) != (at != "") {
				t.Errorf("after %q: left %q", at, left)
			}
			for _, series := range left {
				check(t, second.Fulfil(ctx, series, nil))
			}
			waiting, err := c.Waiting(ctx, Series(programmeID))
			check(t, err)
			if waiting == nil || waiting.Number != 1 || waiting.By != "ros" || len(waiting.Places) != 2 {
				t.Fatalf("after %q: %+v", at, waiting)
			}
			_, err = c.Second(ctx, waiting.ID, "ann", true)
			check(t, err)
		})
	}
}

// TestAnOrderOverPlacesIsTakenBack: what cannot be made is not tried for ever, and what is
// cancelled is not stored.
func TestAnOrderOverPlacesIsTakenBack(t *testing.T) {
	e, ctx := storetest.SQLite(t)(), t.Context()
	c := newCountry(t, e)
	c.town("fife", "S12000047", 40, 1)
	c.town("moray", "S12000020", 30, 1)
	orders, err := OpenOrders(ctx, e, c.Releases, nil)
	check(t, err)
	check(t, orders.AskOver(ctx, programmeID, "ros", chosen("fife", "nowhere")))
	if err := orders.Fulfil(ctx, Series(programmeID), nil); !errors.Is(err, fault.NotFound) {
		t.Errorf("of a round that is not there: %v", err)
	}
	orders.step = func(step string) {
		if step == "release.counted" {
			check(t, orders.Cancel(ctx, Series(programmeID)))
		}
	}
	check(t, orders.AskOver(ctx, programmeID, "ros", chosen("fife", "moray")))
	if err := orders.Fulfil(ctx, Series(programmeID), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if n, err := c.Next(ctx, Series(programmeID)); err != nil || n != "programme_prog-1" {
		t.Errorf("the next is %s, %v", n, err)
	}
}
