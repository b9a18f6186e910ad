package texts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/store"
)

const (
	named = "the pink wheelchair is loud and the pink wheelchair is late"
	plays = "We play football"
	loud  = "It is loud in there"
)

// boxed seals stories into a box and unlocks the round.
func (k *kit) boxed(t *testing.T, stories ...string) *Session {
	t.Helper()
	k.send(t, stories...)
	must(t, k.sealer.SealDue(t.Context()))
	return k.unlock(t, Unreviewed)
}

// desk is what somebody has before them, and the ids by words.
func (k *kit) desk(t *testing.T, s *Session, who string) (Desk, map[string]string) {
	t.Helper()
	d, err := k.texts.Desk(t.Context(), s, who)
	must(t, err)
	ids := map[string]string{}
	for _, x := range slices.Concat(d.Mine, d.Held) {
		ids[x.Text.Text] = x.ID
	}
	return d, ids
}

// TestTwoReviewATextBlind: a text passes when two people said so, without what either
// took out; the second does not see what the first said.
func TestTwoReviewATextBlind(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, s := t.Context(), k.boxed(t, named, plays, loud)
		d, ids := k.desk(t, s, "ros")
		if len(d.Mine) != 3 || d.Other+d.Passed+len(d.Held)+d.Unread != 0 {
			t.Fatalf("%+v", d)
		}
		cut := Cut{4, 19, "name"}
		must(t, k.texts.Say(ctx, s, "ros", ids[named], false, nil))
		must(t, k.texts.Say(ctx, s, "ros", ids[named], false, []Cut{cut})) // thought better of it
		must(t, k.texts.Say(ctx, s, "ros", ids[plays], false, nil))
		must(t, k.texts.Say(ctx, s, "ros", ids[loud], true, nil))
		d, _ = k.desk(t, s, "ros")
		if len(d.Mine) != 0 || d.Other != 3 {
			t.Errorf("%d before ros, %d before the other", len(d.Mine), d.Other)
		}
		for i, w := range k.reviewedWords(t) {
			t.Errorf("%d: %q is read after one person alone", i, w)
		}
		d, _ = k.desk(t, s, "tom")
		if len(d.Mine) != 3 || d.Mine[0].Cuts != nil {
			t.Errorf("tom sees %+v", d.Mine)
		}
		for _, id := range ids {
			must(t, k.texts.Say(ctx, s, "tom", id, false, nil))
		}
		if diff := cmp.Diff([]string{plays, "the [name 1] is loud and the [name 1] is late"}, k.reviewedWords(t)); diff != "" {
			t.Error(diff)
		}
		d, _ = k.desk(t, s, "tom")
		if d.Passed != 2 || len(d.Held) != 1 || d.Held[0].Text.Text != loud {
			t.Errorf("%d passed, held %+v", d.Passed, d.Held)
		}
		fails(t, "a third word", k.texts.Say(ctx, s, "ros", ids[named], true, nil), closed)
		must(t, k.texts.Sweep(ctx))
		if lines := k.deeds(t, reviewsName, ids[named]); lines["ros text.review"] != 2 || lines["tom text.review"] != 1 {
			t.Errorf("%v", lines)
		}
	})
}

// reviewedWords is what an analysis reads, in order of its words.
func (k *kit) reviewedWords(t *testing.T) []string {
	t.Helper()
	s := k.unlock(t, Analysis)
	list, err := k.words(t.Context(), s)
	must(t, err)
	must(t, k.texts.End(t.Context(), k.round.ID, Analysis, "ros"))
	return list
}

// TestWhoMayNotReview: nobody without a session, and nothing that is not there.
func TestWhoMayNotReview(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, s := t.Context(), k.boxed(t, named, plays, loud)
		_, ids := k.desk(t, s, "ros")
		_, err := k.texts.Desk(ctx, nil, "ros")
		fails(t, "no session", err, closed)
		_, err = k.texts.Desk(ctx, k.unlock(t, Analysis), "ros")
		fails(t, "an analysis", err, denied)
		fails(t, "no session", k.texts.Say(ctx, nil, "ros", ids[named], false, nil), closed)
		fails(t, "what is not there", k.texts.Say(ctx, s, "ros", "none", false, nil), fault.NotFound)
		for _, c := range []Cut{{0, 0, "name"}, {-1, 3, "name"}, {2, 1000, "name"}, {0, 6, "tea"}} {
			fails(t, "a stretch that is none", k.texts.Say(ctx, s, "ros", ids[named], false, []Cut{c}), fault.Invalid)
		}
		k.pass(Lasts)
		fails(t, "after ten minutes", k.texts.Say(ctx, s, "ros", ids[named], false, nil), closed)
	})
}

