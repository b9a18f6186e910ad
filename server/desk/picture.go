package desk

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// picture is a chart as a file of its own: in pixels, with every colour written out,
// so that a word processor shows it as a browser does. It holds the words and numbers
// of the chart, its title and its source, and nothing else.
type picture struct {
	Lang    string
	Title   string   // the finding
	Asked   []string // the question, as it was asked
	Drawing drawing
	Source  []string // whose numbers these are, and where they stand
}

// Sizes of a picture, in pixels.
const (
	pictureWidth  = 760
	pictureMargin = 24
	pictureInner  = pictureWidth - 2*pictureMargin
)

// ink holds the colours of the light theme: a picture lies on other people's paper.
var ink = map[string]string{
	"paper": "#ffffff", "ink": "#1f1b2e", "mute": "#5b5468", "edge": "#786f63", "rule": "#ddd2bc", "stone": "#d9cfbd",
	"loch": "#0f4c5c", "loch-t": "#b5d5da", "rowan": "#9b1c1c", "rowan-t": "#f1c4b6", "heather": "#4b2e83", "heather-t": "#dfd4f0",
}

// solids are the fillings of bars by their class.
var solids = map[string]string{"fl": "loch", "fr": "rowan", "fs": "stone", "fh": "heather", "fht": "heather-t", "fp": "paper"}

// sans and serif are the letters of a picture: whoever opens it has some of them.
const (
	sans  = "system-ui, Helvetica, Arial, sans-serif"
	serif = "Charter, Georgia, serif"
)

// SVG is the picture as a file.
func (p picture) SVG() []byte {
	var s sheet
	y := pictureMargin
	for _, line := range wrapped(p.Title, 58) {
		y += 28
		s.text(pictureMargin, y, lettering{size: 22, family: serif, weight: 600}, line)
	}
	for _, asked := range p.Asked {
		for _, line := range wrapped(asked, 92) {
			y += 21
			s.text(pictureMargin, y, lettering{size: 15, family: serif, italic: true, fill: "mute"}, line)
		}
	}
	y = s.key(p.Drawing.Key, y+16)
	s.chart(p.Drawing, y+14)
	y += 14 + p.Drawing.Height + 14
	for _, source := range p.Source {
		for _, line := range wrapped(source, 108) {
			y += 17
			s.text(pictureMargin, y, lettering{size: 12, fill: "mute"}, line)
		}
	}
	return s.file(p, y+pictureMargin)
}

// sheet is what is drawn so far.
type sheet struct{ b strings.Builder }

func (s *sheet) file(p picture, height int) []byte {
	var f strings.Builder
	fmt.Fprintf(&f, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="t d" xml:lang="%s">`+"\n", pictureWidth, height, pictureWidth, height, escaped(p.Lang))
	fmt.Fprintf(&f, `<title id="t">%s</title><desc id="d">%s</desc>`+"\n", escaped(p.Title), escaped(p.Drawing.Desc))
	f.WriteString(picturePatterns)
	fmt.Fprintf(&f, `<rect width="%d" height="%d" fill="%s"/>`+"\n", pictureWidth, height, ink["paper"])
	f.WriteString(s.b.String())
	f.WriteString("</svg>\n")
	return []byte(f.String())
}

// picturePatterns are the patterns of the charts on pages, in written-out colours.
var picturePatterns = func() string {
	lean := func(id, angle, ground, line string) string {
		return fmt.Sprintf(`<pattern id="%s" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(%s)"><rect width="7" height="7" fill="%s"/><path d="M0 0v7" stroke="%s" stroke-width="2" stroke-opacity=".5"/></pattern>`, id, angle, ink[ground], ink[line])
	}
	return "<defs>" + lean("pn", "45", "rowan-t", "rowan") + lean("pp", "-45", "loch-t", "loch") + lean("ph", "-45", "heather-t", "heather") +
		fmt.Sprintf(`<pattern id="pm" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="%s"/><circle cx="3" cy="3" r=".9" fill="%s" fill-opacity=".35"/></pattern>`, ink["stone"], ink["ink"]) +
		fmt.Sprintf(`<pattern id="pw" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" stroke="%s" stroke-width="1.2" stroke-opacity=".7"/></pattern>`, ink["edge"]) + "</defs>\n"
}()

// lettering is how a text looks.
type lettering struct {
	size   float64
	weight int
	family string
	italic bool
	fill   string // empty: ink
	anchor string
	halo   bool   // paper round the letters, for those on a pattern
	note   string // said after the text, less strongly
}

func (s *sheet) text(x float64, y int, w lettering, text string) {
	at := fmt.Sprintf(`x="%s" y="%d" font-family="%s" font-size="%s"`, pixels(x), y, w.familyOr(), pixels(w.size))
	if w.weight > 0 {
		at += fmt.Sprintf(` font-weight="%d"`, w.weight)
	}
	if w.italic {
		at += ` font-style="italic"`
	}
	if w.anchor != "" {
		at += ` text-anchor="` + w.anchor + `"`
	}
	if w.halo { // twice, because not every program knows which of the two to paint first
		fmt.Fprintf(&s.b, `<text %s aria-hidden="true" fill="none" stroke="%s" stroke-width="4" stroke-linejoin="round">%s</text>`, at, ink["paper"], escaped(text))
	}
	note := ""
	if w.note != "" {
		note = fmt.Sprintf(`<tspan dx="8" font-weight="400" fill="%s">%s</tspan>`, ink["mute"], escaped(w.note))
	}
	fmt.Fprintf(&s.b, `<text %s fill="%s">%s%s</text>`+"\n", at, ink[w.fillOr()], escaped(text), note)
}

