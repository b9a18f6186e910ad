package results

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/attack"
	"kist/internal/fault"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// TestAProgrammeIsReleased: the places' cells are those that their own releases tell, only
// totals are new, each a five near the truth; two people stand behind it, it is signed, and
// no round has lost one of its releases.
func TestAProgrammeIsReleased(t *testing.T) {
	c, ctx := three(t), t.Context()
	rounds := []string{"moray", "angus", "fife"} // in the order of their codes
	var told []int
	rel, err := c.MakeOver(ctx, programmeID, "ros", chosen("fife", "moray", "angus"), func(done, total int) { told = append(told, done*10+total) })
	check(t, err)
	if rel.State != Waits || rel.ID != "programme_prog-1" || rel.Number != 1 || rel.Version != "gate-1" || rel.Signature != nil || rel.Attack.Cells == 0 {
		t.Errorf("%+v", rel)
	}
	if want := []string{"moray-1", "angus-1", "fife-1"}; !cmp.Equal(rel.Attack.Together, want) {
		t.Errorf("attacked with %q", rel.Attack.Together)
	}
	if want := []int{13, 23, 33, 15, 25, 35, 45, 55}; !cmp.Equal(told, want) {
		t.Errorf("progress %v", told)
	}
	if _, err := c.Get(ctx, rel.ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("read before it was approved: %v", err)
	}
	if _, err := c.Second(ctx, rel.ID, "ros", true); !errors.Is(err, fault.Denied) {
		t.Errorf("approved by who made it: %v", err)
	}
	_, err = c.Second(ctx, rel.ID, "ann", true)
	check(t, err)
	rel, err = c.Get(ctx, rel.ID)
	check(t, err)
	if err := rel.Fits(); err != nil || !rel.Over() {
		t.Errorf("%v", err)
	}
	for _, key := range []string{"gender", "care", "view", "harm", "help"} {
		total, part := mustTable(t, rel, key, ""), mustTable(t, rel, key, ByPlace)
		for i, round := range rounds {
			own, err := c.Get(ctx, round+"-1")
			check(t, err)
			whole := mustTable(t, own, key, "").Groups[0]
			got := part.Groups[i]
			if got.Value != rel.Places[i].Place || !cmp.Equal(got.Base, whole.Base) || !cmp.Equal(got.Cells, whole.Cells) {
				t.Errorf("%s of %s is told otherwise than by its own release", key, round)
			}
		}
		base, cells := c.truly(key, total.Columns, rounds...)
		near(t, key, total.Groups[0].Base, base)
		for i, n := range cells {
			near(t, key+" "+total.Columns[i], total.Groups[0].Cells[i], n)
		}
	}
	near(t, "responses", rel.Responses, 270)
	for i, key := range []string{"gender", "care", "view", "harm", "help"} {
		total := mustTable(t, rel, key, "")
		q := rel.Attack.Questions[i]
		if want := (len(rounds) + 2) * (len(total.Columns) + 1); q.Question != key || q.Cells != want || q.Shown == 0 || q.Undecided > 0 || total.Groups[0].Base.Added == 0 && q.Tries == 0 {
			t.Errorf("the report of %s: %+v, want %d counts", key, q, want)
		}
	}
	if n, err := c.Next(ctx, "fife"); err != nil || n != "fife-2" {
		t.Errorf("the round's next would be %s, %v", n, err)
	}
}

// near holds a counted total to what it can mean, an added one likewise.
func near(t *testing.T, what string, f Figure, truth int) {
	t.Helper()
	least, most := f.Range()
	if !f.Shown || truth < least || truth > most || f.Count%RoundBase != 0 {
		t.Errorf("%s is told as %+v, and is %d", what, f, truth)
	}
}

// TestWhatAPlaceDoesNotTell: a question in other words, one that its release kept back
// and one that it did not ask are named with the reason, and are in no total; a total
// over one place is that place's own figure.
func TestWhatAPlaceDoesNotTell(t *testing.T) {
	c, ctx := newCountry(t, storetest.SQLite(t)()), t.Context()
	c.town("fife", "S12000047", 90, 1)
	c.town("angus", "S12000041", 120, 2)
	c.town("hamlet", "", 8, 2)
	_, err := c.docs.Update(ctx, "fife-1", func(r *Release) error {
		r.drop("help", "", "")
		r.Tables = slices.DeleteFunc(r.Tables, func(t Table) bool { return t.Question == "care" }) // as if it were not asked
		return r.Sign(testSigner.Sign)
	})
	check(t, err)
	rel := c.over("fife", "angus", "hamlet")
	if rel.Version != "gate-2" || rel.Places[2].Place != "in-hamlet" {
		t.Errorf("%s %+v", rel.Version, rel.Places)
	}
	for key, why := range map[string]Why{"view": OtherWords, "help": KeptBack, "care": NotAsked} {
		part, total := mustTable(t, rel, key, ByPlace), mustTable(t, rel, key, "")
		if g := part.Groups[1]; g.Base.Shown || g.Why != why || len(g.Cells) > 0 {
			t.Errorf("%s: %+v, want %s", key, g, why)
		}
		if g := part.Groups[2]; g.Base.Shown || g.Why != "" {
			t.Errorf("%s of eight children: %+v", key, g)
		}
		if own := part.Groups[0]; !cmp.Equal(own.Base, total.Groups[0].Base) || !cmp.Equal(own.Cells, total.Groups[0].Cells) {
			t.Errorf("%s is told by one place, and its total differs", key)
		}
	}
	if got := rel.tellers("gender"); !cmp.Equal(got, []string{"angus-1", "fife-1"}) {
		t.Errorf("gender is the total of %q", got)
	}
}

