package main

import (
	"context"
	"errors"
	"testing"
	"time"
)

// What is due once a day is done at the first turn of a day, again while it fails, and no
// more that day.
func TestOnceADay(t *testing.T) {
	var fails error
	n := 0
	due := onceADay(func(context.Context) error {
		n++
		return fails
	})
	morning := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		at    time.Time
		fails error
		want  int
	}{
		{morning, errors.New("not now"), 1},
		{morning.Add(time.Minute), nil, 2},
		{morning.Add(2 * time.Minute), nil, 2},
		{morning.Add(14 * time.Hour), nil, 2},
		{morning.Add(16 * time.Hour), nil, 3},
	} {
		fails = c.fails
		if err := due(t.Context(), c.at); n != c.want || !errors.Is(err, fails) && n != 2 {
			t.Errorf("%d: done %d times, want %d; %v", i, n, c.want, err)
		}
	}
}
