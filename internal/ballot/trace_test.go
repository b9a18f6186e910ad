package ballot

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// pilot makes the kit's round one.
func (k *kit) pilot(t *testing.T) {
	t.Helper()
	r, err := k.book.Rounds.Update(t.Context(), k.round.ID, func(r *inspections.Round) error {
		r.Pilot = "wilf"
		return nil
	})
	must(t, err)
	k.round = r
}

// tried is the nth tester's form.
func (k *kit) tried(n int) Form {
	f := k.form(n)
	f.Trace = Trace{"child": 0, "story": Changed | Heard, "other": Skipped}
	f.Comments = map[string]string{"child": "Too long. Ring me on 07700 900123.", "story": "I liked it."}
	return f
}

// What a pilot's form notes travels in the row, and comments as texts of their own,
// redacted; both come out as they went in.
func TestATraceTravelsSealed(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.pilot(t)
		for n := range 4 {
			must(t, k.inbox.Submit(t.Context(), k.tried(n)))
		}
		for p, err := range k.inbox.inbox.Find(t.Context(), store.Query{}) {
			must(t, err)
			if !slices.Contains(outerClasses, len(p.Sealed)-seal.Overhead) {
				t.Errorf("an envelope of %d bytes is padded to no size class", len(p.Sealed))
			}
		}
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.opener.Batches(t.Context(), k.round.ID, func(b Batch) error {
			for _, r := range b.Rows.All() {
				if diff := cmp.Diff(k.tried(0).Trace, r.Trace); diff != "" {
					t.Error(diff)
				}
			}
			return nil
		}))
		texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
		must(t, err)
		comments := 0
		for _, x := range texts {
			if strings.Contains(x.Text, "07700") {
				t.Errorf("a telephone number was sealed: %q", x.Text)
			}
			if x.Comment {
				comments++
			}
		}
		if comments != 8 || len(texts) != 12 {
			t.Errorf("%d comments among %d texts", comments, len(texts))
		}
	})
}

// Of a child who was not told that anything is noted, nothing is: the form is
// refused before anything is written.
func TestARoundRefusesWhatAPilotNotes(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		for what, strip := range map[string]func(*Form){
			"a trace":        func(f *Form) { f.Comments = nil },
			"an empty trace": func(f *Form) { f.Comments, f.Trace = nil, Trace{} },
			"comments":       func(f *Form) { f.Trace = nil },
		} {
			f := k.tried(1)
			strip(&f)
			if err := k.inbox.Submit(t.Context(), f); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		k.pilot(t)
		odd := k.tried(1)
		odd.Trace["child"] = allMarks + 1
		if err := k.inbox.Submit(t.Context(), odd); !errors.Is(err, fault.Invalid) {
			t.Errorf("marks that there are not: %v", err)
		}
		if n := k.waiting(t); n != 0 {
			t.Errorf("%d forms are kept", n)
		}
	})
}

// A round's own form is the same bytes as before there were pilots.
func TestARoundsRowHasNoTrace(t *testing.T) {
	k := newKit(t, storetest.SQLite(t)(), inspections.Open, 3)
	o := outer{Row: k.form(1).row()}
	plain, err := encodeOuter(o)
	must(t, err)
	if strings.Contains(string(plain), "trace") {
		t.Errorf("%s", plain)
	}
}

// The words that take answers back take the comments with them.
func TestCommentsAreWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.pilot(t)
		forms := []Form{k.tried(0), k.tried(1), k.tried(2), k.tried(3)}
		for _, f := range forms {
			must(t, k.inbox.Submit(t.Context(), f))
		}
		must(t, k.sealer.out.Withdraw(t.Context(), k.round.ID, forms[2].Secret.Receipt(), []string{"story", CommentOn("child"), CommentOn("story")}))
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		texts, _, err := k.opener.Texts(t.Context(), k.round.ID)
		must(t, err)
		if len(texts) != 9 || len(k.counted(t)) != 3 {
			t.Errorf("%d texts and %d rows are left", len(texts), len(k.counted(t)))
		}
	})
}

// A pilot with no keys left is closed already: closing it again opens nothing and
// is no error.
func TestClosingWhatHasEnded(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.pilot(t)
		must(t, k.inbox.Submit(t.Context(), k.tried(0)))
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		r, err := k.book.MarkEnding(t.Context(), k.round.ID, "ros")
		must(t, err)
		must(t, k.vault.Destroy(t.Context(), r, inspections.Held{}, nil))
		_, err = k.book.MarkEnded(t.Context(), k.round.ID)
		must(t, err)
		must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		must(t, k.sealer.SealDue(t.Context()))
		if err := k.opener.Batches(t.Context(), k.round.ID, nil); !errors.Is(err, fault.NotFound) {
			t.Errorf("boxes can be opened: %v", err)
		}
		if _, _, err := k.opener.Texts(t.Context(), k.round.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("texts can be opened: %v", err)
		}
		if err := k.inbox.Submit(t.Context(), k.tried(1)); !errors.Is(err, fault.Closed) {
			t.Errorf("an ended pilot takes answers: %v", err)
		}
	})
}

// A tester who went back and changed nothing sent the same form, however it was filled in; a
// comment more is a change.
func TestATraceIsNoChange(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.pilot(t)
		f := k.tried(0)
		must(t, k.inbox.Submit(t.Context(), f))
		f.Trace = Trace{"child": Changed, "story": Changed, "other": Skipped}
		must(t, k.inbox.Submit(t.Context(), f))
		f.Comments = map[string]string{"child": "Too short."}
		wantErr(t, k.inbox.Submit(t.Context(), f), ErrChanged)
	})
}
