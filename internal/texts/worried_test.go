package texts

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kist/internal/fault"
)

// theConcern is the one concern of the round.
func (k *kit) theConcern(t *testing.T) *Concern {
	t.Helper()
	list, err := k.texts.Concerns(t.Context(), k.round.ID)
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d concerns", len(list))
	}
	return list[0]
}

// notes are what two people read of a concern: whose each is, and what it says.
func (k *kit) notes(t *testing.T, s *Session) (text string, notes []string) {
	t.Helper()
	c := k.theConcern(t)
	o, err := k.texts.Read(t.Context(), s, c, "ros")
	must(t, err)
	for i, d := range c.Taken {
		notes = append(notes, string(d.Step)+" "+d.Who+" "+o.Notes[i])
	}
	return o.Text.Text, notes
}

func (k *kit) said(t *testing.T, s *Session, want ...string) {
	t.Helper()
	if _, got := k.notes(t, s); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the concern says %q, want %q", got, want)
	}
}

// TestWorryInReview: a text that somebody reviews is put to the lead once, whoever
// worries how often, and waits in the lane no longer; each person's note is kept.
func TestWorryInReview(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.send(t, named, plays, loud)
		must(t, k.lane.CopyDue(ctx, k.now()))
		must(t, k.sealer.SealDue(ctx))
		s := k.unlock(t, Unreviewed)
		_, ids := k.desk(t, s, "ros")
		fails(t, "no session", k.texts.Worry(ctx, nil, "ailsa", ids[loud], ""), closed)
		fails(t, "what is not there", k.texts.Worry(ctx, s, "ailsa", "none", ""), fault.NotFound)
		fails(t, "too long a note", k.texts.Worry(ctx, s, "ailsa", ids[loud], strings.Repeat("ß", MaxNote+1)), fault.Invalid)
		if day, err := k.texts.Worried(ctx, s, "ailsa", ids[loud]); day != "" || err != nil {
			t.Errorf("ailsa worried on %q before, %v", day, err)
		}
		lane := k.idOf(t, s, loud)
		for range 2 {
			must(t, k.texts.Worry(ctx, s, "ailsa", ids[loud], "the shouting"))
		}
		must(t, k.texts.Worry(ctx, s, "tom", ids[loud], ""))
		must(t, k.texts.Worry(ctx, s, "tom", ids[loud], "said already"))
		k.said(t, s, "raised ailsa the shouting", "also tom ")
		if c := k.theConcern(t); c.ID != lane || c.Step() != Raised || c.Open != "spring" || c.Since() != "2026-11-26" {
			t.Errorf("%+v", c)
		}
		if got := k.inLane(t, s); len(got) != 2 {
			t.Errorf("%q wait in the lane", got)
		}
		if day, err := k.texts.Worried(ctx, s, "tom", ids[loud]); day != "2026-11-26" || err != nil {
			t.Errorf("tom worried on %q, %v", day, err)
		}
		stands, err := k.texts.Standstills(ctx)
		if err != nil || len(stands) != 1 || stands[0].Concerns != "2026-11-26" {
			t.Errorf("%+v, %v", stands, err)
		}
		if d, _ := k.desk(t, s, "ailsa"); len(d.Mine) != 3 {
			t.Errorf("%d to review: worry takes nothing out", len(d.Mine))
		}
		must(t, k.texts.Advance(ctx, k.round.ID, lane, Passed, "", "ros"))
		must(t, k.texts.Worry(ctx, s, "ros", ids[loud], "it goes on"))
		if c := k.theConcern(t); c.Step() != Passed || len(c.Step().Next()) != 1 {
			t.Errorf("a third worry led to %s", c.Step())
		}
	})
}