// TestLookingAgain: what was held can be taken up by two anew; what was passed is
// taken back by whoever sees a name in it, and read by nobody until two passed it
// again.
func TestLookingAgain(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, s := t.Context(), k.boxed(t, named, plays, loud)
		_, ids := k.desk(t, s, "ros")
		both := func(s *Session, id string, hold bool, cuts ...Cut) {
			t.Helper()
			must(t, k.texts.Say(ctx, s, "ros", id, hold, cuts))
			must(t, k.texts.Say(ctx, s, "tom", id, hold, cuts))
		}
		both(s, ids[loud], true)
		both(s, ids[named], false)
		fails(t, "no session", k.texts.Again(ctx, nil, "ros", ids[loud]), closed)
		must(t, k.texts.Again(ctx, s, "ros", ids[loud]))
		both(s, ids[loud], false)

		a := k.unlock(t, Analysis)
		fails(t, "taking back what nobody passed", k.texts.Again(ctx, a, "iona", ids[plays]), fault.NotFound)
		must(t, k.texts.Again(ctx, a, "iona", ids[named]))
		if got, err := k.words(ctx, a); err != nil || !slices.Equal(got, []string{loud}) {
			t.Errorf("%q, %v", got, err)
		}
		if d, _ := k.desk(t, s, "ros"); len(d.Mine) != 2 || d.Passed != 1 {
			t.Errorf("%+v", d)
		}
		both(s, ids[named], false, Cut{4, 19, "name"})
		if got, err := k.words(ctx, a); err != nil || len(got) != 2 || strings.Contains(got[1], "wheelchair") {
			t.Errorf("%q, %v", got, err)
		}
	})
}

// TestACrashOfReviewing breaks off at every step of saying and taking back: whoever
// goes on finds a text that two passed, or one that waits, and never one that is read
// without two.
func TestACrashOfReviewing(t *testing.T) {
	for _, step := range []string{"review.first", "review.second", "review.keep", "review.drop"} {
		t.Run(step, func(t *testing.T) {
			each(t, func(t *testing.T, k *kit) {
				k.send(t, named, plays, loud)
				must(t, k.sealer.SealDue(t.Context()))
				ctx, crash := context.WithCancel(t.Context())
				defer crash()
				k.join(t, func(at string) {
					if at == step {
						crash()
					}
				})
				s := k.unlock(t, Unreviewed)
				_, ids := k.desk(t, s, "ros")
				k.calmly(ctx, s, ids[named])
				k.join(t, nil) // starts again, and reads its store
				s = k.unlock(t, Unreviewed)
				d, _ := k.desk(t, s, "ros")
				if got := k.reviewedWords(t); len(got) != d.Passed {
					t.Errorf("%d passed, and %q are read", d.Passed, got)
				}
				for _, who := range []string{"ros", "tom"} {
					// A write that was under way may have arrived meanwhile: then two have spoken.
					if err := k.texts.Say(t.Context(), s, who, ids[named], false, nil); err != nil && !errors.Is(err, closed) {
						t.Error(err)
					}
				}
				k.desk(t, s, "ros") // does what was left undone
				if got := k.reviewedWords(t); !slices.Equal(got, []string{named}) {
					t.Errorf("%q are read in the end", got)
				}
				if n, err := k.texts.reviewed.Count(t.Context(), store.Query{}); n != 1 || err != nil {
					t.Errorf("%d kept, %v", n, err)
				}
			})
		})
	}
}