func (w lettering) familyOr() string {
	if w.family == "" {
		return sans
	}
	return w.family
}

func (w lettering) fillOr() string {
	if w.fill == "" {
		return "ink"
	}
	return w.fill
}

// key writes the key in lines and says where it ends.
func (s *sheet) key(items []keyItem, y int) int {
	if len(items) == 0 {
		return y
	}
	x := float64(pictureMargin)
	for _, k := range items {
		width := 24 + 8 + 7.4*float64(len([]rune(k.Text))) + 18
		if x > pictureMargin && x+width > pictureMargin+pictureInner {
			x, y = pictureMargin, y+22
		}
		switch {
		case k.Dot:
			s.dot(x+12, y+8, false)
		case k.Diamond:
			s.diamond(x+12, y+8)
		default:
			s.rect(x, y, 24, 15, k.Class, k.Fill)
		}
		s.text(x+32, y+13, lettering{size: 13}, k.Text)
		x += width
	}
	return y + 22
}

// chart draws what the page draws, its per cents turned into pixels.
func (s *sheet) chart(d drawing, top int) {
	for _, g := range d.Guides {
		s.line(place(g.X), top+g.Y1, place(g.X), top+g.Y2, "edge", 1)
	}
	for _, b := range d.Bars {
		s.rect(place(b.X), top+b.Y, place(b.W)-pictureMargin, b.H, b.Class, b.Fill)
	}
	for _, l := range d.Lines {
		s.line(place(l.X), top+l.Y1, place(l.X), top+l.Y2, "ink", 1)
	}
	for _, w := range d.Ways {
		colour, width := "edge", 1.
		switch w.Class {
		case "base":
			colour = "rule"
		case "strong":
			colour, width = "loch", 4
		}
		s.line(place(w.X1), top+w.Y, place(w.X2), top+w.Y, colour, width)
	}
	for _, m := range d.Marks {
		if m.Diamond {
			s.diamond(place(m.X), top+m.Y)
		} else {
			s.dot(place(m.X), top+m.Y, m.Small)
		}
	}
	for _, t := range d.Texts {
		s.label(t, top)
	}
}

// label is a text of a chart, by its classes.
func (s *sheet) label(t label, top int) {
	w := lettering{size: 14}
	for _, class := range strings.Fields(t.Class) {
		switch class {
		case "b":
			w.weight = 600
		case "m":
			w.fill = "mute"
		case "s":
			w.size = 12.5
		case "xs":
			w.size = 11
		case "sum", "big":
			w.size = 16
		case "e":
			w.anchor = "end"
		case "mid":
			w.anchor = "middle"
		case "on":
			w.fill, w.weight = "paper", 600
		case "halo":
			w.weight, w.halo = 600, true
		}
	}
	w.note = t.Note
	s.text(place(t.X)+float64(t.DX), top+t.Y, w, t.Text)
}

func (s *sheet) rect(x float64, y int, w float64, h int, class, fill string) {
	paint, stroke := "none", ` stroke="`+ink["paper"]+`" stroke-width="1.5"`
	if name, ok := solids[class]; ok {
		paint = ink[name]
	}
	switch class {
	case "none", "none empty":
		stroke = ` stroke="` + ink["edge"] + `" stroke-dasharray="3 3"`
	case "fp":
		stroke = ` stroke="` + ink["heather"] + `" stroke-width="1.5"`
	}
	if fill != "" {
		paint = "url(#" + fill + ")"
	}
	fmt.Fprintf(&s.b, `<rect x="%s" y="%d" width="%s" height="%d" fill="%s"%s/>`+"\n", pixels(x), y, pixels(w), h, paint, stroke)
}

func (s *sheet) line(x1 float64, y1 int, x2 float64, y2 int, colour string, width float64) {
	fmt.Fprintf(&s.b, `<line x1="%s" y1="%d" x2="%s" y2="%d" stroke="%s" stroke-width="%s"/>`+"\n", pixels(x1), y1, pixels(x2), y2, ink[colour], pixels(width))
}

func (s *sheet) dot(x float64, y int, small bool) {
	r := 6
	if small {
		r = 3
	}
	fmt.Fprintf(&s.b, `<circle cx="%s" cy="%d" r="%d" fill="%s"/>`+"\n", pixels(x), y, r, ink["loch"])
}

func (s *sheet) diamond(x float64, y int) {
	fmt.Fprintf(&s.b, `<path transform="translate(%s %d)" d="M0-8l8 8-8 8-8-8z" fill="%s" stroke="%s" stroke-width="2"/>`+"\n", pixels(x), y, ink["paper"], ink["loch"])
}

// place turns a place across, in per cent of the width, into pixels of the picture.
func place(across string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(across, "%"), 64)
	if err != nil {
		return pictureMargin // "0"
	}
	return pictureMargin + f*pictureInner/100
}

// pixels prints a length with one place at most.
func pixels(x float64) string {
	return strconv.FormatFloat(float64(int(x*10+0.5))/10, 'f', -1, 64)
}

// escaped is a text inside an XML file. Characters that XML cannot hold become a mark.
func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}
