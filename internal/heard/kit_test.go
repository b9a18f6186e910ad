package heard

import (
	"errors"
	"slices"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// room is an inspection with two rounds of children, one of grown-ups and none.
type room struct {
	*Pages
	t *testing.T
	e store.Engine
}

const place = "strathlinn"

func newRoom(t *testing.T, e store.Engine) *room {
	t.Helper()
	ctx := t.Context()
	book, err := inspections.OpenBook(ctx, e)
	check(t, err)
	for _, id := range []string{place, "quiet"} {
		check(t, book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: id}, Title: id, Synthetic: true}))
	}
	for _, r := range []inspections.Round{
		{Head: store.Head{ID: "spring"}, Inspection: place, Editions: []string{"11-13", "8-10"}, Languages: []string{"en", "pl"}},
		{Head: store.Head{ID: "summer"}, Inspection: place, Editions: []string{"8-10"}, Languages: []string{"ar", "en"}},
		{Head: store.Head{ID: "parents"}, Inspection: place, Editions: []string{"adult"}, Languages: []string{"en"}},
		{Head: store.Head{ID: "theirs"}, Inspection: "elsewhere", Editions: []string{"4-7"}, Languages: []string{"ur"}},
	} {
		check(t, book.Rounds.Insert(ctx, &r))
	}
	p, err := Open(ctx, e, book)
	check(t, err)
	p.now = func() time.Time { return time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC) }
	return &room{p, t, e}
}

// entry is one that lacks nothing in English.
func entry(key string) Entry {
	return Entry{Key: key, State: Started, Due: "2027-03-01", Texts: Texts{
		Title: surveys.Text("en", "Meetings"), Said: surveys.Text("en", "We heard of them in the corridor."), Heard: surveys.Text("en", "Nobody asked you first."),
		Change: surveys.Text("en", "Your worker asks you before."), By: surveys.Text("en", "The council"),
	}}
}

// in adds an entry's words in a language.
func (e Entry) in(lang, words string) Entry {
	for _, part := range e.Parts() {
		own := surveys.Words{}
		for l, by := range *part.Words {
			for edition, text := range by {
				own.Set(edition, l, text)
			}
		}
		own.Set(surveys.All, lang, words)
		*part.Words = own
	}
	return e
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// put writes an entry.
func (r *room) put(e Entry, who string) *Page {
	r.t.Helper()
	p, err := r.Put(r.t.Context(), place, e, who)
	check(r.t, err)
	return p
}

// again is an entry as it is now.
func (r *room) again(key string) Entry {
	r.t.Helper()
	p, err := r.Get(r.t.Context(), place)
	check(r.t, err)
	i := p.Latest.Content.Find(key)
	if i < 0 {
		r.t.Fatalf("no entry %s", key)
	}
	return p.Latest.Content.Entries[i]
}

// shown offers the page by Morag, and shows it by Ros.
func (r *room) shown() *Page {
	r.t.Helper()
	p, err := r.Get(r.t.Context(), place)
	check(r.t, err)
	p, err = r.Offer(r.t.Context(), place, p.Mark(), "morag")
	check(r.t, err)
	p, err = r.Read(r.t.Context(), place, p.Mark(), true, "", "ros")
	check(r.t, err)
	return p
}

// lines are those that the audit has of the page, in order.
func (r *room) lines(want ...string) {
	r.t.Helper()
	trail, err := audit.OpenTrail(r.t.Context(), r.e, r.now)
	check(r.t, err)
	list, err := trail.Of(r.t.Context(), collection, place)
	check(r.t, err)
	var got []string
	for _, l := range list {
		got = append(got, l.Did+" "+l.Who)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		r.t.Error(diff)
	}
}

// fields are those of what is wrong.
func fields(err error) []string {
	list, _ := fault.ProblemsOf(err)
	var names []string
	for _, p := range list {
		names = append(names, p.Field)
	}
	return names
}
