package results

import (
	"context"
	"math"
	"slices"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// Basis is which rows a release counted, so that later releases can be attacked
// together with it. It names places in boxes, and nothing that was answered.
type Basis struct {
	store.Head `bson:",inline"` // ID: Release.Basis
	Round      string           `json:"round"`
	Boxes      int              `json:"boxes"` // the first ones of the round, by number
	// Gone are the places of rows that were withdrawn by then, by box.
	Gone map[string][]int `json:"gone,omitempty"`
	// Apart are the boxes among them of which nothing was counted, as they stood apart.
	Apart []string `json:"apart,omitempty"`
	// Texts are those that a release of themes counted, by id, with their themes.
	Texts map[string][]string `json:"texts,omitempty"`
}

// of says which rows of a box the release left out; b is the round's box with this
// number, from 0.
func (s *Basis) of(number int, b ballot.Batch) []bool {
	gone := make([]bool, b.Rows.Len())
	if number >= s.Boxes || slices.Contains(s.Apart, b.BoxID) {
		for i := range gone {
			gone[i] = true
		}
	}
	for _, i := range s.Gone[b.BoxID] {
		gone[i] = true
	}
	return gone
}

// note takes the box into the basis as it is now; if only rows of an earlier release are
// to be counted, that is not nil, and a box that stood apart then counts for nothing.
func (s *Basis) note(b ballot.Batch, of *Basis) {
	s.Boxes++
	if b.Stand != ballot.Counts || of != nil && slices.Contains(of.Apart, b.BoxID) {
		s.Apart = append(s.Apart, b.BoxID)
		return
	}
	for i, gone := range b.Gone {
		if gone {
			s.Gone[b.BoxID] = append(s.Gone[b.BoxID], i)
		}
	}
}

// view is what one release counted, and what it published of that.
type view struct {
	*count
	basis   *Basis
	release *Release
	left    bool // rows that the release before counted are not in it
	same    bool // it counted the very same rows as the release before
	stale   bool // its numbers of the whole round are of more rows: those that the release before counted
	out, in heap // of what stood apart: in no number, and let in
}

// compare says how a release that repeats the numbers of the one before stands to it.
func (v *view) compare() {
	v.same, v.stale = v.release.Late && !v.left, v.release.Late && v.left
}

// within says whether all rows of a release were counted by an earlier one, too.
func (s *Basis) within(earlier *Basis) bool {
	if s.Boxes != earlier.Boxes {
		return false
	}
	for _, box := range earlier.Apart {
		if !slices.Contains(s.Apart, box) {
			return false
		}
	}
	for box, places := range earlier.Gone {
		for _, i := range places {
			if !slices.Contains(s.Gone[box], i) && !slices.Contains(s.Apart, box) {
				return false
			}
		}
	}
	return true
}

// recount counts a round once for every earlier release, as it was then, and once
// more under a fresh release key that lives in this call only: as it is now, or
// if same is set with those rows of the last release again that were not withdrawn
// since. The last view is of that.
func (r *Releases) recount(ctx context.Context, rd *inspections.Round, survey *surveys.Survey, earlier []*Release, same bool, progress func(done, total int)) ([]*view, error) {
	var views []*view
	for _, rel := range earlier {
		basis, err := r.bases.GetStrong(ctx, rel.Basis)
		if err != nil {
			return nil, err
		}
		views = append(views, &view{count: newCount(survey, rd.Groupings, rd.Editions...), basis: basis, release: rel})
	}
	now := &view{count: newCount(survey, rd.Groupings, rd.Editions...), basis: &Basis{Round: rd.ID, Gone: map[string][]int{}}, release: &Release{}}
	until := math.MaxInt // boxes
	var of *Basis
	if same {
		of = views[len(views)-1].basis
		until = of.Boxes
	}
	views = append(views, now)
	total, err := r.boxes.Count(ctx, rd.ID)
	if err != nil {
		return nil, err
	}
	fresh, done := newValues(freshKey()), 0
	err = r.boxes.Batches(ctx, rd.ID, func(b ballot.Batch) error {
		if done < until {
			now.basis.note(b, of)
		}
		addViews(views, done, b, fresh)
		if done++; progress != nil {
			progress(done, int(total))
		}
		return ctx.Err()
	})
	for _, v := range views {
		v.settle()
	}
	return views, err
}

// addViews adds a box to every view that counted it.
func addViews(views []*view, number int, b ballot.Batch, fresh *values) {
	var before []bool
	for i, v := range views {
		part, directions := b, &values{}
		part.Gone = v.basis.of(number, b)
		if i == len(views)-1 {
			directions = fresh
		}
		for j := range before {
			v.left = v.left || !before[j] && part.Gone[j]
		}
		before = part.Gone
		v.noteAside(number, b, directions)
		v.addBatch(part, directions)
	}
}
