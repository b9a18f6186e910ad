package results

import (
	"fmt"
	"slices"

	"kist/internal/ballot"
)

// AsideBase is what the numbers of an Aside are multiples of: the least that a box of an
// open round holds, so that no step is smaller than what stands apart as one. Whoever
// sent a flood knows how many forms they sent. Told in fives, one child who answered in
// the same hour would be seen in one case of five, and told floored whenever they
// choose how many to send; so it is in one of thirty.
const AsideBase = 30

// Aside is how many forms stood apart because their boxes looked as if one had sent
// many (ballot.Asides), with what was withdrawn since: rounded at random to AsideBase,
// up or down, and the same for the same boxes in each release of a round. At least one
// of the numbers is more than 0.
type Aside struct {
	// Out are in no number: two people left them out, or had not decided when the
	// release was made, or let them in when too few had come for a release to count them.
	Out int `json:"out"`
	// In are in the numbers: two people looked and let them in.
	In int `json:"in"`
}

// AsideRange is what a number of an Aside can mean: the least and the most that the true
// one may be. 0 is none.
func AsideRange(n int) (least, most int) {
	if n == 0 {
		return 0, 0
	}
	return max(AsideBase, n-(AsideBase-1)), n + AsideBase - 1
}

// stated is how a statement tells of it; nothing of none, as in statements from before
// anything stood apart.
func (a *Aside) stated() string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf(" apart out %d in %d", a.Out, a.In)
}

// AsideOf is what stood apart of a release: of one over places, added up over those. The
// zero Aside for none.
func (r *Release) AsideOf() (sum Aside) {
	if r.Aside != nil {
		return *r.Aside
	}
	sum.Out = r.Apart / AsideBase * AsideBase
	for _, p := range r.Places {
		if p.Aside != nil {
			sum.Out, sum.In = sum.Out+p.Aside.Out, sum.In+p.Aside.In
		}
	}
	return sum
}

// heap are boxes that stood apart.
type heap struct {
	boxes []string
	cell  // forms in them
}

// noteAside takes a box into what stood apart, if it did; number is its own, from 0. It
// counts for nothing of a release made before there was the box.
func (v *view) noteAside(number int, b ballot.Batch, directions *values) {
	to := &v.out
	switch {
	case !b.Noticed, number >= v.basis.Boxes && v.release.Interim:
		return
	case number < v.basis.Boxes && !slices.Contains(v.basis.Apart, b.BoxID):
		to = &v.in
	}
	to.boxes = append(to.boxes, b.BoxID)
	to.n, to.sum = to.n+b.Rows.Len(), to.sum+directions.of(b.BoxID, 0)
}

// aside is what the last view tells of what stood apart; nil for nothing. What was told
// of the same boxes before is told again: rounded twice it would say more.
func aside(views []*view) *Aside {
	now, earlier := views[len(views)-1], views[:len(views)-1]
	if now.out.n+now.in.n == 0 {
		return nil
	}
	return &Aside{
		Out: now.out.told(earlier, func(v *view) (heap, int) { return v.out, v.release.Aside.Out }),
		In:  now.in.told(earlier, func(v *view) (heap, int) { return v.in, v.release.Aside.In }),
	}
}

func (h heap) told(earlier []*view, of func(*view) (heap, int)) int {
	for _, v := range earlier {
		if v.release.Aside == nil {
			continue
		}
		if was, n := of(v); slices.Equal(was.boxes, h.boxes) {
			return n
		}
	}
	if h.n == 0 {
		return 0
	}
	return max(AsideBase, h.to(AsideBase)) // no box has fewer
}
