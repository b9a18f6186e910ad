package redact

import (
	"strings"
	"testing"
	"unicode"
)

// gone runs a table of texts of one language in which braces mark what must go: every
// letter and digit between them is taken, whatever it is taken for, and none outside.
func gone(t *testing.T, lang string, texts ...string) {
	t.Helper()
	for _, marked := range texts {
		var plain strings.Builder
		var inside []bool // by byte
		in := false
		for _, c := range marked {
			if c == '{' || c == '}' {
				in = c == '{'
				continue
			}
			plain.WriteRune(c)
			for range len(string(c)) {
				inside = append(inside, in)
			}
		}
		s := plain.String()
		taken := make([]bool, len(s))
		for _, f := range Find(s, lang) {
			for i := f.From; i < f.To; i++ {
				taken[i] = true
			}
		}
		for i, c := range s {
			if (unicode.IsLetter(c) || unicode.IsDigit(c)) && taken[i] != inside[i] {
				t.Errorf("%s %q became %q", lang, marked, Text(s, lang))
				break
			}
		}
		if once := Text(s, lang); Text(once, lang) != once {
			t.Errorf("%s %q: a second look makes %q", lang, once, Text(once, lang))
		}
	}
}