// TestWorryInAnalysis: only what passed review can be worried about there; the lead gets
// the words as they came.
func TestWorryInAnalysis(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		s := k.boxed(t, named, plays, loud)
		_, ids := k.desk(t, s, "ros")
		a := k.unlock(t, Analysis)
		fails(t, "before review", k.texts.Worry(ctx, a, "morag", ids[named], ""), fault.NotFound)
		for _, who := range []string{"ros", "tom"} {
			must(t, k.texts.Say(ctx, s, who, ids[named], false, []Cut{{4, 19, "name"}}))
		}
		must(t, k.texts.Worry(ctx, a, "morag", ids[named], "late where?"))
		if text, _ := k.notes(t, s); text != named {
			t.Errorf("the lead reads %q", text)
		}
		if day, err := k.texts.Worried(ctx, a, "morag", ids[named]); day == "" || err != nil {
			t.Errorf("worried on %q, %v", day, err)
		}
		must(t, k.lane.CopyDue(ctx, k.now())) // the hour comes after
		if got := k.inLane(t, s); len(got) != 2 {
			t.Errorf("%q wait in the lane", got)
		}
		must(t, k.texts.Again(ctx, s, "ros", ids[named]))
		fails(t, "looked at again", k.texts.Worry(ctx, a, "morag", ids[named], ""), fault.NotFound)
		k.pass(Lasts)
		fails(t, "after the session", k.texts.Worry(ctx, a, "morag", ids[named], ""), closed)
	})
}

// TestWorryAfterADecision: two saw nothing in the lane, or the concern came to its end:
// it begins its way anew, with its words.
func TestWorryAfterADecision(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.send(t, named, plays, loud)
		must(t, k.lane.CopyDue(ctx, k.now()))
		must(t, k.sealer.SealDue(ctx))
		s := k.unlock(t, Unreviewed)
		_, ids := k.desk(t, s, "ros")
		lane := k.idOf(t, s, loud)
		must(t, k.texts.Dismiss(ctx, s, "ros", lane))
		must(t, k.texts.Worry(ctx, s, "ailsa", ids[loud], "all the same"))
		must(t, k.texts.Advance(ctx, k.round.ID, lane, Kept, "a film", "ros"))
		if day, err := k.texts.Worried(ctx, s, "ailsa", ids[loud]); day != "" || err != nil {
			t.Errorf("it has ended, and ailsa worried on %q, %v", day, err)
		}
		_, err := k.texts.concerns.Update(ctx, lane, func(c *Concern) error { c.Words = nil; return nil }) // forgotten
		must(t, err)
		for range 2 {
			must(t, k.texts.Worry(ctx, s, "ailsa", ids[loud], "no film"))
		}
		if c := k.theConcern(t); c.Open == "" || c.Until != "" || c.Step() != Raised || len(c.Taken) != 3 {
			t.Errorf("%+v", c)
		}
		if text, _ := k.notes(t, s); text != loud {
			t.Errorf("its words are %q", text)
		}
		must(t, k.texts.Sweep(ctx))
		if deeds := k.deeds(t, concernsName, lane); deeds["ailsa concern.raised"] != 2 {
			t.Errorf("%v", deeds)
		}
	})
}

// TestACrashOfWorrying at every step, and again by whoever goes on: there is one
// concern with all that was said, and nothing in the lane.
func TestACrashOfWorrying(t *testing.T) {
	for _, step := range []string{"concern.raise", "concern.also"} {
		t.Run(step, func(t *testing.T) {
			each(t, func(t *testing.T, k *kit) {
				k.send(t, named, plays, loud)
				must(t, k.lane.CopyDue(t.Context(), k.now()))
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
				worry := func(ctx context.Context) error {
					return errors.Join(k.texts.Worry(ctx, s, "ailsa", ids[loud], "one"), k.texts.Worry(ctx, s, "tom", ids[loud], "two"))
				}
				if worry(ctx) == nil {
					t.Error("nothing broke off")
				}
				k.join(t, nil)
				s = k.unlock(t, Unreviewed)
				must(t, worry(t.Context()))
				k.said(t, s, "raised ailsa one", "also tom two")
				if got := k.inLane(t, s); len(got) != 2 {
					t.Errorf("%q wait in the lane", got)
				}
			})
		})
	}
}
