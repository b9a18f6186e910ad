package attack

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// tie makes the last column stand alone, or of the first two no more than one be given,
// or just one, or both.
func (r *smallRound) tie(rand *rand.Rand) {
	q := r.q
	way := 1 + rand.IntN(3)
	if q.Columns == 2 {
		way = 1 + rand.IntN(2)
	}
	if way&1 != 0 {
		q.Alone = []int{q.Columns - 1}
	}
	if way&2 != 0 {
		q.Choices = []Choice{{[]int{0, 1}, rand.IntN(2), 1}}
	}
}

// allows says whether a child can have given these columns, as bits.
func (q *Question) allows(answer int) bool {
	given := func(columns []int) (n int) {
		for _, c := range columns {
			n += answer >> c & 1
		}
		return n
	}
	switch n := bits.OnesCount(uint(answer)); {
	case n == 0:
		return false
	case given(q.Alone) > 0:
		return n == 1
	}
	return !slices.ContainsFunc(q.Choices, func(c Choice) bool { return given(c.Columns) < c.Least || given(c.Columns) > c.Most })
}

// pickAllowed draws an answer of several columns.
func pickAllowed(r *rand.Rand, q *Question) int {
	for {
		if answer := 1 + r.IntN(1<<q.Columns-1); q.allows(answer) {
			return answer
		}
	}
}

// With several answers the attack is held against walking every round of children as
// with one: what stands alone, how many are given, and that a child of one age is the
// child of one home too.
func TestSeveralAnswersTogether(t *testing.T) {
	for name, s := range map[string]shape{
		"any":                  {least: 1, most: 4, views: 1, others: 1, multiple: true},
		"any, crossed":         {least: 1, most: 4, views: 1, others: 2, multiple: true},
		"any, two releases":    {least: 1, most: 3, views: 2, others: 1, multiple: true},
		"tied":                 {least: 1, most: 4, views: 1, others: 1, multiple: true, tied: true},
		"tied, crossed":        {least: 1, most: 4, views: 1, others: 2, multiple: true, tied: true},
		"tied, two releases":   {least: 1, most: 3, views: 2, others: 1, multiple: true, tied: true},
		"tied, crossed, twice": {least: 1, most: 2, views: 2, others: 2, multiple: true, tied: true},

		"tied, some left": {least: 1, most: 2, views: 2, others: 1, multiple: true, tied: true, left: true},
	} {
		s.walked(t, name)
	}
}
