package ballot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// thursday is a working day after the hour.
var thursday = time.Date(2026, 11, 26, LaneHour, 0, 0, 0, time.UTC)

// lane opens the safety lane on the kit's store.
func (k *kit) lane(t *testing.T, step Step) *Lane {
	t.Helper()
	l, err := OpenLane(t.Context(), k.engine, k.book, k.vault, k.keys.Wrap, step)
	must(t, err)
	return l
}

// inLane is what waits in the lane, by its beginning, sorted.
func (k *kit) inLane(t *testing.T, l *Lane) []string {
	t.Helper()
	key, err := k.vault.Texts(t.Context(), k.round.ID)
	must(t, err)
	list, closed, err := l.Read(t.Context(), k.round.ID, key, nil)
	must(t, err)
	if len(closed) > 0 {
		t.Errorf("%d in the lane cannot be opened", len(closed))
	}
	texts := []string{}
	for _, x := range list {
		texts = append(texts, x.Text.Text[:len("Story 0")])
	}
	slices.Sort(texts)
	return texts
}

func stories(numbers ...int) []string {
	list := []string{}
	for _, n := range numbers {
		list = append(list, fmt.Sprint("Story ", n))
	}
	return list
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// TestTheLaneCopiesWhateverK: what is too little for a box is in the lane, and so is
// what was sealed into a box before the hour; each once, and never again after a
// decision.
func TestTheLaneCopiesWhateverK(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 2)
		for what, day := range map[string]time.Time{
			"before the hour": thursday.Add(-time.Hour), "on a Saturday": thursday.AddDate(0, 0, 2), "on a Sunday": thursday.AddDate(0, 0, 3),
		} {
			must(t, l.CopyDue(t.Context(), day))
			same(t, what, k.inLane(t, l), stories())
		}
		must(t, l.CopyDue(t.Context(), thursday))
		same(t, "at the hour", k.inLane(t, l), stories(0, 1))
		must(t, k.inbox.Submit(t.Context(), k.form(2)))
		must(t, l.CopyDue(t.Context(), thursday.Add(time.Hour)))
		same(t, "later that day", k.inLane(t, l), stories(0, 1))
		must(t, k.sealer.SealDue(t.Context())) // 2 was never in the inbox at the hour
		if n := k.waiting(t); n != 0 {
			t.Fatalf("%d wait, want all in a box", n)
		}
		must(t, l.CopyDue(t.Context(), thursday.AddDate(0, 0, 1)))
		same(t, "the next day", k.inLane(t, l), stories(0, 1, 2))

		since, err := l.Since(t.Context(), k.round.ID)
		if err != nil || since != "2026-11-26" {
			t.Errorf("the longest waits since %q, %v", since, err)
		}
		k.decideAll(t, l)
		for day := range 7 {
			must(t, l.CopyDue(t.Context(), thursday.AddDate(0, 0, 2+day)))
		}
		same(t, "after the decisions", k.inLane(t, l), stories())
		if since, err := l.Since(t.Context(), k.round.ID); since != "" || err != nil {
			t.Errorf("something waits since %q, %v", since, err)
		}
	})
}

// decideAll buries what waits in the lane, each twice, and tells what that was.
func (k *kit) decideAll(t *testing.T, l *Lane) (texts []string) {
	t.Helper()
	key, err := k.vault.Texts(t.Context(), k.round.ID)
	must(t, err)
	list, _, err := l.Read(t.Context(), k.round.ID, key, nil)
	must(t, err)
	for _, x := range list {
		must(t, l.Bury(t.Context(), k.round.ID, x.ID))
		must(t, l.Bury(t.Context(), k.round.ID, x.ID))
		texts = append(texts, x.Text.Text[:len("Story 0")])
	}
	slices.Sort(texts)
	return texts
}

// TestTheLaneGoesOnAfterTheRound: what the last box took after the hour is copied
// when the round is sealed.
func TestTheLaneGoesOnAfterTheRound(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 2)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, l.CopyDue(t.Context(), thursday))
		same(t, "a sealed round", k.inLane(t, l), stories(0, 1))
	})
}

