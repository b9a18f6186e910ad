package heard

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/fault"
	_ "kist/internal/sameseed"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const first, second = "firstentry", "secondentry"

// A page goes from a first sentence to what children read, and on to a promise that was
// kept.
func TestFromTheFirstSentenceToAPromiseKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		p := r.put(entry(first), "morag")
		if p.Stage != Draft || !p.Synthetic || p.Latest.Number != 1 || p.IsShown {
			t.Errorf("%+v", p)
		}
		p = r.put(r.again(first).in("pl", "Po polsku"), "hanan")
		for _, who := range []string{"morag", "hanan"} {
			offered, err := r.Offer(ctx, place, p.Mark(), "morag")
			check(t, err)
			_, err = r.Read(ctx, place, offered.Mark(), true, "", who)
			wants(t, err, fault.Denied)
			_, err = r.Read(ctx, place, offered.Mark(), false, " ", "ros")
			wants(t, err, fault.Invalid)
			p, err = r.Read(ctx, place, offered.Mark(), false, "Say who.", "ros")
			check(t, err)
			if p.Stage != Draft || p.Shown != nil {
				t.Errorf("sent back it is %s", p.Stage)
			}
		}
		p = r.shown()
		want := &Shown{Version: 2, Who: "ros", Day: "2026-11-16", Editions: []surveys.Edition{surveys.E8, surveys.E11}, Languages: []string{"en", "pl"}, Checked: []string{"en"}, Content: p.Latest.Content, Writers: []string{"morag", "hanan"}}
		if diff := cmp.Diff(want, p.Shown); diff != "" || p.Due != "2027-03-01" || p.Stage != Public || len(p.Writers) != 0 {
			t.Error(diff, p.Due, p.Stage, p.Writers)
		}
		briefs, err := r.Public(ctx)
		check(t, err)
		if len(briefs) != 1 || briefs[0].ID != place || briefs[0].Due != "2027-03-01" {
			t.Errorf("%+v", briefs)
		}
		_, err = r.Tell(ctx, place, first, r.again(first).Version, News{Kept: true, Text: surveys.Text("en", "It is done since 1 February.")}, "", "morag")
		check(t, err)
		if now, _ := r.Get(ctx, place); now.Due != "2027-03-01" || now.Shown.Content.Entries[0].State != Started || now.Stage != Draft {
			t.Errorf("children read what nobody checked: %+v", now.Shown)
		}
		p = r.shown()
		e := p.Shown.Content.Entries[0]
		if e.State != Done || e.Due != "" || p.Due != "" || len(e.News) != 1 || e.News[0].Was != "2027-03-01" || e.News[0].Day != "2026-11-16" {
			t.Errorf("%+v, due %q", e, p.Due)
		}
		if diff := cmp.Diff([]string{"en"}, p.Shown.Languages); diff != "" {
			t.Error("the news is not in Polish yet", diff)
		}
		check(t, r.Sweep(ctx))
		r.lines("feedback.start morag", "feedback.edit hanan", "feedback.offer morag", "feedback.return ros", "feedback.offer morag", "feedback.return ros",
			"feedback.offer morag", "feedback.show ros", "feedback.promise morag", "feedback.offer morag", "feedback.show ros")
		list, err := r.History(ctx, p)
		check(t, err)
		if len(list) != 3 || list[0].Number != 3 || list[2].Who != "morag" || list[1].Who != "hanan" {
			t.Errorf("%+v", list)
		}
	})
}

