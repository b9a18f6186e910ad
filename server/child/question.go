package child

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"kist/internal/i18n"
	"kist/internal/media"
	"kist/surveys"
)

// question is one screen of the questionnaire. A kind's part draws it with
// what it needs of this, and nothing else.
type question struct {
	*i18n.Printer
	ID         string // of its screen
	Key        string
	Kind       string
	Number, Of int    // "Question 3 of 25"
	Back, Next string // ids of the screens before and after
	Text, Hint said
	Picture    string // id of the drawing above it, in easy read; empty: none
	KindHint   string // how to answer, in the interface's words
	If         string // when it is asked, for the script; empty: always
	Options    []option
	RatherNot  *option // nil: not offered
	Single     bool    // one answer at most: "I'd rather not say" is one of them
	Least      int     // number: the range
	Most       int     // number: the range; story: characters; several: how many, 0 for any
	Scale      bool    // number: picked, not typed
	Low, High  said    // number: what its ends mean
	Value      string  // what was written or typed before
	Placed     bool    // order: an order was given before
	Changing   bool    // the child comes back from the check page
	Tone       string
	Body       template.HTML // the kind's part
	// What of the question, of its answers, and in sign language is recorded, and
	// where that is heard and seen without a script.
	Hear, HearAnswers, Sign bool
	HearAt                  string
	Try                     *tryPart // in a pilot; nil elsewhere
}

// option is one answer to choose.
type option struct {
	Name, Value string // of the form field
	Words       said
	Picture     string // id of a drawing; empty: none
	Chosen      bool
	Alone       bool // goes with no other
	Place       int  // order: where it was put before, from 1; 0: nowhere
}

// screen is the id of a question's screen, and what links to it. Browsers keep it with
// the address, so it does not name the question, which some are asked for one answer
// alone. The place is that in the whole survey: in another language and for another age
// the same address leads to the same question. No question has the place 0.
func screen(s *surveys.Survey, key string) string {
	at := slices.IndexFunc(s.Questions, func(q *surveys.Question) bool { return q.Key == key })
	return "q_" + strconv.Itoa(at+1)
}

// ProgressID is the id of how far the reader is.
func (q *question) ProgressID() string {
	if q.Tone == "e4" {
		return "child.question.progress_young"
	}
	return "child.question.progress"
}

// CheerID is the id of a word for the way that lies behind: at half of it, near
// its end and at its last question; empty elsewhere. It praises no answer.
func (q *question) CheerID() string {
	switch {
	case q.Of < cheerFrom:
	case q.Number == q.Of:
		return "child.question.last"
	case q.Number == q.Of/2+1:
		return "child.question.half"
	case q.Number == q.Of*5/6+1:
		return "child.question.nearly"
	}
	return ""
}

// cheerFrom is from how many questions on there is a way to speak of.
const cheerFrom = 4

// Places are the places of an order, from 1.
func (q *question) Places() []int {
	places := make([]int, len(q.Options))
	for i := range places {
		places[i] = i + 1
	}
	return places
}

// question prepares a question, with what was answered before.
func (s speaker) question(q *surveys.Question, before form) *question {
	v := &question{
		Printer: s.Printer, ID: screen(s.survey, q.Key), Key: q.Key, Kind: q.KindName, Text: s.say(q.Text).unbroken(), Hint: s.say(q.Hint),
		If: s.condition(q), Least: q.Min, Most: q.Max, Scale: q.Scale(),
		Low: s.say(q.Low), High: s.say(q.High), Tone: toneOf(s.edition),
		Hear: s.heard.Has(media.NameOf(q.Key)), Sign: s.heard.Has(media.NameOfSign(q.Key)),
	}
	v.Picture = s.drawn(q.Picture)
	w := q.Kind().Wording(q, s.edition)
	if w.Beside(v.Hint.Text != "") {
		v.KindHint = s.TArgs(w.HintID, w.HintArgs)
	}
	if most, ok := w.HintArgs["Max"].(int); ok {
		v.Most = most
	}
	given := before[q.Key]
	for _, l := range w.Labels {
		v.Options = append(v.Options, option{
			Name: q.Key, Value: l.Code, Words: s.label(l), Picture: l.Picture,
			Chosen: slices.Contains(given, l.Code), Alone: alone(q, l.Code),
		})
	}
	if l, offered := q.RatherNot(s.edition); offered {
		v.RatherNot = &option{Name: q.Key, Value: l.Code, Words: s.label(l), Chosen: slices.Contains(given, l.Code)}
	}
	if s.pilot {
		v.Try = before.try(q.Key)
	}
	for _, o := range v.answers() {
		v.HearAnswers = v.HearAnswers || s.heard.Has(media.NameOfAnswer(q.Key, o.Value))
	}
	v.place(before)
	v.Value = written(given)
	v.Single = single[q.KindName] || v.Scale
	return v
}

// answers are all that can be chosen, "I'd rather not say" last.
func (q *question) answers() []option {
	if q.RatherNot == nil {
		return q.Options
	}
	return append(slices.Clone(q.Options), *q.RatherNot)
}

// single are the kinds with one answer at most.
var single = map[string]bool{"faces": true, "one_choice": true, "yes_no": true, "agreement": true, "picture": true}

// alone says whether an option goes with no other.
func alone(q *surveys.Question, code string) bool {
	return slices.ContainsFunc(q.Options, func(o surveys.Option) bool { return o.Key == code && o.Exclusive })
}

// written is the first thing written in a field, but for "I'd rather not say".
func written(values []string) string {
	for _, v := range values {
		if v != surveys.RatherNot {
			return v
		}
	}
	return ""
}

// place puts the options where an earlier answer had them: all of them in
// order under the question's own name, or a place for each.
func (q *question) place(before form) {
	listed := before[q.Key]
	for i := range q.Options {
		o := &q.Options[i]
		if at := slices.Index(listed, o.Value); at >= 0 {
			o.Place = at + 1
		}
		if given := before[q.Key+"."+o.Value]; len(given) > 0 {
			o.Place, _ = strconv.Atoi(given[0])
		}
		q.Placed = q.Placed || o.Place > 0
	}
}

// Ordered are the options as an earlier answer put them, those without a
// place last.
func (q *question) Ordered() []option {
	ordered := slices.Clone(q.Options)
	slices.SortStableFunc(ordered, func(a, b option) int { return rank(a) - rank(b) })
	return ordered
}

func rank(o option) int {
	if o.Place == 0 {
		return 1 << 16
	}
	return o.Place
}

// condition writes when a question is asked, for the script: clauses with
// ";" between, of a question's key, "=", and answers with "|" between.
func (s speaker) condition(q *surveys.Question) string {
	var clauses []string
	for _, c := range q.AskIf {
		if s.survey.Counts(c, s.edition) {
			clauses = append(clauses, c.Question+"="+strings.Join(c.Any, "|"))
		}
	}
	return strings.Join(clauses, ";")
}

// draw makes the kind's part of the question's screen: the partial that has
// its name.
func (p *Pages) draw(v *question, kind string) error {
	part := p.room.Template("questionnaire").Lookup("_kind_" + kind + ".html")
	if part == nil {
		return fmt.Errorf("no page part for questions of the kind %q", kind)
	}
	var b strings.Builder
	if err := part.Execute(&b, v); err != nil {
		return fmt.Errorf("question %s: %w", v.Key, err)
	}
	v.Body = template.HTML(strings.TrimSpace(b.String())) // #nosec G203 -- what a template has just made
	return nil
}
