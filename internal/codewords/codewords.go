// Package codewords writes 66 bits as six plain words that a child can copy onto
// paper and type in again.
//
// The list of 2,048 words was put together for this program by hand: animals,
// plants, food, things, weather, places, sounds. Left out were words of violence,
// of the body, of drugs, of punishment, of losing or having a family, words that
// are said in unkind ways, words that sound like others (pear, sun), and words
// that are hard to spell. What was left was cut by rule, and the tests hold it to
// the rule: three to eight letters from a to z, no two words alike in their first
// four letters, and none that one slip of a finger turns into another. English
// words serve readers of every language: only the letters matter.
package codewords

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"kist/internal/fault"
)

//go:embed words.txt
var listed string

// Count is how many words a code has.
const Count = 6

// bits is what one word holds.
const bits = 11

// Size is how many bytes a code is made from, of which the last counts for two
// bits.
const Size = (Count*bits + 7) / 8

var (
	list = strings.Fields(listed)
	at   = index()
)

// Listed is the list, one word a line, for pages that make words themselves.
func Listed() string { return listed }

// index finds a word's place, by the word and by its first letters from the
// fourth on.
func index() map[string]int {
	found := make(map[string]int, 4*len(list))
	for i, word := range list {
		for n := min(4, len(word)); n <= len(word); n++ {
			found[word[:n]] = i
		}
	}
	return found
}

// Code is six words, each by its place in the list.
type Code [Count]uint16

// From makes a code of the first 66 bits of b, which has at least Size bytes.
func From(b []byte) Code {
	var c Code
	for i := range Count * bits {
		bit := b[i/8] >> (7 - i%8) & 1
		c[i/bits] = c[i/bits]<<1 | uint16(bit)
	}
	return c
}

// Bytes are the 66 bits again, with zeros after them.
func (c Code) Bytes() []byte {
	b := make([]byte, Size)
	for i := range Count * bits {
		bit := byte(c[i/bits] >> (bits - 1 - i%bits) & 1)
		b[i/8] |= bit << (7 - i%8)
	}
	return b
}

// Words are the six words.
func (c Code) Words() []string {
	words := make([]string, Count)
	for i, n := range c {
		words[i] = list[int(n)%len(list)]
	}
	return words
}

// String is the six words with a space between.
func (c Code) String() string { return strings.Join(c.Words(), " ") }

// maxTyped is how many bytes of what was typed are looked at: far more than six
// words with every sign between them.
const maxTyped = 400

// Parse reads six words as they were typed: in capitals or not, with any signs
// or numbers between them, in full or their first four letters alone, and with one
// slip each where only one word can be meant. The error is a fault.Problem
// of the field "_words": problem.words.count, or problem.words.unknown with the
// word.
func Parse(typed string) (Code, error) {
	var c Code
	if len(typed) > maxTyped {
		typed = typed[:maxTyped]
	}
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return !letter(r) })
	if len(words) != Count {
		return c, fault.Problem{Field: "_words", ID: "problem.words.count", Args: map[string]any{"Count": len(words)}}
	}
	begun := !slices.ContainsFunc(words, func(word string) bool { return len(word) > 4 })
	for i, word := range words {
		n, ok := meant(word, begun)
		if !ok {
			return c, fault.Problem{Field: "_words", ID: "problem.words.unknown", Args: map[string]any{"Word": short(word)}}
		}
		c[i] = uint16(n) // #nosec G115 -- a place in a list of 2,048
	}
	return c, nil
}

// letter says what belongs to a word. Letters of other scripts do, so that they
// are seen to be wrong rather than passed over.
func letter(r rune) bool { return 'a' <= r && r <= 'z' || r > 0x7f && unicode.IsLetter(r) }

// short cuts what is no word to what can be shown.
func short(word string) string {
	runes := []rune(strings.ToValidUTF8(word, ""))
	return string(runes[:min(len(runes), 20)])
}

// meant finds the one word that can be meant. begun says that only the first
// four letters of each word were typed, so that "base" is no slip in "vase".
func meant(typed string, begun bool) (place int, ok bool) {
	place, ok = at[typed]
	if ok && (begun || list[place] == typed) {
		return place, true
	}
	if len(typed) < 3 || len(typed) > 10 {
		return 0, false
	}
	for i, word := range list {
		if i == place && ok || !oneSlip(typed, word) {
			continue
		}
		if ok {
			return 0, false
		}
		place, ok = i, true
	}
	return place, ok
}

// oneSlip says that a and b differ by one letter more, less or other, or by two
// neighbours changed round.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)+len(b) <= 1 || len(a) == 1 && len(b) == 1 {
		return true
	}
	return len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
