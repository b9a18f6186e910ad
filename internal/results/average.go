package results

// Average is the share of some answers over all places of a release, in three ways. It is
// worked out of published figures alone, so it tells nothing that they do not. Each is to
// the nearest 5; nil if too few are told, or it is not known how much a place weighs.
type Average struct {
	Together *int // of all children who answered: what the total says
	Equally  *int // each place weighs the same, however many answered there
	Expected *int // each place weighs as many children as could have answered there
	Places   int  // with a share: a base of MinPercent at least
}

// Average works out the share of the children who gave one of the answers with these
// indexes of columns. A place of which nothing is told, or whose share is of too few, is in
// none of the weighted ones.
func (r *Release) Average(question string, columns []int) (a Average) {
	if t, ok := r.table(question, ""); ok && r.Over() {
		if part, all, ok := counts(t.Groups[0], columns); ok {
			a.Together = percent(part, all)
		}
	}
	t, ok := r.table(question, ByPlace)
	if !ok {
		return a
	}
	var equally, expected, weight float64
	known := true
	for i, g := range t.Groups {
		part, all, ok := counts(g, columns)
		if !ok || all < MinPercent {
			continue
		}
		share, of := min(1, float64(part)/float64(all)), float64(r.Places[i].Expected)
		equally, expected, weight = equally+share, expected+share*of, weight+of
		known = known && of > 0
		a.Places++
	}
	if a.Places < 2 {
		return a
	}
	a.Equally = fives(equally / float64(a.Places))
	if known {
		a.Expected = fives(expected / weight)
	}
	return a
}

// counts adds up published counts of a group. False if one is not told.
func counts(g Group, columns []int) (part, all int, ok bool) {
	for _, c := range columns {
		if c >= len(g.Cells) || !g.Cells[c].Shown {
			return 0, 0, false
		}
		part += g.Cells[c].Count
	}
	return part, g.Base.Count, g.Base.Shown
}

// fives is a share in per cent to the nearest 5, and up from the half.
func fives(share float64) *int {
	p := int(share*100/RoundBase+0.5+1e-9) * RoundBase
	return &p
}
