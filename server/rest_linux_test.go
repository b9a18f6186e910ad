package main

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What the program may grow to before a test fails, with room above what it is: in bytes
// of its file without tables for debuggers as tests build it (build.sh makes it some 3 MB
// smaller, and .ci/release holds that to 40), and of memory of its own at rest.
const (
	programMost = 46e6
	restMost    = 48 << 20
)

// memoryOf gives lines of /proc/PID/status that tell of memory, in bytes by their names.
func memoryOf(t testing.TB, cmd *exec.Cmd) map[string]float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for line := range strings.Lines(string(status)) {
		if name, rest, _ := strings.Cut(line, ":"); strings.HasSuffix(rest, "kB\n") {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = kb * 1024
		}
	}
	return all
}

// staysSmall holds a program that runs, and its file, to their figures: it waits until
// the start's memory was given back.
func staysSmall(t testing.TB, program string, cmd *exec.Cmd) {
	t.Helper()
	if size := loaded(t, program); size > programMost {
		t.Errorf("the program is %.1f MB", size/1e6)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		rest := memoryOf(t, cmd)["RssAnon"]
		if rest == 0 {
			t.Fatal("the kernel does not tell what memory a process has of its own")
		}
		if rest < restMost {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("at rest it holds %.1f MB of its own", rest/(1<<20))
		}
	}
}

// loaded is how much of a program's file goes into memory: nearly all that is released.
func loaded(t testing.TB, program string) (size float64) {
	t.Helper()
	f, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD {
			size += float64(p.Filesz)
		}
	}
	return size
}
