package results

import (
	"slices"

	"kist/internal/ballot"
	"kist/surveys"
)

// grouping is one way of telling the children of a round apart: not at all, by
// age band, or by what they answered to one question.
type grouping struct {
	by       string            // "", ByAgeBand or the key of the question
	question *surveys.Question // nil unless by is a question's key
	values   []string          // its groups, in order; one that is "" for not at all
	fall     *fall             // of the question, in the groups
}

// groupings are the whole round and then those that the round was made with: of
// the keys in by, the ones that the survey declares. A key that it does not is left
// out, for what is counted must have been declared before anybody answered.
func groupings(s *surveys.Survey, by []string) []grouping {
	list := []grouping{{values: []string{""}}}
	for _, key := range s.Groupings {
		if !slices.Contains(by, key) {
			continue
		}
		if key == ByAgeBand {
			list = append(list, grouping{by: key, values: bandsOf(s)})
		} else if q := s.Question(key); q != nil {
			values := groupsOf(s, q)
			list = append(list, grouping{by: key, question: q, values: values, fall: newFall(q, values)})
		}
	}
	return list
}

func bandsOf(s *surveys.Survey) []string {
	var bands []string
	for _, e := range s.Editions {
		if b := e.AgeBand(); b != "" && !slices.Contains(bands, b) {
			bands = append(bands, b)
		}
	}
	return bands
}

// groupsOf are the answers that make groups. Who would rather not say is in
// none: they asked not to be told apart.
func groupsOf(s *surveys.Survey, q *surveys.Question) []string {
	return slices.DeleteFunc(columns(s, q), func(code string) bool { return code == surveys.RatherNot })
}

// meets says whether a question can be told apart so: not by itself, and only
// if some edition of the round asks both, else no child could be counted. One that
// none asks is told by age, for all to see that it was not asked.
func (g grouping) meets(asked []surveys.Edition, q *surveys.Question) bool {
	return g.question == nil && g.by != q.Key ||
		g.question != nil && g.question != q && slices.ContainsFunc(asked, func(e surveys.Edition) bool { return q.In(e) && g.question.In(e) })
}

// of are the groups that rows belong to: of each its index, -1 for none.
func (g grouping) of(rows *ballot.Table) []int {
	groups := make([]int, rows.Len())
	switch {
	case g.by == "":
	case g.question == nil:
		for i, at := range rows.AgeBands.At {
			groups[i] = slices.Index(g.values, rows.AgeBands.Values[at])
		}
	default:
		g.byAnswer(rows, groups)
	}
	return groups
}

// byAnswer fills in the groups that rows belong to by what they answered.
func (g grouping) byAnswer(rows *ballot.Table, groups []int) {
	given, asked := rows.Of(g.question.Key)
	g.fall.turn(rows, given)
	for i := range groups {
		groups[i] = -1
		if !asked {
			continue
		}
		if at := g.fall.of(i); len(at) == 1 { // a grouping question has one answer
			groups[i] = at[0]
		}
	}
}

// rank is where a question stands among those that tell children apart: those about the
// child first, then as they were declared; -1 for one that does not.
func (c *count) rank(q *surveys.Question) int {
	var keys []string
	for _, about := range []bool{true, false} {
		for _, g := range c.groupings {
			if g.question != nil && g.question.AboutChild == about {
				keys = append(keys, g.by)
			}
		}
	}
	return slices.Index(keys, q.Key)
}

// tells says whether a question is told by a grouping. Of two questions that both tell
// children apart one alone is told by the other: both tables have the same children in the
// same cells, and each would tell what is withheld in the other. It is the one about the
// child, whose table is under the stricter rules.
func (c *count) tells(q *surveys.Question, by grouping) bool {
	if by.question == nil || c.rank(q) < 0 {
		return true
	}
	return c.rank(q) < c.rank(by.question)
}
