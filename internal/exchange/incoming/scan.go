package incoming

import (
	"errors"
	"strings"
)

// The largest condition that is read.
const (
	maxCondition = 4096 // bytes
	maxDepth     = 40   // brackets within brackets
	maxTokens    = 1000
)

// ErrCondition says that a condition is not one that can be read. The question is
// then always asked, and the account says so.
var ErrCondition = errors.New("condition not understood")

// tokenKind is what a token is.
type tokenKind int

const (
	end tokenKind = iota
	ref           // ${name}
	word
	quoted
	digits
	sign // an operator, a bracket or a comma
)

type token struct {
	kind tokenKind
	text string
}

// signs are longest first, so that <= is not read as <.
var signs = []string{"!=", "<>", "<=", ">=", "==", "&&", "||", "=", "<", ">", "(", ")", ",", "!"}

// scan splits a condition. It knows what the languages of XLSForm and LimeSurvey
// have in common with our conditions, and refuses the rest, such as arithmetic.
func scan(text string) ([]token, error) {
	if len(text) > maxCondition {
		return nil, ErrCondition
	}
	var list []token
	for {
		text = strings.TrimLeft(text, " \t\r\n\u00a0")
		if text == "" {
			return append(list, token{end, ""}), nil
		}
		t, rest, ok := next(text)
		if !ok || len(list) == maxTokens {
			return nil, ErrCondition
		}
		list, text = append(list, t), rest
	}
}

// next is the token that text begins with, and what follows it.
func next(text string) (t token, rest string, ok bool) {
	switch c := text[0]; {
	case strings.HasPrefix(text, "${"):
		name, rest, ok := strings.Cut(text[2:], "}")
		return token{ref, strings.TrimSpace(name)}, rest, ok
	case c == '\'' || c == '"':
		inner, rest, ok := strings.Cut(text[1:], text[:1])
		return token{quoted, inner}, rest, ok
	case isDigit(c):
		n := span(text, func(c byte) bool { return isDigit(c) || c == '.' })
		return token{digits, text[:n]}, text[n:], true
	case isLetter(c) || c == '.':
		n := span(text, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == ':' })
		return token{word, text[:n]}, text[n:], true
	}
	for _, s := range signs {
		if rest, ok := strings.CutPrefix(text, s); ok {
			return token{sign, s}, rest, true
		}
	}
	return token{}, "", false
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// span is how many bytes at the start of text are of a kind.
func span(text string, of func(byte) bool) int {
	for i := range len(text) {
		if !of(text[i]) {
			return i
		}
	}
	return len(text)
}