// TestOldWordsDoNotComeBack: a review that was opened anew and broken off, and passed again
// and broken off, ends with what was taken out the second time.
func TestOldWordsDoNotComeBack(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, named, plays, loud)
		must(t, k.sealer.SealDue(t.Context()))
		say := func(breaksAt string, do func(ctx context.Context, s *Session, id string) error) {
			ctx, crash := context.WithCancel(t.Context())
			defer crash()
			k.join(t, func(at string) {
				if at == breaksAt {
					crash()
				}
			})
			s := k.unlock(t, Unreviewed)
			_, ids := k.desk(t, s, "ros")
			_ = do(ctx, s, ids[named])
		}
		both := func(cuts ...Cut) func(ctx context.Context, s *Session, id string) error {
			return func(ctx context.Context, s *Session, id string) error {
				return errors.Join(k.texts.Say(ctx, s, "ros", id, false, cuts), k.texts.Say(ctx, s, "tom", id, false, cuts))
			}
		}
		say("", both())
		var id string
		for d, err := range k.texts.reviewed.Find(t.Context(), store.Query{}) {
			must(t, err)
			id = d.ID
		}
		say("review.drop", func(ctx context.Context, s *Session, _ string) error { return k.texts.Again(ctx, s, "tom", id) })
		say("review.keep", both(Cut{4, 19, "name"}))
		k.join(t, nil)
		k.desk(t, k.unlock(t, Unreviewed), "ros") // does what was left undone
		if got := k.reviewedWords(t); len(got) != 1 || strings.Contains(got[0], "wheelchair") {
			t.Errorf("%q are read", got)
		}
	})
}

// calmly passes a text, takes it back and passes it again, as far as it gets.
func (k *kit) calmly(ctx context.Context, s *Session, id string) {
	for _, do := range []func() error{
		func() error { return k.texts.Say(ctx, s, "ros", id, false, nil) },
		func() error { return k.texts.Say(ctx, s, "tom", id, false, nil) },
		func() error { return k.texts.Again(ctx, s, "tom", id) },
	} {
		if do() != nil {
			return
		}
	}
}

// TestAWithdrawnTextIsNotReviewed, though its session has opened it already.
func TestAWithdrawnTextIsNotReviewed(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, named, plays, loud)
		must(t, k.sealer.SealDue(t.Context()))
		s := k.unlock(t, Unreviewed)
		_, ids := k.desk(t, s, "ros")
		must(t, k.taken.Withdraw(t.Context(), k.round.ID, sent[0].Secret.Receipt(), []string{"story"}))
		if d, _ := k.desk(t, s, "ros"); len(d.Mine) != 2 {
			t.Errorf("%d to review", len(d.Mine))
		}
		fails(t, "a word about it", k.texts.Say(t.Context(), s, "ros", ids[named], false, nil), fault.NotFound)
	})
}

// TestHeadsAreOfAllTexts: of what passed, what was taken back after it passed, and what is
// looked at again; none has a word, and what is told of them is what the text was sealed with.
func TestHeadsAreOfAllTexts(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, sent := t.Context(), k.send(t, named, plays, loud)
		must(t, k.sealer.SealDue(ctx))
		s := k.unlock(t, Unreviewed)
		_, ids := k.desk(t, s, "ros")
		for _, words := range []string{named, plays, loud} {
			must(t, k.texts.Say(ctx, s, "ros", ids[words], false, nil))
			must(t, k.texts.Say(ctx, s, "tom", ids[words], false, nil))
		}
		must(t, k.taken.Withdraw(ctx, k.round.ID, sent[0].Secret.Receipt(), []string{"story"}))
		must(t, k.texts.Again(ctx, s, "tom", ids[loud]))
		if got := k.reviewedWords(t); len(got) != 1 {
			t.Errorf("%q are there for themes", got)
		}
		heads, err := k.texts.Heads(ctx, s)
		must(t, err)
		got := map[string]Head{}
		for _, h := range heads {
			got[h.ID] = h
		}
		for _, words := range []string{named, plays, loud} {
			if h := got[ids[words]]; h.Question != "story" || h.Edition != sent[0].Edition || h.Setting != sent[0].Setting {
				t.Errorf("%q: %+v", words, h)
			}
		}
		if len(heads) != 3 {
			t.Errorf("%d heads", len(heads))
		}
		must(t, k.texts.End(ctx, k.round.ID, Unreviewed, "ros"))
		if _, err := k.texts.Heads(ctx, s); !errors.Is(err, fault.Closed) {
			t.Errorf("without a session: %v", err)
		}
	})
}
