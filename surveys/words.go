package surveys

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

// Say gives the wording of w for a reader of edition e in lang, and the language
// it is really in. A text that lang lacks is given in the survey's own
// language, so that it is never blank; the page marks it with that language. Both
// are empty only where the survey's own language says nothing to e: a hint for
// some editions is not for the others, whatever a translation holds.
func (s *Survey) Say(w Words, e Edition, lang string) (text, actual string) {
	own, shown := w.In(e, s.Source)
	if !shown && len(w[s.Source]) > 0 {
		return "", ""
	}
	if text, ok := w.In(e, lang); ok {
		return text, lang
	}
	if shown {
		return own, s.Source
	}
	for _, l := range sortedKeys(w) {
		if text, ok := w.In(e, l); ok {
			return text, l
		}
	}
	return "", ""
}
