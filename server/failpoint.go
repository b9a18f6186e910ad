//go:build failpoint

package main

import (
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
)

// hurried begin the steps whose tests cannot wait for a minute, nor for a working day;
// "fast" is none, for a server that is not to end.
var hurried = []string{"lane.", "review.", "concern.", "keys.", "hook.", "fast"}

// hookHaste is how many times as fast as others the clock runs by which hooks wait.
const hookHaste = 2000

// hasten has the clock look every second, the lane find a working day after its hour,
// and what is sent to other systems wait for seconds instead of hours.
func hasten() {
	tick, keysWait = time.Second, 0
	hookTick = 50 * time.Millisecond
	hookTime = func() time.Time { return time.UnixMilli(hookHaste * time.Now().UnixMilli()) }
	forward, wrong := 1, laneTime
	if config.ClockOff() < 0 { // whose days come before those of a clock that goes right
		forward = -1
	}
	laneTime = func(now time.Time) time.Time {
		now = wrong(now)
		for !ballot.Working(now) {
			now = now.AddDate(0, 0, forward)
		}
		return time.Date(now.Year(), now.Month(), now.Day(), ballot.LaneHour+1, 0, 0, 0, now.Location())
	}
}

// init makes this build end itself, as a power cut would, or stand still, at the step
// that the crash test names.
func init() {
	failpoints = true
	if off := config.ClockOff(); off != 0 {
		clock = func() time.Time { return time.Now().Add(off) }
		laneTime = func(now time.Time) time.Time { return now.Add(off) }
	}
	step, nth := config.Failpoint()
	if step == "" {
		return
	}
	for _, prefix := range hurried {
		if strings.HasPrefix(step, prefix) {
			hasten()
		}
	}
	var passed atomic.Int64
	failpoint = func(name string) {
		if name != step || passed.Add(1) != nth {
			return
		}
		if config.FailpointStops() { // and goes on from here when it is woken
			_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
			time.Sleep(100 * time.Millisecond) // any thread may take the signal: this one is not to go on before
			return
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}
