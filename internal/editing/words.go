package editing

import (
	"strings"
	"unicode"
)

// Piece is a stretch of a text that was changed word by word.
type Piece struct {
	Text string
	Is   Likeness // Same, Added or Removed
}

// maxSide bounds the work of WordDiff: longer texts are shown whole, one after
// the other. It is in words and the spaces between them.
const maxSide = 1000

// WordDiff shows how a text became another, word by word: the pieces that are
// not Added are the text before, those that are not Removed the text after. What
// was removed stands before what took its place.
func WordDiff(before, after string) []Piece {
	a, b := tokens(before), tokens(after)
	if len(a) > maxSide || len(b) > maxSide {
		return either(nil, before, after)
	}
	lengths := longest(a, b)
	var list []Piece
	i, j := 0, 0
	gone, come := 0, 0 // where the stretch that differs began
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			list = either(list, strings.Join(a[gone:i], ""), strings.Join(b[come:j], ""))
			list = same(list, a[i])
			i, j = i+1, j+1
			gone, come = i, j
		case lengths[i+1][j] >= lengths[i][j+1]:
			i++
		default:
			j++
		}
	}
	return either(list, strings.Join(a[gone:], ""), strings.Join(b[come:], ""))
}

// longest gives the length of the longest common part of a[i:] and b[j:].
func longest(a, b []string) [][]int {
	lengths := make([][]int, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	return lengths
}

// same adds what both texts have.
func same(list []Piece, text string) []Piece {
	if n := len(list); n > 0 && list[n-1].Is == Same {
		list[n-1].Text += text
		return list
	}
	return append(list, Piece{text, Same})
}

// either adds what only one of the texts has.
func either(list []Piece, gone, come string) []Piece {
	if gone != "" {
		list = append(list, Piece{gone, Removed})
	}
	if come != "" {
		list = append(list, Piece{come, Added})
	}
	return list
}

// tokens takes a text apart into words, marks and the spaces between them.
// Together they are the text. Letters of scripts written without spaces stand
// alone.
func tokens(text string) []string {
	var list []string
	last := rune(0)
	for _, r := range text {
		if n := len(list); n > 0 && together(last, r) {
			list[n-1] += string(r)
		} else {
			list = append(list, string(r))
		}
		last = r
	}
	return list
}

// together says whether two neighbours belong to one word.
func together(a, b rune) bool {
	return unicode.IsMark(b) || wordly(a) && wordly(b) || unicode.IsSpace(a) && unicode.IsSpace(b)
}

func wordly(r rune) bool {
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '’' || r == '\'' || r == '\u200c' || r == '\u200d'
}
