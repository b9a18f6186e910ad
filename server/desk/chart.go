package desk

import (
	"strconv"
	"unicode/utf8"
)

// drawing is a chart as the template writes it. Across, everything is in per
// cent of the width; down, in pixels: one drawing serves every width, bars
// stretch and letters do not shrink.
type drawing struct {
	ID     string // unique on the page; a letter first
	Title  string
	Desc   string // says the values
	Height int
	Bars   []bar
	Guides []vertical // behind the bars
	Lines  []vertical
	Ways   []way // between two marks
	Marks  []mark
	Texts  []label
	Key    []keyItem
}

// bar is a rectangle, filled by its class or by a pattern.
type bar struct {
	X, W  string // per cent
	Y, H  int
	Class string
	Fill  string // id of a pattern
}

// vertical is an upright line.
type vertical struct {
	X      string
	Y1, Y2 int
}

// label is a text; DX moves it by pixels.
type label struct {
	X     string
	Y, DX int
	Class string
	Text  string
	Note  string // said after Text, less strongly
}

// way is a level line.
type way struct {
	X1, X2 string
	Y      int
	Class  string
}

// mark is a place on a line: a disc, or an open diamond.
type mark struct {
	X       string
	Y       int
	Diamond bool
	Small   bool // a disc inside a diamond
}

// keyItem is an entry of the key: a swatch, or a mark (Dot, Diamond), and its words.
type keyItem struct {
	Class, Fill, Text string
	Dot, Diamond      bool
}

// style is how a part of a bar is filled. Colour never speaks alone: strong
// ends are solid, mild steps are tint and lines that lean their own way, what
// is set apart has dots or nothing.
type style struct{ class, fill, text string }

var styles = map[side]style{
	minus2: {class: "fr", text: "on"},
	minus1: {fill: "pn", text: "halo"},
	plus1:  {fill: "pp", text: "halo"},
	plus2:  {class: "fl", text: "on"},
	apart:  {fill: "pm", text: "halo"},
}

var ratherNotStyle = style{class: "fs", text: "halo"}

// part is one stretch of a bar.
type part struct {
	percent int
	style   style
}

// scaleRow is one group in a chart of a scale, or the reason why it is not
// drawn. Left runs from the zero line outwards, as do right and aside.
type scaleRow struct {
	name, note         string
	withheld           string // reason in words; empty if drawn
	left, right, aside []part
	sum                int // of the right side
	sumKnown           bool
}

const (
	rowHeight = 58  // of a scale's row: label, bar, gap
	barHeight = 26  //
	spare     = 17. // per cent of the width kept free for the sum at the end of a bar: 48 pixels on the smallest phone
)

// diverging draws a scale: one side to the left of a zero line, the other to the
// right with its sum in bold, and what is set apart at the right edge. apartWord heads
// that edge; it is left out where nothing is set apart.
func diverging(rows []scaleRow, apartWord string) drawing {
	left, right, aside := 0, 0, 0
	for _, r := range rows {
		left, right, aside = max(left, total(r.left)), max(right, total(r.right)), max(aside, total(r.aside))
	}
	scale := (100 - spare) / float64(max(1, left+right+aside))
	zero := float64(left) * scale
	var d drawing
	y := 0
	if aside > 0 {
		d.Texts = append(d.Texts, label{X: "100%", Y: 13, Class: "s m e", Text: apartWord})
		y = 20
	}
	d.Height = y
	for i, r := range rows {
		d.scaleRow(r, zero, scale, i == 0)
	}
	return d
}

func total(parts []part) int {
	n := 0
	for _, p := range parts {
		n += p.percent
	}
	return n
}

// scaleRow draws a row below what there is: its name in as many lines as that needs,
// with the note after the last, and the bar.
func (d *drawing) scaleRow(r scaleRow, zero, scale float64, first bool) {
	y := d.named(r.name, r.note, "b") + 7
	d.Height = y + rowHeight - 24
	if r.withheld != "" {
		d.withhold(r.withheld, y, barHeight)
		return
	}
	d.run(r.left, y, zero, -scale)
	end := d.run(r.right, y, zero, scale)
	d.run(r.aside, y, 100, -scale)
	d.Lines = append(d.Lines, vertical{percent(zero), y - 3, y + barHeight + 3})
	if r.sumKnown {
		d.Texts = append(d.Texts, label{X: percent(end), Y: y + 18, DX: 6, Class: "b sum", Text: number(r.sum, first)})
	}
}

