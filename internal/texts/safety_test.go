package texts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// copied sends stories and has the lane copy them on the kit's day.
func (k *kit) copied(t *testing.T, stories ...string) {
	t.Helper()
	k.send(t, stories...)
	must(t, k.lane.CopyDue(t.Context(), k.now()))
}

// inLane is what a session reads of the lane, in its order.
func (k *kit) inLane(t *testing.T, s *Session) (list []string) {
	t.Helper()
	waiting, unread, err := k.texts.Waiting(t.Context(), s)
	must(t, err)
	if unread != 0 {
		t.Errorf("%d unread", unread)
	}
	for _, w := range waiting {
		list = append(list, w.Text.Text)
	}
	return list
}

// idOf is the id of what waits with these words.
func (k *kit) idOf(t *testing.T, s *Session, words string) string {
	t.Helper()
	waiting, _, err := k.texts.Waiting(t.Context(), s)
	must(t, err)
	for _, w := range waiting {
		if w.Text.Text == words {
			return w.ID
		}
	}
	t.Fatalf("%q is not in the lane", words)
	return ""
}

const (
	calm  = "I like the garden"
	sad   = "I am scared at night"
	harm  = "he hits me and says dont tell"
	other = "The food is fine"
)

// TestTheMostWorryingFirst: all that waits is there, in order, with why; a session of
// another use, or none, reads nothing.
func TestTheMostWorryingFirst(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, calm, harm, sad, other)
		_, _, err := k.texts.Waiting(t.Context(), nil)
		fails(t, "no session", err, closed)
		_, _, err = k.texts.Waiting(t.Context(), k.unlock(t, Analysis))
		fails(t, "a session for what was reviewed", err, denied)
		s := k.unlock(t, Unreviewed)
		got := k.inLane(t, s)
		if diff := cmp.Diff([]string{harm, sad}, got[:2]); diff != "" || len(got) != 4 {
			t.Errorf("%d texts; %s", len(got), diff)
		}
		first, _, err := k.texts.Waiting(t.Context(), s)
		must(t, err)
		if diff := cmp.Diff([]Worry{AboutHarm, AboutSecret}, first[0].Found); diff != "" {
			t.Error(diff)
		}
		if w := first[0]; w.Question != "story" || w.Setting != "school" || w.Edition != "11-13" || w.Day != "2026-11-26" {
			t.Errorf("%+v", w)
		}
	})
}

// TestDismissing: two read it and see nothing: it leaves the lane for good, with a
// line, and never comes back; nothing of another round can be taken out.
func TestDismissing(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, calm, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, calm)
		fails(t, "no session", k.texts.Dismiss(t.Context(), nil, "ros", id), closed)
		fails(t, "what is not there", k.texts.Dismiss(t.Context(), s, "ros", "none"), fault.NotFound)
		if n := k.deeds(t, laneName, "none"); len(n) != 0 {
			t.Errorf("of what is not there the audit says %v", n)
		}
		for _, who := range []string{"ros", "tom"} { // who comes second finds it decided
			must(t, k.texts.Dismiss(t.Context(), s, who, id))
		}
		if diff := cmp.Diff([]string{harm}, k.inLane(t, s)); diff != "" {
			t.Error(diff)
		}
		if n := k.deeds(t, laneName, id)["ros lane.none"]; n != 1 {
			t.Errorf("%d lines", n)
		}
		must(t, k.lane.CopyDue(t.Context(), thursday.AddDate(0, 0, 1)))
		if diff := cmp.Diff([]string{harm}, k.inLane(t, s)); diff != "" {
			t.Error(diff)
		}
		autumn := &Session{"autumn", Unreviewed, s.shared}
		fails(t, "of another round", k.texts.Dismiss(t.Context(), autumn, "ros", k.idOf(t, s, harm)), fault.NotFound)
		k.pass(Lasts)
		fails(t, "after the session", k.texts.Dismiss(t.Context(), s, "ros", id), closed)
	})
}

