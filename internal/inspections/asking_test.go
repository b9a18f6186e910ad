package inspections

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

var askedOffer = Offer{Languages: []string{"en", "ar"}, Editions: []string{"8-10", "11-13"}, Groupings: []string{"age_band"}}

func askingOf(inspection string) Round {
	return Round{Inspection: inspection, Name: "Does this answer you?", Version: "answers_you-1", Closes: "2026-12-24", Door: Ticketed, Codes: []string{"BCDFGH"}, Pilot: ""}
}

// openAsking is a book with an inspection.
func openAsking(t *testing.T) (*Book, *Vault) {
	t.Helper()
	b, v, _ := openPlans(t)
	if err := b.Inspections.Insert(t.Context(), &Inspection{Head: store.Head{ID: "strathlinn"}, Title: "Strathlinn", Synthetic: true}); err != nil {
		t.Fatal(err)
	}
	return b, v
}

// The page of feedback is a door of its own: open at once, for all who read it, without
// a code, and with keys like any round's.
func TestAskOnAPage(t *testing.T) {
	b, v := openAsking(t)
	if _, err := b.Asked(t.Context(), "strathlinn"); !errors.Is(err, fault.NotFound) {
		t.Errorf("before: %v", err)
	}
	r, err := b.Ask(t.Context(), v, askingOf("strathlinn"), askedOffer, "ros")
	if err != nil {
		t.Fatal(err)
	}
	if !r.Feedback || r.Stage != Running || r.Door != Open || r.MinBox != 30 || !r.Synthetic || r.Opens != "2026-11-10" || len(r.AnswersKey) == 0 {
		t.Errorf("%+v", r)
	}
	if len(r.Settings) != 1 || r.Settings[0].Key != AskingSetting || r.Settings[0].Code != "" || !slices.Equal(r.Languages, askedOffer.Languages) || !slices.Equal(r.Groupings, askedOffer.Groupings) {
		t.Errorf("%+v", r)
	}
	if !r.Short().Feedback {
		t.Error("lists do not know what it is")
	}
	got, err := b.AskedBy(t.Context(), "strathlinn", r.ID)
	if err != nil || got.ID != r.ID {
		t.Error(err)
	}
	if err := b.Rounds.Insert(t.Context(), &Round{Head: store.Head{ID: "spring"}, Inspection: "strathlinn", Stage: Running}); err != nil {
		t.Fatal(err)
	}
	for _, other := range [][2]string{{"strathlinn", "spring"}, {"elsewhere", r.ID}, {"strathlinn", "nothing"}, {"strathlinn", ""}} {
		if _, err := b.AskedBy(t.Context(), other[0], other[1]); !errors.Is(err, fault.NotFound) {
			t.Errorf("%v: %v", other, err)
		}
	}
	list, err := b.Rounds.All(t.Context(), store.Query{Field: "inspection", Is: "strathlinn"})
	if real := RealRounds(list); err != nil || len(real) != 1 || real[0].ID != "spring" {
		t.Errorf("%d rounds of children's, %v", len(real), err)
	}
}

// It is asked once at a time, whoever starts it; the next is another round.
func TestAskOnceAtATime(t *testing.T) {
	b, v := openAsking(t)
	ids := make([]string, 6)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			r, err := b.Ask(t.Context(), v, askingOf("strathlinn"), askedOffer, "ros")
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = r.ID
		})
	}
	all.Wait()
	slices.Sort(ids)
	if ids = slices.Compact(ids); !slices.Equal(ids, []string{"strathlinn-feedback-1"}) {
		t.Fatalf("rounds: %v", ids)
	}
	first, err := b.Ask(t.Context(), v, askingOf("strathlinn"), askedOffer, "hanan")
	if err != nil || first.ID != "strathlinn-feedback-1" {
		t.Fatalf("%v, %v", first, err)
	}
	b.now = func() time.Time { return day("2026-12-25") }
	if _, err := b.Ask(t.Context(), v, askingOf("strathlinn"), askedOffer, "ros"); !errors.Is(err, fault.Closed) {
		t.Errorf("while the last one is not closed: %v", err)
	}
	if _, err := b.MarkFinal(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	late := askingOf("strathlinn")
	if _, err := b.Ask(t.Context(), v, late, askedOffer, "ros"); !wrongIn(err, "closes") {
		t.Errorf("until a day that is gone: %v", err)
	}
	late.Closes = "2027-01-31"
	second, err := b.Ask(t.Context(), v, late, askedOffer, "ros")
	if err != nil || second.ID != "strathlinn-feedback-2" {
		t.Fatalf("%v, %v", second, err)
	}
	if now, err := b.Asked(t.Context(), "strathlinn"); err != nil || now.ID != second.ID {
		t.Errorf("%v, %v", now, err)
	}
	for _, bad := range []Round{{Inspection: "nowhere"}, {Inspection: "strathlinn", Closes: "soon"}} {
		if _, err := b.Ask(t.Context(), v, bad, askedOffer, "ros"); bad.Inspection == "nowhere" && !errors.Is(err, fault.NotFound) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// Killed after the keys and before the round, it is begun again with the same keys.
func TestAskAfterACrash(t *testing.T) {
	b, v := openAsking(t)
	left := Round{Head: store.Head{ID: askingID("strathlinn", 1)}}
	if err := v.Equip(t.Context(), &left); err != nil {
		t.Fatal(err)
	}
	r, err := b.Ask(t.Context(), v, askingOf("strathlinn"), askedOffer, "ros")
	if err != nil || !slices.Equal(r.AnswersKey, left.AnswersKey) {
		t.Errorf("%v: other keys", err)
	}
}

// wrongIn says whether something is wrong in a field of a form.
func wrongIn(err error, field string) bool {
	list, _ := fault.ProblemsOf(err)
	return slices.ContainsFunc(list, func(p fault.Problem) bool { return p.Field == field })
}
