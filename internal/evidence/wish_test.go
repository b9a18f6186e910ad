package evidence

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

const says = "source/o1/says"

// back lists quotes that were taken back.
type back []string

// TakenBack implements Withdrawn.
func (b back) TakenBack(context.Context) ([]string, error) {
	if slices.Contains(b, "broken") {
		return nil, fault.Wrap(fault.Closed, "no store")
	}
	return b, nil
}

// Words are blanked by two: one asks with a reason, and another does it; whoever asked
// does not, and nothing goes before.
func TestBlankingTakesTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, d := t.Context(), newDesk()
		b := newBase(t, open(), d)
		d.agree(place, 1, told("First", "They moved me to Kirkwhistle"))
		d.agree(place, 2, told("Second", "They moved me to Kirkwhistle"))
		check(t, b.Sweep(ctx))
		wants(t, b.Decide(ctx, 1, says, true, "ros"), fault.NotFound)
		w, err := b.AskBlank(ctx, 1, says, " It names  a place. ", "morven")
		check(t, err)
		if w.Why != "It names a place." || w.First != "morven" || !w.Waits || w.Inspection != place {
			t.Errorf("%+v", w)
		}
		again, err := b.AskBlank(ctx, 1, says, "Another reason.", "iona")
		if err != nil || again.First != "morven" || again.Why != w.Why {
			t.Errorf("asked twice: %+v, %v", again, err)
		}
		for _, who := range []string{"morven", ""} {
			wants(t, b.Decide(ctx, 1, says, true, who), fault.Denied)
		}
		if n, err := b.Last(ctx); n != 2 || err != nil {
			t.Fatalf("one alone blanked them: %d items, %v", n, err)
		}
		list, err := b.Asked(ctx)
		if err != nil || len(list) != 1 || list[0].ID != w.ID {
			t.Errorf("%+v, %v", list, err)
		}
		check(t, b.Decide(ctx, 1, says, false, "iona")) // left where they are
		wants(t, b.Decide(ctx, 1, says, true, "iona"), fault.NotFound)
		if it, err := b.Get(ctx, 1); err != nil || it.Words(says) == "" {
			t.Errorf("what was left is gone: %v", err)
		}
		_, err = b.AskBlank(ctx, 1, says, "It still names a place.", "iona")
		check(t, err)
		_, err = b.AskBlank(ctx, 2, says, "The same words.", "morven")
		check(t, err)
		check(t, b.Decide(ctx, 1, says, true, "morven"))
		own, err := b.Of(ctx, place)
		check(t, err)
		if c, err := Check(own); err != nil || c.Blanked != 2 || own[2].Words("why") != "It still names a place." {
			t.Errorf("%+v, %v", c, err)
		}
		if list, err := b.Asked(ctx); err != nil || len(list) > 0 {
			t.Errorf("what is blank already waits: %+v, %v", list, err)
		}
		check(t, b.Decide(ctx, 2, says, true, "iona")) // the same words, blanked meanwhile
		_, err = b.AskBlank(ctx, 1, says, "Again.", "ros")
		wants(t, err, fault.Conflict)
		if n, err := b.Last(ctx); n != 3 || err != nil {
			t.Errorf("%d items, %v", n, err)
		}
	})
}

// What cannot be blanked cannot be asked for, and many who decide at once do it once.
func TestWhatIsAskedFor(t *testing.T) {
	ctx, d := t.Context(), newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a quote"))
	check(t, b.Sweep(ctx))
	for _, c := range []struct {
		number    int
		part, why string
		want      error
	}{
		{1, says, " ", fault.Invalid}, {1, "terms", "Because.", fault.Invalid}, {1, "nothing", "Because.", fault.NotFound}, {9, says, "Because.", fault.NotFound},
	} {
		_, err := b.AskBlank(ctx, c.number, c.part, c.why, "morven")
		wants(t, err, c.want)
	}
	_, err := b.AskBlank(ctx, 1, says, "Because.", "morven")
	check(t, err)
	var all sync.WaitGroup
	for _, who := range []string{"ann", "ben", "iona", "ros"} {
		all.Go(func() {
			if err := b.Decide(ctx, 1, says, true, who); err != nil && !errors.Is(err, fault.NotFound) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n, err := b.Last(ctx); n != 2 || err != nil {
		t.Errorf("%d items, %v", n, err)
	}
}

// Where a child's words stand that were taken back is told until somebody asks for them
// to be blanked, for the inspections that are asked about.
func TestWhatWasTakenBackIsTold(t *testing.T) {
	ctx, d := t.Context(), newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	anywhere := func(string) bool { return true }
	told := func() map[string][]Target {
		t.Helper()
		list, err := b.ToBlank(ctx, anywhere)
		check(t, err)
		return list
	}
	if len(told()) > 0 {
		t.Error("something is told without anybody to tell of")
	}
	for id, in := range map[string]string{"spring": place, "theirs": "elsewhere"} {
		check(t, b.book.Rounds.Insert(ctx, &inspections.Round{Head: store.Head{ID: id}, Inspection: in}))
	}
	quoting := func(ids ...string) findings.Content {
		c := findings.Content{Statement: "They are moved"}
		for i, id := range ids {
			c.Sources = append(c.Sources, findings.Source{Key: []string{"k0", "k1"}[i], Kind: findings.Quoted, Quote: id, Says: "See there."})
		}
		return c
	}
	d.agree(place, 1, quoting("spring/change/t0", "spring/change/t1"))
	d.agree(place, 2, quoting("spring/change/t1"))
	check(t, b.Sweep(ctx))
	b.Suggest(back{"spring/change/t0", "theirs/change/t0", "gone/change/t0"})
	if diff := cmp.Diff(map[string][]Target{place: {{1, "source/k0/quote"}}}, told()); diff != "" {
		t.Error(diff)
	}
	if list, err := b.ToBlank(ctx, func(id string) bool { return id != place }); err != nil || len(list) > 0 {
		t.Errorf("of an inspection that nobody asked about: %v, %v", list, err)
	}
	_, err := b.AskBlank(ctx, 1, "source/k0/quote", "It was taken back.", "morven")
	check(t, err)
	if got := told(); len(got) > 0 {
		t.Errorf("while it waits for a second person: %v", got)
	}
	check(t, b.Decide(ctx, 1, "source/k0/quote", false, "iona"))
	if got := told(); len(got[place]) != 1 {
		t.Errorf("after it was left: %v", got)
	}
	_, err = b.Blank(ctx, 1, "source/k0/quote", "It was taken back.")
	check(t, err)
	if got := told(); len(got) > 0 {
		t.Errorf("after it was blanked: %v", got)
	}
	b.Suggest(back{"broken"})
	_, err = b.ToBlank(ctx, anywhere)
	wants(t, err, fault.Closed)
}
