package media

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"kist/internal/i18n"
	"kist/surveys"
)

// Passage is what is read aloud in one go: a question with its hints, its
// answers, what a child reads before the first question and after the last, and
// the help words.
type Passage struct {
	ID       string // "start", "help", "end", "q.KEY" or "q.KEY.answers"
	Words    string // as a child reads them, sentence after sentence
	Question bool   // may be signed too
	Answers  bool   // goes with the question before it
}

// The passages that every questionnaire has.
const (
	Start = "start"
	Help  = "help"
	End   = "end"
)

// OfQuestion is the passage of a question.
func OfQuestion(key string) string { return "q." + key }

// OfAnswers is the passage of a question's answers.
func OfAnswers(key string) string { return "q." + key + ".answers" }

// Passages lists what is read aloud of a survey to a reader of one edition, in
// the printer's language, in reading order. A question that is written or typed
// has no answers to read.
func Passages(s *surveys.Survey, e surveys.Edition, p *i18n.Printer) []Passage {
	r := teller{p, s, e}
	list := []Passage{{ID: Start, Words: r.start()}, {ID: Help, Words: r.help()}}
	for _, q := range s.QuestionsIn(e) {
		list = append(list, Passage{ID: OfQuestion(q.Key), Words: r.question(q), Question: true})
		if words := r.answers(q); words != "" {
			list = append(list, Passage{ID: OfAnswers(q.Key), Words: words, Answers: true})
		}
	}
	return append(list, Passage{ID: End, Words: r.end()})
}

// signed are the words that a video of a question signs: those of the question
// and of its answers.
func signed(list []Passage, i int) string {
	words := list[i].Words
	if i+1 < len(list) && list[i+1].Answers {
		words += " " + list[i+1].Words
	}
	return words
}

// teller says a survey's texts as they stand on the page.
type teller struct {
	*i18n.Printer
	survey  *surveys.Survey
	edition surveys.Edition
}

func (t teller) say(w surveys.Words) string {
	text, _ := t.survey.Say(w, t.edition, t.Lang())
	return text
}

// ends are what sentences end in, in the scripts of our languages.
const ends = ".!?:;…؟。？！।۔"

// sentences puts texts one after another, with a stop where one has none.
func sentences(texts ...string) string {
	var all []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if last, _ := utf8.DecodeLastRuneInString(text); !strings.ContainsRune(ends, last) {
			text += "."
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func (t teller) start() string {
	texts := []string{t.say(t.survey.Title), t.say(t.survey.Start.Lead)}
	for _, f := range t.survey.FactsIn(t.edition) {
		texts = append(texts, t.say(f.Head), t.say(f.Text))
	}
	return sentences(append(texts, t.T("child.start.help"))...)
}

// help are the words at the top of every page, without the numbers: they differ
// from year to year, and are read from the page.
func (t teller) help() string { return sentences(t.T("help.title"), t.T("help.lead")) }

func (t teller) end() string {
	return sentences(t.T("child.end.title"), t.T("child.end.text"), t.T("child.end.hard"))
}

func (t teller) question(q *surveys.Question) string {
	hint := t.say(q.Hint)
	texts := []string{t.say(q.Text), hint}
	if w := q.Kind().Wording(q, t.edition); w.Beside(hint != "") {
		texts = append(texts, t.TArgs(w.HintID, w.HintArgs))
	}
	if q.KindName == "story" {
		texts = append(texts, t.T("child.story.safe"))
	}
	return sentences(texts...)
}

func (t teller) answers(q *surveys.Question) string {
	labels := q.Choices(t.edition)
	if len(labels) == 0 {
		return ""
	}
	var texts []string
	for _, end := range []struct {
		at    int
		words surveys.Words
	}{{q.Min, q.Low}, {q.Max, q.High}} {
		if words := t.say(end.words); words != "" {
			texts = append(texts, strconv.Itoa(end.at)+": "+words)
		}
	}
	if last, offered := q.RatherNot(t.edition); offered {
		labels = append(labels[:len(labels):len(labels)], last)
	}
	for _, l := range labels {
		texts = append(texts, t.label(l))
	}
	return sentences(texts...)
}

func (t teller) label(l surveys.Label) string {
	if own := t.say(l.Words); own != "" {
		return own
	}
	if l.TextID != "" {
		return t.T(l.TextID)
	}
	return l.Code
}
