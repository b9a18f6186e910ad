//go:build failpoint

package config

import (
	"os"
	"strconv"
	"strings"
)

// Failpoint is the step at which this build ends itself, and at which time of
// passing it: KIST_FAILPOINT=submit.insert:3. Only builds for crash tests have
// it.
func Failpoint() (step string, nth int64) {
	step, count, _ := strings.Cut(os.Getenv("KIST_FAILPOINT"), ":")
	nth, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return "", 0
	}
	return step, nth
}
