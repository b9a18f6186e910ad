package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"kist/internal/fault"
	"kist/internal/store"
)

// applicationID marks a file as Kist's own ("kist"), so that the database of
// another program is not taken for one.
const applicationID = 0x6b697374

// setUp claims an empty file and turns the write-ahead log on. When several
// open a new file at once SQLite refuses some of them without waiting, lest
// they wait for each other; they ask again.
func setUp(ctx context.Context, conn *sql.Conn) error {
	for started := time.Now(); ; {
		err := claim(ctx, conn)
		if !isCode(err, sqlite3.SQLITE_BUSY) || time.Since(started) > busyTimeout {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

func claim(ctx context.Context, conn *sql.Conn) error {
	var id, tables int
	err := conn.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_schema)"+
		" FROM pragma_application_id").Scan(&id, &tables)
	if err != nil {
		return err
	}
	if id != applicationID && (id != 0 || tables > 0) {
		return fault.Wrap(fault.Invalid, "the database of another program")
	}
	if id == 0 {
		mark := fmt.Sprintf("PRAGMA application_id = %d", applicationID)
		if _, err := conn.ExecContext(ctx, mark); err != nil {
			return err
		}
	}
	return useLog(ctx, conn)
}

func useLog(ctx context.Context, conn *sql.Conn) error {
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("no write-ahead log here (%s): is the file on a network drive?", mode)
	}
	return nil
}

// ensureTables makes what is missing of the collection.
func ensureTables(ctx context.Context, conn *sql.Conn, spec store.Spec) error {
	stand, err := standing(ctx, conn)
	if err != nil {
		return err
	}
	for _, step := range missing(stand[spec.Name], spec) {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("%w: %s", err, step)
		}
	}
	return nil
}

// missing lists the steps that make of what stands of the collection what is to stand.
func missing(stand made, spec store.Spec) (steps []string) {
	_, there := stand[spec.Name]
	if !there {
		steps = append(steps, fmt.Sprintf("CREATE TABLE %q"+
			" (id TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID", spec.Name))
	}
	for _, ix := range spec.Kept() {
		t := newIndexTable(spec.Name, ix)
		if stand[t.trigger("update")] == t.updateTrigger() {
			continue // as it would be built now
		}
		if there {
			steps = append(steps, t.clear()...)
		}
		steps = append(steps, t.build()...)
	}
	return steps
}

// made are the tables and triggers of one collection as they were made, by name.
type made map[string]string

// standing are all collections of the file.
func standing(ctx context.Context, conn *sql.Conn) (map[string]made, error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger')")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	stand := map[string]made{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		collection, _, _ := strings.Cut(name, ".")
		if stand[collection] == nil {
			stand[collection] = made{}
		}
		stand[collection][name] = text
	}
	return stand, rows.Err()
}

// indexTable is the table of one index: for every member of the field a row
// (key, ord, id), without key where there is no field, and without ord where
// the order is by id.
type indexTable struct {
	of      string // the collection
	name    string
	index   store.Index
	columns []string
}

func newIndexTable(collection string, ix store.Index) indexTable {
	t := indexTable{of: collection, index: ix, name: collection + "." + ix.Field}
	if ix.Field != "" {
		t.columns = append(t.columns, "key")
	}
	if ix.Order != "" {
		t.name += "." + ix.Order
		t.columns = append(t.columns, "ord")
	}
	t.columns = append(t.columns, "id")
	return t
}

func (t indexTable) trigger(event string) string { return t.name + "." + event }

// clear lists the steps that end the index as it was built before, if it was.
func (t indexTable) clear() []string {
	steps := []string{fmt.Sprintf("DROP TABLE IF EXISTS %q", t.name)}
	for _, event := range []string{"insert", "delete", "update"} {
		steps = append(steps, fmt.Sprintf("DROP TRIGGER IF EXISTS %q", t.trigger(event)))
	}
	return steps
}

// build lists the steps that make and fill the index. Triggers keep it, not
// the program, so that a correction in the sqlite3 shell cannot spoil it.
func (t indexTable) build() []string {
	columns := strings.Join(t.columns, ", ")
	return []string{
		fmt.Sprintf("CREATE TABLE %q (%s ANY NOT NULL, PRIMARY KEY (%s)) STRICT, WITHOUT ROWID",
			t.name, strings.Join(t.columns, " ANY NOT NULL, "), columns),
		t.add(fmt.Sprintf("%q AS d", t.of), "d"),
		t.on("insert", "", t.add("", "NEW")),
		t.on("delete", "", t.remove()),
		t.updateTrigger(),
	}
}

func (t indexTable) updateTrigger() string {
	changed := []string{"OLD.id IS NOT NEW.id"}
	for _, f := range []string{t.index.Field, t.index.Order} {
		if f != "" {
			changed = append(changed, fmt.Sprintf("OLD.doc -> '$.%s' IS NOT NEW.doc -> '$.%s'", f, f))
		}
	}
	return t.on("update", " WHEN "+strings.Join(changed, " OR "), t.remove()+"; "+t.add("", "NEW"))
}

func (t indexTable) on(event, when, do string) string {
	return fmt.Sprintf("CREATE TRIGGER %q AFTER %s ON %q%s BEGIN %s; END",
		t.trigger(event), strings.ToUpper(event), t.of, when, do)
}

func (t indexTable) add(from, row string) string {
	return fmt.Sprintf("INSERT INTO %q (%s) %s", t.name, strings.Join(t.columns, ", "), t.rows(from, row))
}

func (t indexTable) remove() string {
	return fmt.Sprintf("DELETE FROM %q WHERE (%s) IN (%s)", t.name, strings.Join(t.columns, ", "), t.rows("", "OLD"))
}

// rows selects the index rows of the documents in from, or of the one called
// row. A member that a list holds twice is one row; what is neither text nor
// number nor truth value cannot be asked for and has none.
func (t indexTable) rows(from, row string) string {
	var values, sources, where []string
	if from != "" {
		sources = append(sources, from)
	}
	if f := t.index.Field; f != "" {
		values = append(values, value("j.type", "j.value", "NULL"))
		sources = append(sources, fmt.Sprintf("json_each(%s.doc, '$.%s') AS j", row, f))
		where = append(where, fmt.Sprintf("j.type IN ('text', 'integer', 'real', 'true', 'false')"+
			" AND json_type(%s.doc, '$.%s') <> 'object'", row, f))
	}
	if o := t.index.Order; o != "" {
		at := fmt.Sprintf("(%s.doc, '$.%s')", row, o)
		values = append(values, value("json_type"+at, "json_extract"+at, lowest))
	}
	text := "SELECT DISTINCT " + strings.Join(append(values, row+".id"), ", ")
	if len(sources) > 0 {
		text += " FROM " + strings.Join(sources, ", ")
	}
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	return text
}

// lowest stands for a missing order: before every number, and so before
// everything, as MongoDB has it.
const lowest = "-9e999"

// value is what a JSON value becomes in an index. Truth values become blobs,
// because SQLite would make them the numbers 0 and 1.
func value(kind, extract, otherwise string) string {
	return fmt.Sprintf("CASE %s WHEN 'true' THEN x'01' WHEN 'false' THEN x'00'"+
		" WHEN 'text' THEN %s WHEN 'integer' THEN %s WHEN 'real' THEN %s ELSE %s END",
		kind, extract, extract, extract, otherwise)
}
