package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a text cut into cores.
type text struct {
	s     string
	cores []core
}

// core is a word, or words and numbers with single joiners between them.
type core struct {
	from, to int
	marks    marks
}

// marks say what a core contains, so that most words are passed over quickly.
type marks uint8

const (
	hasLetter marks = 1 << iota
	hasDigit
	hasAt
	hasDot
	hasUnderscore
	hasHash
)

// cut finds the cores. Letters of scripts that are written without spaces
// belong to none, so that a number in a Chinese sentence stands alone.
func cut(s string) *text {
	t := &text{s: s, cores: make([]core, 0, len(s)/6)}
	for i := 0; i < len(s); {
		if s[i] == ' ' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		begins := isWord(r) && !invisible(r)
		if !begins && !(opens(r) && wordAt(s, i+size)) {
			i += size
			continue
		}
		c := scan(s, i)
		t.cores = append(t.cores, c)
		i = c.to
	}
	return t
}

// scan reads the core that begins at from. A joiner belongs to it when a word
// goes on right after.
func scan(s string, from int) core {
	c := core{from: from, to: from}
	for c.to < len(s) {
		r, size := utf8.DecodeRuneInString(s[c.to:])
		if !isWord(r) && !(joins(r) && wordAt(s, c.to+size)) {
			break
		}
		c.marks |= mark(r)
		c.to += size
	}
	return c
}

func wordAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return isWord(r)
}

// mark is what a rune of a core adds to its marks.
func mark(r rune) marks {
	if r >= 0 && r < low {
		return classes[r].marks
	}
	return markByUnicode(r)
}

func markByUnicode(r rune) marks {
	switch r = foldByUnicode(r); {
	case r >= 'a' && r <= 'z':
		return hasLetter
	case digit(r) >= 0:
		return hasDigit
	case r == '@':
		return hasAt
	case r == '.':
		return hasDot
	case r == '_':
		return hasUnderscore
	case r == '#':
		return hasHash
	case unicode.IsLetter(r):
		return hasLetter
	}
	return 0
}

// low is how many runes have their classes in a table: Latin, Cyrillic, Arabic and
// Gurmukhi are among them.
const low = 0x1000

// class is what a low rune is, so that most need no search in Unicode's tables.
type class struct {
	word  bool
	marks marks
	fold  rune
	bare  rune // as bareRune
}

var classes = func() (all [low]class) {
	for r := range rune(low) {
		all[r] = class{isWordByUnicode(r), markByUnicode(r), foldByUnicode(r), bareByUnicode(r)}
	}
	return all
}()

// isWord says whether a rune can stand in a core by itself.
func isWord(r rune) bool {
	if r >= 0 && r < low {
		return classes[r].word
	}
	return isWordByUnicode(r)
}

func isWordByUnicode(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_'
	case r == utf8.RuneError:
		return false
	}
	if f := foldByUnicode(r); f != r && f < utf8.RuneSelf {
		return isWordByUnicode(f)
	}
	return unicode.In(r, unicode.L, unicode.Nd, unicode.M, unicode.Cf) && !unicode.In(r, unspaced...)
}

// invisible says whether a rune only changes how others look or run.
func invisible(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.M, unicode.Cf)
}

// unspaced are scripts written without spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// joins says whether a rune ties two words together when it stands alone.
func joins(r rune) bool {
	switch fold(r) {
	case '.', '@', '-', '+', '#', '/', '\'':
		return true
	}
	return false
}

// opens says whether a rune before a word belongs to it.
func opens(r rune) bool {
	r = fold(r)
	return r == '@' || r == '+'
}

// fold brings a rune to lower case and its plain form: full width to half,
// every hyphen and short dash to '-', the right quotation mark to the straight one.
func fold(r rune) rune {
	if r >= 0 && r < low {
		return classes[r].fold
	}
	return foldByUnicode(r)
}

func foldByUnicode(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case r >= '！' && r <= '～':
		return foldByUnicode(r - '！' + '!')
	case r >= '\u2010' && r <= '\u2015' || r == '\u2212':
		return '-'
	case r == '\u2019':
		return '\''
	}
	if plain := fancy(r); plain != 0 {
		return plain
	}
	return unicode.ToLower(r)
}

// fancy is the plain form of a digit that is drawn small or in a circle, and of a letter
// of those for formulas, with which names are made pretty; 0 for any other rune.
func fancy(r rune) rune {
	const capitals, last = '\U0001D400', '\U0001D6A3'
	for _, one := range circled {
		if r >= one && r <= one+8 {
			return '1' + r - one
		}
	}
	switch {
	case r >= capitals && r <= last:
		return 'a' + (r-capitals)%26
	case r == '⁰' || r == '₀' || r == '⓪' || r == '⓿':
		return '0'
	case r == '¹':
		return '1'
	case r == '²' || r == '³':
		return '2' + r - '²'
	case r >= '⁴' && r <= '⁹':
		return '4' + r - '⁴'
	}
	return 0
}

// circled begin the rows of digits from one to nine.
var circled = []rune{'①', '₁', '❶', '➀', '➊', '⓵'}

// digit is the value of a decimal digit in any script, or -1.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r):
		return -1
	}
	// Unicode keeps the ten digits of a script together and in order.
	for _, x := range unicode.Nd.R16 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return int(r-rune(x.Lo)) % 10
		}
	}
	for _, x := range unicode.Nd.R32 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return int(r-rune(x.Lo)) % 10
		}
	}
	return -1
}

// plain is core i folded: lower case, ASCII digits, no marks or invisible signs.
func (t *text) plain(i int) string {
	raw := t.raw(i)
	if isPlain(raw) {
		return raw
	}
	return strings.Map(func(r rune) rune {
		r = fold(r)
		if d := digit(r); d >= 0 {
			return '0' + rune(d)
		}
		if invisible(r) {
			return -1
		}
		return r
	}, raw)
}

// isPlain says whether a core is ASCII without capitals: most are.
func isPlain(s string) bool {
	for _, c := range []byte(s) {
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// raw is core i as it was written.
func (t *text) raw(i int) string { return t.s[t.cores[i].from:t.cores[i].to] }

// gap is what stands between core i and the next, or after the last.
func (t *text) gap(i int) string {
	if i+1 == len(t.cores) {
		return t.s[t.cores[i].to:]
	}
	return t.s[t.cores[i].to:t.cores[i+1].from]
}

// before is the rune right before core i; utf8.RuneError at the beginning.
func (t *text) before(i int) rune {
	r, _ := utf8.DecodeLastRuneInString(t.s[:t.cores[i].from])
	return r
}

// span is the find that takes cores i to j, j included.
func (t *text) span(i, j int, kind Kind) (find, bool) {
	return find{t.cores[i].from, t.cores[j].to, kind}, true
}
