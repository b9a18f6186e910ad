package results

import (
	"errors"
	"math/rand/v2"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// add puts more children into a round, in a box of their own.
func (c *country) add(round string, n int) {
	g := generate(rand.New(rand.NewPCG(uint64(n), 77)), shape{n, n, 1, 0, false})
	c.towns[round].boxes = append(c.towns[round].boxes, g.rows)
	c.counted[round].rows = append(c.counted[round].rows, g.rows...)
}

func (c *country) stage(round string, stage inspections.Stage) {
	c.t.Helper()
	_, err := c.book.Rounds.Update(c.t.Context(), round, func(r *inspections.Round) error { r.Stage = stage; return nil })
	check(c.t, err)
}

func (c *country) makeBoth(round string, number int) {
	c.t.Helper()
	_, err := c.Make(c.t.Context(), round, "ros", nil)
	check(c.t, err)
	_, err = c.Second(c.t.Context(), ReleaseID(round, number), "ann", true)
	check(c.t, err)
}

// TestInterimReleasesAreAttackedToo: a round with an interim release, one that was declined
// and some withdrawals is counted as its final release was, and attacked with them all.
func TestInterimReleasesAreAttackedToo(t *testing.T) {
	c, ctx := newCountry(t, storetest.SQLite(t)()), t.Context()
	c.town("moray", "S12000020", 60, 1)
	c.round("fife", "S12000047", MinJoined, 1, 0)
	c.stage("fife", inspections.Running)
	c.makeBoth("fife", 1)
	c.towns["fife"].gone[0], c.towns["fife"].gone[3] = true, true // they withdrew
	c.add("fife", MinJoined+60)
	c.stage("fife", inspections.Sealed)
	_, err := c.Make(ctx, "fife", "ros", nil)
	check(t, err)
	_, err = c.Second(ctx, "fife-2", "ann", false)
	check(t, err)
	c.makeBoth("fife", 3)
	c.towns["fife"].gone[9] = true // after the final release, which stays as it is
	rel := c.over("fife", "moray")
	if want := []string{"moray-1", "fife-1", "fife-2", "fife-3"}; !cmp.Equal(rel.Attack.Together, want) {
		t.Errorf("attacked with %q", rel.Attack.Together)
	}
	rows := c.counted["fife"].rows
	c.counted["fife"].rows = append(append([]ballot.Row{}, rows[1:3]...), rows[4:]...)
	for _, key := range []string{"view", "help"} {
		total := mustTable(t, rel, key, "").Groups[0]
		columns := mustTable(t, rel, key, "").Columns
		base, cells := c.truly(key, columns, "fife", "moray")
		near(t, key, total.Base, base)
		for i, n := range cells {
			near(t, columns[i], total.Cells[i], n)
		}
	}
}

// TestATotalOfALateReleaseIsAddedUp: a final release that repeats numbers of an interim one
// is of children who are all among those; who counted a total anew over it would have to
// know what follows from that. So what is published is added up.
func TestATotalOfALateReleaseIsAddedUp(t *testing.T) {
	for _, withdrew := range []int{0, 1} {
		c := newCountry(t, storetest.SQLite(t)())
		c.town("moray", "S12000020", 60, 1)
		c.round("fife", "S12000047", MinJoined, 1, 0)
		c.stage("fife", inspections.Running)
		c.makeBoth("fife", 1)
		for i := range withdrew {
			c.towns["fife"].gone[i] = true
		}
		c.add("fife", 60)
		c.stage("fife", inspections.Sealed)
		c.makeBoth("fife", 2)
		rel, counted := c.over("fife", "moray"), 0
		for _, table := range rel.Tables {
			if table.By == "" && table.Groups[0].Base.Shown && table.Groups[0].Base.Added == 0 {
				counted++
			}
		}
		if counted > 0 != (withdrew == 0) {
			t.Errorf("%d withdrew: %d totals are counted", withdrew, counted)
		}
		if withdrew > 0 && rel.Responses.Added != 2 {
			t.Errorf("how many answered is counted: %+v", rel.Responses)
		}
	}
}

// TestTheSignatureHoldsThePlaces: of which releases it is, and what each tells, cannot be
// changed after it was published.
func TestTheSignatureHoldsThePlaces(t *testing.T) {
	c, ctx := three(t), t.Context()
	id := c.over("fife", "moray", "angus").ID
	for what, change := range map[string]func(*Release){
		"another release":    func(r *Release) { r.Places[0].Release = "other-1" },
		"another place":      func(r *Release) { r.Places[0].Place = "S12000013" },
		"an earlier release": func(r *Release) { r.Places[1].Before = "moray-0" },
		"expected numbers":   func(r *Release) { r.Places[1].Expected++ },
		"how many answered":  func(r *Release) { r.Places[2].Responses.Count += 5 },
		"a place fewer":      func(r *Release) { r.Places = r.Places[1:] },
		"a place's figure":   func(r *Release) { r.Tables[1].Groups[0].Cells[0].Count += 5 },
		"a total":            func(r *Release) { r.Tables[0].Groups[0].Cells[0].Count += 5 },
		"how it was made":    func(r *Release) { r.Tables[0].Groups[0].Base.Added = 3 },
	} {
		rel, err := c.Get(ctx, id)
		check(t, err)
		change(rel)
		if err := rel.Fits(); !errors.Is(err, fault.Invalid) {
			t.Errorf("with %s: %v", what, err)
		}
	}
}

// TestHelpersShowWhatIsPossible: a count that by itself keeps too few values, because all
// other places are taken to be known, is safe if children of another place can have
// answered otherwise; and stays unsafe if none can.
func TestHelpersShowWhatIsPossible(t *testing.T) {
	wide := func(n int) attack.Interval { return attack.Interval{Least: max(0, n-4), Most: n + 4} }
	town := func(n, small int, fixed bool) *seenPlace {
		row := attack.Row{Base: wide(n), Cells: []attack.Interval{wide(n - small), wide(small)}}
		if fixed {
			row.Cells[1] = attack.Interval{Least: small, Most: small}
		}
		truth := func(c attack.Cell) int {
			if c.Grouping == 0 && c.Group > 0 {
				return 0
			}
			return []int{n, n - small, small}[c.Column+1]
		}
		return &seenPlace{Place: attack.Place{Question: &attack.Question{Columns: 2, Views: []attack.View{{Whole: row}}}, Most: 2 * n}, truth: truth, whole: []int{n, n - small, small}}
	}
	for _, fixed := range []bool{false, true} {
		one, two := &place{}, &place{}
		j := &totals{over: &over{rel: &Release{Attack: &Attacked{}}}, seen: map[*place]*seenPlace{one: town(40, 2, false), two: town(60, 20, fixed)}, all: []*place{one, two}}
		// The total of the second answer is told so that it is 22 or 21 at most.
		j.sums = []sum{{places: j.all, true: []int{100, 78, 22}, total: attack.Row{Base: wide(100), Cells: []attack.Interval{wide(78), {Least: 21, Most: 22}}}}}
		if safe, err := j.place(j.all[:1]); err != nil || safe {
			t.Errorf("alone it is safe: %v", err)
		}
		if safe, err := j.place(j.all); err != nil || safe == fixed {
			t.Errorf("the other place fixed: %t, safe %t, %v", fixed, safe, err)
		}
	}
}

// TestAStrangerReadsAReleaseOverPlaces: who has its file alone attacks it by itself; no
// place's small count is left with too few values, and two of them are not of one round.
func TestAStrangerReadsAReleaseOverPlaces(t *testing.T) {
	c, ctx := three(t), t.Context()
	first, second := c.over("fife", "moray"), c.over("fife", "moray", "angus")
	if _, err := NewStranger([]*Release{first, second}, false); !errors.Is(err, fault.Invalid) {
		t.Errorf("two over places as if they were of one round: %v", err)
	}
	s, err := NewStranger([]*Release{second}, false)
	check(t, err)
	for _, key := range s.Questions() {
		e, err := s.Examine(ctx, key)
		check(t, err)
		if e.Breaks > 0 || e.Cells == 0 {
			t.Errorf("%s: %+v", key, e.Told)
		}
		for _, f := range e.Findings {
			if f.By != "" && f.By != ByPlace {
				t.Errorf("%s is asked for by %q", key, f.By)
			}
		}
	}
}
