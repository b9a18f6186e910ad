package themes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"pgregory.net/rapid"
)

// A codebook grows, is put in order, loses a theme to another, and all of it is kept.
func TestACodebookOverTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		s, ctx := open(t, engine()), t.Context()
		b, err := s.Book(ctx, place)
		check(t, err)
		if b.Latest.Number != 0 || len(b.Latest.Tree()) != 0 {
			t.Errorf("before anything: %+v", b)
		}
		s.begun(t)
		theme := Theme{Key: "told", Parent: "people", Name: " Told  what happened ", Description: "After a meeting.", Examples: []string{"Nobody rang me.", " "}, Links: []string{"5.4"}}
		b, err = s.Put(ctx, place, 3, theme, "iona")
		check(t, err)
		if got := fmt.Sprint(names(b.Latest)); got != "[People Told what happened Changes of worker]" || b.Latest.Number != 4 {
			t.Errorf("%s in version %d", got, b.Latest.Number)
		}
		if told, _ := b.Latest.Theme("told"); len(told.Examples) != 1 || told.Changed != 4 {
			t.Errorf("%+v", told)
		}
		if b, err = s.Put(ctx, place, 4, theme, "iona"); err != nil || b.Latest.Number != 4 {
			t.Errorf("sent twice: version %d, %v", b.Latest.Number, err)
		}
		if b, err = s.Retire(ctx, place, "change", "told", "morven"); err != nil || b.Latest.Resolve("change") != "told" {
			t.Errorf("retired it counts as %q, %v", b.Latest.Resolve("change"), err)
		}
		if b, err = s.Restore(ctx, place, "change", "morven"); err != nil || b.Latest.Resolve("change") != "change" {
			t.Errorf("restored: %v", err)
		}
		log, err := s.History(ctx, b)
		check(t, err)
		var numbers []int
		for _, v := range log {
			numbers = append(numbers, v.Number)
		}
		if !slices.Equal(numbers, []int{6, 5, 4, 3, 2, 1}) || len(log[5].Themes) != 1 || log[2].Who != "iona" {
			t.Errorf("the history: %v", numbers)
		}
		check(t, s.Sweep(ctx))
		trail, err := s.trail.Of(ctx, booksName, place)
		check(t, err)
		if len(trail) != 6 || trail[5].Did != "codebook.restore" {
			t.Errorf("%d lines in the trail", len(trail))
		}
	})
}

func names(v Version) (list []string) {
	for _, b := range Flat(v.Tree()) {
		list = append(list, b.Name)
	}
	return list
}

// Two change one theme from the same version: the second is shown what the first made of
// it, and nothing is lost. Two that change different themes do not meet.
func TestAClashOverATheme(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		s, ctx := open(t, engine()), t.Context()
		base := s.begun(t).Number
		_, err := s.Put(ctx, place, base, Theme{Key: "told", Name: "Told afterwards"}, "morven")
		check(t, err)
		_, err = s.Put(ctx, place, base, Theme{Key: "told", Name: "Heard back"}, "iona")
		var clash *Clash
		if !errors.As(err, &clash) || clash.Now.Name != "Told afterwards" || clash.Mine.Name != "Heard back" || clash.Base != base+1 {
			t.Fatalf("%v %+v", err, clash)
		}
		wants(t, err, fault.Conflict)
		_, err = s.Put(ctx, place, base, Theme{Key: "people", Name: "People around me"}, "iona")
		check(t, err)
		b, err := s.Put(ctx, place, clash.Base, clash.Mine, "iona") // they have seen it now
		check(t, err)
		if b.Latest.Name("told") != "Heard back" || b.Latest.Name("people") != "People around me" || b.Latest.Name("gone") != "gone" {
			t.Errorf("%v", names(b.Latest))
		}
	})
}

func TestWhatAThemeCannotBe(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	s.begun(t)
	deep := ""
	for i := range MaxDepth {
		key := fmt.Sprint("level", i)
		_, err := s.Put(ctx, place, 99, Theme{Key: key, Parent: deep, Name: key}, "iona")
		check(t, err)
		deep = key
	}
	for field, themes := range map[string][]Theme{
		"name":        {{Key: "x"}, {Key: "x", Name: "people"}, {Key: "x", Name: strings.Repeat("ä", MaxName+1)}, {Key: "x", Name: "a\x00b"}},
		"description": {{Key: "x", Name: "X", Description: strings.Repeat("d", MaxDescription+1)}},
		"examples":    {{Key: "x", Name: "X", Examples: strings.Split(strings.Repeat("e,", MaxExamples+1), ",")}, {Key: "x", Name: "X", Examples: []string{strings.Repeat("e", MaxExample+1)}}},
		"links":       {{Key: "x", Name: "X", Links: []string{strings.Repeat("5", 400)}}},
		"parent":      {{Key: "x", Name: "X", Parent: "nobody"}, {Key: "x", Name: "X", Parent: deep}, {Key: "people", Name: "People", Parent: "change"}, {Key: "people", Name: "People", Parent: "people"}, {Key: "people", Name: "People", Parent: "level2"}},
	} {
		for _, theme := range themes {
			_, err := s.Put(ctx, place, 99, theme, "iona")
			problem(t, err, field)
		}
	}
	for _, key := range []string{"", "a/b", "a b"} {
		_, err := s.Put(ctx, place, 99, Theme{Key: key, Name: "X"}, "iona")
		wants(t, err, fault.Invalid)
	}
	_, err := s.Retire(ctx, place, "people", "", "iona") // others lie under it
	problem(t, err, "into")
	for _, into := range []string{"change", "nobody"} {
		_, err = s.Retire(ctx, place, "change", into, "iona")
		problem(t, err, "into")
	}
	_, err = s.Retire(ctx, place, "nobody", "", "iona")
	wants(t, err, fault.NotFound)
	_, err = s.Restore(ctx, place, "nobody", "iona")
	wants(t, err, fault.NotFound)
}

