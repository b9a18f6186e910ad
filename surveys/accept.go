package surveys

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
)

// What a form may hold at most, so that a hostile one costs little. The
// largest honest form is far below.
const (
	maxFields = 600       // fields in a form
	maxValues = 40        // values of one field
	maxValue  = 4 * 3000  // bytes of one value: a story of MaxStory runes
	maxForm   = 256 << 10 // bytes of all values together
)

// Accept reads a posted form of edition e in lang. Fields are named by
// Question.Fields; names that begin with "_" are the server's own and ignored.
// Answers off the path are dropped, and what was skipped is absent: neither is a
// problem. Stories come back as texts by question key; among the answers a story
// is there only as RatherNot.
//
// The error is a fault.Problems: of the whole form (Field is empty: problem.language,
// problem.edition, problem.form_size, problem.unknown_question, problem.utf8), when nothing
// else is returned, or of questions, when the other answers are still returned.
func (s *Survey) Accept(e Edition, lang string, form map[string][]string) (Answers, map[string]string, error) {
	return s.accept(e, lang, form, func(answer func(*Question) Answer) { s.walk(e, answer) })
}

// AcceptAll is Accept for a form on paper, which shows every question: answers off
// the path are there too. OnPath then leaves them out.
func (s *Survey) AcceptAll(e Edition, lang string, form map[string][]string) (Answers, map[string]string, error) {
	return s.accept(e, lang, form, func(answer func(*Question) Answer) {
		for _, q := range s.QuestionsIn(e) {
			answer(q)
		}
	})
}

// OnPath keeps of what AcceptAll gave what Accept would give, and lists the keys of
// what it leaves out in the survey's order. What it is given stays as it is.
func (s *Survey) OnPath(e Edition, all Answers, written map[string]string) (answers Answers, texts map[string]string, dropped []string) {
	answers, texts = Answers{}, map[string]string{}
	path := s.Path(e, all)
	for _, q := range s.QuestionsIn(e) {
		answer, answered := all[q.Key]
		text, wrote := written[q.Key]
		switch on := slices.Contains(path, q); {
		case !answered && !wrote:
		case !on:
			dropped = append(dropped, q.Key)
		case answered:
			answers[q.Key] = answer
		default:
			texts[q.Key] = text
		}
	}
	return answers, texts, dropped
}

// accept reads the form's answers to the questions that along goes through.
func (s *Survey) accept(e Edition, lang string, form map[string][]string, along func(func(*Question) Answer)) (Answers, map[string]string, error) {
	if id := s.refuse(e, lang, form); id != "" {
		return nil, nil, fault.Problems{{ID: id}}
	}
	answers, texts := make(Answers, len(form)), map[string]string{}
	var problems fault.Problems
	along(func(q *Question) Answer {
		a, err := q.Kind().Check(q, e, raw(q, e, form))
		if p, ok := err.(fault.Problem); ok {
			problems = append(problems, p)
			return nil
		}
		switch {
		case len(a) == 0:
		case q.KindName == storyName && !a.RatherNot():
			texts[q.Key] = a[0]
		default:
			answers[q.Key] = a
		}
		return a
	})
	return answers, texts, problems.Err()
}

// refuse looks at the form as a whole and gives the id of what is wrong with
// it, empty if nothing.
func (s *Survey) refuse(e Edition, lang string, form map[string][]string) string {
	switch {
	case !slices.Contains(s.Editions, e):
		return "problem.edition"
	case !slices.Contains(s.Languages, lang):
		return "problem.language"
	case len(form) > maxFields:
		return "problem.form_size"
	}
	total := 0
	for name, values := range form {
		if strings.HasPrefix(name, "_") {
			continue
		}
		if !s.field(e, name) {
			return "problem.unknown_question"
		}
		if len(values) > maxValues {
			return "problem.form_size"
		}
		for _, v := range values {
			if total += len(v); total > maxForm || len(v) > maxValue {
				return "problem.form_size"
			}
			if !utf8.ValidString(v) {
				return "problem.utf8"
			}
		}
	}
	return ""
}

// field says whether edition e has a field of this name.
func (s *Survey) field(e Edition, name string) bool {
	key, option, dotted := strings.Cut(name, ".")
	q := s.Question(key)
	if q == nil || !q.In(e) {
		return false
	}
	return !dotted || q.KindName == orderName && q.option(e, option) != nil
}

// Asks says whether some edition has a form field of this name.
func (s *Survey) Asks(name string) bool {
	return slices.ContainsFunc(s.Editions, func(e Edition) bool { return s.field(e, name) })
}

// Fits says whether what a form holds for the question is nothing, or an answer
// to it in edition e.
func (q *Question) Fits(e Edition, form map[string][]string) bool {
	_, err := q.Kind().Check(q, e, raw(q, e, form))
	return err == nil
}

// raw gathers the values of q's fields. The place given to an option of an
// order becomes "option=place".
func raw(q *Question, e Edition, form map[string][]string) []string {
	values := form[q.Key]
	if q.KindName != orderName {
		return values
	}
	values = append([]string(nil), values...)
	for _, o := range q.OptionsIn(e) {
		for _, place := range form[q.Key+"."+o.Key] {
			if place != "" {
				values = append(values, o.Key+"="+place)
			}
		}
	}
	return values
}
