package ballot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// crowd is a kit with an open round of boxes of 30 or more, at which so many are expected.
func crowd(t *testing.T, e store.Engine, expected int) *kit {
	t.Helper()
	k := newKit(t, e, inspections.Open, inspections.Open.MinBox())
	_, err := k.book.Rounds.Update(t.Context(), k.round.ID, func(r *inspections.Round) error { r.Expected = expected; return nil })
	must(t, err)
	return k
}

// child is a form that answers enough questions, as no other child does.
func (k *kit) child(n int) Form {
	f := k.form(n)
	for q := range LeastGiven {
		f.Answers[fmt.Sprint("q", q)] = surveys.Answer{fmt.Sprint(n >> q & 1)}
	}
	return f
}

// flood sends so many forms that are all the same, and gives them back.
func (k *kit) flood(t *testing.T, n int) (sent []Form) {
	t.Helper()
	for range n {
		f := k.child(0)
		f.Answers["child"] = surveys.Answer{"script"}
		must(t, k.inbox.Submit(t.Context(), f))
		sent = append(sent, f)
	}
	return sent
}

// children sends one form of each of these children.
func (k *kit) children(t *testing.T, from, to int) (sent []Form) {
	t.Helper()
	for n := from; n < to; n++ {
		f := k.child(n)
		must(t, k.inbox.Submit(t.Context(), f))
		sent = append(sent, f)
	}
	return sent
}

// stands is how many rows of the round stand how, without what was withdrawn.
func (k *kit) stands(t *testing.T) map[Stand]int {
	t.Helper()
	n := map[Stand]int{}
	must(t, k.opener.Batches(t.Context(), k.round.ID, func(b Batch) error {
		for _, gone := range b.Gone {
			if !gone {
				n[b.Stand]++
			}
		}
		return nil
	}))
	return n
}

func (k *kit) wantStands(t *testing.T, want map[Stand]int) {
	t.Helper()
	if diff := cmp.Diff(want, k.stands(t)); diff != "" {
		t.Error(diff)
	}
}

// asides opens what people decide with, as another server has it.
func (k *kit) asides(t *testing.T) *Asides {
	t.Helper()
	a, err := OpenAsides(t.Context(), k.engine)
	must(t, err)
	return a
}

func (k *kit) aside(t *testing.T, a *Asides) Aside {
	t.Helper()
	sum, err := a.Of(t.Context(), k.round.ID, AllBoxes)
	must(t, err)
	return sum
}

// decide has two people decide of all that stands apart.
func (k *kit) decide(t *testing.T, a *Asides, count bool) {
	t.Helper()
	must(t, a.Ask(t.Context(), k.round.ID, "ros", k.aside(t, a).Through, count, "Two classes sat together."))
	must(t, a.Answer(t.Context(), k.round.ID, "ann", k.aside(t, a).Mark, true))
}

// texts are how many texts are offered for reading.
func (k *kit) offered(t *testing.T) int {
	t.Helper()
	texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
	must(t, err)
	return len(texts)
}

// TestAFloodIsSealedAndStandsApart: nothing of it is lost, and nothing of it is counted or
// read, but in the safety lane; children may take back what stands apart.
func TestAFloodIsSealedAndStandsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 0), t.Context()
		k.children(t, 0, 30)
		must(t, k.sealer.SealDue(ctx))
		among := k.children(t, 30, 35)
		k.flood(t, 40)
		must(t, k.sealer.SealDue(ctx))
		k.wantStands(t, map[Stand]int{Counts: 30, Undecided: 45})
		if k.waiting(t) > 0 || k.offered(t) != 30 {
			t.Errorf("%d wait and %d texts are offered", k.waiting(t), k.offered(t))
		}
		boxed, err := k.opener.InBoxes(ctx, k.round.ID)
		must(t, err)
		if boxed != 30 {
			t.Errorf("%d are told of the round so far", boxed)
		}
		lane, err := OpenLane(ctx, k.engine, k.book, k.vault, k.keys.Tickets, nil)
		must(t, err)
		must(t, lane.Copy(ctx, k.round, "2026-11-26"))
		if n, err := lane.docs.Count(ctx, store.Query{}); err != nil || n != 75 {
			t.Errorf("%d texts in the safety lane, %v", n, err)
		}
		must(t, k.sealer.out.Withdraw(ctx, k.round.ID, among[0].Secret.Receipt(), []string{"story"}))
		k.wantStands(t, map[Stand]int{Counts: 30, Undecided: 44})

		a := k.asides(t)
		want := Aside{Undecided: 45, Why: []Reason{Alike}, Through: 2, stand: 30}
		if diff := cmp.Diff(want, k.aside(t, a), cmp.AllowUnexported(Aside{})); diff != "" {
			t.Error(diff)
		}
		k.decide(t, a, true)
		k.wantStands(t, map[Stand]int{Counts: 74})
		if n := k.offered(t); n != 74 {
			t.Errorf("%d texts are offered once it is let in", n)
		}
	})
}

