package xlsform

import (
	"strings"

	"kist/internal/exchange/incoming"
)

// The largest sheet that is read.
const (
	maxRows    = 20_000
	maxColumns = 300
)

// sheet is one sheet of the workbook: rows by the names of their columns.
type sheet struct {
	name    string
	columns []column
	rows    []row
	line    int  // where the heads stand
	wide    bool // something stands beyond the columns that are read
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

// read reads a sheet by its name, small or capital letters alike; nil if there is
// none.
func read(b *book, name string) (*sheet, error) {
	for i, t := range b.sheets {
		if strings.EqualFold(strings.TrimSpace(t.name), name) {
			b.sheets[i].read = true
			return b.sheet(t, name)
		}
	}
	return nil, nil
}

// sheet reads a sheet within limits.
func (b *book) sheet(t tab, name string) (*sheet, error) {
	s := &sheet{name: name}
	err := b.lines(t, func(l line) error {
		if l.number > maxRows || l.number < 1 {
			return incoming.Troubled("rows", "sheet", name, "most", maxRows)
		}
		for _, c := range l.cells {
			b.text += len(c) // one text may stand in every cell
		}
		if b.text > maxUnzipped {
			return incoming.Troubled("unzipped", "most", maxUnzipped>>20)
		}
		s.wide = s.wide || l.wide
		s.add(l.number, l.cells)
		return nil
	})
	return s, err
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
		s.line = line
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
	if low := strings.ToLower(head); len(parts) == 1 && !strings.HasPrefix(low, "jr:") {
		parts = strings.Split(head, ":") // as older forms write it
		if strings.Contains(low, ":jr:") || strings.Contains(low, ":entities:") {
			parts = strings.SplitN(head, ":", 2)
		}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	c.base = strings.ReplaceAll(strings.ToLower(parts[0]), " ", "_")
	rest := parts[1:]
	if c.base == "media" && len(rest) > 0 {
		c.base, rest = strings.ToLower(rest[0]), rest[1:]
	}
	if c.base == "control" {
		c.base = "body" // its older name
	}
	if c.base == "body" || c.base == "bind" || c.base == "instance" {
		c.base, rest = c.base+"::"+strings.ToLower(strings.Join(rest, "::")), nil
	}
	if to, ok := aliases[c.base]; ok {
		c.base = to
	}
	c.words = strings.Join(rest, "::")
	return c
}

// aliases are other names of columns.
var aliases = map[string]string{
	"caption": "label", "command": "type", "value": "name", "tag": "name", "relevance": "relevant", "calculate": "calculation",
	"read_only": "readonly", "parameter": "parameters", "repeat-count": "repeat_count", "count": "repeat_count", "jr:count": "repeat_count",
	"constraint-msg": "constraint_message", "constraint_msg": "constraint_message", "constraintmsg": "constraint_message", "constraining_message": "constraint_message",
	"required_msg": "required_message", "required-msg": "required_message", "requiredmsg": "required_message", "noapperrorstring": "no_app_error_string",
	"bind::relevant": "relevant", "bind::constraint": "constraint", "bind::required": "required", "bind::calculate": "calculation", "bind::readonly": "readonly",
	"bind::jr:constraintmsg": "constraint_message", "bind::jr:requiredmsg": "required_message", "bind::jr:noapperrorstring": "no_app_error_string", "bind::entities:saveto": "save_to",
	"body::appearance": "appearance", "body::jr:count": "repeat_count", "body::accuracythreshold": "accuracythreshold", "body::autoplay": "autoplay",
	"body::rows": "rows", "body::intent": "intent", "instance::hxl": "hxl",
	"title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
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
