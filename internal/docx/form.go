package docx

import (
	"bytes"
	"fmt"
	"strconv"
)

// Tick is the shape beside an answer that somebody ticks with a pen.
type Tick string

// The shapes there are. Both stand in every font that word processors bring.
const (
	One  Tick = "FormOne"  // a circle: one of these
	Many Tick = "FormMany" // a square: any of these
)

var shapes = map[Tick]string{One: "○", Many: "□"}

// Choice is an answer that somebody ticks. Without a picture it is words alone.
type Choice struct {
	Words   []Run
	Picture Picture // no bytes: none
}

// Ask writes a question of a form. What follows it stays with it on a page, as far as
// that goes, up to Done.
func (d *Document) Ask(runs ...Run) { d.paragraph("FormQuestion", kept, runs...) }

// Hint writes a line that says how a question is answered.
func (d *Document) Hint(runs ...Run) { d.paragraph("FormHint", kept, runs...) }

// Only writes who is asked a question.
func (d *Document) Only(runs ...Run) { d.paragraph("FormOnly", kept, runs...) }

// Done ends a question.
func (d *Document) Done() { d.paragraph("FormGap", "") }

// Choices writes answers to tick, one a line; those with pictures have them between the
// shape and the words.
func (d *Document) Choices(t Tick, list []Choice) {
	pictured := false
	for _, c := range list {
		pictured = pictured || len(c.Picture.Bytes) > 0
	}
	if pictured {
		d.pictured(t, list)
		return
	}
	for _, c := range list {
		d.paragraph(string(t), kept, c.Words...)
	}
}

// The columns of answers with pictures, in twentieths of a point, and how wide a picture
// is at most, in millimetres.
const (
	shapeColumn   = 850
	drawingColumn = 1984
	drawingAcross = 28
)

func (d *Document) pictured(t Tick, list []Choice) {
	d.plainTable("KistBeside", answerColumns())
	d.answerRows(t, list)
	d.body.WriteString("</w:tbl>")
}

// answerColumns are for the shape, the picture and the words of an answer.
func answerColumns() []int {
	return []int{shapeColumn, drawingColumn, Width - shapeColumn - drawingColumn}
}

// answerRows writes answers into a table of these columns.
func (d *Document) answerRows(t Tick, list []Choice) {
	widths := answerColumns()
	for _, c := range list {
		d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		d.cellOf(widths[0], func() { d.along("FormTick", Plain(shapes[t])) })
		d.cellOf(widths[1], func() { d.pictureIn("FormWords", c.Picture, min(c.Picture.Across, drawingAcross)) })
		d.cellOf(widths[2], func() { d.paragraph("FormWords", kept, c.Words...) })
		d.body.WriteString("</w:tr>")
	}
}

// Row writes answers to tick beside each other, from one end of a scale to the other, each
// with its picture or words above its shape, and under all of them others, one a line. Of none
// nothing is written.
func (d *Document) Row(t Tick, list, under []Choice) {
	if len(list) == 0 {
		return
	}
	widths := make([]int, len(list))
	for i := range widths {
		widths[i] = Width / len(list)
	}
	d.plainTable("KistBeside", widths)
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, c := range list {
		d.cellAt("bottom", widths[i], func() {
			if len(c.Picture.Bytes) > 0 {
				d.pictureIn("FormUnder", c.Picture, min(c.Picture.Across, 120/len(list)))
			}
			d.paragraph("FormUnder", kept, c.Words...)
			d.along("FormTickUnder", Plain(shapes[t]))
		})
	}
	d.body.WriteString("</w:tr>")
	if len(under) > 0 { // in the same table: whose rows stay together in every word processor
		fmt.Fprintf(&d.body, `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/></w:tcPr>`, Width, len(list))
		d.Choices(t, under)
		d.body.WriteString("</w:tc></w:tr>")
	}
	d.body.WriteString("</w:tbl>")
}

// Ruled writes lines to write on.
func (d *Document) Ruled(n int) { d.ruled("FormLine", n) }

func (d *Document) ruled(style string, n int) {
	for range n {
		d.along(style, Plain("\t"))
	}
}

// The style of boxes for numbers, and how wide one is, in twentieths of a point.
const (
	boxes     = "KistBoxes"
	boxColumn = 1984
)

// Entry writes an item of a list that runs as the document does, whatever it begins with: names
// and numbers.
func (d *Document) Entry(runs ...Run) {
	d.openIn(&d.body, "ListBullet", "", "")
	d.runs(&d.body, runs...)
	d.body.WriteString("</w:p>")
}

// Boxes writes a box for each of these, to write a number in, with the words behind it.
func (d *Document) Boxes(list []Choice) {
	for _, c := range list {
		widths := []int{boxColumn, Width - boxColumn}
		d.plainTable(boxes, widths)
		d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		d.cellOf(widths[0], func() { d.along("FormTick") })
		d.cellOf(widths[1], func() { d.paragraph("FormWords", kept, c.Words...) })
		d.body.WriteString("</w:tr></w:tbl>")
		d.paragraph("FormGap", kept)
	}
}

