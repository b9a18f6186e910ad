// Package sav writes a release as an SPSS system file: a case a figure, with
// labels for variables and values, and a missing value for each reason why a
// number is not there. PSPP and SPSS open it.
//
// The format is that of PSPP's developer's guide, chapter "System File Format":
// little-endian, not compressed, UTF-8.
package sav

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"kist/internal/exchange/cells"
	"kist/internal/exchange/worded"
)

// Write writes the file.
func Write(w io.Writer, rel *worded.Release) error {
	f := newFile(rel)
	f.header()
	for _, v := range f.variables {
		f.variable(v)
	}
	f.valueLabels()
	f.documents()
	f.extensions()
	f.integers(999, 0) // the end of the dictionary
	for _, row := range f.rows {
		for i, v := range f.variables {
			f.value(v, row[i])
		}
	}
	if _, err := w.Write(f.b.Bytes()); err != nil {
		return fmt.Errorf("sav: %w", err)
	}
	return nil
}

// file is a system file on its way.
type file struct {
	rel       *worded.Release
	b         bytes.Buffer
	variables []variable
	rows      [][]worded.Value
}

// variable is a column as the file has it.
type variable struct {
	worded.Variable
	short string // name of 8 bytes, of the first segment
	width int    // bytes of a text; 0 for a number
	first int    // place of its first element in a case, from 1
}

// An element is 8 bytes. A text of more than 255 is cut into segments of 255, but
// as many as if each held 252: the last is what the width has beyond 252 for each
// of the others, so it holds the end with room to spare.
const (
	element  = 8
	longest  = 255
	segment  = 252
	maxWidth = 32767
	maxLabel = 120 // bytes of a value's label that every version of SPSS reads
)

func newFile(rel *worded.Release) *file {
	f := &file{rel: rel}
	all := worded.Variables()
	for row := range rel.Rows() {
		values := make([]worded.Value, len(all))
		for i, v := range all {
			values[i] = v.Value(rel, row)
		}
		f.rows = append(f.rows, values)
	}
	next := 1
	for i, v := range all {
		width := 0
		if textual(v) {
			width = 1
			for _, row := range f.rows {
				width = max(width, len(row[i].Text))
			}
		}
		out := variable{Variable: v, short: "V" + strconv.Itoa(i+1), width: min(width, maxWidth), first: next}
		for _, n := range out.segments() {
			next += elements(n)
		}
		f.variables = append(f.variables, out)
	}
	return f
}

func textual(v worded.Variable) bool { return v.Kind == worded.Code || v.Kind == worded.Text }

// segments are the widths of the variables that a text is cut into: one, of its
// own width, unless it is longer than one can be. A number is one of width 0.
func (v variable) segments() []int {
	if v.width <= longest {
		return []int{v.width}
	}
	n := (v.width + segment - 1) / segment
	list := make([]int, n)
	for i := range list {
		list[i] = longest
	}
	list[n-1] = v.width - (n-1)*segment
	return list
}

// elements is how many elements hold a text of so many bytes, or a number.
func elements(width int) int { return max(1, (width+element-1)/element) }

// segmentName is the short name of a segment: names are letters and figures, and
// those of first segments are V and a number.
func (v variable) segmentName(i int) string {
	if i == 0 {
		return v.short
	}
	return v.short + "_" + strings.ToUpper(strconv.FormatInt(int64(i), 36))
}

