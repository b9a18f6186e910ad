package desk

import (
	"cmp"
	"slices"
	"strconv"

	"kist/internal/results"
)

// summary is the release in a few lines: the questions on a scale whose good
// side is largest and smallest, and those that differ most with age.
type summary struct {
	Strongest, Weakest, Different []topLine
}

// topLine is one line of the summary.
type topLine struct {
	Value string
	Text  string // the question as it was asked
	Small string // what the number counts
	Link  string
}

// topLines is the most lines of each list.
const topLines = 3

// scored is a question on a scale with the share of its right side.
type scored struct {
	question
	number int // from 1
	all    share
	trend  trend
	gap    int // in points, for a trend
	from   groupShare
	to     groupShare
}

func (r *report) summary(all []question) summary {
	list := score(all)
	var s summary
	if n := min(topLines, len(list)/2); n > 0 {
		slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.all.Percent, a.all.Percent) })
		for i := range n {
			s.Strongest = append(s.Strongest, r.shareLine(list[i]))
			s.Weakest = append(s.Weakest, r.shareLine(list[len(list)-1-i]))
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.gap, a.gap) })
	for _, q := range list {
		if q.trend != noTrend && len(s.Different) < topLines {
			s.Different = append(s.Different, r.gapLine(q))
		}
	}
	return s
}

// score keeps the questions on a scale that have shares.
func score(all []question) []scored {
	var list []scored
	for i, q := range all {
		if !isScale(q.whole.Kind) {
			continue
		}
		right := columnsOn(q.whole, plus1, plus2)
		s := scored{question: q, number: i + 1, all: shareOf(q.everybody(), right)}
		if !s.all.Known {
			continue
		}
		if q.bands() != nil {
			s.trend, s.from, s.to = compare(byGroup(q.ages, right))
			s.gap = max(s.from.Percent-s.to.Percent, s.to.Percent-s.from.Percent)
		}
		list = append(list, s)
	}
	return list
}

func (r *report) shareLine(q scored) topLine {
	return topLine{
		Value: strconv.Itoa(q.all.Percent) + "%", Text: r.words.question(q.whole.Question),
		Small: r.right(q.whole), Link: r.link(q),
	}
}

func (r *report) gapLine(q scored) topLine {
	w := r.words
	return topLine{
		Value: strconv.Itoa(q.from.Percent) + "→" + strconv.Itoa(q.to.Percent), Text: w.question(q.whole.Question),
		Small: w.T("staff.summary.gap", "What", r.right(q.whole), "From", w.band(q.from.group), "To", w.band(q.to.group)),
		Link:  r.link(q),
	}
}

// right is the labels of the right side of a scale.
func (r *report) right(t *results.Table) string {
	return r.words.named(t, answers{columns: columnsOn(t, plus1, plus2)})
}

func (r *report) link(q scored) string {
	return r.partPath((q.number-1)/partSize+1) + "#" + questionID(q.question)
}