// TestTwoPeopleDecideOnce: of all that stands apart, of what both have seen, and for good.
func TestTwoPeopleDecideOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 0), t.Context()
		a, other := k.asides(t), k.asides(t)
		ask := func(through int64, why string) error { return a.Ask(ctx, k.round.ID, "ros", through, false, why) }
		answer := func(who string, mark int64, agree bool) error {
			return other.Answer(ctx, k.round.ID, who, mark, agree)
		}
		wantErr(t, ask(0, "Why"), fault.Closed)
		wantErr(t, answer("ann", 0, true), fault.Conflict)
		k.flood(t, 30)
		must(t, k.sealer.SealDue(ctx))
		for _, why := range []string{" ", strings.Repeat("é", MaxWhy+1)} {
			if err := ask(1, why); !errors.As(err, &fault.Problem{}) {
				t.Errorf("asked with a reason of %d letters: %v", len(why), err)
			}
		}
		wantErr(t, ask(2, "Why"), fault.Conflict)
		must(t, ask(1, "A script"))
		wantErr(t, ask(1, "Again"), fault.Conflict)
		k.flood(t, 30) // after it was asked: it is not about these
		must(t, k.sealer.SealDue(ctx))
		mark := k.aside(t, other).Mark
		wantErr(t, answer("ros", mark, true), fault.Denied)
		wantErr(t, answer("ann", mark-1, true), fault.Conflict)
		must(t, answer("ann", mark, true))
		wantErr(t, answer("ann", mark, true), fault.Conflict)
		k.wantStands(t, map[Stand]int{LeftOut: 30, Undecided: 30})
		sum := k.aside(t, a)
		if sum.LeftOut != 30 || sum.Undecided != 30 || sum.Asked != nil || len(sum.Given) != 1 {
			t.Errorf("%+v", sum)
		}
		if v := sum.Given[0]; v.By != "ros" || v.Second != "ann" || v.N != 30 || v.Count || v.Why != "A script" || v.Day == "" {
			t.Errorf("%+v", v)
		}
		must(t, ask(2, "A script"))
		must(t, answer("ros", k.aside(t, a).Mark, false)) // taken back
		k.wantStands(t, map[Stand]int{LeftOut: 30, Undecided: 30})
		k.decide(t, other, true)
		k.wantStands(t, map[Stand]int{LeftOut: 30, Counts: 30})
		if undecided, err := k.opener.Undecided(ctx, k.round.ID); err != nil || undecided {
			t.Errorf("undecided %t, %v", undecided, err)
		}
	})
}

// TestMoreThanWereExpectedStandApart: until people let them in, and then as many again may
// come.
func TestMoreThanWereExpectedStandApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 10), t.Context()
		round := func(from, to int) {
			k.children(t, from, to)
			must(t, k.sealer.SealDue(ctx))
		}
		round(0, 30)
		round(30, 60)
		k.wantStands(t, map[Stand]int{Counts: 30, Undecided: 30})
		a := k.asides(t)
		if sum := k.aside(t, a); !slices.Equal(sum.Why, []Reason{More}) {
			t.Errorf("%+v", sum)
		}
		k.decide(t, a, true)
		k.wantStands(t, map[Stand]int{Counts: 60})
		round(60, 100)
		k.wantStands(t, map[Stand]int{Counts: 100})
		round(100, 130)
		k.wantStands(t, map[Stand]int{Counts: 100, Undecided: 30})
	})
}

// TestASmallLastBoxNeverStandsApart: it would be told of apart from the others.
func TestASmallLastBoxNeverStandsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 10), t.Context()
		k.children(t, 0, 60)
		must(t, k.sealer.SealDue(ctx))
		k.children(t, 60, 63)
		must(t, k.sealer.Close(ctx, k.round.ID, nil))
		k.wantStands(t, map[Stand]int{Undecided: 60, Counts: 3})
	})
}

// TestAFloodAtClosingEndsTheRound: the last box may stand apart, and is the last.
func TestAFloodAtClosingEndsTheRound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 0), t.Context()
		k.flood(t, 31)
		must(t, k.sealer.Close(ctx, k.round.ID, nil))
		k.wantStands(t, map[Stand]int{Undecided: 31})
		last, err := k.sealer.boxes.last(ctx, k.round.ID)
		must(t, err)
		r, err := k.book.Rounds.Get(ctx, k.round.ID)
		must(t, err)
		if !last.Last || last.Apart != Alike || r.Stage != inspections.Sealed {
			t.Errorf("last %t, apart %q, round %s", last.Last, last.Apart, r.Stage)
		}
		k.decide(t, k.asides(t), false)
		k.wantStands(t, map[Stand]int{LeftOut: 31})
	})
}

// TestSlipsAndPilotsAreNotWatched: a slip counts once, and testers are known.
func TestSlipsAndPilotsAreNotWatched(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k, ctx := crowd(t, open(), 1), t.Context()
		for _, change := range []func(*inspections.Round){
			func(r *inspections.Round) { r.Pilot = "what_its_like" },
			func(r *inspections.Round) { r.Door = inspections.Ticketed },
		} {
			r := *k.round
			change(&r)
			if stuffable(&r) || !stuffable(k.round) {
				t.Errorf("%q round, pilot %q: stuffable", r.Door, r.Pilot)
			}
		}
		k.flood(t, 31)
		_, err := k.book.Rounds.Update(ctx, k.round.ID, func(r *inspections.Round) error { r.Pilot = "what_its_like"; return nil })
		must(t, err)
		must(t, k.sealer.Close(ctx, k.round.ID, nil))
		k.wantStands(t, map[Stand]int{Counts: 31})
	})
}
