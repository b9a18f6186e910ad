package i18n

import (
	"cmp"
	"slices"
)

// Language is what pages say of a language.
type Language struct {
	Tag     string // BCP 47
	Endonym string // its own name for itself
	Dir     string // "ltr" or "rtl"
}

// languages are those that Kist can speak of, in the order in which a child
// is offered them. Directions follow the script (W3C, "Which languages are
// right-to-left"); endonyms are to be checked by a speaker.
var languages = []Language{
	{"en", "English", "ltr"},
	{"gd", "Gàidhlig", "ltr"},
	{"sco", "Scots", "ltr"},
	{"pl", "Polski", "ltr"},
	{"uk", "Українська", "ltr"},
	{"ar", "العربية", "rtl"},
	{"ur", "اردو", "rtl"},
	{"ro", "Română", "ltr"},
	{"pa", "ਪੰਜਾਬੀ", "ltr"},
	{"zh-Hans", "简体中文", "ltr"},
}

// Describe gives the language; an unknown tag is its own name.
func Describe(tag string) Language {
	for _, l := range languages {
		if l.Tag == tag {
			return l
		}
	}
	return Language{tag, tag, "ltr"}
}

// Direction is "rtl" for languages written from right to left, "ltr" otherwise.
func Direction(tag string) string { return Describe(tag).Dir }

// InOrder describes the tags in the order in which children are offered them.
func InOrder(tags []string) []Language {
	rank := func(tag string) int {
		i := slices.IndexFunc(languages, func(l Language) bool { return l.Tag == tag })
		if i < 0 {
			return len(languages)
		}
		return i
	}
	sorted := slices.Clone(tags)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	described := make([]Language, len(sorted))
	for i, tag := range sorted {
		described[i] = Describe(tag)
	}
	return described
}
