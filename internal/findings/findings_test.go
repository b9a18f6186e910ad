package findings

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// A finding goes from a first sentence to one that two inspectors stand for.
func TestAFindingThroughTheWeeks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		f := r.begun(Content{Statement: "  Adults   hear children, "})
		if f.ID != "strathlinn-1" || f.Latest.Content.Statement != "Adults hear children," || !f.Synthetic || f.State() != Uncertain || f.States[0].Week != 6 {
			t.Errorf("%+v", f)
		}
		missing, err := r.Missing(ctx, f)
		check(t, err)
		if len(missing) != 3 {
			t.Errorf("missing: %v", missing)
		}
		_, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
		wants(t, err, fault.Invalid)
		f, err = r.Save(ctx, f.ID, 1, claim(table(), records()), "After the release.", "morven")
		check(t, err)
		f, err = r.Move(ctx, f.ID, f.Mark(), Worrying, "Records say the same.", "iona")
		check(t, err)
		f, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
		check(t, err)
		for _, who := range []string{"morven", "iona"} { // who moved its state has a part in it
			_, err = r.Read(ctx, f.ID, f.Mark(), Yes, "I like it.", who)
			wants(t, err, fault.Denied)
		}
		f, err = r.Read(ctx, f.ID, f.Mark(), OtherWords, "Say “few”.", "david")
		check(t, err)
		if f.Stage != Draft || f.Agreed != nil {
			t.Errorf("after other words were asked for it is %s", f.Stage)
		}
		f, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
		check(t, err)
		f, err = r.Read(ctx, f.ID, f.Mark(), Yes, "Yes.", "david")
		check(t, err)
		want := &Accord{Version: 2, Who: "david", At: "2026-11-16T09:30Z", Statement: claim().Statement, Bears: Improvement, Is: Worrying, Cites: []Cited{{"spring-1", "told"}}}
		if diff := cmp.Diff(want, r.again(f.ID).Agreed); diff != "" || f.Stage != Settled || len(f.Readings) != 2 {
			t.Error(diff, f.Stage)
		}
		if !f.RestsOn("spring-1", "told") || f.RestsOn("spring-1", "heard") || f.RestsOn("spring-2", "told") {
			t.Error("it rests on other questions than it cites")
		}
		check(t, r.Sweep(ctx))
		r.lines(f.ID, "finding.start morven", "finding.edit morven", "finding.state iona", "finding.offer morven", "finding.return david", "finding.offer morven", "finding.agree david")
	})
}

// lines are those that the audit has of a finding, in the order of what was done.
func (r *room) lines(id string, want ...string) {
	r.t.Helper()
	trail, err := audit.OpenTrail(r.t.Context(), r.e, r.now)
	check(r.t, err)
	list, err := trail.Of(r.t.Context(), collection, id)
	check(r.t, err)
	var got []string
	for _, l := range list {
		got = append(got, l.Did+" "+l.Who)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.t.Error(diff)
	}
}

// What was agreed stays what others read until the next version is; who wrote the
// agreed one may agree the next, for somebody else has a part in that.
func TestTakenUpAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		f := r.settled()
		_, err := r.Save(ctx, f.ID, f.Latest.Number, claim(), "", "morven")
		wants(t, err, fault.Closed)
		_, err = r.Move(ctx, f.ID, f.Mark(), Worrying, "So it seems.", "morven")
		wants(t, err, fault.Closed)
		_, err = r.Withdraw(ctx, f.ID, f.Mark(), "No more.", "morven")
		wants(t, err, fault.Closed)
		_, err = r.Reopen(ctx, f.ID, f.Mark(), " ", "david")
		wants(t, err, fault.Invalid)
		f, err = r.Reopen(ctx, f.ID, f.Mark(), "The staff survey is in.", "david")
		check(t, err)
		if f.Stage != Draft || f.Agreed == nil || f.Agreed.Version != 1 || f.Latest.Number != 2 || !slices.Equal(f.Writers, []string{"david"}) {
			t.Errorf("%+v", f)
		}
		_, err = r.Withdraw(ctx, f.ID, f.Mark(), "No more.", "david")
		wants(t, err, fault.Closed)
		next := f.Latest.Content
		next.Statement = "Of 14 to 18 about 40% were told what happened next"
		f, err = r.Save(ctx, f.ID, 2, next, "", "david")
		check(t, err)
		f, err = r.Offer(ctx, f.ID, f.Mark(), "david")
		check(t, err)
		_, err = r.Read(ctx, f.ID, f.Mark(), Yes, "Mine.", "david")
		wants(t, err, fault.Denied)
		if now := r.again(f.ID); now.Agreed.Statement != claim().Statement {
			t.Errorf("others read %q before it is agreed", now.Agreed.Statement)
		}
		f, err = r.Read(ctx, f.ID, f.Mark(), Yes, "Better.", "morven")
		check(t, err)
		if f.Agreed.Version != 3 || f.Agreed.Statement != next.Statement {
			t.Errorf("%+v", f.Agreed)
		}
		list, err := r.History(ctx, f)
		check(t, err)
		if len(list) != 3 || list[0].Number != 3 || list[2].Content.Statement != claim().Statement || list[1].Why != "The staff survey is in." {
			t.Errorf("%+v", list)
		}
		old, err := r.Version(ctx, f, 1)
		check(t, err)
		if diff := cmp.Diff(list[2], *old); diff != "" {
			t.Error(diff)
		}
		for _, n := range []int{0, 4, -1} {
			_, err = r.Version(ctx, f, n)
			wants(t, err, fault.NotFound)
		}
	})
}

