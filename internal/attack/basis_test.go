package attack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wandered is the programme of a question after so many objectives, each of which leaves
// it at another vertex.
func wandered(t *testing.T, objectives int) *programme {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	q, _ := survey(r, 120, 2)
	p := attackOf(t, q, q.Views[1].Whole.Base.Most).p
	for range objectives {
		if _, err := p.maximise([]term{{r.IntN(p.vars), 1}, {r.IntN(p.vars), -1}}, math.Inf(1)); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestTheInverseMadeAnewIsTheSame, whatever exchanges led to it, and the columns of the
// basic variables are those of the unit matrix.
func TestTheInverseMadeAnewIsTheSame(t *testing.T) {
	p := wandered(t, 30)
	columns := func() (all [][]float64) {
		for j := range p.x {
			if p.where[j] < 0 {
				all = append(all, slices.Clone(p.column(j)))
			}
		}
		return all
	}
	before, at, exchanged := columns(), slices.Clone(p.head), p.fresh
	p.invert()
	if exchanged == 0 {
		t.Fatal("the inverse was never made anew on the way")
	}
	after := columns()
	for k := range before {
		for i, v := range before[k] { // the same variable may have got another row
			if now := after[k][p.where[at[i]]]; math.Abs(v-now) > 1e-6 {
				t.Fatalf("column %d, variable %d: %g, then %g", k, at[i], v, now)
			}
		}
	}
	for i, j := range p.head {
		for row, v := range p.column(j) {
			if want := map[bool]float64{true: 1}[row == i]; math.Abs(v-want) > 1e-6 {
				t.Fatalf("basic variable %d has %g in row %d", j, v, row)
			}
		}
	}
}

// TestPricesAreWhatColumnsCost: what is gained for one more of a variable follows from
// its column as well.
func TestPricesAreWhatColumnsCost(t *testing.T) {
	p := wandered(t, 10)
	cost := make([]float64, len(p.x))
	for j := range cost {
		cost[j] = float64(j%5 - 2)
	}
	price := slices.Clone(p.prices(cost))
	for j := range p.x {
		if p.where[j] >= 0 {
			continue
		}
		want := 0.0
		for i, v := range p.column(j) {
			want -= cost[p.head[i]] * v
		}
		if got := p.gain(price, j); math.Abs(got-want) > 1e-6 {
			t.Fatalf("variable %d: %g, by its column %g", j, got, want)
		}
	}
}

// TestDriftIsMended: what rounding could do to the inverse and the values is seen, and
// bounds are what they would have been.
func TestDriftIsMended(t *testing.T) {
	for v := range 40 {
		sum := []term{{v, 1}}
		fresh, p := wandered(t, 3), wandered(t, 3)
		for i := range p.etas {
			p.etas[i].by *= 1 + 1e-5*float64(i%3)
		}
		for i, b := range p.head {
			p.x[b] += 1e-5 * float64(i%2)
		}
		p.steps = 1
		want, err := fresh.maximise(sum, math.Inf(1))
		got, wrong := p.maximise(sum, math.Inf(1))
		if err != nil || wrong != nil || math.Abs(got-want) > 1e-5 {
			t.Fatalf("variable %d: %g, %v; want %g, %v", v, got, wrong, want, err)
		}
		for i, r := range p.rows {
			if x := p.value(r.terms); math.Abs(x-p.x[p.vars+i]) > tiny || x < r.lo-1e-6 || x > r.hi+1e-6 {
				t.Fatalf("row %d is %g, is said to be %g, and may be %g to %g", i, x, p.x[p.vars+i], r.lo, r.hi)
			}
		}
	}
}

// TestAFreshCopyHasNoDrift, and is at the same vertex.
func TestAFreshCopyHasNoDrift(t *testing.T) {
	p := wandered(t, 12)
	at := slices.Clone(p.x)
	for i := range p.etas {
		p.etas[i].by *= 1 + 1e-6*float64(i%5)
	}
	for i, b := range p.head {
		p.x[b] += 1e-6 * float64(i%3)
	}
	c, err := p.anew()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range c.rows {
		if x := c.value(r.terms); math.Abs(x-c.x[c.vars+i]) > 1e-9 {
			t.Fatalf("row %d is %g, is said to be %g", i, x, c.x[c.vars+i])
		}
	}
	for j, x := range c.x {
		if math.Abs(x-at[j]) > 1e-9 {
			t.Fatalf("variable %d is %g, was %g", j, x, at[j])
		}
	}
}

// TestWhatDependsOnOthersIsBasicNoMore: two columns that are the same cannot both be
// basic, whoever says so.
func TestWhatDependsOnOthersIsBasicNoMore(t *testing.T) {
	p, err := newProgramme([]float64{0, 0}, []float64{4, 4}, []row{
		{[]term{{0, 1}, {1, 1}}, 3, 3}, {[]term{{0, 1}, {1, 1}}, 0, 8},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.head[0], p.head[1] = 0, 1
	p.where = []int{0, 1, -1, -1}
	p.invert()
	basic := 0
	for j, row := range p.where {
		if row >= 0 && p.head[row] != j {
			t.Errorf("variable %d is in row %d, which says %d", j, row, p.head[row])
		}
		if row >= 0 {
			basic++
		}
	}
	if basic != 2 || p.where[0] >= 0 && p.where[1] >= 0 {
		t.Errorf("basic are %v", p.head)
	}
	p.refresh()
	if most, err := p.maximise([]term{{1, 1}}, 9); err != nil || most != 3 {
		t.Errorf("%g, %v", most, err)
	}
}

// TestARowIsAdded: a sum that is asked for late is bounded as if it had been there.
func TestARowIsAdded(t *testing.T) {
	p := wandered(t, 5)
	whole := p.rows
	sum := []term{{0, 1}, {7, 1}, {8, 1}}
	at := p.add(sum)
	want, err := p.maximise(sum, math.Inf(1))
	got, wrong := p.maximise([]term{{at, 1}}, math.Inf(1))
	if err != nil || wrong != nil || math.Abs(got-want) > 1e-6 {
		t.Errorf("%g, %v; want %g, %v", got, wrong, want, err)
	}
	p.hi[at] = math.Floor(want) - 1
	if p.toBounds(); p.repair() != nil {
		t.Fatal("there is room for less")
	}
	if most, err := p.maximise(sum, math.Inf(1)); err != nil || most > p.hi[at]+1e-6 {
		t.Errorf("%g, %v; at most %g", most, err, p.hi[at])
	}
	if len(whole) != len(p.rows)-1 {
		t.Errorf("%d rows, were %d", len(p.rows), len(whole))
	}
}

// TestBoundsDoNotDependOnWhatWasAskedBefore: one programme that is asked for every cell,
// in any order, says what a fresh one says.
func TestBoundsDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	q, truth := survey(r, 40, 2)
	most := q.Views[1].Whole.Base.Most
	old := attackOf(t, q, most)
	cells := old.Cells()
	r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	for i, c := range cells {
		got, err := old.Bound(c)
		if err != nil {
			t.Fatal(err)
		}
		if n := truth(c); c.Group < len(q.Views[0].Groups) && c.Column >= 0 && (n < got.Least || n > got.Most) {
			t.Fatalf("%+v is %d, bounded by %+v", c, n, got)
		}
		if i%8 > 0 {
			continue
		}
		if want, err := attackOf(t, q, most).Bound(c); err != nil || got != want {
			t.Fatalf("%+v: %+v after %d others; by itself %+v, %v", c, got, i, want, err)
		}
	}
}

// TestAClonesWayIsItsOwn: what is asked of a clone, and narrowed in it, changes nothing
// for the programme that it comes from, nor for another clone.
func TestAClonesWayIsItsOwn(t *testing.T) {
	p := wandered(t, 4)
	state := func(p *programme) []any {
		return []any{slices.Clone(p.x), slices.Clone(p.lo), slices.Clone(p.hi), slices.Clone(p.head), slices.Clone(p.where), len(p.etas), len(p.rows)}
	}
	before := state(p)
	one, other := p.clone(), p.clone()
	at := one.add([]term{{2, 1}, {3, 1}})
	for _, c := range []*programme{one, other} {
		for v := range 20 {
			c.hi[v] = min(c.hi[v], 5)
		}
		if c.toBounds(); c.repair() != nil {
			t.Fatal("there is room for less")
		}
		for v := range 20 {
			if got, err := c.maximise([]term{{v, 1}}, 99); err != nil || got > 5+1e-6 {
				t.Errorf("variable %d: %g, %v", v, got, err)
			}
		}
	}
	if at != len(p.x) || len(other.x) != len(p.x) {
		t.Errorf("a sum was added to all: %d", at)
	}
	if diff := cmp.Diff(before, state(p)); diff != "" {
		t.Errorf("the programme was changed by its clones: %s", diff)
	}
	if got, err := p.maximise([]term{{0, 1}}, 99); err != nil || got < 5 {
		t.Errorf("the bound of a clone holds for all: %g, %v", got, err)
	}
}

// TestTheOrderOfAnInverse: what hangs together in a chain changes nothing later, so that
// the inverse is as empty as the columns are, whichever way round they are listed.
func TestTheOrderOfAnInverse(t *testing.T) {
	const n = 30
	rows := make([]row, n)
	for i := range n {
		rows[i] = row{terms: []term{{i, 1}}}
		if i > 0 {
			rows[i].terms = append(rows[i].terms, term{i - 1, 1})
		}
	}
	b := newBasis(n, rows)
	for i := range n {
		b.head[i], b.where[n+i], b.where[n-1-i] = n-1-i, -1, i
	}
	b.invert()
	if b.size != n-1 || len(b.etas) != n {
		t.Errorf("%d numbers in %d parts", b.size, len(b.etas))
	}
	for j := range n {
		if b.where[j] < 0 {
			t.Errorf("variable %d is basic no more", j)
		}
	}
}
