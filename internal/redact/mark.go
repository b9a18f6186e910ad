package redact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Stretch is a part of a text, in bytes, that a person says is of a kind.
type Stretch struct {
	From, To int // To is the byte after the last
	Kind     Kind
}

// Mark replaces the bytes from..to of a text, and the same words wherever else
// they stand in it, by the marker of the kind. It is Marks with one stretch.
func Mark(s string, from, to int, kind Kind) string {
	return Marks(s, []Stretch{{from, to, kind}})
}

// Marks replaces what people saw and the machine did not. All stretches are
// of the same text s, so that two people's can be put together: where two overlap
// they become one, of the earlier one's kind. Numbers that the text has already
// stay as they are, and new ones come after them. A stretch never cuts a letter or
// a marker: it takes a marker whole that it reaches into together with something
// else, and nothing if it lies inside one. A stretch that is empty or not in the
// text is passed over, so that marking what is marked already changes nothing.
func Marks(s string, list []Stretch) string {
	markers := markersOf(s)
	var finds []find
	for _, stretch := range list {
		f, ok := stretch.find(s, markers)
		if !ok {
			continue
		}
		finds = append(finds, f)
		finds = append(finds, again(s, f, markers)...)
	}
	return replace(s, apart(finds))
}

// find is what a stretch takes of s.
func (x Stretch) find(s string, markers []find) (find, bool) {
	if x.From < 0 || x.To > len(s) || x.From >= x.To || x.Kind < 0 || int(x.Kind) >= len(names) {
		return find{}, false
	}
	f := find{runeStart(s, x.From), x.To, x.Kind}
	if start := runeStart(s, x.To); start < x.To {
		_, n := utf8.DecodeRuneInString(s[start:])
		f.to = start + n
	}
	blank := len(s[f.from:f.to]) - len(strings.TrimLeft(s[f.from:f.to], " \t\r\n"))
	f.from += blank
	f.to = f.from + len(strings.TrimRight(s[f.from:f.to], " \t\r\n"))
	if f.from >= f.to {
		return find{}, false
	}
	for _, m := range markers {
		if m.from <= f.from && f.to <= m.to {
			return find{}, false
		}
		if m.from < f.to && f.from < m.to {
			f.from, f.to = min(f.from, m.from), max(f.to, m.to)
		}
	}
	return f, true
}

// again finds the same words wherever else they stand as whole words.
func again(s string, f find, markers []find) []find {
	word := s[f.from:f.to]
	var more []find
	for at := 0; ; {
		i := strings.Index(s[at:], word)
		if i < 0 {
			return more
		}
		g := find{at + i, at + i + len(word), f.kind}
		at = g.to
		if alone(s, g) && !slices.ContainsFunc(markers, func(m find) bool { return m.from < g.to && g.from < m.to }) {
			more = append(more, g)
		}
	}
}

// alone says whether no letter stands right before or after.
func alone(s string, f find) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:f.from])
	after, _ := utf8.DecodeRuneInString(s[f.to:])
	return !isWord(before) && !isWord(after)
}

// markersOf lists the markers that a text has.
func markersOf(s string) []find {
	var list []find
	for i := 0; i < len(s); i++ {
		if kind, _, end, ok := markerAt(s, i); ok {
			list = append(list, find{i, end, kind})
			i = end - 1
		}
	}
	return list
}

// apart puts finds in order and makes one of those that overlap.
func apart(finds []find) []find {
	slices.SortStableFunc(finds, func(a, b find) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var list []find
	for _, f := range finds {
		if n := len(list); n > 0 && f.from < list[n-1].to {
			list[n-1].to = max(list[n-1].to, f.to)
			continue
		}
		list = append(list, f)
	}
	return list
}
