package redact

import "strings"

// Own are the names of one round that its coordinator knows: children write them
// and no list has them.
type Own struct {
	People, Schools, Homes []string
}

// Redactor takes out what Text does, and a round's own names. It is made once and
// used by many at a time.
type Redactor struct{ own *lexicon }

// New makes a redactor that knows these names; none is as good as Text.
func New(own Own) *Redactor {
	x := &lexicon{words: map[string]info{}, phrases: map[string]phrase{}, firsts: map[string]int{}}
	for _, part := range []struct {
		names []string
		kind  Kind
		one   info
	}{{own.People, Name, given | firm}, {own.Schools, School, school | firm}, {own.Homes, Home, home | firm}} {
		for _, name := range part.names {
			x.addOwn(name, part.kind, part.one)
		}
	}
	if len(x.words)+len(x.phrases) == 0 {
		return &Redactor{}
	}
	x.findNear()
	return &Redactor{x}
}

// addOwn adds a name, and of a person's the words of it, so that the given name
// alone is found too.
func (x *lexicon) addOwn(name string, kind Kind, one info) {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '.' }), " ")
	x.addPhrase(name, kind, one)
	if kind != Name {
		return
	}
	known := theLexicon()
	for _, w := range strings.Fields(name) {
		if w = bare(w); len(w) > 2 && known.words[w]&(common|usual|stop) == 0 && known.cues["en"][w]&title == 0 {
			x.words[w] |= one
		}
	}
}

// Text is Text with the round's own names found too.
func (d *Redactor) Text(s, lang string) string {
	s = withoutPrivate(s)
	return replace(s, d.finds(s, lang))
}

// findPhrase takes a name of several words that is listed.
func (r *reading) findPhrase(i int) (find, bool) {
	for _, x := range []*lexicon{r.own, r.lexicon} {
		if x == nil {
			continue
		}
		longest := x.firsts[r.w(i)]
		if longest == 0 {
			continue
		}
		key, at := r.w(i), i
		var got find
		for at+1 < i+longest && r.next(at) {
			at++
			key += " " + r.w(at)
			if p, ok := x.phrases[key]; ok {
				got, _ = r.span(i, at, p.kind)
			}
		}
		if got.to > 0 {
			r.lastTo = at + 1
			return got, true
		}
	}
	return find{}, false
}

// ownName takes a word that a coordinator gave for the round, one mistake allowed.
func (r *reading) ownName(i int) (Kind, bool) {
	if r.own == nil {
		return 0, false
	}
	w := r.w(i)
	is := r.own.words[w]
	if is == 0 {
		is = r.own.words[strings.TrimSuffix(w, "s")]
	}
	if is == 0 && !r.ordinary(r.know(i)) {
		is = r.own.words[r.own.names.find(w, func(string) bool { return true })]
	}
	return kindOf(is, evidence{}), is != 0
}
