package main

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asNobodyInParticular takes from the rest of a test what lets root open every file: it is
// refused where its user has no right to read. The thread ends with the test.
func asNobodyInParticular(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	head := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var may [2]unix.CapUserData
	if err := unix.Capget(&head, &may[0]); err != nil {
		t.Fatal(err)
	}
	may[0].Effective &^= 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	if err := unix.Capset(&head, &may[0]); err != nil {
		t.Fatal(err)
	}
}
