package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// heldNow is the memory of this process that is its own, in bytes.
func heldNow(t *testing.T) (held int) {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "RssAnon:")
	if _, err := fmt.Sscan(after, &held); err != nil {
		t.Fatal(err)
	}
	return held << 10
}

// What SQLite holds of the pages that were written is given back with the log: a server
// that had a busy hour is as small afterwards as before it.
func TestPagesAreLetGo(t *testing.T) {
	e, err := open(newPath(t), 500*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	const written = 8 << 20
	before, full := heldNow(t), 0
	err = e.writer.do(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "CREATE TABLE much AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?) SELECT i, randomblob(2000) FROM n", written/2000)
		full = heldNow(t) - before
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if full < written {
		t.Fatalf("it never held more than %d bytes: this test shows nothing", full)
	}
	waitUntil(t, func() bool { return heldNow(t)-before < full/2 })
}
