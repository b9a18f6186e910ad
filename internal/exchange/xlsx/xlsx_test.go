package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

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

// cell is a cell as it is stored: a number, or a text.
type cell struct {
	Ref     string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Value   string  `xml:"v"`
	Text    string  `xml:"is>t"`
	Formula *string `xml:"f"`
}

func (c cell) number() (float64, bool) {
	if c.Type != "" && c.Type != "n" || c.Value == "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(c.Value, 64)
	return n, err == nil
}

// page is a sheet as it is stored.
type page struct {
	name string
	Pane struct {
		State string `xml:"state,attr"`
		X     string `xml:"xSplit,attr"`
		Y     string `xml:"ySplit,attr"`
	} `xml:"sheetViews>sheetView>pane"`
	Columns []struct {
		Min   int     `xml:"min,attr"`
		Width float64 `xml:"width,attr"`
	} `xml:"cols>col"`
	Rows []struct {
		Cells []cell `xml:"c"`
	} `xml:"sheetData>row"`
}

// parts are the files in the workbook.
func parts(t interface{ Fatal(...any) }, b []byte) map[string][]byte {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// pages reads the sheets in their order, from the bytes and by no library.
func pages(t interface{ Fatal(...any) }, b []byte) []page {
	all := parts(t, b)
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := xml.Unmarshal(all["xl/workbook.xml"], &book); err != nil {
		t.Fatal(err)
	}
	list := make([]page, len(book.Sheets))
	for i, s := range book.Sheets {
		list[i].name = s.Name
		if err := xml.Unmarshal(all[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)], &list[i]); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// reasons are the words for what is missing, as exchangetest.FixedWords has them.
var reasons = map[string]string{
	"words of small Least10": "fewer_than_10", "words of either Least10": "fewer_than_10_or_alike", "words of kept": "kept_back", "words of not_asked": "not_asked", "words of other_wording": "other_wording", "words of too_few From20": "",
}

// figures reads the tables of a question off its sheet; numbers is how many
// numbers stand on it.
func (p page) figures(rt *rapid.T) (list []exchangetest.Figure, numbers int) {
	for i := 0; i < len(p.Rows); i++ {
		for _, c := range p.Rows[i].Cells {
			if _, ok := c.number(); ok {
				numbers++
			}
		}
		cells := p.Rows[i].Cells
		if len(cells) == 0 || cells[0].Text != "words of counts" {
			continue
		}
		var counts, percents [][]cell
		for j := i + 1; j < len(p.Rows) && len(p.Rows[j].Cells) > 1 && p.Rows[j].Cells[0].Text != "words of percent"; j++ {
			counts = append(counts, p.Rows[j].Cells)
		}
		for j := i + len(counts) + 2; len(percents) < len(counts)-1; j++ {
			percents = append(percents, p.Rows[j].Cells)
		}
		for g := 1; g < len(cells); g++ {
			for n, row := range counts {
				f := exchangetest.Figure{Count: -1, Percent: -1, Missing: reasons[row[g].Text]}
				if v, ok := row[g].number(); ok {
					f.Count = int(v)
				}
				if n > 0 {
					if v, ok := percents[n-1][g].number(); ok {
						f.Percent = int(math.Round(v * 100))
					}
				}
				list = append(list, f)
			}
		}
	}
	return list, numbers
}

// Every sheet holds the figures of its question, in the order of the release, and
// no other number.
func TestTheBookHoldsTheReleaseAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		book := pages(rt, written(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About())))
		byQuestion := map[string][]exchangetest.Figure{}
		for _, f := range exchangetest.Figures(rel, exchangetest.FixedWords{}) {
			key := f.Question
			f.Question, f.By, f.Group, f.Code = "", "", "", ""
			byQuestion[key] = append(byQuestion[key], f)
		}
		if len(book) != len(byQuestion)+1 { // one of them is how many answered at all
			rt.Fatalf("%d sheets for %d questions", len(book), len(byQuestion)-1)
		}
		for _, p := range book[1 : len(book)-1] {
			_, key, _ := strings.Cut(p.name, " ")
			got, numbers := p.figures(rt)
			if diff := cmp.Diff(byQuestion[key], got); diff != "" {
				rt.Errorf("%s: %s", p.name, diff)
			}
			want := 0
			for _, f := range got {
				want += min(1, f.Count+1) + min(1, f.Percent+1)
			}
			if numbers != want {
				rt.Errorf("%s holds %d numbers, and its tables %d", p.name, numbers, want)
			}
		}
	})
}

