package findings

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Two inspectors who edit at once lose nothing: what they changed apart is joined, and
// of what both changed both are shown.
func TestTwoAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		f := r.begun(claim(table(), records()))
		base := f.Latest.Content
		theirs := base
		theirs.Statement, theirs.Rights = "Few of 14 to 18 were told what happened next", []int{12, 13}
		theirs = theirs.Without(base.Sources[1].Key)
		_, err := r.Save(ctx, f.ID, 1, theirs, "Plainer.", "iona")
		check(t, err)
		apart := base
		apart.Unknown, apart.Wellbeing = "Why it falls with age.", nil
		f, err = r.Save(ctx, f.ID, 1, apart, "", "morven")
		check(t, err)
		want := theirs
		want.Unknown, want.Wellbeing = apart.Unknown, nil
		if diff := cmp.Diff(want, f.Latest.Content); diff != "" || f.Latest.Number != 3 {
			t.Error(diff)
		}
		mine := base
		mine.Statement, mine.Bears = "Some of 14 to 18 were told", Strength
		said := base.Sources[1]
		said.Says = "It is written in few."
		mine = mine.With(said)
		_, err = r.Save(ctx, f.ID, 1, mine, "", "morven")
		var clash *Clash
		if !errors.As(err, &clash) || !errors.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		if !clash.Has(ClaimPart) || !clash.Has(SourcePart(said.Key)) || clash.Has(UnknownPart) || len(clash.Parts) != 2 {
			t.Errorf("%v", clash.Parts)
		}
		if clash.Now.Number != 3 || clash.Now.Content.Statement != theirs.Statement || clash.Joined.Statement != mine.Statement || clash.Joined.Unknown != apart.Unknown {
			t.Errorf("%+v", clash)
		}
		f, err = r.Save(ctx, f.ID, clash.Now.Number, clash.Joined, "Both.", "morven") // as they see it now
		check(t, err)
		if got, ok := f.Latest.Content.Source(said.Key); !ok || got.Says != said.Says || f.Latest.Content.Statement != mine.Statement || len(f.Latest.Content.Rights) != 2 {
			t.Errorf("%+v", f.Latest.Content)
		}
		list, err := r.History(ctx, f)
		check(t, err)
		if len(list) != 4 || list[2].Content.Statement != theirs.Statement || list[2].Why != "Plainer." {
			t.Errorf("%+v", list)
		}
	})
}

// drawn is any content of a few parts.
func drawn(rt *rapid.T, name string) Content {
	words := rapid.SampledFrom([]string{"a", "b", "c"})
	c := Content{Statement: words.Draw(rt, name), Unknown: words.Draw(rt, name)}
	c.Indicators = known(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"1.1", "2.1", "5.4"}), rapid.ID).Draw(rt, name), []string{"1.1", "2.1", "5.4"})
	for _, key := range []string{"k", "l", "m"} {
		if rapid.Bool().Draw(rt, name) {
			c.Sources = append(c.Sources, Source{Key: key, Says: words.Draw(rt, name)})
		}
	}
	return c
}

// Joining keeps what one side left alone, forgets nothing that only one changed, and
// tells of everything that both did.
func TestJoining(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base, now, mine := drawn(rt, "base"), drawn(rt, "now"), drawn(rt, "mine")
		if joined, parts := merge(base, now, base); len(parts) > 0 || cmp.Diff(now, joined) != "" {
			rt.Fatalf("nothing was changed: %v, %s", parts, cmp.Diff(now, joined))
		}
		if joined, parts := merge(base, base, mine); len(parts) > 0 || len(joined.Sources) != len(mine.Sources) || joined.Statement != mine.Statement || len(joined.Indicators) != len(mine.Indicators) {
			rt.Fatalf("only one changed it: %v, %+v", parts, joined)
		}
		joined, parts := merge(base, now, mine)
		both := now.Statement != base.Statement && mine.Statement != base.Statement && now.Statement != mine.Statement
		clash := &Clash{Parts: parts}
		if both != clash.Has(ClaimPart) || both && joined.Statement != mine.Statement {
			rt.Fatalf("%+v, %+v, %+v: %v", base, now, mine, parts)
		}
		for _, s := range now.Sources {
			_, was := base.Source(s.Key)
			_, is := joined.Source(s.Key)
			_, wanted := mine.Source(s.Key)
			if !was && !is {
				rt.Fatalf("what they added is gone: %s", s.Key)
			}
			if was && !wanted && is {
				rt.Fatalf("what was taken away is there: %s", s.Key)
			}
		}
	})
}
