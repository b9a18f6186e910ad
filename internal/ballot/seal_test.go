package ballot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

func TestSealsOnlyWhenEnoughWait(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 2)
		must(t, k.sealer.SealDue(t.Context()))
		if n := k.waiting(t); n != 2 {
			t.Fatalf("%d wait, want 2: fewer than k must not be sealed", n)
		}
		must(t, k.inbox.Submit(t.Context(), k.form(2)))
		must(t, k.sealer.SealDue(t.Context()))
		if n := k.waiting(t); n != 0 {
			t.Fatalf("%d wait, want 0", n)
		}
		if diff := cmp.Diff(children(3), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestBoxesAreNeverSmall(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.sealer.maxHeld = 5
		k.send(t, 17)
		must(t, k.sealer.SealDue(t.Context()))
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		var sizes []int
		for b, err := range k.sealer.boxes.of(t.Context(), k.round.ID) {
			must(t, err)
			if len(b.Members) != 0 || b.Unswept != "" {
				t.Errorf("box %d still knows its members", b.Number)
			}
			sizes = append(sizes, b.N)
		}
		for _, n := range sizes[:len(sizes)-1] { // the last takes what was left at closing
			if n < 3 || n > 5 {
				t.Errorf("boxes of %v: want 3 to 5 in each but the last", sizes)
			}
		}
		if diff := cmp.Diff(children(17), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestCloseReportsProgressAndEndsTwice(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 4)
		var seen [][2]int
		must(t, k.sealer.Close(t.Context(), k.round.ID, func(done, total int) { seen = append(seen, [2]int{done, total}) }))
		if last := seen[len(seen)-1]; last != [2]int{4, 4} {
			t.Fatalf("progress ended at %v", last)
		}
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		r, err := k.book.Rounds.Get(t.Context(), k.round.ID)
		must(t, err)
		if r.Stage != inspections.Sealed {
			t.Fatalf("round is %s", r.Stage)
		}
	})
}

func TestTextsAreRedactedAndApart(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 3)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
		must(t, err)
		var got []string
		for _, text := range texts {
			if strings.Contains(text.Text, "07700") {
				t.Errorf("a telephone number was sealed: %q", text.Text)
			}
			got = append(got, text.Question+" "+text.Text[:7])
		}
		slices.Sort(got)
		if diff := cmp.Diff([]string{"story Story 0", "story Story 1", "story Story 2"}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The names that a coordinator gave for a round are taken out of its texts, and the
// rehearsal before it opens expects the same.
func TestARoundsOwnNamesAreTakenOut(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		r, err := k.book.Rounds.Update(t.Context(), k.round.ID, func(r *inspections.Round) error {
			r.Own = inspections.OwnNames{People: []string{"Mrs Quillfeather"}, Homes: []string{"Larchbank"}}
			return nil
		})
		must(t, err)
		f := k.form(1)
		f.Texts = map[string]string{"story": "quilfeather at larchbank helps"}
		must(t, k.sealer.Rehearse(t.Context(), r, f))
		must(t, k.inbox.Submit(t.Context(), f))
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
		must(t, err)
		if len(texts) != 1 || texts[0].Text != "[name 1] at [home 1] helps" {
			t.Errorf("got %+v", texts)
		}
	})
}

func (k *kit) sealedTexts(t *testing.T) []sealedText {
	t.Helper()
	private, err := k.vault.Answers(t.Context(), k.round.ID)
	must(t, err)
	var all []sealedText
	for b, err := range k.sealer.boxes.of(t.Context(), k.round.ID) {
		must(t, err)
		_, texts := inside(t, b, private)
		all = append(all, texts...)
	}
	return all
}

func TestWithdrawnBeforeAndAfterSealing(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, 6)
		early, late := sent[1].Secret.Receipt(), sent[4].Secret.Receipt()
		must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, early, []string{"story"}))
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, late, []string{"story"}))
		must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, late, []string{"story"})) // again: no error
		if diff := cmp.Diff([]string{"0", "2", "3", "5"}, k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
		if n := len(k.sealedTexts(t)); n != 5 {
			t.Fatalf("%d texts sealed, want 5: the early one must not have been", n)
		}
	})
}

// spoilOneOfThree sends three forms and alters one in the store.
func (k *kit) spoilOneOfThree(t *testing.T) {
	t.Helper()
	k.send(t, 3)
	p, err := k.inbox.inbox.First(t.Context(), store.Query{Field: "waits", Is: k.round.ID})
	must(t, err)
	p.Sealed[len(p.Sealed)-1] ^= 1
	must(t, k.inbox.inbox.Replace(t.Context(), p))
}

