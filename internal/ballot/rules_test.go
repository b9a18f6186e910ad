package ballot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"

	"github.com/google/go-cmp/cmp"
)

// The rules below are what keeps children apart from their answers and answers
// from being lost; each test fails if its rule is taken out.

// TestBoxesForgetOrder fills a box with many and finds neither rows nor texts in
// the order in which they came, nor in each other's.
func TestBoxesForgetOrder(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		const n = 40
		var opened []outer
		for i := range n {
			opened = append(opened, outer{Row{Tag: fmt.Sprintf("%04x", i)}, []sealedText{{fmt.Sprintf("%04x", i), []byte("x")}}})
		}
		private, err := k.vault.Answers(t.Context(), k.round.ID)
		must(t, err)
		b := newBox(k.round.ID, nil)
		must(t, b.fill(private.Public(), opened))
		rows, texts := inside(t, b, private)
		var came, rowOrder, textOrder []string
		for i := range n {
			came, rowOrder, textOrder = append(came, opened[i].Row.Tag), append(rowOrder, rows.Row(i).Tag), append(textOrder, texts[i].Tag)
		}
		if slices.Equal(came, rowOrder) || slices.Equal(came, textOrder) || slices.Equal(rowOrder, textOrder) {
			t.Errorf("came %v\nrows %v\ntexts %v", came, rowOrder, textOrder)
		}
		for _, order := range [][]string{rowOrder, textOrder} {
			slices.Sort(order)
			if !slices.Equal(came, order) {
				t.Error("shuffling lost or doubled something")
			}
		}
	})
}

// TestTombstonesHoldNothing: what was sealed is gone from the inbox once it is
// in a box.
func TestTombstonesHoldNothing(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 4)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		n := 0
		for p, err := range k.inbox.inbox.Find(t.Context(), store.Query{}) {
			must(t, err)
			if n++; len(p.Sealed) > 0 || p.Waits != "" || p.Once == "" {
				t.Errorf("a tombstone holds %+v", p)
			}
		}
		if n != 4 {
			t.Fatalf("%d tombstones, want 4", n)
		}
	})
}

// TestNothingComesAfterTheLastBox puts a submission into the inbox of a closed
// round, as a server that read "open" long ago would, and lets sealers run.
func TestNothingComesAfterTheLastBox(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 4)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		late := k.insertLate(t, 9)
		for _, closing := range []bool{true, false} {
			if more, err := k.sealer.sealOne(t.Context(), k.round, closing); more || err != nil {
				t.Fatalf("closing %v: %v %v", closing, more, err)
			}
		}
		if diff := cmp.Diff(children(4), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
		wantErr(t, k.inbox.Submit(t.Context(), late), fault.Closed)
	})
}

// TestCloseTakesMoreThanOneBoxHolds closes with more waiting than fits.
func TestCloseTakesMoreThanOneBoxHolds(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.sealer.maxHeld = 5
		k.send(t, 17)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if diff := cmp.Diff(children(17), k.counted(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestSecretsHaveNothingInCommon: no value derived from a form's secret equals
// another, and a text's tag is not its row's.
func TestSecretsHaveNothingInCommon(t *testing.T) {
	s := NewSecret()
	r := s.Receipt()
	values := []string{s.once(), fmt.Sprintf("%x", s.send()), fmt.Sprint(r.Words()), r.Tag(), r.TextTag("a"), r.TextTag("b"), r.TextTag("")}
	slices.Sort(values)
	if len(slices.Compact(values)) != 7 {
		t.Errorf("two are the same: %v", values)
	}
	if other := NewSecret(); other.Receipt().Tag() == r.Tag() || other.once() == s.once() {
		t.Error("two secrets give the same")
	}
	typed, err := ParseReceipt(strings.ToUpper(strings.Join(r.Words(), ", ")))
	if err != nil || typed != r || typed.TextTag("story") != r.TextTag("story") {
		t.Errorf("the words %v lead elsewhere: %v", r.Words(), err)
	}
}

// TestTextsWithdrawnLateAreNotRead: they are in a box, and are left out of it.
func TestTextsWithdrawnLateAreNotRead(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, 3)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, sent[1].Secret.Receipt(), []string{"story"}))
		texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
		must(t, err)
		if len(texts) != 2 || slices.ContainsFunc(texts, func(x Text) bool { return x.Text[:7] == "Story 1" }) {
			t.Errorf("%+v", texts)
		}
	})
}

// TestAWrongKeyStopsSealing: with another key than the round's every envelope
// would be put aside as spoiled, and the children were told "sent".
func TestAWrongKeyStopsSealing(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 4)
		_, err := k.book.Rounds.Update(t.Context(), k.round.ID, func(r *inspections.Round) error {
			r.AnswersKey[0] ^= 1
			return nil
		})
		must(t, err)
		wantErr(t, k.sealer.SealDue(t.Context()), fault.Invalid)
		if n := k.waiting(t); n != 4 {
			t.Errorf("%d wait, want 4", n)
		}
	})
}

// TestNobodyIsCountedTwice looks at both counts while a box is being emptied.
func TestNobodyIsCountedTwice(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		looked := false
		k.join(t, func(step string) {
			if step != "seal.forget" && step != "seal.box" {
				return
			}
			looked = true
			boxed, err := k.opener.InBoxes(t.Context(), k.round.ID)
			must(t, err)
			waits, err := k.inbox.Waiting(t.Context(), k.round.ID)
			must(t, err)
			if boxed+waits > 4 {
				t.Errorf("at %s: %d in boxes and %d waiting of 4", step, boxed, waits)
			}
		})
		k.send(t, 4)
		must(t, k.sealer.SealDue(t.Context()))
		boxed, err := k.opener.InBoxes(t.Context(), k.round.ID)
		must(t, err)
		if boxed != 4 || !looked {
			t.Errorf("%d in boxes, want 4", boxed)
		}
	})
}

// TestARetryIsToldClosedOnlyForGood: while a round is closing, an earlier try of
// the same form may still be on its way into the inbox.
func TestARetryIsToldClosedOnlyForGood(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		_, err := k.book.MarkFinal(t.Context(), k.round.ID)
		must(t, err)
		f := k.form(0)
		wantErr(t, k.inbox.Submit(t.Context(), f), ErrUnsure)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		wantErr(t, k.inbox.Submit(t.Context(), f), fault.Closed)
	})
}
