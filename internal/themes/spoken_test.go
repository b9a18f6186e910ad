package themes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"kist/internal/audit"
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

// quotedIn lets a part of one of a round's three texts through, which has this mark.
func (s *Themes) quotedIn(t *testing.T, v Version, round, id, out string) string {
	t.Helper()
	var quoted Text
	for _, x := range []string{"t1", "t2", "t3"} {
		x := text(x)
		x.Round = round
		for _, who := range []string{"ann", "ben"} {
			_, err := s.Code(t.Context(), v, x, gave(who, "told"))
			if err != nil && !errors.Is(err, fault.Closed) { // together since the first quote
				t.Fatal(err)
			}
		}
		if x.ID == id {
			quoted = x
		}
	}
	_, err := s.Join(t.Context(), quoted.Set(), "ann")
	check(t, err)
	quoted.Out = out
	q, err := s.Approve(t.Context(), v, Offer{Text: quoted, Theme: "told", Words: "kept nowhere", Who: "ann"}, false, of(3, "11-13"), "ben")
	check(t, err)
	return q.ID
}

// A quote whose child takes the text back is taken back, and one whose text is reviewed
// anew; a round that cannot be asked keeps no other from that.
func TestQuotesGoWithTheirTexts(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	v := s.begun(t)
	quote := func(round, id, out string) string { return s.quotedIn(t, v, round, id, out) }
	gone, again := quote("spring", "t1", "m1"), quote("spring", "t2", "m2")
	quote("spring", "t3", "")   // of before there were marks
	quote("autumn", "t1", "m1") // of another round
	quote("autumn", "t2", "m2")
	quote("broken", "t1", "m1")
	back := func(want ...string) {
		t.Helper()
		ids, err := s.TakenBack(ctx)
		check(t, err)
		slices.Sort(ids)
		slices.Sort(want)
		if !slices.Equal(ids, want) {
			t.Errorf("%v are taken back, want %v", ids, want)
		}
	}
	asked := func(_ context.Context, round string) (map[string]bool, error) {
		switch round {
		case "spring":
			return map[string]bool{"m1": true, "": true}, nil
		case "broken":
			return nil, errCut
		}
		return nil, nil
	}
	wants(t, s.TakeBackGone(ctx, asked), errCut)
	back(gone)
	q, err := s.quotes.Get(ctx, gone)
	check(t, err)
	if q.Words != "" || q.Last.Who != audit.Server {
		t.Errorf("%+v", q)
	}
	check(t, s.TakeBackOf(ctx, "spring", "none", "iona"))
	check(t, s.TakeBackOf(ctx, "spring", "t2", "iona"))
	check(t, s.TakeBackOf(ctx, "spring", "t2", "iona"))
	back(gone, again)
}
