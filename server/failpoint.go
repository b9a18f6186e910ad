//go:build failpoint

package main

import (
	"os"
	"sync/atomic"
	"syscall"

	"kist/internal/config"
)

// init makes this build end itself, as a power cut would, at the step that the
// crash test names.
func init() {
	step, nth := config.Failpoint()
	if step == "" {
		return
	}
	var passed atomic.Int64
	failpoint = func(name string) {
		if name == step && passed.Add(1) == nth {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
}
