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

	"kist/internal/exchange/cells"
	"kist/internal/exchange/worded"
	"kist/internal/workbook"
)

// Widths of columns, in figures of the usual font, and how many are made so wide.
const (
	wide    = 46
	narrow  = 17
	columns = 40
)

// Write writes the workbook.
func Write(w io.Writer, rel *worded.Release) error {
	b := &book{rel: rel, naming: rel.Naming()}
	b.overview()
	for i := range rel.Questions {
		b.question(i)
	}
	b.notes()
	b.name()
	if err := b.file.Write(w); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// book is a workbook on its way.
type book struct {
	file   workbook.Book
	rel    *worded.Release // nil of a workbook of plain tables
	naming string          // stands under the title of every sheet
}

// sheet is a sheet that is written from its top.
type sheet struct {
	*book
	out *workbook.Sheet
}

// open begins a sheet under its title and the line that names the release, which
// stay in sight, together with the first column.
func (b *book) open(name, title string) *sheet {
	s := &sheet{book: b, out: b.file.Sheet(name, workbook.Columns{Count: 1, Width: wide}, workbook.Columns{Count: columns - 1, Width: narrow})}
	s.out.Freeze(1, 2)
	s.line(s.titled(title))
	s.line(workbook.Cell{Value: cells.Text(b.naming)})
	return s
}

func (s *sheet) titled(text string) workbook.Cell {
	return workbook.Cell{Style: workbook.Title, Value: cells.Text(text)}
}

func (s *sheet) words(text string) workbook.Cell {
	return workbook.Cell{Style: workbook.Words, Value: cells.Text(text)}
}

func (s *sheet) heads(texts ...string) []workbook.Cell {
	list := make([]workbook.Cell, len(texts))
	for i, text := range texts {
		list[i] = workbook.Cell{Style: workbook.Head, Value: cells.Text(text)}
	}
	return list
}

// line writes one row of cells; none leaves one free.
func (s *sheet) line(row ...workbook.Cell) { s.out.Row(row...) }

// count is a figure's count, or in words why it has none.
func (s *sheet) count(f worded.Figure) workbook.Cell {
	if f.Missing != worded.Published {
		return s.words(s.rel.Why(f.Missing))
	}
	return s.whole(f.Count)
}

func (s *sheet) whole(n int) workbook.Cell { return workbook.Cell{Style: workbook.Number, Value: n} }

// share is a figure's percentage, or in words why it has none.
func (s *sheet) share(f worded.Figure) workbook.Cell {
	if f.Percent == nil {
		return s.words(s.rel.Why(f.NoPercent()))
	}
	return workbook.Cell{Style: workbook.Percent, Value: float64(*f.Percent) / 100}
}

// overview lists the questions, and how many answered each.
func (b *book) overview() {
	rel := b.rel
	s := b.open(b.overviewName(), rel.Title)
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
		row := []workbook.Cell{s.words(q.Text.Text), s.words(name), s.count(f)}
		if f.Missing == worded.Published {
			row = append(row, s.whole(f.Least), s.whole(f.Most))
		}
		s.line(row...)
	}
}

func (b *book) overviewName() string { return sheetName(b.rel.T("staff.file.sheet.overview")) }

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
}

// block is one table of figures, from the figure with the number first on.
func (s *sheet) block(head string, t worded.Table, first int, cell func(worded.Figure) workbook.Cell) {
	heads := []string{head}
	for _, g := range t.Groups {
		heads = append(heads, g.Label)
	}
	s.line(s.heads(heads...)...)
	for i := first; i <= len(t.Answers); i++ {
		row := []workbook.Cell{s.words(s.rel.T("staff.table.answers"))}
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
	heads, asked := []string{s.rel.T("staff.file.head.code")}, []workbook.Cell{s.words(q.Key)}
	for _, e := range q.Editions {
		heads, asked = append(heads, e.Name), append(asked, s.words(e.Text.Text))
	}
	s.line(s.heads(heads...)...)
	s.line(asked...)
	for i, a := range q.Answers {
		row := []workbook.Cell{s.words(a.Code)}
		for _, e := range q.Editions {
			row = append(row, s.words(e.Labels[i].Text))
		}
		s.line(row...)
	}
}

// notes says what the release is and how to read it.
func (b *book) notes() {
	rel := b.rel
	name := sheetName(rel.T("staff.file.sheet.notes"))
	if strings.EqualFold(name, b.overviewName()) { // a translator's choice
		name = questionSheet(len(rel.Questions), name)
	}
	s := b.open(name, rel.T("staff.file.sheet.notes"))
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
		s.line(s.words(rel.T("staff.file.var.made")), workbook.Cell{Style: workbook.Day, Value: day})
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
	b.file.Title, b.file.Subject, b.file.Description, b.file.Language = b.rel.Title, b.rel.Inspection, b.rel.Naming(), b.rel.Lang
	b.file.Made, _ = time.Parse(time.DateOnly, b.rel.Made) // a release that was not made yet has no day
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