// TestOneReaderSeesNothingAndTheOtherWorries: what one of the two takes out of the lane
// while the other writes is a concern all the same, with its words; and a tick that comes
// after the concern says nothing against it.
func TestOneReaderSeesNothingAndTheOtherWorries(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.copied(t, calm, harm, sad)
		s := k.unlock(t, Unreviewed)
		id, other := k.idOf(t, s, harm), k.idOf(t, s, sad)
		must(t, k.texts.Dismiss(ctx, s, "tom", id, k.idOf(t, s, calm)))
		k.inLane(t, s) // the page to which that leads
		w, err := k.texts.InLane(ctx, s, id)
		if err != nil || w.Text.Text != harm || w.ID != id || w.Weight == 0 {
			t.Errorf("the form shows %+v, %v", w, err)
		}
		must(t, k.texts.Raise(ctx, s, "ros", id, "sounds like home"))
		must(t, k.texts.Raise(ctx, s, "ros", other, "Worrying."))
		must(t, k.texts.Dismiss(ctx, s, "tom", other, id)) // the page that tom still has before him
		must(t, k.texts.Raise(ctx, s, "tom", other, "it worries me too"))
		if n := k.deeds(t, laneName, other); len(n) != 0 {
			t.Errorf("of what was raised the audit says %v", n)
		}
		for id, want := range map[string][]string{id: {harm, "sounds like home"}, other: {sad, "Worrying.", "it worries me too"}} {
			c, err := k.texts.Concern(ctx, k.round.ID, id)
			must(t, err)
			o, err := k.texts.Read(ctx, s, c, "ros")
			must(t, err)
			if diff := cmp.Diff(want, append([]string{o.Text.Text}, o.Notes...)); diff != "" {
				t.Error(diff)
			}
		}
		if got := k.inLane(t, s); len(got) != 0 {
			t.Errorf("%q wait", got)
		}
	})
}

// TestRaisingAfterTheSessionInWhichItWasTicked: a text that others took out of the lane in
// an earlier session is raised from the box that it lies in; what a child took back is not.
func TestRaisingAfterTheSessionInWhichItWasTicked(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.copied(t, harm)
		forms := k.send(t, calm, sad)
		must(t, k.lane.Copy(ctx, k.round, "2026-11-26"))
		s := k.unlock(t, Unreviewed)
		id, back := k.idOf(t, s, harm), k.idOf(t, s, sad)
		must(t, k.texts.Dismiss(ctx, s, "tom", id, back))
		k.pass(Lasts)
		fails(t, "after the session", k.texts.Raise(ctx, s, "ros", id, "sounds like home"), closed)
		s = k.unlock(t, Unreviewed)
		fails(t, "what is in no box yet", k.texts.Raise(ctx, s, "ros", id, "sounds like home"), fault.NotFound)
		must(t, k.texts.End(ctx, k.round.ID, Unreviewed, "ros"))
		must(t, k.sealer.SealDue(ctx))
		s = k.unlock(t, Unreviewed)
		must(t, k.texts.Raise(ctx, s, "ros", id, "sounds like home"))
		_, err := k.texts.InLane(ctx, s, back)
		must(t, err)
		must(t, k.taken.Withdraw(ctx, k.round.ID, forms[1].Secret.Receipt(), []string{"story"}))
		fails(t, "what was taken back", k.texts.Raise(ctx, s, "ros", back, "Worrying."), fault.NotFound)
	})
}

// TestWhatIsTakenBackInTheSessionIsNotRaised, though the session has opened it.
func TestWhatIsTakenBackInTheSessionIsNotRaised(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		forms := k.send(t, harm)
		must(t, k.lane.CopyDue(t.Context(), k.now()))
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.taken.Withdraw(t.Context(), k.round.ID, forms[0].Secret.Receipt(), []string{"story"}))
		fails(t, "what was taken back", k.texts.Raise(t.Context(), s, "ros", id, "Worrying."), fault.NotFound)
		must(t, k.texts.Dismiss(t.Context(), s, "tom", id))
		if n := k.deeds(t, laneName, id); len(n) != 0 {
			t.Errorf("the audit says %v", n)
		}
	})
}

