package themes

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/store/storetest"
)

// counted lets three texts count as told, of one edition, and one as change.
func (s *Themes) counted(t *testing.T) Version {
	t.Helper()
	v := s.begun(t)
	for _, id := range []string{"t1", "t2", "t3"} {
		s.codes(t, v, id, gave("ann", "told"), gave("ben", "told"))
	}
	s.codes(t, v, "t4", gave("ann", "change"), gave("ben", "change"))
	_, err := s.Join(t.Context(), set, "ann")
	check(t, err)
	return v
}

// of is the edition of so many texts that passed review, those of the sample first.
func of(n int, edition string) map[string]string {
	editions := map[string]string{}
	for i := range n {
		editions[fmt.Sprint("t", i+1)] = edition
	}
	return editions
}

// offer is one that is in order.
func offer() Offer {
	return Offer{
		Text:  text("t1"),
		Theme: "told",
		Words: "words  that are\nkept",
		Who:   "ann",
	}
}

// A quote is offered by one and let through by another; it can be taken back.
func TestAQuote(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		s, ctx := open(t, engine()), t.Context()
		v := s.counted(t)
		_, err := s.Approve(ctx, v, offer(), false, of(40, "11-13"), "ann")
		wants(t, err, fault.Denied)
		q, err := s.Approve(ctx, v, offer(), false, of(40, "11-13"), "ben")
		check(t, err)
		if q.Words != "words that are kept" || q.Reworded || q.Edition != "" || q.First != "ann" || q.Second != "ben" || q.Day != "2026-11-20" {
			t.Errorf("%+v", q)
		}
		again := offer()
		again.Words = "nowhere"
		_, err = s.Approve(ctx, v, again, false, of(40, "11-13"), "ben")
		wants(t, err, fault.Exists) // one of a text
		list, err := s.Quotes(ctx, set)
		check(t, err)
		if len(list) != 1 || list[0].Theme != "told" {
			t.Errorf("%+v", list)
		}
		check(t, s.Sweep(ctx))
		for range 2 {
			check(t, s.TakeBack(ctx, set, "t1", "iona"))
		}
		if list, err = s.Quotes(ctx, set); len(list) != 1 || !list[0].Back || err != nil {
			t.Errorf("after it was taken back: %+v, %v", list, err)
		}
		if ids, err := s.TakenBack(ctx); err != nil || len(ids) != 1 || ids[0] != q.ID {
			t.Errorf("taken back: %v, %v", ids, err)
		}
		kept, err := s.quotes.Get(ctx, q.ID)
		check(t, err)
		if kept.Words != "" {
			t.Errorf("its words stay: %q", kept.Words)
		}
		check(t, s.Sweep(ctx))
		trail, err := s.trail.Of(ctx, quotesName, q.ID)
		check(t, err)
		if len(trail) != 2 {
			t.Errorf("%d lines", len(trail))
		}
		wants(t, s.TakeBack(ctx, set, "t2", "iona"), fault.NotFound)
	})
}

// What is not to be quoted, and by which field that is told.
func TestWhatIsNotQuoted(t *testing.T) {
	s, ctx := open(t, memory{}), t.Context()
	v := s.counted(t)
	for name, c := range map[string]struct {
		change func(*Offer)
		beside int
		known  bool // by the second person
		field  string
	}{
		"the first could tell who wrote it":   {func(o *Offer) { o.Known = true }, 40, false, "known"},
		"the second could tell":               {func(*Offer) {}, 40, true, "known"},
		"nothing":                             {func(o *Offer) { o.Words = " \n" }, 40, false, "words"},
		"not word for word":                   {func(o *Offer) { o.Words = "other words" }, 40, false, "words"},
		"too long":                            {func(o *Offer) { o.Words, o.Reworded = strings.Repeat("ä", MaxQuote+1), true }, 40, false, "words"},
		"a theme that the text has not":       {func(o *Offer) { o.Theme = "change" }, 40, false, "theme"},
		"a theme of too few texts":            {func(o *Offer) { o.Text, o.Theme = text("t4"), "change" }, 40, false, "theme"},
		"no theme":                            {func(o *Offer) { o.Theme = "" }, 40, false, "theme"},
		"beside an edition with few texts":    {func(o *Offer) { o.Edition = true }, 9, false, "edition"},
		"beside an edition with few of these": {func(o *Offer) { o.Edition, o.Text.Edition = true, "4-7" }, 40, false, "edition"},
	} {
		o := offer()
		c.change(&o)
		_, err := s.Approve(ctx, v, o, c.known, of(c.beside, "11-13"), "ben")
		var ps fault.Problems
		if !errors.As(err, &ps) || ps[0].Field != c.field {
			t.Errorf("%s: %v, want a problem of %s", name, err, c.field)
		}
	}
	if list, err := s.Quotes(ctx, set); len(list) != 0 || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestQuotesInOtherWords(t *testing.T) {
	s, ctx := open(t, memory{}), t.Context()
	v := s.counted(t)
	o := offer()
	o.Words, o.Reworded, o.Edition = "Nobody said what came of it", true, true
	q, err := s.Approve(ctx, v, o, false, of(MinBeside, "11-13"), "ben")
	check(t, err)
	if !q.Reworded || q.Edition != "11-13" {
		t.Errorf("%+v", q)
	}
}

// A theme that counts no more because it was settled otherwise cannot be quoted.
func TestQuotesFollowWhatCounts(t *testing.T) {
	s, ctx := open(t, memory{}), t.Context()
	v := s.begun(t)
	for i := range 3 {
		s.codes(t, v, fmt.Sprint("t", i+1), gave("ann", "told"), gave("ben", "told"))
	}
	_, err := s.Approve(ctx, v, offer(), false, of(40, "11-13"), "ben") // not together yet
	problem(t, err, "theme")
	_, err = s.Join(ctx, set, "ann")
	check(t, err)
	for _, who := range []string{"ann", "ben"} {
		_, err = s.Settle(ctx, v, text("t2"), nil, who)
		check(t, err)
	}
	_, err = s.Approve(ctx, v, offer(), false, of(40, "11-13"), "ben") // two texts are left
	problem(t, err, "theme")
}

// An offer is checked against how its set stands, before anybody is asked.
func TestOffersFit(t *testing.T) {
	v := chain()
	counting := func(id string) *Sheet {
		return &Sheet{
			Text:    id,
			Settled: &Decision{Themes: []string{"c"}}, // which counts as a
		}
	}
	all := []*Sheet{
		counting("t1"),
		counting("t2"),
		counting("t3"),
	}
	o := Offer{
		Text:  Text{ID: "t1", Edition: "8-10", Words: "nobody told me anything"},
		Theme: "a",
		Words: "nobody  told me",
	}
	there := map[string]string{"t1": "8-10", "t2": "11-13", "t3": "11-13"}
	check(t, o.Fit(v, all, there))
	problem(t, o.Fit(v, all[:2], there), "theme")
	delete(there, "t3") // taken back, or reviewed anew
	problem(t, o.Fit(v, all, there), "theme")
	o.Edition = true
	editions := of(100, "8-10")
	editions["t3"] = "11-13"
	problem(t, o.Fit(v, all, editions), "edition") // two of this edition have the theme
	editions["t3"] = "8-10"
	check(t, o.Fit(v, all, editions))
	problem(t, o.Fit(v, all, of(MinBeside-1, "8-10")), "edition")
	o.Theme = "c" // out of use
	problem(t, o.Fit(v, all, editions), "theme")
}
