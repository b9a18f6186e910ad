package sqlite

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/store"
)

var boxSpec = store.Spec{Name: "boxes", Indexes: []store.Index{
	{Field: "round", Order: "number"}, {Field: "tags"}, {Order: "day"},
}}

// explain is SQLite's plan of a statement, a line a step.
func explain(t *testing.T, e *Engine, text string, args []any) []string {
	t.Helper()
	rows, err := e.readers.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	return steps
}

// TestEveryQueryWalksItsIndex looks at SQLite's plans: the walk begins at its
// bounds, needs no sorting, and comes to documents by their id.
func TestEveryQueryWalksItsIndex(t *testing.T) {
	e := openTest(t, newPath(t))
	ensure(t, e, boxSpec)
	d := newDocs(e, boxSpec)
	for _, test := range []struct {
		query store.Query
		after []any // set on the second page
		walk  string
	}{
		{store.Query{}, nil, "SCAN i"}, // the whole collection, in its own order
		{store.Query{}, []any{"a"}, "SEARCH i USING PRIMARY KEY (id>?)"},
		{store.Query{From: "a", To: "b"}, nil, "SEARCH i USING PRIMARY KEY (id>? AND id<?)"},
		{store.Query{From: "a", To: "b"}, []any{"aa"}, "SEARCH i USING PRIMARY KEY (id>? AND id<?)"},
		{store.Query{Field: "tags", Is: "x"}, nil, "SEARCH i USING PRIMARY KEY (key=?)"},
		{store.Query{Field: "tags", Is: true}, []any{"a"}, "SEARCH i USING PRIMARY KEY (key=? AND id>?)"},
		{store.Query{Field: "round", Is: "r"}, nil, "SEARCH i USING PRIMARY KEY (key=?)"},
		{store.Query{Field: "round", Is: "r", Order: "number"}, nil, "SEARCH i USING PRIMARY KEY (key=?)"},
		{store.Query{Field: "round", Is: "r", Order: "number"}, []any{int64(1), "a"},
			"SEARCH i USING PRIMARY KEY (key=? AND (ord,id)>(?,?))"},
		{store.Query{Field: "round", Is: "r", Order: "number", From: int64(1), To: int64(5)}, nil,
			"SEARCH i USING PRIMARY KEY (key=? AND ord>? AND ord<?)"},
		{store.Query{Order: "day"}, nil, "SCAN i"},
		{store.Query{Order: "day", To: "2027"}, nil, "SEARCH i USING PRIMARY KEY (ord>? AND ord<?)"},
		{store.Query{Order: "day", From: "2026"}, []any{"2026", "a"}, "SEARCH i USING PRIMARY KEY ((ord,id)>(?,?)"},
	} {
		s, err := d.scan(test.query)
		if err != nil {
			t.Fatal(err)
		}
		s.after = test.after
		text, args := s.page()
		steps := explain(t, e, text, args)
		want := 2
		if s.join == "" {
			want = 1
		}
		if len(steps) != want || !strings.HasPrefix(steps[0], test.walk) {
			t.Errorf("%+v after %v: plan %q, want it to walk by %s", test.query, test.after, steps, test.walk)
		}
		if want == 2 && !strings.HasPrefix(steps[len(steps)-1], "SEARCH d USING PRIMARY KEY (id=?)") {
			t.Errorf("%+v: plan %q does not come to documents by id", test.query, steps)
		}
	}
}

// TestNoPlanSorts checks what no walk may contain, downwards too, for counting
// too, and for the upkeep of the indexes.
func TestNoPlanSorts(t *testing.T) {
	e := openTest(t, newPath(t))
	ensure(t, e, boxSpec)
	d := newDocs(e, boxSpec)
	for _, q := range []store.Query{
		{Desc: true}, {Field: "tags", Is: int64(1), Desc: true}, {Order: "day", Desc: true, To: "2027"},
		{Field: "round", Is: "r", Order: "number", Desc: true, From: int64(3)},
	} {
		for _, after := range [][]any{nil, {"z", "a"}} {
			s, err := d.scan(q)
			if err != nil {
				t.Fatal(err)
			}
			s.after = after[:min(len(after), len(s.order))]
			if len(s.after) == 0 {
				s.after = nil
			}
			text, args := s.page()
			if plan := strings.Join(explain(t, e, text, args), "\n"); strings.Contains(plan, "TEMP") {
				t.Errorf("%+v after %v sorts:\n%s", q, after, plan)
			}
		}
	}
	for _, ix := range boxSpec.Kept() {
		table := newIndexTable("boxes", ix)
		text := strings.ReplaceAll(table.remove(), "OLD.", "OLD_")
		text = strings.NewReplacer("OLD_doc", "'{}'", "OLD_id", "'a'").Replace(text)
		plan := explain(t, e, text, nil)
		if !slices.ContainsFunc(plan, func(s string) bool { return strings.HasPrefix(s, "SEARCH "+table.name) }) {
			t.Errorf("removing from %s walks all of it: %q", table.name, plan)
		}
	}
}

