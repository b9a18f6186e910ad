package results

import (
	"errors"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
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
		left   int  // answers that it says are in no number
	}{
		{"left out", 303, ballot.LeftOut, 200, true, 300},
		{"let in", 303, ballot.Counts, 503, false, 0},
		{"let in, and few", 34, ballot.Counts, 200, true, 0}, // like children who came late
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, storetest.SQLite(t)(), true)
			o.answer(200)
			o.answer(c.apart)
			o.boxes.stand[1] = ballot.Undecided
			interim := o.make(t, "ros")
			if d := interim.Responses.Count - 200; d < -4 || d > 4 || interim.Apart != c.apart/5*5 {
				t.Errorf("interim: %d answered, %d apart", interim.Responses.Count, interim.Apart)
			}
			o.seal(t)
			o.refused(t, ErrUndecided)
			o.refused(t, fault.Closed)
			o.boxes.stand[1] = c.stand
			final := o.make(t, "ros")
			if d := final.Responses.Count - c.counts; d < -4 || d > 4 || final.Late != c.late || final.Apart != c.left {
				t.Errorf("final: %d answered, late %t, %d apart", final.Responses.Count, final.Late, final.Apart)
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
