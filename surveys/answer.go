package surveys

import "slices"

// Answer is what was answered, in canonical codes: option keys; a number in
// digits; an order as all option keys in order; a story as one text; RatherNot
// alone. Empty or nil means skipped, which is always fine.
type Answer []string

// RatherNot is "I'd rather not say", alone in an Answer.
const RatherNot = "-"

// RatherNotKey is what files call RatherNot, for a - is a sign of sums to some programs.
const RatherNotKey = "rather_not"

// Answers are a child's answers by question key.
type Answers map[string]Answer

// RatherNot says that the answer is "I'd rather not say".
func (a Answer) RatherNot() bool { return len(a) == 1 && a[0] == RatherNot }

// given says that something was answered.
func (a Answer) given() bool { return len(a) > 0 && !a.RatherNot() }

// Path lists the questions that edition e asks, in order, for these answers. It
// depends on the answers alone; an answer to a question off the path counts
// for nothing. Always a part of QuestionsIn(e) in the same order.
func (s *Survey) Path(e Edition, a Answers) []*Question {
	return s.walk(e, func(q *Question) Answer { return a[q.Key] })
}

// walk goes along the path, asking answer about each question on it once.
func (s *Survey) walk(e Edition, answer func(*Question) Answer) []*Question {
	path := make([]*Question, 0, len(s.Questions))
	given := make([]Answer, 0, len(s.Questions))
	for _, q := range s.Questions {
		if !q.In(e) || !s.asked(q, e, path, given) {
			continue
		}
		path = append(path, q)
		given = append(given, answer(q))
	}
	return path
}

// asked says whether all clauses of q hold for what was answered so far.
func (s *Survey) asked(q *Question, e Edition, path []*Question, given []Answer) bool {
	for _, c := range q.AskIf {
		if !s.Counts(c, e) {
			continue
		}
		i := slices.IndexFunc(path, func(p *Question) bool { return p.Key == c.Question })
		if i < 0 || !c.holds(path[i], e, given[i]) {
			return false
		}
	}
	return true
}

// Counts says whether a clause counts in an edition. One on a question that the
// edition does not have does not: there it cannot be asked, and the youngest are not
// given a question only to sort them.
func (s *Survey) Counts(c Clause, e Edition) bool {
	on := s.Question(c.Question)
	return on != nil && on.In(e)
}

// holds says whether an answer to q is one of those that c asks for.
func (c Clause) holds(q *Question, e Edition, a Answer) bool {
	if !a.given() {
		return slices.Contains(c.Any, SkippedCode)
	}
	for _, cell := range q.Kind().Fall(q, e, a) {
		if slices.Contains(c.Any, cell) {
			return true
		}
	}
	return false
}