// TestTheLaneTakesWhatComesLate: a round that was sealed is copied from again on every
// working day. What a server that read "open" long ago puts into the inbox then is counted
// nowhere and was acknowledged to nobody, but a child wrote it: it is in the lane on the
// next working day, once, and never again after a decision.
func TestTheLaneTakesWhatComesLate(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 2)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, l.CopyDue(t.Context(), thursday))
		same(t, "before", k.decideAll(t, l), stories(0, 1))
		k.insertLate(t, 9)
		wantErr(t, k.inbox.Submit(t.Context(), k.form(8)), fault.Closed)
		must(t, l.CopyDue(t.Context(), thursday.Add(time.Hour)))
		same(t, "again on that day", k.inLane(t, l), stories())
		friday, monday := thursday.AddDate(0, 0, 1), thursday.AddDate(0, 0, 4)
		must(t, l.CopyDue(t.Context(), friday))
		must(t, k.lane(t, nil).CopyDue(t.Context(), friday)) // another server
		same(t, "the late one", k.decideAll(t, l), stories(9))
		must(t, l.CopyDue(t.Context(), monday))
		same(t, "after the decision", k.inLane(t, l), stories())
		if diff := cmp.Diff(children(2), k.counted(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// insertLate puts a submission into the inbox whatever the round's stage is.
func (k *kit) insertLate(t *testing.T, n int) Form {
	t.Helper()
	keys, err := parseKeys(k.round)
	must(t, err)
	late := k.form(n)
	sealed, err := pack(keys, late)
	must(t, err)
	id, err := k.inbox.id(t.Context(), k.round, late)
	must(t, err)
	m, err := k.inbox.mark(late)
	must(t, err)
	_, err = k.inbox.insert(t.Context(), k.round, id, m, sealed)
	must(t, err)
	return late
}

// TestALaneTextAndABoxTextAreOne: they are known by the same envelope, and neither
// the lane's document nor its tombstone holds what leads there without the key.
func TestALaneTextAndABoxTextAreOne(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 3)
		must(t, l.CopyDue(t.Context(), thursday))
		must(t, k.sealer.SealDue(t.Context()))
		key, err := k.vault.Texts(t.Context(), k.round.ID)
		must(t, err)
		boxed, unread, err := k.opener.TextsWith(t.Context(), k.round.ID, key)
		if err != nil || unread != 0 || len(boxed) != 3 {
			t.Fatalf("%d in the box, %d unread, %v", len(boxed), unread, err)
		}
		list, _, err := l.Read(t.Context(), k.round.ID, key, nil)
		must(t, err)
		for _, x := range list {
			if !slices.ContainsFunc(boxed, func(f Found) bool { return f == x.Found }) {
				t.Errorf("%+v is not in the box", x.Found)
			}
			if strings.Contains(x.ID, x.Envelope[:16]) {
				t.Error("the id tells the envelope to whoever has no key")
			}
			must(t, l.Bury(t.Context(), k.round.ID, x.ID))
			d, err := l.docs.Get(t.Context(), x.ID)
			must(t, err)
			if d.Waits != "" || d.Day != "" || len(d.Sealed) != 0 {
				t.Errorf("a tombstone holds %+v", d)
			}
		}
		other := &Lane{key: seal.NewKey()}
		if l.ID("round", "e") == other.ID("round", "e") || l.ID("round", "e") == l.ID("another", "e") {
			t.Error("ids do not depend on key and round")
		}
	})
}

// TestTheLaneLeavesOutTheWithdrawn: taken back before the hour it is never copied;
// after, it is shown to nobody, and dropped at the next run.
func TestTheLaneLeavesOutTheWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		sent := k.send(t, 3)
		out := func(f Form) {
			must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, f.Secret.Receipt(), []string{"story"}))
		}
		out(sent[0])
		must(t, l.CopyDue(t.Context(), thursday))
		if n, err := l.docs.Count(t.Context(), store.Query{}); n != 2 || err != nil {
			t.Errorf("%d copied, %v", n, err)
		}
		out(sent[1])
		same(t, "after the second was taken back", k.inLane(t, l), stories(2))
		must(t, l.CopyDue(t.Context(), thursday.AddDate(0, 0, 1)))
		n, err := l.docs.Count(t.Context(), store.Query{Field: "waits", Is: k.round.ID})
		if n != 1 || err != nil {
			t.Errorf("%d wait after the next run, %v", n, err)
		}
	})
}

