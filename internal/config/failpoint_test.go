//go:build failpoint

package config

import (
	"strings"
	"testing"
	"time"
)

func TestClockOff(t *testing.T) {
	for set, want := range map[string]time.Duration{"": 0, "a day": 0, "24h": 24 * time.Hour, "-24h": -24 * time.Hour} {
		t.Setenv("KIST_CLOCK_OFF", set)
		if off := ClockOff(); off != want {
			t.Errorf("%q: %s", set, off)
		}
	}
}

func TestFailpoint(t *testing.T) {
	for set, want := range map[string]struct {
		step string
		nth  int64
	}{
		"":                {"", 0},
		"submit.insert":   {"", 0},
		"submit.insert:x": {"", 0},
		"submit.insert:3": {"submit.insert", 3},
		"seal.box:3:stop": {"seal.box", 3},
		"seal.box:stop":   {"", 0},
	} {
		t.Setenv("KIST_FAILPOINT", set)
		if step, nth := Failpoint(); step != want.step || nth != want.nth {
			t.Errorf("%q: %s, %d", set, step, nth)
		}
		if stops := FailpointStops(); stops != strings.HasSuffix(set, ":stop") {
			t.Errorf("%q stops: %v", set, stops)
		}
	}
}
