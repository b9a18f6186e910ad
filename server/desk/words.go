package desk

import (
	"cmp"
	"slices"
	"strings"

	"kist/internal/exchange/worded"
	"kist/internal/i18n"
	"kist/internal/results"
	"kist/surveys"
)

// words gives the words for the codes of a release, in the reader's language
// where the survey has it and in the survey's own otherwise.
type words struct {
	survey *surveys.Survey
	*i18n.Printer
	places map[string]string // names of the places of a release over places; nil of a round's
	texts  *results.Texts    // of a release of themes; nil of answers
	round  []string          // editions that the round asked; none: that was not kept, or it is of several rounds
}

// wordsOf gives the words for a release of a round, or of its themes.
func wordsOf(rel *results.Release, s *surveys.Survey, p *i18n.Printer) words {
	return words{survey: s, Printer: p, texts: rel.Texts, round: rel.Editions}
}

// oldest first: where editions differ in words, grown-up readers are shown
// those of the oldest that has them.
var oldestFirst = []surveys.Edition{surveys.E14, surveys.E11, surveys.E8, surveys.E4, surveys.Easy, surveys.Adult}

// question is the question as the oldest edition asks it; empty if unknown.
func (w words) question(key string) string {
	return w.Question(key, "").Text
}

// Question is the question as it was put to an age band, or for everybody as
// the oldest edition asks it, with that edition; the zero saying if unknown.
func (w words) Question(key, group string) worded.Saying {
	if key == worded.ResponsesKey {
		return worded.Saying{Text: w.T(w.who("staff.fact.answered")), Lang: w.Lang()}
	}
	q := w.survey.Question(key)
	if q == nil {
		return worded.Saying{}
	}
	for _, e := range editionsFor(group) {
		if w.asks(e, q) {
			text, lang := w.survey.Say(q.Text, e, w.Lang())
			return worded.Saying{Text: text, Edition: string(e), Lang: lang}
		}
	}
	return worded.Saying{}
}

// editionsFor are the editions in whose words a group is told, best first: an
// age band's own, then easy read, which every age may have had, then the oldest
// that has words at all.
func editionsFor(group string) []surveys.Edition {
	if group == "" {
		return oldestFirst
	}
	var list []surveys.Edition
	for _, band := range results.Parts(group) {
		list = append(list, surveys.Edition(band))
	}
	return slices.Concat(list, []surveys.Edition{surveys.Easy}, oldestFirst)
}

func (w words) asks(e surveys.Edition, q *surveys.Question) bool {
	return slices.Contains(w.survey.Editions, e) && q.In(e)
}

// column is the label of an answer for everybody; a code without one is its own.
func (w words) column(question, code string) string {
	return w.Column(question, code, "").Text
}

// Column is the label of an answer as an age band read it, or for everybody as
// in the oldest edition that offers it, with that edition. A code without a label is
// its own, and has no edition.
func (w words) Column(question, code, group string) worded.Saying {
	if code == worded.BaseCode {
		return worded.Saying{Text: w.T("staff.csv.answered"), Lang: w.Lang()}
	}
	q := w.survey.Question(question)
	if q == nil {
		return worded.Saying{Text: code}
	}
	if parts := results.Parts(code); len(parts) > 1 {
		return w.either(question, parts, group)
	}
	if w.texts != nil { // people named it, in their own language
		return worded.Saying{Text: results.NameOf(w.texts.Themes, code)}
	}
	option, place, ok := strings.Cut(code, ":")
	if !ok || q.KindName != orderKind {
		return w.label(q, code, group)
	}
	label := w.label(q, option, group)
	label.Text = w.placed(label.Text, place)
	return label
}

// either is the label of answers that are told together; it is of an edition if all are.
func (w words) either(question string, codes []string, group string) worded.Saying {
	var texts []string
	all := worded.Saying{}
	for i, code := range codes {
		one := w.Column(question, code, group)
		texts = append(texts, one.Text)
		if i == 0 {
			all = one
		}
		if all.Edition != one.Edition {
			all.Edition = ""
		}
	}
	all.Text = w.joined(texts, "staff.finding.or")
	return all
}