// run draws parts one after the other from x on, and says where they end.
// A negative scale runs to the left.
func (d *drawing) run(parts []part, y int, x, scale float64) float64 {
	for _, p := range parts {
		if p.percent == 0 {
			continue
		}
		w := float64(p.percent) * scale
		d.Bars = append(d.Bars, bar{X: percent(min(x, x+w)), W: percent(max(w, -w)), Y: y, H: barHeight, Class: p.style.class, Fill: p.style.fill})
		d.Texts = append(d.Texts, label{X: percent(x + w/2), Y: y + 18, Class: p.style.text + " mid", Text: strconv.Itoa(p.percent)})
		x += w
	}
	return x
}

// withhold draws a bar of full width, so that its length says nothing, with
// the reason in words.
func (d *drawing) withhold(reason string, y, h int) {
	d.Bars = append(d.Bars, bar{X: "0", W: "100%", Y: y, H: h, Class: "none", Fill: "pw"})
	d.Texts = append(d.Texts, label{X: "0", Y: y + h/2 + 5, DX: 10, Class: "halo s", Text: reason})
}

// rankRow is one answer in a chart of options.
type rankRow struct {
	name     string
	percent  int
	withheld string // reason in words; empty if drawn
	aside    bool   // "rather not say": drawn as what is set apart
	sum      bool   // all of the others together, drawn in another colour
}

const (
	rankHeight  = 44 // of a row with its label above the bar
	shortHeight = 24 // of a row with its label beside the bar
	rankBar     = 14
	rankWidth   = 84. // per cent of the width for a bar of all, so that its number fits on the smallest phone
	rankFoot    = 18  // for the words under the line at half
	shortStart  = 12. // per cent of the width for a label beside its bar
	shortName   = 4   // runes that fit there on the smallest phone
)

// ranked draws options as bars in the order given, from 0 to 100 with a line at
// half: the same length is the same share in every chart of its kind. Where all names
// are as short as a number, they stand beside their bars.
func ranked(rows []rankRow) drawing {
	short, drawn := true, false
	for _, r := range rows {
		short = short && (r.aside || utf8.RuneCountInString(r.name) <= shortName)
		drawn = drawn || r.withheld == ""
	}
	from := 0.
	if short {
		from = shortStart
	}
	half := from + (rankWidth-from)/2
	var d drawing
	for i, r := range rows {
		y, height := d.Height+21, rankHeight
		if short && !r.aside {
			y, height = d.Height+5, shortHeight
		}
		d.Texts = append(d.Texts, label{X: "0", Y: d.Height + 17, Text: r.name})
		d.rankBar(r, from, y, i == 0)
		if r.withheld == "" {
			d.Guides = append(d.Guides, vertical{percent(half), y - 3, y + rankBar + 3})
		}
		d.Height += height
	}
	if drawn {
		d.Texts = append(d.Texts, label{X: percent(half), Y: d.Height + 11, Class: "s m mid", Text: "50%"})
		d.Height += rankFoot
	}
	return d
}

// rankBar draws one bar with its number, or the reason why there is none.
func (d *drawing) rankBar(r rankRow, from float64, y int, first bool) {
	if r.withheld != "" {
		d.withhold(r.withheld, y, 20)
		return
	}
	width := (rankWidth - from) * float64(min(r.percent, 100)) / 100
	b := bar{X: percent(from), W: percent(width), Y: y, H: rankBar, Class: "fl"}
	if r.sum {
		b.Class = "fh"
	}
	if r.aside {
		b.Class, b.Fill = "", "pm"
	}
	if r.percent > 0 {
		d.Bars = append(d.Bars, b)
	}
	d.Texts = append(d.Texts, label{X: percent(from + width), Y: y + 12, DX: 7, Class: "halo", Text: number(r.percent, first)})
}

// number prints a share; the first of a chart says what it counts in.
func number(n int, first bool) string {
	if first {
		return strconv.Itoa(n) + "%"
	}
	return strconv.Itoa(n)
}

// percent prints a place or a length across, with as few figures as do.
func percent(x float64) string {
	return strconv.FormatFloat(float64(int(x*100+0.5))/100, 'f', -1, 64) + "%"
}
