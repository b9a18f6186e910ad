package incoming

import (
	"strconv"
	"strings"

	"kist/surveys"
)

// below is whether an answer is less than c.Number. Of a number the bands in which it
// is counted must tell: none may hold numbers on both sides. Of a choice the names in
// the file must all be numbers, as those of a scale are.
func (c *Cond) below(q *known) (func(string) bool, bool) {
	switch q.KindName {
	case "number":
	case "one_choice":
		return c.belowNamed(q)
	default:
		return nil, false
	}
	for _, cell := range q.Kind().Cells(q.Question, surveys.E14) {
		if low, high, ok := band(cell); !ok || low < c.Number && high >= c.Number {
			return nil, false
		}
	}
	return func(a string) bool {
		_, high, ok := band(a)
		return ok && high < c.Number
	}, true
}

func (c *Cond) belowNamed(q *known) (func(string) bool, bool) {
	less := map[string]bool{}
	for name, key := range q.options {
		n, err := strconv.Atoi(name)
		if err != nil {
			return nil, false
		}
		less[key] = n < c.Number
	}
	return func(a string) bool { return less[a] }, true
}

// band reads the name of a band, "4" or "5-9".
func band(cell string) (low, high int, ok bool) {
	from, to, two := strings.Cut(cell, "-")
	if !two {
		to = from
	}
	low, err1 := strconv.Atoi(from)
	high, err2 := strconv.Atoi(to)
	return low, high, err1 == nil && err2 == nil
}
