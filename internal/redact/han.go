package redact

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Chinese has no spaces and no capitals: names are found by a surname together
// with a usual given name, a title after it or a word before it that says that a
// name comes, in each run of characters for itself.

// hanWords are the parts of lists/han.txt.
type hanWords struct {
	surnames, given, stop                        map[rune]bool
	titles, kin, called, places, nicknames, into []string
	schools, streets, fullGiven                  []string
	firsts                                       map[rune]bool // with which a place or a nickname begins
	lasts                                        map[rune]bool // with which a word before a name ends
}

var han = sync.OnceValue(func() hanWords {
	var h hanWords
	for _, line := range strings.Split(list("han"), "\n") {
		use, rest, _ := strings.Cut(line, ":")
		words := strings.Fields(rest)
		for name, to := range map[string]*[]string{
			"titles": &h.titles, "kin": &h.kin, "called": &h.called, "places": &h.places, "nicknames": &h.nicknames,
			"into": &h.into, "schools": &h.schools, "streets": &h.streets,
		} {
			if use == name {
				*to = words
			}
		}
		for name, to := range map[string]*map[rune]bool{"surnames": &h.surnames, "given": &h.given, "stop": &h.stop} {
			if use == name {
				*to = runes(rest)
			}
		}
	}
	h.fullGiven = strings.Fields(list("han-given"))
	h.firsts, h.lasts = map[rune]bool{}, map[rune]bool{}
	for _, w := range slices.Concat(h.places, h.nicknames) {
		r, _ := utf8.DecodeRuneInString(w)
		h.firsts[r] = true
	}
	for _, w := range slices.Concat(h.into, h.called, h.kin) {
		r, _ := utf8.DecodeLastRuneInString(w)
		h.lasts[r] = true
	}
	for _, r := range strings.Join(h.fullGiven, "") {
		h.given[r] = true
	}
	slices.SortFunc(h.titles, func(a, b string) int { return len(b) - len(a) })
	return h
})

func runes(s string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range s {
		set[r] = !unicode.IsSpace(r)
	}
	return set
}

// findHan lists names in what is written in Han characters.
func findHan(s string) []find {
	var finds []find
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.Is(unicode.Han, r) {
			i += n
			continue
		}
		end := i
		for end < len(s) {
			if r, n = utf8.DecodeRuneInString(s[end:]); !unicode.Is(unicode.Han, r) {
				break
			}
			end += n
		}
		if f, ok := hanNumber(s[i:end], i); ok {
			finds = append(finds, f)
		}
		finds = han().run(finds, s[i:end], i)
		i = end
	}
	return finds
}

// run adds the finds of one run of characters that begins at byte at of its text.
func (h hanWords) run(finds []find, run string, at int) []find {
	from := 0 // what is before is done
	for i := 0; i < len(run); {
		kind, n := h.at(run[from:i], run[i:])
		if n > 0 {
			finds = append(finds, find{at + i, at + i + n, kind})
			i += n
			from = i
			continue
		}
		_, size := utf8.DecodeRuneInString(run[i:])
		i += size
	}
	return finds
}

// at says how many bytes of rest are a name; before is what stands before it.
func (h hanWords) at(before, rest string) (Kind, int) {
	first, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(before)
	cued := h.lasts[last]
	if !cued && !h.firsts[first] && !h.surnames[first] {
		return 0, 0
	}
	if n := begins(rest, h.places); n > 0 {
		return Place, n
	}
	if cued && endsIn(before, h.into...) {
		if n := h.upTo(rest, h.schools, 6); n > 0 {
			return School, n
		}
		if n := h.upTo(rest, h.streets, 4); n > 0 {
			return Street, n
		}
	}
	named := cued && endsIn(before, h.called...)
	cued = named || cued && endsIn(before, h.kin...)
	if n := begins(rest, h.nicknames); n > 0 && (cued || rest[:n/2] != rest[n/2:n]) {
		return Name, n
	}
	return Name, h.person(rest, named, cued)
}

// person says how many bytes of rest are a person's name: after "called", after a
// word of family or work, or after neither.
func (h hanWords) person(rest string, named, cued bool) int {
	first, n := utf8.DecodeRuneInString(rest)
	switch {
	case !h.surnames[first] && named:
		return h.free(rest)
	case !h.surnames[first]:
		return 0
	}
	if m := begins(rest[n:], h.fullGiven); m > utf8.RuneLen(first) {
		return n + m
	}
	size := n
	for range 2 {
		r, m := utf8.DecodeRuneInString(rest[size:])
		if m == 0 || begins(rest[size:], h.titles) > 0 || h.stop[r] && !(h.given[r] && cued && size == n) && !h.titledSoon(rest[size+m:], size == n) {
			break
		}
		if !named && !h.given[r] && !h.titledSoon(rest[size+m:], size == n) {
			break
		}
		size += m
	}
	titled := begins(rest[size:], h.titles) > 0
	switch {
	case titled && (size > n || !h.stop[first]), cued && size > n:
		return size
	case size == n+2*n && h.bothGiven(rest[n:size]): // surname and two characters of names
		return size
	}
	return 0
}

// titledSoon says whether a title stands at once, or after one character more.
func (h hanWords) titledSoon(rest string, more bool) bool {
	if begins(rest, h.titles) > 0 {
		return true
	}
	_, n := utf8.DecodeRuneInString(rest)
	return more && n > 0 && begins(rest[n:], h.titles) > 0
}

// free takes one or two characters after a word that says that a name comes, if the
// name ends with them.
func (h hanWords) free(rest string) int {
	size := 0
	for range 3 {
		r, n := utf8.DecodeRuneInString(rest[size:])
		if n == 0 || h.stop[r] {
			break
		}
		size += n
	}
	if runes := utf8.RuneCountInString(rest[:size]); runes != 2 && !(runes == 3 && size == len(rest)) {
		return 0
	}
	if name := []rune(rest[:size]); name[0] == name[1] || h.given[name[0]] && h.given[name[1]] {
		return size
	}
	return 0
}

func (h hanWords) bothGiven(two string) bool {
	for _, r := range two {
		if !h.given[r] || h.stop[r] {
			return false
		}
	}
	return true
}

// upTo takes at most so many characters, none of them one of grammar, and the
// word that ends the name of a school or a street.
func (h hanWords) upTo(rest string, ends []string, most int) int {
	size := 0
	for range most {
		if n := begins(rest[size:], ends); n > 0 && size >= 2*len("学") {
			return size + n
		}
		r, n := utf8.DecodeRuneInString(rest[size:])
		if n == 0 || h.stop[r] && r != '中' && r != '大' {
			return 0
		}
		size += n
	}
	if n := begins(rest[size:], ends); n > 0 {
		return size + n
	}
	return 0
}

// begins is how long the first of the words is with which s begins; 0: none.
func begins(s string, words []string) int {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// hanDigits are the digits as they are said, in their order, and those that are said
// for another: 幺 for one, 两 for two.
const hanDigits = "零一二三四五六七八九〇幺两"

// hanNumber finds a telephone number in the words for digits: seven or more in a row
// that do not count up.
func hanNumber(run string, at int) (find, bool) {
	from, n := 0, digits{}
	for i, c := range run + "。" {
		v := strings.IndexRune(hanDigits, c) / len("零")
		if c != '。' && strings.ContainsRune(hanDigits, c) {
			if n.all == "" {
				from = i
			}
			n.add(string("0123456789012"[v]))
			continue
		}
		if len(n.all) >= 7 && !n.counts() && !uniform(n.all) {
			return find{at + from, at + i, Phone}, true
		}
		n = digits{}
	}
	return find{}, false
}
