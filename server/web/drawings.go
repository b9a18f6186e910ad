package web

import (
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// symbolForm finds the drawings in a sheet of SVG symbols.
var symbolForm = regexp.MustCompile(`(?s)<symbol id="([a-z0-9-]+)".*?</symbol>`)

// Drawings are the symbols that pages can draw, by their id.
type Drawings map[string]template.HTML

// ReadDrawings takes the symbols out of the project's own sheet of drawings;
// it is trusted as it is, like a template.
func ReadDrawings(sheet string) Drawings {
	found := Drawings{}
	for _, m := range symbolForm.FindAllStringSubmatch(sheet, -1) {
		found[m[1]] = template.HTML(m[0]) // #nosec G203 -- the program's own drawings
	}
	return found
}

// Sprite holds each of these symbols once, in the order given; what is not
// there is left out.
func (d Drawings) Sprite(ids []string) template.HTML {
	var b strings.Builder
	seen := map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			b.WriteString(string(d[id]))
		}
	}
	return template.HTML(b.String()) // #nosec G203 -- as above
}

// pictureForm tells a picture that an answer can have from the faces and signs
// that kinds draw themselves: by its size.
var pictureForm = regexp.MustCompile(`^<symbol id="[a-z0-9-]+" viewBox="0 0 120 80"`)

// Pictures are the ids of the drawings that an answer can have, in order.
func (d Drawings) Pictures() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(d)), func(id string) bool { return !pictureForm.MatchString(string(d[id])) })
}
