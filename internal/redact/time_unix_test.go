//go:build unix

package redact

import (
	"syscall"
	"time"
)

// processorTime is how long this process has worked, waiting left out.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
