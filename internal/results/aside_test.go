package results

import (
	"errors"
	"math"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// TestWhatStandsApartIsInNoNumber: an interim release is made without it, says how many
// there are, and the final one waits until people have decided.
func TestWhatStandsApartIsInNoNumber(t *testing.T) {
	for _, c := range []struct {
		name   string
		apart  int
		stand  ballot.Stand
		counts int  // answers in the final release
		late   bool // it tells the numbers of the one before
		out    int  // that it says are in no number, floored
		in     int  // that it says were let in, floored
	}{
		{"left out", 303, ballot.LeftOut, 200, true, 300, 0},
		{"let in", 303, ballot.Counts, 503, false, 0, 300},
		{"let in, and few", 34, ballot.Counts, 200, true, 30, 0}, // like children who came late
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, storetest.SQLite(t)(), true)
			o.answer(200)
			o.answer(c.apart)
			o.boxes.stand[1] = ballot.Undecided
			interim := o.make(t, "ros")
			if d := interim.Responses.Count - 200; d < -4 || d > 4 || !tells(interim.Aside, c.apart/30*30, 0) {
				t.Errorf("interim: %d answered, %d apart", interim.Responses.Count, interim.Aside)
			}
			o.seal(t)
			o.refused(t, ErrUndecided)
			o.refused(t, fault.Closed)
			o.boxes.stand[1] = c.stand
			final := o.make(t, "ros")
			if d := final.Responses.Count - c.counts; d < -4 || d > 4 || final.Late != c.late || !tells(final.Aside, c.out, c.in) {
				t.Errorf("final: %d answered, late %t, %d apart", final.Responses.Count, final.Late, final.Aside)
			}
			if c.out > 0 && final.Aside.Out != interim.Aside.Out {
				t.Errorf("of the same boxes %d was told, and then %d", interim.Aside.Out, final.Aside.Out)
			}
			n := 0
			for _, g := range mustTable(t, final, "view", ByAgeBand).Groups {
				n += g.Base.Count
			}
			if n < c.counts*8/10 || n > c.counts+15 {
				t.Errorf("%d by age, of %d", n, c.counts)
			}
		})
	}
}

// tells says whether an Aside tells these numbers, floored, each rounded one way or the other.
func tells(a *Aside, out, in int) bool {
	return a != nil && a.Out%AsideBase == 0 && (a.Out == out || out > 0 && a.Out == out+AsideBase) && (a.In == in || in > 0 && a.In == in+AsideBase)
}

// TestWhatStoodApartIsRoundedAsOneBox: on average nothing is added, no step is smaller than
// a box, a number says how far it can be out, and none is none.
func TestWhatStoodApartIsRoundedAsOneBox(t *testing.T) {
	if AsideBase != inspections.Open.MinBox() {
		t.Error("a step is not what the smallest box holds")
	}
	for _, n := range []int{30, 31, 44, 59, 60, 303} {
		const times = 4000
		sum, ups := 0, 0
		for i := range times {
			v := &view{basis: &Basis{Boxes: 1, Apart: []string{"b"}}, release: &Release{}}
			v.noteAside(0, ballot.Batch{BoxID: "b", Noticed: true, Rows: ballot.TableOf(make([]ballot.Row, n))}, newValues([]byte{byte(i), byte(i >> 8)}))
			a := aside([]*view{v})
			if least, most := AsideRange(a.Out); a.Out%AsideBase != 0 || n < least || n > most || a.In != 0 {
				t.Fatalf("%d told as %+v, which means %d to %d", n, a, least, most)
			}
			if sum += a.Out; a.Out > n {
				ups++
			}
		}
		if mean := float64(sum) / times; math.Abs(mean-float64(n)) > 1 || (n%AsideBase == 0) != (ups == 0) {
			t.Errorf("%d told as %.1f on average, up %d times", n, mean, ups)
		}
	}
	if least, most := AsideRange(0); least != 0 || most != 0 {
		t.Error("none can be some")
	}
}

// TestOneChildInAFloodIsNotSeen: somebody sends 60 forms, knows it, and reads how many stood
// apart. That one child was among them shows in no more than one case of twenty.
func TestOneChildInAFloodIsNotSeen(t *testing.T) {
	seen := 0
	const times = 2000
	for i := range times {
		c := cell{n: 61, sum: newValues([]byte{byte(i), byte(i >> 8)}).of("box", 0)}
		if (heap{cell: c}).told(nil, nil) != 60 {
			seen++
		}
	}
	if seen == 0 || seen > times/20 {
		t.Errorf("seen %d times of %d", seen, times)
	}
}