// TestBeforeIsBeside: an earlier release of the same area stands beside, as it was told.
func TestBeforeIsBeside(t *testing.T) {
	c, ctx := three(t), t.Context()
	c.town("fife_old", "S12000047", 70, 1)
	list := chosen("fife", "moray")
	list[0].Before = "fife_old-1"
	rel, err := c.MakeOver(ctx, programmeID, "ros", list, nil)
	check(t, err)
	was, err := c.Get(ctx, "fife_old-1")
	check(t, err)
	part := mustTable(t, rel, "view", ByBefore)
	if !cmp.Equal(part.Groups[1].Cells, mustTable(t, was, "view", "").Groups[0].Cells) || part.Groups[0].Why != NotAsked {
		t.Errorf("%+v", part.Groups)
	}
	list[0].Before = "moray-1"
	if _, err := c.MakeOver(ctx, "prog", "ros", list, nil); err == nil {
		t.Error("the release of another area stands for an earlier one")
	}
}

// TestWhatDoesNotBelongTogether is refused.
func TestWhatDoesNotBelongTogether(t *testing.T) {
	c, ctx := three(t), t.Context()
	c.round("open", "S12000013", 40, 1, 0)
	c.town("fife_again", "S12000047", 40, 1)
	refused := func(what string, want error, programme string, list []Chosen) {
		t.Helper()
		if _, err := c.MakeOver(ctx, programme, "ros", list, nil); !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("one round", fault.Invalid, programmeID, chosen("fife"))
	refused("no final release", fault.Closed, programmeID, chosen("fife", "open"))
	refused("one area twice", fault.Invalid, programmeID, chosen("fife", "fife_again"))
	refused("another programme's", fault.Invalid, "other", chosen("fife", "moray"))
	refused("no such round", fault.NotFound, programmeID, chosen("fife", "nowhere"))
	first, err := c.MakeOver(ctx, programmeID, "ros", chosen("fife", "moray"), nil)
	check(t, err)
	refused("while one waits", fault.Closed, programmeID, chosen("fife", "angus"))
	_, err = c.Second(ctx, first.ID, "ann", true)
	check(t, err)
	refused("the same again", fault.Exists, programmeID, chosen("moray", "fife"))
}

// TestAKeyThatIsDestroyed: a round that can be opened no more is told as it was, and
// totals with it add up what is published, which says how far it can be out.
func TestAKeyThatIsDestroyed(t *testing.T) {
	c := three(t)
	delete(c.towns, "moray")
	rel := c.over("fife", "moray", "angus")
	total, part := mustTable(t, rel, "view", ""), mustTable(t, rel, "view", ByPlace)
	want, got := 0, total.Groups[0]
	for _, g := range part.Groups {
		want += g.Base.Count
	}
	if got.Base.Count != want || got.Base.Added != 3 {
		t.Errorf("%+v, want %d of 3", got.Base, want)
	}
	if least, most := got.Base.Range(); least != want-12 || most != want+12 {
		t.Errorf("it can be %d to %d", least, most)
	}
	base, cells := c.truly("view", total.Columns, "fife", "moray", "angus")
	near(t, "view", got.Base, base)
	for i, n := range cells {
		near(t, total.Columns[i], got.Cells[i], n)
	}
	if again := c.over("fife", "angus"); mustTable(t, again, "view", "").Groups[0].Base.Added != 0 {
		t.Error("what can be counted was added up")
	}
}

// TestTheSamePlacesTellTheSame: a total over the same places is told once; with other
// roundings each time it could be averaged.
func TestTheSamePlacesTellTheSame(t *testing.T) {
	c := three(t)
	first := c.over("fife", "moray")
	c.town("hamlet", "", 8, 1) // too small to be told
	second := c.over("fife", "moray", "hamlet")
	same := 0
	for _, table := range first.Tables {
		if table.By != "" {
			continue
		}
		again := mustTable(t, second, table.Question, "")
		switch {
		case cmp.Equal(table.Groups, again.Groups):
			same++
		case !isAdded(table) && !isAdded(again): // a sum of published counts is no second rounding
			t.Errorf("%s is told with other numbers", table.Question)
		}
	}
	if same == 0 {
		t.Error("no total is told again")
	}
	if first.Responses != second.Responses || !slices.Contains(second.Attack.Together, first.ID) {
		t.Errorf("%+v after %+v, attacked with %q", second.Responses, first.Responses, second.Attack.Together)
	}
	third := c.over("fife", "angus") // not of the same places, but of one of them
	if !slices.Contains(third.Attack.Together, "moray-1") {
		t.Errorf("attacked with %q", third.Attack.Together)
	}
}

// isAdded says whether a table of the whole adds up published counts.
func isAdded(table Table) bool {
	return slices.ContainsFunc(append(slices.Clone(table.Groups[0].Cells), table.Groups[0].Base), func(f Figure) bool { return f.Added > 0 })
}

// TestNoTotalTellsTooMuch: after several releases over places, small and skewed rounds
// among them, linear programmes that know no truth are asked for every small count of
// every place and total, all of them together. None is left with fewer than three values.
func TestNoTotalTellsTooMuch(t *testing.T) {
	for seed := range 3 {
		c, ctx := newCountry(t, storetest.SQLite(t)()), t.Context()
		sizes, rounds := []int{24, 31, 45, 90}, []string{"a", "b", "c", "d"}
		for i, name := range rounds {
			c.round(name, "", sizes[i]+seed, 1, []float64{0, .3, .6}[seed%3])
			_, err := c.Make(ctx, name, "ros", nil)
			check(t, err)
			_, err = c.Second(ctx, ReleaseID(name, 1), "ann", true)
			check(t, err)
		}
		c.over("a", "b", "c")
		c.over("a", "b")
		last := c.over("a", "b", "c", "d")
		list := &over{Releases: c.Releases, programme: programmeID}
		check(t, list.choose(ctx, chosen("a", "b", "d"))) // of which there is none yet
		_, err := list.words(ctx)
		check(t, err)
		check(t, list.recountAll(ctx, nil))
		list.rel = &Release{Attack: &Attacked{}}
		for _, table := range last.Tables {
			if table.By == "" {
				bounded(t, list, table)
			}
		}
	}
}

// bounded bounds every small count of a question from everything that was told of it.
func bounded(t *testing.T, o *over, table Table) {
	t.Helper()
	j := o.attackOf(table)
	if !j.addEarlier() {
		t.Fatalf("%s cannot be attacked", table.Question)
	}
	if len(j.sums) == 0 {
		return
	}
	for i := range j.all {
		near := append([]*place{j.all[i]}, slices.Concat(j.all[i+1:], j.all[:i])...)
		a, sums, err := j.joint(near)
		check(t, err)
		first := j.seen[near[0]]
		for _, c := range a.Cells() {
			var truth int
			if c.IsTotal() {
				truth = j.sums[sums[-1-c.View]].of(first.ColumnsOf(c))
			} else {
				truth = first.truth(c)
			}
			if truth < 1 || truth > 4 {
				continue
			}
			in, err := a.Bound(c)
			if err != nil {
				continue // not decided within the limit
			}
			if in.Most-in.Least < 2 || first.about && in.Least >= 1 && in.Most <= 4 {
				t.Errorf("%s: %+v is %d, and must be %d to %d", table.Question, c, truth, in.Least, in.Most)
			}
		}
	}
}

// TestTheGateRefusesWhatItMust: planted faults are caught. A total that is told again and
// again with other roundings, and one whose difference to another is one small place.
func TestTheGateRefusesWhatItMust(t *testing.T) {
	c, ctx := three(t), t.Context()
	c.over("fife", "moray")
	o := &over{Releases: c.Releases, programme: programmeID}
	check(t, o.choose(ctx, chosen("fife", "moray", "angus")))
	_, err := o.words(ctx)
	check(t, err)
	check(t, o.recountAll(ctx, nil))
	o.rel = &Release{Attack: &Attacked{}}
	caught := 0
	for _, q := range o.survey.Questions {
		part := o.copied(q, ByPlace, columns(o.survey, q))
		for _, p := range o.places {
			part.Groups = append(part.Groups, p.group(p.rel, p.alike, part))
		}
		tell := o.telling(part)
		exact, ok := countedTotal(part, tell)
		if !ok {
			t.Fatal(q.Key)
		}
		j := o.attackOf(part)
		if !j.add(tell, exact, part.Columns) {
			t.Fatal(q.Key)
		}
		for c, n := range j.sums[0].true { // as if it were told without rounding
			if c == 0 {
				j.sums[0].total.Base = attack.Interval{Least: n, Most: n}
			} else {
				j.sums[0].total.Cells[c-1] = attack.Interval{Least: n, Most: n}
			}
		}
		for _, p := range j.all {
			if safe, err := j.place([]*place{p}); err != nil || !safe {
				check(t, err)
				caught++
			}
		}
	}
	if caught == 0 {
		t.Error("totals that are told as they are, by somebody who knows all other places, were let through")
	}
}