func TestSpoiledEnvelopeIsKeptAndHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.spoilOneOfThree(t)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if n := len(k.counted(t)); n != 2 {
			t.Fatalf("%d counted, want 2", n)
		}
		b, err := k.sealer.boxes.Get(t.Context(), boxID(k.round.ID, 1))
		must(t, err)
		if len(b.Unread) != 1 {
			t.Fatalf("%d envelopes kept unread, want 1", len(b.Unread))
		}
		n, err := k.opener.Spoiled(t.Context(), k.round.ID)
		must(t, err)
		if none, err := k.opener.Spoiled(t.Context(), "another"); n != 1 || none != 0 || err != nil {
			t.Fatalf("%d said to be spoiled, want 1; %d of another round, %v", n, none, err)
		}
	})
}

// TestABoxIsReadOnceForWhatItHolds: a page that staff open again and again takes in the
// boxes that came since, and reads none a second time.
func TestABoxIsReadOnceForWhatItHolds(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.spoilOneOfThree(t)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if n, err := k.opener.Spoiled(t.Context(), k.round.ID); n != 1 || err != nil {
			t.Fatalf("%d said to be spoiled, want 1; %v", n, err)
		}
		first, err := k.sealer.boxes.Get(t.Context(), boxID(k.round.ID, 1))
		must(t, err)
		another := *first
		another.Head, another.Number, another.Spoiled = store.Head{ID: boxID(k.round.ID, 2)}, 2, 4
		must(t, k.sealer.boxes.Insert(t.Context(), &another))
		first.Spoiled = 100 // which no box becomes
		must(t, k.sealer.boxes.Replace(t.Context(), first))
		if n, err := k.opener.Spoiled(t.Context(), k.round.ID); n != 5 || err != nil {
			t.Errorf("%d said to be spoiled, want 1 of the box that was read and 4 of the one that came; %v", n, err)
		}
		if sum := k.aside(t, k.opener.Asides()); sum.stand != first.N+another.N {
			t.Errorf("%d answers stand, want %d", sum.stand, first.N+another.N)
		}
	})
}

// TestTheWithdrawnHideNobody: with two of four withdrawn, what is left is too
// few for a box.
func TestTheWithdrawnHideNobody(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, 4)
		for _, f := range sent[:2] {
			must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, f.Secret.Receipt(), nil))
		}
		must(t, k.sealer.SealDue(t.Context()))
		if n := k.waiting(t); n != 4 {
			t.Fatalf("%d wait, want 4", n)
		}
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if diff := cmp.Diff([]string{"2", "3"}, k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
		must(t, k.inbox.Submit(t.Context(), sent[0])) // handled, so a retry is told so
	})
}

// TestTheWithdrawnHoldNobodyUp: though many more than a box holds were taken
// back, and come first, those that come after are sealed while the round runs.
func TestTheWithdrawnHoldNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.sealer.maxHeld = 5
		sent := k.send(t, 24)
		slices.SortFunc(sent, func(a, b Form) int { return strings.Compare(k.inboxID(t, a), k.inboxID(t, b)) })
		want := children(24)
		for i, f := range sent {
			if i < 16 || i == 18 {
				must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, f.Secret.Receipt(), []string{"story"}))
				want = slices.DeleteFunc(want, func(c string) bool { return c == f.Answers["child"][0] })
			}
		}
		must(t, k.sealer.SealDue(t.Context()))
		if n := len(k.counted(t)); n < 3 {
			t.Fatalf("%d are in boxes while the round runs, want at least a box of 3", n)
		}
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if diff := cmp.Diff(want, k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
		if n := k.waiting(t); n != 0 || len(k.sealedTexts(t)) != len(want) {
			t.Fatalf("%d wait, %d texts are sealed, want none and %d", n, len(k.sealedTexts(t)), len(want))
		}
	})
}

func (k *kit) inboxID(t *testing.T, f Form) string {
	t.Helper()
	id, err := k.inbox.id(t.Context(), k.round, f)
	must(t, err)
	return id
}

