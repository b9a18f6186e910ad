package incoming

import (
	"regexp"
	"strings"

	"kist/internal/i18n"

	"golang.org/x/text/language"
)

var inBrackets = regexp.MustCompile(`\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})\s*\)\s*$`)

// Tag is the tag of a language as a file names it: "Gàidhlig (gd)", "gd", or a
// language's name in English or in itself. Empty if it is none that is known.
func Tag(name string) string {
	name = strings.TrimSpace(name)
	if m := inBrackets.FindStringSubmatch(name); m != nil {
		return canonical(m[1])
	}
	low := strings.ToLower(name)
	if tag, ok := names[low]; ok {
		return tag
	}
	if l := i18n.ByEndonym(name); l.Tag != "" {
		return l.Tag
	}
	return canonical(name)
}

// canonical writes a tag as our files do; empty if it is none. A region is dropped
// that only says where the language is from, as of en-GB.
func canonical(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return ""
	}
	base, _ := t.Base()
	script, sure := t.Script()
	switch {
	case base.String() == "zh":
		return "zh-" + script.String()
	case sure == language.Exact && script.String() != "Latn":
		return base.String() + "-" + script.String()
	}
	return base.String()
}

// Tagged says whether a tag is one that a survey may have.
func Tagged(tag string) bool { return tag != "" && canonical(tag) != "" }

// names are the English names of languages that are spoken in Scotland's schools.
var names = map[string]string{
	"english": "en", "gaelic": "gd", "scottish gaelic": "gd", "scots": "sco", "polish": "pl", "ukrainian": "uk", "arabic": "ar",
	"urdu": "ur", "romanian": "ro", "punjabi": "pa", "panjabi": "pa", "chinese": "zh-Hans", "simplified chinese": "zh-Hans",
	"traditional chinese": "zh-Hant", "lithuanian": "lt", "latvian": "lv", "russian": "ru", "portuguese": "pt", "spanish": "es",
	"french": "fr", "farsi": "fa", "persian": "fa", "dari": "fa", "pashto": "ps", "kurdish": "ckb", "turkish": "tr", "somali": "so",
	"tigrinya": "ti", "vietnamese": "vi", "hindi": "hi", "malayalam": "ml", "yoruba": "yo", "german": "de", "italian": "it",
}
