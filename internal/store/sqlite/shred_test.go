package sqlite

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// openShredded opens the parcels as a collection of what must be gone once it is deleted, in
// an engine that empties its log for nothing else, and puts a secret into it.
func openShredded(t *testing.T, secret string) (e *Engine, path string, c *store.Collection[*parcel], p *parcel) {
	t.Helper()
	path = newPath(t)
	var err error
	if e, err = open(path, time.Hour); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	spec := parcelSpec
	spec.Shred = true
	if c, err = store.Open[parcel](t.Context(), e, spec); err != nil {
		t.Fatal(err)
	}
	p = newParcel()
	p.Waits = strings.Repeat(secret, 300)
	if err := c.Insert(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if !contains(t, path, []byte(secret)) {
		t.Fatal("the secret is not there to begin with")
	}
	return e, path, c, p
}

// reading is somebody who reads the file as it is now, until it is rolled back.
func reading(t *testing.T, path string) *sql.Tx {
	t.Helper()
	tx, err := raw(t, path).Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRow("SELECT count(*) FROM inbox").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return tx
}

// What is deleted from a shredded collection is in no file once Delete has returned, while
// others write; without it the log still has it.
func TestWhatIsShreddedIsGoneAtOnce(t *testing.T) {
	const secret = "no-key-must-outlive-its-round"
	_, path, c, p := openShredded(t, secret)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 25 {
				if err := c.Insert(t.Context(), newParcel()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if err := c.Delete(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if contains(t, path, []byte(secret)) {
		t.Error("the secret is still in a file")
	}
	writers.Wait()
	if err := c.Delete(t.Context(), p.ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("deleted again: %v", err)
	}

	other := newPath(t)
	e, err := open(other, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	plain := openParcels(t, e)
	p = newParcel()
	p.Waits = strings.Repeat(secret, 300)
	if err := errors.Join(plain.Insert(t.Context(), p), plain.Delete(t.Context(), p.ID)); err != nil || !contains(t, other, []byte(secret)) {
		t.Errorf("a collection that is not shredded forgets at once as well: this test shows nothing (%v)", err)
	}
}

// Somebody who reads an older state keeps the log; the deletion waits for nobody, and the log
// is emptied soon after the reader is done, however often it could not be before.
func TestWhatIsShreddedWhileSomebodyReads(t *testing.T) {
	const secret = "a-backup-still-reads-this"
	_, path, c, p := openShredded(t, secret)
	backup := reading(t, path)
	if err := c.Delete(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(shredAgain + shredAgain/2) // it has tried again
	if !contains(t, path, []byte(secret)) {
		t.Fatal("the backup holds nothing back: this test shows nothing")
	}
	if err := backup.Rollback(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, func() bool { return !contains(t, path, []byte(secret)) })
}

// Who deletes and does not wait for the end of it is owed it all the same.
func TestADeletionIsOwed(t *testing.T) {
	const secret = "somebody-left-before-this-was-gone"
	e, path, _, p := openShredded(t, secret)
	spec := parcelSpec
	spec.Shred = true
	d, err := e.Ensure(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.(*docs).delete(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, func() bool { return !contains(t, path, []byte(secret)) })
}

// What a process that ended by force had deleted is owed by whoever opens the file next.
func TestWhatACrashLeftIsOwed(t *testing.T) {
	const secret = "it-crashed-before-this-was-gone"
	path := newPath(t)
	crashed, err := open(path, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer crashed.Close()
	c, p := openParcels(t, crashed), newParcel()
	p.Waits = strings.Repeat(secret, 300)
	if err := c.Insert(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	reader := reading(t, path)
	if err := c.Delete(t.Context(), p.ID); err != nil { // and empties nothing any more
		t.Fatal(err)
	}
	next, err := open(path, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	time.Sleep(2 * emptyPatience) // it has tried
	if !contains(t, path, []byte(secret)) {
		t.Fatal("nobody held the log: this test shows nothing")
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, func() bool { return !contains(t, path, []byte(secret)) })
}

// Who waits for a log that others use is told after a while that it is not empty yet.
func TestNobodyWaitsForEverForALog(t *testing.T) {
	w := &writer{emptyLog: time.Hour, owed: true, waiting: []shredding{{time.Now(), make(chan error, 1)}}}
	w.answerShreds(errHeld, busyTimeout)
	if len(w.waiting) != 1 {
		t.Fatal("who has just come is answered")
	}
	w.waiting[0].since = time.Now().Add(-busyTimeout)
	late := w.waiting[0].answer
	if w.answerShreds(errHeld, busyTimeout); len(w.waiting) != 0 || !errors.Is(<-late, errHeld) {
		t.Error("who has waited long is not")
	}
}

// Who shreds while another is emptying the log waits for that one, however long it takes, and
// then for nothing more: what was deleted is in no file once the answer is there.
func TestWhatIsShreddedWhileAnotherEmptiesTheLog(t *testing.T) {
	const secret = "another-is-emptying-the-log-that-has-this"
	e, path, c, p := openShredded(t, secret)
	reader := reading(t, path) // holds up the other
	if err := c.Delete(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	other, looker := raw(t, path), raw(t, path)
	emptied := make(chan error, 1)
	go func() {
		_, _, err := checkpoint(other, "TRUNCATE")
		emptied <- err
	}()
	waitUntil(t, func() bool {
		busy, pages, err := checkpoint(looker, "PASSIVE")
		return err == nil && busy && pages < 0
	})

	shredded := make(chan error, 1)
	go func() { shredded <- e.writer.shred(t.Context()) }() // what is owed since the deletion
	select {
	case err := <-shredded:
		t.Error("it did not wait for the other")
		shredded <- err
	case <-time.After(time.Second):
	}
	if err := errors.Join(reader.Rollback(), <-emptied, <-shredded); err != nil {
		t.Fatal(err)
	}
	if contains(t, path, []byte(secret)) {
		t.Error("the secret is still in a file")
	}
}

func checkpoint(db *sql.DB, mode string) (busy bool, pages int, err error) {
	var moved int
	err = db.QueryRow("PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &moved)
	return busy, pages, err
}
