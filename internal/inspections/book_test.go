package inspections

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

func openBook(t *testing.T, open storetest.Open) *Book {
	t.Helper()
	b, err := OpenBook(context.Background(), open())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// addRound stores a round at a stage, with two settings.
func addRound(t *testing.T, b *Book, id string, at Stage) *Round {
	t.Helper()
	r := &Round{
		Head: store.Head{ID: id}, Inspection: "i1", Name: id, Door: Open, Stage: at,
		Settings: []Setting{{Key: "school", Code: "B" + id + "CDFG"}, {Key: "online", Code: "C" + id + "CDFG"}},
		Codes:    []string{"B" + id + "CDFG", "C" + id + "CDFG"},
		Editions: []string{"8-10", "11-13"}, Languages: []string{"en", "ar"},
	}
	if err := b.Rounds.Insert(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStagesOnlyMoveForward(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := openBook(t, open), context.Background()
		for _, c := range []struct {
			from        Stage
			final, last Stage // after MarkFinal, after MarkSealed
			closed      [2]bool
		}{
			{Draft, Draft, Draft, [2]bool{true, true}},
			{Running, Final, Running, [2]bool{false, true}},
			{Final, Final, Sealed, [2]bool{false, false}},
			{Sealed, Sealed, Sealed, [2]bool{false, false}},
		} {
			for i, step := range []struct {
				mark func(context.Context, string) (*Round, error)
				want Stage
			}{{b.MarkFinal, c.final}, {b.MarkSealed, c.last}} {
				id := string(c.from) + string(rune('0'+i))
				addRound(t, b, id, c.from)
				r, err := step.mark(ctx, id)
				if errors.Is(err, fault.Closed) != c.closed[i] || err == nil && r.Stage != step.want {
					t.Errorf("step %d from %s: %v, %v", i, c.from, r, err)
				}
				stored, err := b.Round(ctx, id)
				if err != nil || stored.Stage != step.want {
					t.Errorf("step %d from %s: stored %v, %v; want %s", i, c.from, stored, err, step.want)
				}
			}
		}
	})
}

func TestMarkingTwiceChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := openBook(t, open), context.Background()
		addRound(t, b, "r", Running)
		first, err := b.MarkFinal(ctx, "r")
		if err != nil || first.Rev != 2 {
			t.Fatalf("%v, %v", first, err)
		}
		again, err := b.MarkFinal(ctx, "r")
		if err != nil || again.Rev != 2 || again.Stage != Final {
			t.Errorf("%v, %v", again, err)
		}
		if _, err := b.MarkFinal(ctx, "none"); !errors.Is(err, fault.NotFound) {
			t.Errorf("a round that is not there: %v", err)
		}
	})
}

// However many servers close a round at once, it is moved once.
func TestManyCloseAtOnce(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		b, ctx := openBook(t, open), context.Background()
		addRound(t, b, "r", Running)
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if r, err := b.MarkFinal(ctx, "r"); err != nil || r.Stage == Running {
					t.Errorf("%v, %v", r, err)
				}
			})
		}
		all.Wait()
		if r, err := b.Round(ctx, "r"); err != nil || r.Rev != 2 || r.Stage != Final {
			t.Errorf("%v, %v", r, err)
		}
	})
}

func TestRoundByCode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := openBook(t, open), context.Background()
		addRound(t, b, "1", Running)
		addRound(t, b, "2", Sealed)
		for code, want := range map[string][2]string{
			"B1CDFG": {"1", "school"}, "C1CDFG": {"1", "online"}, "C2CDFG": {"2", "online"},
		} {
			r, s, err := b.RoundByCode(ctx, code)
			if err != nil || r.ID != want[0] || s.Key != want[1] {
				t.Errorf("%s: %v, %v, %v", code, r, s, err)
			}
		}
		for _, code := range []string{"", "B3CDFG", "B1CDF"} {
			if r, _, err := b.RoundByCode(ctx, code); !errors.Is(err, fault.NotFound) || r != nil {
				t.Errorf("%q: %v, %v", code, r, err)
			}
		}
		// The list of codes is what is searched; the setting is what counts.
		odd := &Round{Head: store.Head{ID: "odd"}, Codes: []string{"DDDDDD"}}
		if err := b.Rounds.Insert(ctx, odd); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.RoundByCode(ctx, "DDDDDD"); !errors.Is(err, fault.NotFound) {
			t.Errorf("a code of no setting: %v", err)
		}
	})
}

func TestARoundAsStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := openBook(t, open), context.Background()
		want := addRound(t, b, "1", Running)
		got, err := b.Round(ctx, "1")
		if err != nil || got.Name != want.Name || got.Settings[1] != want.Settings[1] || !got.Offers("11-13", "ar") || got.Rev != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := b.Round(ctx, "2"); !errors.Is(err, fault.NotFound) {
			t.Errorf("a round that is not there: %v", err)
		}
	})
}

func TestTakesAnswers(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		stage  Stage
		closes string
		now    string
		want   bool
	}{
		{Running, "2026-05-31", "2026-05-01 09:00:00", true},
		{Running, "2026-05-31", "2026-05-31 00:00:00", true},
		{Running, "2026-05-31", "2026-05-31 23:59:59", true},
		{Running, "2026-05-31", "2026-06-01 00:00:00", false},
		{Running, "2026-05-31", "2027-01-01 00:00:00", false},
		{Running, "", "2099-01-01 00:00:00", true},
		{Draft, "2026-05-31", "2026-05-01 09:00:00", false},
		{Final, "2026-05-31", "2026-05-01 09:00:00", false},
		{Sealed, "", "2026-05-01 09:00:00", false},
		{"", "", "2026-05-01 09:00:00", false},
	} {
		r := &Round{Stage: c.stage, Closes: c.closes}
		if got := r.TakesAnswers(day(c.now)); got != c.want {
			t.Errorf("%s until %q on %s: %v", c.stage, c.closes, c.now, got)
		}
	}
}

func TestWhatARoundOffers(t *testing.T) {
	r := &Round{Editions: []string{"8-10"}, Languages: []string{"en", "ar"}, Settings: []Setting{{Key: "school", Code: "BCDFGH"}}}
	for _, c := range []struct {
		edition, language string
		want              bool
	}{{"8-10", "en", true}, {"8-10", "ar", true}, {"8-10", "pl", false}, {"11-13", "en", false}, {"", "", false}} {
		if got := r.Offers(c.edition, c.language); got != c.want {
			t.Errorf("%s in %s: %v", c.edition, c.language, got)
		}
	}
	if s, ok := r.SettingByCode("BCDFGH"); !ok || s.Key != "school" {
		t.Errorf("%v, %v", s, ok)
	}
	if s, ok := r.SettingByCode(""); ok || s != (Setting{}) {
		t.Errorf("no code opens %v", s)
	}
}

func TestDoors(t *testing.T) {
	if Open.MinBox() != 30 || Ticketed.MinBox() != 10 {
		t.Errorf("boxes of %d and %d", Open.MinBox(), Ticketed.MinBox())
	}
}
