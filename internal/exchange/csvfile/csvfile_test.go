package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/exchange/cells"
	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
)

var update = flag.Bool("update", false, "write golden files anew")

// written is a file in memory.
func written(t interface{ Fatal(...any) }, write func(b *bytes.Buffer) error) []byte {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tidy(t interface{ Fatal(...any) }, rel *worded.Release) []byte {
	return written(t, func(b *bytes.Buffer) error { return Tidy(b, rel) })
}

func wide(t interface{ Fatal(...any) }, rel *worded.Release) []byte {
	return written(t, func(b *bytes.Buffer) error { return Wide(b, rel) })
}

func TestFilesAreAsTheyWere(t *testing.T) {
	for golden, got := range map[string][]byte{
		"testdata/release.csv":      tidy(t, exchangetest.Worded()),
		"testdata/release.wide.csv": wide(t, exchangetest.Worded()),
	} {
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s changed (-update if that is meant):\n%s", golden, diff)
		}
	}
}

// parse reads a file back, without its byte order mark, as rows by the names of
// their columns.
func parse(t interface{ Fatal(...any) }, b []byte) []map[string]string {
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		if len(row) != len(lines[0]) {
			t.Fatal("two columns have one name")
		}
		rows = append(rows, row)
	}
	return rows
}

// number is a cell; -1 if it is empty.
func number(t interface{ Fatal(...any) }, cell string) int {
	if cell == "" {
		return -1
	}
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Every figure of any release has a row with the same numbers, and there is no
// row beside these.
func TestTidyHoldsTheReleaseAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		var got []exchangetest.Figure
		for _, row := range parse(rt, tidy(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))) {
			f := exchangetest.Figure{
				Question: row["question"], By: row["grouping"], Group: row["group"], Code: row["column"],
				Count: number(rt, row["count"]), Percent: number(rt, row["percent"]), Missing: row["missing"],
			}
			within := 4 * max(1, number(rt, row["added"])) // each count that was added up is out by as much
			least, most := number(rt, row["least"]), number(rt, row["most"])
			if f.Count < 0 && (least != -1 || most != -1) || f.Count >= 0 && (least != max(0, f.Count-within) || most != f.Count+within) {
				rt.Errorf("%+v can mean %d to %d", f, least, most)
			}
			if row["release"] != "demo-1" || row["version"] != "what_its_like-2" || row["rounded_to"] != "5" || row["made"] != "2026-11-17" {
				rt.Errorf("the row does not name its release: %v", row)
			}
			got = append(got, f)
		}
		if diff := cmp.Diff(exchangetest.Figures(rel, exchangetest.FixedWords{}), got); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestWideHoldsTheReleaseAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		want := map[exchangetest.Figure]bool{}
		for _, f := range exchangetest.Figures(rel, exchangetest.FixedWords{}) {
			if f.Missing == "" && f.Percent < 0 && f.Code != worded.BaseCode {
				f.Missing = "too_few_for_percent"
			}
			want[f] = true
		}
		for _, row := range parse(rt, wide(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))) {
			if row["release"] != "demo-1" || row["version"] != "what_its_like-2" || row["rounded_to"] != "5" || row["made"] != "2026-11-17" {
				rt.Errorf("the row does not name its release: %v", row)
			}
			for name := range row {
				at, isCount := strings.CutSuffix(name, ".count")
				if !isCount || row[name]+row[at+".percent"]+row[at+".missing"] == "" {
					continue
				}
				by, group, ok := strings.Cut(at, ".")
				if !ok {
					by, group = "all", at
				}
				f := exchangetest.Figure{
					Question: row["question"], By: by, Group: group, Code: row["column"],
					Count: number(rt, row[name]), Percent: number(rt, row[at+".percent"]), Missing: row[at+".missing"],
				}
				if !want[f] {
					rt.Errorf("the release has no %+v", f)
				}
				delete(want, f)
			}
		}
		for f := range want {
			rt.Errorf("%+v is not in the file", f)
		}
	})
}