// A language is a draft until somebody who wrote none of it has read it; children of a
// page that is shown are told so at once.
func TestLanguagesAreChecked(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	r.put(entry(first).in("pl", "Po polsku").in("ur", "not asked in"), "hanan")
	p := r.shown()
	if p.Shown.Offers(surveys.E8, "ur") || !p.Shown.Offers(surveys.E8, "pl") || p.Shown.Offers(surveys.E4, "pl") || p.Tongue("pl").Checked || p.Tongue("gd").Language != "gd" {
		t.Errorf("%+v", p.Shown)
	}
	_, err := r.CheckLanguage(ctx, place, p.Mark(), "pl", "hanan")
	wants(t, err, fault.Denied)
	_, err = r.CheckLanguage(ctx, place, p.Mark(), "gd", "ros")
	wants(t, err, fault.NotFound)
	p, err = r.CheckLanguage(ctx, place, p.Mark(), "pl", "kasia")
	check(t, err)
	if !slices.Equal(p.Shown.Checked, []string{"en", "pl"}) || p.Tongue("pl").Who != "kasia" || p.Stage != Public {
		t.Errorf("%+v", p.Shown.Checked)
	}
	e := r.again(first)
	e.Picture = "hill"
	p = r.put(e, "morag")
	if !p.Tongue("pl").Checked {
		t.Error("a picture is no word of a language")
	}
	p = r.put(r.again(first).in("pl", "Inaczej"), "hanan")
	if p.Tongue("pl").Checked || !p.Tongue("en").Checked {
		t.Errorf("%+v", p.Tongues)
	}
	p, err = r.CheckLanguage(ctx, place, p.Mark(), "pl", "kasia")
	check(t, err)
	if p.Shown.Version != 1 || p.Shown.Content.Entries[0].Texts.Title["pl"][surveys.All] != "Po polsku" {
		t.Error("checking a language showed its words")
	}
}

