package ballot

import "testing"

// A clock that is ahead, by a year or a day, keeps no text back once it is right: the lane
// copies on the next working day. While it is wrong, two servers do not copy by turns: a form
// that comes between two looks on one day waits for the next day on both.
func TestAClockAheadHoldsNothingBack(t *testing.T) {
	for what, ahead := range map[string]int{"a year": 364, "a day": 1} {
		each(t, func(t *testing.T, k *kit) {
			l := k.lane(t, nil)
			k.send(t, 1)
			must(t, l.CopyDue(t.Context(), thursday.AddDate(0, 0, ahead)))
			same(t, "by the wrong clock", k.inLane(t, l), stories(0))
			for i, day := range []int{0, 1, 4, 5} { // to Tuesday
				must(t, k.inbox.Submit(t.Context(), k.form(i+1)))
				must(t, l.CopyDue(t.Context(), thursday.AddDate(0, 0, day)))
				same(t, what+" before", k.inLane(t, l), stories(0, 1, 2, 3, 4)[:i+2])
			}
		})
	}
	each(t, func(t *testing.T, k *kit) {
		well, wrong := k.lane(t, nil), k.lane(t, nil)
		k.send(t, 1)
		for range 4 { // each gets the turn
			must(t, wrong.CopyDue(t.Context(), thursday.AddDate(0, 0, 28)))
			must(t, well.CopyDue(t.Context(), thursday))
		}
		must(t, k.inbox.Submit(t.Context(), k.form(1)))
		for range 4 {
			must(t, well.CopyDue(t.Context(), thursday))
			must(t, wrong.CopyDue(t.Context(), thursday.AddDate(0, 0, 28)))
		}
		same(t, "later that day", k.inLane(t, well), stories(0))
		for range 4 {
			must(t, well.CopyDue(t.Context(), thursday.AddDate(0, 0, 1)))
		}
		same(t, "on the next", k.inLane(t, well), stories(0, 1))
	})
}