// TestWhatCannotBeOpenedIsPutAside, by two people who were told.
func TestWhatCannotBeOpenedIsPutAside(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, calm)
		s := k.unlock(t, Unreviewed)
		s.key = seal.Private{} // none of the round's
		key, err := seal.NewPrivate()
		must(t, err)
		s.key = key
		_, unread, err := k.texts.Waiting(t.Context(), s)
		if unread != 1 || err != nil {
			t.Fatalf("%d unread, %v", unread, err)
		}
		closedID := k.texts.closedIn(t, s)
		fails(t, "what nobody read", k.texts.Dismiss(t.Context(), s, "ros", closedID), fault.NotFound)
		must(t, k.texts.PutAside(t.Context(), s, "ros"))
		if diff := cmp.Diff(map[string]int{"ros lane.unread": 1}, k.deeds(t, laneName, closedID)); diff != "" {
			t.Error(diff)
		}
		if _, unread, err = k.texts.Waiting(t.Context(), s); unread != 0 || err != nil {
			t.Errorf("%d unread after, %v", unread, err)
		}
	})
}

// closedIn is the id of the one text that nobody can open.
func (t *Texts) closedIn(test *testing.T, s *Session) string {
	test.Helper()
	_, closed, err := t.inLane(test.Context(), s)
	if err != nil || len(closed) != 1 {
		test.Fatalf("%d closed, %v", len(closed), err)
	}
	return closed[0]
}

// TestAConcernGoesItsWay from the text to the record in the area. Its words and notes
// are closed in the store, and are read in a session alone; they are forgotten 30
// days after the end.
func TestAConcernGoesItsWay(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.copied(t, harm, calm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		fails(t, "without a note", k.texts.Raise(ctx, s, "ros", id, " \n"), fault.Invalid)
		fails(t, "with too long a note", k.texts.Raise(ctx, s, "ros", id, strings.Repeat("ß", MaxNote+1)), fault.Invalid)
		fails(t, "without a session", k.texts.Raise(ctx, nil, "ros", id, "sounds like home"), closed)
		fails(t, "what is not there", k.texts.Raise(ctx, s, "ros", "none", "sounds like home"), fault.NotFound)
		must(t, k.texts.Raise(ctx, s, "ros", id, "sounds like home"))
		if diff := cmp.Diff([]string{calm}, k.inLane(t, s)); diff != "" {
			t.Error(diff)
		}
		fails(t, "a step that does not follow", k.texts.Advance(ctx, k.round.ID, id, Acted, "", "ros"), closed)
		fails(t, "of another round", k.texts.Advance(ctx, "autumn", id, Discussed, "", "ros"), fault.NotFound)
		must(t, k.texts.End(ctx, k.round.ID, Unreviewed, "ros")) // steps wait for nobody
		must(t, k.texts.Advance(ctx, k.round.ID, id, Discussed, "with Callum", "tom"))
		k.pass(26 * time.Hour)
		must(t, k.texts.Advance(ctx, k.round.ID, id, Passed, "", "ros"))
		must(t, k.texts.Advance(ctx, k.round.ID, id, Acted, "a visit today", "ros"))
		must(t, k.texts.Advance(ctx, k.round.ID, id, Recorded, "", "ros"))
		fails(t, "after the end", k.texts.Advance(ctx, k.round.ID, id, Kept, "", "ros"), closed)

		c, err := k.texts.Concern(ctx, k.round.ID, id)
		must(t, err)
		if c.Step() != Recorded || c.Open != "" || c.Until != "2026-12-27" || len(c.Taken) != 5 || c.Taken[1].Who != "tom" || c.Taken[2].Day != "2026-11-27" {
			t.Errorf("%+v", c)
		}
		_, err = k.texts.Read(ctx, s, c, "ros")
		fails(t, "reading after the session", err, closed)
		s = k.unlock(t, Unreviewed)
		o, err := k.texts.Read(ctx, s, c, "ros")
		must(t, err)
		if diff := cmp.Diff([]string{"sounds like home", "with Callum", "", "a visit today", ""}, o.Notes); diff != "" || o.Text.Text != harm || o.Setting != "school" {
			t.Error(diff, o.Text)
		}
		k.wordsAreForgotten(t, id)
	})
}

