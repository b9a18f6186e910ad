package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/internal/store"
)

var update = flag.Bool("update", false, "write golden files anew")

// fixedWords gives words that name what they were asked for.
type fixedWords struct{}

func (fixedWords) Question(key, group string) (text, edition string) {
	return "Question " + key + " at " + editionOf(group) + "?", editionOf(group)
}
func (fixedWords) Column(_, code, group string) (label, edition string) {
	label = map[string]string{"-": "I'd rather not say", "5-9": "5-9", "yes": "Yes, at " + editionOf(group)}[code]
	if label == "" {
		return "", ""
	}
	return label, editionOf(group)
}

// editionOf is the edition in which a group is told.
func editionOf(group string) string {
	if group == "" {
		return "14-18"
	}
	return group
}
func (fixedWords) Group(by, value string) string {
	switch {
	case value == "":
		return "All ages"
	case by != results.ByAgeBand:
		return "Lives at " + value
	}
	return value
}
func (fixedWords) Asked(question, group string) bool { return question != "visits" || group != "4-7" }

// sameWords says the same to everything: whatever a survey may hold.
type sameWords string

func (w sameWords) Question(string, string) (text, edition string) { return string(w), string(w) }
func (w sameWords) Column(string, string, string) (label, edition string) {
	return string(w), string(w)
}
func (w sameWords) Group(string, string) string { return string(w) }
func (sameWords) Asked(string, string) bool     { return true }

func shown(count, percent int) results.Figure {
	return results.Figure{Shown: true, Count: count, Percent: &percent}
}

// example has a withheld group, one too small for percentages, a column that
// an age is not offered, and a published nought.
func example() *results.Release {
	few := results.Figure{Shown: true, Count: 15}
	return &results.Release{
		Head: store.Head{ID: "demo-1"}, Round: "demo", Number: 1, Synthetic: true, Responses: shown(60, 100),
		Tables: []results.Table{
			{Question: "safe", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Base: results.Figure{Shown: true, Count: 60}, Cells: []results.Figure{shown(60, 100), shown(0, 0)}},
			}},
			{Question: "safe", By: "age_band", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Value: "4-7"},
				{Value: "8-10", Base: few, Cells: []results.Figure{few, {Shown: true}}},
				{Value: "11-13", Base: results.Figure{Shown: true, Count: 40}, Cells: []results.Figure{shown(40, 100), {}}, Offered: []bool{true, false}},
			}},
			{Question: "safe", By: "where", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Value: "house"},
				{Value: "home", Base: results.Figure{Shown: true, Count: 45}, Cells: []results.Figure{shown(45, 100), shown(0, 0)}},
			}},
			{Question: "visits", Columns: []string{"5-9"}, Groups: []results.Group{
				{Base: results.Figure{Shown: true, Count: 20}, Cells: []results.Figure{shown(20, 100)}},
			}},
			{Question: "visits", By: "age_band", Columns: []string{"5-9"}, Groups: []results.Group{
				{Value: "4-7"}, // was not asked
			}},
		},
	}
}

func TestReleaseCSVIsAsItWas(t *testing.T) {
	var b bytes.Buffer
	if err := ReleaseCSV(&b, example(), fixedWords{}); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/release.csv"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the file changed (-update if that is meant):\n%s", diff)
	}
}

// parse reads a file back, without its byte order mark.
func parse(t interface{ Fatal(...any) }, b []byte) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestEveryFigureHasARow(t *testing.T) {
	var b bytes.Buffer
	if err := ReleaseCSV(&b, example(), fixedWords{}); err != nil {
		t.Fatal(err)
	}
	rows := parse(t, b.Bytes())
	want := 1 + 1 // the header and how many answered
	for _, table := range example().Tables {
		want += len(table.Groups) * (1 + len(table.Columns))
	}
	if len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
}

func TestWhatIsWithheldHasNoNumber(t *testing.T) {
	var b bytes.Buffer
	if err := ReleaseCSV(&b, example(), fixedWords{}); err != nil {
		t.Fatal(err)
	}
	rows := parse(t, b.Bytes())
	column := func(row []string, name string) string {
		for i, h := range rows[0] {
			if h == name {
				return row[i]
			}
		}
		t.Fatalf("no column %q", name)
		return ""
	}
	hidden := 0
	for _, row := range rows[1:] {
		if column(row, "withheld") != "yes" {
			continue
		}
		hidden++
		for _, name := range []string{"count", "percent", "least", "most"} {
			if got := column(row, name); got != "" {
				t.Errorf("%v has %s %q", row, name, got)
			}
		}
	}
	if hidden != 6 { // the groups of 4-7 and of the house: their sizes and two answers each
		t.Errorf("%d rows withheld, want 6", hidden)
	}
}

// dangerous says whether a spreadsheet could take a cell for a formula.
func dangerous(cell string) bool {
	for _, r := range cell {
		if strings.ContainsRune("\u200c\u200d \t\u00a0", r) {
			continue
		}
		return strings.ContainsRune(formulaStarts, r)
	}
	return false
}

func FuzzNoCellIsAFormula(f *testing.F) {
	for _, s := range []string{"=1+1", "+44", "-", "@SUM(A1)", "\t=1", "\r\n=1", "\u200b=1", "\u200d=1", "＝1", " =1", "a\n=1", `"=1`, "'=1", "\x00=1", "\ufeff=1", "|cmd", "\u202e=1", "\xff=1", "plain"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := example()
		rel.ID, rel.Round, rel.Tables[0].Question, rel.Tables[0].Columns[0], rel.Tables[1].Groups[1].Value = s, s, s, s, s
		var b bytes.Buffer
		if err := ReleaseCSV(&b, rel, sameWords(s)); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(b.Bytes()) {
			t.Error("not UTF-8")
		}
		for i, row := range parse(t, b.Bytes()) {
			if len(row) != len(header) {
				t.Fatalf("row %d has %d cells", i, len(row))
			}
			for _, c := range row {
				if dangerous(c) || strings.ContainsAny(c, "\r\n\t\x00") {
					t.Errorf("row %d: cell %q", i, c)
				}
			}
		}
	})
}

// Cells that need no care come through as they are, and a second time over
// changes nothing.
func TestTextKeepsWhatIsPlain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.StringMatching(`[A-Za-zÀ-ÿ0-9“][A-Za-zÀ-ÿ0-9 ,;:=+@"'.-]{0,20}[a-z]`).Draw(rt, "plain")
		if got := text(plain); got != plain {
			rt.Errorf("%q became %q", plain, got)
		}
		any := rapid.String().Draw(rt, "any")
		if once := text(any); text(once) != once {
			rt.Errorf("%q: %q, then %q", any, once, text(once))
		}
	})
}

func TestCodesThatSpreadsheetsMisread(t *testing.T) {
	for code, want := range map[string]string{"-": "rather_not", "8-10": "8_10", "all": "all", "not_sure": "not_sure", "4": "4", "a-b": "a-b", "4-": "4-"} {
		if got := codeOf(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
	for label, want := range map[string]string{"5-9": "5–9", "5": "5", "8 to 10": "8 to 10", "-": "-"} {
		if got := noDate(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}

// full fails after n bytes.
type full struct{ n int }

var errFull = errors.New("disk is full")

func (w *full) Write(b []byte) (int, error) {
	if w.n -= len(b); w.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	for _, n := range []int{0, 3, 100} {
		if err := ReleaseCSV(&full{n}, example(), fixedWords{}); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}
