package results

import (
	"slices"
	"strings"

	"kist/internal/attack"
	"kist/surveys"
)

// Choice says of a question with several answers that every child gave at least Least and
// at most Most of some of them, but for those who gave one that stands alone.
type Choice struct {
	Answers []string `json:"answers"` // codes of columns
	Least   int      `json:"least"`
	Most    int      `json:"most"`
}

// ties are how the answers to a question with several hang together: which stand alone,
// and how many of some are given. Who reads a release knows it, for it is how the
// question was asked, so the attack has to know it too.
func ties(s *surveys.Survey, q *surveys.Question, columns []string) (alone []string, choices []Choice) {
	if !q.Many() {
		return nil, nil
	}
	var others []string
	for _, code := range columns {
		if code == surveys.RatherNot || slices.ContainsFunc(q.Options, func(o surveys.Option) bool { return o.Exclusive && o.Key == code }) {
			alone = append(alone, code)
		} else {
			others = append(others, code)
		}
	}
	if _, _, placed := strings.Cut(strings.Join(others, ""), ":"); placed {
		return alone, orderTies(s, q, others)
	}
	if q.Max > 0 && q.Max < len(others) {
		choices = []Choice{{others, 1, q.Max}}
	}
	return alone, choices
}

// orderTies say of an order that every option has one place and every place one option.
// An edition that has fewer options leaves out the last places.
func orderTies(s *surveys.Survey, q *surveys.Question, columns []string) []Choice {
	var list []Choice
	for _, part := range []int{0, 1} { // the option, its place
		at := map[string]int{}
		for _, code := range columns {
			name := strings.Split(code, ":")[part]
			i, ok := at[name]
			if !ok {
				i = len(list)
				at[name] = i
				list = append(list, Choice{Least: 1, Most: 1})
			}
			list[i].Answers = append(list[i].Answers, code)
		}
	}
	for _, e := range s.Editions {
		cells := q.Kind().Cells(q, e)
		for i := range list {
			has := func(code string) bool { return slices.Contains(cells, code) }
			if q.In(e) && !slices.ContainsFunc(list[i].Answers, has) {
				list[i].Least = 0
			}
		}
	}
	return list
}

// tie writes down how the answers hang together, as the attack reads it; columns are those
// of the question. A code that is none of them says nothing.
func tie(q *attack.Question, columns, alone []string, choices []Choice) {
	index := func(codes []string) (list []int) {
		for _, code := range codes {
			if c := slices.Index(columns, code); c >= 0 && !slices.Contains(q.Alone, c) {
				list = append(list, c)
			}
		}
		return list
	}
	q.Alone = index(alone)
	for _, c := range choices {
		if of := index(c.Answers); len(of) == len(c.Answers) {
			q.Choices = append(q.Choices, attack.Choice{Columns: of, Least: c.Least, Most: c.Most})
		}
	}
}

// crossed counts children who are in one group of every grouping, by the number that the
// attack gives it: those who answered, then each column.
type crossed map[int][]int

// cross adds to it what is counted of each sort of rows; groups are those of each sort.
func (t *tally) cross(groups [][]int) {
	if !t.question.Many() || len(t.cuts) < 3 {
		return
	}
	if t.crossed == nil {
		t.crossed = crossed{}
	}
	width := 1 + len(t.columns)
	for i := 0; i*width < len(t.joint); i++ {
		group, room := 0, 1
		for _, c := range t.cuts[1:] {
			none := len(c.base)
			if g := groups[i][c.grouping]; g >= 0 {
				group += room * g
			} else {
				group += room * none
			}
			room *= none + 1
		}
		counts := t.crossed[group]
		if counts == nil {
			counts = make([]int, width)
			t.crossed[group] = counts
		}
		for c, cell := range t.joint[i*width:][:width] {
			counts[c] += cell.n
		}
	}
}

// of is how many there are in a crossed group who gave an answer, or any (-1).
func (x crossed) of(group, column int) int {
	if counts := x[group]; counts != nil {
		return counts[1+column]
	}
	return 0
}
