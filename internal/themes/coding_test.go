package themes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store/storetest"

	"pgregory.net/rapid"
)

// Two read a text on their own, do not see each other's, come together, differ, settle
// it, and take it up again.
func TestATextThroughTwoPairsOfHands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		s, ctx := open(t, engine()), t.Context()
		v := s.begun(t)
		s.codes(t, v, "t1", gave("ann", "told", "change"), gave("ben", "told"))
		d, err := s.Sheet(ctx, text("t1"), "ben")
		check(t, err)
		if len(d.Codings) != 1 || d.Codings[0].Who != "ben" || len(d.Steps) != 1 {
			t.Errorf("ben sees %+v", d)
		}
		if got := s.counts(t, v); len(got) != 0 {
			t.Errorf("before they came together: %v", got)
		}
		_, err = s.Settle(ctx, v, text("t1"), []string{"told"}, "ann")
		wants(t, err, fault.Closed)
		n, err := s.Join(ctx, set, "ann")
		check(t, err)
		if n != 1 {
			t.Errorf("%d came together", n)
		}
		if n, err = s.Join(ctx, set, "ann"); n != 0 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		d, err = s.Sheet(ctx, text("t1"), "ben")
		check(t, err)
		if len(d.Codings) != 2 || fmt.Sprint(d.Agreed(v), d.Split(v)) != "[told] [change]" {
			t.Errorf("together: %v %v", d.Agreed(v), d.Split(v))
		}
		_, err = s.Code(ctx, v, text("t1"), gave("ben", "change"))
		wants(t, err, fault.Closed)
		_, err = s.Undo(ctx, text("t1"), "ben")
		wants(t, err, fault.Closed)
		if got := s.counts(t, v); !slices.Equal(got["t1"], []string{"told"}) {
			t.Errorf("what all gave: %v", got)
		}
		for _, said := range []saying{
			{"ann", []string{"told", "change"}, false},
			{"ann", []string{"told", "change"}, false},
			{"ben", []string{"told"}, false},
			{"ann", []string{"change", "told"}, false},
			{"ben", []string{"change", "told"}, true},
		} {
			d, err = s.Settle(ctx, v, text("t1"), said.themes, said.who)
			check(t, err)
			if said.settled != (d.Settled != nil) {
				t.Errorf("%s says %v: settled %v", said.who, said.themes, d.Settled)
			}
		}
		if got := s.counts(t, v); !slices.Equal(got["t1"], []string{"change", "told"}) || !slices.Equal(d.Settled.By, []string{"ann", "ben"}) {
			t.Errorf("settled: %v by %v", got, d.Settled.By)
		}
		_, err = s.Settle(ctx, v, text("t1"), nil, "ann")
		wants(t, err, fault.Closed)
		d, err = s.Reopen(ctx, text("t1"), "ben")
		check(t, err)
		if got := s.counts(t, v); !slices.Equal(got["t1"], []string{"told"}) || len(d.Split(v)) != 1 {
			t.Errorf("taken up again: %v", got)
		}
		_, err = s.Reopen(ctx, text("t1"), "ben")
		wants(t, err, fault.NotFound)
		if got := deeds(d); got != "ann coded, ben coded, ann opened, ann said, ben said, ann said, ben settled, ben reopened" {
			t.Errorf("the history: %s", got)
		}
	})
}

// saying is what somebody says that a text is about, and whether that settles it.
type saying struct {
	who     string
	themes  []string
	settled bool
}

func (s *Themes) counts(t testing.TB, v Version) map[string][]string {
	t.Helper()
	found, err := s.Confirmed(t.Context(), v, set)
	check(t, err)
	return found
}

func deeds(d *Sheet) string {
	var list []string
	for _, step := range d.Steps {
		list = append(list, step.Who+" "+string(step.Did))
	}
	return strings.Join(list, ", ")
}