// wordsAreForgotten lets 30 days pass and looks at a concern that has ended.
func (k *kit) wordsAreForgotten(t *testing.T, id string) {
	t.Helper()
	k.pass(29 * 24 * time.Hour)
	must(t, k.texts.Sweep(t.Context()))
	c, err := k.texts.Concern(t.Context(), k.round.ID, id)
	if err != nil || c.Forgotten() {
		t.Fatalf("forgotten too early, %v", err)
	}
	k.pass(24 * time.Hour)
	for range 2 {
		must(t, k.texts.Sweep(t.Context()))
	}
	c, err = k.texts.Concern(t.Context(), k.round.ID, id)
	must(t, err)
	if !c.Forgotten() || c.Until != "" || slices.ContainsFunc(c.Taken, func(d Done) bool { return len(d.Note) > 0 }) || len(c.Taken) != 5 {
		t.Errorf("not forgotten: %+v", c)
	}
	if o, err := k.texts.Read(t.Context(), k.unlock(t, Unreviewed), c, "ros"); err != nil || o.Text.Text != "" {
		t.Errorf("%+v, %v", o, err)
	}
	deeds := k.deeds(t, concernsName, id)
	for _, did := range []string{"ros concern.raised", "tom concern.discussed", "ros concern.passed", "ros concern.acted", "ros concern.recorded", "ros concern.read", "server concern.forget"} {
		if deeds[did] != 1 {
			t.Errorf("%d lines of %q, want 1", deeds[did], did)
		}
	}
}

// TestAConcernThatStays ends with the reason of the inspection lead.
func TestAConcernThatStays(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.texts.Raise(t.Context(), s, "ros", id, "sounds like home"))
		must(t, k.texts.Advance(t.Context(), k.round.ID, id, Kept, "told of a film", "ros"))
		list, err := k.texts.Concerns(t.Context(), k.round.ID)
		must(t, err)
		if len(list) != 1 || list[0].Open != "" || len(list[0].Step().Next()) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// TestACrashWhileRaising: the concern is there and the text still in the lane. It is
// shown once, and taken out.
func TestACrashWhileRaising(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.texts.concerns.Insert(t.Context(), &Concern{Head: store.Head{ID: id}, Round: k.round.ID, Open: k.round.ID, Taken: []Done{{Step: Raised, Day: "2026-11-26"}}}))
		if got := k.inLane(t, s); len(got) != 0 {
			t.Errorf("%q is in the lane and a concern", got)
		}
		if since, err := k.lane.Since(t.Context(), k.round.ID); since != "" || err != nil {
			t.Errorf("it still waits since %q, %v", since, err)
		}
	})
}

// TestWhatStandsStill tells rounds and days and no number.
func TestWhatStandsStill(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		list, err := k.texts.Standstills(t.Context())
		if err != nil || len(list) != 0 {
			t.Fatalf("%+v, %v", list, err)
		}
		k.copied(t, harm, calm)
		s := k.unlock(t, Unreviewed)
		must(t, k.texts.Raise(t.Context(), s, "ros", k.idOf(t, s, harm), "x"))
		if list, err = k.texts.Standstills(t.Context()); err != nil || len(list) != 1 || list[0].Round.ID != "spring" || list[0].Lane != "2026-11-26" || list[0].Concerns != "2026-11-26" {
			t.Fatalf("%+v, %v", list, err)
		}
		must(t, k.texts.Dismiss(t.Context(), s, "ros", k.idOf(t, s, calm)))
		if list, err = k.texts.Standstills(t.Context()); err != nil || len(list) != 1 || list[0].Lane != "" {
			t.Fatalf("%+v, %v", list, err)
		}
	})
}

// TestOverdue: over a working day, with a week end between and without.
func TestOverdue(t *testing.T) {
	for _, c := range []struct {
		since, now string
		want       bool
	}{
		{"2026-11-26", "2026-11-26", false}, {"2026-11-26", "2026-11-27", true}, {"2026-11-28", "2026-11-29", false}, {"2026-11-28", "2026-11-30", false},
		{"2026-11-28", "2026-12-01", true}, {"2026-11-27", "2026-11-28", true}, {"2026-11-27", "2026-11-26", false}, {"", "2026-11-26", false}, {"soon", "2026-11-26", false},
	} {
		now, err := time.Parse(time.DateOnly, c.now)
		must(t, err)
		if got := Overdue(c.since, now.Add(23*time.Hour)); got != c.want {
			t.Errorf("since %s on %s: %v", c.since, c.now, got)
		}
	}
}

