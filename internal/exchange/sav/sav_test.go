package sav

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
)

func written(t interface{ Fatal(...any) }, rel *worded.Release) []byte {
	var b bytes.Buffer
	if err := Write(&b, rel); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBack(t interface{ Fatal(...any) }, rel *worded.Release) *read {
	f, err := readFile(written(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// at is a value of a case by the name of its variable.
func (f *read) at(row []any, name string) any {
	for i, v := range f.variables {
		if v.name == name {
			return row[i]
		}
	}
	return "no variable " + name
}

// figures are the cases as figures; a missing number is -1, its reason apart.
func (f *read) figures(t interface{ Fatal(...any) }) []exchangetest.Figure {
	var list []exchangetest.Figure
	for _, row := range f.rows {
		text := func(name string) string { return f.at(row, name).(string) }
		at := exchangetest.Figure{Question: text("question"), By: text("grouping"), Group: text("group"), Code: text("column"), Missing: text("missing"), Count: -1, Percent: -1}
		count := f.at(row, "count").(float64)
		if count >= 0 {
			at.Count = int(count)
		} else if got := reasonOf(int(count)); got != at.Missing {
			t.Fatal(fmt.Sprintf("%v stands for %q, and the case says %q", count, got, at.Missing))
		}
		if percent, ok := f.at(row, "percent").(float64); ok && percent >= 0 {
			at.Percent = int(percent)
		}
		list = append(list, at)
	}
	return list
}

// reasonOf is what the numbers of missing values mean; files that people kept
// rely on it.
func reasonOf(n int) string {
	return map[int]string{-99: "fewer_than_10", -98: "fewer_than_10_or_alike", -97: "kept_back", -96: "not_asked", -95: "too_few_for_percent", -94: "other_wording"}[n]
}

func TestTheFileHoldsTheReleaseAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		f := readBack(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
		if diff := cmp.Diff(exchangetest.Figures(rel, exchangetest.FixedWords{}), f.figures(rt)); diff != "" {
			rt.Error(diff)
		}
		for _, row := range f.rows {
			if f.at(row, "release") != "demo-1" || f.at(row, "version") != "what_its_like-2" || f.at(row, "rounded_to") != 5.0 {
				rt.Errorf("the case does not name its release: %v", row)
			}
		}
	})
}

// The dictionary says what everything is: names, labels, missing values.
func TestTheDictionary(t *testing.T) {
	f := readBack(t, exchangetest.Worded())
	if f.encoding != "UTF-8" || f.fileLabel != "Release 1: Demo round" || f.made != "17 Nov 26 00:00:00" {
		t.Errorf("%q %q %q", f.encoding, f.fileLabel, f.made)
	}
	want := worded.Variables()
	if len(f.variables) != len(want) {
		t.Fatalf("%d variables, want %d", len(f.variables), len(want))
	}
	for i, v := range f.variables {
		if v.name != want[i].Name || v.label != "words of "+want[i].Name {
			t.Errorf("%q labelled %q, want %q", v.name, v.label, want[i].Name)
		}
		if published := want[i].Published; published != (len(v.missing) == 2) || published && (v.missing[0] != -99 || v.missing[1] != -90 || v.measure != 3) {
			t.Errorf("%s: missing %v, measure %d", v.name, v.missing, v.measure)
		}
	}
	labels := map[string]map[any]string{}
	for _, v := range f.variables {
		labels[v.name] = v.labels
	}
	for name, want := range map[string]map[any]string{
		"count":    {-99.0: "words of small Least10", -98.0: "words of either Least10", -97.0: "words of kept", -96.0: "words of not_asked", -94.0: "words of other_wording"},
		"percent":  {-99.0: "words of small Least10", -98.0: "words of either Least10", -97.0: "words of kept", -96.0: "words of not_asked", -95.0: "words of too_few From20", -94.0: "words of other_wording"},
		"withheld": {0.0: "words of no", 1.0: "words of yes"},
		"question": {"_responses": "Question _responses at 14-18?", "safe": "Question safe at 14-18?", "visits": "Question visits at 14-18?", "plan": "Question plan at 14-18?"},
		"column":   {"_answered": "_answered", "rather_not": "I'd rather not say", "5_9": "5–9", "10_19": "10–19"}, // "yes" is not one label for all
		"release":  {},
	} {
		if diff := cmp.Diff(want, labels[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	about := strings.Join(f.documents, " ")
	for _, must := range []string{"Release 1: Demo round", "Strathlinn joint inspection", "what_its_like-2", "rounding Base5", "A number does not give its reasons.", "nobody can be found in it, and it stays"} {
		if !strings.Contains(about, must) {
			t.Errorf("the documents do not say %q:\n%s", must, about)
		}
	}
}

func TestDays(t *testing.T) {
	f := readBack(t, exchangetest.Worded())
	seconds := f.at(f.rows[0], "made").(float64)
	start := time.Date(1582, 10, 14, 0, 0, 0, 0, time.UTC)
	days := int(seconds) / 86400 // a Duration is too short for four centuries
	if got := start.AddDate(0, 0, days).Format(time.DateOnly); got != "2026-11-17" || int(seconds)%86400 != 0 {
		t.Errorf("made %s", got)
	}
	rel := exchangetest.Example()
	rel.Made = "yesterday"
	f = readBack(t, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
	if got := f.at(f.rows[0], "made"); got != nil {
		t.Errorf("no day is %v", got)
	}
}

// longWords says every question in as many bytes as it is told to.
type longWords struct {
	exchangetest.FixedWords
	text string
}

func (w longWords) Question(string, string) worded.Saying {
	return worded.Saying{Text: w.text, Edition: "8-10", Lang: "pa"}
}

// widths are those around which texts are cut in one way or another.
var widths = []int{1, 7, 8, 9, 247, 248, 252, 253, 254, 255, 256, 257, 503, 504, 505, 508, 509, 510, 511, 755, 756, 757, 764, 765, 766, 1020, 5000}

func long(n int) worded.Words {
	text := strings.Repeat("ਕੀ ਤੁਸੀਂ ", n/20) + "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	for i := 'a'; len(text) < n; i++ {
		text += string('a' + i%26)
	}
	return longWords{text: cut(text, n-1) + strings.Repeat("z", n-len(cut(text, n-1)))}
}

func TestLongTextsComeBackWhole(t *testing.T) {
	for _, n := range widths {
		words := long(n)
		f := readBack(t, worded.Of(exchangetest.Example(), words, exchangetest.About()))
		if got, want := f.at(f.rows[1], "wording"), words.Question("", "").Text; got != want || len(want) != n {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
	}
}

func TestCutting(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "", 2: "ù", 3: "ùa", 9: "ùa"} {
		if got := cut("ùa", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if diff := cmp.Diff([]string{"one two", "three", "fourfive", "six"}, wrap("one two three fourfivesix", 8)); diff != "" {
		t.Error(diff)
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(strings.Fields(rapid.String().Draw(rt, "text")), " ")
		lines := wrap(text, 10)
		for _, l := range lines {
			if len(l) > 10 || !utf8.ValidString(l) {
				rt.Errorf("%q", l)
			}
		}
		if joined := strings.Join(lines, ""); strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(text, " ", "") {
			rt.Errorf("%q became %q", text, lines)
		}
	})
}

func FuzzAnyWordsMakeAFile(f *testing.F) {
	for _, s := range []string{"plain", "", "\x00", "\xff", "a=b\tc", strings.Repeat("ù", 400), "\U0001f600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.Version, rel.Made, rel.Tables[0].Columns[0], rel.Tables[1].Groups[1].Value = s, s, s, s
		if _, err := readFile(written(t, worded.Of(rel, exchangetest.SameWords(s), exchangetest.About()))); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	exchangetest.FailsWhenFull(t, []int{0, 1000}, func(w *exchangetest.Full) error { return Write(w, exchangetest.Worded()) })
}

// pspp runs PSPP on a script in a folder of its own, in which the files stand.
func pspp(t *testing.T, files map[string][]byte, script string) (dir string) {
	t.Helper()
	program, err := exec.LookPath("pspp")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("PSPP is not installed (Debian: pspp)")
		}
		t.Skip("PSPP is not installed (Debian: pspp): files are read by these tests' own reader only")
	}
	dir = t.TempDir()
	maps.Insert(files, maps.All(map[string][]byte{"script.sps": []byte(script)}))
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), program, "-O", "format=csv", "-o", "listing.csv", "script.sps")
	run.Dir, run.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
	if out, err := run.CombinedOutput(); err != nil || bytes.Contains(out, []byte("warning")) || bytes.Contains(out, []byte("error")) {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
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
		rows = append(rows, row)
	}
	return rows
}

// TestPSPP opens the file in another program, which finds every figure, takes the
// reasons for missing values, and has the labels and notes.
func TestPSPP(t *testing.T) {
	rel := exchangetest.Example()
	dir := pspp(t, map[string][]byte{"a.sav": written(t, exchangetest.Worded())}, `
GET FILE='a.sav'.
SAVE TRANSLATE /OUTFILE='values.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.
SAVE TRANSLATE /OUTFILE='labels.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS /REPLACE.
DISPLAY DICTIONARY.
DISPLAY DOCUMENTS.
DESCRIPTIVES count /STATISTICS=SUM.
`)
	var got []exchangetest.Figure
	valid, sum := 0, 0
	for _, row := range table(t, filepath.Join(dir, "values.csv")) {
		number := func(name string) int {
			n, err := strconv.Atoi(strings.TrimSpace(row[name]))
			if err != nil || n < 0 {
				return -1
			}
			return n
		}
		f := exchangetest.Figure{Question: row["question"], By: row["grouping"], Group: row["group"], Code: row["column"], Missing: row["missing"], Count: number("count"), Percent: number("percent")}
		if f.Count >= 0 {
			valid, sum = valid+1, sum+f.Count
		}
		got = append(got, f)
	}
	if diff := cmp.Diff(exchangetest.Figures(rel, exchangetest.FixedWords{}), got); diff != "" {
		t.Error(diff)
	}
	if row := table(t, filepath.Join(dir, "labels.csv"))[4]; row["count"] != "words of small Least10" || row["withheld"] != "words of yes" || row["group"] != "4–7" {
		t.Errorf("in words: %v", row)
	}
	listing, err := os.ReadFile(filepath.Join(dir, "listing.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{
		"words of wording_edition", "-99 THRU -90", "A number does not give its reasons.", "what_its_like-2", "Question visits at 14-18?",
		fmt.Sprintf("words of count,%d,%d", valid, sum), // what is missing is in no sum
	} {
		if !bytes.Contains(listing, []byte(must)) {
			t.Errorf("PSPP does not list %q:\n%s", must, listing)
		}
	}
}

func TestPSPPReadsLongTexts(t *testing.T) {
	files, script := map[string][]byte{}, ""
	for _, n := range widths {
		name := strconv.Itoa(n)
		files[name+".sav"] = written(t, worded.Of(exchangetest.Example(), long(n), exchangetest.About()))
		script += "GET FILE='" + name + ".sav'.\nSAVE TRANSLATE /OUTFILE='" + name + ".csv' /TYPE=CSV /FIELDNAMES /REPLACE.\n"
	}
	dir := pspp(t, files, script)
	for _, n := range widths {
		row := table(t, filepath.Join(dir, strconv.Itoa(n)+".csv"))[1]
		if want := long(n).Question("", "").Text; row["wording"] != want {
			t.Errorf("%d bytes: %q, want %q", n, row["wording"], want)
		}
	}
}

// A release of which nothing may be shown is a file too.
func TestAnEmptyRelease(t *testing.T) {
	f := readBack(t, worded.Of(&results.Release{}, exchangetest.FixedWords{}, worded.About{}))
	if len(f.rows) != 1 || f.at(f.rows[0], "count") != -99.0 {
		t.Errorf("%v", f.rows)
	}
}
