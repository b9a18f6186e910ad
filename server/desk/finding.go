package desk

import (
	"cmp"
	"slices"

	"kist/internal/results"
)

// question is what a release holds of one question.
type question struct {
	whole *results.Table // the whole round; never nil
	ages  *results.Table // by age band; nil if it was not counted
}

// questions pairs the tables of a release, in the order of the survey.
func questions(rel *results.Release) []question {
	var list []question
	for i := range rel.Tables {
		t := &rel.Tables[i]
		switch {
		case t.By == "":
			list = append(list, question{whole: t})
		case t.By == results.ByAgeBand && len(list) > 0 && list[len(list)-1].whole.Question == t.Question:
			list[len(list)-1].ages = t
		}
	}
	return list
}

// everybody is the one group of the whole round; the zero group is withheld.
func (q question) everybody() results.Group {
	if len(q.whole.Groups) == 0 {
		return results.Group{}
	}
	return q.whole.Groups[0]
}

// bands are the groups by age; none if there is only one, which says nothing
// that the whole does not.
func (q question) bands() []results.Group {
	if q.ages == nil || len(q.ages.Groups) < 2 {
		return nil
	}
	return q.ages.Groups
}

// answers are some of a question's answers that are told as one.
type answers struct {
	columns []int // of the whole table
	share         // of everybody
}

// finding is what a release shows of a question, before it is put into words.
type finding struct {
	lead     []answers // the answers to name; one, or several that are as large
	trend    trend     // of the first of lead, by age
	from, to groupShare
	compared int // age bands whose shares are known
}

// findingOf finds the sentence of a question: for a scale its larger side, for
// options the largest. An empty lead says that there are no percentages.
func findingOf(q question) finding {
	f := finding{lead: leadOf(q)}
	if len(f.lead) == 0 || q.bands() == nil {
		return f
	}
	shares := byGroup(q.ages, f.lead[0].columns)
	f.compared = len(shares)
	f.trend, f.from, f.to = compare(shares)
	return f
}

// maxLead is how many answers of about the same size are named; more of them
// means that none stands out.
const maxLead = 3

func leadOf(q question) []answers {
	ranked := rank(candidates(q.whole), q.everybody())
	if len(ranked) == 0 {
		return nil
	}
	if isScale(q.whole.Kind) {
		return ranked[:1]
	}
	n := 1
	for n < len(ranked) && !clearlyMore(ranked[0].share, ranked[n].share) {
		n++
	}
	return ranked[:n]
}

// candidates are the answers that could be told: the two sides of a scale and
// each answer apart from it, or each option.
func candidates(t *results.Table) [][]int {
	if !isScale(t.Kind) {
		return singles(t.Columns, func(int) bool { return true })
	}
	sides := [][]int{columnsOn(t, plus1, plus2), columnsOn(t, minus1, minus2)}
	middle := columnsOn(t, apart)
	return append(sides, singles(t.Columns, func(i int) bool { return slices.Contains(middle, i) })...)
}

func singles(columns []string, keep func(int) bool) [][]int {
	var list [][]int
	for i := range columns {
		if keep(i) {
			list = append(list, []int{i})
		}
	}
	return list
}

// rank orders the candidates by their share, the largest first and else as
// they came. Those without a share are left out.
func rank(candidates [][]int, g results.Group) []answers {
	var list []answers
	for _, columns := range candidates {
		if s := shareOf(g, columns); s.Known {
			list = append(list, answers{columns, s})
		}
	}
	slices.SortStableFunc(list, func(a, b answers) int { return cmp.Compare(b.Percent, a.Percent) })
	return list
}
