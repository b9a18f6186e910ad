package i18n

import (
	"cmp"
	"slices"
	"strings"
)

// Language is what pages say of a language.
type Language struct {
	Tag     string // BCP 47
	Endonym string // its own name for itself
	Dir     string // "ltr" or "rtl"
}

// languages are those that Kist can speak of, in the order in which a child
// is offered them: first the ten that the starter survey is asked in, then
// others that are spoken in Scotland's schools, for which a file is enough.
// Directions follow the script (W3C, "Which languages are right-to-left");
// endonyms are to be checked by a speaker.
//
// Numbers are written with the digits 0 to 9 in all of them, and a test holds
// the files to it:
//   - en, gd, sco, pl, uk, ro: they have no others.
//   - zh-Hans: 0 to 9 stand for counts, ages and dates; 一二三 are words, and
//     stay where they are part of one.
//   - ur, pa: Unicode's tables (CLDR) give 0 to 9 as the usual digits of both;
//     ۰۱۲ and ੦੧੨ are known mostly from books.
//   - ar: both ٠١٢ and 0 to 9 are in use, by country. A child in Scotland meets
//     0 to 9 at school, on the clock and on the phone, and here they stand beside
//     phone numbers to dial and codes to copy, which are only found in them. One
//     page with two kinds of digits is harder to read than either.
//
// What a child types may be in any of these digits: surveys reads them all.
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

	{"pa-Arab", "پنجابی", "rtl"},
	{"zh-Hant", "繁體中文", "ltr"},
	{"lt", "Lietuvių", "ltr"},
	{"lv", "Latviešu", "ltr"},
	{"ru", "Русский", "ltr"},
	{"pt", "Português", "ltr"},
	{"es", "Español", "ltr"},
	{"fr", "Français", "ltr"},
	{"fa", "فارسی", "rtl"},
	{"ps", "پښتو", "rtl"},
	{"ckb", "کوردی", "rtl"},
	{"tr", "Türkçe", "ltr"},
	{"so", "Soomaali", "ltr"},
	{"ti", "ትግርኛ", "ltr"},
	{"vi", "Tiếng Việt", "ltr"},
	{"hi", "हिन्दी", "ltr"},
	{"ml", "മലയാളം", "ltr"},
	{"yo", "Yorùbá", "ltr"},
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

// PluralTag gives the tag whose plural rules a language has. The Unicode
// tables have none for Scots, which has the forms of English; every other
// language here has its own there.
func PluralTag(tag string) string {
	if tag == "sco" {
		return "en"
	}
	return tag
}

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

// ByEndonym finds a language by its own name for itself; the zero Language if there
// is none.
func ByEndonym(name string) Language {
	for _, l := range languages {
		if strings.EqualFold(l.Endonym, name) {
			return l
		}
	}
	return Language{}
}
