package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// formulaStarts are the signs with which some spreadsheet begins a formula or a
// command, in their usual and their wide forms.
const formulaStarts = "=+-@|%＝＋－＠"

// joiners cannot be seen, but belong to the spelling of several scripts.
const joiners = "\u200c\u200d"

// text makes a string safe as a cell of a file that will be opened in a
// spreadsheet: valid UTF-8, on one line, with no control or invisible
// direction signs, and with an apostrophe before what could be a formula.
func text(s string) string {
	s = strings.TrimSpace(strings.Map(plain, strings.ToValidUTF8(s, "\ufffd")))
	seen := strings.TrimLeft(s, joiners)
	if first, _ := utf8.DecodeRuneInString(seen); seen != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}

// plain turns line ends and tabs into spaces and drops what cannot be seen:
// programs disagree on which of these they skip before they look for "=".
func plain(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029':
		return ' '
	case strings.ContainsRune(joiners, r):
		return r
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}
