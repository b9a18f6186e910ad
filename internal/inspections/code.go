package inspections

import (
	"crypto/rand"
	"strings"
)

// codeLetters leaves out what is mistaken for a figure or another letter
// (I, L, O, Q, U, V), and with the vowels A and E most words.
const codeLetters = "BCDFGHJKMNPRSTWXYZ"

// codeLength is long enough that guessing a running round's code takes
// millions of tries: 18 to the sixth is 34 million.
const codeLength = 6

// NewCode makes a random join code.
func NewCode() string {
	b := make([]byte, codeLength)
	for i := range b {
		b[i] = codeLetters[randomBelow(len(codeLetters))]
	}
	return string(b)
}

// CleanCode turns what a child typed into the form of a join code: capitals,
// with no gaps. It is empty if that cannot be a code.
func CleanCode(typed string) string {
	if len(typed) > 4*codeLength {
		return ""
	}
	clean := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '\t':
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(clean) != codeLength || strings.Trim(clean, codeLetters) != "" {
		return ""
	}
	return clean
}

// randomBelow is uniform over 0..n-1, for n up to 256.
func randomBelow(n int) int {
	var b [1]byte
	for {
		rand.Read(b[:])
		if int(b[0]) < 256/n*n {
			return int(b[0]) % n
		}
	}
}

// NewID makes a random id for a document: it tells nothing, least of all when
// it was made.
func NewID() string {
	const letters = "abcdefghjkmnpqrstwxyz23456789"
	b := make([]byte, 10)
	for i := range b {
		b[i] = letters[randomBelow(len(letters))]
	}
	return string(b)
}
