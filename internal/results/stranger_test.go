package results

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/attack"
	"kist/internal/fault"
)

// stranger attacks what a gate let through, as somebody does who has read it all.
func (g *gate) stranger(t testing.TB) *Stranger {
	t.Helper()
	var list []*Release
	for i, v := range g.views {
		v.release.Number, v.release.Round, v.release.Editions = i+1, "r", []string{"8-10", "11-13", "14-18"}
		list = append(list, v.release)
	}
	s, err := NewStranger(list, slices.ContainsFunc(g.views, func(v *view) bool { return v.left }))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// examine attacks every question, and holds what is found against the truth.
func (g *gate) examine(t testing.TB) (all Told) {
	t.Helper()
	s := g.stranger(t)
	for _, key := range s.Questions() {
		e, err := s.Examine(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(g.last().tables, func(x *tally) bool { return x.question.Key == key })
		for _, f := range e.Findings {
			if n := g.truly(i, f); n < f.Least || n > f.Most && f.Most < attack.Enough {
				t.Errorf("%s: %+v is truly %d", key, f, n)
			}
		}
		all.Cells, all.Shown, all.Breaks = all.Cells+e.Cells, all.Shown+e.Shown, all.Breaks+e.Breaks
		all.Doubtful, all.Undecided = all.Doubtful+e.Doubtful, all.Undecided+e.Undecided
	}
	return all
}

// truly is the count that a finding is of: a stranger numbers groupings, groups and
// answers as the releases list them, the gate as the survey does.
func (g *gate) truly(i int, f Finding) (n int) {
	if f.Joined && f.View > 0 {
		now, before := f, f
		now.Joined, before.Joined = false, false
		before.View--
		return g.truly(i, now) - g.truly(i, before)
	}
	t, c, groups := g.last().tables[i], attack.Cell{View: f.View, Grouping: -1}, []int{0}
	if f.By != "" {
		c.Grouping = slices.IndexFunc(t.cuts[1:], func(x *cut) bool { return g.last().groupings[x.grouping].by == f.By })
		values := g.last().groupings[t.cuts[c.Grouping+1].grouping].values
		if groups = setsOf(values, []string{f.Group})[0]; f.None {
			groups = []int{len(values)}
		}
	}
	columns := []int{-1}
	if f.Answer != "" {
		columns = setsOf(t.columns, []string{f.Answer})[0]
	}
	for _, c.Group = range groups {
		for _, c.Column = range columns {
			n += g.count(i, c)
		}
	}
	return n
}

// TestAStrangerFindsNothingThatTheGateLetThrough, and what is found is true.
func TestAStrangerFindsNothingThatTheGateLetThrough(t *testing.T) {
	var all Told
	for seed := range uint64(5) {
		g := generate(rand.New(rand.NewPCG(seed, 77)), shape{20, 70, 1 + int(seed%2), 0.5, seed == 3}).release(t, seeded(seed))
		told := g.examine(t)
		if told.Breaks > 0 {
			t.Errorf("seed %d: %+v", seed, told)
		}
		all.Cells, all.Shown, all.Undecided = all.Cells+told.Cells, all.Shown+told.Shown, all.Undecided+told.Undecided
	}
	t.Logf("%+v", all)
	if all.Shown < all.Cells/2 || all.Undecided > all.Cells/20 {
		t.Errorf("few are decided: %+v", all)
	}
}

// TestAStrangerFindsWhatNobodyAttacked: releases that no gate saw are caught from the
// outside, and each finding has a whole table as its witness.
func TestAStrangerFindsWhatNobodyAttacked(t *testing.T) {
	breaks := 0
	for seed := range uint64(12) {
		g := small(seed).ungated(seeded(seed)())
		s := g.stranger(t)
		for _, key := range s.Questions() {
			e, err := s.Examine(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if breaks += e.Breaks; e.Breaks == 0 {
				continue
			}
			first := e.Findings[slices.IndexFunc(e.Findings, func(f Finding) bool { return f.Breaks(e.AboutChild) })]
			for _, n := range []int{first.Least, first.Most} {
				e.fits(t, first, n)
			}
			if e.Witness(first, first.Most+1) != nil {
				t.Errorf("there is a table beyond the bound of %+v", first)
			}
		}
	}
	if breaks == 0 {
		t.Error("nothing was found in releases that nobody attacked")
	}
}

// fits checks that a witness is a table of whole children in which the count is n, and
// which is published as it was.
func (e *Examined) fits(t *testing.T, f Finding, n int) {
	t.Helper()
	lines := e.Witness(f, n)
	found := false
	for _, l := range lines {
		sum := l.Counts[0]
		if f.Answer != "" {
			sum = 0
			for _, at := range setsOf(e.Answers(), []string{f.Answer})[0] {
				sum += l.Counts[1+at]
			}
		}
		found = found || l.Group == f.Group && l.None == f.None && l.By == f.By && sum == n
		table, ok := e.s.releases[f.View].table(e.Question, l.By)
		i := slices.IndexFunc(table.Groups, func(g Group) bool { return g.Value == l.Group })
		if !ok || l.None || i < 0 || !table.Groups[i].Base.Shown {
			continue
		}
		sets := append([][]int{{-1}}, setsOf(e.Answers(), table.Columns)...)
		for c, figure := range slices.Concat([]Figure{table.Groups[i].Base}, table.Groups[i].Cells) {
			n := 0
			for _, at := range sets[c] {
				n += l.Counts[1+at]
			}
			if least, most := figure.Range(); n < least || n > most {
				t.Errorf("%+v: %d is published as %d", l, n, figure.Count)
			}
		}
	}
	if !found {
		t.Errorf("no witness of %d for %+v: %+v", n, f, lines)
	}
}

func TestWhatAStrangerCannotTake(t *testing.T) {
	for name, list := range map[string][]*Release{
		"two rounds": {{Round: "a", Number: 1}, {Round: "b", Number: 2}}, "one twice": {{Round: "a", Number: 1}, {Round: "a", Number: 1}},
	} {
		if _, err := NewStranger(list, false); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, err := NewStranger([]*Release{{Round: "a", Number: 1, Tables: []Table{{Question: "q"}}}}, false)
	check(t, err)
	if e, err := s.Examine(t.Context(), "q"); err != nil || e.Cells != 0 {
		t.Errorf("of fewer than ten nothing follows: %+v, %v", e, err)
	}
}

// TestWhatCannotBe: figures that contradict each other were never published so.
func TestWhatCannotBe(t *testing.T) {
	shown := func(n int) Figure { return Figure{Shown: true, Count: n} }
	rel := &Release{Round: "a", Number: 1, Responses: shown(50), Tables: []Table{
		{Question: "q", Columns: []string{"x", "y"}, Groups: []Group{{Base: shown(20), Cells: []Figure{shown(40), shown(40)}}}},
	}}
	s, err := NewStranger([]*Release{rel}, false)
	check(t, err)
	if _, err := s.Examine(t.Context(), "q"); !Impossible(err) {
		t.Errorf("%v", err)
	}
	rel.Tables[0].Groups[0].Cells = []Figure{shown(10), shown(10)}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := s.Examine(ended, "q"); !errors.Is(err, context.Canceled) {
		t.Errorf("it does not stop: %v", err)
	}
}
