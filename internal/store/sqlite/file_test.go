package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// openTest opens the file, and closes it when the test ends.
func openTest(t *testing.T, path string) *Engine {
	t.Helper()
	e, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "kist.db") }

func openParcels(t *testing.T, e *Engine) *store.Collection[*parcel] {
	t.Helper()
	c, err := store.Open[parcel](t.Context(), e, parcelSpec)
	if err == nil {
		_, err = c.Count(t.Context(), store.Query{}) // its tables are there
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// raw opens the file as the sqlite3 shell would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", source(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOpenRefusesWhatIsNoDatabaseOfKist(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	if _, err := raw(t, foreign).Exec("CREATE TABLE songs (name)"); err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[string]error{
		write("letter.txt", strings.Repeat("Dear diary, ", 1000)): fault.Invalid,
		write("short", "x"):                      fault.Invalid,
		foreign:                                  fault.Invalid,
		dir:                                      fault.Invalid,
		filepath.Join(dir, "nowhere", "kist.db"): fs.ErrNotExist,
	} {
		before, _ := os.ReadFile(path)
		_, err := Open(path)
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("Open(%s): %v, want %v and the name", path, err, kind)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("Open changed %s", path)
		}
	}
}

func TestOpenTakesOddPaths(t *testing.T) {
	path := filepath.Join(t.TempDir(), "what? a #1 %41 ünï & _pragma=x.db")
	if err := openParcels(t, openTest(t, path)).Insert(t.Context(), newParcel()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestOpenIsRelativeToTheFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	openParcels(t, openTest(t, "kist.db"))
	if _, err := os.Stat("kist.db"); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheOwnerCanRead(t *testing.T) {
	path := newPath(t)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := openParcels(t, openTest(t, path)).Insert(t.Context(), newParcel()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 3 {
		t.Fatalf("files are %v, %v, want the database, its log and the log's index", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", f, info.Mode(), err)
		}
	}
}

func TestEveryConnectionIsDurableAndForgets(t *testing.T) {
	e := openTest(t, newPath(t))
	want := map[string]string{"synchronous": "2", "secure_delete": "1", "journal_mode": "wal", "fullfsync": "1"}
	reader, err := e.readers.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for pragma, value := range want {
		for name, conn := range map[string]*sql.Conn{"writer": e.writer.conn, "reader": reader} {
			var got string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
				t.Errorf("%s: %s = %s, %v, want %s", name, pragma, got, err, value)
			}
		}
	}
	if _, err := reader.ExecContext(t.Context(), "CREATE TABLE x (y)"); err == nil {
		t.Error("a reader can write")
	}
}

// contains says whether any file of the database holds the bytes.
func contains(t *testing.T, path string, secret []byte) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(data, secret) {
			return true
		}
	}
	return false
}

func TestWhatIsOverwrittenIsGone(t *testing.T) {
	secret := "nobody-must-read-this-any-more"
	for name, forget := range map[string]func(context.Context, *store.Collection[*parcel], *parcel) error{
		"deleted": func(ctx context.Context, c *store.Collection[*parcel], p *parcel) error {
			return c.Delete(ctx, p.ID)
		},
		"overwritten": func(ctx context.Context, c *store.Collection[*parcel], p *parcel) error {
			p.Waits = ""
			return c.Replace(ctx, p)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			e, err := open(path, 10*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			c, p := openParcels(t, e), newParcel()
			p.Waits = strings.Repeat(secret, 300)
			if err := c.Insert(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if !contains(t, path, []byte(secret)) {
				t.Fatal("the secret is not there to begin with")
			}
			if err := forget(t.Context(), c, p); err != nil {
				t.Fatal(err)
			}
			waitUntil(t, func() bool { return !contains(t, path, []byte(secret)) })
		})
	}
}

// A backup that reads an older state keeps the log, but nobody waits for it.
func TestALongReadDoesNotHoldUpWriting(t *testing.T) {
	path := newPath(t)
	e, err := open(path, 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c := openParcels(t, e)
	backup, err := raw(t, path).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Rollback()
	var before int
	if err := backup.QueryRow("SELECT count(*) FROM inbox").Scan(&before); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		started := time.Now()
		if err := c.Insert(t.Context(), newParcel()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took >= busyTimeout { // as long as one waits that is held up
			t.Errorf("a write took %v", took)
		}
	}
	var after int
	if err := backup.QueryRow("SELECT count(*) FROM inbox").Scan(&after); err != nil || before != after {
		t.Errorf("the backup saw %d documents become %d, %v", before, after, err)
	}
	if err := backup.Rollback(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, func() bool { // with no further write
		info, err := os.Stat(path + "-wal")
		return err == nil && info.Size() == 0
	})
}

func TestCloseEmptiesTheLog(t *testing.T) {
	path := newPath(t)
	e, other := openTest(t, path), openTest(t, path) // who stays keeps the log file
	if err := openParcels(t, e).Insert(t.Context(), newParcel()); err != nil {
		t.Fatal(err)
	}
	if err := other.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log has %d bytes, %v", info.Size(), err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestManyMayOpenTheSameNewFile(t *testing.T) {
	for range 5 {
		path := newPath(t)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				e, err := Open(path)
				if err != nil {
					t.Error(err)
					return
				}
				defer e.Close()
				c, err := store.Open[parcel](t.Context(), e, parcelSpec)
				if err != nil {
					t.Error(err)
				} else if err := c.Insert(t.Context(), newParcel()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n, err := openParcels(t, openTest(t, path)).Count(t.Context(), store.Query{})
		if err != nil || n != 8 {
			t.Errorf("%d documents, %v, want 8", n, err)
		}
	}
}
