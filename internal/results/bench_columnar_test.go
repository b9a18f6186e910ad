package results

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/synthetic"
	"kist/surveys"
)

// The size of what BenchmarkAgainstColumnar counts.
const (
	columnarBoxes = 2000
	columnarBox   = 500
)

// BenchmarkAgainstColumnar counts 1,000,000 decrypted responses to 20 questions by three
// groupings, and lets DuckDB make the same tables of the same responses in the same run,
// on all cores, from a table of bytes in memory. Every count is compared. "times" is how
// long counting takes for each second of DuckDB's faster way; the figure to hold is 2.
// The first run gets DuckDB, some 31 MB, and needs a C compiler:
//
//	go test ./internal/results -run xxx -bench AgainstColumnar -benchtime 1x
func BenchmarkAgainstColumnar(b *testing.B) {
	survey := columnarSurvey()
	batches := columnarBatches(b, survey)
	var c *count
	took := time.Duration(1 << 62)
	for range 5 {
		begin := time.Now()
		c = newCount(survey, survey.Groupings)
		v := newValues([]byte("key"))
		for _, batch := range batches {
			c.addBatch(batch, v)
		}
		c.settle()
		took = min(took, time.Since(begin))
	}
	theirs := columnar(b, c, batches)
	compareCounts(b, c, theirs.Counts)
	fastest := min(theirs.Separate, theirs.Sets)
	b.ReportMetric(took.Seconds()*1000, "kist-ms")
	b.ReportMetric(theirs.Separate*1000, "duckdb-ms")
	b.ReportMetric(theirs.Sets*1000, "duckdb-sets-ms")
	b.ReportMetric(took.Seconds()/fastest, "times")
}

// columnarSurvey asks three age bands 20 questions that are counted, by three groupings.
func columnarSurvey() *surveys.Survey {
	s := &surveys.Survey{Key: "twenty", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14}, Groupings: []string{ByAgeBand, "q0", "q1"}}
	for i := range 20 {
		q := &surveys.Question{Key: fmt.Sprint("q", i), KindName: []string{"one_choice", "one_choice", "agreement", "faces", "yes_no"}[i%5], Text: surveys.Text("en", "Which?")}
		switch i {
		case 18:
			q.KindName = "several"
		case 19:
			q.KindName = "order"
		}
		for j := range 4 {
			if q.KindName == "one_choice" || q.KindName == "several" || q.KindName == "order" {
				q.Options = append(q.Options, surveys.Option{Key: fmt.Sprint("o", j), Text: surveys.Text("en", "This")})
			}
		}
		s.Questions = append(s.Questions, q)
	}
	return s
}

func columnarBatches(b *testing.B, survey *surveys.Survey) []ballot.Batch {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	some := make([]ballot.Row, 50_000)
	for i := range some {
		edition := survey.Editions[rng.IntN(len(survey.Editions))]
		answers, _, err := survey.Accept(edition, "en", synthetic.Form(rng, survey, edition))
		if err != nil {
			b.Fatal(err)
		}
		some[i] = ballot.Row{Edition: string(edition), AgeBand: edition.AgeBand(), Answers: answers}
	}
	batches := make([]ballot.Batch, columnarBoxes)
	rows := make([]ballot.Row, columnarBox)
	for i := range batches {
		for j := range rows {
			rows[j] = some[rng.IntN(len(some))]
		}
		batches[i] = ballot.Batch{BoxID: fmt.Sprint("box", i), Rows: ballot.TableOf(rows), Gone: make([]bool, len(rows))}
	}
	return batches
}

// duckTold is what the other program prints.
type duckTold struct {
	Separate, Sets float64
	Counts         map[string]int
}

// columnar writes the responses down as cells, and lets the other program count them.
func columnar(b *testing.B, c *count, batches []ballot.Batch) duckTold {
	b.Helper()
	file := filepath.Join(b.TempDir(), "rows.csv")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, strings.Join(columnarHeader(c), ","))
	for _, batch := range batches {
		writeCells(w, c, batch.Rows)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	run := exec.Command("go", "run", "-C", filepath.Join("testdata", "columnar"), ".", file)
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		b.Skipf("DuckDB cannot be had here: %v", err)
	}
	var t duckTold
	if err := json.Unmarshal(out, &t); err != nil {
		b.Fatal(err)
	}
	return t
}

// severalCells says that an answer to the question may fall in several cells.
func severalCells(q *surveys.Question) bool { return q.Many() || q.KindName == "order" }

func columnarHeader(c *count) []string {
	var names []string
	for _, g := range c.groupings[1:] {
		names = append(names, "by"+g.by)
	}
	for _, t := range c.tables {
		if !severalCells(t.question) {
			names = append(names, t.question.Key)
			continue
		}
		for i := range t.columns {
			names = append(names, fmt.Sprint(t.question.Key, "_", i))
		}
	}
	return names
}

// writeCells writes one line a row: its groups, and the cells of its answers.
func writeCells(w *bufio.Writer, c *count, rows *ballot.Table) {
	var columns [][]string
	for _, g := range c.groupings[1:] {
		columns = append(columns, numbers(g.of(rows)))
	}
	for _, t := range c.tables {
		given, asked := rows.Of(t.question.Key)
		one, many := make([]int, rows.Len()), make([][]int, len(t.columns))
		for i := range many {
			many[i] = make([]int, rows.Len())
		}
		fall := newFall(t.question, t.columns)
		fall.turn(rows, given)
		for i := range one {
			one[i] = -1
			for k := range many {
				many[k][i] = -1
			}
			if !asked || given.At[i] == 0 {
				continue
			}
			for k := range many {
				many[k][i] = 0
			}
			for _, k := range fall.of(i) {
				one[i], many[k][i] = k, 1
			}
		}
		if !severalCells(t.question) {
			columns = append(columns, numbers(one))
			continue
		}
		for _, m := range many {
			columns = append(columns, numbers(m))
		}
	}
	line := make([]string, len(columns))
	for i := range rows.Len() {
		for j, column := range columns {
			line[j] = column[i]
		}
		fmt.Fprintln(w, strings.Join(line, ","))
	}
}

// numbers writes what is not negative.
func numbers(list []int) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		if n >= 0 {
			texts[i] = strconv.Itoa(n)
		}
	}
	return texts
}

// compareCounts wants every true count to be the other program's.
func compareCounts(b *testing.B, c *count, theirs map[string]int) {
	b.Helper()
	seen := 0
	for _, t := range c.tables {
		for _, cut := range t.cuts {
			for g := range cut.base {
				for i, n := range append([]cell{cut.base[g]}, cut.cells[g]...) {
					key := fmt.Sprintf("%s/%d/%d/%d", t.question.Key, cut.grouping-1, g, i-1)
					if seen += n.n; theirs[key] != n.n {
						b.Errorf("%s: %d here, %d there", key, n.n, theirs[key])
					}
				}
			}
		}
	}
	total := 0
	for _, n := range theirs {
		total += n
	}
	if seen != total || seen == 0 {
		b.Errorf("%d counted in all, %d there", seen, total)
	}
}
