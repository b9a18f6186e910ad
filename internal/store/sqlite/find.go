package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"strings"

	"kist/internal/store"
)

// A stream is read in pages, each a statement of its own that ends before its
// documents are handed out: a slow reader then neither keeps a connection from
// the others nor old content in the log. So a stream is no snapshot; neither
// is MongoDB's.
const (
	pageLength = 128
	pageBytes  = 1 << 20 // and at least one document
)

// Find implements store.Docs.
func (d *docs) Find(ctx context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	return func(yield func(store.Decode, error) bool) {
		s, err := d.scan(q)
		for err == nil && s.left > 0 {
			var page [][]byte
			if page, err = s.next(ctx, d); err != nil {
				break
			}
			for _, text := range page {
				if !yield(func(doc any) error { return json.Unmarshal(text, doc) }, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Count implements store.Docs.
func (d *docs) Count(ctx context.Context, q store.Query) (int64, error) {
	s, err := d.scan(q)
	if err != nil {
		return 0, err
	}
	where, args := s.where()
	stmt, err := d.query(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+s.index+where+" LIMIT ?)")
	if err != nil {
		return 0, err
	}
	var n int64
	err = stmt.QueryRowContext(ctx, append(args, s.left)...).Scan(&n)
	return n, err
}

// scan is where a stream stands.
type scan struct {
	index string   // the table to walk, as i
	join  string   // how to come to the document d; nothing if i is it
	doc   string   // its column
	order []string // columns of i that order it, id last
	query store.Query
	after []any // the order columns of the last document; nil at the start
	left  int   // how many may still come
}

func (d *docs) scan(q store.Query) (*scan, error) {
	ix, err := d.spec.Serve(q)
	if err != nil {
		return nil, err
	}
	s := &scan{query: q, left: q.Limit}
	if q.Limit == 0 {
		s.left = math.MaxInt
	}
	if ix == (store.Index{}) {
		s.index, s.doc, s.order = fmt.Sprintf("%q AS i", d.spec.Name), "i.doc", []string{"i.id"}
		return s, nil
	}
	s.index = fmt.Sprintf("%q AS i", newIndexTable(d.spec.Name, ix).name)
	s.join, s.doc = fmt.Sprintf(" CROSS JOIN %q AS d ON d.id = i.id", d.spec.Name), "d.doc"
	if ix.Order != "" {
		s.order = append(s.order, "i.ord")
	}
	s.order = append(s.order, "i.id")
	return s, nil
}

// page is the statement for what comes next, and its arguments.
func (s *scan) page() (string, []any) {
	where, args := s.where()
	down := ""
	if s.query.Desc {
		down = " DESC"
	}
	text := "SELECT " + strings.Join(s.order, ", ") + ", " + s.doc + " FROM " + s.index + s.join + where +
		" ORDER BY " + strings.Join(s.order, down+", ") + down + " LIMIT ?"
	return text, append(args, min(s.left, pageLength))
}

// where bounds the walk. From the second page on, the last document bounds it
// on the near side instead of the query: SQLite walks from one bound only.
func (s *scan) where() (string, []any) {
	var parts []string
	var args []any
	add := func(part string, values ...any) {
		parts, args = append(parts, part), append(args, values...)
	}
	if s.query.Field != "" {
		add("i.key = ?", key(s.query.Is))
	}
	if s.after == nil || s.query.Desc {
		s.lower(add)
	}
	if s.after == nil || !s.query.Desc {
		s.upper(add)
	}
	if s.after != nil {
		add(s.beyond(), s.after...)
	}
	if len(parts) == 0 {
		return "", args
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

// lower bounds the order from below. A bound of one type leaves out what is of
// another, as MongoDB does: numbers come before text, text before blobs.
func (s *scan) lower(add func(string, ...any)) {
	switch q := s.query; {
	case q.From != nil:
		add(s.order[0]+" >= ?", q.From)
	case isText(q.To):
		add(s.order[0] + " >= ''")
	case q.To != nil:
		add(s.order[0] + " > " + lowest)
	}
}

// upper bounds the order from above; see lower.
func (s *scan) upper(add func(string, ...any)) {
	switch q := s.query; {
	case q.To != nil:
		add(s.order[0]+" < ?", q.To)
	case isText(q.From):
		add(s.order[0] + " < x''")
	case q.From != nil:
		add(s.order[0] + " < ''")
	}
}

func (s *scan) beyond() string {
	than := ">"
	if s.query.Desc {
		than = "<"
	}
	marks := strings.Repeat(", ?", len(s.order))[2:]
	return fmt.Sprintf("(%s) %s (%s)", strings.Join(s.order, ", "), than, marks)
}

func isText(v any) bool {
	_, is := v.(string)
	return is
}

// key is what an index keeps of a value; see value.
func key(is any) any {
	if b, truth := is.(bool); truth {
		if b {
			return []byte{1}
		}
		return []byte{0}
	}
	return is
}

// next reads one page and moves on. An empty page comes at the end only, and
// sets left to 0.
func (s *scan) next(ctx context.Context, d *docs) (page [][]byte, err error) {
	text, args := s.page()
	stmt, err := d.query(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	size, asked := 0, min(s.left, pageLength)
	for size < pageBytes {
		if !rows.Next() {
			break
		}
		doc, err := s.take(rows)
		if err != nil {
			return nil, err
		}
		page, size = append(page, doc), size+len(doc)
	}
	s.left -= len(page)
	if size < pageBytes && len(page) < asked {
		s.left = 0
	}
	return page, rows.Err()
}

// take reads one row and remembers where it stands.
func (s *scan) take(rows interface{ Scan(...any) error }) ([]byte, error) {
	var doc []byte
	at := make([]any, len(s.order))
	into := make([]any, 0, len(at)+1)
	for i := range at {
		into = append(into, &at[i])
	}
	if err := rows.Scan(append(into, &doc)...); err != nil {
		return nil, err
	}
	s.after = at
	return doc, nil
}
