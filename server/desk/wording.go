package desk

import (
	"slices"
	"strings"

	"kist/internal/results"
	"kist/surveys"
)

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

// otherLabels says of a question's answers how editions label them in other
// words than those the page shows; one sentence for all editions that agree.
func (w words) otherLabels(t *results.Table) []string {
	q := w.survey.Question(t.Question)
	if q == nil {
		return nil
	}
	var read []string
	editions := map[string][]string{}
	for _, e := range oldestFirst {
		if !w.asks(e, q) {
			continue
		}
		labels := w.labelsIn(t, q, e)
		if labels == "" {
			continue
		}
		if editions[labels] == nil {
			read = append(read, labels)
		}
		editions[labels] = append([]string{w.T("staff.edition." + string(e))}, editions[labels]...) // the youngest first
	}
	for i, labels := range read {
		read[i] = w.T("staff.note.labels", "Groups", w.joined(editions[labels], "staff.finding.and"), "Labels", labels)
	}
	return read
}

// labelsIn lists the labels of an edition, if any differs from what is shown:
// all of a scale, which are read as a row, and of options those that differ. Empty
// if none does.
func (w words) labelsIn(t *results.Table, q *surveys.Question, e surveys.Edition) string {
	var all, differ []string
	for _, code := range t.Columns {
		l, ok := labelOf(q, e, code)
		if !ok {
			continue
		}
		text, shown := w.say(l, e), w.column(t.Question, code)
		all = append(all, text)
		if text != shown {
			differ = append(differ, w.T("staff.note.label", "Text", text, "Shown", shown))
		}
	}
	switch {
	case len(differ) == 0:
		return ""
	case isScale(t.Kind):
		return strings.Join(all, ", ")
	}
	return strings.Join(differ, "; ")
}
