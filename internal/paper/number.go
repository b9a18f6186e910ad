package paper

import (
	"slices"

	"kist/surveys"
)

// Asked is a question as a form numbers it.
type Asked struct {
	Number   int // from 1, in the order of print
	Question *surveys.Question
	When     []When // all must hold; none: everybody is asked
}

// When is one condition of a question: that an earlier one was answered so.
type When struct {
	Number   int // of the earlier question
	Question *surveys.Question
	Any      []string // cells of its kind, those that the edition has
	Empty    bool     // or it was left empty, or answered with "I'd rather not say"
}

// Number numbers the questions of an edition as a form prints them, and as whoever types
// a form in sees them. A question that no answer of this edition leads to is not printed
// and takes no number.
//
// Where leaving an earlier question empty is one of the answers asked for, that question's
// own conditions come with it: on paper it is empty too where it was not for this child,
// and surveys does not take that for an answer.
func Number(s *surveys.Survey, e surveys.Edition) []Asked {
	var list []Asked
	for _, q := range s.QuestionsIn(e) {
		if when, ever := conditions(s, e, q, list); ever {
			list = append(list, Asked{len(list) + 1, q, when})
		}
	}
	return list
}

// conditions are those of a question that follows these; false if nobody can meet them.
func conditions(s *surveys.Survey, e surveys.Edition, q *surveys.Question, earlier []Asked) (all []When, ever bool) {
	for _, c := range q.AskIf {
		if !s.Counts(c, e) {
			continue
		}
		i := slices.IndexFunc(earlier, func(a Asked) bool { return a.Question.Key == c.Question })
		if i < 0 {
			return nil, false // nobody is asked that one
		}
		w := when(earlier[i], e, c)
		if len(w.Any) == 0 && !w.Empty {
			return nil, false
		}
		if w.Empty {
			all = merged(all, earlier[i].When...)
		}
		all = merged(all, w)
	}
	return all, true
}

// when is a clause as a condition, without answers that the edition does not have.
func when(on Asked, e surveys.Edition, c surveys.Clause) When {
	w := When{Number: on.Number, Question: on.Question, Empty: slices.Contains(c.Any, surveys.SkippedCode)}
	for _, cell := range on.Question.Kind().Cells(on.Question, e) {
		if slices.Contains(c.Any, cell) {
			w.Any = append(w.Any, cell)
		}
	}
	return w
}

// merged adds conditions that are not there yet.
func merged(all []When, more ...When) []When {
	for _, w := range more {
		if !slices.ContainsFunc(all, w.same) {
			all = append(all, w)
		}
	}
	return all
}

func (w When) same(o When) bool {
	return w.Number == o.Number && w.Empty == o.Empty && slices.Equal(w.Any, o.Any)
}
