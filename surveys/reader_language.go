package surveys

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// mirror reads a language file: the same names as in the survey's own file, but
// only those that lead to words for children.
type mirror struct {
	*reader
	lang  string
	texts map[string]*Words // by place
	inner map[string]bool   // places below which there are texts
}

// translation reads a language file, named for lang, into s.
func (r *reader) translation(n *yaml.Node, s *Survey, lang string) {
	m := mirror{reader: r, lang: lang, texts: map[string]*Words{}, inner: map[string]bool{}}
	for _, t := range s.Texts() {
		m.texts[t.Place] = t.Words
		for at := parent(t.Place); at != ""; at = parent(at) {
			m.inner[at] = true
		}
	}
	r.pairs(n, func(name string, key, value *yaml.Node) {
		switch name {
		case "language":
			if given := r.text(value); given != lang {
				r.add(key.Line, "language_file", "name", lang, "given", short(given))
			}
		case "checked_by":
			r.lines[name] = key.Line
			if who := r.text(value); who != "" {
				s.check(lang, who)
			}
		default:
			m.name(name, "", key, value)
		}
	})
}

// name reads one name and what stands below it.
func (m mirror) name(name, at string, key, value *yaml.Node) {
	place := join(at, name)
	m.lines[place] = key.Line
	switch {
	case m.texts[place] != nil:
		m.words(value, place, m.lang, m.texts[place])
	case m.inner[place]:
		m.pairs(value, func(name string, key, value *yaml.Node) { m.name(name, place, key, value) })
	default:
		m.add(key.Line, "language_extra", "name", short(name))
	}
}

// check notes who checked a translation.
func (s *Survey) check(lang, who string) {
	if s.Checked == nil {
		s.Checked = map[string]string{}
	}
	s.Checked[lang] = who
}

// parent is the place above a place, empty at the top.
func parent(place string) string {
	i := strings.LastIndexByte(place, '.')
	return place[:max(i, 0)]
}