// TestCutsLeaveEnough looks at the next cut of a round in which n wait and some
// were withdrawn: unless it is all, it is no larger than a box, and as many as
// make a box are left.
func TestCutsLeaveEnough(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Open, 3)
		k.sealer.maxHeld = 7
		left := 0
		for n := 1; n <= 14; n++ {
			f := k.form(n)
			must(t, k.inbox.Submit(t.Context(), f))
			if n%4 == 0 {
				must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, f.Secret.Receipt(), nil))
			} else {
				left++
			}
			c, err := k.sealer.cut(t.Context(), k.round)
			must(t, err)
			switch {
			case left <= 7 && (!c.all || c.kept != left):
				t.Errorf("%d left of %d: a cut of %d, all %v", left, n, c.kept, c.all)
			case left > 7 && (c.all || c.kept > 7 || c.kept < 3 || left-c.kept < 3):
				t.Errorf("%d left of %d: a cut of %d, all %v", left, n, c.kept, c.all)
			}
		}
	})
}

// TestSealersAtOnce lets several sealers and a closer work on one round while
// children send.
func TestSealersAtOnce(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Open, 3)
		const n = 60
		var wg sync.WaitGroup
		for range 3 {
			other := *k
			other.join(t, nil)
			other.sealer.maxHeld = 7
			wg.Go(func() {
				for range 20 {
					if _, err := other.sealer.sealOne(t.Context(), k.round, false); err != nil {
						t.Errorf("seal: %v", err)
					}
				}
			})
		}
		for i := range n {
			wg.Go(func() {
				if err := k.inbox.Submit(t.Context(), k.form(i)); err != nil {
					t.Errorf("submit %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for range 2 {
			wg.Go(func() {
				if err := k.sealer.Close(t.Context(), k.round.ID, nil); err != nil {
					t.Errorf("close: %v", err)
				}
			})
		}
		wg.Wait()
		if diff := cmp.Diff(children(n), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestLastBoxStopsALateSealer lists what waits, lets the round be closed, and
// then tries to add the box.
func TestLastBoxStopsALateSealer(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 3)
		late := *k
		late.join(t, func(step string) {
			if step == "seal.box" {
				must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
			}
		})
		_, err := late.sealer.sealOne(t.Context(), k.round, true)
		must(t, err)
		if more, err := late.sealer.sealOne(t.Context(), k.round, true); more || err != nil {
			t.Fatalf("a sealer goes on after the last box: %v %v", more, err)
		}
		if diff := cmp.Diff(children(3), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSealDueEndsAHalfClosedRound(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 2)
		_, err := k.book.MarkFinal(t.Context(), k.round.ID)
		must(t, err)
		must(t, k.sealer.SealDue(t.Context()))
		r, err := k.book.Rounds.Get(t.Context(), k.round.ID)
		must(t, err)
		if r.Stage != inspections.Sealed || len(k.counted(t)) != 2 {
			t.Fatalf("round is %s with %v", r.Stage, k.counted(t))
		}
	})
}

func TestLeasePassesOnWhenItsHolderStops(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		a, err := openLeases(t.Context(), k.engine)
		must(t, err)
		b, err := openLeases(t.Context(), k.engine)
		must(t, err)
		turns := func(l *leases) bool {
			mine, err := l.take(t.Context(), "work")
			must(t, err)
			return mine
		}
		for i, want := range []bool{true, true} {
			if turns(a) != want || turns(b) {
				t.Fatalf("turn %d: the first to come keeps the lease while it counts", i)
			}
		}
		if !turns(b) || turns(a) {
			t.Fatal("a lease that stopped counting goes to the next who asks")
		}
	})
}

// badLine is a store over a line that is cut at every seventh change of a submission.
// Half of these changes are made nevertheless.
type badLine struct {
	store.Engine
	changes atomic.Int64
}

func (b *badLine) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := b.Engine.Ensure(ctx, spec)
	switch {
	case err != nil:
	case spec.Name == "inbox":
		docs = &badDocs{docs, b}
	case spec.Name == "lane":
		docs = &badLane{Docs: docs, line: b}
	}
	return docs, err
}

type badDocs struct {
	store.Docs
	line *badLine
}

func (d *badDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	n := d.line.changes.Add(1)
	if n%7 != 0 {
		return d.Docs.Replace(ctx, id, rev, doc)
	}
	if n%2 == 0 {
		_ = d.Docs.Replace(ctx, id, rev, doc)
	}
	return errors.New("the line is cut")
}

// badLane is cut at every seventh text that is copied. Who copies it again at once has luck.
type badLane struct {
	store.Docs
	line *badLine
	cut  sync.Map // ids
}