func TestTheOverview(t *testing.T) {
	book := pages(t, written(t, exchangetest.Worded()))
	var lines []string
	for _, row := range book[0].Rows {
		var line []string
		for _, c := range row.Cells {
			line = append(line, c.Value+c.Text)
		}
		lines = append(lines, strings.Join(line, "|"))
	}
	want := []string{
		"Release 1: Demo round", exchangetest.Worded().Naming(), "Strathlinn joint inspection", "",
		"words of question|words of sheet|words of count|words of least|words of most",
		"Question _responses at 14-18?||60|56|64", "Question safe at 14-18?|1 safe|60|56|64", "Question visits at 14-18?|2 visits|20|16|24", "Question plan at 14-18?|3 plan|words of kept",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// What names and explains a release is on every sheet, in sight.
func TestEverySheetNamesItsRelease(t *testing.T) {
	for _, p := range pages(t, written(t, exchangetest.Worded())) {
		if got := p.Rows[1].Cells[0].Text; !strings.Contains(got, "demo-1") || !strings.Contains(got, "what_its_like-2") || !strings.Contains(got, "Base5") {
			t.Errorf("%s: %q", p.name, got)
		}
		if p.Pane.State != "frozen" || p.Pane.X != "1" || p.Pane.Y != "2" {
			t.Errorf("%s: %+v", p.name, p.Pane)
		}
		for i, c := range p.Columns {
			if c.Min != i+1 || c.Width != map[bool]float64{true: wide, false: narrow}[i == 0] {
				t.Errorf("%s: column %d is %+v", p.name, i+1, c)
			}
		}
	}
}

func TestTheNotes(t *testing.T) {
	book := pages(t, written(t, exchangetest.Worded()))
	var all []string
	for _, row := range book[len(book)-1].Rows {
		for _, c := range row.Cells {
			all = append(all, c.Text+c.Value)
		}
	}
	text := strings.Join(all, "\n")
	for _, must := range []string{"rounding Base5Within4Least10From20", "Why. A number does not give its reasons.", "what_its_like-2", "4f1c", "Demo round (demo)", "words of synthetic\nwords of yes"} {
		if !strings.Contains(text, must) {
			t.Errorf("the notes do not say %q", must)
		}
	}
}

// No text becomes a formula, in no cell and nowhere else: not now, and not when
// the book is saved as another kind of file.
func FuzzNoCellIsAFormula(f *testing.F) {
	for _, s := range []string{"=1+1", "+44", "-", "@SUM(A1)", "\t=1", "\u200b=1", "＝1", "|cmd", "<f>1</f>", "_x003D_1", "plain", "'", "[a]:*?/\\", strings.Repeat("ù", 40), "History", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.ID, rel.Version, rel.Hash, rel.Tables[0].Question, rel.Tables[0].Columns[0], rel.Tables[1].Groups[1].Value = s, s, s, s, s, s
		b := written(t, worded.Of(rel, exchangetest.SameWords(s), worded.About{Title: s, Inspection: s, Notes: []worded.Note{{Lead: s, Text: s}}}))
		for name, part := range parts(t, b) {
			if strings.HasPrefix(name, "xl/worksheets/") && bytes.Contains(part, []byte("<f>")) || bytes.Contains(part, []byte("<definedName")) || strings.Contains(name, "externalLink") {
				t.Errorf("%s holds a formula", name)
			}
		}
		names := map[string]bool{}
		for _, p := range pages(t, b) {
			if names[strings.ToLower(p.name)] || p.name == "" || len([]rune(p.name)) > 31 || strings.ContainsAny(p.name, `:\/?*[]`) {
				t.Errorf("a sheet is called %q", p.name)
			}
			names[strings.ToLower(p.name)] = true
			for _, row := range p.Rows {
				for _, c := range row.Cells {
					if c.Formula != nil || c.Text != "" && strings.ContainsAny(c.Text[:1], "=+-@|%\t\r\n") {
						t.Errorf("%s of %s: %+v", c.Ref, p.name, c)
					}
				}
			}
		}
	})
}

func TestSheetNames(t *testing.T) {
	for name, want := range map[string]string{
		"Notes": "Notes", "": "-", "a/b": "a b", "'quoted'": "quoted", strings.Repeat("a", 40): strings.Repeat("a", 31), strings.Repeat("\U0001f600", 20): strings.Repeat("\U0001f600", 15),
	} {
		if got := sheetName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestAnEmptyRelease(t *testing.T) {
	book := pages(t, written(t, worded.Of(&results.Release{}, exchangetest.FixedWords{}, worded.About{})))
	if len(book) != 2 || book[0].Rows[5].Cells[2].Text != "words of small Least10" {
		t.Errorf("%+v", book)
	}
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	exchangetest.FailsWhenFull(t, []int{0, 1000}, func(w *exchangetest.Full) error { return Write(w, exchangetest.Worded()) })
}

// opened has another program turn a sheet into comma-separated text.
func opened(t *testing.T, dir string, args ...string) [][]string {
	t.Helper()
	run := exec.CommandContext(t.Context(), args[0], args[1:]...)
	run.Dir, run.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+dir)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v: %v", found, err)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// inOverview checks what another program found on the first sheet.
func inOverview(t *testing.T, rows [][]string) {
	t.Helper()
	for _, row := range rows {
		if row[0] == "Question safe at 14-18?" {
			if got := strings.Join(row, "|"); got != "Question safe at 14-18?|1 safe|60|56|64" {
				t.Errorf("%s", got)
			}
			return
		}
	}
	t.Errorf("%q", rows)
}

func onDisk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.xlsx"), written(t, exchangetest.Worded()), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestGnumeric opens the book in another program.
func TestGnumeric(t *testing.T) {
	if _, err := exec.LookPath("ssconvert"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Gnumeric is not installed (Debian: gnumeric)")
		}
		t.Skip("Gnumeric is not installed (Debian: gnumeric): the book is read by these tests' own reader only")
	}
	inOverview(t, opened(t, onDisk(t), "ssconvert", "a.xlsx", "a.csv"))
}

// TestLibreOffice opens it in a third, with a profile of its own: two at once would
// share one, and the second would do nothing.
func TestLibreOffice(t *testing.T) {
	calc, err := filepath.Glob("/usr/lib/libreoffice/program/libsclo.so")
	if _, missing := exec.LookPath("soffice"); missing != nil || err != nil || len(calc) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice's tables are not installed (Debian: libreoffice-calc-nogui)")
		}
		t.Skip("LibreOffice's tables are not installed (Debian: libreoffice-calc-nogui): the book was opened in Gnumeric")
	}
	inOverview(t, opened(t, onDisk(t), "soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "csv", "a.xlsx"))
}
