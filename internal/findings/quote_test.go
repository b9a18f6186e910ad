package findings

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store/storetest"
	"kist/internal/themes"
)

// let puts a quote through its way: so many texts of a round carry the theme, by two people
// who read them on their own, and two let a part of the first of them through. It gives the
// quote's id.
func (r *room) let(round string, n int, edition bool) string {
	r.t.Helper()
	ctx := r.t.Context()
	b, err := r.themes.Put(ctx, place, 99, themes.Theme{Key: "told", Name: "Told what happened"}, "ailsa")
	check(r.t, err)
	editions := map[string]string{}
	text := func(i int) themes.Text {
		return themes.Text{ID: fmt.Sprint("t", i), Round: round, Question: "change", Edition: "8-10", Words: "They wrote it down and then nothing."}
	}
	for i := range 10 {
		editions[text(i).ID] = "8-10"
		for _, who := range []string{"ann", "ben"} {
			var list []string
			if i < n {
				list = []string{"told"}
			}
			_, err := r.themes.Code(ctx, b.Latest, text(i), themes.Coding{Who: who, Themes: list})
			check(r.t, err)
		}
	}
	_, err = r.themes.Join(ctx, themes.Set(round, "change"), "ann")
	check(r.t, err)
	q, err := r.themes.Approve(ctx, b.Latest, themes.Offer{Text: text(0), Theme: "told", Words: "and then nothing", Edition: edition, Who: "ann"}, false, editions, "ben")
	check(r.t, err)
	return q.ID
}

// quote is a piece of evidence that cites a quote.
func quote(id string) Source {
	return Source{Kind: Quoted, Quote: id, Says: "What became of it was not told.", Bearing: Supports, Weight: Limited}
}

// TestAFindingQuotesAChild: the words are read where they were let through, count as the voice
// of children and as a kind of evidence of their own, and are gone with a note once the quote
// is taken back; what else stands in the finding can be changed then, and it cannot be agreed.
func TestAFindingQuotesAChild(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		id := r.let("spring", 3, true)
		f := r.begun(claim(table(), quote(id)))
		stored, err := json.Marshal(r.again(f.ID))
		check(t, err)
		if strings.Contains(string(stored), "and then nothing") || !strings.Contains(string(stored), id) {
			t.Errorf("what is kept of a quote is its id: %s", stored)
		}
		shown, err := r.Show(ctx, place, f.Latest.Content)
		check(t, err)
		said, w := shown[1], Weigh(shown)
		if said.Gone || said.Said == nil || said.Said.Words != "and then nothing" || said.Said.Name != "Told what happened" || said.Said.Reworded || !said.Voice {
			t.Errorf("%+v", said)
		}
		if w.Kinds != 2 || w.By[Supports] != 2 || w.Agreement() != Agrees {
			t.Errorf("%+v", w)
		}
		f, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
		check(t, err)
		check(t, r.themes.TakeBack(ctx, themes.Set("spring", "change"), "t0", "ailsa"))
		_, err = r.Read(ctx, f.ID, f.Mark(), Yes, "It holds.", "david")
		if ps, ok := fault.ProblemsOf(err); !ok || ps[0].ID != "staff.findings.missing.quote" {
			t.Errorf("agreed on a quote that was taken back: %v", err)
		}
		shown, err = r.Show(ctx, place, f.Latest.Content)
		check(t, err)
		if w = Weigh(shown); !shown[1].Gone || shown[1].Said != nil || shown[1].Voice || w.Kinds != 1 {
			t.Errorf("%+v %+v", shown[1], w)
		}
		c := f.Latest.Content
		c.Unknown = "How many children it is."
		f, err = r.Save(ctx, f.ID, f.Latest.Number, c, "", "morven") // the rest can be changed
		check(t, err)
		f, err = r.Save(ctx, f.ID, f.Latest.Number, f.Latest.Content.Without(f.Latest.Content.Sources[1].Key), "", "morven")
		check(t, err)
		_, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
		check(t, err)
	})
}

