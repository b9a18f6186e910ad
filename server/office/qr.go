package office

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is the light margin that a reader needs round a QR code, in modules.
const quiet = 4

// qrCode is a QR code as one SVG path of lines, a line for each run of dark
// modules; a stroke one module wide draws it.
type qrCode struct {
	Side int    // of the whole drawing with its margin, in modules
	Path string // of the middle lines of the dark runs
}

// drawQR encodes text. It fails only for a text longer than 2,000 bytes.
func drawQR(text string) (qrCode, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrCode{}, fmt.Errorf("qr: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		drawRow(&b, code, y)
	}
	return qrCode{code.Size + 2*quiet, b.String()}, nil
}

func drawRow(b *strings.Builder, code *qr.Code, y int) {
	for x := 0; x < code.Size; {
		start := x
		for x < code.Size && code.Black(x, y) {
			x++
		}
		if x > start {
			fmt.Fprintf(b, "M%d %d.5h%d", start+quiet, y+quiet, x-start)
		} else {
			x++
		}
	}
}