func (d *badLane) Insert(ctx context.Context, id string, doc any) error {
	if _, was := d.cut.LoadAndDelete(id); was || d.line.changes.Add(1)%7 != 0 {
		return d.Docs.Insert(ctx, id, doc)
	}
	d.cut.Store(id, true)
	return errors.New("the line is cut")
}

// TestABadLineFillsTheLane: a line that breaks now and then does not have all begin anew.
func TestABadLineFillsTheLane(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		const many = 40
		k := newKit(t, &badLine{Engine: open()}, inspections.Open, 3)
		k.send(t, many)
		l := k.lane(t, nil)
		must(t, l.CopyDue(t.Context(), thursday))
		if got := len(k.inLane(t, l)); got != many {
			t.Errorf("%d of %d texts are in the lane", got, many)
		}
	})
}

// TestABadLineEndsSometime: what was buried before a line was cut is not buried again, or
// a large box on a bad line would never be done.
func TestABadLineEndsSometime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		const many = 60
		line := &badLine{Engine: open()}
		k := newKit(t, line, inspections.Open, 3)
		k.send(t, many)
		for tries, err := 0, errors.New("not yet"); err != nil; tries++ {
			if err = k.sealer.Close(t.Context(), k.round.ID, nil); tries > many {
				t.Fatalf("not closed after %d tries: %v", tries, err)
			}
		}
		if n := line.changes.Load(); n < many || n > 2*many {
			t.Errorf("%d submissions were changed %d times", many, n)
		}
		if got := len(k.counted(t)); got != many {
			t.Errorf("%d of %d are counted", got, many)
		}
	})
}

// crash is what a failpoint in this process throws.
type crash struct{ step string }

// TestCrashAnywhere breaks off at every step of sending, sealing and closing
// in turn, starts again from the store, and checks that what was acknowledged is
// counted once.
func TestCrashAnywhere(t *testing.T) {
	const most = 200 // more steps than there are
	for nth := 1; nth < most; nth++ {
		done := false
		t.Run(fmt.Sprint(nth), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, open storetest.Open) {
				if strings.Contains(t.Name(), "mongo") && nth%7 != 1 {
					return // the same steps on a slower server: every seventh will do
				}
				done = !crashAt(t, open(), nth)
			})
		})
		if done || t.Failed() {
			return
		}
	}
}

// crashAt breaks off at the nth step; false if there are not so many.
func crashAt(t *testing.T, e store.Engine, nth int) bool {
	k := newKit(t, e, inspections.Open, 3)
	steps := 0
	var mu sync.Mutex
	k.join(t, func(step string) {
		mu.Lock()
		defer mu.Unlock()
		if steps++; steps == nth && step != "seal.tombstone" { // those are on goroutines of their own
			panic(crash{step})
		}
	})
	acked := map[string]bool{}
	crashed := runToCrash(t, k, acked)
	k.join(t, nil)
	must(t, k.sealer.SealDue(t.Context()))
	must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
	counted := map[string]int{}
	for _, c := range k.counted(t) {
		counted[c]++
	}
	for c := range acked {
		if counted[c] != 1 {
			t.Errorf("child %s was told sent and is counted %d times", c, counted[c])
		}
	}
	for c, n := range counted {
		if n != 1 {
			t.Errorf("child %s is counted %d times", c, n)
		}
	}
	return crashed || steps >= nth
}

func runToCrash(t *testing.T, k *kit, acked map[string]bool) (crashed bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case crash:
			crashed = true
		default:
			panic(r)
		}
	}()
	for i := range 5 {
		must(t, k.inbox.Submit(t.Context(), k.form(i)))
		acked[fmt.Sprint(i)] = true
		if i == 3 {
			must(t, k.sealer.SealDue(t.Context()))
		}
	}
	must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
	return false
}

// TestWhoseTurnItIs: of two servers one seals, and the other says that it did not.
func TestWhoseTurnItIs(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 4)
		first := k.sealer
		must(t, first.SealTurn(t.Context()))
		k.join(t, nil)
		if err := k.sealer.SealTurn(t.Context()); !errors.Is(err, ErrAnothersTurn) {
			t.Errorf("the second: %v", err)
		}
		must(t, k.sealer.SealDue(t.Context())) // for who does not want to know; now it has not moved between two turns
		must(t, k.sealer.SealTurn(t.Context()))
		if err := first.SealTurn(t.Context()); !errors.Is(err, ErrAnothersTurn) {
			t.Errorf("the first, when the other has taken over: %v", err)
		}
	})
}
