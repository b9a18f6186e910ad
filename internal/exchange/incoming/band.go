package incoming

import (
	"strconv"
	"strings"

	"kist/surveys"
)

// below is whether a number is less than c.Number, if the bands in which the
// question is counted tell: none may hold numbers on both sides.
func (c *Cond) below(q *known) (func(string) bool, bool) {
	if q.KindName != "number" {
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