func (f *file) integers(list ...int) {
	for _, n := range list {
		_, _ = f.b.Write([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
	}
}

func (f *file) numbers(list ...float64) {
	for _, x := range list {
		bits := math.Float64bits(x)
		f.integers(int(uint32(bits)), int(bits>>32))
	}
}

// text writes a text in so many bytes, with blanks after it, and cut where a
// letter ends.
func (f *file) text(s string, width int) {
	s = cut(s, width)
	f.b.WriteString(s)
	f.b.Write(bytes.Repeat([]byte{' '}, width-len(s)))
}

// cut shortens a text to at most n bytes, between letters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

func (f *file) header() {
	last := f.variables[len(f.variables)-1]
	size := last.first - 1
	for _, n := range last.segments() {
		size += elements(n)
	}
	f.text("$FL2", 4)
	f.text("@(#) SPSS DATA FILE Kist", 60)
	f.integers(2, size, 0, 0, len(f.rows)) // layout, elements in a case, no compression, no weight, cases
	f.numbers(100)                         // the bias of compression
	day, err := time.Parse(time.DateOnly, f.rel.Made)
	if err != nil {
		day = time.Time{}
	}
	f.text(day.Format("02 Jan 06"), 9)
	f.text("00:00:00", 8)
	f.text(f.rel.Title, 64)
	f.text("", 3)
}

// The types of formats, and what is written of one: type, width and decimals.
const (
	formatText   = 1
	formatNumber = 5
	formatDay    = 39 // 2026/11/17
)

func format(kind, width, decimals int) int { return kind<<16 | width<<8 | decimals }

// sysmis is the number that stands for no number at all.
var sysmis = -math.MaxFloat64

// variable describes a variable, and each segment of it as one of its own. The
// first has the label and the range of missing values.
func (f *file) variable(v variable) {
	for i, width := range v.segments() {
		label, missing := "", 0
		if i == 0 {
			label = cut(f.rel.LabelOf(v.Variable), longest)
		}
		if v.Published {
			missing = -2 // a range
		}
		f.integers(2, width, min(1, len(label)), missing, v.format(width), v.format(width)) // to print, to write
		f.text(v.segmentName(i), 8)
		if label != "" {
			f.integers(len(label))
			f.text(label, (len(label)+3)/4*4)
		}
		if v.Published {
			f.numbers(worded.LeastReason, worded.MostReason)
		}
		for range elements(width) - 1 { // what else of a case the text takes
			f.integers(2, -1, 0, 0, 0, 0)
			f.text("", 8)
		}
	}
}

func (v variable) format(width int) int {
	switch {
	case v.Kind == worded.Day:
		return format(formatDay, 10, 0)
	case width == 0:
		return format(formatNumber, 8, 0)
	}
	return format(formatText, width, 0)
}

// valueLabels are those of numbers and of texts that fit one element. Those of
// others come later (longLabels).
func (f *file) valueLabels() {
	for _, v := range f.variables {
		labels := f.rel.Labels(v.Variable)
		if len(labels) == 0 || v.width > element {
			continue
		}
		f.integers(3, len(labels))
		for _, l := range labels {
			f.value(v, l.Value)
			label := cut(l.Label, maxLabel)
			_ = f.b.WriteByte(byte(len(label)))
			f.text(label, (len(label)+1+7)/8*8-1)
		}
		f.integers(4, 1, v.first)
	}
}

// documents are what a person should read first: which release this is, what was
// done to its numbers, and what it cannot tell.
func (f *file) documents() {
	const width = 80
	var lines []string
	for _, text := range append([]string{f.rel.Title, f.rel.Inspection, f.rel.Naming(), f.rel.Rounding()}, f.noteTexts()...) {
		lines = append(lines, wrap(text, width)...)
	}
	f.integers(6, len(lines))
	for _, l := range lines {
		f.text(l, width)
	}
}

func (f *file) noteTexts() []string {
	var list []string
	for _, n := range f.rel.Notes {
		list = append(list, cells.Line(n.Lead+" "+n.Text))
	}
	return list
}

// value writes one value of a case, or of a label.
func (f *file) value(v variable, value worded.Value) {
	if v.width > 0 {
		f.segmented(v, value.Text)
		return
	}
	f.numbers(number(v.Variable, value))
}

// number is a value as a number: a day is in seconds since 14 October 1582.
func number(v worded.Variable, value worded.Value) float64 {
	switch {
	case v.Kind == worded.Day:
		day, err := time.Parse(time.DateOnly, value.Text)
		if err != nil {
			return sysmis
		}
		const unix = 12219379200 // 1 January 1970
		return float64(day.Unix() + unix)
	case value.None:
		return sysmis
	case value.Missing != worded.Published:
		return float64(value.Missing.Number())
	}
	return float64(value.Number)
}

// segmented writes a text in its segments, each in whole elements.
func (f *file) segmented(v variable, text string) {
	text = cut(text, v.width)
	segments := v.segments()
	for i, width := range segments {
		part := text
		if i < len(segments)-1 {
			part = text[:min(len(text), longest)]
		}
		text = text[len(part):]
		f.b.WriteString(part)
		f.b.Write(bytes.Repeat([]byte{' '}, elements(width)*element-len(part)))
	}
}
