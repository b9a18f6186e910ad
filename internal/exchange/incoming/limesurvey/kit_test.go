package limesurvey

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/incomingtest"
	"kist/internal/exchange/incoming/own/owntest"
)

// A survey is noted as lines of a word and the rest; the texts of its languages stand
// on one line with " / " between them. Questions begin with their type:
//
//	languages en pl
//	title How is it? / Jak jest?
//	welcome Hello.
//	group About you
//	L mood How are you? / Jak się masz?
//	  + A1 Well / Dobrze
//	  + A2 Badly / Źle
//
// Below a question: + and ++ answers of two scales, . and .. parts of two scales, "help",
// "if" a relevance, "other", "must", "match", "set" a setting, "say" a setting with
// words, "row" a row of the table of conditions, "preset". Below a group: "about",
// "if", "random". A part has its own "if" after ?.

// old and modern are how files are laid out: up to LimeSurvey 3, and since 4.
const (
	old    = "old"
	modern = "modern"
)

// table is one table of a file.
type table struct {
	name string
	rows []string
}

// writer writes the file of a survey that is noted.
type writer struct {
	layout    string
	languages []string
	tables    []*table
	extra     string // below the tables
	id        int    // the last that was given
	words     int    // the last that was given to words
	group     int
	question  int
	texts     map[string]string // settings of the survey with words
	byCode    map[string]int
	order     int
}

// file is the .lss file of a survey.
func file(layout, noted string) []byte {
	w := &writer{layout: layout, languages: []string{"en"}, texts: map[string]string{}, byCode: map[string]int{}}
	for _, line := range strings.Split(noted, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			word, rest, _ := strings.Cut(line, " ")
			w.line(word, strings.TrimSpace(rest))
		}
	}
	return w.done()
}

// cells are names and values of a row.
func (w *writer) row(name string, cells ...any) {
	var b strings.Builder
	b.WriteString("   <row>\n")
	for i := 0; i < len(cells); i += 2 {
		value := fmt.Sprint(cells[i+1])
		if value == "" {
			fmt.Fprintf(&b, "    <%s/>\n", cells[i])
			continue
		}
		fmt.Fprintf(&b, "    <%s><![CDATA[%s]]></%s>\n", cells[i], strings.ReplaceAll(value, "]]>", "]]]]><![CDATA[>"), cells[i])
	}
	b.WriteString("   </row>\n")
	for _, t := range w.tables {
		if t.name == name {
			t.rows = append(t.rows, b.String())
			return
		}
	}
	w.tables = append(w.tables, &table{name, []string{b.String()}})
}

// worded writes a row that has words: in the old layout once for each language, in the
// modern one without them, and they in a table of their own.
func (w *writer) worded(name, own, key string, id int, plain []any, words ...string) {
	var each [][]any
	for i, lang := range w.languages {
		row := []any{"language", lang}
		for j := 0; j < len(words); j += 2 {
			row = append(row, words[j], spoken(words[j+1], i))
		}
		each = append(each, row)
	}
	if w.layout == old {
		for _, row := range each {
			w.row(name, append(append([]any{}, plain...), row...)...)
		}
		return
	}
	w.row(name, plain...)
	for _, row := range each {
		w.words++
		w.row(own, append([]any{"id", w.words, key, id}, row...)...)
	}
}

// spoken is the text in the language with a number; none is none.
func spoken(text string, i int) string {
	if parts := strings.Split(text, " / "); i < len(parts) {
		return strings.TrimSpace(parts[i])
	}
	return ""
}

func (w *writer) line(word, rest string) {
	code, text, _ := strings.Cut(rest, " ")
	switch word {
	case "languages":
		w.languages = strings.Fields(rest)
	case "title", "welcometext", "description", "endtext", "policy_notice":
		w.texts[word] = rest
	case "group":
		w.id++
		w.group = w.id
		name, about, _ := strings.Cut(rest, " | ")
		about, when, _ := strings.Cut(about, " | ")
		when, random, _ := strings.Cut(when, " | ")
		w.worded("groups", "group_l10ns", "gid", w.group, []any{"gid", w.group, "sid", 9, "group_order", w.group, "randomization_group", random, "grelevance", when},
			"group_name", name, "description", about)
	case "+", "++":
		w.answer(code, text, len(word)-1)
	case ".", "..":
		w.part(code, text, len(word)-1)
	case "set":
		w.row("question_attributes", "qid", w.question, "attribute", code, "value", text, "language", "")
	case "say":
		for i, lang := range w.languages {
			w.row("question_attributes", "qid", w.question, "attribute", code, "value", spoken(text, i), "language", lang)
		}
	case "row":
		w.condition(strings.SplitN(rest, " ", 5))
	case "preset":
		w.row("defaultvalues", "qid", w.question, "scale_id", 0, "sqid", 0, "specialtype", "", "defaultvalue", rest)
	case "table":
		w.row(code, "id", 1, "name", text)
	case "xml":
		w.extra += rest + "\n"
	default:
		w.ask(word, code, text)
	}
}

