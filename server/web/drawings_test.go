package web

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"kist/static"
)

// The pictures that an answer can have are the wide drawings, and no face or sign
// that a kind of question draws by itself.
func TestPictures(t *testing.T) {
	sheet, err := fs.ReadFile(static.Files, "drawings.svg")
	if err != nil {
		t.Fatal(err)
	}
	d := ReadDrawings(string(sheet))
	list := d.Pictures()
	if !slices.IsSorted(list) || len(list) < 10 {
		t.Errorf("the pictures are %v", list)
	}
	for _, id := range []string{"hill", "bed", "house", "bike"} {
		if !slices.Contains(list, id) {
			t.Errorf("%s is no picture", id)
		}
	}
	for _, id := range []string{"f1", "yes", "dunno"} {
		if slices.Contains(list, id) || d[id] == "" {
			t.Errorf("%s is a picture, or no drawing", id)
		}
	}
	sprite := string(d.Sprite([]string{"bed", "bed", "nothing", "", "hill"}))
	if strings.Count(sprite, "<symbol") != 2 || strings.Index(sprite, `id="bed"`) > strings.Index(sprite, `id="hill"`) {
		t.Errorf("the sprite is %s", sprite)
	}
}
