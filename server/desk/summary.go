package desk

import (
	"cmp"
	"slices"
	"strconv"

	"kist/internal/results"
)

// summary is the release in a few lines: the questions on a scale whose good side is
// clearly larger or smaller than that of the question in the middle, and those that
// clearly differ with age. Clearly means by 15 points and by as many standard
// deviations as hold for all questions together (among), so that a list as a whole
// hardly ever holds what rounding and chance did. Which of those in a list is ahead of
// the other is not told.
type summary struct {
	Any                           bool // there are questions to choose from
	Strongest, Weakest, Different topList
}

// topList is one list of the summary.
type topList struct {
	Lines []topLine
	More  int // as clear as these, and not listed
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

// add lists a line while there is room.
func (l *topList) add(line topLine) {
	if len(l.Lines) == topLines {
		l.More++
		return
	}
	l.Lines = append(l.Lines, line)
}

// scored is a question on a scale with the share of its right side.
type scored struct {
	question
	number int // from 1
	all    share
	trend  trend // that stands out among all questions
	gap    int   // in points, for a trend
	from   groupShare
	to     groupShare
}

func (r *report) summary(all []question) summary {
	list := score(all)
	s := summary{Any: len(list) > 1}
	if !s.Any {
		return s
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.all.Percent, a.all.Percent) })
	middle, deviations := middleOf(list), among(len(list))
	for i := range list {
		if high := list[i]; clearlyMore(high.all, middle, deviations) {
			s.Strongest.add(r.shareLine(high))
		}
		if low := list[len(list)-1-i]; clearlyMore(middle, low.all, deviations) {
			s.Weakest.add(r.shareLine(low))
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.gap, a.gap) })
	for _, q := range list {
		if q.trend != noTrend {
			s.Different.add(r.gapLine(q))
		}
	}
	return s
}

// middleOf is the share in the middle of a list sorted by share; of an even number
// half-way between the two, as uncertain as the one that fewer answered.
func middleOf(list []scored) share {
	one, two := list[(len(list)-1)/2].all, list[len(list)/2].all
	middle := one
	if two.base < one.base {
		middle = two
	}
	middle.Percent = (one.Percent + two.Percent) / 2
	middle.part = middle.base * float64(middle.Percent) / 100
	return middle
}

// score keeps the questions on a scale that have shares.
func score(all []question) []scored {
	var list []scored
	pairs := 0
	for i, q := range all {
		if !isScale(q.whole.Kind) {
			continue
		}
		s := scored{question: q, number: i + 1, all: shareOf(q.everybody(), rightOf(q.whole))}
		if s.all.Known {
			list = append(list, s)
			n := len(q.bands())
			pairs += n * (n - 1) / 2
		}
	}
	deviations := among(pairs)
	for i := range list {
		s := &list[i]
		if s.bands() == nil {
			continue
		}
		s.trend, s.from, s.to = compareBy(byGroup(s.ages, rightOf(s.whole)), deviations, deviations)
		s.gap = max(s.from.Percent-s.to.Percent, s.to.Percent-s.from.Percent)
	}
	return list
}

// rightOf are the columns of the right side of a scale.
func rightOf(t *results.Table) []int { return columnsOn(t, plus1, plus2) }

func (r *report) shareLine(q scored) topLine {
	return topLine{
		Value: strconv.Itoa(q.all.Percent) + "%", Text: r.words.question(q.whole.Question),
		Small: r.right(q.whole), Link: questionPath(r.rel.ID, q.whole.Question),
	}
}

func (r *report) gapLine(q scored) topLine {
	w := r.words
	return topLine{
		Value: strconv.Itoa(q.from.Percent) + "→" + strconv.Itoa(q.to.Percent), Text: w.question(q.whole.Question),
		Small: w.T("staff.summary.gap", "What", r.right(q.whole), "From", w.band(q.from.group), "To", w.band(q.to.group)),
		Link:  questionPath(r.rel.ID, q.whole.Question),
	}
}

// right is the labels of the right side of a scale.
func (r *report) right(t *results.Table) string {
	return r.words.named(t, answers{columns: rightOf(t)})
}
