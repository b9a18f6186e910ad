// Package limesurvey reads questionnaires that LimeSurvey 2 to 6 and later export as
// a survey structure (.lss), and tells what becomes of each of their questions.
//
// Such a file holds the tables of LimeSurvey's database; up to version 3 a row is in
// one language, since 4 the words stand in tables of their own. What types and
// settings mean is in LimeSurvey's manual. No expression is ever worked out; the
// package comment of incoming says what is made of conditions.
package limesurvey

import (
	"strings"

	"kist/internal/exchange/incoming"
)

// The parts of a file, in the order of the account. Lines are numbers of groups and
// questions in the order in which they are asked, which LimeSurvey shows, too.
const (
	partSurvey    = "survey"
	partGroups    = "groups"
	partQuestions = "questions"
	partRest      = "rest"
)

// Parts are the parts of a file in the order of the account.
func Parts() []string { return []string{"", partSurvey, partGroups, partQuestions, partRest} }

// Read reads a file. incoming.Trouble if nothing of it can be read.
func Read(file []byte) (*incoming.Form, error) {
	d, err := parse(file)
	if err != nil {
		return nil, err
	}
	form := &incoming.Form{Title: incoming.Text{}}
	r := &reader{
		form: form, tree: newTree(d), remarks: incoming.Remarks{Form: form}, tags: map[string]string{},
		parts: map[string]part{}, others: map[string]string{}, said: map[string]bool{},
	}
	r.languages()
	r.survey()
	r.conditionRows()
	r.defaults()
	for i, g := range r.tree.groups {
		r.group(g, incoming.Place{Part: partGroups, Line: i + 1, Name: r.title(g)})
	}
	r.remarks.End()
	r.rest()
	return form, nil
}

// reader is a form in the making.
type reader struct {
	form    *incoming.Form
	tree    *tree
	remarks incoming.Remarks
	tags    map[string]string // a language as the file names it -> its tag; those that are taken
	order   []string          // keys of tags, the survey's own language first
	// parts are what conditions may ask of a question that is asked as part of another: the
	// name in the file -> that question and its answer.
	parts  map[string]part
	others map[string]string   // a question -> its answer that stands for any other
	rows   map[string][]string // a question's id -> the conditions that stand in a table
	preset map[string]bool     // ids of questions whose answers are filled in
	said   map[string]bool     // what is said once of a whole file
}

// languages finds in which languages the survey is worded.
func (r *reader) languages() {
	var given []string
	for _, row := range r.tree.tables["surveys"] {
		given = append(given, row.get("language"))
		given = append(given, strings.Fields(row.get("additional_languages"))...)
		break
	}
	given = append(given, r.tree.listed...)
	for _, row := range r.tree.tables["surveys_languagesettings"] {
		given = append(given, row.get("surveyls_language"))
	}
	seen, taken := map[string]bool{"": true}, map[string]bool{}
	for _, name := range given {
		if seen[name] {
			continue
		}
		seen[name] = true
		at := incoming.Place{Part: partSurvey, Name: incoming.Short(name)}
		switch tag := tagOf(name); {
		case tag == "":
			r.form.Say(at, incoming.Left, "language_unknown")
		case taken[tag]:
			r.form.Say(at, incoming.Left, "language_twice", "language", tag)
		default:
			taken[tag], r.tags[name] = true, tag
			r.order, r.form.Languages = append(r.order, name), append(r.form.Languages, tag)
		}
	}
	if len(r.form.Languages) == 0 {
		r.form.Say(incoming.Place{Part: partSurvey}, incoming.Added, "language_guess")
		r.form.Languages, r.order, r.tags["en"], r.tags[""] = []string{"en"}, []string{"en", ""}, "en", "en"
	}
	r.form.Source = r.form.Languages[0]
}

// tagOf is the tag of a language as LimeSurvey names it: its manners of speech, as of
// "de-informal", are no languages of their own.
func tagOf(name string) string {
	for _, manner := range []string{"-informal", "-formal", "-easy"} {
		name = strings.TrimSuffix(name, manner)
	}
	return incoming.Tag(name)
}

// title is what a group is called in the survey's own language.
func (r *reader) title(g *group) string {
	text, _ := r.plain(g.name)
	return incoming.Short(text[r.form.Source])
}

// survey reads what stands before the first question.
func (r *reader) survey() {
	texts := map[string]words{}
	for _, row := range r.tree.tables["surveys_languagesettings"] {
		for _, name := range []string{"title", "description", "welcometext", "endtext", "policy_notice"} {
			texts[name] = texts[name].with(row.get("surveyls_language"), row.get("surveyls_"+name))
		}
	}
	taken := func(name string) incoming.Text {
		t, _ := r.text(incoming.Place{Part: partSurvey, Name: name}, texts[name])
		return t
	}
	r.form.Title = taken("title")
	r.form.Name = r.form.Title[r.form.Source]
	welcome, about := taken("welcometext"), taken("description")
	if len(welcome) == 0 {
		welcome, about = about, nil
	}
	r.form.Lead = welcome
	r.leave("description", "lime.description", about)
	r.leave("endtext", "lime.endtext", r.bare(texts["endtext"]))
	r.leave("policy_notice", "lime.policy_notice", r.bare(texts["policy_notice"]))
}

// leave says that a text of the survey stays behind, if there is one.
func (r *reader) leave(name, why string, text incoming.Text) {
	if len(text) > 0 {
		r.form.Say(incoming.Place{Part: partSurvey, Name: name}, incoming.Left, why)
	}
}

// group reads a group of questions, whose condition is that of each of them.
func (r *reader) group(g *group, at incoming.Place) {
	r.form.Say(at, incoming.Changed, "group")
	if g.random != "" {
		r.form.Say(at, incoming.Changed, "lime.random", "value", incoming.Short(g.random))
	}
	text, _ := r.text(at, g.text)
	_, asked, _ := r.all(nil, "", g.relevance)
	r.remarks.Remark(at, text, asked)
	for _, q := range g.questions {
		r.question(g, q)
	}
}

// rest tells what stands elsewhere in the file.
func (r *reader) rest() {
	for _, q := range r.tree.orphans {
		r.form.Say(incoming.Place{Part: partRest, Name: q.code}, incoming.Left, "lime.orphan", "type", q.kind)
	}
	for _, table := range r.tree.names {
		why, known := tables[table]
		if !known {
			why = "lime.table"
		}
		if n := len(r.tree.tables[table]); why != "" && (n > 0 || table == "themes") {
			r.form.Say(incoming.Place{Part: partRest, Name: incoming.Short(table)}, incoming.Left, why, "rows", n)
		}
	}
}

// tables are those that a file has: of those that are read nothing is said, and of the
// others why they stay behind.
var tables = map[string]string{
	"LimeSurveyDocType": "", "DBVersion": "", "languages": "", "groups": "", "group_l10ns": "", "questions": "", "subquestions": "", "question_l10ns": "",
	"answers": "", "answer_l10ns": "", "question_attributes": "", "conditions": "", "surveys_languagesettings": "", "defaultvalues": "", "defaultvalue_l10ns": "",
	"surveys": "setting.sending", "quota": "lime.quota", "quota_members": "", "quota_languagesettings": "", "assessments": "lime.assessments",
	"themes": "setting.style", "themes_inherited": "", "plugin_settings": "setting.sending", "survey_plugin_settings": "setting.sending",
}

// once says something of a whole file the first time that it is met.
func (r *reader) once(at incoming.Place, why string, args ...any) {
	if !r.said[why] {
		r.said[why] = true
		r.form.Say(at, incoming.Left, why, args...)
	}
}
