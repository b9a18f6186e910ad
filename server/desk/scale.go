package desk

import (
	"math"
	"slices"

	"kist/internal/results"
	"kist/surveys"
)

// side says where an answer stands on its question's scale.
type side int

const (
	apart  side = iota // the middle, not sure, rather not say: set apart from the scale
	minus2             // the strong end of disagreeing or feeling bad
	minus1
	plus1
	plus2
)

const yesNoKind = "yes_no"

// scales are the kinds whose answers have two sides.
var scales = map[string]map[string]side{
	"faces":     {"1": minus2, "2": minus1, "3": apart, "4": plus1, "5": plus2},
	"agreement": {"1": minus2, "2": minus1, "3": plus1, "4": plus2},
	yesNoKind:   {"no": minus2, "yes": plus2},
}

// isScale says whether the kind's answers have two sides.
func isScale(kind string) bool { return scales[kind] != nil }

// inOrder says whether the kind's answers have an order of their own, so that
// its chart must not sort them by size.
func inOrder(kind string) bool { return kind == numberKind || isScale(kind) }

// onScale is where an answer stands on its scale: of answers of one side that are told
// together, where the outermost does.
func onScale(kind, code string) (s side) {
	for i, part := range results.Parts(code) {
		switch one := scales[kind][part]; {
		case i > 0 && (one < plus1) != (s < plus1) || one == apart:
			return apart
		case i == 0 || one == minus2 || one == plus2:
			s = one
		}
	}
	return s
}

// columnsOn are the indexes of the columns on any of the sides, in order.
func columnsOn(t *results.Table, sides ...side) []int {
	var list []int
	for i, code := range t.Columns {
		if slices.Contains(sides, onScale(t.Kind, code)) {
			list = append(list, i)
		}
	}
	return list
}

// share is how large a part of a group gave one of several answers.
type share struct {
	Percent int     // of the group, to the nearest 5
	Known   bool    // false: withheld, or too few for percentages
	noise   float64 // standard deviation, in points, that rounding and chance leave
	part    float64 // children, as their counts were published
	base    float64 // of how many; 0: no group, and noise is all that is known
	counts  int     // published counts that part adds up
}

// countNoise is the standard deviation that random rounding to base 5 adds to
// a count, in children: its variance is r(5-r) for a remainder r, which is 4 on average.
const countNoise = 2

// noiseOf is the standard deviation of a share in points: what rounding of its
// counts adds, and what chance would, had those who answered been drawn from all who
// could. They were not drawn, but a difference that chance makes is no finding.
func noiseOf(part, base float64, counts int) float64 {
	p := min(max(part/base, 0.05), 0.95) // nobody and everybody are uncertain too
	return 100 * math.Sqrt(p*(1-p)/base+countNoise*countNoise*float64(counts)/(base*base))
}

// shareOf adds up the published counts of these columns in a group. Because
// each count was rounded by itself, the sum may go beyond the group; it is cut
// off at 100.
func shareOf(g results.Group, columns []int) share {
	if !g.Base.Shown || g.Base.Count < results.MinPercent || len(g.Cells) == 0 {
		return share{}
	}
	count, added := 0, 0
	for _, i := range columns {
		if len(g.Offered) > 0 && !g.Offered[i] {
			continue
		}
		if !g.Cells[i].Shown {
			return share{}
		}
		count += g.Cells[i].Count
		added++
	}
	if added == 0 {
		return share{}
	}
	base := float64(g.Base.Count)
	return share{
		Percent: min(100, nearest5(100*float64(count)/base)), Known: true,
		noise: noiseOf(float64(count), base, added), part: float64(count), base: base, counts: added,
	}
}

func nearest5(percent float64) int { return int(math.Round(percent/5)) * 5 }

// clearGap is the least difference in points that is told as one.
const clearGap = 15

// How many standard deviations make a difference clear: more for the most
// different of several groups, of which some pair is always far apart. Of
// questions that everybody answers at random, about one in a hundred is then told
// as different (TestChanceIsNotAFinding).
const (
	fixedPair   = 2.5
	extremePair = 3
)

// among is how many standard deviations make one of k differences clear where all k
// are looked at and the clear ones are told: as many as keep the chance that any of
// them is told though there is none at one in twenty, however the k hang together. It
// is Bonferroni's inequality (O. J. Dunn, "Multiple Comparisons Among Means", Journal of
// the American Statistical Association 56, 1961, pages 52 to 64). It is never less than
// for a pair that was fixed beforehand.
func among(k int) float64 {
	return max(fixedPair, math.Sqrt2*math.Erfinv(1-0.05/float64(max(1, k))))
}

// clearlyMore says whether a is larger than b by 15 points and by that many
// standard deviations.
func clearlyMore(a, b share, deviations float64) bool {
	if !a.Known || !b.Known {
		return false
	}
	gap := float64(a.Percent - b.Percent)
	return gap >= clearGap && gap >= deviations*noiseBetween(a, b)
}

// noiseBetween is the standard deviation, in points, of the difference of two shares of
// which the truth is the same: what both have in common stands for that truth. Each by
// its own share would seem the surer the farther it is out by chance.
func noiseBetween(a, b share) float64 {
	if a.base == 0 || b.base == 0 {
		return math.Hypot(a.noise, b.noise)
	}
	p := (a.part + b.part) / (a.base + b.base)
	return math.Hypot(noiseOf(p*a.base, a.base, a.counts), noiseOf(p*b.base, b.base, b.counts))
}

// groupShare is the share of one group.
type groupShare struct {
	group string
	share
}

// byGroup gives the shares of the groups for which they are known, in order.
func byGroup(t *results.Table, columns []int) []groupShare {
	var list []groupShare
	for _, g := range t.Groups {
		if s := shareOf(g, columns); s.Known {
			list = append(list, groupShare{g.Value, s})
		}
	}
	return list
}

// trend is how shares go with age.
type trend int

const (
	noTrend trend = iota // no clear difference, or nothing to compare
	rises                // never down from one group to the next, and clearly up in all
	falls
	differs // clearly, but not in one direction
)

// compare tells how the shares go with age, and which groups to name: the
// first and the last for a trend, else the highest and the lowest.
func compare(list []groupShare) (t trend, from, to groupShare) {
	return compareBy(list, fixedPair, extremePair)
}

// compareBy is compare where a difference must be this many standard deviations: of
// the first and the last group, and of the highest and the lowest.
func compareBy(list []groupShare, ends, extremes float64) (t trend, from, to groupShare) {
	if len(list) < 2 {
		return noTrend, from, to
	}
	low, high := list[0], list[0]
	up, down := true, true
	for i, g := range list {
		if g.Percent < low.Percent {
			low = g
		}
		if g.Percent > high.Percent {
			high = g
		}
		if i > 0 {
			up, down = up && g.Percent >= list[i-1].Percent, down && g.Percent <= list[i-1].Percent
		}
	}
	first, last := list[0], list[len(list)-1]
	switch {
	case up && clearlyMore(last.share, first.share, ends):
		return rises, first, last
	case down && clearlyMore(first.share, last.share, ends):
		return falls, first, last
	case clearlyMore(high.share, low.share, extremes):
		return differs, high, low
	}
	return noTrend, from, to
}

// ratherNot says whether a column is "rather not say".
func ratherNot(code string) bool { return code == surveys.RatherNot }
