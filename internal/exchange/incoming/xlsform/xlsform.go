// Package xlsform reads questionnaires written as XLSForm, the workbooks of the ODK
// and KoboToolbox family, and tells what becomes of each of their lines. Its words
// are those of the XLSForm reference table (xlsform.org); the package comment of
// incoming says what is made of them.
//
// Workbooks are opened by xuri/excelize, which works out no formula here: a cell is
// what was last saved in it.
package xlsform

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"kist/internal/exchange/incoming"
)

// The parts of a workbook, in the order of the account.
const (
	settingsSheet = "settings"
	surveySheet   = "survey"
	choicesSheet  = "choices"
)

// Parts are the sheets in the order of the account.
func Parts() []string { return []string{"", settingsSheet, surveySheet, choicesSheet} }

// Read reads a workbook. incoming.Trouble if nothing of it can be read.
func Read(file []byte) (*incoming.Form, error) {
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // nothing was written: it has nothing to say
	r := &reader{form: &incoming.Form{Title: incoming.Text{}}, lists: map[string][]incoming.Choice{}, used: map[string]bool{}}
	if err := r.sheets(f); err != nil {
		return nil, err
	}
	r.languages()
	r.settings()
	r.choices()
	r.columns(r.survey, surveyColumns)
	r.questions()
	r.rest(f)
	return r.form, nil
}

// reader is a form in the making.
type reader struct {
	form                  *incoming.Form
	survey, list, setting *sheet
	lists                 map[string][]incoming.Choice
	used                  map[string]bool   // lists that a question asks
	tags                  map[string]string // language as the file names it -> tag; "" for one that is not known
	groups                []group
	pending               incoming.Text // a note that waits for the question after it
	pendingAt             incoming.Place
}

func (r *reader) sheets(f *excelize.File) (err error) {
	if r.survey, err = read(f, surveySheet); err != nil {
		return err
	}
	if r.survey == nil || len(r.survey.columns) == 0 {
		return incoming.Troubled("no_survey")
	}
	if r.list, err = read(f, choicesSheet); err != nil {
		return err
	}
	if r.setting, err = read(f, settingsSheet); err != nil {
		return err
	}
	for _, s := range []**sheet{&r.list, &r.setting} {
		if *s == nil {
			*s = &sheet{}
		}
	}
	if !r.hasColumn("type") {
		return incoming.Troubled("no_type")
	}
	return nil
}

func (r *reader) hasColumn(base string) bool {
	for _, c := range r.survey.columns {
		if c.base == base {
			return true
		}
	}
	return false
}

// languages finds in which languages the form is worded. Words without a language
// are in the form's own.
func (r *reader) languages() {
	r.tags = map[string]string{}
	own := ""
	if len(r.setting.rows) > 0 {
		own = r.setting.get(r.setting.rows[0], "default_language")
	}
	bare, given := false, []string{}
	for _, s := range []*sheet{r.survey, r.list, r.setting} {
		for _, c := range s.columns {
			if !worded[c.base] {
				continue
			}
			bare = bare || c.words == ""
			if _, known := r.tags[c.words]; c.words != "" && !known {
				r.tags[c.words] = incoming.Tag(c.words)
				given = append(given, c.words)
			}
		}
	}
	r.form.Source = r.source(own, bare, given)
	r.tags[""] = r.form.Source
	r.form.Languages = []string{r.form.Source}
	for _, name := range given {
		r.language(name)
	}
}

// worded are the columns whose words are taken.
var worded = map[string]bool{"label": true, "hint": true, "form_title": true}

// source is the tag of the form's own language.
func (r *reader) source(own string, bare bool, given []string) string {
	if tag := incoming.Tag(own); tag != "" {
		return tag
	}
	if !bare {
		for _, name := range given {
			if r.tags[name] != "" {
				return r.tags[name]
			}
		}
	}
	r.form.Say(incoming.Place{Part: settingsSheet, Name: "default_language"}, incoming.Added, "language_guess")
	return "en"
}

// language adds one language, or says why it stays behind.
func (r *reader) language(name string) {
	tag := r.tags[name]
	if tag == "" {
		r.form.Say(incoming.Place{Part: surveySheet, Line: 1, Name: name}, incoming.Left, "language_unknown")
		return
	}
	for _, l := range r.form.Languages {
		if l == tag {
			return
		}
	}
	r.form.Languages = append(r.form.Languages, tag)
}

// text reads the words of a column in every language; marked and piped are as in
// incoming.Plain, of any of them.
func (r *reader) text(s *sheet, line row, base string) (t incoming.Text, marked, piped bool) {
	for _, c := range s.columns {
		if c.base != base || c.at >= len(line.cells) || line.cells[c.at] == "" {
			continue
		}
		tag := r.tags[c.words]
		if tag == "" || t[tag] != "" {
			continue
		}
		plain, m, p := incoming.Plain(line.cells[c.at])
		if marked, piped = marked || m, piped || p; plain == "" {
			continue
		}
		if t == nil {
			t = incoming.Text{}
		}
		t[tag] = plain
	}
	return t, marked, piped
}

// settings reads the one line of the settings.
func (r *reader) settings() {
	r.columns(r.setting, settingColumns)
	if len(r.setting.rows) == 0 {
		return
	}
	line := r.setting.rows[0]
	r.form.Title, _, _ = r.text(r.setting, line, "form_title")
	r.form.Name = r.setting.get(line, "form_id")
	if r.form.Name == "" {
		r.form.Name = r.form.Title[r.form.Source]
	}
}

// choices reads the lists of answers.
func (r *reader) choices() {
	r.columns(r.list, choiceColumns)
	seen := map[[2]string]bool{}
	for _, line := range r.list.rows {
		list, name := r.list.get(line, "list_name"), r.list.get(line, "name")
		at := incoming.Place{Part: choicesSheet, Line: line.line, Name: name}
		text, marked, piped := r.text(r.list, line, "label")
		switch {
		case list == "" || name == "":
			r.form.Say(at, incoming.Left, "choice_name")
			continue
		case seen[[2]string{list, name}]:
			r.form.Say(at, incoming.Left, "choice_twice", "list", list)
			continue
		}
		seen[[2]string{list, name}] = true
		r.sayMarked(at, marked, piped)
		r.lists[list] = append(r.lists[list], incoming.Choice{Name: name, Text: text})
	}
}

// sayMarked says what a text lost.
func (r *reader) sayMarked(at incoming.Place, marked, piped bool) bool {
	if marked {
		r.form.Say(at, incoming.Changed, "markup")
	}
	if piped {
		r.form.Say(at, incoming.Changed, "piping")
	}
	return marked || piped
}

// rest tells of lists that no question asks, and of sheets that are not read.
func (r *reader) rest(f *excelize.File) {
	for _, line := range r.list.rows {
		if list := r.list.get(line, "list_name"); list != "" && !r.used[list] {
			r.form.Say(incoming.Place{Part: choicesSheet, Line: line.line, Name: list}, incoming.Left, "list_unused")
			r.used[list] = true // said once
		}
	}
	for _, name := range f.GetSheetList() {
		switch low := strings.ToLower(strings.TrimSpace(name)); low {
		case surveySheet, choicesSheet, settingsSheet:
		default:
			r.form.Say(incoming.Place{Name: name}, incoming.Left, "sheet_unread")
		}
	}
}
