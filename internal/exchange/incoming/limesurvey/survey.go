package limesurvey

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// words are one text as the file has it, by the file's names of languages.
type words map[string]string

// group is a group of questions.
type group struct {
	order      int
	name, text words
	relevance  string
	random     string
	questions  []*question
}

// question is a question, or a part of one: a line of a table or an answer that is
// ticked.
type question struct {
	id, parent string // parent is empty for a whole question
	group      string
	at         incoming.Place
	kind       string
	code       string
	order      int
	scale      int
	other      bool
	mandatory  bool
	pattern    string // that answers must match
	relevance  string
	text, help words
	attributes map[string]words // those without a language under ""
	parts      []*question
	answers    []*answer
}

// answer is an answer that may be chosen.
type answer struct {
	code  string
	order int
	scale int
	text  words
}

// attribute is a setting of a question in no language of its own; empty if there is
// none.
func (q *question) attribute(name string) string { return strings.TrimSpace(q.attributes[name][""]) }

// on says whether a setting is on.
func (q *question) on(name string) bool {
	value := q.attribute(name)
	return value == "1" || strings.EqualFold(value, "Y")
}

// ofScale are the parts of one scale: rows of a table are 0, its columns 1.
func (q *question) ofScale(scale int) []*question {
	var list []*question
	for _, p := range q.parts {
		if p.scale == scale {
			list = append(list, p)
		}
	}
	return list
}

// tree puts the rows of the tables together. Up to LimeSurvey 3 a row has its words
// in one language, and comes again for the next; since 4 words have tables of
// their own.
type tree struct {
	*document
	groups    []*group
	byID      map[string]*group
	questions map[string]*question // by id, parts among them
	orphans   []*question          // of no group, or parts of no question
}

func newTree(d *document) *tree {
	t := &tree{document: d, byID: map[string]*group{}, questions: map[string]*question{}}
	t.readGroups()
	t.readQuestions()
	t.readAnswers()
	t.readAttributes()
	slices.SortStableFunc(t.groups, func(a, b *group) int { return cmp.Compare(a.order, b.order) })
	n := 0
	for _, g := range t.groups {
		slices.SortStableFunc(g.questions, byOrder)
		for _, q := range g.questions {
			n++
			q.at = incoming.Place{Part: partQuestions, Line: n, Name: q.code}
			slices.SortStableFunc(q.parts, byOrder)
			for _, p := range q.parts {
				p.at = incoming.Place{Part: partQuestions, Line: n, Name: q.code + "_" + p.code}
			}
		}
	}
	return t
}

func byOrder(a, b *question) int {
	return cmp.Or(cmp.Compare(a.scale, b.scale), cmp.Compare(a.order, b.order))
}

// number reads a whole number; 0 if it is none.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// with is the words with a text in one language; the first of a language counts.
func (w words) with(lang, text string) words {
	if text == "" || w[lang] != "" {
		return w
	}
	if w == nil {
		w = words{}
	}
	w[lang] = text
	return w
}

// add takes a text in the language that a row says.
func (w *words) add(r row, name string) { *w = w.with(r.get("language"), r.get(name)) }

func (t *tree) readGroups() {
	for _, r := range t.tables["groups"] {
		id := r.get("gid")
		g := t.byID[id]
		if g == nil {
			g = &group{order: number(r.get("group_order")), relevance: r.get("grelevance"), random: r.get("randomization_group")}
			t.byID[id], t.groups = g, append(t.groups, g)
		}
		g.name.add(r, "group_name")
		g.text.add(r, "description")
	}
	for _, r := range t.tables["group_l10ns"] {
		if g := t.byID[r.get("gid")]; g != nil {
			g.name.add(r, "group_name")
			g.text.add(r, "description")
		}
	}
}

func (t *tree) readQuestions() {
	var list []*question
	for _, table := range []string{"questions", "subquestions"} {
		for _, r := range t.tables[table] {
			if q := t.question(r); q != nil {
				list = append(list, q)
			}
		}
	}
	for _, r := range t.tables["question_l10ns"] {
		if q := t.questions[r.get("qid")]; q != nil {
			q.text.add(r, "question")
			q.help.add(r, "help")
		}
	}
	for _, q := range list {
		if !t.place(q) {
			t.orphans = append(t.orphans, q)
		}
	}
}

// question reads a row of a question in one language, or in none. It gives the
// question if this is its first row.
func (t *tree) question(r row) *question {
	id := r.get("qid")
	q, first := t.questions[id], false
	if q == nil {
		first = true
		q = &question{
			id: id, parent: strings.TrimLeft(r.get("parent_qid"), "0"), group: r.get("gid"),
			kind: r.get("type"), code: r.get("title"), order: number(r.get("question_order")), scale: number(r.get("scale_id")),
			other: r.get("other") == "Y", mandatory: r.get("mandatory") == "Y" || r.get("mandatory") == "S",
			pattern: r.get("preg"), relevance: r.get("relevance"), attributes: map[string]words{},
		}
		t.questions[id] = q
	}
	q.text.add(r, "question")
	q.help.add(r, "help")
	if !first {
		return nil
	}
	return q
}

// place puts a question into its group, or a part to its question. False if there is
// none; a part has no parts.
func (t *tree) place(q *question) bool {
	if q.parent != "" {
		of := t.questions[q.parent]
		if of == nil || of.parent != "" {
			return false
		}
		of.parts = append(of.parts, q)
		return true
	}
	g := t.byID[q.group]
	if g == nil {
		return false
	}
	g.questions = append(g.questions, q)
	return true
}

// readAnswers reads the answers that may be chosen. One answer has a row in each
// language, or an id by which its words are found.
func (t *tree) readAnswers() {
	type key struct{ question, scale, code string }
	byKey, byID := map[key]*answer{}, map[string]*answer{}
	for _, r := range t.tables["answers"] {
		q := t.questions[r.get("qid")]
		if q == nil {
			continue
		}
		k := key{q.id, r.get("scale_id"), r.get("code")}
		a := byKey[k]
		if a == nil {
			a = &answer{code: k.code, order: number(r.get("sortorder")), scale: number(k.scale)}
			byKey[k], q.answers = a, append(q.answers, a)
		}
		if id := r.get("aid"); id != "" {
			byID[id] = a
		}
		a.text.add(r, "answer")
	}
	for _, r := range t.tables["answer_l10ns"] {
		if a := byID[r.get("aid")]; a != nil {
			a.text.add(r, "answer")
		}
	}
	for _, q := range t.questions {
		slices.SortStableFunc(q.answers, func(a, b *answer) int { return cmp.Or(cmp.Compare(a.scale, b.scale), cmp.Compare(a.order, b.order)) })
	}
}

func (t *tree) readAttributes() {
	for _, r := range t.tables["question_attributes"] {
		q, name := t.questions[r.get("qid")], r.get("attribute")
		if q == nil || name == "" {
			continue
		}
		q.attributes[name] = q.attributes[name].with(r.get("language"), r.get("value"))
	}
}
