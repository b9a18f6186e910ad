package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

// line is one row of dark runs in a QR code's path, and run one step along it.
var (
	line = regexp.MustCompile(`M(\d+) (\d+)\.5((?:m\d+ 0|h\d+)*)`)
	run  = regexp.MustCompile(`(m|h)(\d+)`)
)

func TestTheDrawingIsTheCode(t *testing.T) {
	const text = "https://kist.example/j/BCDFGH"
	drawn, err := DrawQR(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	if drawn.Side != code.Size+8 {
		t.Errorf("side %d for a code of %d", drawn.Side, code.Size)
	}
	dark := map[string]bool{}
	for _, m := range line.FindAllStringSubmatch(drawn.Path, -1) {
		x, _ := strconv.Atoi(m[1])
		for _, step := range run.FindAllStringSubmatch(m[3], -1) {
			n, _ := strconv.Atoi(step[2])
			for i := range n {
				dark[fmt.Sprint(x+i, " ", m[2])] = step[1] == "h"
			}
			x += n
		}
	}
	if rest := line.ReplaceAllString(drawn.Path, ""); rest != "" {
		t.Errorf("more in the path: %q", rest)
	}
	for y := -quiet; y < code.Size+quiet; y++ {
		for x := -quiet; x < code.Size+quiet; x++ {
			if dark[fmt.Sprint(x+quiet, " ", y+quiet)] != code.Black(x, y) {
				t.Fatalf("module %d,%d is drawn wrong", x, y)
			}
		}
	}
	if _, err := DrawQR(strings.Repeat("é", 3000)); err == nil {
		t.Error("a text too long was drawn")
	}
}
