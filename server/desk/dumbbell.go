package desk

import (
	"strconv"
	"strings"

	"kist/internal/results"
)

// pairRow is one line in a chart of two groups: their shares of the same answers,
// or the reason why they are not drawn.
type pairRow struct {
	name     string
	one, two share
	clear    bool   // the two differ by more than rounding and chance can do
	withheld string // reason in words; empty if drawn
	// absent says of each that it was not offered the answers: there is nothing to compare.
	absent [2]bool
}

const (
	pairFrom  = 8.  // per cent of the width before nobody, for a number that stands left of its mark
	pairWidth = 76. // per cent of the width from nobody to all
	pairLine  = 17  // of one line of a row's name
	pairMarks = 30  // of the marks below the name
	pairGap   = 13  // pixels from a mark to its number
)

// dumbbells draws two groups on one line an answer: a disc for the first, an open
// diamond for the second. The line between them is strong where the two differ clearly
// and thin where they do not, so that a gap that means nothing does not look like one.
func dumbbells(rows []pairRow) drawing {
	var d drawing
	drawn := false
	for _, r := range rows {
		d.named(r.name, "", "")
		if r.withheld != "" {
			d.withhold(r.withheld, d.Height+6, 20)
		} else {
			d.pair(r, d.Height+14, !drawn)
			drawn = true
		}
		d.Height += pairMarks
	}
	if drawn {
		d.Texts = append(d.Texts, label{X: percent(pairAt(50)), Y: d.Height + 11, Class: "s m mid", Text: "50%"})
		d.Height += rankFoot
	}
	return d
}

func pairAt(percent int) float64 { return pairFrom + pairWidth*float64(percent)/100 }

// named writes the name of a row below what there is, in as many lines as it needs on
// the smallest phone, with a note after it, and says where the last line stands.
func (d *drawing) named(name, note, class string) int {
	lines := wrapped(name, lineRunes)
	for i, line := range lines {
		l := label{X: "0", Y: d.Height + pairLine, Class: class, Text: line}
		if last := i == len(lines)-1; last && len([]rune(line))+1+len([]rune(note)) <= lineRunes {
			l.Note, note = note, ""
		}
		d.Texts, d.Height = append(d.Texts, l), d.Height+pairLine
	}
	if note != "" {
		d.Height += pairLine
		d.Texts = append(d.Texts, label{X: "0", Y: d.Height, Class: "m", Text: note})
	}
	return d.Height
}

// pair draws both marks with their numbers, which stand outside of the two.
func (d *drawing) pair(r pairRow, y int, first bool) {
	class := "thin"
	if r.clear {
		class = "strong"
	}
	one, two := percent(pairAt(r.one.Percent)), percent(pairAt(r.two.Percent))
	d.Guides = append(d.Guides, vertical{percent(pairAt(50)), y - 10, y + 10})
	d.Ways = append(d.Ways, way{percent(pairFrom), percent(pairFrom + pairWidth), y, "base"}, way{one, two, y, class})
	d.Marks = append(d.Marks, mark{X: two, Y: y, Diamond: true}, mark{X: one, Y: y, Small: one == two})
	low, high := r.one.Percent, r.two.Percent
	if low > high {
		low, high = high, low
	}
	if low != high {
		d.Texts = append(d.Texts, label{X: percent(pairAt(low)), Y: y + 5, DX: -pairGap, Class: "halo e", Text: strconv.Itoa(low)})
	}
	d.Texts = append(d.Texts, label{X: percent(pairAt(high)), Y: y + 5, DX: pairGap, Class: "halo", Text: number(high, first)})
}

// lineRunes is how many letters of a chart surely fit in a line on the smallest phone:
// 288 pixels of letters that are 8 wide on average where they are bold.
const lineRunes = 36

// wrapped breaks a text into lines of at most so many letters; a word that is longer
// has a line of its own. The empty text has none.
func wrapped(text string, most int) []string {
	var lines []string
	line, length := "", 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		if line != "" && length+1+n > most {
			lines, line, length = append(lines, line), "", 0
		}
		if line != "" {
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}

// ends are the youngest and the oldest age that have percentages; false if there are
// not two.
func (q question) ends() (young, old results.Group, ok bool) {
	var shown []results.Group
	for _, g := range q.bands() {
		if g.Base.Shown && g.Base.Count >= results.MinPercent && len(g.Cells) > 0 {
			shown = append(shown, g)
		}
	}
	if len(shown) < 2 {
		return young, old, false
	}
	return shown[0], shown[len(shown)-1], true
}

// agesChart compares the youngest with the oldest in every answer that both were
// offered; false for a scale, whose chart shows every age, and where two ages have no
// percentages.
func (w words) agesChart(q question, order []int) (drawing, bool) {
	young, old, ok := q.ends()
	if isScale(q.whole.Kind) || !ok {
		return drawing{}, false
	}
	labels := w.labels(q.whole)
	var rows []pairRow
	for _, i := range order {
		r := pairRow{name: labels[i], one: shareOf(young, []int{i}), two: shareOf(old, []int{i})}
		if !r.one.Known || !r.two.Known {
			continue // not offered to one of them: there is nothing to compare
		}
		r.clear = apartFrom(r.one, r.two, fixedPair)
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return drawing{}, false
	}
	d := dumbbells(rows)
	names := [2]string{w.band(young.Value), w.band(old.Value)}
	d.Key = []keyItem{{Dot: true, Text: names[0]}, {Diamond: true, Text: names[1]}}
	d.Desc = w.pairsSaid(rows, names)
	return d, true
}

// apartFrom says whether one of two shares is clearly larger.
func apartFrom(a, b share, deviations float64) bool {
	return clearlyMore(a, b, deviations) || clearlyMore(b, a, deviations)
}

// pairsSaid says a chart of two groups in words: every number that is drawn.
func (w words) pairsSaid(rows []pairRow, names [2]string) string {
	said := make([]string, len(rows))
	for i, r := range rows {
		if r.withheld != "" {
			said[i] = w.T("staff.chart.reason", "What", r.name, "Reason", r.withheld)
			continue
		}
		id := "staff.chart.pair"
		if r.clear {
			id = "staff.chart.pair.clear"
		}
		said[i] = w.T(id, "What", r.name, "One", names[0], "OnePercent", r.one.Percent, "Two", names[1], "TwoPercent", r.two.Percent)
	}
	return strings.Join(said, "; ")
}
