package ballot

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// draftKit is drafts on an engine, on a day that the test turns.
type draftKit struct {
	*Drafts
	day time.Time
}

func eachDrafts(t *testing.T, test func(t *testing.T, k *draftKit)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		d, err := OpenDrafts(t.Context(), open(), seal.NewKey())
		must(t, err)
		k := &draftKit{Drafts: d, day: time.Date(2031, 3, 3, 23, 0, 0, 0, time.UTC)}
		d.now = func() time.Time { return k.day }
		test(t, k)
	})
}

func draftOf(n int) Draft {
	return Draft{Code: "BCDFGH", Edition: "11-13", Lang: "ar", Fields: map[string][]string{"story": {fmt.Sprintf("حكاية %d", n)}, "several": {"a", "b"}}}
}

func TestDraftComesBackUntilItsLastDay(t *testing.T) {
	eachDrafts(t, func(t *testing.T, k *draftKit) {
		s := NewSecret()
		words, until, err := k.Save(t.Context(), s, draftOf(1))
		must(t, err)
		if until != "2031-03-10" || len(words) != 6 {
			t.Fatalf("%v until %s", words, until)
		}
		typed := strings.ToUpper(strings.Join(words, " - "))
		for day := range 8 {
			k.day = time.Date(2031, 3, 3+day, 23, 59, 0, 0, time.UTC)
			must(t, k.Sweep(t.Context()))
			got, err := k.Open(t.Context(), typed)
			must(t, err)
			if diff := cmp.Diff(draftOf(1), got); diff != "" {
				t.Fatal(diff)
			}
		}
		k.day = time.Date(2031, 3, 11, 0, 1, 0, 0, time.UTC)
		_, err = k.Open(t.Context(), typed) // nobody has swept yet
		wantErr(t, err, fault.NotFound)
		must(t, k.Sweep(t.Context()))
		if n, err := k.docs.Count(t.Context(), store.Query{}); err != nil || n != 0 {
			t.Fatalf("%d drafts left, %v", n, err)
		}
	})
}

// Saving again keeps the words, and the day begins anew; a sweep leaves what
// others saved.
func TestDraftIsSavedAgain(t *testing.T) {
	eachDrafts(t, func(t *testing.T, k *draftKit) {
		s, other := NewSecret(), NewSecret()
		first, _, err := k.Save(t.Context(), s, draftOf(1))
		must(t, err)
		_, _, err = k.Save(t.Context(), other, draftOf(7))
		must(t, err)
		k.day = k.day.AddDate(0, 0, 5)
		second, until, err := k.Save(t.Context(), s, draftOf(2))
		must(t, err)
		if diff := cmp.Diff(first, second); diff != "" || until != "2031-03-15" {
			t.Fatalf("until %s:\n%s", until, diff)
		}
		k.day = k.day.AddDate(0, 0, 4)
		must(t, k.Sweep(t.Context()))
		got, err := k.Open(t.Context(), strings.Join(first, " "))
		must(t, err)
		if diff := cmp.Diff(draftOf(2), got); diff != "" {
			t.Fatal(diff)
		}
		if n, err := k.docs.Count(t.Context(), store.Query{}); err != nil || n != 1 {
			t.Fatalf("%d drafts, %v", n, err)
		}
		must(t, k.Drop(t.Context(), s))
		must(t, k.Drop(t.Context(), s))
		_, err = k.Open(t.Context(), strings.Join(first, " "))
		wantErr(t, err, fault.NotFound)
	})
}

// Nothing that is stored says anything: neither in clear, nor by its length, nor
// by an id that a form's other ids share. Other words, another key file open
// nothing.
func TestDraftTellsNothing(t *testing.T) {
	eachDrafts(t, func(t *testing.T, k *draftKit) {
		s := NewSecret()
		words, _, err := k.Save(t.Context(), s, draftOf(1))
		must(t, err)
		short := Draft{}
		_, _, err = k.Save(t.Context(), NewSecret(), short)
		must(t, err)
		all, err := k.docs.All(t.Context(), store.Query{})
		must(t, err)
		if len(all) != 2 || len(all[0].Sealed) != len(all[1].Sealed) {
			t.Fatalf("lengths tell the drafts apart: %d drafts", len(all))
		}
		for _, doc := range all {
			for _, canary := range []string{"BCDFGH", "11-13", "حكاية", words[0] + " " + words[1], s.String()} {
				if bytes.Contains(doc.Sealed, []byte(canary)) || strings.Contains(doc.ID, canary) {
					t.Errorf("stored: %s", canary)
				}
			}
			if doc.ID == s.once() || strings.HasPrefix(doc.ID, s.Receipt().Tag()) {
				t.Error("a draft shares an id with a submission")
			}
		}
		if diff := cmp.Diff(words, s.Receipt().Words()); diff == "" {
			t.Error("the words of the draft are those of the receipt")
		}
		_, err = k.Open(t.Context(), strings.Join(NewSecret().Receipt().Words(), " "))
		wantErr(t, err, fault.NotFound)
		k.salt[0] ^= 1 // another key file
		_, err = k.Open(t.Context(), strings.Join(words, " "))
		wantErr(t, err, fault.NotFound)
	})
}

func TestDraftTooLong(t *testing.T) {
	eachDrafts(t, func(t *testing.T, k *draftKit) {
		_, _, err := k.Save(t.Context(), NewSecret(), Draft{Fields: map[string][]string{"story": {strings.Repeat("x", maxDraft)}}})
		var problem fault.Problem
		if !errors.As(err, &problem) || problem.ID != "problem.form_size" {
			t.Errorf("%v", err)
		}
		_, err = k.Open(t.Context(), "not six words")
		if !errors.As(err, &problem) || problem.Field != "_words" {
			t.Errorf("%v", err)
		}
	})
}

// A crowd is answered with ErrBusy rather than with all of the memory.
func TestDraftsAtOnce(t *testing.T) {
	eachDrafts(t, func(t *testing.T, k *draftKit) {
		k.turns <- struct{}{}
		k.turns <- struct{}{} // nobody gets a turn for now
		errs := make([]error, draftQueue+5)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = k.Save(t.Context(), NewSecret(), draftOf(i)) })
		}
		for k.waiting.Load() < draftQueue {
			time.Sleep(time.Millisecond)
		}
		_, _, busy := k.Save(t.Context(), NewSecret(), draftOf(0))
		if !errors.Is(busy, ErrBusy) {
			t.Errorf("%v", busy)
		}
		<-k.turns
		<-k.turns
		wg.Wait()
		saved := 0
		for _, err := range errs {
			if err == nil {
				saved++
			} else if !errors.Is(err, ErrBusy) {
				t.Error(err)
			}
		}
		if saved < draftQueue {
			t.Errorf("%d saved", saved)
		}
	})
}

func FuzzDecodeDraft(f *testing.F) {
	f.Add(seal.Pad([]byte(`{"code":"BCDFGH","fields":{"a":["b"]}}`), draftClasses))
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, padded []byte) {
		got, err := decodeDraft(padded)
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		if err != nil && (got.Code != "" || got.Fields != nil) {
			t.Errorf("half a draft: %+v", got)
		}
	})
}
