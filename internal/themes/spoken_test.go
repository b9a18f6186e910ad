package themes

import (
	"fmt"
	"testing"

	"kist/internal/fault"
)

// quoted has so many texts carry a theme, lets a part of the first through, and gives the id of
// the quote.
func (s *Themes) quoted(t *testing.T, n int) string {
	t.Helper()
	v, editions := s.begun(t), map[string]string{}
	for i := range n {
		s.codes(t, v, fmt.Sprint("t", i), gave("ann", "change"), gave("ben", "change"))
		editions[fmt.Sprint("t", i)] = "11-13"
	}
	_, err := s.Join(t.Context(), set, "ann")
	check(t, err)
	q, err := s.Approve(t.Context(), v, Offer{Text: text("t0"), Theme: "change", Words: "kept nowhere", Who: "ann"}, false, editions, "ben")
	check(t, err)
	return q.ID
}

// What others read of a quote: its words with the theme's name of today, none once it is taken
// back, and nothing of a quote that there is not.
func TestWhatOthersReadOfAQuote(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	id := s.quoted(t, MinTheme)
	said, err := s.Spoken(ctx, place, id)
	check(t, err)
	if said.Words != "kept nowhere" || said.Name != "Changes of worker" || RoundOf(id) != "spring" {
		t.Errorf("%+v of round %q", said, RoundOf(id))
	}
	_, err = s.Put(ctx, place, 99, Theme{Key: "change", Parent: "people", Name: "Another worker again"}, "morven")
	check(t, err)
	list, err := s.SpokenOf(ctx, place, "spring", "change")
	check(t, err)
	if len(list) != 1 || list[0].Name != "Another worker again" {
		t.Errorf("%+v", list)
	}
	_, err = s.Retire(ctx, place, "change", "told", "morven")
	check(t, err)
	if said, err = s.Spoken(ctx, place, id); err != nil || said.Name != "Told what happened" {
		t.Errorf("%+v, %v", said, err)
	}
	check(t, s.TakeBack(ctx, set, "t0", "morven"))
	if said, err = s.Spoken(ctx, place, id); err != nil || !said.Back || said.Words != "" {
		t.Errorf("%+v, %v", said, err)
	}
	if list, err = s.SpokenOf(ctx, place, "spring", "change"); err != nil || len(list) > 0 {
		t.Errorf("%+v, %v", list, err)
	}
	_, err = s.Spoken(ctx, place, "spring/change/t1")
	wants(t, err, fault.NotFound)
}

// A quote may be cited while its theme counts in its text and in enough others.
func TestWhetherAQuoteMayBeCited(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	id := s.quoted(t, MinTheme+1)
	fits := func(want bool) {
		t.Helper()
		if ok, err := s.Fits(ctx, place, id); err != nil || ok != want {
			t.Errorf("%t, %v; want %t", ok, err, want)
		}
	}
	settle := func(text string, themes ...string) {
		t.Helper()
		b, err := s.Book(ctx, place)
		check(t, err)
		for _, who := range []string{"ann", "ben"} {
			_, err := s.Settle(ctx, b.Latest, Text{ID: text, Round: "spring", Question: "change"}, themes, who)
			check(t, err)
		}
	}
	fits(true)
	settle("t3")
	fits(true)
	settle("t2", "told")
	fits(false) // two texts are left
	_, err := s.Retire(ctx, place, "change", "told", "morven")
	check(t, err)
	fits(true) // what it was merged into counts in three
	settle("t0", "people")
	fits(false) // not in its own text any more
	_, err = s.Fits(ctx, place, "spring/change/t1")
	wants(t, err, fault.NotFound)
	for _, bad := range []string{"", "spring", "spring/change", "spring//t0", "spring/change/"} {
		if RoundOf(bad) != "" {
			t.Errorf("%q is the id of a quote", bad)
		}
	}
}
