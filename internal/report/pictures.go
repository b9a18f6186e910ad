package report

import (
	"embed"

	"kist/internal/docx"
	"kist/internal/fault"
)

//go:embed pictures/*.png
var drawn embed.FS

// across is how wide a picture beside words is, in millimetres.
const across = 45

// PictureOf is a drawing of the program's own, by its name in static/drawings.svg: word
// processors show no drawing of that kind everywhere. fault.NotFound if there is none.
func PictureOf(name, alt string) (docx.Picture, error) {
	b, err := drawn.ReadFile("pictures/" + name + ".png")
	if err != nil {
		return docx.Picture{}, fault.Wrap(fault.NotFound, "picture %q", name)
	}
	return docx.Picture{Bytes: b, Alt: alt, Across: across}, nil
}
