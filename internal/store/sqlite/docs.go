package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"kist/internal/fault"
	"kist/internal/store"
)

// docs is one collection. Its statements that write belong to the writer's
// connection and run in the writer's goroutine only.
type docs struct {
	engine *Engine
	spec   store.Spec
	get    string      // text of the reading statement
	made   atomic.Bool // the tables are there, as they are to be

	insert, replace, remove, exists prepared
}

// prepared is a statement of the writer's connection, made ready when it is first needed:
// a start that made all of them ready would take as long again, and hold the program of
// every trigger in memory.
type prepared struct {
	text string
	stmt *sql.Stmt
}

func (p *prepared) on(ctx context.Context, conn *sql.Conn) (*sql.Stmt, error) {
	if p.stmt != nil {
		return p.stmt, nil
	}
	var err error
	p.stmt, err = conn.PrepareContext(ctx, p.text)
	return p.stmt, err
}

func (p *prepared) run(ctx context.Context, conn *sql.Conn, args ...any) (sql.Result, error) {
	stmt, err := p.on(ctx, conn)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

var _ store.Docs = (*docs)(nil)

func newDocs(e *Engine, spec store.Spec) *docs {
	named := func(text string) prepared { return prepared{text: fmt.Sprintf(text, spec.Name)} }
	return &docs{
		engine: e, spec: spec,
		get:     named("SELECT doc FROM %q WHERE id = ?").text,
		insert:  named("INSERT INTO %q (id, rev, doc) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
		replace: named("UPDATE %q SET rev = ?, doc = ? WHERE id = ? AND rev = ?"),
		remove:  named("DELETE FROM %q WHERE id = ?"),
		exists:  named("SELECT count(*) FROM %q WHERE id = ?"),
	}
}

// ready makes the tables, unless they are there. Whoever uses them asks it first.
func (d *docs) ready(ctx context.Context) error {
	if d.made.Load() {
		return nil
	}
	err := d.engine.writer.make(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return ensureTables(ctx, conn, d.spec)
	})
	if err != nil {
		return fmt.Errorf("ensuring %s in %s: %w", d.spec.Name, d.engine.path, err)
	}
	d.made.Store(true)
	return nil
}

// do has the writer do the work.
func (d *docs) do(ctx context.Context, work work) error {
	if err := d.ready(ctx); err != nil {
		return err
	}
	return d.engine.writer.do(ctx, work)
}

// query is a statement of the readers, for this collection.
func (d *docs) query(ctx context.Context, text string) (*sql.Stmt, error) {
	if err := d.ready(ctx); err != nil {
		return nil, err
	}
	return d.engine.query(ctx, text)
}

// Insert implements store.Docs.
func (d *docs) Insert(ctx context.Context, id string, doc any) error {
	text, err := encode(doc)
	if err != nil {
		return err
	}
	return d.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return changed(fault.Exists)(d.insert.run(ctx, conn, id, first(doc), text))
	})
}

// first is the revision with which a document begins here.
func first(doc any) int64 {
	if d, ok := doc.(interface{ Revision() int64 }); ok {
		return d.Revision()
	}
	return 1
}

// Replace implements store.Docs.
func (d *docs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	text, err := encode(doc)
	if err != nil {
		return err
	}
	return d.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		err := changed(fault.Conflict)(d.replace.run(ctx, conn, rev+1, text, id, rev))
		if !errors.Is(err, fault.Conflict) {
			return err
		}
		stmt, failed := d.exists.on(ctx, conn)
		if failed != nil {
			return failed
		}
		var n int
		if failed := stmt.QueryRowContext(ctx, id).Scan(&n); failed != nil {
			return failed
		}
		if n == 0 {
			return fault.NotFound
		}
		return err
	})
}

// Delete implements store.Docs.
func (d *docs) Delete(ctx context.Context, id string) error {
	err := d.delete(ctx, id)
	if !d.spec.Shred || err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	// What is not found may have been deleted by somebody who did not wait.
	return cmp.Or(d.engine.writer.shred(ctx), err)
}

// delete has the document deleted, and its shredding owed.
func (d *docs) delete(ctx context.Context, id string) error {
	w := d.engine.writer
	return d.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		err := changed(fault.NotFound)(d.remove.run(ctx, conn, id))
		w.deleted = w.deleted || d.spec.Shred && err == nil
		return err
	})
}

// changed turns a statement that changed no row into the answer otherwise.
func changed(otherwise error) func(sql.Result, error) error {
	return func(res sql.Result, err error) error {
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return otherwise
	}
}

// Get implements store.Docs. Every read here is strong.
func (d *docs) Get(ctx context.Context, id string, _ store.Read, doc any) error {
	stmt, err := d.query(ctx, d.get)
	if err != nil {
		return err
	}
	var text []byte
	err = stmt.QueryRowContext(ctx, id).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, doc)
}

// encode writes JSON as a person would: "<" stays "<".
func encode(doc any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return "", fmt.Errorf("encoding: %w", err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}
