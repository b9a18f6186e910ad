//go:build failpoint

package config

import "testing"

func TestFailpoint(t *testing.T) {
	for set, want := range map[string]struct {
		step string
		nth  int64
	}{
		"":                {"", 0},
		"submit.insert":   {"", 0},
		"submit.insert:x": {"", 0},
		"submit.insert:3": {"submit.insert", 3},
	} {
		t.Setenv("KIST_FAILPOINT", set)
		if step, nth := Failpoint(); step != want.step || nth != want.nth {
			t.Errorf("%q: %s, %d", set, step, nth)
		}
	}
}
