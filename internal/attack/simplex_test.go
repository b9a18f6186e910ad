package attack

import (
	"errors"
	"math"
	"testing"

	_ "kist/internal/sameseed" // the same cases in every run

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"
)

// drawProgramme draws a small programme with bounds that are whole numbers.
func drawProgramme(t *rapid.T) (lo, hi []float64, rows []row) {
	n := rapid.IntRange(1, 6).Draw(t, "variables")
	for range n {
		l := rapid.IntRange(-3, 3).Draw(t, "lower")
		lo = append(lo, float64(l))
		hi = append(hi, float64(l+rapid.IntRange(0, 8).Draw(t, "span")))
	}
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		var r row
		for v := range n {
			if k := rapid.IntRange(-1, 1).Draw(t, "times"); k != 0 {
				r.terms = append(r.terms, term{v, float64(k)})
			}
		}
		l := rapid.IntRange(-6, 8).Draw(t, "least")
		r.lo, r.hi = float64(l), float64(l+rapid.IntRange(0, 9).Draw(t, "width"))
		rows = append(rows, r)
	}
	return lo, hi, rows
}

// byGonum maximises variable v with the kept library: every bound becomes a row with
// a slack of its own, and variables are counted from their lower bounds.
func byGonum(lo, hi []float64, rows []row, v int) (float64, error) {
	n, m := len(lo), len(lo)+2*len(rows)
	a, b := mat.NewDense(m, n+m, nil), make([]float64, m)
	for i := range lo {
		a.Set(i, i, 1)
		a.Set(i, n+i, 1)
		b[i] = hi[i] - lo[i]
	}
	for i, r := range rows {
		shift := 0.0
		at := n + 2*i
		for _, x := range r.terms {
			a.Set(at, x.variable, x.times)
			a.Set(at+1, x.variable, -x.times)
			shift += x.times * lo[x.variable]
		}
		a.Set(at, n+at, 1)
		a.Set(at+1, n+at+1, 1)
		b[at], b[at+1] = r.hi-shift, shift-r.lo
	}
	c := make([]float64, n+m)
	c[v] = -1
	best, _, err := lp.Simplex(c, a, b, 1e-10, nil)
	return lo[v] - best, err
}

func TestTheSolverAgreesWithAKeptLibrary(t *testing.T) {
	compared := 0
	defer func() {
		if !t.Failed() && compared < 20 {
			t.Errorf("only %d maxima were compared", compared)
		}
	}()
	rapid.Check(t, func(t *rapid.T) {
		lo, hi, rows := drawProgramme(t)
		p, err := newProgramme(lo, hi, rows)
		for v := range lo {
			want, other := byGonum(lo, hi, rows, v)
			if errors.Is(other, lp.ErrInfeasible) != errors.Is(err, errInfeasible) {
				t.Fatalf("gonum: %v, ours: %v", other, err)
			}
			if err != nil || other != nil { // it has no answer for singular systems
				continue
			}
			got, err := p.maximise([]term{{v, 1}}, math.Inf(1))
			if err != nil || math.Abs(got-want) > 1e-6 {
				t.Fatalf("variable %d: %v, %v; gonum says %v", v, got, err, want)
			}
			holds(t, p, rows)
			compared++
		}
	})
}

// holds checks that the vertex keeps every bound.
func holds(t *rapid.T, p *programme, rows []row) {
	for j, x := range p.x {
		if x < p.lo[j]-1e-6 || x > p.hi[j]+1e-6 {
			t.Fatalf("variable %d is %v, outside %v to %v", j, x, p.lo[j], p.hi[j])
		}
	}
	for i, r := range rows {
		sum := 0.0
		for _, x := range r.terms {
			sum += x.times * p.x[x.variable]
		}
		if sum < r.lo-1e-6 || sum > r.hi+1e-6 {
			t.Fatalf("row %d is %v, outside %v to %v", i, sum, r.lo, r.hi)
		}
	}
}

func TestSmallProgrammes(t *testing.T) {
	sum := []row{{[]term{{0, 1}, {1, 1}}, 7, 9}}
	p, err := newProgramme([]float64{0, 0}, []float64{5, 6}, sum)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		least      bool
		v          int
		stop, want float64
	}{{false, 0, 99, 5}, {true, 0, -9, 1}, {true, 1, -9, 2}, {false, 1, 99, 6}, {false, 2, 99, 9}, {true, 2, -9, 7}} {
		push := p.maximise
		if c.least {
			push = p.minimise
		}
		if got, err := push([]term{{c.v, 1}}, c.stop); err != nil || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
	if _, err := newProgramme([]float64{0, 0}, []float64{3, 3}, sum); !errors.Is(err, errInfeasible) {
		t.Errorf("7 of at most 6: %v", err)
	}
}
