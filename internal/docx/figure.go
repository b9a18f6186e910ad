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
	size, kind, err := image.DecodeConfig(bytes.NewReader(p.Bytes))
	if err != nil || size.Width == 0 || size.Height == 0 {
		d.fail(fmt.Errorf("a picture cannot be read: %w", err))
		return
	}
	n := strconv.Itoa(len(d.parts) + 1)
	id := d.add(part{name: "media/picture" + n + "." + kind, kind: "image", body: p.Bytes})
	cx := maxAcross * emu
	if p.Across > 0 {
		cx = min(cx, p.Across*emu/10)
	}
	cy := int(float64(cx) * float64(size.Height) / float64(size.Width))
	if cy > maxHigh*emu {
		cx, cy = int(float64(cx)*maxHigh*emu/float64(cy)), maxHigh*emu
	}
	d.figure(cx, cy, p.Alt, p.Caption, func(number int) string {
		return fmt.Sprintf(`<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
			`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
			`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>`,
			number, "picture "+n, escape(p.Alt), id, cx, cy)
	})
}

// figure writes something drawn, on a line of its own, with its caption.
func (d *Document) figure(cx, cy int, alt, caption string, graphic func(number int) string) {
	d.objects++
	keep := ""
	if caption != "" {
		keep = "<w:keepNext/>"
	}
	d.open("Figure", keep, caption)
	fmt.Fprintf(&d.body, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s %d" descr="%s"/><wp:cNvGraphicFramePr/>`+
		`<a:graphic>%s</a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		cx, cy, d.objects, escape(d.about.Figure), d.objects, escape(alt), graphic(d.objects))
	if caption != "" {
		d.caption("Figure", d.about.Figure, caption, false)
	}
}
