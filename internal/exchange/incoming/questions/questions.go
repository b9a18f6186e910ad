// Package questions reads questionnaires from a table of questions, one a line, as
// people write them in a spreadsheet and save them as CSV. The columns are described
// in docs/formats.md.
package questions

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// partTable is the part of a file for the account: the table.
const partTable = "table"

// Parts are the parts of a file in the order of the account.
func Parts() []string { return []string{"", partTable} }

// Read reads a file. incoming.Trouble if nothing of it can be read.
func Read(file []byte) (*incoming.Form, error) {
	t, err := parse(file)
	if err != nil {
		return nil, err
	}
	form := &incoming.Form{}
	r := &reader{table: t, form: form, remarks: incoming.Remarks{Form: form}, asked: map[string]*incoming.Item{}}
	r.heads()
	for _, line := range t.rows {
		r.line(line)
	}
	r.remarks.End()
	form.Name = form.Title[form.Source]
	return form, nil
}

// reader is a form in the making.
type reader struct {
	*table
	form    *incoming.Form
	remarks incoming.Remarks
	asked   map[string]*incoming.Item // by name in small letters
}

// known are the columns that are taken.
var known = []string{"type", "name", "text", "hint", "answers", "answer", "alone", "only if", "min", "max", "low", "high"}

// worded are those that have words in each language.
var worded = []string{"text", "hint", "answers", "answer", "low", "high"}

// heads finds the languages, and says which columns stay behind.
func (r *reader) heads() {
	if r.western {
		r.form.Say(incoming.Place{Part: partTable}, incoming.Changed, "csv_western")
	}
	r.languages()
	said := map[string]bool{}
	for _, c := range r.columns {
		at := incoming.Place{Part: partTable, Line: 1, Name: incoming.Short(c.head)}
		switch {
		case c.lost != "" && slices.Contains(worded, c.base):
			r.form.Say(at, incoming.Left, "language_unknown")
		case !slices.Contains(known, c.base) || c.nth > 0 && c.base != "answer" || c.tag != "" && !slices.Contains(worded, c.base):
			if r.used(c) {
				r.form.Say(at, incoming.Left, "csv_column")
			}
		case said[c.base+c.tag+strconv.Itoa(c.nth)]:
			r.form.Say(at, incoming.Left, "column.twice")
		}
		said[c.base+c.tag+strconv.Itoa(c.nth)] = true
	}
}

// languages finds in which languages the questions are worded. Words without a
// language are in the first that no column of texts names: in English, if a form
// names none.
func (r *reader) languages() {
	bare := false
	var tags []string
	for _, c := range r.columns {
		if c.base != "text" || c.lost != "" {
			continue
		}
		bare = bare || c.tag == ""
		if c.tag != "" && !slices.Contains(tags, c.tag) {
			tags = append(tags, c.tag)
		}
	}
	switch {
	case !bare && len(tags) > 0:
		r.form.Source = tags[0]
	default:
		r.form.Source = "en"
		r.form.Say(incoming.Place{Part: partTable, Line: 1}, incoming.Added, "language_guess")
	}
	for _, c := range r.columns {
		if slices.Contains(worded, c.base) && c.tag != "" && !slices.Contains(tags, c.tag) {
			tags = append(tags, c.tag)
		}
	}
	r.form.Languages = append([]string{r.form.Source}, slices.DeleteFunc(tags, func(tag string) bool { return tag == r.form.Source })...)
}

// used says whether any line has something in a column.
func (r *reader) used(c column) bool {
	return slices.ContainsFunc(r.rows, func(line row) bool { return c.at < len(line.cells) && line.cells[c.at] != "" })
}

// words reads the words of a column in each language.
func (r *reader) words(line row, at incoming.Place, base string) (t incoming.Text, changed bool) {
	for _, c := range r.columns {
		if c.base != base || c.lost != "" || c.nth > 0 || c.at >= len(line.cells) {
			continue
		}
		plain, lost := r.plain(at, line.cells[c.at])
		changed = changed || lost
		tag := c.tag
		if tag == "" {
			tag = r.form.Source
		}
		if plain == "" || t[tag] != "" {
			continue
		}
		if t == nil {
			t = incoming.Text{}
		}
		t[tag] = plain
	}
	return t, changed
}

// plain is a text without mark-up, and says what it lost.
func (r *reader) plain(at incoming.Place, text string) (plain string, lost bool) {
	plain, marked, piped := incoming.Plain(text)
	if marked {
		r.form.Say(at, incoming.Changed, "markup")
	}
	if piped {
		r.form.Say(at, incoming.Changed, "piping")
	}
	return plain, marked || piped
}

// line reads one line.
func (r *reader) line(line row) {
	at := incoming.Place{Part: partTable, Line: line.line, Name: r.get(line, "name")}
	for _, c := range line.cells[min(len(line.cells), r.width()):] {
		if c != "" {
			r.form.Say(at, incoming.Left, "csv_beyond", "value", incoming.Short(c))
		}
	}
	kind := r.kind(line)
	switch kind {
	case "title", "welcome", "note":
		r.around(line, at, kind)
		return
	}
	if why := leaving[kind]; why != "" {
		r.form.Say(at, incoming.Left, why, "type", r.get(line, "type"))
		return
	}
	if _, ok := asking[kind]; !ok {
		r.form.Say(at, incoming.Left, "type.unknown", "type", incoming.Short(r.get(line, "type")))
		return
	}
	r.question(line, at, kind)
}

// width is how many cells the heads span.
func (r *reader) width() int { return r.columns[len(r.columns)-1].at + 1 }

// around reads a line that asks nothing.
func (r *reader) around(line row, at incoming.Place, kind string) {
	text, _ := r.words(line, at, "text")
	switch {
	case len(text) == 0:
		r.form.Say(at, incoming.Left, "note_empty")
	case kind == "note":
		r.remarks.Remark(at, text, incoming.Short(r.get(line, "only if")))
	case kind == "title" && r.form.Title != nil:
		r.form.Say(at, incoming.Left, "csv_title_second")
	case kind == "title":
		r.form.Title = text
		r.form.Say(at, incoming.Kept, "")
	default:
		r.form.Lead = incoming.Joined(r.form.Lead, text)
		r.form.Say(at, incoming.Kept, "")
	}
}

// question reads a question.
func (r *reader) question(line row, at incoming.Place, kind string) {
	if at.Name == "" {
		at.Name = "q" + strconv.Itoa(len(r.form.Items)+1)
	}
	it := incoming.Item{At: at, Name: at.Name, Kind: asking[kind]}
	var changed bool
	it.Text, it.Changed = r.words(line, at, "text")
	it.Hint, changed = r.words(line, at, "hint")
	it.Changed = it.Changed || changed
	if kind == unclear {
		r.form.Say(at, incoming.Changed, "csv_multiple")
		it.Changed = true
	}
	r.answers(line, &it)
	r.limits(line, &it)
	r.onlyIf(line, &it)
	low := strings.ToLower(it.Name)
	if r.asked[low] != nil {
		r.form.Say(at, incoming.Changed, "name_twice")
		it.Changed = true
	}
	r.remarks.Add(it)
	r.asked[low] = &it
}
