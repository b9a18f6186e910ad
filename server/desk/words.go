package desk

import (
	"slices"
	"strings"

	"kist/internal/exchange"
	"kist/internal/i18n"
	"kist/internal/results"
	"kist/surveys"
)

// words gives the words for the codes of a release, in the reader's language
// where the survey has it and in the survey's own otherwise.
type words struct {
	survey *surveys.Survey
	*i18n.Printer
}

// oldest first: where editions differ in words, grown-up readers are shown
// those of the oldest that has them.
var oldestFirst = []surveys.Edition{surveys.E14, surveys.E11, surveys.E8, surveys.E4, surveys.Easy, surveys.Adult}

// Question is the question as the oldest edition asks it; empty if unknown.
func (w words) Question(key string) string {
	q := w.survey.Question(key)
	if q == nil {
		return ""
	}
	for _, e := range oldestFirst {
		if w.asks(e, q) {
			text, _ := w.survey.Say(q.Text, e, w.Lang())
			return text
		}
	}
	return ""
}

func (w words) asks(e surveys.Edition, q *surveys.Question) bool {
	return slices.Contains(w.survey.Editions, e) && q.In(e)
}

// Column is the label of an answer; a code without one is its own label.
func (w words) Column(question, code string) string {
	if code == exchange.BaseCode {
		return w.T("staff.csv.answered")
	}
	q := w.survey.Question(question)
	if q == nil {
		return code
	}
	if option, place, ok := strings.Cut(code, ":"); ok && q.KindName == orderKind {
		return w.placed(w.label(q, option), place)
	}
	return w.label(q, code)
}

// placed says of an answer in an order which place it was given.
func (w words) placed(label, place string) string {
	if place == "1" {
		return w.T("staff.order.first", "Text", label)
	}
	return w.T("staff.order.place", "Text", label, "Place", place)
}

func (w words) label(q *surveys.Question, code string) string {
	for _, e := range oldestFirst {
		if !w.asks(e, q) {
			continue
		}
		if l, ok := labelOf(q, e, code); ok {
			return w.say(l, e)
		}
	}
	return code
}

func labelOf(q *surveys.Question, e surveys.Edition, code string) (surveys.Label, bool) {
	if code == surveys.RatherNot {
		return q.RatherNot(e)
	}
	labels := q.Choices(e)
	i := slices.IndexFunc(labels, func(l surveys.Label) bool { return l.Code == code })
	if i < 0 {
		return surveys.Label{}, false
	}
	return labels[i], true
}

func (w words) say(l surveys.Label, e surveys.Edition) string {
	if text, _ := w.survey.Say(l.Words, e, w.Lang()); text != "" {
		return text
	}
	if l.TextID != "" {
		return w.T(l.TextID)
	}
	return l.Code
}

// Asked says whether the question was put to an age band: in the band's own
// edition, or in easy read, which is for every age. Everybody is asked.
func (w words) Asked(question, band string) bool {
	q := w.survey.Question(question)
	if q == nil || band == "" {
		return true
	}
	return w.asks(surveys.Easy, q) || slices.ContainsFunc(w.survey.Editions, func(e surveys.Edition) bool {
		return e.AgeBand() == band && q.In(e)
	})
}

// adults says whether the survey is for grown-ups only.
func (w words) adults() bool {
	return !slices.ContainsFunc(w.survey.Editions, func(e surveys.Edition) bool { return e != surveys.Adult })
}

// who chooses between the texts for children and for grown-ups.
func (w words) who(id string) string {
	if w.adults() {
		return id + ".adults"
	}
	return id
}

// Group is the name of an age band; of everybody where it is empty.
func (w words) Group(value string) string {
	if value == "" {
		return w.T("staff.group.all")
	}
	return w.T("staff.band." + value)
}

// asked is one wording of a question, and who was asked in it.
type asked struct {
	Text     string
	Lang     string // that the text is in
	Editions string // in words; empty if it is the only wording
}

// wordings lists how the editions ask the question, oldest first, each
// wording once.
func (w words) wordings(key string) []asked {
	q := w.survey.Question(key)
	if q == nil {
		return nil
	}
	var list []asked
	var editions [][]string
	for _, e := range oldestFirst {
		if !w.asks(e, q) {
			continue
		}
		text, lang := w.survey.Say(q.Text, e, w.Lang())
		i := slices.IndexFunc(list, func(a asked) bool { return a.Text == text })
		if i < 0 {
			i = len(list)
			list, editions = append(list, asked{Text: text, Lang: lang}), append(editions, nil)
		}
		editions[i] = append([]string{w.T("staff.edition." + string(e))}, editions[i]...) // the youngest first
	}
	if len(list) > 1 {
		for i := range list {
			list[i].Editions = strings.Join(editions[i], ", ")
		}
	}
	return list
}

// labels are the words of all columns of a table.
func (w words) labels(t *results.Table) []string {
	list := make([]string, len(t.Columns))
	for i, code := range t.Columns {
		list[i] = w.Column(t.Question, code)
	}
	return list
}

// either joins labels as alternatives: "Happy or Very happy".
func (w words) either(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	list := labels[0]
	for _, l := range labels[1:] {
		list = w.T("staff.finding.or", "First", list, "Second", l)
	}
	return list
}