// TestNoOtherWordsAreCited tries every way to cite a child's words that two people did not let
// through: none is taken, at the start or later, and nothing is written.
func TestNoOtherWordsAreCited(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	id, theirs, tried := r.let("spring", 3, false), r.let("theirs", 3, false), r.let("tried", 3, false)
	staff := r.let("staff", 3, false)
	check(t, r.themes.TakeBack(ctx, themes.Set("staff", "change"), "t0", "ailsa"))
	f := r.begun(claim(table()))
	for what, s := range map[string]Source{
		"no quote":               quote(""),
		"one that is not there":  quote("spring/change/t1"),
		"a text that was coded":  quote("spring/change/t2"),
		"of another inspection":  quote(theirs),
		"of a pilot":             quote(tried),
		"one that is taken back": quote(staff),
		"a round":                quote("spring"),
		"a set":                  quote("spring/change"),
		"a release":              quote("spring-1"),
		"another text behind it": quote(id + "/t1"),
		"with a space":           quote(id + " "),
		"as a table":             {Kind: Table, Quote: id, Says: "x", Bearing: Supports, Weight: Strong},
	} {
		_, err := r.Save(ctx, f.ID, 1, claim(table(), s), "", "morven")
		if _, ok := fault.ProblemsOf(err); !ok {
			t.Errorf("%s: %v", what, err)
		}
		_, err = r.Start(ctx, place, claim(s), Uncertain, "because", "morven")
		if _, ok := fault.ProblemsOf(err); !ok {
			t.Errorf("%s, in a new finding: %v", what, err)
		}
	}
	if s := quote(id); s.Kind != Quoted { // as a reference the id says nothing
		t.Error(s)
	}
	refer := records()
	refer.Quote = id
	f, err := r.Save(ctx, f.ID, 1, claim(table(), refer), "", "morven")
	check(t, err)
	if shown, err := r.Show(ctx, place, f.Latest.Content); err != nil || shown[1].Quote != "" || shown[1].Said != nil {
		t.Errorf("%+v, %v", shown, err)
	}
	alone := r.Findings.quotes
	r.Findings.quotes = nil // a server that knows no themes
	_, err = r.Save(ctx, f.ID, f.Latest.Number, claim(quote(id)), "", "morven")
	if _, ok := fault.ProblemsOf(err); !ok {
		t.Error(err)
	}
	r.Findings.quotes = alone
	_, err = r.Save(ctx, f.ID, f.Latest.Number, claim(quote(id), quote(id)), "", "morven")
	if _, ok := fault.ProblemsOf(err); !ok {
		t.Errorf("the same twice: %v", err)
	}
}

// TestAThemeThatFewCarryIsQuotedNoMore: a quote whose theme was settled away since can be cited
// by no finding, and one that cites it keeps it.
func TestAThemeThatFewCarryIsQuotedNoMore(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	id := r.let("spring", 3, false)
	f := r.begun(claim(table(), quote(id)))
	b, err := r.themes.Book(ctx, place)
	check(t, err)
	for _, who := range []string{"ann", "ben"} {
		_, err := r.themes.Settle(ctx, b.Latest, themes.Text{ID: "t2", Round: "spring", Question: "change"}, nil, who)
		check(t, err)
	}
	_, err = r.Start(ctx, place, claim(quote(id)), Uncertain, "because", "morven")
	if _, ok := fault.ProblemsOf(err); !ok {
		t.Errorf("of two texts: %v", err)
	}
	c := f.Latest.Content
	c.Statement = "They are not told"
	_, err = r.Save(ctx, f.ID, 1, c, "", "morven")
	check(t, err)
}

// TestNoRareCombination: a quote that stands beside an edition stands in no finding with figures
// of groups of another kind; beside ages, or figures of all, it may.
func TestNoRareCombination(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	id := r.let("spring", 3, true)
	by := func(grouping, group string) results.Table {
		return results.Table{Question: "told", Kind: "yes_no", By: grouping, Columns: []string{"yes"}, Groups: []results.Group{{Value: group, Base: figure(40, -1), Cells: []results.Figure{figure(20, 50)}}}}
	}
	_, err := r.releases.Update(ctx, "spring-1", func(rel *results.Release) error {
		rel.Tables = append(rel.Tables, by("care", "house"), by(results.BySetting, "house"), by(results.ByEdition, "8-10"))
		return nil
	})
	check(t, err)
	for grouping, group := range map[string]string{"care": "house", results.BySetting: "house", results.ByEdition: "8-10", results.ByAgeBand: "14-18", "": ""} {
		s := table()
		s.By, s.Cells = grouping, []Cell{{group, "yes"}}
		_, err := r.Start(ctx, place, claim(s, quote(id)), Uncertain, "because", "morven")
		_, refused := fault.ProblemsOf(err)
		if rare := grouping == "care" || grouping == results.BySetting; refused != rare {
			t.Errorf("by %q: %v", grouping, err)
		}
	}
	plain := r.let("staff", 3, false) // it stands beside nobody
	s := table()
	s.By, s.Cells = "care", []Cell{{"house", "yes"}}
	_, err = r.Start(ctx, place, claim(s, quote(plain)), Uncertain, "because", "morven")
	check(t, err)
}
