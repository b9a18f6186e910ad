package ballot

import (
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kist/surveys"
)

// Table is the rows of one box by columns, as they are sealed and counted: each column
// lists its different values once, and which of them each row has. A row's place in it
// is that in the box.
type Table struct {
	n                                              int
	Editions, AgeBands, Languages, Settings, Modes Column
	Given                                          []Given // by question

	tags   []byte   // tagSize bytes a row; nil: loose has them
	loose  []string // tags that are no receipt's
	traces []Trace  // of a pilot; nil elsewhere
}

// Column is one part of every row.
type Column struct {
	Values []string
	At     []uint16 // of each row: index in Values
}

// Given is what was answered to one question.
type Given struct {
	Question string
	Values   []surveys.Answer // the first is nil: not answered
	At       []uint16         // of each row: index in Values
}

// maxRows is how many rows a table can have: a box holds far fewer (maxBoxCount).
const maxRows = 1<<16 - 1

// tagSize is the length of a receipt's tag in bytes.
const tagSize = 16

// Len is how many rows there are.
func (t *Table) Len() int { return t.n }

// Of is what was answered to a question; false if nobody was asked or answered.
func (t *Table) Of(question string) (Given, bool) {
	i, ok := slices.BinarySearchFunc(t.Given, question, func(g Given, key string) int { return strings.Compare(g.Question, key) })
	if !ok {
		return Given{}, false
	}
	return t.Given[i], true
}

// columns are the parts of a row that are one text each, in the order in which they
// are sealed.
func (t *Table) columns() []*Column {
	return []*Column{&t.Editions, &t.AgeBands, &t.Languages, &t.Settings, &t.Modes}
}

// Row is one row put together again. It shares its answers with the table.
func (t *Table) Row(i int) Row {
	r := Row{
		Edition: t.Editions.of(i), AgeBand: t.AgeBands.of(i), Language: t.Languages.of(i), Setting: t.Settings.of(i), Mode: t.Modes.of(i),
		Answers: surveys.Answers{}, Tag: t.tag(i),
	}
	for _, g := range t.Given {
		if g.At[i] > 0 {
			r.Answers[g.Question] = g.Values[g.At[i]]
		}
	}
	if t.traces != nil {
		r.Trace = t.traces[i]
	}
	return r
}

// All are the rows put together again, by their places.
func (t *Table) All() iter.Seq2[int, Row] {
	return func(yield func(int, Row) bool) {
		for i := range t.n {
			if !yield(i, t.Row(i)) {
				return
			}
		}
	}
}

func (c Column) of(i int) string { return c.Values[c.At[i]] }

func (t *Table) tag(i int) string {
	if t.tags == nil {
		return t.loose[i]
	}
	return hex.EncodeToString(t.tags[i*tagSize : (i+1)*tagSize])
}

// gone says of each row whether it was withdrawn.
func (t *Table) gone(tags map[string]bool) []bool {
	gone := make([]bool, t.n)
	if len(tags) == 0 {
		return gone
	}
	for i := range gone {
		gone[i] = tags[t.tag(i)]
	}
	return gone
}

// TableOf puts rows into columns, at most maxRows of them.
func TableOf(rows []Row) *Table {
	t := &Table{n: len(rows)}
	for i, part := range []func(Row) string{
		func(r Row) string { return r.Edition }, func(r Row) string { return r.AgeBand }, func(r Row) string { return r.Language },
		func(r Row) string { return r.Setting }, func(r Row) string { return r.Mode },
	} {
		t.columns()[i].fill(rows, part)
	}
	asked := map[string]bool{}
	for _, r := range rows {
		for key := range r.Answers {
			asked[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		t.Given = append(t.Given, givenBy(rows, key))
	}
	t.keepTags(rows)
	if slices.ContainsFunc(rows, func(r Row) bool { return r.Trace != nil }) {
		t.traces = make([]Trace, len(rows))
		for i, r := range rows {
			t.traces[i] = r.Trace
		}
	}
	return t
}

func (c *Column) fill(rows []Row, part func(Row) string) {
	known := map[string]uint16{}
	c.At = make([]uint16, len(rows))
	for i, r := range rows {
		value := part(r)
		at, ok := known[value]
		if !ok {
			at = uint16(len(c.Values))
			known[value], c.Values = at, append(c.Values, value)
		}
		c.At[i] = at
	}
}

// givenBy is what rows have for a question. An answer of no part is none.
func givenBy(rows []Row, question string) Given {
	g := Given{Question: question, Values: []surveys.Answer{nil}, At: make([]uint16, len(rows))}
	known := map[string]uint16{}
	for i, r := range rows {
		answer := r.Answers[question]
		if len(answer) == 0 {
			continue
		}
		name := ""
		for _, part := range answer {
			name += strconv.Itoa(len(part)) + ":" + part
		}
		at, ok := known[name]
		if !ok {
			at = uint16(len(g.Values))
			known[name], g.Values = at, append(g.Values, answer)
		}
		g.At[i] = at
	}
	return g
}

// keepTags keeps tags as bytes, if all of them are a receipt's.
func (t *Table) keepTags(rows []Row) {
	t.tags = make([]byte, 0, tagSize*len(rows))
	for _, r := range rows {
		tag, err := hex.DecodeString(r.Tag)
		if err != nil || len(tag) != tagSize || r.Tag != strings.ToLower(r.Tag) {
			t.tags = nil
			break
		}
		t.tags = append(t.tags, tag...)
	}
	if t.tags != nil {
		return
	}
	for _, r := range rows {
		t.loose = append(t.loose, r.Tag)
	}
}
