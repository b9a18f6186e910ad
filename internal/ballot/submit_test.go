package ballot

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"
)

func TestSubmitAgainCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		f := k.form(0)
		for range 3 {
			must(t, k.inbox.Submit(t.Context(), f))
		}
		if n := k.waiting(t); n != 1 {
			t.Fatalf("%d wait, want 1", n)
		}
	})
}

func TestSlips(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Ticketed, 3)
		slips, err := k.inbox.tickets.Issue(t.Context(), k.round.ID, 2)
		must(t, err)
		first := k.form(1)
		first.Slip = slips[0]
		must(t, k.inbox.Submit(t.Context(), first))
		must(t, k.inbox.Submit(t.Context(), first)) // a retry

		second := k.form(2)
		second.Slip = strings.ToLower(slips[0][:5]) + " " + slips[0][5:]
		wantErr(t, k.inbox.Submit(t.Context(), second), fault.Exists)
		second.Slip = slips[1]
		must(t, k.inbox.Submit(t.Context(), second))

		unknown := k.form(3)
		unknown.Slip = "0000000000"
		wantErr(t, k.inbox.Submit(t.Context(), unknown), fault.NotFound)
		unknown.Slip = "short"
		wantErr(t, k.inbox.Submit(t.Context(), unknown), fault.Invalid)
		if n := k.waiting(t); n != 2 {
			t.Fatalf("%d wait, want 2", n)
		}
	})
}

func TestSlipOfAnotherRoundIsUnknown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Ticketed, 3)
		slips, err := k.inbox.tickets.Issue(t.Context(), "another", 1)
		must(t, err)
		f := k.form(1)
		f.Slip = slips[0]
		wantErr(t, k.inbox.Submit(t.Context(), f), fault.NotFound)
	})
}

func TestClosedRounds(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, 2)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		wantErr(t, k.inbox.Submit(t.Context(), k.form(9)), fault.Closed)
		must(t, k.inbox.Submit(t.Context(), sent[0])) // a retry after closing: it is in a box
		if got := len(k.counted(t)); got != 2 {
			t.Fatalf("%d counted, want 2", got)
		}
	})
}

func TestLastDayOver(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, 1)
		k.inbox.now = func() time.Time { return time.Now().AddDate(0, 1, 0) }
		wantErr(t, k.inbox.Submit(t.Context(), k.form(9)), fault.Closed)
		must(t, k.inbox.Submit(t.Context(), sent[0]))
	})
}

// TestClosedBetweenInsertAndCheck is the reason for the second read.
func TestClosedBetweenInsertAndCheck(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		closer := *k
		closer.join(t, nil)
		k.join(t, func(step string) {
			if step == "submit.insert" { // closing happens before the insert
				must(t, closer.sealer.Close(t.Context(), k.round.ID, nil))
			}
		})
		f := k.form(0)
		wantErr(t, k.inbox.Submit(t.Context(), f), ErrUnsure)
		wantErr(t, k.inbox.Submit(t.Context(), f), fault.Closed) // dropped, and told so
		if n := len(k.counted(t)); n != 0 {
			t.Fatalf("%d counted, want 0", n)
		}
	})
}

func TestRetryWhileClosingIsUnsure(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		f := k.send(t, 1)[0]
		_, err := k.book.MarkFinal(t.Context(), k.round.ID)
		must(t, err)
		wantErr(t, k.inbox.Submit(t.Context(), f), ErrUnsure)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.inbox.Submit(t.Context(), f))
	})
}

func TestNothingInClearIsStored(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 1)
		for p, err := range k.inbox.inbox.Find(t.Context(), store.Query{}) {
			must(t, err)
			if strings.Contains(string(p.Sealed), "Story") || len(p.Sealed) != 4<<10+seal.Overhead {
				t.Fatalf("sealed %d bytes", len(p.Sealed))
			}
		}
	})
}

func TestCollectingServerNeedsNoPrivateKey(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		collect := *k
		collect.keys = k.keys.Collect()
		collect.join(t, nil)
		must(t, collect.inbox.Submit(t.Context(), k.form(0)))
		wantErr(t, collect.sealer.Close(t.Context(), k.round.ID, nil), fault.Denied)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		if got := len(k.counted(t)); got != 1 {
			t.Fatalf("%d counted, want 1", got)
		}
	})
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

// A form that was changed after it had arrived is not said to be sent: as long as it waits it
// is told that the first answers count; and they do.
func TestChangedAfterItArrived(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		first := k.form(0)
		must(t, k.inbox.Submit(t.Context(), first))
		for name, change := range map[string]func(f *Form){
			"answer":   func(f *Form) { f.Answers = surveys.Answers{"child": {"1"}} },
			"text":     func(f *Form) { f.Texts = map[string]string{"story": "Another story."} },
			"no text":  func(f *Form) { f.Texts = nil },
			"edition":  func(f *Form) { f.Edition = "14-17" },
			"language": func(f *Form) { f.Language = "pl" },
		} {
			other := first
			change(&other)
			if err := k.inbox.Submit(t.Context(), other); !errors.Is(err, ErrChanged) {
				t.Errorf("%s: %v, want %v", name, err, ErrChanged)
			}
		}
		must(t, k.inbox.Submit(t.Context(), first))
		k.send(t, 3)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.inbox.Submit(t.Context(), first)) // it is in a box, and nothing is kept to tell
		docs, err := k.inbox.inbox.All(t.Context(), store.Query{})
		must(t, err)
		for _, p := range docs {
			if p.Content != "" {
				t.Errorf("the tombstone %s keeps what its content was", p.ID)
			}
		}
		if got := k.counted(t); !slices.Contains(got, "0") || len(got) != 4 {
			t.Errorf("counted %v", got)
		}
	})
}
