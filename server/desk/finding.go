package desk

import (
	"cmp"
	"slices"
	"strings"

	"kist/internal/results"
	"kist/surveys"
)

// question is what a release holds of one question.
type question struct {
	whole    *results.Table   // the whole round; never nil
	ages     *results.Table   // by age band; nil if it was not counted
	notAsked []string         // age bands of the round that were not asked, so that nothing of them is withheld
	others   []*results.Table // by what children answered to other questions
}

// questions pairs the tables of a release, in the order of the survey, and
// leaves out what a page does not show: ages that were not asked, and of an
// order everything but the first place.
func (w words) questions(rel *results.Release) []question {
	var list []question
	for i := range rel.Tables {
		t := firstPlaces(&rel.Tables[i])
		if t.By == "" {
			if !w.Asked(t.Question, "") {
				t = unasked(t)
			}
			list = append(list, question{whole: t})
			continue
		}
		if len(list) == 0 || list[len(list)-1].whole.Question != t.Question {
			continue
		}
		q := &list[len(list)-1]
		if t.By == results.ByAgeBand {
			q.ages, q.notAsked = w.onlyAsked(t)
		} else {
			q.others = append(q.others, t)
		}
	}
	return list
}

// unasked is the table of the whole round of a question that it did not ask: releases from
// before 28 November 2026 do not say so themselves.
func unasked(t *results.Table) *results.Table {
	copied := *t
	copied.Groups = []results.Group{{Offered: make([]bool, len(t.Columns))}}
	return &copied
}

// asAsked is a group of a table, which was not asked if its round, or its age, was not.
func (w words) asAsked(t results.Table, g results.Group) results.Group {
	band := ""
	if t.By == results.ByAgeBand {
		band = g.Value
	}
	if !w.Asked(t.Question, band) {
		return unasked(&t).Groups[0]
	}
	return g
}

// onlyAsked is a table by age without the bands that were not asked.
func (w words) onlyAsked(t *results.Table) (only *results.Table, notAsked []string) {
	copied := *t
	copied.Groups = nil
	for _, g := range t.Groups {
		if w.Asked(t.Question, g.Value) {
			copied.Groups = append(copied.Groups, g)
		} else if slices.ContainsFunc(w.survey.Editions, func(e surveys.Edition) bool { return w.reaches(e, g.Value) }) {
			notAsked = append(notAsked, g.Value)
		}
	}
	return &copied, notAsked
}

const orderKind = "order"

// firstPlaces keeps of an order how often each answer was put first: the other
// places are in the file. Tables of other kinds stay as they are.
func firstPlaces(t *results.Table) *results.Table {
	if t.Kind != orderKind {
		return t
	}
	var keep []int
	for i, code := range t.Columns {
		if ratherNot(code) || strings.HasSuffix(code, ":1") {
			keep = append(keep, i)
		}
	}
	copied := *t
	copied.Multiple, copied.Columns, copied.Groups = false, pick(t.Columns, keep), nil
	for i, code := range copied.Columns {
		copied.Columns[i] = strings.TrimSuffix(code, ":1") // said as the answer itself
	}
	for _, g := range t.Groups {
		g.Cells, g.Offered = pick(g.Cells, keep), pick(g.Offered, keep)
		copied.Groups = append(copied.Groups, g)
	}
	return &copied
}

// pick keeps the members at these indexes; an empty list stays empty.
func pick[T any](list []T, keep []int) []T {
	if len(list) == 0 {
		return nil
	}
	picked := make([]T, len(keep))
	for i, k := range keep {
		picked[i] = list[k]
	}
	return picked
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
	for n < len(ranked) && !clearlyMore(ranked[0].share, ranked[n].share, fixedPair) {
		n++
	}
	if n > 1 && q.whole.Kind == numberKind {
		if half := rank(halves(q.whole), q.everybody()); len(half) > 0 {
			return half[:1]
		}
	}
	return ranked[:n]
}

// unsure says whether the first of several answers is ahead by more than rounding
// can do, yet too few answered to be sure of it.
func unsure(lead []answers) bool {
	if len(lead) < 2 {
		return false
	}
	gap := float64(lead[0].Percent - lead[1].Percent)
	return gap >= seenGap && gap < fixedPair*noiseBetween(lead[0].share, lead[1].share)
}

// seenGap is the least difference in points that a reader takes for one: two
// shares that are as large can be 5 apart once they are rounded.
const seenGap = 10

const numberKind = "number"

// halves are the upper and the lower half of a number's answers; the middle one
// of an odd number is in neither. None where some are told together, for then they are
// no halves.
func halves(t *results.Table) [][]int {
	if slices.ContainsFunc(t.Columns, func(code string) bool { return len(results.Parts(code)) > 1 }) {
		return nil
	}
	n := len(t.Columns)
	if n > 0 && ratherNot(t.Columns[n-1]) {
		n--
	}
	var low, high []int
	for i := range n / 2 {
		low, high = append(low, i), append(high, n-n/2+i)
	}
	if low == nil {
		return nil
	}
	return [][]int{high, low}
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
