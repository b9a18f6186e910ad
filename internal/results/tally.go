package results

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"

	"kist/internal/ballot"
	"kist/surveys"
)

// cell is a true count and the sum of its rows' values. It never leaves this
// package.
type cell struct {
	n   int
	sum uint64
}

func (c *cell) add(value uint64) { c.n++; c.sum += value }

// tally counts one question, by the whole round (group 0) and by age band.
type tally struct {
	survey   *surveys.Survey
	question *surveys.Question
	columns  []string
	place    map[string]int // column code -> index
	bands    []string       // group i+1 is bands[i]
	base     []cell         // by group: children who answered
	cells    [][]cell       // by group and column
}

func newTally(s *surveys.Survey, q *surveys.Question, bands []string) *tally {
	t := &tally{survey: s, question: q, columns: columns(s, q), bands: bands, place: map[string]int{}}
	for i, c := range t.columns {
		t.place[c] = i
	}
	t.base = make([]cell, len(bands)+1)
	t.cells = make([][]cell, len(bands)+1)
	for g := range t.cells {
		t.cells[g] = make([]cell, len(t.columns))
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

// add counts one row; band is the index of its age band, or -1.
func (t *tally) add(e surveys.Edition, band int, a surveys.Answer, value uint64) {
	if len(a) == 0 {
		return
	}
	t.base[0].add(value)
	if band >= 0 {
		t.base[band+1].add(value)
	}
	for _, code := range t.question.Kind().Fall(t.question, e, a) {
		c, ok := t.place[code]
		if !ok {
			continue // of no edition: it cannot have been accepted
		}
		t.cells[0][c].add(value)
		if band >= 0 {
			t.cells[band+1][c].add(value)
		}
	}
}

// values gives each row its value under the release key.
type values struct{ mac hash.Hash }

func newValues(key []byte) *values { return &values{hmac.New(sha256.New, key)} }

// of is uniform over all uint64, and the same for the same row.
func (v *values) of(boxID string, index int) uint64 {
	v.mac.Reset()
	v.mac.Write([]byte(boxID))
	v.mac.Write(binary.BigEndian.AppendUint32([]byte{0}, uint32(index)))
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(v.mac.Sum(sum[:0]))
}

// count is everything that a release needs of a round.
type count struct {
	survey *surveys.Survey
	bands  []string
	all    cell // children who answered
	tables []*tally
}

func newCount(s *surveys.Survey) *count {
	c := &count{survey: s, bands: bandsOf(s)}
	for _, q := range s.Questions {
		if len(columns(s, q)) > 0 {
			c.tables = append(c.tables, newTally(s, q, c.bands))
		}
	}
	return c
}

func bandsOf(s *surveys.Survey) []string {
	var bands []string
	for _, e := range s.Editions {
		if b := e.AgeBand(); b != "" && !slices.Contains(bands, b) {
			bands = append(bands, b)
		}
	}
	return bands
}

// addBatch counts the rows of one box.
func (c *count) addBatch(b ballot.Batch, v *values) {
	for i, row := range b.Rows {
		if b.Gone[i] {
			continue
		}
		value := v.of(b.BoxID, i)
		c.all.add(value)
		band := slices.Index(c.bands, row.AgeBand)
		for _, t := range c.tables {
			t.add(surveys.Edition(row.Edition), band, row.Answers[t.question.Key], value)
		}
	}
}
