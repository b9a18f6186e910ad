package advice

import (
	"slices"
	"strings"
	"unicode"
)

// Length is how much there is to read.
type Length struct {
	Words     int
	Sentences int
	Longest   int // words in the longest sentence
}

// Count counts the words and sentences of a text in lang. Chinese parts no words:
// for it everything is 0.
func Count(text, lang string) Length {
	var n Length
	if strings.HasPrefix(lang, "zh") {
		return n
	}
	here, letters, stopped := 0, false, false // words of this sentence; of this word; after a mark that ends one
	word := func() {
		if letters {
			here++
		}
		letters = false
	}
	sentence := func() {
		word()
		if here > 0 {
			n.Sentences++
			n.Words += here
			n.Longest = max(n.Longest, here)
		}
		here, stopped = 0, false
	}
	for _, r := range text {
		switch {
		case ofWord(r):
			letters = letters || wordly(r)
			stopped = stopped && strings.ContainsRune(closers, r)
		case strings.ContainsRune(enders, r):
			word()
			stopped = true
		case stopped && unicode.IsSpace(r):
			sentence()
		default:
			word()
			stopped = stopped && strings.ContainsRune(closers, r)
		}
	}
	sentence()
	return n
}

// A sentence ends with one of these marks, and what may stand behind it, before a
// space: where a reader draws breath.
const (
	enders  = ".!?:;؟۔।"
	closers = "\"'”’)»"
)

// ofWord says that a character belongs to a word: "don't" and "11-13" are one each.
func ofWord(r rune) bool {
	switch r {
	case '\'', '’', '-', '\u200c', '\u200d':
		return true
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// Reading measures a piece of English. The ages are what readability formulas make
// of it: rough, never a pass mark, and meaningless for a single short
// sentence.
type Reading struct {
	Length
	// AgeFrom and AgeTo span what the Flesch-Kincaid grade and the automated
	// readability index say, as ages in years, at least 5; 0 without words.
	AgeFrom, AgeTo int
	// Kincaid and Index are the ages of the two formulas, as they are: in years,
	// with no least age; 0 without words. Both were made on passages of a hundred
	// words and more.
	Kincaid, Index float64
}

// Measure measures English text by the Flesch-Kincaid grade (J. P. Kincaid and
// others, Research Branch Report 8-75, 1975) and the automated readability index
// (E. A. Smith and R. J. Senter, AMRL-TR-66-220, 1967). Everything is 0 for a text without words.
func Measure(text string) Reading {
	r := Reading{Length: Count(text, english)}
	if r.Words == 0 {
		return r
	}
	letters, syllables := 0, 0
	for _, w := range wordsOf(text) {
		letters += len([]rune(w))
		syllables += syllablesOf(w)
	}
	w, s := float64(r.Words), float64(r.Sentences)
	kincaid := 0.39*w/s + 11.8*float64(syllables)/w - 15.59
	index := 4.71*float64(letters)/w + 0.5*w/s - 21.43
	r.Kincaid, r.Index = kincaid+schoolAge, index+schoolAge
	r.AgeFrom, r.AgeTo = age(min(kincaid, index)), age(max(kincaid, index))
	return r
}

// schoolAge is the age at which grade 0 of the United States begins.
const schoolAge = 5

// age turns a school grade of the United States into an age.
func age(grade float64) int { return max(5, int(grade+0.5)+schoolAge) }

// wordsOf are the words of a text that parts them. What no letter or digit is in, such
// as a dash, is no word.
func wordsOf(text string) []string {
	list := strings.FieldsFunc(text, func(r rune) bool { return !ofWord(r) })
	return slices.DeleteFunc(list, func(w string) bool { return !strings.ContainsFunc(w, wordly) })
}

// syllablesOf counts groups of vowels, the common rough way.
func syllablesOf(word string) int {
	word = strings.ToLower(word)
	count, before := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !before {
			count++
		}
		before = vowel
	}
	if count > 1 && strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") {
		count--
	}
	return max(count, 1)
}
