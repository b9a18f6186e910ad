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
}

// Measure measures English text. Everything is 0 for a text without words.
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
	r.AgeFrom, r.AgeTo = age(min(kincaid, index)), age(max(kincaid, index))
	return r
}

// age turns a school grade of the United States into an age.
func age(grade float64) int { return max(5, int(grade+0.5)+5) }

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
