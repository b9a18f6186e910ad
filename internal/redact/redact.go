// Package redact takes out of a child's own words what would tell who they are
// or how to find them: for now telephone numbers, e-mail addresses, UK
// postcodes, links, and names used on social media. What it finds is replaced
// by its kind in square brackets, the same in every language, so that a reader
// knows what stood there and a machine can count it. What a reader has to tell
// apart is numbered within one text: [name 1] is the same person throughout it.
//
// It runs before a text is sealed, on one text at a time, and must know
// nothing else: no round, no setting, no store, no page. It never logs.
//
// It uses the standard library only. nyaruka/phonenumbers was tried and left:
// it decides whether a number is in use, and a child's number with one digit
// wrong must go too; it takes dates for possible numbers; and at 16
// microseconds a number it is a hundred times slower than counting digits.
//
// How it stays idempotent and linear: a text is cut into cores, which are words
// with what joins them (sam.k@example.com, 07700-900123), and a find always
// takes whole cores. So replacing one never changes how the rest is cut; the
// brackets of a token join to nothing; and no find looks further than a fixed
// number of cores ahead, or back beyond the character before it.
package redact

// find is one thing to take out: the bytes from..to of a text.
type find struct {
	from, to int
	kind     Kind
}

// Text returns s with everything that it recognises replaced by tokens. lang is
// the language in which the child was asked ("en", "ar"); the kinds so far are
// the same in all. Text already redacted comes back unchanged, the empty
// string too; bytes that are no UTF-8 pass through.
func Text(s, lang string) string {
	return replace(s, findAll(s))
}

// finders are asked in this order at each core. Each says what it finds there,
// if anything, and looks ahead of the core but not behind it.
var finders = []func(t *text, i int) (find, bool){
	findLink, findEmail, findHandle, findPostcode, findPhone,
}

// findAll lists what is to be taken out, in order and without overlaps.
func findAll(s string) []find {
	t := cut(s)
	var finds []find
	for i := 0; i < len(t.cores); {
		f, ok := t.findAt(i)
		if !ok {
			i = max(i+1, t.public(i))
			continue
		}
		finds = append(finds, f)
		for i < len(t.cores) && t.cores[i].from < f.to {
			i++
		}
	}
	return finds
}

func (t *text) findAt(i int) (find, bool) {
	for _, finder := range finders {
		if f, ok := finder(t, i); ok {
			return f, true
		}
	}
	return find{}, false
}
