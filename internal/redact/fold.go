package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bare is a word as the lists are compared: small letters, Latin and Romanian or
// Polish marks off, one of several Arabic letters that are typed for one another,
// no vowel signs over Arabic, no nukta in Gurmukhi. Other marks stay: in Gurmukhi
// they are the vowels.
func bare(word string) string {
	i := 0
	for i < len(word) && (word[i] >= 'a' && word[i] <= 'z' || word[i] == '\'') {
		i++
	}
	if i == len(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	b.WriteString(word[:i])
	for _, r := range word[i:] {
		if r = bareRune(r); r >= 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// bareRune is one letter of bare, or -1 for what falls away.
func bareRune(r rune) rune {
	if r >= 0 && r < low {
		return classes[r].bare
	}
	return bareByUnicode(r)
}

func bareByUnicode(r rune) rune {
	if r = foldByUnicode(r); r < utf8.RuneSelf {
		return r
	}
	switch {
	case r >= 0x0300 && r < 0x0370, r >= 0x064B && r <= 0x0652, r == 0x0670, r == 0x0640, r == 0x0A3C, unicode.Is(unicode.Cf, r):
		return -1
	}
	if plain, ok := plainLetters[r]; ok {
		return plain
	}
	return r
}

// plainLetters are letters with a mark and those without; composed letters only,
// since combining marks fall away by themselves.
var plainLetters = pairsOf(`àa áa âa ãa äa åa āa ăa ąa çc ćc čc ċc ďd đd ðd èe ée êe ëe ēe ėe ęe ěe ìi íi îi ïi īi įi ıi ğg ģg ķk łl ļl ľl
	ñn ńn ňn ņn òo óo ôo õo öo øo őo ōo řr śs šs șs şs ťt țt ţt ùu úu ûu üu ūu ůu űu ųu ýy ÿy źz žz żz ґг ёе
	أا إا آا ٱا ىي یي ئي ؤو ةه ۃه ہه ھه ۀه ۂه كک ےي ਲ਼ਲ ਸ਼ਸ ਖ਼ਖ ਗ਼ਗ ਜ਼ਜ ਫ਼ਫ`)

func pairsOf(list string) map[rune]rune {
	pairs := map[rune]rune{}
	for _, pair := range strings.Fields(list) {
		letters := []rune(pair)
		pairs[letters[0]] = letters[len(letters)-1]
	}
	return pairs
}

// capital says whether a word as written begins with a capital letter, and shout
// whether all of its letters are such.
func capital(raw string) bool {
	r, _ := utf8.DecodeRuneInString(raw)
	return r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
}

func shout(raw string) bool {
	letters := 0
	for _, r := range raw {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}
