package evidence

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/store/storetest"
)

// An item tells what it holds, in the order in which it was written, and what was
// blanked no more.
func TestAnItemTells(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("Only 40% were told", "“Nobody asked me”"))
	check(t, b.Sweep(t.Context()))
	tell := func() Told {
		t.Helper()
		told, err := b.all(t)[0].Tell()
		check(t, err)
		return told
	}
	got := tell()
	if got.Statement != "Only 40% were told" || got.Unknown != "Why." || got.Bears != findings.Improvement || got.State != findings.Worrying || !slices.Equal(got.Indicators, []string{"5.4"}) || len(got.Grounds) != 2 {
		t.Fatalf("%+v", got)
	}
	table, meeting := got.Grounds[0], got.Grounds[1]
	if table.Key != "t1" || table.Kind != findings.Table || table.Release != "spring-1" || len(table.Figures) != 1 || table.Figures[0].Count != 30 || table.Says != "40% were told." || table.Title != "" {
		t.Errorf("%+v", table)
	}
	if meeting.Key != "o1" || meeting.Title != "A meeting" || meeting.Says != "“Nobody asked me”" || meeting.Quote != "" {
		t.Errorf("%+v", meeting)
	}
	_, err := b.Blank(t.Context(), 1, "source/o1/says", "It tells who.")
	check(t, err)
	if got := tell(); got.Grounds[1].Says != "" || got.Statement == "" {
		t.Errorf("%+v", got.Grounds[1])
	}
	items := b.all(t)
	if _, err := items[1].Tell(); !errors.Is(err, fault.Invalid) { // it says what was blanked
		t.Errorf("a blanking tells %v", err)
	}
	items[0].Part("source/t1/cites").Text = "{"
	if _, err := items[0].Tell(); !errors.Is(err, fault.Invalid) {
		t.Errorf("what cannot be read tells %v", err)
	}
}

// What stands is what no later item took the place of.
func TestStanding(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a"))
	d.agree(place, 2, told("Other", "a"))
	check(t, b.Sweep(t.Context()))
	d.agree(place, 1, told("Second", "a"))
	check(t, b.Sweep(t.Context()))
	_, err := b.Blank(t.Context(), 1, "source/o1/says", "It tells who.")
	check(t, err)
	var said []string
	for _, it := range Standing(b.all(t)) {
		said = append(said, it.Words("statement"))
	}
	if want := []string{"Other", "Second"}; !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
	if got := Standing(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
