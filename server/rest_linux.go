package main

import (
	"bufio"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// giveBack gives memory that is not in use back to the system: of its own, and the pages
// of the program's file that are not needed again, of which the start read half. Those
// that are needed come back from the kernel's copy of the file, a few at a time and
// without the disk as long as there is memory for that.
func giveBack() {
	debug.FreeOSMemory()
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return // where the system does not tell, it keeps them
	}
	defer maps.Close()
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		if from, to, ok := unwritten(lines.Text(), program); ok {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED)
		}
	}
}

// unwritten reads a line of /proc/self/maps: from where to where a part of the program's
// file is in memory that was never written, so that the file says all that is in it. Of
// what is only read that is not sure: a linker may have written it at the start.
func unwritten(line, program string) (from, to uintptr, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 6 || fields[1] != "r-xp" || !strings.HasSuffix(line, " "+program) {
		return 0, 0, false
	}
	first, second, _ := strings.Cut(fields[0], "-")
	a, errA := strconv.ParseUint(first, 16, 64)
	b, errB := strconv.ParseUint(second, 16, 64)
	if errA != nil || errB != nil || a >= b {
		return 0, 0, false
	}
	return uintptr(a), uintptr(b), true
}
