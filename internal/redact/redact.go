// Package redact takes out of a child's own words what would tell who they are
// or how to find them: telephone numbers, e-mail addresses, UK postcodes, links,
// names used on social media, days of birth, numbers that identify, and names of
// people, schools, homes, streets, places and teams. What it finds is replaced
// by its kind in square brackets, the same in every language, so that a reader
// knows what stood there and a machine can count it. What a reader has to tell
// apart is numbered within one text: [name 1] is the same person throughout it.
//
// It runs before a text is sealed, on one text at a time, and must know
// nothing else: no round, no setting, no store, no page. It never logs.
//
// Names come from lists (lists/README.md), with one mistake allowed, and from what
// stands beside a word: uncle, is called, said. A name that is a word too needs such
// a reason. What comes of it is measured by package corpus.
//
// It uses the standard library only. nyaruka/phonenumbers was tried and left:
// it decides whether a number is in use, and a child's number with one digit
// wrong must go too; it takes dates for possible numbers; and at 16
// microseconds a number it is a hundred times slower than counting digits.
//
// What is stored has each marker in one character (Short), so that redaction never
// lengthens a text; where texts are opened they are spelled again (Spell).
//
// How it stays idempotent and linear: a text is cut into cores, which are words
// with what joins them (sam.k@example.com, 07700-900123), and a find always
// takes whole cores. So replacing one never changes how the rest is cut, and the
// brackets of a marker join to nothing. Whether a word is a name depends on the
// words beside it, at most a fixed number of them, and only as reasons for it: a
// marker that took the place of one is a reason for nothing, so that a second look
// has fewer reasons than the first and finds nothing more.
package redact

import "slices"

// find is one thing to take out: the bytes from..to of a text.
type find struct {
	from, to int
	kind     Kind
}

// Text returns s with everything that it recognises replaced by markers. lang is
// the language in which the child was asked ("en", "ar"): what is an ordinary word
// depends on it. Text already redacted comes back unchanged, the empty
// string too; bytes that are no UTF-8 pass through, and characters of private use
// go. What is stored of it is its Short.
func Text(s, lang string) string { return plain.Text(s, lang) }

var plain = &Redactor{}

// finders look for what has a shape, and after that for what lists and the words beside
// it tell; they are asked in this order at each core. Each says what it finds there, or
// further on because of the word there, if anything.
var finders = []func(r *reading, i int) (find, bool){
	findLink, findEmail, findLinkTold, findHandle, findPostcode, findDate, findPhone, findTold, findNumber, findHeaded, findName,
}

// finds lists what is to be taken out, in order and without overlaps.
func (d *Redactor) finds(s, lang string) []find {
	r := theLexicon().read(cut(s), lang)
	r.own = d.own
	var finds []find
	for i := 0; i < len(r.cores); {
		f, ok := r.findAt(i)
		if !ok {
			i = max(i+1, r.public(i))
			continue
		}
		f = r.withAhead(f)
		finds = append(finds, f)
		for i < len(r.cores) && r.cores[i].from < f.to {
			i++
		}
	}
	return apart(slices.Concat(finds, findHan(s), hanDates(s)))
}

// findAt is what begins at core i. What a finder sees further on, since the word at i
// tells of it, waits until its turn comes: the words before it may be names themselves.
func (r *reading) findAt(i int) (find, bool) {
	if r.inMarker(i) {
		return find{}, false
	}
	for _, f := range r.ahead {
		if f.from == r.cores[i].from {
			return f, true
		}
	}
	for _, finder := range finders {
		f, ok := finder(r, i)
		if ok && f.from == r.cores[i].from {
			return f, true
		}
		if ok {
			r.wait(f, r.cores[i].from)
		}
	}
	return find{}, false
}

// wait keeps a find for when its core comes, and forgets those that are over.
func (r *reading) wait(f find, at int) {
	kept := r.ahead[:0]
	for _, old := range r.ahead {
		if old.from > at {
			kept = append(kept, old)
		}
	}
	r.ahead = append(kept, f)
}

// withAhead is a find together with what waits inside of it.
func (r *reading) withAhead(f find) find {
	for _, x := range r.ahead {
		if x.from > f.from && x.from < f.to {
			f.to = max(f.to, x.to)
		}
	}
	return f
}

// Find lists what Text would replace, in order and apart.
func Find(s, lang string) []Stretch {
	var list []Stretch
	for _, f := range plain.finds(s, lang) {
		list = append(list, Stretch{f.from, f.to, f.kind})
	}
	return list
}

// Listed says whether a word is on one of the lists of names.
func Listed(word string) bool {
	return theLexicon().words[bare(word)]&isListed != 0 || slices.Contains(han().fullGiven, word)
}
