package media

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kist/internal/i18n"
	"kist/surveys"
)

// Passage is one text that is read aloud in one go: a question, its hint, one of
// its answers, the first page, or a text that stands on every survey's pages.
type Passage struct {
	ID       string // see the functions below; a text of every survey has its message's id or its group's
	Words    string // as a child reads them, sentence after sentence
	Question bool   // may be signed too
	Shared   bool   // of every survey: recorded once for a language and an edition
	// Names are where it stands on the child's page: "q_feel", "q_feel.hint",
	// "q_feel=1" for an answer, or the passage's own id outside the questions.
	Names []string
	// Of are the keys of the questions that it belongs to.
	Of []string
}

// The passages that every questionnaire has.
const (
	Start   = "start"
	GrownUp = "grown_up" // the note for who sits beside a small child
	Help    = "help"
	End     = "end"
)

// OfQuestion is the passage of a question's own words.
func OfQuestion(key string) string { return "q." + key }

// OfHint is the passage of a question's hint.
func OfHint(key string) string { return "q." + key + ".hint" }

// OfAnswer is the passage of an answer. Answers with the same words are one
// passage wherever they stand in an edition, so that nobody records "Always" nine
// times.
func OfAnswer(words string) string { return "a." + markOf(sentences(words)) }

// IsAnswer says that a passage is that of an answer, or of an end of a scale.
func (p Passage) IsAnswer() bool { return strings.HasPrefix(p.ID, "a.") }

// IsHint says that a passage is that of a hint.
func (p Passage) IsHint() bool {
	return strings.HasPrefix(p.ID, "h.") || strings.HasPrefix(p.ID, "q.") && strings.HasSuffix(p.ID, ".hint")
}

// The places of a question on a child's page.
const (
	onScreen = "q_"
	onSign   = "v_"
)

// NameOf is where a question's own words stand.
func NameOf(key string) string { return onScreen + key }

// NameOfAnswer is where an answer to a question stands.
func NameOfAnswer(key, code string) string { return onScreen + key + "=" + code }

// NameOfSign is where a question's signed video stands.
func NameOfSign(key string) string { return onSign + key }

// Passages lists the texts of a survey that can be read aloud to a reader of one
// edition, in the printer's language, in reading order, each once. What stands on
// every survey's pages is left out: see Shared.
func Passages(s *surveys.Survey, e surveys.Edition, p *i18n.Printer) []Passage {
	return slices.DeleteFunc(onPage(s, e, p), func(p Passage) bool { return p.Shared })
}

// onPage lists all that is read aloud of a questionnaire's own parts, the texts
// of every survey in, each once with every place where it stands.
func onPage(s *surveys.Survey, e surveys.Edition, p *i18n.Printer) []Passage {
	r := teller{p, s, e}
	list := []Passage{{ID: Start, Words: r.start(), Names: []string{Start}}}
	if note := r.say(s.Start.GrownUp); note != "" && e == surveys.E4 {
		list = append(list, Passage{ID: GrownUp, Words: sentences(r.T("child.start.grown_up"), note), Names: []string{GrownUp}})
	}
	at := map[string]int{}
	for _, q := range s.QuestionsIn(e) {
		for _, piece := range slices.Concat(r.question(q), r.answers(q)) {
			piece.Of = []string{q.Key}
			if n, there := at[piece.ID]; there {
				list[n].Names = append(list[n].Names, piece.Names...)
				list[n].Of = append(list[n].Of, q.Key)
				continue
			}
			at[piece.ID] = len(list)
			list = append(list, piece)
		}
	}
	return list
}

// signed are the words that a video of a question signs: its own, and those of
// its answers.
func (t teller) signed(q *surveys.Question) string {
	var texts []string
	for _, piece := range slices.Concat(t.question(q), t.answers(q)) {
		texts = append(texts, piece.Words)
	}
	return strings.Join(texts, " ")
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

// question are the texts above a question's answers: its own words, its hint,
// and how to answer.
func (t teller) question(q *surveys.Question) []Passage {
	name, hint := NameOf(q.Key), t.say(q.Hint)
	list := []Passage{{ID: OfQuestion(q.Key), Words: sentences(t.say(q.Text)), Question: true, Names: []string{name}}}
	if hint != "" {
		list = append(list, Passage{ID: OfHint(q.Key), Words: sentences(hint), Names: []string{name + ".hint"}})
	}
	if w := q.Kind().Wording(q, t.edition); w.Beside(hint != "") {
		list = append(list, t.how(w, name+".how"))
	}
	if q.KindName == "story" {
		list = append(list, t.shared("child.story.safe", name+".safe"))
	}
	return list
}

// how says how to answer. With a number in it, it belongs to the survey.
func (t teller) how(w surveys.Wording, name string) Passage {
	if len(w.HintArgs) == 0 {
		return t.shared(w.HintID, name)
	}
	words := sentences(t.TArgs(w.HintID, w.HintArgs))
	return Passage{ID: "h." + markOf(words), Words: words, Names: []string{name}}
}

// shared is a text of every survey, and where it stands here.
func (t teller) shared(id string, names ...string) Passage {
	return Passage{ID: id, Words: sentences(t.T(id)), Shared: true, Names: names}
}

// answers are a question's answers, after what the ends of a scale mean. A
// question that is written or typed has "I'd rather not say" at most.
func (t teller) answers(q *surveys.Question) []Passage {
	labels := q.Choices(t.edition)
	var list []Passage
	for _, end := range []struct {
		name  string
		at    int
		words surveys.Words
	}{{".low", q.Min, q.Low}, {".high", q.Max, q.High}} {
		if words := t.say(end.words); words != "" {
			list = append(list, answer(strconv.Itoa(end.at)+": "+words, NameOf(q.Key)+end.name))
		}
	}
	if last, offered := q.RatherNot(t.edition); offered {
		labels = append(labels[:len(labels):len(labels)], last)
	}
	for _, l := range labels {
		list = append(list, t.label(l, NameOfAnswer(q.Key, l.Code)))
	}
	return list
}

func answer(words, name string) Passage {
	return Passage{ID: OfAnswer(words), Words: sentences(words), Names: []string{name}}
}

// label is an answer: in the survey's own words, else in those of every survey,
// else a number.
func (t teller) label(l surveys.Label, name string) Passage {
	own := t.say(l.Words)
	switch {
	case own == "" && l.TextID != "":
		return t.shared(l.TextID, name)
	case own == "":
		own = l.Code
	}
	return answer(own, name)
}
