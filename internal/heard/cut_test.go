package heard

import (
	"context"
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// wire is a store whose writes fail after a number of them, as under a server that is
// killed; -1 fails none.
type wire struct {
	store.Engine
	left int
}

var errCut = errors.New("the server is gone")

// docs cuts off the writes of one collection.
type docs struct {
	store.Docs
	wire *wire
}

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	d, err := w.Engine.Ensure(ctx, spec)
	return docs{d, w}, err
}

func (w *wire) cut() error {
	if w.left == 0 {
		return errCut
	}
	w.left--
	return nil
}

func (d docs) Insert(ctx context.Context, id string, doc any) error {
	if err := d.wire.cut(); err != nil {
		return err
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d docs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if err := d.wire.cut(); err != nil {
		return err
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

// work is what people do to a page, each taken up again where it was cut off.
func work(r *room) []func() error {
	ctx := r.t.Context()
	now := func() *Page { p, _ := r.Get(ctx, place); return p }
	return []func() error{
		func() error { _, err := r.Put(ctx, place, entry(first), "morag"); return err },
		func() error { _, err := r.Put(ctx, place, entry(second), "morag"); return err },
		func() error {
			_, err := r.Offer(ctx, place, now().Mark(), "morag")
			return err
		},
		func() error {
			_, err := r.Read(ctx, place, now().Mark(), true, "", "ros")
			return err
		},
		func() error {
			_, err := r.Tell(ctx, place, first, 1, News{Kept: true, Text: surveys.Text("en", "It is done.")}, "", "morag")
			return err
		},
		func() error { return r.Sweep(ctx) },
	}
}

// Wherever a server is killed, whoever does the same again gets what would have been
// without that: each version once, each line once.
func TestKilledAnywhere(t *testing.T) {
	whole := newRoom(t, storetest.SQLite(t)())
	for _, do := range work(whole) {
		check(t, do())
	}
	want, err := whole.Get(t.Context(), place)
	check(t, err)
	for after := range 8 {
		w := &wire{storetest.SQLite(t)(), -1}
		r := newRoom(t, w)
		w.left = after
		cuts := 0
		for _, do := range work(r) {
			err := do()
			if errors.Is(err, errCut) {
				cuts++
				w.left = -1
				err = do()
			}
			check(t, err)
		}
		got, err := r.Get(t.Context(), place)
		check(t, err)
		got.Rev = want.Rev
		if diff := cmp.Diff(want.Latest, got.Latest); diff != "" || !cmp.Equal(want.Shown, got.Shown) || !cmp.Equal(want.Tongues, got.Tongues) {
			t.Errorf("killed after %d writes (%d): %s", after, cuts, diff)
		}
		list, err := r.History(t.Context(), got)
		check(t, err)
		if len(list) != want.Latest.Number {
			t.Errorf("killed after %d writes: %d versions", after, len(list))
		}
		r.lines("feedback.start morag", "feedback.edit morag", "feedback.offer morag", "feedback.show ros", "feedback.promise morag")
	}
}

// What an entry lacks is told by edition and language.
func TestWhatAnEntryLacks(t *testing.T) {
	both := []surveys.Edition{surveys.E8, surveys.E11}
	young := entry(first)
	young.Texts.Heard = surveys.Words{"en": {surveys.E8: "For some."}}
	plain := entry(first)
	plain.State, plain.Texts.By = Cannot, nil
	told := entry(first).in("pl", "Po polsku")
	told.News = []News{{Text: surveys.Text("en", "It takes longer.")}}
	for name, c := range map[string]struct {
		entry    Entry
		lang     string
		editions []surveys.Edition
		want     []string
	}{
		"nothing":               {entry(first), "en", both, nil},
		"another language":      {entry(first), "pl", both, []string{"title", "said", "heard", "change", "by"}},
		"an edition":            {young, "en", both, []string{"heard"}},
		"not that edition":      {young, "en", both[:1], nil},
		"nobody who cannot":     {plain, "en", both, nil},
		"nobody to translate":   {plain, "pl", both, []string{"title", "said", "heard", "change"}},
		"the news":              {told, "pl", both, []string{"news1"}},
		"no edition, no lack":   {young, "pl", nil, nil},
		"the news in its own":   {told, "en", both, nil},
		"a language in all but": {entry(first).in("pl", "Po polsku"), "pl", both, nil},
	} {
		if got := c.entry.lacks(c.lang, c.editions); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		whole := Content{Entries: []Entry{c.entry}}.Complete(c.lang, c.editions)
		if whole != (len(c.want) == 0) {
			t.Errorf("%s: complete is %t", name, whole)
		}
	}
	if (Content{}).Complete("en", both) {
		t.Error("nothing is complete")
	}
}

// Texts differ by where they stand, not only by their letters.
func TestWhatALanguageSays(t *testing.T) {
	one, other := entry(first), entry(first)
	one.Texts.Title, other.Texts.Title = surveys.Text("en", "ab"), surveys.Text("en", "a")
	one.Texts.Said, other.Texts.Said = surveys.Text("en", "c"), surveys.Text("en", "bc")
	by := entry(first)
	by.Texts.Title = surveys.Words{"en": {surveys.E8: "ab"}}
	by.Texts.Said = one.Texts.Said
	seen := map[string]bool{}
	for _, e := range []Entry{one, other, by} {
		seen[Content{Entries: []Entry{e}}.in("en")] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d different texts of 3", len(seen))
	}
	c := Content{Entries: []Entry{one, entry(second).in("pl", "x")}}
	if got := c.languages(); !slices.Equal(got, []string{"en", "pl"}) || c.in("ar") != "" {
		t.Errorf("languages: %v", got)
	}
}

// The next promise is the nearest that is open.
func TestTheNextPromise(t *testing.T) {
	of := func(state State, day string) Entry { return Entry{State: state, Due: day} }
	for want, entries := range map[string][]Entry{
		"":           {of(Done, ""), of(Cannot, "2026-01-01"), of(Planned, "")},
		"2026-05-01": {of(Started, "2026-06-01"), of(Planned, "2026-05-01"), of(Done, "2026-04-01")},
		"2026-06-01": {of(Started, "2026-06-01")},
	} {
		if got := (Content{Entries: entries}).due(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, err := newRoom(t, storetest.SQLite(t)()).Get(t.Context(), place); !errors.Is(err, fault.NotFound) {
		t.Errorf("a page that nobody began: %v", err)
	}
}

// Only what is still to come is promised, and what is not promised has no day.
func TestStatesThatPromise(t *testing.T) {
	for _, state := range States() {
		e := Entry{
			State: state,
			Due:   "2027-03-01",
		}.tidied()
		want := state == Started || state == Planned
		if state.Promises() != want || (e.Due != "") != want {
			t.Errorf("%s promises %t, for %q", state, state.Promises(), e.Due)
		}
		if bad := e.check(); len(bad) > 0 {
			t.Errorf("%s: %v", state, bad)
		}
	}
}