// What cannot be read is not kept: numbers that no release holds among it.
func TestWhatCannotBeWritten(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	for name, c := range map[string]struct {
		alter func(*Entry)
		field string
	}{
		"a count":           {func(e *Entry) { e.Texts.Heard = surveys.Text("en", "About 30 of 40 of you said this.") }, "heard"},
		"a count in Arabic": {func(e *Entry) { e.Texts.Said = surveys.Text("ar", "قال ٣٠ منكم هذا") }, "said"},
		"per cent":          {func(e *Entry) { e.Texts.Title = surveys.Text("en", "Most % of you") }, "title"},
		"a long title":      {func(e *Entry) { e.Texts.Title = surveys.Text("en", strings.Repeat("a", MaxTitle+1)) }, "title"},
		"signs":             {func(e *Entry) { e.Texts.Change = surveys.Text("en", "a\x07b") }, "change"},
		"no text":           {func(e *Entry) { e.Texts.By = surveys.Text("en", "a\xffb") }, "by"},
		"an edition":        {func(e *Entry) { e.Texts.By = surveys.Words{"en": {"9-10": "a"}} }, "by"},
		"a state":           {func(e *Entry) { e.State = "maybe" }, "state"},
		"a day":             {func(e *Entry) { e.Due = "soon" }, "due"},
		"too much news":     {func(e *Entry) { e.News = make([]News, MaxNews+1) }, "news"},
		"long news":         {func(e *Entry) { e.News = []News{{Text: surveys.Text("en", strings.Repeat("a", MaxChange+1))}} }, "news1"},
	} {
		e := entry(first)
		c.alter(&e)
		_, err := r.Put(ctx, place, e, "morag")
		if got := fields(err); !slices.Contains(got, c.field) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	_, err := r.Put(ctx, "nowhere", entry(first), "morag")
	wants(t, err, fault.NotFound)
	_, err = r.Put(ctx, place, entry("../x"), "morag")
	wants(t, err, fault.Invalid)
	_, err = r.Drop(ctx, place, first, 1, "morag")
	wants(t, err, fault.NotFound)
	if all, err := r.All(ctx); err != nil || len(all) > 0 {
		t.Errorf("%d pages were begun, %v", len(all), err)
	}
	for n := range MaxEntries {
		r.put(entry(fmt.Sprintf("entry%03d", n)), "morag")
	}
	_, err = r.Put(ctx, place, entry(first), "morag")
	wants(t, err, fault.Invalid)
}

// Two people change an entry: the second is told, and nothing is lost. Sending a form
// twice changes nothing.
func TestTwoAtOnce(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	r.put(entry(first), "morag")
	p := r.put(entry(first), "morag")
	if p.Latest.Number != 1 || len(p.Latest.Content.Entries) != 1 {
		t.Errorf("%+v", p.Latest)
	}
	other := entry(first)
	other.Picture = "bed"
	_, err := r.Put(ctx, place, other, "ros")
	wants(t, err, fault.Conflict)
	seen := r.again(first)
	r.put(seen.in("en", "Other words"), "ros")
	_, err = r.Put(ctx, place, seen.in("pl", "Po polsku"), "hanan")
	wants(t, err, fault.Conflict)
	_, err = r.Drop(ctx, place, first, seen.Version, "hanan")
	wants(t, err, fault.Conflict)
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			if _, err := r.Put(ctx, place, entry(fmt.Sprintf("entry%03d", n)), "morag"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p, err = r.Drop(ctx, place, first, r.again(first).Version, "ros")
	check(t, err)
	if len(p.Latest.Content.Entries) != 4 || p.Latest.Number != 7 {
		t.Errorf("%d entries in version %d", len(p.Latest.Content.Entries), p.Latest.Number)
	}
	_, err = r.Offer(ctx, place, "1", "morag")
	wants(t, err, fault.Conflict)
}

// What is missing keeps a page from going to a second person.
func TestWhatIsMissing(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	e := entry(first)
	e.Due, e.Texts.By = "", nil
	e.Texts.Heard = surveys.Words{"en": {surveys.E8: "Only for some."}}
	p := r.put(e, "morag")
	missing, err := r.Missing(ctx, p)
	check(t, err)
	if got := fields(missing); !slices.Equal(got, []string{"heard", "due"}) {
		t.Errorf("missing: %v", got)
	}
	_, err = r.Offer(ctx, place, p.Mark(), "morag")
	wants(t, err, fault.Invalid)
	_, err = r.Tell(ctx, place, first, 1, News{Kept: true}, "", "morag")
	wants(t, err, fault.Closed)
	e = r.again(first)
	e.State = Cannot
	e.Texts.Heard = surveys.Text("en", "For all.")
	p = r.put(e, "morag")
	if missing, err = r.Missing(ctx, p); err != nil || len(missing) > 0 {
		t.Errorf("%v, %v: why it cannot change needs no day", missing, err)
	}
	p, err = r.Put(ctx, "quiet", entry(first), "morag")
	check(t, err)
	if missing, err = r.Missing(ctx, p); err != nil || len(missing) != 1 || missing[0].ID != "staff.feedback.missing.rounds" {
		t.Errorf("%v, %v", missing, err)
	}
	p, err = r.Drop(ctx, "quiet", first, 1, "morag")
	check(t, err)
	if missing, err = r.Missing(ctx, p); err != nil || missing[0].ID != "staff.feedback.missing.entries" {
		t.Errorf("%v, %v", missing, err)
	}
}

// A promise that moves is told with the day that it had.
func TestAPromiseThatMoves(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	r.put(entry(first), "morag")
	later := entry(second)
	later.Due = "2027-01-01"
	r.put(later, "morag")
	if p := r.shown(); p.Due != "2027-01-01" {
		t.Errorf("the next promise is of %s", p.Due)
	}
	_, err := r.Tell(ctx, place, second, r.again(second).Version, News{Text: surveys.Text("en", "It takes longer.")}, "soon", "morag")
	wants(t, err, fault.Invalid)
	_, err = r.Tell(ctx, place, second, r.again(second).Version, News{Text: surveys.Text("en", "It takes longer.")}, "2027-06-01", "morag")
	check(t, err)
	if p := r.shown(); p.Due != "2027-03-01" || p.Shown.Content.Entries[1].Due != "2027-06-01" || p.Shown.Content.Entries[1].State != Started {
		t.Errorf("the next promise is of %s", p.Due)
	}
	p, err := r.Get(ctx, place)
	check(t, err)
	_, err = r.Hide(ctx, place, p.Mark(), "", "ros")
	wants(t, err, fault.Invalid)
	p, err = r.Hide(ctx, place, p.Mark(), "A name stood in it.", "ros")
	check(t, err)
	if list, err := r.Public(ctx); p.Shown != nil || p.Due != "" || err != nil || len(list) > 0 {
		t.Errorf("%+v, %v, %v", p.Shown, list, err)
	}
	_, err = r.Hide(ctx, place, p.Mark(), "Again.", "ros")
	wants(t, err, fault.Closed)
}

// A write that breaks off is whole or is not there, and the next one brings what it
// left into the log.
func TestVersionsAreKept(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	r.put(entry(first), "morag")
	p, err := r.docs.Get(ctx, place)
	check(t, err)
	for range 2 { // settled twice, as by a server that ended between its steps
		check(t, r.settle(ctx, p))
	}
	r.put(entry(second), "ros")
	n, err := r.log.Count(ctx, store.Query{})
	check(t, err)
	if p, err = r.Get(ctx, place); err != nil || n != 1 || p.Latest.Number != 2 {
		t.Errorf("%d versions in the log, %v", n, err)
	}
	r.lines("feedback.start morag")
}

// Whatever people do in whatever order, two stand for what children read.
func TestAnyOrder(t *testing.T) {
	r, n := newRoom(t, storetest.SQLite(t)()), 0
	people := []string{"morag", "ros", "hanan"}
	r.put(entry(first), "morag")
	wrote := map[string]bool{"morag": true}
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 12 { // enough: each is many writes
			return
		}
		who := func() string { return rapid.SampledFrom(people).Draw(rt, "who") }
		now := func() *Page {
			p, err := r.Get(t.Context(), place)
			if err != nil {
				rt.Fatal(err)
			}
			return p
		}
		rt.Repeat(map[string]func(*rapid.T){
			"write": func(rt *rapid.T) {
				by, e := who(), r.again(first)
				e = e.in(rapid.SampledFrom([]string{"en", "pl"}).Draw(rt, "lang"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "text"))
				before := now().Latest.Number
				if p, err := r.Put(t.Context(), place, e, by); err != nil {
					rt.Fatal(err)
				} else if p.Latest.Number > before {
					wrote[by] = true
				}
			},
			"offer": func(rt *rapid.T) { _, _ = r.Offer(t.Context(), place, now().Mark(), who()) },
			"read": func(rt *rapid.T) {
				by, before := who(), now()
				p, err := r.Read(t.Context(), place, before.Mark(), true, "", by)
				if err != nil {
					return
				}
				if wrote[by] || before.Stage != Offered {
					rt.Fatalf("%s wrote it and showed it", by)
				}
				if p.Shown.Version != p.Latest.Number {
					rt.Fatalf("version %d is shown of %d", p.Shown.Version, p.Latest.Number)
				}
				clear(wrote)
			},
			"language": func(rt *rapid.T) { _, _ = r.CheckLanguage(t.Context(), place, now().Mark(), "pl", who()) },
			"": func(rt *rapid.T) {
				p := now()
				list, err := r.History(t.Context(), p)
				if err != nil || len(list) != p.Latest.Number {
					rt.Fatalf("%d versions of %d, %v", len(list), p.Latest.Number, err)
				}
				if p.Shown != nil && !cmp.Equal(list[len(list)-p.Shown.Version].Content, p.Shown.Content) {
					rt.Fatal("children read what is in no version")
				}
			},
		})
	})
}

// A page that was hidden needs two people again: who wrote it cannot be the one who reads
// it, also if nobody wrote in it since, and if the page is of before writers were kept.
func TestAHiddenPageNeedsTwoAgain(t *testing.T) {
	for _, kept := range []bool{true, false} {
		r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
		r.put(entry(first), "hanan")
		p := r.shown()
		if !kept {
			var err error
			p, err = r.docs.Update(ctx, place, func(p *Page) error {
				p.Shown.Writers = nil
				return nil
			})
			check(t, err)
		}
		p, err := r.Hide(ctx, place, p.Mark(), "A name stood in it.", "hanan")
		check(t, err)
		p, err = r.Offer(ctx, place, p.Mark(), "hanan")
		check(t, err)
		_, err = r.Read(ctx, place, p.Mark(), true, "", "hanan")
		wants(t, err, fault.Denied)
		p, err = r.Read(ctx, place, p.Mark(), true, "", "ros")
		check(t, err)
		if p.Stage != Public || !slices.Equal(p.Shown.Writers, []string{"hanan"}) {
			t.Errorf("%s, written by %v", p.Stage, p.Shown.Writers)
		}
	}
}
