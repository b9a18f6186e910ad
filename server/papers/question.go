package papers

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/i18n"
	"kist/internal/inspections"
	forms "kist/internal/paper"
	"kist/server/web"
	"kist/surveys"
)

// What may stand in the place of an answer. As the value of a question's own field they
// begin with "_", as no answer does.
const (
	leftBlank  = "_blank"
	unread     = "_unread"
	markPrefix = "_m." // the field of such a mark where answers are no buttons; the question's key follows
)

// text is words in the language that they are in.
type text struct {
	Text, Lang, Dir string
}

// question is one question as people type its answer.
type question struct {
	*i18n.Printer // in the language of the page
	Number        int
	Key           string
	Text          text
	When          string // numbers of the questions on which it depends; empty: everybody is asked
	Kind          string // "one", "many", "order", "number" or "story"
	Options       []option
	Value         string // of a number or a story
	Marks         []option
	Least, Most   int    // of a number; the most letters of a story
	Problem       string // in words; empty: none
}

// option is one answer to choose, or a place in an order.
type option struct {
	Type        string // "radio" or "checkbox"; empty: a place is typed
	Name, Value string
	Text        text
	Hint        string // the key on the keyboard that chooses it; empty: none has
	On          bool
}

// ID is where the question stands on the page.
func (q question) ID() string { return "q-" + q.Key }

// Told is what the question's control is described by.
func (q question) Told() string {
	if q.Problem != "" {
		return "p-" + q.Key
	}
	return ""
}

// sayer puts a survey into words as a child has it before them on paper.
type sayer struct {
	page   *i18n.Printer // in the language of the page
	own    *i18n.Printer // in the language of the form
	survey *surveys.Survey
	head
}

func (r *room) sayer(b web.StaffBase, w work, h head) sayer {
	return sayer{b.Printer, r.Words.Printer(h.lang), w.survey, h}
}

func (s sayer) say(w surveys.Words) text {
	words, lang := s.survey.Say(w, s.edition, s.lang)
	return text{words, lang, i18n.Direction(lang)}
}

// label are the words of an answer: the survey's, or the interface's, or a number.
func (s sayer) label(l surveys.Label) text {
	if own := s.say(l.Words); own.Text != "" {
		return own
	}
	if l.TextID != "" {
		return text{s.own.T(l.TextID), s.own.Lang(), s.own.Dir()}
	}
	return text{Text: l.Code}
}

// hints are the keys that choose the first, the second and so on. Nobody has more
// answers to one question than these and the letters after them.
const hints = "123456789abcdefghijklmnopqrstuvw"

func hint(i int) string {
	if i < len(hints) {
		return hints[i : i+1]
	}
	return ""
}

// questions are all that the form asks, with what was typed.
func (s sayer) questions(t typed) []question {
	var list []question
	for _, a := range forms.Number(s.survey, s.edition) {
		list = append(list, s.question(a, t))
	}
	return list
}

func (s sayer) question(a forms.Asked, t typed) question {
	q := a.Question
	v := question{Printer: s.page, Number: a.Number, Key: q.Key, Text: s.say(q.Text), Problem: t.problems[q.Key]}
	var on []int
	for _, w := range a.When {
		on = append(on, w.Number)
	}
	v.When = numbers(on)
	v.Value = strings.Join(t.fields[q.Key], "")
	switch v.Kind = kindOf(q); v.Kind {
	case "one":
		v.Options = s.options("radio", q, t.fields[q.Key])
	case "many":
		v.Options = s.options("checkbox", q, t.fields[q.Key])
	case "order":
		for _, l := range q.Choices(s.edition) {
			name := q.Key + "." + l.Code
			v.Options = append(v.Options, option{Name: name, Value: strings.Join(t.fields[name], ""), Text: s.label(l)})
		}
		v.Most = len(v.Options)
	case "number":
		v.Least, v.Most = q.Min, q.Max
	case "story":
		v.Most = surveys.MaxStory
	}
	v.Marks = s.marks(v, q, t)
	return v
}

// numbers lists numbers of questions, each once.
func numbers(list []int) string {
	slices.Sort(list)
	var texts []string
	for _, n := range slices.Compact(list) {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ", ")
}

// kindOf is how the answer to a question is typed.
func kindOf(q *surveys.Question) string {
	switch q.KindName {
	case "several":
		return "many"
	case "order", "number", "story":
		return q.KindName
	}
	return "one"
}

func (s sayer) options(kind string, q *surveys.Question, given []string) []option {
	var list []option
	for i, l := range q.Choices(s.edition) {
		list = append(list, option{kind, q.Key, l.Code, s.label(l), hint(i), slices.Contains(given, l.Code)})
	}
	return list
}

// marks are what may stand in the place of an answer. Where one answer is chosen by
// buttons they are buttons among them; elsewhere the first says that there is an answer.
func (s sayer) marks(v question, q *surveys.Question, t typed) []option {
	own := func(id string) text { return text{s.page.T(id), s.page.Lang(), s.page.Dir()} }
	name, chosen := markPrefix+q.Key, t.marks[q.Key]
	var list []option
	if v.Kind == "one" {
		name = q.Key
	} else {
		list = append(list, option{"radio", name, "", own("staff.paper.mark.answer"), "", chosen == ""})
	}
	add := func(value, hint string, words text) {
		list = append(list, option{"radio", name, value, words, hint, chosen == value})
	}
	if l, offered := q.RatherNot(s.edition); offered {
		add(surveys.RatherNot, "-", s.label(l))
	}
	add(leftBlank, "0", own("staff.paper.mark.blank"))
	add(unread, ".", own("staff.paper.mark.unread"))
	return list
}

// answerWords are an answer as a line of words.
func (s sayer) answerWords(q *surveys.Question, given surveys.Answer) []text {
	labels := q.Choices(s.edition)
	if l, offered := q.RatherNot(s.edition); offered {
		labels = append(labels, l)
	}
	var list []text
	for i, code := range given {
		words := text{Text: code}
		if at := slices.IndexFunc(labels, func(l surveys.Label) bool { return l.Code == code }); at >= 0 {
			words = s.label(labels[at])
		}
		if kindOf(q) == "order" && !given.RatherNot() {
			words.Text = strconv.Itoa(i+1) + ". " + words.Text
		}
		list = append(list, words)
	}
	return list
}

// settingName is how staff call a setting.
func settingName(r *inspections.Round, key string) string {
	for _, s := range r.Settings {
		if s.Key == key {
			return s.Name
		}
	}
	return key
}