// TestWhatStoodApartBefore: a release from before there was Aside has the statement it had,
// and tells what it told.
func TestWhatStoodApartBefore(t *testing.T) {
	old := &Release{Head: store.Head{ID: "r-1"}, Apart: 300, Places: []Place{{Place: "a"}}}
	if s := string(old.Statement()); strings.Contains(s, "apart") {
		t.Errorf("%s", s)
	}
	if least, most := AsideRange(old.AsideOf().Out); least > 300 || most < 304 {
		t.Errorf("%+v", old.AsideOf())
	}
	old.Aside = &Aside{Out: 300}
	old.Places[0].Aside = &Aside{In: 60}
	if s := string(old.Statement()); !strings.Contains(s, "expected 0 apart out 0 in 60\n") || !strings.Contains(s, "responses - apart out 300 in 0\n") {
		t.Errorf("%s", s)
	}
}

// TestAFewWhoWereLetIn: between two releases people let in a small box. Whoever has both
// finds nothing of who is in it.
func TestAFewWhoWereLetIn(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(MinJoined)
	o.answer(30)
	o.boxes.stand[1] = ballot.Undecided
	first := o.make(t, "ros")
	o.boxes.stand[1] = ballot.Counts
	o.boxes.gone[3] = true // of the others one took back what it said
	o.seal(t)
	second := o.make(t, "ros")
	if breaks, cells := betrayed(t, first, second, false, "care", "harm"); !second.Late || breaks > 0 || cells < 100 {
		t.Errorf("late %t, %d of %d counts break the rule", second.Late, breaks, cells)
	}
	basis, err := o.bases.Get(t.Context(), second.Basis)
	check(t, err)
	if want := (&Basis{Boxes: 2, Gone: map[string][]int{"box0": {3}}, Apart: []string{"box1"}}); basis.Boxes != 2 || !cmp.Equal(basis.Apart, want.Apart) || !cmp.Equal(basis.Gone, want.Gone) {
		t.Errorf("%+v", basis)
	}
}

// TestThemesWaitForTheDecisionToo: a release of themes is of a closed round.
func TestThemesWaitForTheDecisionToo(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(40)
	o.boxes.stand[0] = ballot.Undecided
	o.seal(t)
	_, err := o.MakeTexts(t.Context(), "r", "ros", Coding{}, nil)
	if !errors.Is(err, ErrUndecided) {
		t.Errorf("got %v", err)
	}
}

// TestWhatStoodApartInAPlace: a release over places says of each what its own release said,
// which is copied and signed, and what that comes to.
func TestWhatStoodApartInAPlace(t *testing.T) {
	c := newCountry(t, storetest.SQLite(t)())
	c.town("fife", "S12000047", 60, 1)
	c.round("moray", "S12000020", 90, 1, 0)
	c.towns["moray"].boxes = append(c.towns["moray"].boxes, c.towns["moray"].boxes[0][:40])
	c.towns["moray"].stand = map[int]ballot.Stand{1: ballot.LeftOut}
	own, err := c.Make(t.Context(), "moray", "ros", nil)
	check(t, err)
	_, err = c.Second(t.Context(), own.ID, "ann", true)
	check(t, err)
	over := c.over("fife", "moray")
	moray, fife := over.Places[0], over.Places[1]
	if !tells(own.Aside, 30, 0) || !cmp.Equal(moray.Aside, own.Aside) || fife.Aside != nil || over.Aside != nil || over.AsideOf() != *own.Aside {
		t.Errorf("%+v of %+v and %+v", over.AsideOf(), moray.Aside, fife.Aside)
	}
	check(t, over.Fits())
	moray.Aside.Out += AsideBase
	if err := over.Fits(); !errors.Is(err, fault.Invalid) {
		t.Errorf("what stood apart in a place can be changed: %v", err)
	}
}

// TestTheSameBoxesAreToldTheSame: whatever the chance of the release is, and only they.
func TestTheSameBoxesAreToldTheSame(t *testing.T) {
	was := &view{release: &Release{Aside: &Aside{Out: 60, In: 330}}, out: heap{boxes: []string{"a"}}, in: heap{boxes: []string{"b", "c"}}}
	now := &view{release: &Release{}, out: heap{boxes: []string{"a"}, cell: cell{n: 45}}, in: heap{boxes: []string{"b", "c"}, cell: cell{n: 310}}}
	if got := aside([]*view{was, {release: &Release{}}, now}); *got != *was.release.Aside {
		t.Errorf("told anew: %+v", got)
	}
	now.in, now.out = heap{boxes: []string{"a", "b"}, cell: cell{n: 90}}, heap{boxes: []string{"c"}, cell: cell{n: 150}}
	if got := aside([]*view{was, now}); *got != (Aside{Out: 150, In: 90}) {
		t.Errorf("told as others were: %+v", got)
	}
}
