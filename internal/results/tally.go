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

// join adds the rows of another cell, none of which is in this one.
func (c *cell) join(other cell) { c.n += other.n; c.sum += other.sum }

// tally counts one question by every grouping of the round.
type tally struct {
	survey   *surveys.Survey
	question *surveys.Question
	asked    []surveys.Edition // by the round
	columns  []string
	place    map[string]int // column code -> index
	cuts     []*cut         // the whole round first; complete once count.settle has run
	joint    []cell         // by sort: children who answered, then each column
	told     map[cell]int   // by who is in a cell: the number that was published of them before
	fall     *fall
	crossed  crossed // of a question with several answers by two groupings or more
}

// cut is a question's cells by one grouping.
type cut struct {
	grouping int      // index in count.groupings
	base     []cell   // by group: children who answered
	cells    [][]cell // by group and column
	told     map[cell]int
}

func newTally(s *surveys.Survey, q *surveys.Question, groupings []grouping, asked []surveys.Edition) *tally {
	t := &tally{survey: s, question: q, asked: asked, columns: columns(s, q), place: map[string]int{}}
	t.fall = newFall(q, t.columns)
	for i, c := range t.columns {
		t.place[c] = i
	}
	for i, g := range groupings {
		if !g.meets(asked, q) {
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

// add counts the rows of a table; sorts says of each which sort it is of, as
// sorts.of gives it, and there are so many of those. A row is added once, not once a
// grouping.
func (t *tally) add(rows *ballot.Table, sorts []int, many int, values []uint64) {
	given, asked := rows.Of(t.question.Key)
	if !asked {
		return
	}
	width := 1 + len(t.columns)
	if more := many*width - len(t.joint); more > 0 {
		t.joint = append(t.joint, make([]cell, more)...)
	}
	t.fall.turn(rows, given)
	for i, answer := range given.At {
		if answer == 0 || sorts[i] < 0 {
			continue
		}
		joint := t.joint[sorts[i]*width:][:width]
		joint[0].add(values[i])
		for _, cell := range t.fall.of(i) {
			if cell >= 0 {
				joint[1+cell].add(values[i])
			}
		}
	}
}

// settle brings what was added so far into the cuts; groups are those of each sort.
func (t *tally) settle(groups [][]int) {
	t.cross(groups)
	for width := 1 + len(t.columns); len(t.joint) > 0; t.joint = t.joint[width:] {
		for _, c := range t.cuts {
			if g := groups[0][c.grouping]; g >= 0 {
				c.base[g].join(t.joint[0])
				for i, cell := range t.joint[1:width] {
					c.cells[g][i].join(cell)
				}
			}
		}
		groups = groups[1:]
	}
}

// sorts are the different ways in which rows stand in all groupings together.
type sorts struct {
	groupings []grouping
	known     map[int]int // by the groups as one number -> index in groups
	groups    [][]int     // of each sort: its group in each grouping, -1 for none
}

// of is the sort of each row of a table, -1 for one that is gone.
func (s *sorts) of(rows *ballot.Table, gone []bool) []int {
	list, room := make([]int, rows.Len()), 1
	for _, g := range s.groupings {
		for i, group := range g.of(rows) {
			list[i] += room * (group + 1)
		}
		room *= len(g.values) + 1
	}
	for i, all := range list {
		if gone[i] {
			list[i] = -1
			continue
		}
		sort, ok := s.known[all]
		if !ok {
			sort = len(s.groups)
			s.known[all], s.groups = sort, append(s.groups, s.split(all))
		}
		list[i] = sort
	}
	return list
}

// split gives back the groups that of put into one number.
func (s *sorts) split(all int) []int {
	groups := make([]int, len(s.groupings))
	for i, g := range s.groupings {
		groups[i] = all%(len(g.values)+1) - 1
		all /= len(g.values) + 1
	}
	return groups
}

// fall says in which cells the rows of a table fall by what they answered to one
// question. Each answer that there is in an edition is looked up once. One is used for
// table after table, for boxes of few rows would else leave more behind than they hold.
type fall struct {
	question *surveys.Question
	codes    []string // of the cells
	rows     *ballot.Table
	given    ballot.Given
	known    [][]int // by edition and answer; nil: not looked up yet
	room     []int   // that those are cut from
}

func newFall(q *surveys.Question, codes []string) *fall { return &fall{question: q, codes: codes} }

// turn goes on to a table, and to what it has for the question.
func (f *fall) turn(rows *ballot.Table, given ballot.Given) {
	many := len(rows.Editions.Values) * len(given.Values)
	f.rows, f.given, f.room = rows, given, f.room[:0]
	f.known = slices.Grow(f.known[:0], many)[:many]
	clear(f.known)
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
type values struct {
	mac hash.Hash
	// One tag has the values of perTag rows.
	box   string
	block int
	tag   [sha256.Size]byte
}

// perTag is how many values are cut from one tag.
const perTag = sha256.Size / 8

func newValues(key []byte) *values { return &values{mac: hmac.New(sha256.New, key), block: -1} }

// freshKey is a release key that nobody keeps.
func freshKey() []byte { return seal.Random(32) }

// of is uniform over all uint64, and the same for the same row; of the zero value,
// for counts that are not to be rounded, it is 0.
func (v *values) of(boxID string, index int) uint64 {
	if v.mac == nil {
		return 0
	}
	if block := index / perTag; block != v.block || boxID != v.box {
		v.box, v.block = boxID, block
		v.mac.Reset()
		v.mac.Write([]byte(boxID))
		v.mac.Write(binary.BigEndian.AppendUint32([]byte{0}, uint32(block))) // #nosec G115 -- blocks of random bits are few
		v.mac.Sum(v.tag[:0])
	}
	return binary.BigEndian.Uint64(v.tag[8*(index%perTag):])
}

// count is everything that a release needs of a round.
type count struct {
	survey    *surveys.Survey
	groupings []grouping
	all       cell // children who answered
	spoiled   int  // envelopes that could not be opened
	tables    []*tally
	sorts     sorts
}

// newCount prepares to count by the whole round and by these groupings, which
// are keys of the survey's own; editions are those that the round asks, none: all.
func newCount(s *surveys.Survey, by []string, editions ...string) *count {
	c := &count{survey: s, groupings: groupings(s, by)}
	c.sorts = sorts{groupings: c.groupings, known: map[int]int{}}
	for _, q := range s.Questions {
		if len(columns(s, q)) > 0 {
			c.tables = append(c.tables, newTally(s, q, c.groupings, askedOf(s, editions)))
		}
	}
	return c
}

// addBatch counts the rows of one box; settle brings them into the tables.
func (c *count) addBatch(b ballot.Batch, v *values) {
	c.spoiled += b.Spoiled
	row := make([]uint64, b.Rows.Len())
	for i := range row {
		if !b.Gone[i] {
			row[i] = v.of(b.BoxID, i)
			c.all.add(row[i])
		}
	}
	sorts := c.sorts.of(b.Rows, b.Gone)
	for _, t := range c.tables {
		t.add(b.Rows, sorts, len(c.sorts.groups), row)
	}
}

// settle completes the tables with all that was added. More may be added later.
func (c *count) settle() {
	for _, t := range c.tables {
		t.settle(c.sorts.groups)
	}
}
