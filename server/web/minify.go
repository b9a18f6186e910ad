package web

import "strings"

// Minify takes comments, line ends and the last semicolon of each rule out of
// a style sheet. It changes nothing inside quotes, and relies on quotes not
// running over line ends and not holding the beginning of a comment.
func Minify(sheet string) string {
	var b strings.Builder
	for line := range strings.Lines(withoutComments(sheet)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if open := b.Len() > 0 && !strings.ContainsRune("{};,", rune(b.String()[b.Len()-1])); open {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return strings.ReplaceAll(b.String(), ";}", "}")
}

// withoutRemarks takes out of a script the lines that are remarks from their
// beginning, and the tabs before the others. It relies on texts not running over
// lines.
func withoutRemarks(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimLeft(line, "\t")
		if !strings.HasPrefix(line, "//") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// withoutComments cuts /* ... */; one that is never closed runs to the end.
func withoutComments(sheet string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sheet, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, sheet, _ = strings.Cut(rest, "*/")
	}
}