// TestStepsAreAWay: every step leads to an end, and none back.
func TestStepsAreAWay(t *testing.T) {
	order := Steps()
	for i, step := range order {
		for _, next := range step.Next() {
			if slices.Index(order, next) <= i {
				t.Errorf("%s leads back to %s", step, next)
			}
		}
	}
	for _, end := range []Step{Kept, Recorded} {
		if len(end.Next()) > 0 {
			t.Errorf("%s goes on", end)
		}
	}
}

// TestKeysWaitForTheLane: what nobody copied yet is copied when the keys end, and the key
// to it is needed while it waits, while a concern has words, and no longer.
func TestKeysWaitForTheLane(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		kept := func(want bool) {
			t.Helper()
			if got, err := k.texts.Kept(t.Context(), k.round); err != nil || got != want {
				t.Errorf("the key is needed: %v, %v", got, err)
			}
		}
		kept(false)
		forms := k.send(t, calm, harm, sad)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		kept(true)
		r, err := k.book.Rounds.Update(t.Context(), k.round.ID, func(r *inspections.Round) error { r.KeysGone = "2026-11-26"; return nil })
		must(t, err)
		must(t, k.vault.Destroy(t.Context(), r, inspections.Held{Texts: true}, nil))
		_, err = k.vault.Answers(t.Context(), k.round.ID)
		fails(t, "the key to answers", err, fault.NotFound)

		s := k.unlock(t, Unreviewed)
		if got := k.inLane(t, s); len(got) != 3 || got[0] != harm {
			t.Fatalf("%q wait", got)
		}
		id := k.idOf(t, s, harm)
		must(t, k.texts.Raise(t.Context(), s, "ros", id, "Worrying."))
		if text, notes := k.notes(t, s); text != harm || notes[0] != "raised ros Worrying." {
			t.Errorf("two people read %q, %q", text, notes)
		}
		must(t, k.texts.Dismiss(t.Context(), s, "ros", k.idOf(t, s, calm)))
		kept(true)
		// The third is taken back, and goes from the lane without the key to answers.
		must(t, k.taken.Withdraw(t.Context(), k.round.ID, forms[2].Secret.Receipt(), []string{"story"}))
		kept(true)
		if list, err := k.texts.Standstills(t.Context()); err != nil || len(list) != 1 || list[0].Lane != "" || list[0].Concerns == "" {
			t.Errorf("%+v, %v", list, err)
		}
		must(t, k.texts.Advance(t.Context(), k.round.ID, id, Kept, "", "tom"))
		kept(true)
		k.pass((keepDays + 1) * 24 * time.Hour)
		must(t, k.texts.Sweep(t.Context()))
		kept(false)
	})
}

// TestKeysWaitForWhoReads: who has the lane open may still raise what was taken out of it.
func TestKeysWaitForWhoReads(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.texts.Dismiss(t.Context(), s, "tom", id))
		for _, want := range []bool{true, false} {
			if got, err := k.texts.Kept(t.Context(), k.round); err != nil || got != want {
				t.Errorf("the key is needed: %v, %v; want %v", got, err, want)
			}
			k.pass(Lasts)
		}
	})
}

// TestNothingIsSealedToAKeyThatIsGone: another server, which does not know who reads here,
// destroyed the key meanwhile. What nobody could ever open is not taken for a concern.
func TestNothingIsSealedToAKeyThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.copied(t, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.texts.Dismiss(ctx, s, "tom", id))
		gone := *k.round
		gone.KeysGone = "2026-11-26"
		must(t, k.vault.Destroy(ctx, &gone, inspections.Held{}, nil))
		fails(t, "without a key", k.texts.Raise(ctx, s, "ros", id, "Worrying."), fault.NotFound)
		if list, err := k.texts.Concerns(ctx, k.round.ID); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// TestWordsAreNotForgottenAnew: a sweep that found a concern at its end forgets nothing of
// one that somebody worries about again meanwhile.
func TestWordsAreNotForgottenAnew(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, harm)
		s := k.unlock(t, Unreviewed)
		id := k.idOf(t, s, harm)
		must(t, k.texts.Raise(t.Context(), s, "ros", id, "Worrying."))
		must(t, k.texts.forget(t.Context(), id)) // as a sweep does that found it before
		c, err := k.texts.Concern(t.Context(), k.round.ID, id)
		must(t, err)
		if c.Forgotten() || c.Open == "" {
			t.Errorf("%+v", c)
		}
	})
}
