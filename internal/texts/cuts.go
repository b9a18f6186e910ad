package texts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/redact"
)

// Cut is a stretch of a text that somebody takes out, and what it was.
type Cut struct {
	From int    `json:"from"` // first byte
	To   int    `json:"to"`   // the one after the last
	Kind string `json:"kind"` // key of a redact.Kind
}

// checkCuts is nil if every stretch lies in the text and is of a kind; else
// fault.Invalid.
func checkCuts(text string, cuts []Cut) error {
	for _, c := range cuts {
		if _, known := redact.ParseKind(c.Kind); !known || c.From < 0 || c.To > len(text) || c.From >= c.To {
			return fault.Wrap(fault.Invalid, "texts: a stretch from %d to %d", c.From, c.To)
		}
	}
	return nil
}

// Without is a text without the stretches that somebody takes out: each, and the same
// words wherever else they stand, is replaced by its kind.
func Without(text string, cuts []Cut) string {
	list := make([]redact.Stretch, 0, len(cuts))
	for _, c := range cuts {
		if kind, known := redact.ParseKind(c.Kind); known {
			list = append(list, redact.Stretch{From: c.From, To: c.To, Kind: kind})
		}
	}
	return redact.Marks(text, list)
}

// Word is one word of a text, with where it lies.
type Word struct {
	From, To int // bytes
	Text     string
	Space    string // what follows it, up to the next
}

// Words cuts a text at its spaces, for a page on which words are marked; a text
// without spaces is cut at its letters, for there they are most of a word. What comes
// before the first word is part of it.
func Words(text string) (list []Word) {
	single := !strings.ContainsFunc(strings.TrimSpace(text), unicode.IsSpace) && utf8.RuneCountInString(text) > 12
	for at := 0; at < len(text); {
		end := wordEnd(text, at, single)
		next := end
		for next < len(text) {
			r, n := utf8.DecodeRuneInString(text[next:])
			if !unicode.IsSpace(r) {
				break
			}
			next += n
		}
		list = append(list, Word{at, end, text[at:end], text[end:next]})
		at = next
	}
	return list
}

// wordEnd is where the word that begins at a place ends.
func wordEnd(text string, at int, single bool) int {
	begun := false
	for i, r := range text[at:] {
		switch {
		case unicode.IsSpace(r) && begun:
			return at + i
		case single && begun && unicode.IsLetter(r):
			return at + i
		case !unicode.IsSpace(r):
			begun = true
		}
	}
	return len(text)
}
