package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"kist/internal/fault"
)

// prepareFile makes the file if it is missing, and takes it away from
// everybody but its owner. The log beside it takes over its mode. It never
// opens a file that is there: closing it again would drop the locks that
// another engine in this process holds.
func prepareFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("opening the database: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fault.Wrap(fault.Invalid, "opening the database: %s is not a file", path)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("others can read the database, and this cannot be changed: %w", err)
	}
	return nil
}

// source names the file to the driver, with what every connection needs.
// It is a URI, because only in one a path may hold a question mark.
func source(path string, more string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_busy_timeout=20000&_dqs=0&_defensive=1&_error_rc=1" +
		"&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=secure_delete(ON)&" + more
}