// What somebody does to a finding that changed since they saw it is not done.
func TestStepsAreOfWhatWasSeen(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	f := r.begun(claim(table()))
	seen := f.Mark()
	offered, err := r.Offer(ctx, f.ID, seen, "morven")
	check(t, err)
	_, err = r.Move(ctx, f.ID, seen, Worrying, "Why not.", "iona")
	wants(t, err, fault.Conflict)
	next := r.again(f.ID).Latest.Content.With(records())
	_, err = r.Save(ctx, f.ID, 1, next, "", "iona")
	check(t, err)
	_, err = r.Read(ctx, f.ID, offered.Mark(), Yes, "Yes.", "david")
	wants(t, err, fault.Conflict)
	if now := r.again(f.ID); now.Stage != Draft || now.Agreed != nil {
		t.Errorf("a finding that was changed is %s", now.Stage)
	}
	_, err = r.Read(ctx, f.ID, r.again(f.ID).Mark(), Yes, "Yes.", "david")
	wants(t, err, fault.Closed)
}

func TestWhatCannotBeWritten(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	long := strings.Repeat("x", MaxSays+1)
	with := func(alter func(*Source)) Content { s := records(); alter(&s); return claim(s) }
	for name, c := range map[string]struct {
		content Content
		field   string
	}{
		"no statement": {
			content: Content{},
			field:   "statement",
		},
		"too long": {
			content: Content{Statement: strings.Repeat("a", MaxStatement+1)},
			field:   "statement",
		},
		"signs": {
			content: Content{Statement: "a\x07b"},
			field:   "statement",
		},
		"bears": {
			content: Content{Statement: "a", Bears: "good"},
			field:   "bears",
		},
		"unknown": {
			content: Content{Statement: "a", Unknown: strings.Repeat("a", MaxUnknown+1)},
			field:   "unknown",
		},
		"kind": {
			content: with(func(s *Source) { s.Kind = "gossip" }),
			field:   "kind",
		},
		"title": {
			content: with(func(s *Source) { s.Title = " " }),
			field:   "title",
		},
		"day": {
			content: with(func(s *Source) { s.Day = "yesterday" }),
			field:   "day",
		},
		"says nothing": {
			content: with(func(s *Source) { s.Says = "" }),
			field:   "says",
		},
		"says too much": {
			content: with(func(s *Source) { s.Says = long }),
			field:   "says",
		},
		"bearing": {
			content: with(func(s *Source) { s.Bearing = "" }),
			field:   "bearing",
		},
		"weight": {
			content: with(func(s *Source) { s.Weight = "" }),
			field:   "weight",
		},
		"no cell": {
			content: claim(Source{Kind: Table, Says: "a", Bearing: Supports, Weight: Strong, Release: "spring-1", Question: "told"}),
			field:   "cell",
		},
		"many sources": {func() (c Content) {
			c = claim()
			for range MaxSources + 1 {
				c = c.With(records())
			}
			return c
		}(), ""},
	} {
		_, err := r.Start(ctx, place, c.content, Uncertain, "Because.", "morven")
		var bad fault.Problems
		if !errors.As(err, &bad) || bad[0].Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, x := range []struct {
		is  Concern
		why string
	}{{"bad", "Because."}, {Uncertain, " "}, {Uncertain, strings.Repeat("a", MaxWhy+1)}} {
		_, err := r.Start(ctx, place, claim(), x.is, x.why, "morven")
		wants(t, err, fault.Invalid)
	}
	_, err := r.Start(ctx, "nowhere", claim(), Uncertain, "Because.", "morven")
	wants(t, err, fault.NotFound)
	if all, err := r.Of(ctx, place); err != nil || len(all) > 0 {
		t.Errorf("%d findings were begun, %v", len(all), err)
	}
	f := r.begun(Content{Statement: "a", Indicators: []string{
		"9.4",
		"5.4",
		"77.1",
		"5.4",
	}, Wellbeing: []string{
		"I",
		"S1",
		"Z",
	}, Rights: []int{99, 12, 3, 12}})
	c := f.Latest.Content
	if !slices.Equal(c.Indicators, []string{"5.4", "9.4"}) || !slices.Equal(c.Wellbeing, []string{"S1", "I"}) || !slices.Equal(c.Rights, []int{3, 12}) {
		t.Errorf("%+v", c)
	}
	_, err = r.Move(ctx, f.ID, f.Mark(), Uncertain, "Still.", "morven")
	wants(t, err, fault.Invalid)
	same, err := r.Save(ctx, f.ID, 1, c, "Nothing.", "iona")
	check(t, err)
	if same.Latest.Number != 1 || len(same.Writers) != 1 {
		t.Errorf("nothing was changed, and it is version %d by %v", same.Latest.Number, same.Writers)
	}
}

func TestWithdrawn(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	f := r.begun(claim(records()))
	f, err := r.Withdraw(ctx, f.ID, f.Mark(), "It is part of another.", "iona")
	check(t, err)
	_, err = r.Save(ctx, f.ID, f.Latest.Number, claim(), "", "iona")
	wants(t, err, fault.Closed)
	laid, err := r.Lay(ctx, place)
	check(t, err)
	if next := r.begun(claim()); next.Number != 2 || len(laid) != 0 {
		t.Errorf("number %d, %d are laid out", next.Number, len(laid))
	}
	for stage, n := range map[Stage]int{Withdrawn: 1, Draft: 1, Settled: 0} {
		if list, err := r.In(ctx, stage); err != nil || len(list) != n {
			t.Errorf("%d are %s, %v", len(list), stage, err)
		}
	}
}

// Remarks are said once, however often their form is sent, and none is lost.
func TestRemarks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		f, form := r.begun(claim()), NewForm()
		for range 2 {
			check(t, r.Say(ctx, f.ID, form, "Is that so?", "iona"))
		}
		check(t, r.Say(ctx, f.ID, form, "Is that\r\nreally so?", "iona"))
		wants(t, r.Say(ctx, f.ID, NewForm(), " \n ", "iona"), fault.Invalid)
		wants(t, r.Say(ctx, f.ID, NewForm(), strings.Repeat("a", MaxRemark+1), "iona"), fault.Invalid)
		wants(t, r.Say(ctx, "nothing-1", NewForm(), "a", "iona"), fault.NotFound)
		list, err := r.Talk(ctx, f.ID)
		check(t, err)
		var got []string
		for _, x := range list {
			got = append(got, fmt.Sprint(x.By, x.Version, x.Text))
		}
		slices.Sort(got)
		if diff := cmp.Diff([]string{"iona1Is that\nreally so?", "iona1Is that so?"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// Whoever begins findings or adds evidence at the same time as others loses nothing.
func TestManyAtOnce(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		const people = 8
		first := r.begun(claim())
		var all sync.WaitGroup
		errs := make([]error, 2*people)
		for i := range people {
			all.Go(func() {
				_, errs[i] = r.Start(ctx, place, claim(), Uncertain, "At once.", "morven")
			})
			all.Go(func() {
				s := records()
				s.Title = fmt.Sprint("Record ", i)
				_, errs[people+i] = r.Save(ctx, first.ID, 1, first.Latest.Content.With(s), "", fmt.Sprint("inspector", i))
			})
		}
		all.Wait()
		check(t, errors.Join(errs...))
		list, err := r.Of(ctx, place)
		check(t, err)
		for i, f := range list {
			if f.Number != i+1 {
				t.Errorf("the finding at %d has the number %d", i, f.Number)
			}
		}
		now := r.again(first.ID)
		if len(list) != people+1 || len(now.Latest.Content.Sources) != people || now.Latest.Number != people+1 {
			t.Errorf("%d findings; %d pieces of evidence in version %d", len(list), len(now.Latest.Content.Sources), now.Latest.Number)
		}
		if versions, err := r.History(ctx, now); err != nil || len(versions) != people+1 {
			t.Errorf("%d versions, %v", len(versions), err)
		}
	})
}

// A finding keeps which figures it cites, and none of their values.
func TestNoFigureIsKept(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	s := table()
	s.Says, s.Cells = "Fewer were told.", []Cell{{"14-18", ""}, {"14-18", "yes"}, {"8-10", "yes"}}
	f := r.begun(Content{Statement: "Few were told"}.With(s))
	kept, err := json.Marshal(r.again(f.ID))
	check(t, err)
	if value := regexp.MustCompile(`:(75|30|40|70|80)[,}\]]|percent|count`).Find(kept); value != nil {
		t.Errorf("%s is kept: %s", value, kept)
	}
	shown, err := r.Show(ctx, place, f.Latest.Content)
	check(t, err)
	var got []string
	for _, x := range shown[0].Figures {
		got = append(got, fmt.Sprint(x.Group, x.Column, x.Value.Count))
	}
	if diff := cmp.Diff([]string{
		"14-1875",
		"14-18yes30",
		"8-10yes70",
	}, got); diff != "" || !shown[0].Voice || shown[0].Gone {
		t.Errorf("%s %+v", diff, shown[0])
	}
	_, err = r.releases.Update(ctx, "spring-1", func(rel *results.Release) error { rel.Tables[1].Groups[2].Cells[0] = figure(25, 35); return nil })
	check(t, err) // nobody can do that; it shows where the number comes from
	if shown, err = r.Show(ctx, place, f.Latest.Content); err != nil || shown[0].Figures[1].Value.Count != 25 {
		t.Errorf("%+v, %v", shown[0].Figures, err)
	}
	check(t, r.releases.Delete(ctx, "spring-1"))
	if shown, err = r.Show(ctx, place, f.Latest.Content); err != nil || !shown[0].Gone || len(shown[0].Figures) > 0 || shown[0].Voice {
		t.Errorf("of a release that is gone: %+v, %v", shown[0], err)
	}
	_, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
	wants(t, err, fault.Invalid)
}

// Wherever a write is cut off, doing it again ends in the same finding, history and lines.
func TestACrashBetweenSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		f := r.settled()
		check(t, r.Sweep(ctx))
		f, err := r.Reopen(ctx, f.ID, f.Mark(), "Again.", "david")
		check(t, err)
		for cut := 0; ; cut++ {
			wire := &wire{Engine: r.e, left: cut}
			broken, err := Open(ctx, wire, r.book, r.Findings.releases, asked{}, nil)
			check(t, err)
			broken.now = r.now
			next := f.Latest.Content
			next.Statement = fmt.Sprintf("Few were told (question %d)", cut)
			_, err = broken.Save(ctx, f.ID, f.Latest.Number, next, "", "david")
			if err == nil {
				if cut < 2 {
					t.Fatalf("all was done in %d writes", cut)
				}
				break
			}
			wants(t, err, errCut)
			if now := r.again(f.ID); now.Latest.Number != f.Latest.Number {
				t.Errorf("cut off after %d writes it is version %d", cut, now.Latest.Number)
			}
			if f, err = r.Save(ctx, f.ID, f.Latest.Number, next, "", "david"); err != nil {
				t.Fatalf("again after %d writes: %v", cut, err)
			}
		}
		f = r.again(f.ID)
		list, err := r.History(ctx, f)
		check(t, err)
		for i, v := range list {
			if want := f.Latest.Number - i; v.Number != want {
				t.Errorf("version %d stands where %d should", v.Number, want)
			}
		}
		check(t, r.Sweep(ctx))
		trail, err := r.trail.Of(ctx, collection, f.ID)
		check(t, err)
		edits := slices.DeleteFunc(trail, func(l *audit.Line) bool { return l.Did != "finding.edit" })
		if len(edits) != len(list)-2 {
			t.Errorf("%d edits are in the audit, of %d versions", len(edits), len(list))
		}
	})
}

var errCut = errors.New("the power went")

// wire is an engine of which the power goes after so many writes.
type wire struct {
	store.Engine
	left int
}
