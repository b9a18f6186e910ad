package advice

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/surveys"
)

// turners are the words of other languages than English that turn a sentence round, as
// they stand alone, in small letters. They are few and belong to grammar, so that they
// can be listed by people who did not grow up with a language; each list is a draft
// until somebody who did has looked at it. Chinese parts no words: there they are
// looked for as they stand.
var turners = map[string][]string{
	"ar":  {"لا", "ليس", "ليست", "لست", "ليسوا", "لم", "لن", "بدون", "دون", "أبدا", "أبدًا", "أبداً"},
	"gd":  {"cha", "chan", "nach"},
	"pa":  {"ਨਹੀਂ", "ਨਾ", "ਬਿਨਾਂ", "ਬਗੈਰ"},
	"pl":  {"nie", "nigdy", "nikt", "nikogo", "nikomu", "nic", "niczego", "żaden", "żadna", "żadne", "żadnych", "bez"},
	"ro":  {"nu", "n-ai", "n-a", "n-are", "n-au", "niciodată", "nimeni", "nimic", "niciun", "nicio", "fără"},
	"sco": {"no", "nae", "nane", "never", "naebody", "naethin", "naewhere", "ithoot", "isna", "isnae", "cannae", "canna", "dinnae", "dinna", "wisnae", "widnae", "hivnae", "doesnae", "didnae"},
	"uk":  {"не", "ніколи", "ніхто", "нікого", "нікому", "нічого", "немає", "жоден", "жодна", "жодного", "без"},
	"ur":  {"نہیں", "نہ", "مت", "بغیر", "بنا"},
	"zh":  {"不", "没", "無", "无", "别"},
}

// straight are what holds such a word and turns nothing round, or asks for yes and no
// alike.
var straight = map[string]*regexp.Regexp{
	"ar":  regexp.MustCompile(`(?:نعم )?(?:أم|أو) لا`),
	"gd":  regexp.MustCompile(`(?i)\bno nach\b`),
	"pa":  regexp.MustCompile(`ਜਾਂ (?:ਨਹੀਂ|ਨਾ)`),
	"pl":  regexp.MustCompile(`(?i)(?:czy|lub|albo) nie(?:[?.,]|$)|nie tylko`),
	"ro":  regexp.MustCompile(`(?i)sau nu(?:[?.,]|$)|nu (?:numai|doar)`),
	"sco": regexp.MustCompile(`(?i)\bor (?:no|nae)\b`),
	"uk":  regexp.MustCompile(`(?i)(?:чи|або) (?:не|ні)(?:[?.,]|$)|не (?:тільки|лише)`),
	"ur":  regexp.MustCompile(`یا (?:نہیں|نہ)`),
	"zh":  regexp.MustCompile(`还是不|不同|不过|差不多|不错|不久|不断|不仅|不只|对不起|特别|别人|别的|有没有|分别|性别|告别`),
}

// Turns says whether there is a list of a language's words that turn a sentence round.
func Turns(lang string) bool { return len(turners[ownTongue(lang)]) > 0 }

// ownTongue is a language without its script or country, but for Scots, Gaelic and the
// like, which have none.
func ownTongue(lang string) string {
	tongue, _, _ := strings.Cut(lang, "-")
	return tongue
}

// turned finds a word that turns a question round, in another language than English.
func (r *review) turned(text string, at Advice) {
	if at.Edition == surveys.Adult {
		return
	}
	if span := turnedAt(text, ownTongue(at.Language)); span != nil {
		r.found(Negative, text, span, at)
	}
}

// turnedAt is where the first such word stands; nil for none. What turns nothing round
// is looked for only where there is a word to look at.
func turnedAt(text, tongue string) []int {
	find := turnedWord
	if tongue == "zh" {
		find = turnedSign
	}
	at := find(text, tongue)
	if re := straight[tongue]; at != nil && re != nil {
		blotted := re.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) }) // places stay
		at = find(blotted, tongue)
	}
	return at
}

// turnedWord is turnedAt for a language that parts its words.
func turnedWord(text, tongue string) []int {
	from := -1 // where this word began
	for i, r := range text + " " {
		inside := ofWord(r)
		if inside && from < 0 {
			from = i
		}
		if inside || from < 0 {
			continue
		}
		word := strings.ReplaceAll(strings.ToLower(text[from:i]), "’", "'")
		if slices.Contains(turners[tongue], word) {
			return []int{from, i}
		}
		from = -1
	}
	return nil
}

// turnedSign is turnedAt for a language that parts no words. A sign between the same
// sign twice asks for yes and no alike: "is, is not".
func turnedSign(text, tongue string) []int {
	before := rune(0)
	for i, r := range text {
		if slices.Contains(turners[tongue], string(r)) {
			after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			if after != before {
				return []int{i, i + utf8.RuneLen(r)}
			}
		}
		before = r
	}
	return nil
}
