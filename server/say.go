package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// say prints a line for a person at a terminal. No argument of it can end the line,
// move the cursor, colour or hide anything: what a file says comes from others, and a
// false release could otherwise write "signed" where nothing is.
func say(out io.Writer, format string, args ...any) error {
	for i, a := range args {
		switch a := a.(type) {
		case string:
			args[i] = oneLine(a)
		case error:
			args[i] = oneLine(a.Error())
		case fmt.Stringer:
			args[i] = oneLine(a.String())
		}
	}
	_, err := fmt.Fprintf(out, format, args...)
	return err
}

// oneLine is a text on one line, with every sign that cannot be seen as its number.
// The lines of an error that is several are parted by strokes.
func oneLine(text string) string {
	return strings.ReplaceAll(visible(strings.ReplaceAll(text, "\t", " ")), "\n", " / ")
}

// visible is a text in which every sign that cannot be seen is written as its number,
// but for the ends of lines.
func visible(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			fmt.Fprintf(&b, "<%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