// What a program that reads these files was written for stays where it is.
func TestColumnsAreNeverTakenAway(t *testing.T) {
	first := []string{
		"release", "round", "question", "wording", "grouping", "group", "group_label", "column", "label", "count", "percent", "withheld",
		"least", "most", "offered", "synthetic", "wording_edition", "label_edition", "wording_language", "label_language", "missing", "rounded_to", "version", "version_hash", "made", "interim", "signing_key", "added",
	}
	line, _, _ := strings.Cut(string(tidy(t, exchangetest.Worded())), "\r\n")
	if got := strings.Split(strings.TrimPrefix(line, "\ufeff"), ","); len(got) < len(first) || !slices.Equal(got[:len(first)], first) {
		t.Errorf("%q", got)
	}
}

// dangerous says whether a spreadsheet could take a cell for a formula.
func dangerous(cell string) bool {
	for _, r := range cell {
		if strings.ContainsRune(cells.Joiners+" \t\u00a0", r) {
			continue
		}
		return strings.ContainsRune(cells.FormulaStarts, r)
	}
	return false
}

func FuzzNoCellIsAFormula(f *testing.F) {
	for _, s := range []string{"=1+1", "+44", "-", "@SUM(A1)", "\t=1", "\r\n=1", "\u200b=1", "\u200d=1", "＝1", " =1", "a\n=1", `"=1`, "'=1", "\x00=1", "\ufeff=1", "|cmd", "\u202e=1", "\xff=1", "plain"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.ID, rel.Round, rel.Version, rel.Hash, rel.Made = s, s, s, s, s
		rel.Tables[0].Question, rel.Tables[0].Columns[0], rel.Tables[1].Groups[1].Value, rel.Tables[2].By = s, s, s, s
		words := worded.Of(rel, exchangetest.SameWords(s), exchangetest.About())
		for name, file := range map[string][]byte{"tidy": tidy(t, words), "wide": wide(t, words)} {
			if !utf8.Valid(file) {
				t.Errorf("%s: not UTF-8", name)
			}
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				for _, c := range row {
					if dangerous(c) || strings.ContainsAny(c, "\r\n\t\x00") {
						t.Errorf("%s, row %d: cell %q", name, i, c)
					}
				}
			}
		}
	})
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	exchangetest.FailsWhenFull(t, []int{0, 3, 100}, func(w *exchangetest.Full) error { return Tidy(w, exchangetest.Worded()) })
	exchangetest.FailsWhenFull(t, []int{0, 3, 100}, func(w *exchangetest.Full) error { return Wide(w, exchangetest.Worded()) })
}

func TestLines(t *testing.T) {
	rows := func(yield func([]string, error) bool) {
		_ = yield([]string{"=1+1", "a,b"}, nil) && yield([]string{"Màiri \"M\"", "one\ntwo"}, nil)
	}
	var b strings.Builder
	if err := Lines(&b, []string{"who", "what"}, rows); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffwho,what\r\n'=1+1,\"a,b\"\r\n\"Màiri \"\"M\"\"\",one two\r\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestLinesStopAtAnError(t *testing.T) {
	away := errors.New("the store is away")
	rows := func(yield func([]string, error) bool) { yield(nil, away) }
	if err := Lines(&strings.Builder{}, nil, rows); !errors.Is(err, away) {
		t.Errorf("%v", err)
	}
	exchangetest.FailsWhenFull(t, []int{0, 3}, func(w *exchangetest.Full) error { return Lines(w, []string{"a"}, func(func([]string, error) bool) {}) })
}

// A release of which nothing may be shown is still a file that says so.
func TestAnEmptyRelease(t *testing.T) {
	rel := worded.Of(&results.Release{}, exchangetest.FixedWords{}, worded.About{})
	rows := parse(t, tidy(t, rel))
	if len(rows) != 1 || rows[0]["missing"] != "fewer_than_10" || rows[0]["count"] != "" || rows[0]["withheld"] != "yes" {
		t.Errorf("%v", rows)
	}
	if rows := parse(t, wide(t, rel)); len(rows) != 1 || rows[0]["all.missing"] != "fewer_than_10" {
		t.Errorf("%v", rows)
	}
}
