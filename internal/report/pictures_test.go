package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/static"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

var update = flag.Bool("update", false, "draw the pictures anew")

// The colours of pictures on paper, by the classes of the sheet.
const inks = `svg{display:block;width:480px;height:320px;fill:none;stroke:#1f1b2e;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}body{margin:0;background:#fff}` +
	`.p{fill:#fff}.c1{fill:#d9cdea}.c2{fill:#b5c9b3}.c3{fill:#bcd7dd}.c4{fill:#e6d6b8}.cm{fill:#8d7bc0}.cg{fill:#f2b705}.ck{fill:#1f1b2e}`

var symbolForm = regexp.MustCompile(`<symbol id="([a-z0-9-]+)" viewBox="0 0 (120 80|48 48)">.*?</symbol>`)

// faces are smaller than drawings, and square.
const faces = `<style>svg{width:240px;height:240px}</style>`

// square says whether a symbol is a face or a sign.
func square(symbol string) bool { return strings.Contains(symbol, `viewBox="0 0 48 48"`) }

// symbols are the drawings that an entry or an answer can have, by name.
func symbols(t *testing.T) map[string]string {
	t.Helper()
	sheet, err := static.Files.ReadFile("drawings.svg")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, m := range symbolForm.FindAllStringSubmatch(string(sheet), -1) {
		all[m[1]] = m[0]
	}
	if len(all) < 20 {
		t.Fatalf("%d drawings", len(all))
	}
	return all
}

const sums = "pictures/SUMS"

// sum tells a drawing from what it was before somebody changed it, or its colours.
func sum(symbol string) string {
	s := sha256.Sum256([]byte(inks + symbol))
	return hex.EncodeToString(s[:])
}

// draw makes the pictures anew, in a browser.
func draw(t *testing.T, all map[string]string) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		symbol, box, more := all[strings.Trim(r.URL.Path, "/")], "0 0 120 80", ""
		if square(symbol) {
			box, more = "0 0 48 48", faces
		}
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>x</title><style>%s</style>%s<svg width="0" height="0">%s</svg><svg id="it" viewBox="%s"><use href="#%s"/></svg></html>`, inks, more, symbol, box, strings.Trim(r.URL.Path, "/"))
	}))
	t.Cleanup(site.Close)
	p := browsertest.Open(t, site.URL, browsertest.Width(600))
	for name := range all {
		p.Visit("/" + name)
		img, err := png.Decode(bytes.NewReader(p.Picture("#it")))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, reduced(img)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("pictures/"+name+".png", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reduced has few colours: the drawings have nine, and what lies between them at edges.
func reduced(img image.Image) image.Image {
	near := func(c color.Color) color.NRGBA {
		r, g, b, _ := c.RGBA()
		const step = 24
		to := func(v uint32) uint8 { return uint8(min(255, (int(v>>8)+step/2)/step*step)) }
		return color.NRGBA{to(r), to(g), to(b), 255}
	}
	seen := map[color.NRGBA]int{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			seen[near(img.At(x, y))]++
		}
	}
	var colours []color.NRGBA
	for c := range seen {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.NRGBA) int {
		if seen[a] != seen[b] {
			return seen[b] - seen[a]
		}
		return int(a.R)<<16 + int(a.G)<<8 + int(a.B) - int(b.R)<<16 - int(b.G)<<8 - int(b.B)
	})
	palette := color.Palette{}
	for _, c := range colours[:min(64, len(colours))] {
		palette = append(palette, c)
	}
	out := image.NewPaletted(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()), palette)
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			out.Set(x, y, img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
		}
	}
	return out
}

// Every drawing that people can choose, and every face and sign, is a picture too, of the drawing as it is now:
// after a change to the sheet, -update draws them anew.
func TestPicturesAreThoseOfTheSheet(t *testing.T) {
	all := symbols(t)
	var lines []string
	for name, symbol := range all {
		lines = append(lines, name+" "+sum(symbol)+"\n")
	}
	slices.Sort(lines)
	if *update {
		draw(t, all)
		if err := os.WriteFile(sums, []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(sums)
	if err != nil || string(kept) != strings.Join(lines, "") {
		t.Errorf("the drawings changed: go test ./internal/report -update (%v)", err)
	}
	total := 0
	for name, symbol := range all {
		p, err := PictureOf(name, "x")
		if err != nil {
			t.Error(err)
			continue
		}
		total += len(p.Bytes)
		across, high := 480, 320
		if square(symbol) {
			across, high = 240, 240
		}
		c, err := png.DecodeConfig(bytes.NewReader(p.Bytes))
		if err != nil || c.Width != across || c.Height != high {
			t.Errorf("%s: %v %d by %d", name, err, c.Width, c.Height)
		}
	}
	files, err := os.ReadDir("pictures")
	if err != nil || len(files) != len(all)+1 {
		t.Errorf("%v: %d files for %d drawings", err, len(files), len(all))
	}
	if total > 120_000 {
		t.Errorf("the pictures weigh %d bytes", total)
	}
	if _, err := PictureOf("../report", ""); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}