// Slip writes a picture with lines beside it in a frame; what is Strong is a code.
func (d *Document) Slip(p Picture, lines ...Run) {
	widths := []int{pictureColumn, wordsColumn}
	d.plainTable("KistSlip", widths)
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	d.cellOf(widths[0], func() { d.pictureIn("FormWords", p, p.Across) })
	d.cellOf(widths[1], func() {
		for _, r := range lines {
			if r.Strong {
				d.along("FormCode", Plain(r.Text))
			} else {
				d.paragraph("FormWords", kept, r)
			}
		}
		if len(lines) == 0 {
			d.along("FormWords")
		}
	})
	d.body.WriteString("</w:tr></w:tbl>")
	d.Done()
}

// Aside writes a picture with a question beside it, and under both its answers to tick and
// lines to write on, if there are any: one table, whose rows stay together in every word
// processor. What ask writes stands beside the picture.
func (d *Document) Aside(p Picture, ask func(), t Tick, list []Choice, lines int) {
	widths := answerColumns()
	d.plainTable("KistBeside", widths)
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="2"/><w:vAlign w:val="center"/></w:tcPr>`, widths[0]+widths[1])
	d.pictureIn("FormWords", p, p.Across)
	d.body.WriteString("</w:tc>")
	d.cellOf(widths[2], ask)
	d.body.WriteString("</w:tr>")
	d.answerRows(t, list)
	if lines > 0 {
		fmt.Fprintf(&d.body, `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="3"/></w:tcPr>`, Width)
		d.ruled("FormLineIn", lines)
		d.body.WriteString("</w:tc></w:tr>")
	}
	d.body.WriteString("</w:tbl>")
}

// End ends a part of the document that has pages and a foot of its own, with a last
// paragraph; what follows begins on a new page, which is its first.
func (d *Document) End(next string, runs ...Run) {
	foot := d.foot()
	rtl := ""
	if d.rtl {
		rtl = "<w:bidi/>"
	}
	d.sections++
	d.openIn(&d.body, "BodyText", "", plain(runs))
	text := d.body.Bytes()
	d.body.Truncate(len(text) - len("</w:pPr>"))
	fmt.Fprintf(&d.body, `<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:footerReference w:type="default" r:id="%s"/><w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="1418" w:right="1134" w:bottom="1304" w:left="1134" w:header="624" w:footer="567" w:gutter="0"/><w:pgNumType w:start="1"/>%s</w:sectPr></w:pPr>`, foot, rtl)
	d.runs(&d.body, runs...)
	d.body.WriteString("</w:p>")
	d.about.Foot = next
}

// foot keeps the foot of the part that ends, and gives the id by which the body names it.
func (d *Document) foot() string {
	f := d.fill("word/footer")
	return d.add(part{name: "footer" + strconv.Itoa(d.sections+2) + ".xml", kind: "footer", media: wordMedia + "footer+xml", body: f.body})
}

// plainTable begins a table without a head, whose columns have these widths.
func (d *Document) plainTable(style string, widths []int) {
	if bytes.HasSuffix(d.body.Bytes(), []byte("</w:tbl>")) {
		d.paragraph("FormGap", kept) // two tables with nothing between them are one
	}
	both, look, all := "", "", 0
	if d.rtl {
		both = "<w:bidiVisual/>"
	}
	if style == boxes { // only the first column is one
		look = `<w:tblLook w:val="0080" w:firstRow="0" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>`
	}
	var grid bytes.Buffer
	for _, w := range widths {
		all += w
		fmt.Fprintf(&grid, `<w:gridCol w:w="%d"/>`, w)
	}
	fmt.Fprintf(&d.body, `<w:tbl><w:tblPr><w:tblStyle w:val="%s"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>%s</w:tblPr><w:tblGrid>%s</w:tblGrid>`, style, both, all, look, grid.Bytes())
}

func (d *Document) cellOf(width int, write func()) { d.cellAt("center", width, write) }

// cellAt writes a cell, with what stands in it at its middle or at its bottom.
func (d *Document) cellAt(where string, width int, write func()) {
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>`, width, where)
	write()
	d.body.WriteString("</w:tc>")
}

// kept keeps a paragraph on the page of the next. The styles say so too, but of a table some
// word processors ask its paragraphs alone.
const kept = "<w:keepNext/>"

// along writes a paragraph that runs as the document does, whatever stands in it: codes
// and shapes.
func (d *Document) along(style string, runs ...Run) {
	d.openIn(&d.body, style, kept, "")
	d.runs(&d.body, runs...)
	d.body.WriteString("</w:p>")
}

// pictureIn writes a picture into a cell, at most so many millimetres wide.
func (d *Document) pictureIn(style string, p Picture, across int) {
	p.Across = across
	d.openIn(&d.body, style, kept, "")
	if len(p.Bytes) > 0 {
		if g, ok := d.graphic(p, maxAcross*emu); ok {
			d.body.WriteString(d.drawn(g, p.Alt))
		}
	}
	d.body.WriteString("</w:p>")
}
