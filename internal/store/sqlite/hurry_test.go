package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"kist/internal/store"
)

// How SQLite commits: 1 does not wait for the disk, 2 does.
const hasty, patient = 1, 2

// waits notes how the transaction that it is in will be committed.
func waits(mode *int) work {
	return func(ctx context.Context, conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(mode)
	}
}

// Tables need not wait for the disk; documents do, whatever came before them, and with
// them what made tables beside them.
func TestOnlyTablesAreHasty(t *testing.T) {
	e := newInbox(t)
	var tables, document, beside int
	if err := e.writer.make(t.Context(), waits(&tables)); err != nil || tables != hasty {
		t.Errorf("tables: %d, %v", tables, err)
	}
	if err := e.writer.do(t.Context(), waits(&document)); err != nil || document != patient {
		t.Errorf("a document after them: %d, %v", document, err)
	}
	open := gate(t, e)
	before := len(e.writer.queue)
	answer := make(chan error, 1)
	go func() { answer <- e.writer.make(t.Context(), waits(&beside)) }()
	waitUntil(t, func() bool { return len(e.writer.queue) > before })
	open()
	if err := <-answer; err != nil || beside != patient {
		t.Errorf("tables beside a document: %d, %v", beside, err)
	}
}

// A document that comes while tables are made is in no hasty transaction.
func TestNoDocumentJoinsTables(t *testing.T) {
	e := newInbox(t)
	reached, opened := make(chan struct{}), make(chan struct{})
	made := make(chan error, 1)
	go func() {
		made <- e.writer.make(t.Context(), func(context.Context, *sql.Conn) error {
			close(reached)
			<-opened
			return nil
		})
	}()
	<-reached
	var mode int
	document := queued(t, t.Context(), e, waits(&mode))
	close(opened)
	if err := errors.Join(<-made, <-document); err != nil || mode != patient {
		t.Errorf("%d, %v", mode, err)
	}
}

// Where a commit cannot be made to wait, nothing is committed.
func TestADocumentIsRefusedWhereTheDiskIsNotWaitedFor(t *testing.T) {
	e := newInbox(t)
	if err := e.writer.make(t.Context(), func(context.Context, *sql.Conn) error { return nil }); err != nil {
		t.Fatal(err)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	answer := make(chan error, 1)
	w := &writer{conn: e.writer.conn, hasty: true}
	ran := false
	w.group(gone, op{ctx: t.Context(), done: answer, work: func(context.Context, *sql.Conn) error { ran = true; return nil }})
	if err := <-answer; err == nil || ran || !w.hasty {
		t.Errorf("%v, it ran: %t", err, ran)
	}
}

// What stands is left alone, and what was built otherwise is built anew, documents and all.
func TestIndexesAreBuiltOnce(t *testing.T) {
	path := newPath(t)
	e := openTest(t, path)
	d := ensure(t, e, boxSpec)
	type box struct {
		store.Head
		Round string `json:"round"`
	}
	if err := d.Insert(t.Context(), "a", &box{Round: "r"}); err != nil {
		t.Fatal(err)
	}
	schema := func() (version int) {
		if err := e.writer.do(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
			return conn.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
		}); err != nil {
			t.Fatal(err)
		}
		return version
	}
	first := schema()
	ensure(t, e, boxSpec)
	if schema() != first {
		t.Error("what stands was built anew")
	}
	err := e.writer.do(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DROP TRIGGER "boxes.round.number.update"; DELETE FROM "boxes.round.number"`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ensure(t, e, boxSpec)
	var n int
	if err := e.readers.QueryRow(`SELECT count(*) FROM "boxes.round.number" WHERE key = 'r'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d documents in it, %v", n, err)
	}
}

// ensure opens a collection whose tables are there.
func ensure(t *testing.T, e *Engine, spec store.Spec) store.Docs {
	t.Helper()
	d, err := e.Ensure(t.Context(), spec)
	if err == nil {
		_, err = d.Count(t.Context(), store.Query{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}
