package paper

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"rsc.io/qr"

	"kist/internal/docx"
)

// slip writes the slip of a form, or, on a specimen, that it is none.
func (f *form) slip(s *Slip) error {
	if s == nil {
		f.d.Notice(docx.Strong(f.Words.T("sheet.form.specimen")+" "), f.own("sheet.form.specimen.text").run())
		return nil
	}
	code, err := drawQR(s.Link)
	if err != nil {
		return err
	}
	p := docx.Picture{Bytes: code, Alt: f.Words.T("sheet.form.qr"), Across: qrAcross}
	f.d.Slip(p,
		docx.Plain(f.Words.T("sheet.form.phone")),
		docx.Plain(f.Words.T("sheet.point")+" "+digits(f.Host)),
		docx.Plain(f.Words.T("sheet.type")), docx.Strong(digits(s.Join)),
		docx.Plain(f.Words.T("sheet.your_slip")), docx.Strong(digits(s.Code)),
		docx.Plain(f.Words.T("sheet.form.once")))
	return nil
}

const (
	qrAcross = 44 // millimetres
	qrQuiet  = 4  // the light margin that a reader needs, in modules
	qrScale  = 6  // dots of the picture for each module
)

// drawQR draws a link so that a worn print is still read. It fails only for one of more
// than 2,000 bytes.
func drawQR(link string) ([]byte, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		return nil, err
	}
	side := (code.Size + 2*qrQuiet) * qrScale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if code.Black(x/qrScale-qrQuiet, y/qrScale-qrQuiet) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}
