//go:build linux || darwin

package main

import "syscall"

// space is how many bytes of a folder's disk are free for this program, and how many
// there are.
func space(folder string) (free, total uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, 0, err
	}
	return s.Bavail * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), nil // #nosec G115 -- a block has a positive size
}
