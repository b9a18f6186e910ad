package ballot

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"kist/internal/inspections"
	"kist/internal/store"
)

// Standing tells a backup how far sealing is. What a child sent lies in the inbox or in
// a box; a copy that reads one and then the other, while a sealer works, could have it
// twice or nowhere. So a backup looks, copies rounds and inbox, and looks again: if
// both looks are the same, no box was made between, and then
//
//   - a tombstone that was copied belongs to a box of the look, for its box was there before it;
//   - a submission that was copied waiting belongs to no box of the look, but to one whose
//     members were known then (Mark.Box gives it with them), and the first sealer that
//     runs on the copy makes it the tombstone that it should be.
//
// Boxes can be copied afterwards: only their members change, and those of the look stand.
type Standing struct {
	book  *inspections.Book
	boxes boxes
}

// OpenStanding ensures the collection.
func OpenStanding(ctx context.Context, e store.Engine, book *inspections.Book) (*Standing, error) {
	docs, err := openBoxes(ctx, e)
	return &Standing{book, docs}, err
}

// Mark is one look.
type Mark struct {
	rounds map[string]int64 // revision of each
	last   map[string]int64 // number of its last box; 0: none
	left   map[string]*box  // boxes whose members were not all known to be tombstones, by id
}

// Look reads the rounds, then their last boxes, then which boxes are not swept: a box
// that comes between the last two is one that the next look finds.
func (s *Standing) Look(ctx context.Context) (*Mark, error) {
	m := &Mark{rounds: map[string]int64{}, last: map[string]int64{}, left: map[string]*box{}}
	for r, err := range s.book.Rounds.Find(ctx, store.Query{Strong: true}) {
		if err != nil {
			return nil, err
		}
		m.rounds[r.ID] = r.Rev
	}
	for id := range m.rounds {
		last, err := s.boxes.last(ctx, id)
		if err != nil {
			return nil, err
		}
		if m.last[id] = 0; last != nil {
			m.last[id] = last.Number
		}
	}
	for id := range m.rounds {
		left, err := s.boxes.All(ctx, store.Query{Field: "unswept", Is: id, Strong: true})
		if err != nil {
			return nil, err
		}
		for _, b := range left {
			m.left[b.ID] = b
		}
	}
	return m, nil
}

// Same says whether no round changed and no box was made between two looks.
func (m *Mark) Same(other *Mark) bool {
	return maps.Equal(m.rounds, other.rounds) && maps.Equal(m.last, other.last)
}

// Box gives a document of the collection of boxes as it stood at the look; false if it
// was not there.
func (m *Mark) Box(id string, doc any) (any, bool) {
	if b, ok := m.left[id]; ok {
		return b, true
	}
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return doc, true
	}
	n, err := strconv.ParseInt(id[i+1:], 10, 64)
	return doc, err != nil || n <= m.last[id[:i]]
}

// String says how much a look saw, for who waits for two that are the same.
func (m *Mark) String() string {
	return fmt.Sprintf("%d rounds, %d boxes not swept", len(m.rounds), len(m.left))
}
