package paper

import (
	"fmt"
	"strconv"
	"strings"

	"kist/internal/docx"
	"kist/internal/report"
	"kist/surveys"
)

// stock are the drawings beside questions of easy read that have none of their own.
var stock = map[string]string{"story": "pencil", "agreement": "talk", "order": "road", "several": "choose", "number": "choose", "faces": "sun"}

// questions writes every question.
func (f *form) questions() {
	for _, a := range f.asked {
		f.question(a)
	}
}

// question writes one: what is asked, for whom, how, and where the answer goes.
func (f *form) question(a Asked) {
	q := a.Question
	ask := func() {
		f.d.Ask(docx.Plain(strconv.Itoa(a.Number)+". "), f.say(q.Text).run())
		for _, w := range a.When {
			f.d.Only(f.only(w).run())
		}
		for _, s := range f.hints(q) {
			for _, line := range f.lines(s) {
				f.d.Hint(line)
			}
		}
	}
	b := f.boxes(q)
	if f.Layout != Easy {
		ask()
		f.answers(q, b)
		f.d.Done()
		return
	}
	name := stock[q.KindName]
	if name == "" {
		name = "choose"
	}
	drawing := f.drawing(q.Picture, name)
	switch {
	case b.listed:
		f.d.Aside(drawing, ask, b.tick, b.choices, 0)
	case q.KindName == "story":
		f.d.Aside(drawing, ask, b.tick, nil, f.ruled(q.Kind().Wording(q, f.Edition)))
		f.d.Choices(b.tick, b.refuse)
	default:
		f.d.Aside(drawing, ask, b.tick, nil, 0)
		f.answers(q, b)
	}
	f.d.Done()
}

// hints are the lines that say how a question is answered.
func (f *form) hints(q *surveys.Question) []said {
	var list []said
	add := func(s said) {
		if s.text != "" {
			list = append(list, s)
		}
	}
	own, w := f.say(q.Hint), q.Kind().Wording(q, f.Edition)
	add(own)
	if w.Beside(own.text != "") {
		add(said{text: f.Words.TArgs(w.HintID, w.HintArgs)})
	}
	switch {
	case q.KindName == "order":
		add(f.own("sheet.form.order", "Most", len(w.Labels)))
	case q.KindName == "story":
		add(f.own("sheet.form.safe"))
	case q.Scale():
		add(f.at(q.Min, q.Low))
		add(f.at(q.Max, q.High))
	}
	return list
}

// at says what an end of a scale means; nothing if nobody wrote it.
func (f *form) at(n int, w surveys.Words) said {
	s := f.say(w)
	if s.text != "" {
		s.text = strconv.Itoa(n) + " = " + s.text
	}
	return s
}

// single are the kinds with one answer at most.
var single = map[string]bool{"faces": true, "one_choice": true, "yes_no": true, "agreement": true, "picture": true, "number": true, "story": true, "order": true}

// boxed is how a question is answered: with answers to tick, or apart from these.
type boxed struct {
	tick    docx.Tick
	choices []docx.Choice
	refuse  []docx.Choice // "I'd rather not say", where it is offered
	listed  bool          // one answer a line, the last one to refuse
}

func (f *form) boxes(q *surveys.Question) boxed {
	b := boxed{tick: docx.Many, choices: f.choices(q, q.Choices(f.Edition))}
	if single[q.KindName] {
		b.tick = docx.One
	}
	if l, offered := q.RatherNot(f.Edition); offered {
		b.refuse = []docx.Choice{{Words: []docx.Run{f.label(l).run()}}}
	}
	if written := q.KindName == "story" || q.KindName == "order" || q.KindName == "number"; !written && !f.beside(q, b.choices) {
		b.listed, b.choices = true, append(b.choices, b.refuse...)
	}
	return b
}

// answers writes where the answer goes.
func (f *form) answers(q *surveys.Question, b boxed) {
	switch {
	case b.listed:
		f.d.Choices(b.tick, b.choices)
		return
	case q.KindName == "story":
		f.d.Ruled(f.ruled(q.Kind().Wording(q, f.Edition)))
	case q.KindName == "order":
		f.d.Boxes(b.choices)
	case q.KindName == "number" && !q.Scale():
		f.d.Boxes([]docx.Choice{{}})
	default:
		f.d.Row(b.tick, b.choices, b.refuse)
		return
	}
	f.d.Choices(b.tick, b.refuse)
}

