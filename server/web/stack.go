package web

import (
	"runtime"
	"strconv"
	"strings"
)

// stack names the functions and lines that led to a panic, and nothing that
// was in them: the panic's own value could hold what a child wrote.
func stack() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var lines []string
	for {
		f, more := frames.Next()
		lines = append(lines, f.Function+":"+strconv.Itoa(f.Line))
		if !more {
			return strings.Join(lines, " < ")
		}
	}
}
