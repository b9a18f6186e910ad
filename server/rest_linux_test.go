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

// A program that has let go of its file's pages has few of them in memory, and goes on.
func TestGivingBack(t *testing.T) {
	self := func() float64 { return memoryOf(t, &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}})["RssFile"] }
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	parts, pages := 0, 0.0
	for line := range strings.Lines(string(maps)) {
		if from, to, ok := unwritten(strings.TrimSuffix(line, "\n"), program); ok {
			parts, pages = parts+1, pages+float64(to-from)
		}
	}
	if parts < 1 || pages < 10<<20 {
		t.Fatalf("the program is in memory in %d parts of %.0f bytes in all", parts, pages)
	}
	before := self()
	giveBack()
	if after := self(); after > before-2<<20 {
		t.Errorf("of its file there are %.1f MiB in memory, and %.1f before", after/(1<<20), before/(1<<20))
	}
	newTestApp(t) // what is needed is there again
}

func TestOnlyWhatNobodyWritesIsGivenBack(t *testing.T) {
	const program = "/usr/local/bin/kist (deleted)"
	for line, want := range map[string]bool{
		"00400000-01c00000 r-xp 00000000 fe:00 2473 /usr/local/bin/kist (deleted)":     true,
		"01c00000-02a00000 r--p 01800000 fe:00 2473     /usr/local/bin/kist (deleted)": false,
		"02a00000-02b00000 rw-p 02600000 fe:00 2473     /usr/local/bin/kist (deleted)": false,
		"02a00000-02b00000 r--p 02600000 fe:00 2473     /usr/lib/libc.so.6":            false,
		"7f0000000000-7f0000100000 r--p 00000000 00:00 0 ":                             false,
		"02a00000 r--p 02600000 fe:00 2473 /usr/local/bin/kist (deleted)":              false,
		"03a00000-02b00000 r--p 02600000 fe:00 2473 /usr/local/bin/kist (deleted)":     false,
		"": false,
	} {
		if _, _, ok := unwritten(line, program); ok != want {
			t.Errorf("%q: %v", line, ok)
		}
	}
}