// Everything that a person did to a text on their own they can undo, step by step.
func TestUndo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		s, ctx := open(t, engine()), t.Context()
		v := s.begun(t)
		s.codes(t, v, "t1", gave("ann", "told"), gave("ben", "change"), gave("ann", "told", "change"), gave("ann", "change", "told"), Coding{Who: "ann", Declined: true, Themes: []string{"told"}})
		for _, want := range []string{"change told", "told", ""} {
			d, err := s.Undo(ctx, text("t1"), "ann")
			check(t, err)
			got := ""
			if c := d.Of("ann"); c != nil {
				got = strings.Join(c.Themes, " ")
			}
			if got != want {
				t.Errorf("undone: %q, want %q", got, want)
			}
			if d.Of("ben") == nil {
				t.Error("ben's is gone")
			}
		}
		_, err := s.Undo(ctx, text("t1"), "ann")
		wants(t, err, fault.NotFound)
		_, err = s.Undo(ctx, text("nobody coded it"), "ann")
		wants(t, err, fault.NotFound)
	})
}

// A text that one read and another declined has been read by one: nothing comes together.
func TestDeclined(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	v := s.begun(t)
	s.codes(t, v, "t1", gave("ann", "told"), Coding{Who: "ben", Declined: true})
	if n, err := s.Join(ctx, set, "ann"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	s.codes(t, v, "t1", gave("cat", "told"))
	if n, err := s.Join(ctx, set, "ann"); n != 1 || err != nil {
		t.Errorf("with a third: %d, %v", n, err)
	}
	if got := s.counts(t, v)["t1"]; !slices.Equal(got, []string{"told"}) {
		t.Errorf("%v: who declined says nothing against it", got)
	}
}

func TestThemesThatAreGone(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	v := s.begun(t)
	s.codes(t, v, "t1", gave("ann", "change"), gave("ben", "change"))
	_, err := s.Join(ctx, set, "ann")
	check(t, err)
	b, err := s.Retire(ctx, place, "change", "told", "morven")
	check(t, err)
	if got := s.counts(t, b.Latest)["t1"]; !slices.Equal(got, []string{"told"}) {
		t.Errorf("it counts as %v", got)
	}
	for _, key := range []string{"change", "nobody"} {
		_, err = s.Code(ctx, b.Latest, text("t2"), gave("ann", key))
		problem(t, err, "theme")
		_, err = s.Settle(ctx, b.Latest, text("t1"), []string{key}, "ann")
		problem(t, err, "theme")
	}
}

func TestTooManyHands(t *testing.T) {
	s, ctx := open(t, memory{}), t.Context()
	v := s.begun(t)
	for i := range maxCoders {
		s.codes(t, v, "t1", gave(fmt.Sprint("person", i), "told"))
	}
	_, err := s.Code(ctx, v, text("t1"), gave("one more", "told"))
	wants(t, err, fault.Closed)
	for i := range maxSteps {
		if _, err = s.Code(ctx, v, text("t2"), gave("ann", []string{"told", "change"}[i%2])); err != nil {
			t.Fatal(i, err)
		}
	}
	_, err = s.Code(ctx, v, text("t2"), gave("ann", "people"))
	wants(t, err, fault.Closed)
}

// Nothing that is kept holds a word of a child, or of which group they are.
func TestWordsAreKeptNowhere(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	v := s.begun(t)
	s.codes(t, v, "t1", gave("ann", "told"), gave("ben", "change"))
	_, err := s.Join(ctx, set, "ann")
	check(t, err)
	d, err := s.Settle(ctx, v, text("t1"), []string{"told"}, "ann")
	check(t, err)
	kept, err := json.Marshal(d)
	check(t, err)
	for _, never := range []string{
		"words that",
		"11-13",
		"school",
	} {
		if strings.Contains(string(kept), never) {
			t.Errorf("%q is in %s", never, kept)
		}
	}
}

// Whoever does what in any order: nobody sees another's coding before they are together,
// a theme counts only when two stand for it, and no coding changes after that.
func TestCodingsKeepTheirRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, ctx := open(t, memory{}), t.Context()
		v := s.begun(t)
		var together []Coding
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			who := rapid.SampledFrom([]string{"ann", "ben", "cat"}).Draw(rt, "who")
			given := rapid.SampledFrom([][]string{nil, {"told"}, {"change"}, {"change", "told"}}).Draw(rt, "themes")
			var err error
			switch rapid.IntRange(0, 5).Draw(rt, "deed") {
			case 0, 1:
				_, err = s.Code(ctx, v, text("t1"), Coding{Who: who, Themes: given, Declined: rapid.Bool().Draw(rt, "declined")})
			case 2:
				_, err = s.Undo(ctx, text("t1"), who)
			case 3:
				_, err = s.Join(ctx, set, who)
			case 4:
				_, err = s.Settle(ctx, v, text("t1"), given, who)
			default:
				_, err = s.Reopen(ctx, text("t1"), who)
			}
			if err != nil && !errors.Is(err, fault.Closed) && !errors.Is(err, fault.NotFound) {
				rt.Fatal(err)
			}
			d, err := s.Sheet(ctx, text("t1"), who)
			if err != nil {
				rt.Fatal(err)
			}
			together = d.holds(rt, v, who, together)
		}
	})
}

