// Package xlsx writes a release as a workbook: an overview, a sheet a question, and
// notes. Numbers are numbers; whatever is a text is stored as one, and no cell
// holds a formula.
package xlsx

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"kist/internal/exchange/cells"
	"kist/internal/exchange/worded"
)

// Widths of columns, in figures of the usual font, and how many are made so wide.
const (
	wide    = 46
	narrow  = 17
	columns = 40
)

// Write writes the workbook.
func Write(w io.Writer, rel *worded.Release) error {
	b := &book{file: excelize.NewFile(), rel: rel, naming: rel.Naming()}
	defer func() { _ = b.file.Close() }()
	b.dress()
	b.overview()
	for i := range rel.Questions {
		b.question(i)
	}
	b.notes()
	b.name()
	if b.err != nil {
		return fmt.Errorf("xlsx: %w", b.err)
	}
	if _, err := b.file.WriteTo(w); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// book is a workbook on its way. It keeps the first error.
type book struct {
	file   *excelize.File
	rel    *worded.Release // nil of a workbook of plain tables
	naming string          // stands under the title of every sheet
	sheets int
	err    error
	styles
}

// styles are how cells look and what type they have.
type styles struct{ title, text, head, number, percent, day int }

func (b *book) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// The built-in formats of numbers: whole, per cent, and text, which what is
// typed over such a cell stays as well. A day is the same in every country.
const (
	asNumber  = 1
	asPercent = 9
	asText    = 49
)

var asDay = "yyyy-mm-dd"

func (b *book) dress() {
	style := func(s excelize.Style) int {
		id, err := b.file.NewStyle(&s)
		b.fail(err)
		return id
	}
	wrapped := &excelize.Alignment{WrapText: true, Vertical: "top"}
	b.styles = styles{
		title:  style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}, NumFmt: asText}),
		text:   style(excelize.Style{Alignment: wrapped, NumFmt: asText}),
		head:   style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrapped, NumFmt: asText, Border: []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}}),
		number: style(excelize.Style{NumFmt: asNumber}), percent: style(excelize.Style{NumFmt: asPercent}), day: style(excelize.Style{CustomNumFmt: &asDay}),
	}
}

// sheet is a sheet that is written from its top.
type sheet struct {
	*book
	out *excelize.StreamWriter
	row int
}

// open begins a sheet under its title and the line that names the release, which
// stay in sight, together with the first column.
func (b *book) open(name, title string) *sheet {
	if b.sheets++; b.sheets == 1 {
		b.fail(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.fail(err)
	}
	s := &sheet{book: b}
	if b.err != nil {
		return s
	}
	var err error
	s.out, err = b.file.NewStreamWriter(name)
	b.fail(err)
	b.fail(s.out.SetColWidth(2, columns, narrow)) // the last called for stands first, and they must be in order
	b.fail(s.out.SetColWidth(1, 1, wide))
	b.fail(s.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 2, TopLeftCell: "B3", ActivePane: "bottomRight"}))
	s.line(s.titled(title))
	s.line(excelize.Cell{Value: cells.Text(b.naming)})
	return s
}

func (s *sheet) titled(text string) excelize.Cell {
	return excelize.Cell{StyleID: s.styles.title, Value: cells.Text(text)}
}

func (s *sheet) words(text string) excelize.Cell {
	return excelize.Cell{StyleID: s.styles.text, Value: cells.Text(text)}
}

func (s *sheet) heads(texts ...string) []excelize.Cell {
	list := make([]excelize.Cell, len(texts))
	for i, text := range texts {
		list[i] = excelize.Cell{StyleID: s.styles.head, Value: cells.Text(text)}
	}
	return list
}

// line writes one row of cells; none leaves one free.
func (s *sheet) line(row ...excelize.Cell) {
	s.row++
	if s.err != nil {
		return
	}
	values := make([]any, len(row))
	for i, c := range row {
		values[i] = c
	}
	s.fail(s.out.SetRow("A"+strconv.Itoa(s.row), values))
}

func (s *sheet) close() {
	if s.err == nil {
		s.fail(s.out.Flush())
	}
}

// count is a figure's count, or in words why it has none.
func (s *sheet) count(f worded.Figure) excelize.Cell {
	if f.Missing != worded.Published {
		return s.words(s.rel.Why(f.Missing))
	}
	return s.whole(f.Count)
}

func (s *sheet) whole(n int) excelize.Cell { return excelize.Cell{StyleID: s.styles.number, Value: n} }

// share is a figure's percentage, or in words why it has none.
func (s *sheet) share(f worded.Figure) excelize.Cell {
	if f.Percent == nil {
		return s.words(s.rel.Why(f.NoPercent()))
	}
	return excelize.Cell{StyleID: s.styles.percent, Value: float64(*f.Percent) / 100}
}

// overview lists the questions, and how many answered each.
func (b *book) overview() {
	rel := b.rel
	s := b.open(sheetName(rel.T("staff.file.sheet.overview")), rel.Title)
	s.line(s.words(rel.Inspection))
	s.line()
	head := []string{rel.T("staff.file.head.question"), rel.T("staff.file.head.sheet")}
	for _, name := range []string{"count", "least", "most"} {
		head = append(head, rel.T("staff.file.var."+name))
	}
	s.line(s.heads(head...)...)
	for i, q := range append([]worded.Question{rel.Responses}, rel.Questions...) {
		name := ""
		if i > 0 {
			name = questionSheet(i-1, q.Key)
		}
		f := q.Tables[0].Groups[0].Figures[0]
		row := []excelize.Cell{s.words(q.Text.Text), s.words(name), s.count(f)}
		if f.Missing == worded.Published {
			row = append(row, s.whole(f.Least), s.whole(f.Most))
		}
		s.line(row...)
	}
	s.close()
}

