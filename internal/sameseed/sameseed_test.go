package sameseed

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Two runs of a property see the same cases, and more than one.
func TestSameCases(t *testing.T) {
	run := func() (seen []int) {
		rapid.Check(t, func(t *rapid.T) { seen = append(seen, rapid.Int().Draw(t, "n")) })
		return seen
	}
	first, second := run(), run()
	if !slices.Equal(first, second) {
		t.Error("a second run tries other cases")
	}
	if len(slices.Compact(slices.Sorted(slices.Values(first)))) < len(first)/2 {
		t.Errorf("%v are hardly different cases", first)
	}
}
