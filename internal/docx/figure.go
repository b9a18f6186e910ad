package docx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // pictures that a document can hold
	_ "image/png"
	"strconv"
)

// emu are what a drawing is measured in.
const emu = 360_000 // in a centimetre

// The most that a picture or chart takes, in centimetres.
const (
	maxAcross = 17
	maxHigh   = 22
)

// Picture is a picture with a caption below it.
type Picture struct {
	Bytes   []byte // PNG or JPEG
	Alt     string // what it shows; empty: it shows nothing that is not said beside it
	Caption string // empty: none, and it is not counted
	Across  int    // in millimetres; 0: as much as there is
}

// Picture writes a picture. One that is of no known kind is an error of the document.
func (d *Document) Picture(p Picture) {
	if g, ok := d.graphic(p, maxAcross*emu); ok {
		d.figure(g, p.Alt, p.Caption)
	}
}

// graphic is something to draw, with its size.
type graphic struct {
	cx, cy int
	data   func(number int) string
}

// graphic keeps a picture that is at most so wide; false if it is none.
func (d *Document) graphic(p Picture, most int) (graphic, bool) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(p.Bytes))
	if err != nil || size.Width == 0 || size.Height == 0 {
		d.fail(fmt.Errorf("a picture cannot be read: %w", err))
		return graphic{}, false
	}
	n := strconv.Itoa(len(d.parts) + 1)
	id := d.picture(part{name: "media/picture" + n + "." + kind, kind: "image", body: p.Bytes})
	cx := most
	if p.Across > 0 {
		cx = min(cx, p.Across*emu/10)
	}
	cy := int(float64(cx) * float64(size.Height) / float64(size.Width))
	if cy > maxHigh*emu {
		cx, cy = int(float64(cx)*maxHigh*emu/float64(cy)), maxHigh*emu
	}
	return graphic{cx, cy, func(number int) string {
		return fmt.Sprintf(`<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
			`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
			`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>`,
			number, "picture "+n, escape(p.Alt), id, cx, cy)
	}}, true
}

// picture keeps a picture, once however often it is shown, and gives the id by which the
// body names it.
func (d *Document) picture(p part) string {
	for _, known := range d.parts {
		if known.kind == p.kind && bytes.Equal(known.body, p.body) {
			return d.relate(relation{kind: known.kind, target: known.name})
		}
	}
	return d.add(p)
}

// figure writes something drawn, on a line of its own, with its caption.
func (d *Document) figure(g graphic, alt, caption string) {
	keep := ""
	if caption != "" {
		keep = "<w:keepNext/>"
	}
	d.open("Figure", keep, caption)
	d.body.WriteString(d.drawn(g, alt) + "</w:p>")
	if caption != "" {
		d.caption("Figure", d.about.Figure, caption, false)
	}
}

// drawn is a drawing in its line.
func (d *Document) drawn(g graphic, alt string) string {
	d.objects++
	return fmt.Sprintf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s %d" descr="%s"/><wp:cNvGraphicFramePr/>`+
		`<a:graphic>%s</a:graphic></wp:inline></w:drawing></w:r>`, g.cx, g.cy, d.objects, escape(d.about.Figure), d.objects, escape(alt), g.data(d.objects))
}

// The columns of a picture with words beside it, in twentieths of a point, and how wide the
// picture is.
const (
	pictureColumn = 2835
	wordsColumn   = Width - pictureColumn
	pictureAcross = 45 * emu / 10
)

// Beside writes a picture with paragraphs beside it, which stay together on a page.
func (d *Document) Beside(p Picture, paragraphs ...[]Run) {
	g, ok := d.graphic(p, pictureAcross)
	if !ok {
		return
	}
	both := ""
	if d.rtl {
		both = "<w:bidiVisual/>"
	}
	fmt.Fprintf(&d.body, `<w:tbl><w:tblPr><w:tblStyle w:val="KistBeside"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`+
		`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, both, Width, pictureColumn, wordsColumn, pictureColumn)
	d.open("Figure", "", "")
	fmt.Fprintf(&d.body, `%s</w:p></w:tc><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, d.drawn(g, p.Alt), wordsColumn)
	for _, runs := range paragraphs {
		d.paragraph("BodyText", "", runs...)
	}
	if len(paragraphs) == 0 {
		d.paragraph("BodyText", "")
	}
	d.body.WriteString("</w:tc></w:tr></w:tbl>")
	d.paragraph("Source", "")
}