// question writes every table of a question: counts, then percentages, with a row
// an answer and a column a group.
func (b *book) question(i int) {
	q := &b.rel.Questions[i]
	s := b.open(questionSheet(i, q.Key), q.Text.Text)
	for _, t := range q.Tables {
		s.line()
		s.line(s.titled(t.Label))
		s.block(b.rel.T("staff.file.head.counts"), t, 0, s.count)
		s.block(b.rel.T("staff.file.head.percent"), t, 1, s.share)
	}
	if len(q.Editions) > 0 {
		s.line()
		s.editions(q)
	}
	s.close()
}

// block is one table of figures, from the figure with the number first on.
func (s *sheet) block(head string, t worded.Table, first int, cell func(worded.Figure) excelize.Cell) {
	heads := []string{head}
	for _, g := range t.Groups {
		heads = append(heads, g.Label)
	}
	s.line(s.heads(heads...)...)
	for i := first; i <= len(t.Answers); i++ {
		row := []excelize.Cell{s.words(s.rel.T("staff.table.answers"))}
		if i > 0 {
			row[0] = s.words(t.Answers[i-1].Label.Text)
		}
		for _, g := range t.Groups {
			row = append(row, cell(g.Figures[i]))
		}
		s.line(row...)
	}
}

// editions sets side by side how each edition put the question and its answers.
func (s *sheet) editions(q *worded.Question) {
	s.line(s.titled(s.rel.T("staff.file.head.editions")))
	heads, asked := []string{s.rel.T("staff.file.head.code")}, []excelize.Cell{s.words(q.Key)}
	for _, e := range q.Editions {
		heads, asked = append(heads, e.Name), append(asked, s.words(e.Text.Text))
	}
	s.line(s.heads(heads...)...)
	s.line(asked...)
	for i, a := range q.Answers {
		row := []excelize.Cell{s.words(a.Code)}
		for _, e := range q.Editions {
			row = append(row, s.words(e.Labels[i].Text))
		}
		s.line(row...)
	}
}

// notes says what the release is and how to read it.
func (b *book) notes() {
	rel := b.rel
	s := b.open(sheetName(rel.T("staff.file.sheet.notes")), rel.T("staff.file.sheet.notes"))
	fact := func(name, value string) { s.line(s.words(rel.T("staff.file.var."+name)), s.words(value)) }
	fact("release", rel.ID)
	fact("round", rel.Round+" ("+rel.RoundID+")")
	fact("version", rel.Version)
	fact("version_hash", rel.Hash)
	if rel.Signature != nil {
		fact("signing_key", rel.Signature.Key)
		fact("signature", base64.StdEncoding.EncodeToString(rel.Signature.Value))
	}
	if day, err := time.Parse(time.DateOnly, rel.Made); err == nil {
		s.line(s.words(rel.T("staff.file.var.made")), excelize.Cell{StyleID: s.styles.day, Value: day})
	}
	synthetic := "staff.file.no"
	if rel.Synthetic {
		synthetic = "staff.file.yes"
	}
	fact("synthetic", rel.T(synthetic))
	if a := rel.AllAside; a.Out+a.In > 0 {
		s.line(s.words(rel.T("staff.file.var.apart_out")), s.whole(a.Out))
		s.line(s.words(rel.T("staff.file.var.apart_in")), s.whole(a.In))
	}
	s.places()
	s.line()
	s.line(s.words(rel.Rounding()))
	for _, n := range rel.Notes {
		s.line(s.words(strings.TrimSpace(n.Lead + " " + n.Text)))
	}
	s.close()
}

// places lists which releases a release over places brings together.
func (s *sheet) places() {
	rel := s.rel
	if len(rel.Places) == 0 {
		return
	}
	s.line(s.words(rel.T("staff.file.var.programme")), s.words(rel.Programme))
	s.line(s.words(rel.T("staff.file.var.places")))
	for _, p := range rel.Places {
		s.line(s.words(p.Label), s.words(p.Release), s.words(p.Before), s.count(p.Responses), s.whole(p.Expected))
	}
}

// name says in the file's own properties what it is.
func (b *book) name() {
	b.fail(b.file.SetDocProps(&excelize.DocProperties{
		Title: b.rel.Title, Subject: b.rel.Inspection, Description: b.rel.Naming(), Language: b.rel.Lang, Creator: "Kist", Created: b.rel.Made + "T00:00:00Z", Modified: b.rel.Made + "T00:00:00Z",
	}))
}

// questionSheet is the name of a question's sheet. Its number keeps it from being
// any name that programs keep for themselves.
func questionSheet(i int, key string) string { return sheetName(strconv.Itoa(i+1) + " " + key) }

// sheetName keeps of a name what a sheet can be called: at most 31 units, none
// of a few signs, and no quote at either end.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, cells.Line(s))
	for len(utf16.Encode([]rune(s))) > 31 {
		runes := []rune(s)
		s = string(runes[:len(runes)-1])
	}
	return cmp.Or(strings.Trim(s, "' "), "-")
}