// ask writes a question: its code, text and, after |, help, relevance, and what else
// is not as usual.
func (w *writer) ask(kind, code, text string) {
	w.id++
	w.question = w.id
	w.order++
	w.byCode[code] = w.question
	parts := append(strings.Split(text, " | "), "", "", "")
	other, must, match := "N", "N", ""
	for _, word := range strings.Fields(parts[3]) {
		switch word {
		case "other":
			other = "Y"
		case "must":
			must = "Y"
		default:
			match = word
		}
	}
	when := strings.TrimSpace(parts[2])
	if when == "" {
		when = "1"
	}
	w.worded("questions", "question_l10ns", "qid", w.question, []any{
		"qid", w.question, "parent_qid", 0, "sid", 9, "gid", w.group, "type", kind, "title", code, "preg", match, "other", other, "mandatory", must,
		"question_order", w.order, "scale_id", 0, "relevance", when,
	}, "question", parts[0], "help", parts[1])
}

func (w *writer) answer(code, text string, scale int) {
	w.id++
	plain := []any{"qid", w.question, "code", code, "sortorder", w.id, "assessment_value", 0, "scale_id", scale}
	if w.layout == modern {
		plain = append([]any{"aid", w.id}, plain...)
	}
	w.worded("answers", "answer_l10ns", "aid", w.id, plain, "answer", text)
}

func (w *writer) part(code, text string, scale int) {
	w.id++
	text, when, conditional := strings.Cut(text, " ? ")
	if !conditional {
		when = "1"
	}
	w.worded("subquestions", "question_l10ns", "qid", w.id, []any{
		"qid", w.id, "parent_qid", w.question, "sid", 9, "gid", w.group, "type", "T", "title", code, "question_order", w.id, "scale_id", scale, "relevance", when,
	}, "question", text)
}

// condition writes a row of the table of conditions: its scenario, the question it asks
// of, the part of it (- for none), how, and the value.
func (w *writer) condition(words []string) {
	words = append(words, "", "", "", "", "") // a fuzzer writes fewer
	of := w.byCode[words[1]]
	field := fmt.Sprintf("9X1X%d%s", of, strings.TrimPrefix(strings.TrimPrefix(words[2], "-"), "+"))
	if strings.HasPrefix(words[2], "+") {
		field = "+" + field
	}
	w.row("conditions", "cid", w.id, "qid", w.question, "cqid", of, "cfieldname", field, "method", words[3], "value", words[4], "scenario", words[0])
}

// done is the whole file.
func (w *writer) done() []byte {
	version := 178
	if w.layout == modern {
		version = 640
	}
	if len(w.languages) == 0 { // a fuzzer may name none
		w.languages = []string{""}
	}
	w.row("surveys", "sid", 9, "language", w.languages[0], "additional_languages", strings.Join(w.languages[1:], " "))
	for i, lang := range w.languages {
		cells := []any{"surveyls_survey_id", 9, "surveyls_language", lang}
		for _, name := range []string{"title", "description", "welcometext", "endtext", "policy_notice"} {
			cells = append(cells, "surveyls_"+name, spoken(w.texts[name], i))
		}
		w.row("surveys_languagesettings", cells...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n <DBVersion>%d</DBVersion>\n <languages>\n", xml.Header, version)
	for _, lang := range w.languages {
		fmt.Fprintf(&b, "  <language>%s</language>\n", lang)
	}
	b.WriteString(" </languages>\n")
	for _, t := range w.tables {
		fmt.Fprintf(&b, " <%s>\n  <fields>\n   <fieldname>id</fieldname>\n  </fields>\n  <rows>\n%s  </rows>\n </%s>\n", t.name, strings.Join(t.rows, ""), t.name)
	}
	b.WriteString(w.extra + "</document>\n")
	return []byte(b.String())
}

// taken is what became of a file: the draft, and the account.
func taken(t testing.TB, file []byte) (draft, account string) {
	t.Helper()
	form, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	s, account := incomingtest.Drafted(t, form, Parts())
	if s != nil {
		owntest.TakesWhole(t, s)
	}
	return incomingtest.Outline(s), account
}

// trouble is why nothing of a file can be read; empty if it can.
func trouble(file []byte) string {
	_, err := Read(file)
	if t, ok := err.(*incoming.Trouble); ok {
		return t.Why
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
