package redact

import (
	"strings"
	"unicode/utf8"
)

// A marker is written in two ways. People read it spelled, [name 1]; stored it is
// one character of those that Unicode leaves to private use, one for each kind
// and number. So what is stored is never longer, in characters, than what a child
// wrote, whatever was taken out of it: everything that was found had a character at
// least. A limit on how long a text may be is a limit on what is stored.
const (
	privateFirst = '\uE000' // of a kind without a number, or with the number 0
	privateLast  = '\uF8FF'
	perKind      = maxNumber + 1
)

// Short is a text as it is stored: each marker of it, whoever wrote it there, in
// one character. Spell is its inverse for every text that has no character of
// private use, as Text gives it.
func Short(s string) string {
	if strings.IndexByte(s, '[') < 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, m := range markersOf(s) {
		_, n, _, _ := markerAt(s, m.from)
		b.WriteString(s[at:m.from])
		b.WriteRune(privateFirst + rune(int(m.kind)*perKind+n))
		at = m.to
	}
	b.WriteString(s[at:])
	return b.String()
}

// Spell is a stored text as people read it. What was stored with its markers
// spelled comes back as it is.
func Spell(s string) string {
	if !mayHavePrivate(s) {
		return s
	}
	var b strings.Builder
	at := 0
	for i, c := range s {
		n := int(c - privateFirst)
		if n < 0 || n >= len(names)*perKind {
			continue
		}
		b.WriteString(s[at:i])
		b.WriteString(Kind(n / perKind).marker(n % perKind))
		at = i + utf8.RuneLen(c)
	}
	b.WriteString(s[at:])
	return b.String()
}

// withoutPrivate takes out of a child's own words what would be read as a marker.
// It goes by bytes: where there are some that are no UTF-8, what is left when a
// character goes must not be one either.
func withoutPrivate(s string) string {
	if !mayHavePrivate(s) {
		return s
	}
	kept := make([]byte, 0, len(s))
	for i := range len(s) {
		kept = append(kept, s[i])
		if n := len(kept) - privateLen; n >= 0 && isPrivate(kept[n:]) {
			kept = kept[:n]
		}
	}
	return string(kept)
}

// privateLen is how many bytes a character of private use has.
const privateLen = len(string(privateFirst))

func isPrivate(b []byte) bool {
	c, n := utf8.DecodeRune(b)
	return n == privateLen && c >= privateFirst && c <= privateLast
}

// mayHavePrivate says whether one of the bytes is there with which they begin.
func mayHavePrivate(s string) bool {
	return strings.IndexByte(s, string(privateFirst)[0]) >= 0 || strings.IndexByte(s, string(privateLast)[0]) >= 0
}
