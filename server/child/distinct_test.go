package child

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"kist/internal/browsertest"
	"kist/server/web"
)

// differ is the share of a drawing's inked dots in which two drawings must
// differ: under it somebody who sees no colours could take one for the other.
const differ = 0.25

// sets are the drawings that stand beside each other as answers.
var sets = [][]string{
	{"f1", "f2", "f3", "f4", "f5"}, {"yes", "nah", "dunno"}, {"hill", "bed", "ball", "music", "book", "phone", "house", "tree", "meal", "bike"}, {"one", "two", "lots"},
}

// Faces and pictures are told apart by shape alone: in greys, and in the few
// colours of a contrast theme, at 320 px.
func TestDrawingsDifferByShape(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{
		"greys": nil, "dark": {browsertest.Dark()}, "few colours": {browsertest.ForcedColours()},
	} {
		t.Run(name, func(t *testing.T) {
			p := newHouse(t, every()).open(options...)
			p.Visit("/help")
			for _, set := range sets {
				shapes := map[string]*image.Gray{}
				for _, id := range set {
					shapes[id] = drawn(t, p, id)
				}
				for i, a := range set {
					for _, b := range set[i+1:] {
						if share := unlike(shapes[a], shapes[b]); share < differ {
							t.Errorf("%s and %s differ in %.0f %% of their dots only", a, b, share*100)
						}
					}
				}
			}
		})
	}
}

// drawn is a drawing as it stands on the page, in greys.
func drawn(t *testing.T, p *browsertest.Page, id string) *image.Gray {
	t.Helper()
	browsertest.Eval[any](p, fmt.Sprintf(`document.querySelector("main").innerHTML = %q, 0`,
		`<svg hidden width="0" height="0">`+string(web.ReadDrawings(asset("drawings.svg"))[id])+`</svg><div class="o"><svg class="d" width="56" height="56"><use href="#`+id+`"/></svg></div>`))
	picture, err := png.Decode(bytes.NewReader(p.Picture(".d")))
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			grey.Set(x, y, color.GrayModel.Convert(picture.At(picture.Bounds().Min.X+x, picture.Bounds().Min.Y+y)))
		}
	}
	return grey
}

// unlike is the share of dots that one of two pictures has inked and the other
// has not, of all that either has inked. 0 for two blank ones.
func unlike(a, b *image.Gray) float64 {
	either, one := 0, 0
	paperA, paperB := a.GrayAt(0, 0).Y, b.GrayAt(0, 0).Y
	for y := range min(a.Rect.Dy(), b.Rect.Dy()) {
		for x := range min(a.Rect.Dx(), b.Rect.Dx()) {
			inA, inB := inked(a.GrayAt(x, y).Y, paperA), inked(b.GrayAt(x, y).Y, paperB)
			if inA || inB {
				either++
			}
			if inA != inB {
				one++
			}
		}
	}
	if either == 0 {
		return 0
	}
	return float64(one) / float64(either)
}

func inked(dot, paper uint8) bool {
	const clear = 64 // levels of grey that an eye tells apart at once
	return max(dot, paper)-min(dot, paper) > clear
}

// The measure itself: a picture is like itself, and unlike another.
func TestUnlike(t *testing.T) {
	blank := func() *image.Gray {
		g := image.NewGray(image.Rect(0, 0, 4, 4))
		for i := range g.Pix {
			g.Pix[i] = 255
		}
		return g
	}
	a, b := blank(), blank()
	if unlike(a, b) != 0 {
		t.Error("blank pictures differ")
	}
	a.SetGray(1, 1, color.Gray{})
	b.SetGray(1, 1, color.Gray{Y: 230}) // a tint is no shape
	if got := unlike(a, b); got != 1 {
		t.Errorf("a dot against none: %v", got)
	}
	b.SetGray(1, 1, color.Gray{})
	b.SetGray(2, 2, color.Gray{})
	if got := unlike(a, b); got != 0.5 {
		t.Errorf("one dot of two: %v", got)
	}
}
