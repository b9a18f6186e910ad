// Command columnar makes the tables of a release in DuckDB, for the benchmark that
// compares counting with a columnar database. It is a module of its own, so that Kist
// does not depend on it, and its folder is one that Go and the checks pass by.
//
// It reads a CSV file: a column byX holds the group of each row in a grouping, which no
// table of a question X is made by, a column qN the cell of its answer to a question with one, and qN_K whether it has the
// cell K of a question with several. What was not answered is empty. It prints JSON: how
// long the tables took, in seconds, and every count.
package main

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

// result is what is printed. Counts are by question, grouping (-1: the whole), group and
// cell; cell -1 is who answered.
type result struct {
	Load      float64        `json:"load"`
	Separate  float64        `json:"separate"` // a query a table
	Sets      float64        `json:"sets"`     // a query a question, by grouping sets
	Counts    map[string]int `json:"counts"`
	Threads   int            `json:"threads"`
	Questions int            `json:"questions"`
}

// tries is how often the tables are made: the fastest is told.
const tries = 5

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: columnar FILE.csv")
	}
	db, err := sql.Open("duckdb", "")
	check(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	out := result{Threads: runtime.NumCPU(), Separate: 1e9, Sets: 1e9}
	exec(db, fmt.Sprintf("SET threads=%d", out.Threads))
	groupings, singles, several := columnsOf(os.Args[1])
	out.Questions = len(singles) + len(several)
	begin := time.Now()
	var types []string
	for _, c := range header(os.Args[1]) {
		types = append(types, fmt.Sprintf("'%s': 'UTINYINT'", c))
	}
	exec(db, fmt.Sprintf("CREATE TABLE t AS SELECT * FROM read_csv('%s', header=true, columns={%s})", os.Args[1], strings.Join(types, ", ")))
	out.Load = time.Since(begin).Seconds()
	for range tries {
		begin = time.Now()
		out.Counts = map[string]int{}
		for _, q := range singles {
			single(db, q, "", -1, out.Counts)
			for i, g := range groupings {
				if g != "by"+q {
					single(db, q, g, i, out.Counts)
				}
			}
		}
		for q, cells := range several {
			many(db, q, cells, "", -1, out.Counts)
			for i, g := range groupings {
				many(db, q, cells, g, i, out.Counts)
			}
		}
		out.Separate = min(out.Separate, time.Since(begin).Seconds())
		begin = time.Now()
		for _, q := range singles {
			sets(db, groupings, fmt.Sprintf("%s, count(*)", q), q+" IS NOT NULL", q+", ")
		}
		for q, cells := range several {
			sets(db, groupings, sums(q, cells), fmt.Sprintf("%s_0 IS NOT NULL", q), "")
		}
		out.Sets = min(out.Sets, time.Since(begin).Seconds())
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

func header(path string) []string {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	names, err := csv.NewReader(f).Read()
	check(err)
	return names
}

// columnsOf sorts the columns of the file.
func columnsOf(path string) (groupings, singles []string, several map[string]int) {
	several = map[string]int{}
	for _, c := range header(path) {
		q, _, cell := strings.Cut(c, "_")
		switch {
		case strings.HasPrefix(c, "by"):
			groupings = append(groupings, c)
		case cell:
			several[q]++
		default:
			singles = append(singles, c)
		}
	}
	return groupings, singles, several
}

// single makes one table of a question with one cell.
func single(db *sql.DB, q, by string, grouping int, counts map[string]int) {
	group := "0"
	where := ""
	if by != "" {
		group, where = by, " AND "+by+" IS NOT NULL"
	}
	rows, err := db.Query(fmt.Sprintf("SELECT %s, %s, count(*) FROM t WHERE %s IS NOT NULL%s GROUP BY ALL", group, q, q, where))
	check(err)
	for rows.Next() {
		var g, cell, n int
		check(rows.Scan(&g, &cell, &n))
		counts[key(q, grouping, g, cell)] += n
		counts[key(q, grouping, g, -1)] += n
	}
	check(rows.Err())
}

// many makes one table of a question with several cells.
func many(db *sql.DB, q string, cells int, by string, grouping int, counts map[string]int) {
	group, where, end := "0", "", ""
	if by != "" {
		group, where, end = by, " AND "+by+" IS NOT NULL", " GROUP BY 1"
	}
	rows, err := db.Query(fmt.Sprintf("SELECT %s, %s FROM t WHERE %s_0 IS NOT NULL%s%s", group, sums(q, cells), q, where, end))
	check(err)
	for rows.Next() {
		var g int
		got := make([]sql.NullInt64, cells+1)
		into := []any{&g}
		for i := range got {
			into = append(into, &got[i])
		}
		check(rows.Scan(into...))
		for i, n := range got {
			counts[key(q, grouping, g, i-1)] += int(n.Int64)
		}
	}
	check(rows.Err())
}

// sums are who answered, and then each cell.
func sums(q string, cells int) string {
	list := []string{"count(*)"}
	for i := range cells {
		list = append(list, fmt.Sprintf("sum(%s_%d)::BIGINT", q, i))
	}
	return strings.Join(list, ", ")
}

// sets makes all tables of a question in one query.
func sets(db *sql.DB, groupings []string, what, where, cell string) {
	var by []string
	list := []string{"(" + strings.Trim(cell, ", ") + ")"}
	for _, g := range groupings {
		if "by"+strings.Trim(cell, ", ") != g {
			by, list = append(by, g), append(list, "("+cell+g+")")
		}
	}
	rows, err := db.Query(fmt.Sprintf("SELECT %s, %s FROM t WHERE %s GROUP BY GROUPING SETS (%s)", strings.Join(by, ", "), what, where, strings.Join(list, ", ")))
	check(err)
	for rows.Next() {
	}
	check(rows.Err())
}

func key(q string, grouping, group, cell int) string {
	return fmt.Sprintf("%s/%d/%d/%d", q, grouping, group, cell)
}

func exec(db *sql.DB, text string) {
	_, err := db.Exec(text)
	check(err)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