// What a theme lay under may be retired when it comes back, or its name be taken.
func TestRestored(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	s.begun(t)
	for _, key := range []string{"change", "people"} {
		_, err := s.Retire(ctx, place, key, "", "iona")
		check(t, err)
	}
	b, err := s.Restore(ctx, place, "change", "iona")
	check(t, err)
	if c, _ := b.Latest.Theme("change"); c.Parent != "" || b.Latest.Resolve("people") != "" {
		t.Errorf("%+v", c)
	}
	_, err = s.Put(ctx, place, 99, Theme{Key: "again", Name: "People"}, "iona")
	check(t, err)
	_, err = s.Restore(ctx, place, "people", "iona")
	problem(t, err, "name")
}

func TestFull(t *testing.T) {
	v := Version{}
	for i := range MaxThemes {
		v.Themes = append(v.Themes, Theme{Key: fmt.Sprint(i), Name: fmt.Sprint(i)})
	}
	problem(t, v.check(Theme{Key: "more", Name: "More"}), "name")
	check(t, v.check(Theme{Key: "7", Name: "Seven"}))
}

// Whatever people do to a codebook, it stays a tree in which every theme in use is seen,
// and everything that was ever coded counts as one in use or as nothing.
func TestACodebookStaysATree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, ctx := open(t, memory{}), t.Context()
		key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			k, other := key.Draw(rt, "key"), rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e"}).Draw(rt, "other")
			var err error
			switch rapid.IntRange(0, 3).Draw(rt, "deed") {
			case 0, 1:
				_, err = s.Put(ctx, place, 99, Theme{Key: k, Parent: other, Name: k}, "iona")
			case 2:
				_, err = s.Retire(ctx, place, k, other, "iona")
			default:
				_, err = s.Restore(ctx, place, k, "iona")
			}
			if err != nil && !errors.Is(err, fault.Invalid) && !errors.Is(err, fault.NotFound) {
				rt.Fatal(err)
			}
		}
		b, err := s.Book(ctx, place)
		if err != nil {
			rt.Fatal(err)
		}
		seen := b.Latest.InUse()
		for _, theme := range b.Latest.Themes {
			if theme.Retired == slices.Contains(seen, theme.Key) {
				rt.Fatalf("%s retired: %t, seen among %v", theme.Key, theme.Retired, seen)
			}
			if r := b.Latest.Resolve(theme.Key); r != "" && !slices.Contains(seen, r) {
				rt.Fatalf("%s counts as %s, which is not in use", theme.Key, r)
			}
		}
	})
}

// A crash between any two writes of a change loses no version and no line.
func TestAChangeCutOff(t *testing.T) {
	e := lone(t)
	s, ctx := open(t, e), t.Context()
	s.begun(t)
	left := 0
	for ; ; left++ {
		_, err := open(t, &wire{Engine: e, left: left}).Put(ctx, place, 99, Theme{Key: "told", Name: "Told afterwards"}, "iona")
		if err == nil {
			break
		}
		wants(t, err, errCut)
	}
	if left < 3 { // the version before into the log, its line into the trail, and the codebook
		t.Errorf("a change took %d writes", left)
	}
	b, err := s.Put(ctx, place, 99, Theme{Key: "told", Name: "Told"}, "iona")
	check(t, err)
	log, err := s.History(ctx, b)
	check(t, err)
	if len(log) != b.Latest.Number {
		t.Errorf("%d versions of %d", len(log), b.Latest.Number)
	}
	check(t, s.Sweep(ctx))
	trail, err := audit.OpenTrail(ctx, e, s.now)
	check(t, err)
	lines, err := trail.Of(ctx, booksName, place)
	check(t, err)
	if len(lines) != b.Latest.Number {
		t.Errorf("%d lines for %d versions", len(lines), b.Latest.Number)
	}
	if n, err := s.books.Count(ctx, store.Query{Field: audit.WaitingField, Is: true}); n != 0 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
}
