// Package xlsform reads questionnaires written as XLSForm, the workbooks of the ODK
// and KoboToolbox family, and tells what becomes of each of their lines. Its words
// are those of the XLSForm reference table (xlsform.org); the package comment of
// incoming says what is made of them.
//
// Workbooks are read here and not by excelize, which stops at damage without a word
// and does not tell a number from a yes or a date. No formula is worked out: a cell is
// what was last saved in it.
package xlsform

import (
	"cmp"

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
	r := newReader()
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

func newReader() *reader {
	form := &incoming.Form{Title: incoming.Text{}}
	return &reader{form: form, remarks: incoming.Remarks{Form: form}, lists: map[string][]incoming.Choice{}, used: map[string]bool{}}
}

// reader is a form in the making.
type reader struct {
	form                  *incoming.Form
	survey, list, setting *sheet
	lists                 map[string][]incoming.Choice
	used                  map[string]bool   // lists that a question asks
	tags                  map[string]string // language as the file names it -> tag; "" for one that is not known
	groups                []group
	remarks               incoming.Remarks // notes that wait for a question
}

func (r *reader) sheets(f *book) (err error) {
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
			*s = &sheet{} // no question needs them
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
	given := []string{}
	for _, s := range []*sheet{r.survey, r.list, r.setting} {
		for _, c := range s.columns {
			if _, known := r.tags[c.words]; worded[c.base] && c.words != "" && !known && s.used(c) {
				r.tags[c.words] = incoming.Tag(c.words)
				given = append(given, c.words)
			}
		}
	}
	r.source(incoming.Tag(own))
	r.form.Languages = []string{r.form.Source}
	if r.tags[""] != r.form.Source {
		r.form.Languages = append(r.form.Languages, r.tags[""])
	}
	for _, name := range given {
		r.language(name)
	}
}

// worded are the columns whose words are taken.
var worded = map[string]bool{"label": true, "hint": true, "form_title": true}

// source finds the form's own language, and that of words without one: what questions
// are worded in counts, for a title or a hint without a language belongs to them. own
// is what the settings say; it may be empty.
func (r *reader) source(own string) {
	first, bare, said := "", false, false
	for _, c := range r.survey.columns {
		if c.base != "label" || !r.survey.used(c) {
			continue
		}
		tag := r.tags[c.words]
		first, bare = cmp.Or(first, tag), bare || c.words == ""
		said = said || tag != "" && tag == own
	}
	switch {
	case said && bare && own != "en": // beside the words in its own language stand others
		r.guess(own, "language_bare")
	case own != "" && (said || bare || first == ""):
		r.form.Source, r.tags[""] = own, own
	case first != "" && !bare:
		r.form.Source, r.tags[""] = first, first
	default:
		r.guess("en", "language_guess")
	}
}

// guess takes it that words without a language are in English, as nothing says.
func (r *reader) guess(source, why string) {
	r.form.Source, r.tags[""] = source, "en"
	r.form.Say(incoming.Place{Part: settingsSheet, Name: "default_language"}, incoming.Added, why)
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
	for _, more := range r.setting.rows[1:] {
		r.form.Say(incoming.Place{Part: settingsSheet, Line: more.line}, incoming.Left, "setting_second")
	}
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
		if text[r.form.Source] == "" {
			text = incoming.Joined(text, incoming.Text{r.form.Source: name})
			r.form.Say(at, incoming.Changed, "choice_label")
		}
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
func (r *reader) rest(f *book) {
	for _, line := range r.list.rows {
		if list := r.list.get(line, "list_name"); list != "" && !r.used[list] {
			r.form.Say(incoming.Place{Part: choicesSheet, Line: line.line, Name: list}, incoming.Left, "list_unused")
			r.used[list] = true // said once
		}
	}
	for _, t := range f.sheets {
		if !t.read {
			r.form.Say(incoming.Place{Name: t.name}, incoming.Left, "sheet_unread")
		}
	}
}
