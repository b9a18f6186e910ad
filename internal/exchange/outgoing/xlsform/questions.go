package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"kist/surveys"
)

// question writes a question in the type that comes nearest to its kind.
func (f *form) question(q *surveys.Question) {
	relevant, ever := f.relevant(q)
	if !ever {
		f.never[q.Key] = true
		f.say(q.Key, "never")
		return
	}
	l := line{name: q.Key, relevant: relevant, label: f.texts(q.Text), hint: f.texts(q.Hint)}
	switch q.KindName {
	case "story":
		f.story(q, &l)
	case "number":
		f.number(q, &l)
	case "order":
		l.kind = "rank " + q.Key
		f.list(q)
	case "several":
		f.several(q, &l)
	default:
		l.kind = "select_one " + q.Key
		f.list(q)
		f.ratherNot(q)
	}
	f.told(q)
	f.lines = append(f.lines, l)
}

// told says what of a question stays behind.
func (f *form) told(q *surveys.Question) {
	pictured := q.Picture != "" || slices.ContainsFunc(q.OptionsIn(f.e), func(o surveys.Option) bool { return o.Picture != "" })
	if pictured || q.KindName == "faces" {
		f.say(q.Key, "pictures")
	}
	if len(q.Bands) > 0 {
		f.say(q.Key, "bands")
	}
	if q.AboutChild && !f.offersRatherNot(q) {
		f.say(q.Key, "rather_not")
	}
}

func (f *form) story(q *surveys.Question, l *line) {
	l.kind, l.appearance = "text", "multiline"
	if q.Max > 0 {
		l.constraint = fmt.Sprintf("string-length(.) <= %d", q.Max)
	}
}

// number writes a scale as a range with the words at its ends, and other numbers with
// their limits.
func (f *form) number(q *surveys.Question, l *line) {
	if !q.Scale() {
		l.kind, l.constraint = "integer", fmt.Sprintf(". >= %d and . <= %d", q.Min, q.Max)
		w := q.Kind().Wording(q, f.e)
		l.message = f.standard(w.HintID, w.HintArgs)
		return
	}
	l.kind, l.parameters = "range", fmt.Sprintf("start=%d end=%d step=1", q.Min, q.Max)
	ends := []choice{{q.Key, fmt.Sprint(q.Min), f.texts(q.Low)}, {q.Key, fmt.Sprint(q.Max), f.texts(q.High)}}
	ends = slices.DeleteFunc(ends, func(c choice) bool { return len(c.label) == 0 })
	if len(ends) > 0 {
		l.parameters += " tick_labelset=" + q.Key
		f.choices = append(f.choices, ends...)
	}
}

// several writes how many may be chosen, and which go with no other.
func (f *form) several(q *surveys.Question, l *line) {
	l.kind = "select_multiple " + q.Key
	f.list(q)
	f.ratherNot(q)
	var rules []string
	for _, o := range q.OptionsIn(f.e) {
		if o.Exclusive {
			rules = append(rules, alone(o.Key))
		}
	}
	if f.offersRatherNot(q) {
		rules = append(rules, alone(RatherNot))
	}
	if q.Max > 0 && q.Max < len(q.OptionsIn(f.e)) {
		rules = append(rules, fmt.Sprintf("count-selected(.) <= %d", q.Max))
		w := q.Kind().Wording(q, f.e)
		l.message = f.standard(w.HintID, w.HintArgs)
	}
	l.constraint = strings.Join(rules, " and ")
}

func alone(name string) string {
	return "not(selected(., '" + name + "') and count-selected(.) > 1)"
}

// list writes the answers of a question.
func (f *form) list(q *surveys.Question) {
	for _, l := range q.Choices(f.e) {
		f.choices = append(f.choices, choice{q.Key, l.Code, f.said(l)})
	}
}

// offersRatherNot says whether "I'd rather not say" is among the answers of a list.
func (f *form) offersRatherNot(q *surveys.Question) bool {
	switch q.KindName {
	case "story", "number", "order":
		return false
	}
	taken := slices.ContainsFunc(q.Choices(f.e), func(l surveys.Label) bool { return l.Code == RatherNot })
	return q.AboutChild && !taken
}

func (f *form) ratherNot(q *surveys.Question) {
	if l, _ := q.RatherNot(f.e); f.offersRatherNot(q) {
		f.choices = append(f.choices, choice{q.Key, RatherNot, f.said(l)})
	}
}
