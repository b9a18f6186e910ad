package machine

import (
	"slices"
	"testing"
)

// A product by hand: two rows by three, three rows by two.
func TestTimes(t *testing.T) {
	a, b := &dense{3, []float64{1, 2, 3, 4, 5, 6}}, &dense{2, []float64{7, 8, 9, 10, 11, 12}}
	if got := times(a, b); got.wide != 2 || !slices.Equal(got.values, []float64{58, 64, 139, 154}) {
		t.Errorf("%v", got)
	}
	if got := times(a, a.turned()); got.wide != 2 || !slices.Equal(got.values, []float64{14, 32, 32, 77}) {
		t.Errorf("with itself turned: %v", got)
	}
	if got := b.turned(); got.wide != 3 || !slices.Equal(got.values, []float64{7, 9, 11, 8, 10, 12}) {
		t.Errorf("turned: %v", got)
	}
}
