package incoming

import (
	"cmp"
	"regexp"
	"strings"

	"kist/internal/i18n"

	"golang.org/x/text/language"
)

var inBrackets = regexp.MustCompile(`^(.*?)\s*\(\s*([^()]*?)\s*\)$`)

// Tag is the tag of a language as a file names it: "Gàidhlig (gd)", "gd", or a
// language's name in English or in itself. Empty if it is none that is known.
func Tag(name string) string {
	name = strings.TrimSpace(name)
	m := inBrackets.FindStringSubmatch(name)
	if m == nil {
		return cmp.Or(called(name), canonical(name))
	}
	// What stands in brackets is the tag, but for English (UK), which is not Ukrainian:
	// capitals are a country's.
	if tag := canonical(m[2]); tag != "" && m[2] != strings.ToUpper(m[2]) {
		return tag
	}
	return called(m[1])
}

// called is the tag of a language by its name in English or in itself.
func called(name string) string {
	return cmp.Or(names[strings.ToLower(name)], i18n.ByEndonym(name).Tag)
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

// names are the English names of languages that are spoken in Scotland's schools, and
// what languages with more than one name call themselves.
var names = map[string]string{
	"english": "en", "gaelic": "gd", "scottish gaelic": "gd", "scots": "sco", "polish": "pl", "ukrainian": "uk", "arabic": "ar",
	"urdu": "ur", "romanian": "ro", "punjabi": "pa", "panjabi": "pa", "chinese": "zh-Hans", "simplified chinese": "zh-Hans",
	"traditional chinese": "zh-Hant", "lithuanian": "lt", "latvian": "lv", "russian": "ru", "portuguese": "pt", "spanish": "es",
	"french": "fr", "farsi": "fa", "persian": "fa", "dari": "fa", "pashto": "ps", "kurdish": "ckb", "turkish": "tr", "somali": "so",
	"tigrinya": "ti", "vietnamese": "vi", "hindi": "hi", "malayalam": "ml", "yoruba": "yo", "german": "de", "italian": "it",
	"albanian": "sq", "amharic": "am", "armenian": "hy", "bengali": "bn", "bangla": "bn", "bosnian": "bs", "bulgarian": "bg", "burmese": "my", "catalan": "ca",
	"croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "estonian": "et", "filipino": "fil", "finnish": "fi", "georgian": "ka", "greek": "el",
	"gujarati": "gu", "hausa": "ha", "hebrew": "he", "hungarian": "hu", "icelandic": "is", "igbo": "ig", "indonesian": "id", "irish": "ga", "japanese": "ja",
	"kannada": "kn", "khmer": "km", "kinyarwanda": "rw", "korean": "ko", "kurmanji": "ku", "lao": "lo", "lingala": "ln", "macedonian": "mk", "malay": "ms",
	"marathi": "mr", "mongolian": "mn", "nepali": "ne", "norwegian": "no", "oromo": "om", "serbian": "sr", "shona": "sn", "sinhala": "si", "slovak": "sk",
	"slovenian": "sl", "sorani": "ckb", "swahili": "sw", "swedish": "sv", "tagalog": "tl", "tamil": "ta", "telugu": "te", "thai": "th", "welsh": "cy", "xhosa": "xh", "zulu": "zu",
	"français": "fr", "español": "es", "português": "pt", "deutsch": "de", "italiano": "it", "gàidhlig": "gd", "polski": "pl", "nederlands": "nl",
}
