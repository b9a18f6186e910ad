//go:build failpoint

package config

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// ClockOff is by how much the clock of this build is wrong: KIST_CLOCK_OFF=-24h. Only
// builds for crash tests have it.
func ClockOff() time.Duration {
	off, err := time.ParseDuration(os.Getenv("KIST_CLOCK_OFF"))
	if err != nil {
		return 0
	}
	return off
}

// Failpoint is the step at which this build ends itself, and at which time of
// passing it: KIST_FAILPOINT=submit.insert:3. Only builds for crash tests have
// it.
func Failpoint() (step string, nth int64) {
	step, count, _ := strings.Cut(strings.TrimSuffix(os.Getenv("KIST_FAILPOINT"), failStops), ":")
	nth, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return "", 0
	}
	return step, nth
}

// FailpointStops says that this build stands still at its step, until somebody wakes it,
// instead of ending: KIST_FAILPOINT=seal.box:1:stop.
func FailpointStops() bool { return strings.HasSuffix(os.Getenv("KIST_FAILPOINT"), failStops) }

const failStops = ":stop"