// TestArrivalOrderIsNotOnDisk: a table with rowids would number its documents.
func TestArrivalOrderIsNotOnDisk(t *testing.T) {
	path := newPath(t)
	openParcels(t, openTest(t, path))
	rows, err := raw(t, path).Query("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := 0
	for rows.Next() {
		var name string
		var withoutRowid bool
		if err := rows.Scan(&name, &withoutRowid); err != nil {
			t.Fatal(err)
		}
		tables++
		if !withoutRowid {
			t.Errorf("%s has rowids", name)
		}
	}
	if tables != 3 {
		t.Errorf("%d tables, want the inbox and two indexes", tables)
	}
}

func TestTheShellShowsDocumentsAndKeepsIndexes(t *testing.T) {
	path := newPath(t)
	e := openTest(t, path)
	c, err := store.Open[note](t.Context(), e, noteSpec)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Insert(t.Context(), &note{Head: store.Head{ID: "a"}, Text: "1 < 2 & \"ü\"", Tags: []string{"x", "x", "y"}}); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	var rev int
	var doc string
	if err := db.QueryRow("SELECT rev, doc FROM notes WHERE id = 'a'").Scan(&rev, &doc); err != nil {
		t.Fatal(err)
	}
	if want := `{"_id":"a","rev":1,"text":"1 < 2 & \"ü\"","tags":["x","x","y"],"on":false}`; rev != 1 || doc != want {
		t.Errorf("the shell shows %d %s, want %s", rev, doc, want)
	}
	for _, step := range []struct{ sql, x, y, z string }{
		{"SELECT 1", "a", "a", ""},
		{`UPDATE notes SET doc = json_set(doc, '$.tags', json('["y","z"]'))`, "", "a", "a"},
		{`INSERT INTO notes SELECT 'b', 1, json_set(doc, '$._id', 'b') FROM notes`, "", "ab", "ab"},
		{`UPDATE notes SET id = 'c', doc = json_set(doc, '$._id', 'c') WHERE id = 'b'`, "", "ac", "ac"},
		{`UPDATE notes SET doc = json_set(doc, '$.tags', 'z') WHERE id = 'c'`, "", "a", "ac"},
		{`UPDATE notes SET doc = json_set(doc, '$.tags', json('{"z":"y"}')) WHERE id = 'c'`, "", "a", "a"},
		{`DELETE FROM notes WHERE id = 'a'`, "", "", ""},
	} {
		if _, err := db.Exec(step.sql); err != nil {
			t.Fatal(err)
		}
		for tag, want := range map[string]string{"x": step.x, "y": step.y, "z": step.z} {
			if got := keyed(t, e, tag); got != want {
				t.Errorf("after %s: %q has the tag %s, want %q", step.sql, got, tag, want)
			}
		}
	}
}

type note struct {
	store.Head `bson:",inline"`
	Text       string   `json:"text"`
	Tags       []string `json:"tags"`
	On         bool     `json:"on"`
}

var noteSpec = store.Spec{Name: "notes", Indexes: []store.Index{{Field: "tags"}, {Field: "on", Order: "text"}}}

// keyed is the ids that the index on tags has under the tag, one after the other.
func keyed(t *testing.T, e *Engine, tag string) string {
	t.Helper()
	rows, err := e.readers.QueryContext(t.Context(), `SELECT id FROM "notes.tags" WHERE key = ? ORDER BY id`, tag)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		all += id
	}
	return all
}

// TestAnIndexThatIsBuiltOtherwiseNowIsBuiltAnew: a later version of the program
// may keep its indexes in another way.
func TestAnIndexThatIsBuiltOtherwiseNowIsBuiltAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kist.db")
	e := openTest(t, path)
	c, err := store.Open[note](t.Context(), e, noteSpec)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if err := c.Insert(t.Context(), &note{Head: store.Head{ID: fmt.Sprint(i)}, Tags: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
	}
	db := raw(t, path)
	for _, sql := range []string{
		`DROP TRIGGER "notes.tags.update"`, `DELETE FROM "notes.tags" WHERE id > '4'`,
		`CREATE TRIGGER "notes.tags.update" AFTER UPDATE ON notes BEGIN SELECT 1; END`,
	} {
		if _, err := db.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	ensure(t, e, noteSpec)
	if got := keyed(t, e, "x"); got != "0123456789" {
		t.Errorf("the index has %s", got)
	}
}
