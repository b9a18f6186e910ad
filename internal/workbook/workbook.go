// Package workbook writes workbooks (XLSX, ECMA-376) of plain tables: texts are texts,
// numbers are numbers, and no cell holds a formula. It reads none.
package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// What other programs open at most.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
	maxText    = 32_767 // of a cell, in units of UTF-16
	maxName    = 31     // of a sheet, the same
)

// Book is a workbook on its way. The zero Book is ready for sheets; it must have one
// before it is written.
type Book struct {
	Title, Subject, Description, Language string    // its own properties; each may be empty
	Made                                  time.Time // told to the second; zero: not told
	sheets                                []*Sheet
}

// Columns are neighbouring columns of one width.
type Columns struct {
	Count int     // from 1 up
	Width float64 // in figures of the usual font
}

// Sheet is a table that is written from its top.
type Sheet struct {
	name, pane, widths string
	rows               bytes.Buffer
	row, widest        int
}

// Style is how a cell looks, and what a number is.
type Style int

// The styles. What is typed over Title, Words or Head stays a text as well.
const (
	Plain   Style = iota
	Title         // large and bold
	Words         // broken into lines
	Head          // bold, underlined
	Number        // whole
	Percent       // of 1
	Day           // year, month and day, the same in every country
)

// Cell is what stands in one place.
type Cell struct {
	Style Style
	Value any // string, int, float64, or time.Time for its day; nil leaves it free
}

// Sheet adds a sheet. The name must be one that programs take: Write refuses others.
func (b *Book) Sheet(name string, widths ...Columns) *Sheet {
	s := &Sheet{name: name}
	first := 1
	for _, c := range widths {
		s.widths += fmt.Sprintf(`<col min="%d" max="%d" width="%g" customWidth="1"/>`, first, first+c.Count-1, c.Width)
		first += c.Count
	}
	if s.widths != "" {
		s.widths = "<cols>" + s.widths + "</cols>"
	}
	b.sheets = append(b.sheets, s)
	return s
}

// Freeze keeps the first columns and rows in sight, at least one of each.
func (s *Sheet) Freeze(columns, rows int) {
	s.pane = fmt.Sprintf(`<pane xSplit="%d" ySplit="%d" topLeftCell="%s" activePane="bottomRight" state="frozen"/>`, columns, rows, at(columns, rows+1))
}

// Row writes one row; without cells it is free.
func (s *Sheet) Row(cells ...Cell) {
	s.row++
	s.widest = max(s.widest, len(cells))
	fmt.Fprintf(&s.rows, `<row r="%d">`, s.row)
	for i, c := range cells {
		s.cell(at(i, s.row), c)
	}
	s.rows.WriteString("</row>")
}

// epoch is day 0 of a workbook.
var epoch = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

func (s *Sheet) cell(ref string, c Cell) {
	number := ""
	switch v := c.Value.(type) {
	case string:
		if v == "" {
			fmt.Fprintf(&s.rows, `<c r="%s" s="%d"/>`, ref, c.Style)
		} else {
			fmt.Fprintf(&s.rows, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, c.Style, escape(literal(v)))
		}
		return
	case int:
		number = strconv.Itoa(v)
	case float64:
		number = strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		day := time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
		number = strconv.Itoa(int(day.Sub(epoch).Hours() / 24))
	default:
		return
	}
	fmt.Fprintf(&s.rows, `<c r="%s" s="%d"><v>%s</v></c>`, ref, c.Style, number)
}

// at is the name of a place, its column from 0, its row from 1: A1, Z9, AA10.
func at(column, row int) string { return Column(column) + strconv.Itoa(row) }

// Column is the name of a column, from 0: A, B, ... Z, AA.
func Column(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// literal is a text that is read as just these words, cut to what a cell can hold: the
// sign _ begins another sign where its number follows, as in _x0041_.
func literal(text string) string {
	var b strings.Builder
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > maxText {
			break
		}
		if r == '_' && numbered(text[i+1:]) {
			b.WriteString("_x005F")
		}
		b.WriteRune(r)
	}
	return b.String()
}

// numbered says whether what follows a _ is the number of a sign.
func numbered(s string) bool {
	if len(s) < 6 || s[0] != 'x' || s[5] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[1:5], 16, 16)
	return err == nil
}

// escape makes a text stand in XML; what cannot becomes U+FFFD.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}

// Write writes the workbook. It has no time but Made, so that the same is the same.
// It refuses names of sheets, and sizes, that other programs do not open.
func (b *Book) Write(w io.Writer) error {
	if err := b.sound(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	z := zip.NewWriter(w)
	for _, p := range b.parts() {
		to, err := z.Create(p.name)
		if err == nil {
			_, err = to.Write(p.body)
		}
		if err != nil {
			return fmt.Errorf("workbook: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

// sound says whether other programs open it.
func (b *Book) sound() error {
	if len(b.sheets) == 0 {
		return errors.New("no sheet")
	}
	names := map[string]bool{}
	for _, s := range b.sheets {
		folded := strings.ToLower(s.name)
		switch {
		case folded == "" || names[folded] || len(utf16.Encode([]rune(s.name))) > maxName ||
			strings.ContainsAny(s.name, `:\/?*[]`) || strings.Trim(s.name, "'") != s.name:
			return fmt.Errorf("no sheet can be called %q", s.name)
		case s.row > maxRows || s.widest > maxColumns:
			return fmt.Errorf("the sheet %q has %d rows and %d columns, over %d or %d", s.name, s.row, s.widest, maxRows, maxColumns)
		}
		names[folded] = true
	}
	return nil
}
