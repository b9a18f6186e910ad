// Package lexis takes texts of any of our languages apart into words in a form
// that compares: folded to small letters, and cut to a stem. Searching and
// grouping build on it. It keeps nothing and knows no survey and no child.
//
// Words are found by clipperhouse/uax29 (Unicode's own rule for word boundaries, which
// works in every script; MIT), stems by blevesearch/snowballstem (the Snowball
// algorithms; BSD-3-Clause). Snowball has none for some of our languages; there
// the first letters of a word serve, and Chinese is read in pairs of characters.
package lexis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	snowball "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/clipperhouse/uax29/v2/words"
)

// stemmers are those of Snowball that fit. Scots shares English's endings.
var stemmers = map[string]func(*snowball.Env) bool{
	"en": english.Stem, "sco": english.Stem, "ar": arabic.Stem, "ro": romanian.Stem,
}

// prefix is how many letters of a word stand for it where there is no stemmer:
// long enough to tell words apart, short enough to lose most endings.
const prefix = 5

// Words are the words of a text in order, in small letters; signs and spaces
// fall away. Words of Han characters come as pairs of neighbours, since nothing
// parts them.
func Words(text string) []string {
	var list []string
	var han []rune
	flush := func() {
		list = append(list, pairs(han)...)
		han = nil
	}
	tokens := words.FromString(text)
	for tokens.Next() {
		word := tokens.Value()
		r, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.Is(unicode.Han, r):
			han = append(han, []rune(word)...)
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			flush()
			list = append(list, fold(word))
		default:
			flush()
		}
	}
	flush()
	return list
}

// fold makes small letters, and one apostrophe of the two that people type.
func fold(word string) string { return strings.ReplaceAll(strings.ToLower(word), "’", "'") }

// pairs are the neighbours of a run of characters; a single one stands alone.
func pairs(run []rune) []string {
	if len(run) == 1 {
		return []string{string(run)}
	}
	var list []string
	for i := range len(run) - 1 {
		list = append(list, string(run[i:i+2]))
	}
	return list
}

// Stems are the words of a text in lang (a BCP 47 tag), each cut to its stem.
func Stems(text, lang string) []string {
	list := Words(text)
	for i, w := range list {
		list[i] = Stem(w, lang)
	}
	return list
}

// Stem cuts one folded word to its stem in lang. It is never empty for a word
// that is not.
func Stem(word, lang string) string {
	if stem := stemmers[lang]; stem != nil {
		env := snowball.NewEnv(word)
		stem(env)
		if cut := env.Current(); cut != "" {
			return cut
		}
		return word
	}
	if runes := []rune(word); len(runes) > prefix {
		return string(runes[:prefix])
	}
	return word
}

// Triples are the runs of three letters of a word or a text in small letters,
// its two ends among them: what two spellings share tells how near they are.
func Triples(text string) map[string]bool {
	runes := []rune("  " + strings.Join(Words(text), " ") + "  ")
	set := make(map[string]bool, len(runes))
	for i := range len(runes) - 2 {
		set[string(runes[i:i+3])] = true
	}
	return set
}

// Likeness is how much two sets of triples share, 0 to 100: Dice's coefficient
// (Dice, "Measures of the amount of ecologic association between species",
// Ecology 26, 1945) in per cent, rounded down. Two empty sets are not alike.
func Likeness(a, b map[string]bool) int {
	if len(a)+len(b) == 0 {
		return 0
	}
	shared := 0
	for t := range a {
		if b[t] {
			shared++
		}
	}
	return 200 * shared / (len(a) + len(b))
}
