// Package cells makes texts and codes safe to stand in a file that another
// program opens: no cell is a formula, no code is a date.
package cells

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/surveys"
)

// FormulaStarts are the signs with which some spreadsheet begins a formula or a
// command, in their usual and their wide forms.
const FormulaStarts = "=+-@|%＝＋－＠"

// Joiners cannot be seen, but belong to the spelling of several scripts.
const Joiners = "\u200c\u200d"

// Text makes a string safe as a cell of a file that will be opened in a
// spreadsheet: a Line, with an apostrophe before what could be a formula.
func Text(s string) string {
	s = Line(s)
	seen := strings.TrimLeft(s, Joiners)
	if first, _ := utf8.DecodeRuneInString(seen); seen != "" && strings.ContainsRune(FormulaStarts, first) {
		return "'" + s
	}
	return s
}

// Line makes a string valid UTF-8 on one line, with no control or invisible
// direction signs: what every format takes.
func Line(s string) string {
	return strings.TrimSpace(strings.Map(plain, strings.ToValidUTF8(s, "\ufffd")))
}

// plain turns line ends and tabs into spaces and drops what cannot be seen:
// programs disagree on which of these they skip before they look for "=". The
// last two runes of a plane are in no alphabet and no XML.
func plain(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029':
		return ' '
	case strings.ContainsRune(Joiners, r):
		return r
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r&0xfffe == 0xfffe:
		return -1
	}
	return r
}

// Code writes a code so that a spreadsheet leaves it alone: "rather not say"
// is not a minus sign, and a range such as 8-10 is not the eighth of October.
// All files have codes in this form, so that they can be put side by side.
func Code(code string) string {
	if parts := strings.Split(code, "+"); len(parts) > 1 { // told together
		for i, part := range parts {
			parts[i] = Code(part)
		}
		return strings.Join(parts, "+")
	}
	if code == surveys.RatherNot {
		return surveys.RatherNotKey
	}
	if isRange(code) {
		return strings.Replace(code, "-", "_", 1)
	}
	return code
}

// Label writes a label that is only a range with a dash between its numbers.
func Label(label string) string {
	if isRange(label) {
		return strings.Replace(label, "-", "–", 1)
	}
	return label
}

func isRange(s string) bool {
	from, to, ok := strings.Cut(s, "-")
	return ok && digits(from) && digits(to)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
