package questions

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"kist/internal/exchange/incoming"
)

// The largest table that is read.
const (
	maxRows    = 20_000
	maxColumns = 300
	maxAnswers = 60 // in columns of their own
)

// table is what a file holds: rows below the heads of columns.
type table struct {
	columns []column
	rows    []row
	western bool // its letters were taken for those of Windows in the west of Europe
}

// column is the head of a column.
type column struct {
	at   int
	head string // as it is written
	base string // small letters: "text", "answer"
	tag  string // of the language in brackets; empty for none
	lost string // the language in brackets, if it is none that is known
	nth  int    // the number at its end, of "answer 3"; 0 for none
}

// row is one line that is not empty.
type row struct {
	line  int
	cells []string
}

// parse reads a file. incoming.Trouble for one that is no table, or is not whole.
func parse(file []byte) (*table, error) {
	if len(file) > incoming.MaxFile {
		return nil, incoming.Troubled("large", "most", incoming.MaxFile>>20)
	}
	text, western, err := decoded(file)
	if err != nil {
		return nil, err
	}
	text, delimiter := delimited(text)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = delimiter, -1, delimiter != '\t'
	t := &table{western: western}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, damaged(err)
		}
		line, _ := r.FieldPos(0)
		if err := t.add(line, cells); err != nil {
			return nil, err
		}
	}
	return t, t.whole()
}

// damaged says in which line a quote is wrong, the only thing that can be.
func damaged(err error) error {
	line := 0
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		line = wrong.StartLine
	}
	return incoming.Troubled("csv_damaged", "line", line)
}

// whole checks that a table can be one of questions, and was read in the right
// letters: what is taken for Windows' western letters may be others.
func (t *table) whole() error {
	if len(t.columns) == 0 {
		return incoming.Troubled("empty")
	}
	words := false
	for _, c := range t.columns {
		words = words || c.base == "text"
		if t.western && c.tag != "" && !westernTags[c.tag] {
			return incoming.Troubled("csv_letters", "language", c.tag)
		}
	}
	if !words {
		return incoming.Troubled("csv_no_text")
	}
	return nil
}

// westernTags are languages that Windows-1252 has all letters of.
var westernTags = map[string]bool{"en": true, "gd": true, "sco": true, "fr": true, "es": true, "pt": true, "de": true, "it": true, "nl": true, "ga": true, "da": true, "sv": true, "nb": true, "fi": true}

// add takes one line: the first that is not empty has the heads.
func (t *table) add(line int, cells []string) error {
	if line > maxRows {
		return incoming.Troubled("csv_rows", "most", maxRows)
	}
	empty := true
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
		empty = empty && cells[i] == ""
	}
	switch {
	case empty:
	case len(cells) > maxColumns:
		return incoming.Troubled("csv_columns", "most", maxColumns, "line", line)
	case t.columns == nil:
		for i, c := range cells {
			if c != "" {
				t.columns = append(t.columns, newColumn(i, c))
			}
		}
	default:
		t.rows = append(t.rows, row{line, cells})
	}
	return nil
}

var (
	inBrackets = regexp.MustCompile(`^(.*?)\s*\(([^()]*)\)\s*$`)
	atEnd      = regexp.MustCompile(`^(.*?)[\s_]*(\d{1,3})$`)
)

// newColumn reads the head of a column, such as "Answer 2 (Polski)".
func newColumn(at int, head string) column {
	c := column{at: at, head: head}
	base := head
	if m := inBrackets.FindStringSubmatch(head); m != nil {
		if base, c.tag = m[1], incoming.Tag(m[2]); c.tag == "" {
			c.lost = m[2]
		}
	}
	m := atEnd.FindStringSubmatch(base)
	numbered := m != nil
	if numbered {
		for _, digit := range m[2] {
			c.nth = c.nth*10 + int(digit-'0')
		}
		base = m[1]
	}
	c.base = folded(base)
	if to, ok := aliases[c.base]; ok {
		c.base = to
	}
	switch {
	case c.base == "answers" && numbered && (c.nth == 0 || c.nth > maxAnswers):
		c.base = folded(head) // no such answer
	case c.base == "answers" && numbered:
		c.base = "answer"
	}
	return c
}

// aliases are other names of columns.
var aliases = map[string]string{
	"question": "text", "wording": "text", "label": "text", "kind": "type", "question type": "type", "key": "name", "code": "name", "id": "name",
	"help": "hint", "option": "answers", "options": "answers", "choices": "answers", "choice": "answers", "answer": "answers", "condition": "only if", "ask if": "only if",
	"show if": "only if", "if": "only if", "least": "min", "minimum": "min", "most": "max", "maximum": "max", "low end": "low", "high end": "high",
	"goes with no other": "alone", "exclusive": "alone",
}

// folded is a text in small letters, with one space for what is neither letter nor
// digit.
func folded(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t_-/.,:*?\u00a0", r) }), " ")
}

// get is the cell of a column without a language; empty if there is none.
func (t *table) get(r row, base string) string {
	for _, c := range t.columns {
		if c.base == base && c.tag == "" && c.lost == "" && c.at < len(r.cells) && r.cells[c.at] != "" {
			return r.cells[c.at]
		}
	}
	return ""
}

// delimited finds by what cells are parted: by what the first line says that Excel
// writes for itself, or by what parts most of the first line.
func delimited(text string) (rest string, delimiter rune) {
	text = strings.TrimLeft(text, "\r\n")
	first, after, _ := strings.Cut(text, "\n")
	first = strings.TrimRight(first, "\r")
	if sep, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(sep) == 1 && strings.Contains(",;\t|", sep) {
		return after, rune(sep[0])
	}
	most := 0
	delimiter = ','
	for _, d := range []rune{',', ';', '\t'} {
		if n := parts(first, d); n > most {
			most, delimiter = n, d
		}
	}
	return text, delimiter
}

// parts counts a sign outside of quotes.
func parts(line string, sign rune) (n int) {
	quoted := false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == sign && !quoted:
			n++
		}
	}
	return n
}

// decoded is a file as text, whether it is in UTF-8, in UTF-16 or in the letters of
// Windows in the west of Europe.
func decoded(file []byte) (text string, western bool, err error) {
	switch {
	case bytes.HasPrefix(file, []byte("\xef\xbb\xbf")):
		file = file[3:]
	case bytes.HasPrefix(file, []byte("\xff\xfe")):
		return wide(file[2:], binary.LittleEndian), false, nil
	case bytes.HasPrefix(file, []byte("\xfe\xff")):
		return wide(file[2:], binary.BigEndian), false, nil
	case len(file) > 3 && file[0] != 0 && file[1] == 0:
		return wide(file, binary.LittleEndian), false, nil
	case len(file) > 3 && file[0] == 0 && file[1] != 0:
		return wide(file, binary.BigEndian), false, nil
	}
	if utf8.Valid(file) {
		return string(file), false, nil
	}
	for _, b := range file {
		if r := charmap.Windows1252.DecodeByte(b); r == utf8.RuneError || r >= 0x80 && r < 0xa0 {
			return "", false, incoming.Troubled("encoding")
		}
	}
	west, err := charmap.Windows1252.NewDecoder().Bytes(file)
	if err != nil {
		return "", false, incoming.Troubled("encoding")
	}
	return string(west), true, nil
}

// wide is text in UTF-16. A last byte alone is let go.
func wide(file []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(file)/2)
	for ; len(file) > 1; file = file[2:] {
		units = append(units, order.Uint16(file))
	}
	return string(utf16.Decode(units))
}
