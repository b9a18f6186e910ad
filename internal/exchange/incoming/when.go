package incoming

import (
	"errors"
	"slices"

	"kist/surveys"
)

// Op is what a Cond says.
type Op string

// The conditions that there are.
const (
	All      Op = "and"      // every one of Of holds; none: it holds
	Any      Op = "or"       // one of Of holds; none: it does not
	Not      Op = "not"      // the one of Of does not hold
	Is       Op = "is"       // Question was answered with Value, or has it among its answers
	Below    Op = "below"    // Question, a number, is less than Number
	Answered Op = "answered" // Question was answered at all
)

// Cond is a condition under which a question is asked.
type Cond struct {
	Op       Op
	Of       []*Cond
	Question string // the name that the file gives it
	Value    string
	Whole    bool // of Is: the answer is Value and nothing besides
	Number   int
}

// clauses are a condition as a survey can hold it: all of them must hold. earlier
// finds the question of a name with the keys of its options by their names; nil for
// one that is not there. ok is false where the survey's conditions cannot say it; err
// is errNever where it is met by no answer at all.
func (c *Cond) clauses(earlier func(name string) *known) (list []surveys.Clause, ok bool, err error) {
	if c.Op == Any && len(c.Of) == 0 {
		return nil, false, errNever
	}
	sets, ok := c.sets(earlier, false)
	if !ok {
		return nil, false, nil
	}
	for _, s := range merged(sets) {
		if s, ok = s.withoutUnsaid(); !ok {
			return nil, false, nil
		}
		if len(s.any) == 0 {
			return nil, false, errNever
		}
		if len(s.any) < len(s.all) {
			list = append(list, surveys.Clause{Question: s.key, Any: s.any})
		}
	}
	return list, true, nil
}

// withoutUnsaid is a set without "I'd rather not say", which conditions of a survey take for no
// answer at all. False if one of the two is asked for without the other.
func (s answers) withoutUnsaid() (answers, bool) {
	if !slices.Contains(s.all, surveys.RatherNot) {
		return s, true
	}
	if slices.Contains(s.any, surveys.RatherNot) != slices.Contains(s.any, surveys.SkippedCode) {
		return s, false
	}
	said := func(a string) bool { return a != surveys.RatherNot }
	s.any, s.all = among(s.any, said), among(s.all, said)
	return s, true
}

// errNever says of a condition that no answers meet it.
var errNever = errors.New("condition that is never met")

// known is an earlier question as it came over.
type known struct {
	*surveys.Question
	options map[string]string // the name of an option in the file -> its key
}

// answers is one question with some of the answers that it may have.
type answers struct {
	key      string
	many     bool // one child may give several of them
	any, all []string
}

// sets reads a condition as a list of sets of answers, of which all must be met;
// denied is whether it stands under an odd number of nots.
func (c *Cond) sets(earlier func(string) *known, denied bool) ([]answers, bool) {
	op := c.Op
	if denied { // De Morgan: not (a and b) is (not a) or (not b)
		switch op {
		case All:
			op = Any
		case Any:
			op = All
		}
	}
	switch op {
	case Not:
		return c.Of[0].sets(earlier, !denied)
	case All:
		var all []answers
		for _, part := range c.Of {
			sets, ok := part.sets(earlier, denied)
			if !ok {
				return nil, false
			}
			all = append(all, sets...)
		}
		return all, true
	case Any:
		return c.either(earlier, denied)
	}
	one, ok := c.one(earlier, denied)
	return []answers{one}, ok
}

// either joins conditions of which one is enough. A survey can say that of answers
// to one question alone: (a or b) of the same question is the answers of both.
func (c *Cond) either(earlier func(string) *known, denied bool) ([]answers, bool) {
	var joined []answers
	for i, part := range c.Of {
		sets, ok := part.sets(earlier, denied)
		sets = merged(sets)
		if !ok || len(sets) != 1 || i > 0 && sets[0].key != joined[0].key {
			return nil, false
		}
		if i == 0 {
			joined = sets
			continue
		}
		joined[0].any = among(joined[0].all, func(a string) bool {
			return slices.Contains(joined[0].any, a) || slices.Contains(sets[0].any, a)
		})
	}
	return joined, len(joined) > 0
}

// one is the set of answers of a condition on one question.
func (c *Cond) one(earlier func(string) *known, denied bool) (answers, bool) {
	q := earlier(c.Question)
	if q == nil || q.KindName == "story" || q.KindName == "order" {
		return answers{}, false
	}
	all := append(q.Kind().Cells(q.Question, surveys.E14), surveys.SkippedCode)
	holds, ok := c.holds(q)
	// Of several answers one may be chosen and another not, which the absence of one
	// of them does not tell from its absence among others; nor can it be said that
	// nothing else was chosen.
	if !ok || q.Many() && c.Op != Answered && (denied || c.Whole) {
		return answers{}, false
	}
	return answers{q.Key, q.Many(), among(all, func(a string) bool { return holds(a) != denied }), all}, true
}

// holds is whether an answer meets the condition.
func (c *Cond) holds(q *known) (func(answer string) bool, bool) {
	switch c.Op {
	case Answered:
		return func(a string) bool { return a != surveys.SkippedCode }, true
	case Is:
		want, ok := q.options[c.Value]
		if q.KindName == "number" {
			want, ok = c.Value, slices.Contains(q.Kind().Cells(q.Question, surveys.E14), c.Value)
		}
		return func(a string) bool { return a == want }, ok
	case Below:
		return c.below(q)
	}
	return nil, false
}

// among are those of a list that meet a condition.
func among(list []string, meets func(string) bool) []string {
	var some []string
	for _, a := range list {
		if meets(a) {
			some = append(some, a)
		}
	}
	return some
}

// merged has one set a question: what must hold together of one question is what
// its sets have in common. Where a child may give several answers, each stays.
func merged(sets []answers) []answers {
	var list []answers
	for _, s := range sets {
		i := slices.IndexFunc(list, func(t answers) bool { return t.key == s.key })
		if i < 0 || s.many {
			list = append(list, s)
			continue
		}
		list[i].any = among(list[i].any, func(a string) bool { return slices.Contains(s.any, a) })
	}
	return list
}
