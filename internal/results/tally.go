package results

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"

	"kist/internal/ballot"
	"kist/internal/seal"
	"kist/surveys"
)

// cell is a true count and the sum of its rows' values. It never leaves this
// package.
type cell struct {
	n   int
	sum uint64
}

func (c *cell) add(value uint64) { c.n++; c.sum += value }

// tally counts one question by every grouping of the round.
type tally struct {
	survey   *surveys.Survey
	question *surveys.Question
	columns  []string
	place    map[string]int // column code -> index
	cuts     []*cut         // the whole round first
}

// cut is a question's cells by one grouping.
type cut struct {
	grouping int      // index in count.groupings
	base     []cell   // by group: children who answered
	cells    [][]cell // by group and column
}

func newTally(s *surveys.Survey, q *surveys.Question, groupings []grouping) *tally {
	t := &tally{survey: s, question: q, columns: columns(s, q), place: map[string]int{}}
	for i, c := range t.columns {
		t.place[c] = i
	}
	for i, g := range groupings {
		if !g.meets(s, q) {
			continue
		}
		c := &cut{grouping: i, base: make([]cell, len(g.values)), cells: make([][]cell, len(g.values))}
		for j := range c.cells {
			c.cells[j] = make([]cell, len(t.columns))
		}
		t.cuts = append(t.cuts, c)
	}
	return t
}

// columns are the cells of all editions, so that answers of all ages stand side
// by side: those of the edition that offers most in its order, then what only
// others offer, "rather not say" last.
func columns(s *surveys.Survey, q *surveys.Question) []string {
	var byEdition [][]string
	for _, e := range s.Editions {
		if q.In(e) {
			byEdition = append(byEdition, q.Kind().Cells(q, e))
		}
	}
	slices.SortStableFunc(byEdition, func(a, b []string) int { return len(b) - len(a) })
	var all []string
	last := false
	for _, cells := range byEdition {
		for _, c := range cells {
			if c == surveys.RatherNot {
				last = true
			} else if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	if last {
		all = append(all, surveys.RatherNot)
	}
	return all
}

// add counts the rows of a table but those that are gone; groups are by grouping and
// row, as grouping.of gives them.
func (t *tally) add(rows *ballot.Table, groups [][]int, gone []bool, values []uint64) {
	given, asked := rows.Of(t.question.Key)
	if !asked {
		return
	}
	fall := newFall(t.question, t.columns, rows, given)
	for i, answer := range given.At {
		if answer == 0 || gone[i] {
			continue
		}
		cells := fall.of(i)
		for _, c := range t.cuts {
			c.add(groups[c.grouping][i], cells, values[i])
		}
	}
}

// add counts one row in a group, -1 for none.
func (c *cut) add(group int, cells []int, value uint64) {
	if group < 0 {
		return
	}
	c.base[group].add(value)
	row := c.cells[group]
	for _, i := range cells {
		if i >= 0 {
			row[i].add(value)
		}
	}
}

// fall says in which cells the rows of a table fall by what they answered to one
// question. Each answer that there is in an edition is looked up once.
type fall struct {
	question *surveys.Question
	codes    []string // of the cells
	rows     *ballot.Table
	given    ballot.Given
	known    [][]int // by edition and answer; nil: not looked up yet
	room     []int   // that those are cut from
}

func newFall(q *surveys.Question, codes []string, rows *ballot.Table, given ballot.Given) *fall {
	return &fall{q, codes, rows, given, make([][]int, len(rows.Editions.Values)*len(given.Values)), make([]int, 0, len(codes))}
}

// of is where a row falls: indexes of codes, -1 for one that there is not, which
// cannot have been accepted; none if it did not answer.
func (f *fall) of(row int) []int {
	edition, answer := f.rows.Editions.At[row], f.given.At[row]
	if answer == 0 {
		return nil
	}
	known := &f.known[int(edition)*len(f.given.Values)+int(answer)]
	if *known == nil {
		first := len(f.room)
		for _, code := range f.question.Kind().Fall(f.question, surveys.Edition(f.rows.Editions.Values[edition]), f.given.Values[answer]) {
			f.room = append(f.room, slices.Index(f.codes, code))
		}
		*known = f.room[first:len(f.room):len(f.room)]
	}
	return *known
}

// values gives each row its value under the release key.
type values struct{ mac hash.Hash }

func newValues(key []byte) *values { return &values{hmac.New(sha256.New, key)} }

// freshKey is a release key that nobody keeps.
func freshKey() []byte { return seal.Random(32) }

// of is uniform over all uint64, and the same for the same row; of the zero value,
// for counts that are not to be rounded, it is 0.
func (v *values) of(boxID string, index int) uint64 {
	if v.mac == nil {
		return 0
	}
	v.mac.Reset()
	v.mac.Write([]byte(boxID))
	v.mac.Write(binary.BigEndian.AppendUint32([]byte{0}, uint32(index)))
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(v.mac.Sum(sum[:0]))
}

// count is everything that a release needs of a round.
type count struct {
	survey    *surveys.Survey
	groupings []grouping
	all       cell // children who answered
	spoiled   int  // envelopes that could not be opened
	tables    []*tally
}

// newCount prepares to count by the whole round and by these groupings, which
// are keys of the survey's own.
func newCount(s *surveys.Survey, by []string) *count {
	c := &count{survey: s, groupings: groupings(s, by)}
	for _, q := range s.Questions {
		if len(columns(s, q)) > 0 {
			c.tables = append(c.tables, newTally(s, q, c.groupings))
		}
	}
	return c
}

// addBatch counts the rows of one box.
func (c *count) addBatch(b ballot.Batch, v *values) {
	c.spoiled += b.Spoiled
	row := make([]uint64, b.Rows.Len())
	for i := range row {
		if !b.Gone[i] {
			row[i] = v.of(b.BoxID, i)
			c.all.add(row[i])
		}
	}
	groups := make([][]int, len(c.groupings))
	for i, g := range c.groupings {
		groups[i] = g.of(b.Rows)
	}
	for _, t := range c.tables {
		t.add(b.Rows, groups, b.Gone, row)
	}
}
