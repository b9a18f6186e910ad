package child

import (
	"html/template"
	"regexp"
	"strings"
)

// symbolForm finds the drawings in a sheet of SVG symbols.
var symbolForm = regexp.MustCompile(`(?s)<symbol id="([a-z0-9-]+)".*?</symbol>`)

// drawings are the symbols that pages can draw, by their id.
type drawings map[string]template.HTML

// readDrawings takes the symbols out of the project's own sheet of drawings;
// it is trusted as it is, like a template.
func readDrawings(sheet string) drawings {
	found := drawings{}
	for _, m := range symbolForm.FindAllStringSubmatch(sheet, -1) {
		found[m[1]] = template.HTML(m[0])
	}
	return found
}

// sprite holds each of these symbols once, in the order given; what is not
// there is left out.
func (d drawings) sprite(ids []string) template.HTML {
	var b strings.Builder
	seen := map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			b.WriteString(string(d[id]))
		}
	}
	return template.HTML(b.String())
}
