package surveys

import (
	"regexp"
	"strings"
	"unicode"
)

// Reading measures a piece of English. The ages are what readability formulas make
// of it: rough, never a pass mark, and meaningless for a single short
// sentence.
type Reading struct {
	Words     int
	Sentences int
	Longest   int // words in the longest sentence
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
	var r Reading
	letters, syllables := 0, 0
	for _, s := range sentences(text) {
		words := wordsOf(s)
		if len(words) == 0 {
			continue
		}
		r.Sentences++
		r.Words += len(words)
		r.Longest = max(r.Longest, len(words))
		for _, w := range words {
			letters += len([]rune(w))
			syllables += syllablesOf(w)
		}
	}
	if r.Words == 0 {
		return r
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

var sentenceEnd = regexp.MustCompile(`[.!?:;]+["'”’)]*\s+`)

// sentences cuts text where a reader draws breath.
func sentences(text string) []string {
	return sentenceEnd.Split(text, -1)
}

// wordsOf are the words of English text; "don't" and "11-13" are one each.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && r != '-'
	})
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
