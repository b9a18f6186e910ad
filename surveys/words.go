package surveys

import (
	"maps"
	"slices"
)

// Words is one text in its languages and editions: Words[language][edition].
// The text under All serves every edition without a wording of its own. The
// zero value holds no text.
type Words map[string]map[Edition]string

// Text makes Words of one text for all editions.
func Text(lang, text string) Words {
	return Words{lang: {All: text}}
}

// In gives the wording of e in lang; false if that language has neither e's
// own nor one for all.
func (w Words) In(e Edition, lang string) (string, bool) {
	by := w[lang]
	if text := by[e]; text != "" {
		return text, true
	}
	text := by[All]
	return text, text != ""
}

// Empty says that there is no text in any language.
func (w Words) Empty() bool {
	for _, by := range w {
		for _, text := range by {
			if text != "" {
				return false
			}
		}
	}
	return true
}

// Set writes the wording of e in lang, making what is missing. An empty text
// takes the wording away.
func (w *Words) Set(e Edition, lang, text string) {
	if *w == nil {
		*w = Words{}
	}
	if text == "" {
		delete((*w)[lang], e)
		if len((*w)[lang]) == 0 {
			delete(*w, lang)
		}
		return
	}
	if (*w)[lang] == nil {
		(*w)[lang] = map[Edition]string{}
	}
	(*w)[lang][e] = text
}

// any gives some text of w in lang, the same one each time: that of the
// nearest older edition first, because leaving words out is worse than using
// harder ones. Empty if lang has none.
func (w Words) any(e Edition, lang string) string {
	by := w[lang]
	from := max(e.order(), 0)
	for i := range editions {
		if text := by[editions[(from+i)%len(editions)]]; text != "" {
			return text
		}
	}
	return ""
}

// Say gives the wording of w for a reader of edition e in lang, and the language
// it is really in. A text that lang lacks is given in the survey's own
// language, so that it is never blank; the page marks it with that language. Both
// are empty only if w holds no text at all.
func (s *Survey) Say(w Words, e Edition, lang string) (text, actual string) {
	for _, l := range [...]string{lang, s.Source} {
		if text, ok := w.In(e, l); ok {
			return text, l
		}
	}
	if text := w.any(e, s.Source); text != "" {
		return text, s.Source
	}
	for _, l := range slices.Sorted(maps.Keys(w)) {
		if text, ok := w.In(e, l); ok {
			return text, l
		}
		if text := w.any(e, l); text != "" {
			return text, l
		}
	}
	return "", ""
}
