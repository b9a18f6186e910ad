package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxDigits = 16 // of a telephone number, "00" before the country code included
	maxGap    = 4  // runes between two groups of one number
)

// verdict is what a run of digits is.
type verdict int

const (
	nothing verdict = iota
	public          // a helpline: to be left
	private         // a telephone number: to be taken out
)

// findPhone takes the cores from i on that make up one telephone number.
func findPhone(t *reading, i int) (find, bool) {
	j, v := t.number(i)
	if v != private {
		return find{}, false
	}
	return t.span(i, j, Phone)
}

// public is the index after a helpline's number that begins at core i, else 0.
func (t *text) public(i int) int {
	if j, v := t.number(i); v == public {
		return j + 1
	}
	return 0
}

// number judges the digits from core i on; j is the last core that belongs. A
// number that begins with a zero or a plus takes as many cores as it can. One
// that does not stops at nine digits: an age or a year may follow.
func (t *text) number(i int) (j int, v verdict) {
	if t.cores[i].marks&hasDigit == 0 {
		return i, nothing
	}
	first := labelled(likeDigits(t.plain(i), true))
	if !numeric(first) {
		return i, hidden(first)
	}
	bare := first[0] != '0' && first[0] != '+'
	if isDate(first) || isDecimal(first) || bare && unicode.Is(unicode.Sc, t.before(i)) {
		return i, nothing
	}
	n := digits{plus: first[0] == '+'}
	for at := i; ; at++ {
		if n.add(t.part(at, i)); len(n.all) > maxDigits {
			break
		}
		got := n.judge()
		if v == public && got == private {
			break
		}
		if got != nothing {
			j, v = at, got
		}
		if v != nothing && bare && len(n.all) >= n.enough() || !t.joinsNext(at, bare) {
			break
		}
	}
	if v == nothing {
		return i, hidden(first)
	}
	return j, v
}

// part is core at of a number that begins at core i.
func (t *text) part(at, i int) string {
	if at == i {
		return labelled(likeDigits(t.plain(at), true))
	}
	return likeDigits(t.plain(at), false)
}

// labelled takes off a core the word that is written together with a number: tel.0131.
func labelled(core string) string {
	rest := strings.TrimLeft(strings.TrimLeft(core, "abcdefghijklmnopqrstuvwxyz"), ".-/")
	if rest != core && numeric(rest) && (rest[0] == '0' || rest[0] == '+') {
		return rest
	}
	return core
}

// joinsNext says whether the next core may be one more group of the same
// number. A number without a leading zero ends where one with it begins.
func (t *text) joinsNext(i int, bare bool) bool {
	if i+1 == len(t.cores) || t.cores[i+1].marks&^(hasDot|hasLetter) != hasDigit {
		return false
	}
	gap := t.gap(i)
	if len(gap) > maxGap*utf8.UTFMax || utf8.RuneCountInString(gap) > maxGap {
		return false
	}
	for _, r := range gap {
		if !unicode.Is(unicode.Zs, r) && !invisible(r) && !strings.ContainsRune("\t-.()/", fold(r)) && (bare || !strings.ContainsRune("\n,*|~:;=…،", r)) {
			return false
		}
	}
	next := likeDigits(t.plain(i+1), false)
	return numeric(next) && !isDate(next) && next[0] != '+' && !(bare && next[0] == '0' && len(next) >= 5)
}

// likeDigits is a core with the letters that people write for digits made digits: o
// for 0, i and l for 1. The first core of a number has two digits at least or more than
// such letters, any other one.
func likeDigits(core string, first bool) string {
	letters := 0
	for at := range len(core) {
		switch c := core[at]; {
		case c == 'o' || c == 'i' || c == 'l':
			letters++
		case c == '.' || c == '-' || c == '/':
		case c < '0' || c > '9':
			return core
		}
	}
	if letters == 0 || letters == len(core) || first && 2*letters >= len(core) && len(core)-letters < 2 {
		return core
	}
	return written.Replace(core)
}

var written = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// numeric says whether a core is digits and joiners alone.
func numeric(core string) bool {
	return strings.Trim(core, "0123456789.-/+") == "" && strings.ContainsAny(core, "0123456789")
}

// hidden judges one core with a number somewhere in it: seven digits in a row
// are no chance, nor more digits than one telephone number has.
func hidden(core string) verdict {
	all, row := digits{}, 0
	all.add(core)
	if len(all.all) > maxDigits && !all.dull() {
		return private
	}
	for at := 0; at < len(core); at++ {
		if core[at] < '0' || core[at] > '9' {
			row = 0
			continue
		}
		if row++; row == 7 {
			end := at + 1 + len(core[at+1:]) - len(strings.TrimLeft(core[at+1:], "0123456789"))
			if one := (digits{all: core[at-6 : end], groups: []string{core[at-6 : end]}}); !one.dull() && !one.helpline() {
				return private
			}
		}
	}
	return nothing
}
