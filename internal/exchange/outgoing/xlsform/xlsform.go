// Package xlsform writes a questionnaire as XLSForm, the workbooks of KoboToolbox and
// ODK: one edition a workbook, in every language in which that edition is whole. What
// a workbook cannot carry is told in a sheet of its own, which other programs pass
// over.
package xlsform

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/internal/i18n"
	"kist/internal/workbook"
	"kist/surveys"
)

// Note is something that the workbook does not carry.
type Note struct {
	Question string         // its key; empty if it is of the whole
	Why      string         // the end of a text id
	Args     map[string]any // of that text; may be nil
}

// Write writes the workbook of an edition that the survey has. words are what children
// read beside the survey's own; the notes, which are also given back, are in p.
func Write(w io.Writer, s *surveys.Survey, e surveys.Edition, words *i18n.Bundle, p *i18n.Printer) ([]Note, error) {
	f := &form{s: s, e: e, words: words, names: map[string]bool{}, never: map[string]bool{}}
	for _, q := range s.Questions {
		f.names[q.Key] = true
	}
	f.tongues()
	f.start()
	for _, q := range s.QuestionsIn(e) {
		f.question(q)
	}
	return f.notes, f.write(w, p)
}

// RatherNot is the name of the answer "I'd rather not say" in a workbook.
const RatherNot = surveys.RatherNotKey

// form is a workbook in the making.
type form struct {
	s       *surveys.Survey
	e       surveys.Edition
	words   *i18n.Bundle
	langs   []string
	names   map[string]bool // of lines, taken
	never   map[string]bool // questions that nobody is asked
	lines   []line
	choices []choice
	notes   []Note
}

// line is one line of the sheet survey; texts are by language.
type line struct {
	kind, name, relevant, constraint, parameters, appearance string
	label, hint, message                                     map[string]string
}

// choice is one line of the sheet choices.
type choice struct {
	list, name string
	label      map[string]string
}

func (f *form) say(q, why string, args ...any) {
	n := Note{Question: q, Why: why}
	for i := 0; i+1 < len(args); i += 2 {
		if n.Args == nil {
			n.Args = map[string]any{}
		}
		n.Args[args[i].(string)] = args[i+1]
	}
	f.notes = append(f.notes, n)
}

// tongues finds in which languages the edition is whole: a form shows nothing where a
// text is missing.
func (f *form) tongues() {
	for _, lang := range f.s.Languages {
		missing := 0
		for _, t := range f.s.Texts() {
			_, own := t.Words.In(f.e, f.s.Source)
			if _, ok := t.Words.In(f.e, lang); own && !ok && t.Role != surveys.RoleTitle && slices.Contains(t.Editions, f.e) {
				missing++
			}
		}
		switch {
		case lang == f.s.Source || missing == 0 && f.words.Has(lang):
			f.langs = append(f.langs, lang)
		case missing > 0:
			f.say("", "language", "language", i18n.Describe(lang).Endonym, "count", missing)
		default:
			f.say("", "language_pages", "language", i18n.Describe(lang).Endonym)
		}
	}
	if len(f.s.Title) > 1 {
		f.say("", "title")
	}
}

// texts are words in the languages of the form.
func (f *form) texts(w surveys.Words) map[string]string {
	all := map[string]string{}
	for _, lang := range f.langs {
		if text, ok := w.In(f.e, lang); ok {
			all[lang] = plain(text)
		}
	}
	return all
}

// standard are words that every survey has.
func (f *form) standard(id string, args map[string]any) map[string]string {
	all := map[string]string{}
	for _, lang := range f.langs {
		all[lang] = plain(f.printer(lang).TArgs(id, args))
	}
	return all
}

func (f *form) printer(lang string) *i18n.Printer {
	if !f.words.Has(lang) {
		lang = i18n.Source
	}
	return f.words.Printer(lang)
}