// TestTheLaneOpensOnce: what was opened is not opened again, and is left out once it is
// decided or withdrawn like anything else.
func TestTheLaneOpensOnce(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 3)
		must(t, l.Copy(t.Context(), k.round, "2026-11-26"))
		key, err := k.vault.Texts(t.Context(), k.round.ID)
		must(t, err)
		list, _, err := l.Read(t.Context(), k.round.ID, key, nil)
		must(t, err)
		opened := map[string]InLane{}
		for _, x := range list[:2] {
			x.Text.Text = "opened before"
			opened[x.ID] = x
		}
		must(t, l.Bury(t.Context(), k.round.ID, list[0].ID))
		again, closed, err := l.Read(t.Context(), k.round.ID, seal.Private{}, opened)
		must(t, err)
		if len(again) != 1 || again[0].ID != list[1].ID || again[0].Text.Text != "opened before" || len(closed) != 1 || closed[0] != list[2].ID {
			t.Errorf("without the key: %+v, closed %v", again, closed)
		}
	})
}

// TestTheLaneTellsWhatItCannotOpen: a text that was altered is not passed over in
// silence, and holds up none of the others.
func TestTheLaneTellsWhatItCannotOpen(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		k.send(t, 2)
		must(t, l.CopyDue(t.Context(), thursday))
		d, err := l.docs.First(t.Context(), store.Query{Field: "waits", Is: k.round.ID})
		must(t, err)
		d.Sealed[len(d.Sealed)-1] ^= 1
		must(t, l.docs.Replace(t.Context(), d))
		key, err := k.vault.Texts(t.Context(), k.round.ID)
		must(t, err)
		list, closed, err := l.Read(t.Context(), k.round.ID, key, nil)
		if err != nil || len(list) != 1 || !slices.Equal(closed, []string{d.ID}) {
			t.Errorf("%d opened, closed %v, %v", len(list), closed, err)
		}
		if _, closed, _ := l.Read(t.Context(), k.round.ID, seal.Private{}, nil); len(closed) != 2 {
			t.Errorf("without the key %d of 2 stay closed", len(closed))
		}
		for _, of := range [][2]string{{k.round.ID, "nothing"}, {"another", d.ID}} {
			if err := l.Bury(t.Context(), of[0], of[1]); !errors.Is(err, fault.NotFound) {
				t.Errorf("burying what was never there: %v", err)
			}
		}
	})
}

// TestACrashOfTheLane breaks off before each write of a run in turn. The next run
// goes on: every text is in the lane once, and what was decided in between is not
// copied anew.
func TestACrashOfTheLane(t *testing.T) {
	const most = 30 // more steps than there are
	for nth := 1; nth < most; nth++ {
		done := false
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			done = !crashLaneAt(t, newKit(t, open(), inspections.Open, 3), int64(nth))
		})
		if done || t.Failed() {
			return
		}
	}
	t.Error("there is no end to the steps")
}

// crashLaneAt breaks off at the nth step of the lane; false if there are not so many.
func crashLaneAt(t *testing.T, k *kit, nth int64) bool {
	ctx, crash := context.WithCancel(t.Context())
	defer crash()
	var steps atomic.Int64
	l := k.lane(t, func(step string) {
		if step != "lane.marked" && steps.Add(1) >= nth { // nothing is written after that
			crash()
		}
	})
	k.send(t, 4)
	must(t, k.sealer.SealDue(t.Context())) // three or four of them in a box
	must(t, k.inbox.Submit(t.Context(), k.form(5)))
	err := l.Copy(ctx, k.round, "2026-11-26")
	crashed := steps.Load() >= nth
	if crashed != (err != nil) {
		t.Fatalf("step %d of %d: %v", nth, steps.Load(), err)
	}
	calm := k.lane(t, nil)
	before := k.decideAll(t, calm) // a write that was under way may arrive after this
	must(t, calm.Copy(t.Context(), k.round, "2026-11-26"))
	after := k.inLane(t, calm)
	all := slices.Sorted(slices.Values(append(before, after...)))
	same(t, fmt.Sprint("broken off at step ", nth), all, stories(0, 1, 2, 3, 5))
	must(t, calm.Copy(t.Context(), k.round, "2026-11-27"))
	same(t, "a run more", k.inLane(t, calm), after)
	return crashed
}

// TestACollectingServerHasNoLane: it could open nothing, and says so.
func TestACollectingServerHasNoLane(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 1)
		vault, err := inspections.OpenVault(t.Context(), k.engine, seal.Key{})
		must(t, err)
		l, err := OpenLane(t.Context(), k.engine, k.book, vault, seal.Key{}, nil)
		must(t, err)
		if err := l.CopyDue(t.Context(), thursday); !errors.Is(err, fault.Denied) {
			t.Errorf("it copies: %v", err)
		}
	})
}