// placed says of an answer in an order which place it was given.
func (w words) placed(label, place string) string {
	if place == "1" {
		return w.T("staff.order.first", "Text", label)
	}
	return w.T("staff.order.place", "Text", label, "Place", place)
}

func (w words) label(q *surveys.Question, code, group string) worded.Saying {
	for _, e := range editionsFor(group) {
		if !w.asks(e, q) {
			continue
		}
		if l, ok := labelOf(q, e, code); ok {
			text, lang := w.said(l, e)
			return worded.Saying{Text: text, Edition: string(e), Lang: lang}
		}
	}
	return worded.Saying{Text: code}
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
	text, _ := w.said(l, e)
	return text
}

// said is a label and its language: the survey's own words, those of the interface,
// or the code.
func (w words) said(l surveys.Label, e surveys.Edition) (text, lang string) {
	if text, lang = w.survey.Say(l.Words, e, w.Lang()); text != "" {
		return text, lang
	}
	if l.TextID != "" {
		return w.T(l.TextID), w.Lang()
	}
	return l.Code, ""
}

// Asked says whether the round put the question to an age band: in the band's own
// edition, or in easy read, which is for every age; to anybody where it is empty.
func (w words) Asked(question, band string) bool {
	q := w.survey.Question(question)
	if q == nil {
		return true
	}
	return slices.ContainsFunc(w.survey.Editions, func(e surveys.Edition) bool { return q.In(e) && w.reaches(e, band) })
}

// reaches says whether the round asks an edition that somebody of an age band may have had.
func (w words) reaches(e surveys.Edition, band string) bool {
	asked := len(w.round) == 0 || slices.Contains(w.round, string(e))
	return asked && (band == "" || e == surveys.Easy || slices.Contains(results.Parts(band), e.AgeBand()))
}

// adults says whether the survey is for grown-ups only.
func (w words) adults() bool { return forAdults(w.survey) }

func forAdults(s *surveys.Survey) bool {
	return !slices.ContainsFunc(s.Editions, func(e surveys.Edition) bool { return e != surveys.Adult })
}

// who chooses between the texts for children and for grown-ups.
func (w words) who(id string) string {
	if w.texts == nil && w.adults() {
		return id + ".adults"
	}
	return id
}

// Group is the name of an age band, or what those answered who make up a group
// of a grouping question, or of a place; of everybody where it is empty.
func (w words) Group(by, value string) string {
	if w.places != nil && value == "" {
		return w.T("staff.across.all")
	}
	if by == results.ByPlace || by == results.ByBefore {
		return cmp.Or(w.places[value], value)
	}
	if w.texts != nil && value != "" {
		return w.textGroup(by, value)
	}
	if by == "" || by == results.ByAgeBand || value == "" {
		return w.band(value)
	}
	return w.column(by, value)
}

// band is the name of an age band; of everybody where it is empty.
func (w words) band(value string) string {
	if value == "" {
		return w.T("staff.group.all")
	}
	var names []string
	for _, band := range results.Parts(value) {
		names = append(names, w.T("staff.band."+band))
	}
	return w.joined(names, "staff.finding.and")
}

// labels are the words of all columns of a table.
func (w words) labels(t *results.Table) []string {
	list := make([]string, len(t.Columns))
	for i, code := range t.Columns {
		list[i] = w.column(t.Question, code)
	}
	return list
}

// joined lists texts with commas, and the last after "and" or "or": last is
// the id of the text for that.
func (w words) joined(texts []string, last string) string {
	n := len(texts) - 1
	if n < 1 {
		return strings.Join(texts, "")
	}
	list := texts[0]
	for _, text := range texts[1:n] {
		list = w.T("staff.finding.comma", "First", list, "Second", text)
	}
	return w.T(last, "First", list, "Second", texts[n])
}
