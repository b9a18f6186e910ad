// Package sqlite keeps the documents of store in one SQLite file, for a
// laptop, a trial or a test: nothing has to be set up. It knows no domain.
//
// Every collection is a table keyed by id without rowid, so that the order in
// which documents arrived is not on disk, with the document as JSON text that
// the sqlite3 shell shows. Every index is such a table too; triggers keep it,
// whoever writes.
//
// One goroutine writes; what waits together is committed together, with one
// fsync. Reads have connections of their own and never wait for the writer.
// Every read sees all that was acknowledged before it, so every read is
// strong. Several processes may share a file.
//
// What was deleted or overwritten does not linger: secure_delete overwrites it
// in the file, and the write-ahead log is emptied within a minute and at Close, and
// before the answer where a collection is shredded.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"kist/internal/store"
)

// emptyLogAfter is how long overwritten content may stay in the write-ahead
// log while the program runs.
const emptyLogAfter = time.Minute

// Engine is one SQLite file. It implements store.Engine.
type Engine struct {
	path    string
	writer  *writer
	readers *sql.DB
	queries sync.Map // SQL text to its *sql.Stmt on readers
	stood   sync.Map // collections that stood in the file when it was opened, as made, until they are ensured
}

var _ store.Engine = (*Engine)(nil)

// Open opens the file, and makes it, readable for its owner only, if it is
// missing; its folder must be there. fault.Invalid if the file is something
// else than a database of Kist.
func Open(path string) (*Engine, error) {
	return open(path, emptyLogAfter)
}

func open(path string, emptyLog time.Duration) (*Engine, error) {
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	w, err := openWriter(path, emptyLog)
	if isCode(err, sqlite3.SQLITE_NOTADB) {
		return nil, notDatabase(path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	readers, err := sql.Open("sqlite", source(path, "_query_only=1"))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	// No read holds its connection while the caller works, so a bound cannot
	// make two of them wait for each other.
	readers.SetMaxOpenConns(readerCount())
	readers.SetMaxIdleConns(readerCount())
	readers.SetConnMaxIdleTime(idleReader)
	e := &Engine{path: path, writer: w, readers: readers}
	for collection, stood := range w.stood {
		e.stood.Store(collection, stood)
	}
	return e, nil
}

// idleReader is how long a connection that nobody reads by is kept: each holds the schema
// and pages of its own, some megabytes.
const idleReader = 30 * time.Second

func readerCount() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

// Ensure makes the table, the tables of its indexes and their triggers, in one
// transaction, and fills what is new from the documents that are there. A collection
// that the file does not have yet is made when it is first used: most are not for long,
// and every connection reads the schema of all that there are.
func (e *Engine) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	if err := spec.Check(); err != nil {
		return nil, err
	}
	d := newDocs(e, spec)
	stood, there := e.stood.LoadAndDelete(spec.Name)
	if !there {
		return d, nil
	}
	d.made.Store(len(missing(stood.(made), spec)) == 0)
	if err := d.ready(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// Ping reads from the file.
func (e *Engine) Ping(ctx context.Context) error {
	var n int
	stmt, err := e.query(ctx, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx).Scan(&n)
}

// Close commits what waits, empties the log into the file and lets go.
func (e *Engine) Close() error {
	err := e.readers.Close()
	if werr := e.writer.close(); werr != nil {
		err = werr
	}
	if err != nil {
		return fmt.Errorf("closing %s: %w", e.path, err)
	}
	return nil
}

// query prepares a statement for the readers once. There are few texts: each
// comes from an index and from which of a query's parts are set.
func (e *Engine) query(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := e.queries.Load(text); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := e.readers.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	kept, raced := e.queries.LoadOrStore(text, stmt)
	if raced {
		_ = stmt.Close()
	}
	return kept.(*sql.Stmt), nil
}
