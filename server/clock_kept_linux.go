package main

import "syscall"

// timeError is what the kernel answers while nobody keeps its clock right (adjtimex(2)).
const timeError = 5

// clockKept says whether a time service keeps this machine's clock right. Nothing is set.
func clockKept() (bool, error) {
	state, err := syscall.Adjtimex(&syscall.Timex{})
	return state != timeError, err
}