// said are the words of an answer: the survey's own, in a language that lacks them the
// standard ones, or the code itself.
func (f *form) said(l surveys.Label) map[string]string {
	all := map[string]string{}
	if l.TextID != "" {
		all = f.standard(l.TextID, nil)
	}
	for _, lang := range f.langs {
		if text, ok := l.Words.In(f.e, lang); ok {
			all[lang] = plain(text)
		} else if all[lang] == "" {
			all[lang] = l.Code
		}
	}
	return all
}

// start is what a child reads first, as notes.
func (f *form) start() {
	f.note("start", f.texts(f.s.Start.Lead))
	for _, fact := range f.s.FactsIn(f.e) {
		text := f.texts(fact.Head)
		for lang, more := range f.texts(fact.Text) {
			text[lang] = strings.TrimSpace(text[lang] + " " + more)
		}
		f.note("start_"+fact.Key, text)
	}
}

func (f *form) note(name string, text map[string]string) {
	for f.names[name] {
		name += "_"
	}
	f.names[name] = true
	if len(text) > 0 {
		f.lines = append(f.lines, line{kind: "note", name: name, label: text})
	}
}

// signs begin what XLSForm reads as more than words.
var signs = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "#", `\#`, "&", "&amp;", "<", "&lt;", "[", `\[`, "${", "$ {")

// plain is a text that is read as just these words: what would be taken for mark-up or
// for an earlier answer is written so that it is not.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if same, _, _ := incoming.Plain(text); same == text {
		return text
	}
	return signs.Replace(text)
}

// write puts everything into the workbook.
func (f *form) write(w io.Writer, p *i18n.Printer) error {
	var book workbook.Book
	for _, s := range []struct {
		name string
		rows [][]string
	}{
		{"survey", f.surveyRows()}, {"choices", f.choiceRows()}, {"settings", f.settingRows()}, {"_" + p.T("staff.xlsform.sheet"), f.noteRows(p)},
	} {
		sheet := book.Sheet(s.name, workbook.Columns{Count: 14, Width: 24}) // for people who open it
		for _, row := range s.rows {
			line := make([]workbook.Cell, len(row))
			for i, value := range row {
				line[i].Value = value
			}
			sheet.Row(line...)
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("xlsform: %w", err)
	}
	return nil
}

// heads are the heads of a column in every language.
func (f *form) heads(name string) (heads []string) {
	for _, lang := range f.langs {
		heads = append(heads, name+"::"+tongue(lang))
	}
	return heads
}

// tongue is a language as XLSForm writes it, such as Polski (pl).
func tongue(lang string) string { return i18n.Describe(lang).Endonym + " (" + lang + ")" }

// in are the texts of a cell in every language.
func (f *form) in(texts map[string]string) (cells []string) {
	for _, lang := range f.langs {
		cells = append(cells, texts[lang])
	}
	return cells
}

func (f *form) surveyRows() [][]string {
	rows := [][]string{slices.Concat([]string{"type", "name"}, f.heads("label"), f.heads("hint"), []string{"relevant", "constraint"}, f.heads("constraint_message"), []string{"parameters", "appearance"})}
	for _, l := range f.lines {
		rows = append(rows, slices.Concat([]string{l.kind, l.name}, f.in(l.label), f.in(l.hint), []string{l.relevant, l.constraint}, f.in(l.message), []string{l.parameters, l.appearance}))
	}
	return rows
}

func (f *form) choiceRows() [][]string {
	rows := [][]string{slices.Concat([]string{"list_name", "name"}, f.heads("label"))}
	for _, c := range f.choices {
		rows = append(rows, slices.Concat([]string{c.list, c.name}, f.in(c.label)))
	}
	return rows
}

func (f *form) settingRows() [][]string {
	title, _ := f.s.Title.In(f.e, f.s.Source)
	id := f.s.Key + "_" + strings.ReplaceAll(string(f.e), "-", "_")
	return [][]string{{"form_title", "form_id", "default_language"}, {title, id, tongue(f.s.Source)}}
}

func (f *form) noteRows(p *i18n.Printer) [][]string {
	rows := [][]string{{p.T("staff.xlsform.sheet")}}
	for _, n := range f.notes {
		rows = append(rows, []string{n.Question, p.TArgs("staff.xlsform.why."+n.Why, n.Args)})
	}
	return rows
}