// choices are the answers with their pictures.
func (f *form) choices(q *surveys.Question, labels []surveys.Label) []docx.Choice {
	var list []docx.Choice
	for _, l := range labels {
		words := f.label(l)
		c := docx.Choice{Words: []docx.Run{words.run()}}
		if l.Picture != "" && f.pictured(q) {
			if p, err := report.PictureOf(l.Picture, words.text); err == nil {
				c.Picture, c.Picture.Across = p, drawingAcross
				if signs[q.KindName] {
					c.Picture.Across = signAcross
				}
			}
		}
		list = append(list, c)
	}
	return list
}

// How wide drawings and signs are beside an answer, in millimetres, and the kinds with signs.
const (
	drawingAcross = 28
	signAcross    = 18
)

var signs = map[string]bool{"faces": true, "yes_no": true}

// pictured says whether the answers have their pictures: faces and drawings always do;
// older readers are not shown signs for yes and no.
func (f *form) pictured(q *surveys.Question) bool {
	if q.KindName != "yes_no" {
		return true
	}
	return f.Layout == Easy || f.Edition == surveys.E4 || f.Edition == surveys.E8 || f.Edition == surveys.Easy
}

// beside says whether answers stand beside each other: few of them, with pictures, in
// ordinary size.
func (f *form) beside(q *surveys.Question, choices []docx.Choice) bool {
	return f.Layout == Word && len(choices) <= 5 && f.pictured(q) && len(choices) > 0 && len(choices[0].Picture.Bytes) > 0
}

// A line holds so many characters, as children write; at least and at most so many lines.
const (
	perLine    = 150
	leastLines = 3
	mostLines  = 10
)

// ruled is how many lines there are for a story: fewer where little may be said.
func (f *form) ruled(w surveys.Wording) int {
	most, _ := w.HintArgs["Max"].(int)
	return min(max(most/perLine, leastLines), mostLines)
}

// only says in a sentence who is asked.
func (f *form) only(w When) said {
	answers := f.chosen(w)
	kind := "chose"
	if w.Question.KindName == "number" {
		kind = "number"
	}
	switch {
	case answers == "":
		return f.own("sheet.form.only.empty", "Question", w.Number)
	case w.Empty && kind == "number":
		return f.own("sheet.form.only.number_or_empty", "Question", w.Number, "Answers", answers)
	case w.Empty:
		return f.own("sheet.form.only.chose_or_empty", "Question", w.Number, "Answers", answers)
	case kind == "number":
		return f.own("sheet.form.only.number", "Question", w.Number, "Answers", answers)
	}
	return f.own("sheet.form.only.chose", "Question", w.Number, "Answers", answers)
}

// chosen lists the answers that a condition asks for: in words, or numbers with their
// neighbours joined.
func (f *form) chosen(w When) string {
	q := w.Question
	if q.KindName == "number" {
		return f.or(spans(w.Any))
	}
	var list []string
	for _, l := range q.Choices(f.Edition) {
		for _, code := range w.Any {
			if code == l.Code {
				list = append(list, f.Words.T("sheet.form.quoted", "Text", f.label(l).text))
			}
		}
	}
	if l, offered := q.RatherNot(f.Edition); offered && w.Empty {
		list = append(list, f.Words.T("sheet.form.quoted", "Text", f.label(l).text))
	}
	return f.or(list)
}

// or joins with the word for it.
func (f *form) or(list []string) string {
	if len(list) == 0 {
		return ""
	}
	all := list[0]
	for _, next := range list[1:] {
		all = f.Words.T("sheet.form.or", "One", all, "Other", next)
	}
	return all
}

// spans joins bands of numbers ("3", "5-9") that follow each other.
func spans(bands []string) []string {
	type span struct{ from, to int }
	var list []span
	for _, b := range bands {
		low, high, ranged := strings.Cut(b, "-")
		from, err := strconv.Atoi(low)
		to := from
		if ranged {
			to, _ = strconv.Atoi(high)
		}
		switch n := len(list); {
		case err != nil: // "I'd rather not say"
		case n > 0 && list[n-1].to+1 == from:
			list[n-1].to = to
		default:
			list = append(list, span{from, to})
		}
	}
	var words []string
	for _, s := range list {
		switch s.to - s.from {
		case 0:
			words = append(words, strconv.Itoa(s.from))
		case 1:
			words = append(words, strconv.Itoa(s.from), strconv.Itoa(s.to))
		default:
			words = append(words, fmt.Sprintf("%d–%d", s.from, s.to))
		}
	}
	return words
}
