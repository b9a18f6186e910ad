package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"modernc.org/sqlite" // also the driver "sqlite"

	"kist/internal/fault"
)

// smallestPage is the least that a database with anything in it can have, in
// bytes.
const smallestPage = 512

// busyTimeout is how long a statement waits for another process.
const busyTimeout = 20 * time.Second

// isCode says whether SQLite failed in that way.
func isCode(err error, code int) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && failed.Code()&0xff == code
}

func notDatabase(path string) error {
	return fault.Wrap(fault.Invalid, "%s is not a SQLite database", path)
}

// prepareFile makes the file if it is missing, and takes it away from
// everybody but its owner. The log beside it takes over its mode. It never
// opens a file that is there: closing it again would drop the locks that
// another engine in this process holds.
func prepareFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- the database, which the operator sets
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
	if 0 < info.Size() && info.Size() < smallestPage {
		// SQLite would take it for an empty database, and overwrite it.
		return notDatabase(path)
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
		fmt.Sprintf("?_busy_timeout=%d", busyTimeout.Milliseconds()) +
		"&_dqs=0&_defensive=1&_error_rc=1" +
		"&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=secure_delete(ON)&" + more
}
