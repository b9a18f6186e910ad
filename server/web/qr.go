package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is the light margin that a reader needs round a QR code, in modules.
const quiet = 4

// QR is a QR code as one SVG path of lines, a line for each run of dark
// modules; a stroke one module wide draws it.
type QR struct {
	Side int    // of the whole drawing with its margin, in modules
	Path string // of the middle lines of the dark runs
}

// DrawQR encodes text so that a worn print is still read. It fails only for a text
// longer than 2,000 bytes.
func DrawQR(text string) (QR, error) { return drawQR(text, qr.M) }

// DrawSmallQR encodes text with fewer dots, for where there is little room. It fails as
// DrawQR does.
func DrawSmallQR(text string) (QR, error) { return drawQR(text, qr.L) }

// drawQR encodes text with a level of spare dots. It fails only for a text longer than 2,000 bytes.
func drawQR(text string, level qr.Level) (QR, error) {
	code, err := qr.Encode(text, level)
	if err != nil {
		return QR{}, fmt.Errorf("qr: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		drawRow(&b, code, y)
	}
	return QR{code.Size + 2*quiet, b.String()}, nil
}

// drawRow draws the dark runs of one row, each from the end of the last: a page
// of slips holds thousands of them.
func drawRow(b *strings.Builder, code *qr.Code, y int) {
	end := -1 // of the run before; -1: there was none
	for x := 0; x < code.Size; {
		start := x
		for x < code.Size && code.Black(x, y) {
			x++
		}
		switch {
		case x == start:
			x++
			continue
		case end < 0:
			fmt.Fprintf(b, "M%d %d.5", start+quiet, y+quiet)
		default:
			fmt.Fprintf(b, "m%d 0", start-end)
		}
		fmt.Fprintf(b, "h%d", x-start)
		end = x
	}
}
