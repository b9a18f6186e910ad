//go:build !unix

package redact

import "time"

var began = time.Now()

// processorTime is the time by the clock where the processor's is not told.
func processorTime() time.Duration { return time.Since(began) }
