package gosec

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"honnef.co/go/tools/analysis/lint"
)

func (w *work) say(rule string, at token.Position, says string) {
	w.said = append(w.said, Finding{Rule: rule, Place: fmt.Sprintf("%s:%d:%d", w.rel(at.Filename), at.Line, at.Column), Says: says})
}

func (w *work) rel(name string) string { return within(w.folder, name) }

// within is a file's name from a folder, with slashes.
func within(folder, name string) string {
	if rel, err := filepath.Rel(folder, name); err == nil {
		name = filepath.ToSlash(rel)
	}
	return name
}

// heed leaves out what a comment of staticcheck's says is right as it is, //lint:ignore at
// the line or //lint:file-ignore, with the rules and a reason; a comment that nothing is
// left out by is a finding itself.
func (w *work) heed(comments []lint.Directive) []Finding {
	for _, c := range comments {
		if c.Command != "ignore" && c.Command != "file-ignore" {
			continue
		}
		at := w.pkg.Fset.PositionFor(c.Node.Pos(), true)
		under := w.rel(at.Filename) + ":"
		if c.Command == "ignore" {
			under += fmt.Sprint(at.Line, ":")
		}
		if len(c.Arguments) < 2 {
			w.say("lint", at, "a comment that leaves out a rule says no reason")
			continue
		}
		before := len(w.said)
		w.said = slices.DeleteFunc(w.said, func(f Finding) bool {
			return strings.HasPrefix(f.Place, under) && slices.Contains(strings.Split(c.Arguments[0], ","), f.Rule)
		})
		if c.Command == "ignore" && before == len(w.said) {
			w.say("lint", at, "nothing is left out by this comment any more")
		}
	}
	return w.said
}
