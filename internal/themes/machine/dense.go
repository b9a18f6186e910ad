package machine

// dense is a table of numbers, row after row.
type dense struct {
	wide   int
	values []float64
}

func newDense(high, wide int) *dense {
	return &dense{wide, make([]float64, high*wide)}
}

// row is the i-th row itself, and no copy.
func (d *dense) row(i int) []float64 { return d.values[i*d.wide : (i+1)*d.wide] }

// turned has rows for columns.
func (d *dense) turned() *dense {
	high := len(d.values) / d.wide
	t := newDense(d.wide, high)
	for i := range high {
		for j, v := range d.row(i) {
			t.values[j*high+i] = v
		}
	}
	return t
}

// times is the product of two: a is as wide as b is high.
func times(a, b *dense) *dense {
	p := newDense(len(a.values)/a.wide, b.wide)
	for i := range len(a.values) / a.wide {
		to := p.row(i)
		for k, by := range a.row(i) {
			for j, v := range b.row(k) {
				to[j] += by * v
			}
		}
	}
	return p
}
