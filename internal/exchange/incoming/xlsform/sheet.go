package xlsform

import (
	"bytes"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kist/internal/exchange/incoming"
)

// The largest workbook that is read.
const (
	maxRows     = 20_000
	maxColumns  = 300
	maxUnzipped = 64 << 20 // bytes of all its parts together
)

// sheet is one sheet of the workbook: rows by the names of their columns.
type sheet struct {
	name    string
	columns []column
	rows    []row
}

// column is the head of a column, such as label::Polski (pl).
type column struct {
	at    int    // its place in a row, from 0
	head  string // as it is written
	base  string // small letters, aliases made one: "label", "media::image"
	words string // the name of its language; empty for the form's own
}

// row is one line of a sheet that is not empty.
type row struct {
	line  int
	cells []string
}

// open opens a workbook within limits.
func open(file []byte) (*excelize.File, error) {
	if len(file) > incoming.MaxFile {
		return nil, incoming.Troubled("large", "most", incoming.MaxFile>>20)
	}
	if err := whole(file); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true})
	if err != nil {
		return nil, incoming.Troubled("not_workbook")
	}
	return f, nil
}

// read reads a sheet by its name, small or capital letters alike; nil if there is
// none.
func read(f *excelize.File, name string) (*sheet, error) {
	for _, given := range f.GetSheetList() {
		if strings.EqualFold(strings.TrimSpace(given), name) {
			return readSheet(f, given, name)
		}
	}
	return nil, nil
}

func readSheet(f *excelize.File, given, name string) (*sheet, error) {
	rows, err := f.Rows(given)
	if err != nil {
		return nil, incoming.Troubled("sheet", "sheet", name)
	}
	defer rows.Close() // nothing was written: it has nothing to say
	s := &sheet{name: name}
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, incoming.Troubled("sheet", "sheet", name)
		}
		if line > maxRows {
			return nil, incoming.Troubled("rows", "sheet", name, "most", maxRows)
		}
		if len(cells) > maxColumns {
			cells = slices.Clone(cells[:maxColumns]) // the rest is let go
		}
		s.add(line, cells)
	}
	if rows.Error() != nil {
		return nil, incoming.Troubled("sheet", "sheet", name)
	}
	return s, nil
}

// add takes one line: the first that is not empty has the heads.
func (s *sheet) add(line int, cells []string) {
	empty := true
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
		empty = empty && cells[i] == ""
	}
	switch {
	case empty:
	case s.columns == nil:
		for i, c := range cells {
			if c != "" {
				s.columns = append(s.columns, newColumn(i, c))
			}
		}
	default:
		s.rows = append(s.rows, row{line, cells})
	}
}

// media are columns that name a file, with and without the word before them.
var media = map[string]bool{"image": true, "audio": true, "video": true, "big-image": true}

// newColumn reads the head of a column.
func newColumn(at int, head string) column {
	c := column{at: at, head: head}
	parts := strings.Split(head, "::")
	if len(parts) == 1 && strings.Count(head, ":") == 1 && !strings.HasPrefix(strings.ToLower(head), "jr:") {
		parts = strings.Split(head, ":") // as older forms write it
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	c.base = strings.ReplaceAll(strings.ToLower(parts[0]), " ", "_")
	rest := parts[1:]
	if c.base == "media" && len(rest) > 0 {
		c.base, rest = strings.ToLower(rest[0]), rest[1:]
	}
	if c.base == "body" || c.base == "bind" || c.base == "instance" || c.base == "control" {
		c.base, rest = c.base+"::"+strings.ToLower(strings.Join(rest, "::")), nil
	}
	if to, ok := aliases[c.base]; ok {
		c.base = to
	}
	c.words = strings.Join(rest, "::")
	return c
}

// aliases are older names of columns.
var aliases = map[string]string{
	"caption": "label", "command": "type", "relevance": "relevant", "bind::relevant": "relevant", "bind::constraint": "constraint",
	"bind::required": "required", "bind::calculate": "calculation", "bind::readonly": "readonly", "bind::type": "type",
	"calculate": "calculation", "read_only": "readonly", "constraint_msg": "constraint_message", "bind::jr:constraintmsg": "constraint_message",
	"bind::jr:requiredmsg": "required_message", "required_msg": "required_message", "control::appearance": "appearance", "body::appearance": "appearance",
	"value": "name", "tag": "name", "list name": "list_name", "title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
	"parameter": "parameters", "repeat_count": "repeat_count", "jr:count": "repeat_count", "count": "repeat_count",
}

// get is the cell of a column without a language; empty if there is none.
func (s *sheet) get(r row, base string) string {
	for _, c := range s.columns {
		if c.base == base && c.words == "" && c.at < len(r.cells) && r.cells[c.at] != "" {
			return r.cells[c.at]
		}
	}
	return ""
}

// used says whether any row has something in a column of this name.
func (s *sheet) used(c column) bool {
	for _, r := range s.rows {
		if c.at < len(r.cells) && r.cells[c.at] != "" {
			return true
		}
	}
	return false
}
