package xlsform

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// workbook makes a workbook of tables as they are written in Markdown: a line with
// one cell names a sheet, the lines after it are its rows.
func workbook(t testing.TB, tables string) []byte {
	t.Helper()
	f := excelize.NewFile()
	sheet, line := "", 0
	for _, text := range strings.Split(tables, "\n") {
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		cells := strings.Split(strings.Trim(text, "|"), "|")
		if len(cells) == 1 {
			sheet, line = strings.TrimSpace(cells[0]), 0
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			continue
		}
		line++
		for i, c := range cells {
			at, _ := excelize.CoordinatesToCellName(i+1, line)
			if err := f.SetCellStr(sheet, at, signs.Replace(strings.TrimSpace(c))); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = f.DeleteSheet("Sheet1")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// signs stand for what cannot be seen in a table, or would end a cell of it; seen puts
// them back.
var (
	signs = strings.NewReplacer("¦", "|", "«RLO»", "\u202e", "«BOM»", "\ufeff", "«RLM»", "\u200f", "«LRM»", "\u200e", "«ZWSP»", "\u200b")
	seen  = strings.NewReplacer("\u202e", "«RLO»", "\ufeff", "«BOM»", "\u200f", "«RLM»", "\u200e", "«LRM»", "\u200b", "«ZWSP»")
)

func taken(t testing.TB, file []byte) (*surveys.Survey, string) {
	t.Helper()
	form, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return drafted(t, form)
}

// drafted is the draft of a form with its account. A form of which a draft is made must
// make one that could be published.
func drafted(t testing.TB, form *incoming.Form) (*surveys.Survey, string) {
	t.Helper()
	s, notes, err := incoming.Draft(form, incoming.Wanted{Editions: []surveys.Edition{surveys.E14}}, Parts()...)
	if err != nil && !errors.Is(err, incoming.ErrNothing) {
		t.Fatal(err)
	}
	return s, account(notes)
}

// account writes an account, a line each: where, what became of it, why, and what the
// words for that are given.
func account(notes []incoming.Note) string {
	var b strings.Builder
	for _, n := range notes {
		line := fmt.Sprintf("%s %d %s: %s %s", n.Part, n.Line, n.Name, n.Fate, n.Why)
		for _, name := range slices.Sorted(maps.Keys(n.Args)) {
			line += fmt.Sprintf(" %s=%v", name, n.Args[name])
		}
		b.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	return b.String()
}

// outline writes what became of a form, so that a person can compare it with the
// form.
func outline(s *surveys.Survey) string {
	var b strings.Builder
	if s == nil {
		return "no draft\n"
	}
	fmt.Fprintf(&b, "%s %v %s\n", s.Key, s.Languages, words(s.Title))
	fmt.Fprintf(&b, "lead %s\n", words(s.Start.Lead))
	for _, q := range s.Questions {
		fmt.Fprintf(&b, "%s %s %s", q.Key, q.KindName, words(q.Text))
		if !q.Hint.Empty() {
			fmt.Fprintf(&b, " hint %s", words(q.Hint))
		}
		if q.Min+q.Max > 0 {
			fmt.Fprintf(&b, " %d..%d", q.Min, q.Max)
		}
		if !q.Low.Empty() || !q.High.Empty() {
			fmt.Fprintf(&b, " from %s to %s", words(q.Low), words(q.High))
		}
		for _, c := range q.AskIf {
			fmt.Fprintf(&b, " if %s=%s", c.Question, strings.Join(c.Any, ","))
		}
		b.WriteString("\n")
		for _, o := range q.Options {
			alone := ""
			if o.Exclusive {
				alone = " alone"
			}
			fmt.Fprintf(&b, "- %s %s%s\n", o.Key, words(o.Text), alone)
		}
	}
	return seen.Replace(b.String())
}

func words(w surveys.Words) string {
	var parts []string
	for _, lang := range slices.Sorted(maps.Keys(w)) {
		if text := w[lang][surveys.All]; text != "" {
			parts = append(parts, lang+":"+text)
		}
	}
	return strings.Join(parts, " / ")
}