// holds checks a sheet as a person sees it, against its codings when it was opened.
func (d *Sheet) holds(rt *rapid.T, v Version, who string, together []Coding) []Coding {
	if !d.Open {
		if len(d.Codings) > 1 || len(d.Codings) == 1 && d.Codings[0].Who != who || len(d.Confirmed(v)) > 0 {
			rt.Fatalf("%s sees %+v", who, d)
		}
		return nil
	}
	if together == nil {
		together = slices.Clone(d.Codings)
	}
	if fmt.Sprint(together) != fmt.Sprint(d.Codings) || len(d.Read()) < enough {
		rt.Fatalf("they were %v and are %v", together, d.Codings)
	}
	for _, theme := range d.Confirmed(v) {
		stand := 0
		for _, c := range d.Read() {
			if slices.Contains(c.Themes, theme) {
				stand++
			}
		}
		if settled := d.Settled != nil && len(d.Settled.By) == 2 && d.Settled.By[0] != d.Settled.By[1]; !settled && stand < enough {
			rt.Fatalf("%s counts with %d behind it", theme, stand)
		}
	}
	return together
}

// A crash between two writes of bringing codings together: again, and the rest follow.
func TestJoiningCutOff(t *testing.T) {
	e := lone(t)
	s, ctx := open(t, e), t.Context()
	v := s.begun(t)
	for _, id := range []string{"t1", "t2", "t3"} {
		s.codes(t, v, id, gave("ann", "told"), gave("ben", "told"))
	}
	cut := open(t, &wire{Engine: e, left: 2}) // the line of the trail, and one text
	n, err := cut.Join(ctx, set, "ann")
	if !errors.Is(err, errCut) || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if n, err = s.Join(ctx, set, "ann"); n != 2 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	sheets, err := s.Sheets(ctx, set, "nobody")
	check(t, err)
	for _, d := range sheets {
		if !d.Open || len(d.Steps) != 3 {
			t.Errorf("%+v", d)
		}
	}
	trail, err := audit.OpenTrail(ctx, e, s.now)
	check(t, err)
	if lines, err := trail.Of(ctx, sheetsName, set); len(lines) != 1 || err != nil {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

// What nobody touched yet can be asked after all the same.
func TestNothingYet(t *testing.T) {
	s, ctx := open(t, memory{}), t.Context()
	b, err := s.Book(ctx, place)
	check(t, err)
	if log, err := s.History(ctx, b); len(log) != 0 || err != nil {
		t.Errorf("a history of nothing: %v, %v", log, err)
	}
	d, err := s.Sheet(ctx, text("t1"), "ann")
	check(t, err)
	if d.Of("ann") != nil || d.Set != set || d.Agreed(b.Latest) != nil || len(d.Confirmed(b.Latest)) != 0 {
		t.Errorf("%+v", d)
	}
	if round, question := CutSet(set); round != "spring" || question != "change" {
		t.Errorf("%s, %s", round, question)
	}
	if n, err := s.Join(ctx, set, "ann"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if one, other := NewKey(), NewKey(); len(one) < 8 || one == other {
		t.Error("keys of themes may meet")
	}
}
