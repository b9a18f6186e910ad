package heard

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/internal/themes"
)

// let puts a quote through its way: three texts of a round carry the theme, by two people
// who read them on their own, and two let a part of the nth of them through.
func let(t *testing.T, s *themes.Themes, round string, n int) string {
	t.Helper()
	ctx := t.Context()
	b, err := s.Book(ctx, place)
	if errors.Is(err, fault.NotFound) || err == nil && len(b.Latest.Themes) == 0 {
		b, err = s.Put(ctx, place, 99, themes.Theme{Key: "told", Name: "Told what happened"}, "ailsa")
	}
	check(t, err)
	editions := map[string]string{}
	text := func(i int) themes.Text {
		return themes.Text{ID: fmt.Sprint("t", i), Round: round, Question: "change", Edition: "8-10", Words: "They wrote it down and then nothing."}
	}
	for i := range 10 {
		editions[text(i).ID] = "8-10"
		for _, who := range []string{"ann", "ben"} {
			var list []string
			if i < 4 {
				list = []string{"told"}
			}
			_, err := s.Code(ctx, b.Latest, text(i), themes.Coding{Who: who, Themes: list})
			if !errors.Is(err, fault.Closed) { // of an earlier quote
				check(t, err)
			}
		}
	}
	_, err = s.Join(ctx, themes.Set(round, "change"), "ann")
	check(t, err)
	q, err := s.Approve(ctx, b.Latest, themes.Offer{Text: text(n), Theme: "told", Words: "and then nothing", Who: "ann"}, false, editions, "ben")
	check(t, err)
	return q.ID
}

// quotable is a room whose entries can have quotes.
func quotable(t *testing.T, e store.Engine) (*room, *themes.Themes) {
	t.Helper()
	r := newRoom(t, e)
	s, err := themes.Open(t.Context(), e)
	check(t, err)
	r.Use(s)
	return r, s
}

// An entry has the id of a child's own words, which are read where they were let through;
// once they are taken back they are shown no more, the page waits for somebody to look at
// it, and it cannot be offered again as it is.
func TestAnEntryQuotesAChild(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, s := quotable(t, open())
		ctx, id := t.Context(), ""
		e := entry(first)
		e.Quote = "spring/change/t0"
		_, err := r.Put(ctx, place, e, "morag")
		if !slices.Contains(fields(err), "quote") {
			t.Errorf("what nobody let through: %v", err)
		}
		id = let(t, s, "spring", 0)
		e.Quote = id
		r.put(e, "morag")
		p := r.shown()
		said, err := r.Said(ctx, place, id)
		check(t, err)
		if said.Words != "and then nothing" || said.Reworded || p.Shown.Content.Entries[0].Quote != id {
			t.Errorf("%+v", said)
		}
		stored, err := json.Marshal(p)
		check(t, err)
		if strings.Contains(string(stored), "and then nothing") {
			t.Error("a page keeps a child's words")
		}
		if list, err := r.Lost(ctx); err != nil || len(list) > 0 {
			t.Errorf("%v, %v", list, err)
		}
		check(t, s.TakeBack(ctx, themes.Set("spring", "change"), "t0", "iona"))
		if said, err = r.Said(ctx, place, id); err != nil || said != (Said{}) {
			t.Errorf("after it was taken back: %+v, %v", said, err)
		}
		if list, err := r.Lost(ctx); err != nil || !slices.Equal(list, []string{place}) {
			t.Errorf("%v, %v", list, err)
		}
		missing, err := r.Missing(ctx, p)
		if err != nil || !slices.Equal(fields(missing), []string{"quote"}) {
			t.Errorf("%v, %v", missing, err)
		}
		again := r.again(first)
		again.Picture = "hill"
		p = r.put(again, "morag") // what else is in it can be changed
		_, err = r.Offer(ctx, place, p.Mark(), "morag")
		wants(t, err, fault.Invalid)
		other := entry(second)
		other.Quote = id
		if _, err = r.Put(ctx, place, other, "morag"); !slices.Contains(fields(err), "quote") {
			t.Errorf("what was taken back is used again: %v", err)
		}
		again = r.again(first)
		again.Quote = ""
		r.put(again, "morag")
		r.shown()
		if list, err := r.Lost(ctx); err != nil || len(list) > 0 {
			t.Errorf("after somebody looked: %v, %v", list, err)
		}
	})
}

// A quote is of a round of this inspection and of no pilot; each stands once on a page,
// and there are few.
func TestWhatAnEntryMayQuote(t *testing.T) {
	r, s := quotable(t, storetest.SQLite(t)())
	ctx := t.Context()
	quotes := make([]string, 4)
	for i := range quotes {
		quotes[i] = let(t, s, "spring", i)
	}
	for _, id := range []string{let(t, s, "theirs", 0), "spring/change/nothing", "spring", "nowhere/change/t0", "///", strings.Repeat("x", 5000)} {
		if said, err := r.Said(ctx, place, id); err != nil || said.Words != "" {
			t.Errorf("%.40q: %+v, %v", id, said, err)
		}
		e := entry(first)
		e.Quote = id
		if _, err := r.Put(ctx, place, e, "morag"); !slices.Contains(fields(err), "quote") {
			t.Errorf("%.40q is quoted: %v", id, err)
		}
	}
	for i, id := range quotes {
		e := entry(fmt.Sprintf("entry%03d", i))
		e.Quote = id
		_, err := r.Put(ctx, place, e, "morag")
		if (i < MaxQuotes) != (err == nil) {
			t.Errorf("quote %d of a page: %v", i+1, err)
		}
	}
	e := entry("entryagain")
	e.Quote = quotes[0]
	if _, err := r.Put(ctx, place, e, "morag"); !slices.Contains(fields(err), "quote") {
		t.Errorf("one twice: %v", err)
	}
	_, err := r.book.Rounds.Update(ctx, "spring", func(rd *inspections.Round) error { rd.Pilot = "wilf"; return nil })
	check(t, err)
	if said, err := r.Said(ctx, place, quotes[0]); err != nil || said.Words != "" {
		t.Errorf("of a pilot: %+v, %v", said, err)
	}
	r.Use(nil)
	if said, err := r.Said(ctx, place, quotes[0]); err != nil || said.Words != "" {
		t.Errorf("without quotes: %+v, %v", said, err)
	}
}
