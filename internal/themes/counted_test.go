package themes

import (
	"slices"
	"testing"
)

// Of the texts that passed review those count of which nothing is open, with the themes as
// the codebook has them now; a coding of a text that is not there any more counts nowhere.
func TestWhatAReleaseCounts(t *testing.T) {
	s, ctx := open(t, lone(t)), t.Context()
	v := s.begun(t)
	for id, by := range map[string][2][]string{
		"agreed": {{"change", "people"}, {"change", "people"}}, "none": {nil, nil}, "split": {{"told"}, {"people"}}, "merged": {{"told"}, {"change"}}, "both": {{"change", "told"}, {"told"}}, "settled": {{"people"}, {"change"}}, "gone": {{"told"}, {"told"}},
	} {
		s.codes(t, v, id, gave("ann", by[0]...), gave("ben", by[1]...))
	}
	s.codes(t, v, "alone", gave("ann", "told"))
	_, err := s.Join(ctx, set, "ann")
	check(t, err)
	s.codes(t, v, "apart", gave("ann", "told"), gave("ben", "told")) // not brought together
	for _, who := range []string{"ann", "ben"} {
		_, err := s.Settle(ctx, v, text("settled"), []string{"change"}, who)
		check(t, err)
	}
	b, err := s.Retire(ctx, place, "change", "told", "ann")
	check(t, err)
	var reviewed []Text
	for _, id := range []string{"agreed", "none", "split", "merged", "both", "settled", "alone", "apart", "new"} {
		reviewed = append(reviewed, text(id))
	}
	got, err := s.Counted(ctx, b.Latest, reviewed)
	check(t, err)
	want := map[string][]string{"agreed": {"people", "told"}, "none": nil, "merged": {"told"}, "both": {"told"}, "settled": {"told"}}
	if merged, err := s.sheets.Get(ctx, sheetID(set, "merged")); err != nil || !merged.Done(b.Latest) || merged.Done(v) || len(merged.Split(b.Latest)) > 0 {
		t.Errorf("%+v, %v", merged, err) // nothing is left to settle between a theme and what it was taken into
	}
	if len(got) != len(reviewed) {
		t.Fatalf("%d texts", len(got))
	}
	for _, x := range got {
		themes, settled := want[x.ID]
		if x.Settled != settled || !slices.Equal(x.Themes, themes) || x.Edition != "11-13" {
			t.Errorf("%+v, want %v", x, themes)
		}
	}
}
