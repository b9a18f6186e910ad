package redact

import (
	"strconv"
	"strings"
)

// role is what a word can be in what has a shape: a digit, a platform, the word before
// a postcode. The lists of digits, online, numbers, days and addresses tell each.
type role uint64

const (
	digitWord role = 1 << iota
	soundsWord
	timesWord
	plusWord
	hundredWord
	partFill
	phoneWord
	askWord
	atWord
	dotWord
	underWord
	dashWord
	slashWord
	mailWord
	endingWord
	postWord
	siteWord
	accountWord
	addWord
	nameFill
	tellsWord
	sureWord
	perhapsWord
	numberWord
	secretWord
	carWord
	officialFill
	dayWord
	tensWord
	flatWord
	numberOfWord
	addressWord
	addressFill
	streetEnd
	schoolEnd
	plainWord
	littleWord
	livingWord
	postcodeWord
	codeFill
	dateFill
	yearsWord
	ageWord
)

// roleFiles are the lists of roles, and for each the word in it for each role.
var roleFiles = map[string]map[string]role{
	"digits": {"+": plusWord, "hundred": hundredWord, "fill": partFill, "phone": phoneWord, "ask": askWord},
	"online": {
		"at": atWord, "dot": dotWord, "under": underWord, "dash": dashWord, "slash": slashWord, "mail": mailWord, "ending": endingWord, "post": postWord,
		"site": siteWord, "account": accountWord, "add": addWord, "fill": nameFill, "tells": tellsWord,
	},
	"numbers": {"sure": sureWord, "perhaps": perhapsWord, "number": numberWord, "secret": secretWord, "car": carWord, "fill": officialFill},
	"days":    {"day": dayWord, "tens": tensWord},
	"addresses": {
		"flat": flatWord, "numberof": numberOfWord, "address": addressWord, "addressfill": addressFill, "streetend": streetEnd, "schoolend": schoolEnd,
		"plain": plainWord, "little": littleWord, "living": livingWord, "postcode": postcodeWord, "codefill": codeFill, "datefill": dateFill, "years": yearsWord, "age": ageWord,
	},
}

// entry is all that a language says of a word beside others: one look-up tells it.
type entry struct {
	is    role
	value int // of a digit, of twenty, of double
	cue   cue
	head  head
}

// readEntries makes the table of each language.
func (x *lexicon) readEntries() {
	x.entries = map[string]map[string]*entry{}
	for _, lang := range tongues {
		x.entries[lang] = map[string]*entry{}
		for w, c := range x.cues[lang] {
			x.entries[lang][w] = &entry{cue: c}
		}
		for w, h := range x.heads[lang] {
			x.entryOf(lang, w).head = h
		}
	}
	for file, uses := range roleFiles {
		for _, line := range strings.Split(list(file), "\n") {
			lang, use, words := parts(line)
			for _, to := range roleSpeakers(file, lang) {
				for _, w := range words {
					x.addRole(to, bare(w), use, uses)
				}
			}
		}
	}
}

// roleSpeakers are the languages in which a line counts: with English digits children
// write numbers in every language.
func roleSpeakers(file, lang string) []string {
	if file == "digits" && lang == "en" {
		return tongues
	}
	return speakers(lang)
}

func (x *lexicon) addRole(lang, w, use string, uses map[string]role) {
	e := x.entryOf(lang, w)
	if is, ok := uses[use]; ok {
		e.is |= is
		return
	}
	is, n := digitWord, use
	if rest, ok := strings.CutPrefix(use, "sounds"); ok {
		is, n = soundsWord, rest
	} else if rest, ok := strings.CutPrefix(use, "x"); ok {
		is, n = timesWord, rest
	}
	if v, err := strconv.Atoi(n); err == nil && e.is&(digitWord|soundsWord|timesWord) == 0 {
		e.is, e.value = e.is|is, v
	}
}

// entryOf is the entry of a word in a language, made if there was none.
func (x *lexicon) entryOf(lang, w string) *entry {
	if x.entries[lang][w] == nil {
		x.entries[lang][w] = &entry{}
	}
	return x.entries[lang][w]
}

// told is what a language says of a word.
func (r *reading) told(w string) *entry {
	if e := r.entries[w]; e != nil {
		return e
	}
	return none
}

// none is what is known of a word outside of the text.
var none = &entry{}

// entry is what the language says of core i; nothing if there is no such core.
func (r *reading) entry(i int) *entry {
	if i < 0 || i >= len(r.cores) {
		return none
	}
	x := &r.words[i]
	if x.entry == nil {
		x.entry = r.told(r.w(i))
	}
	return x.entry
}

// is says whether core i has one of some roles.
func (r *reading) is(i int, roles role) bool { return r.entry(i).is&roles != 0 }

// says is what core i says of the words beside it.
func (r *reading) says(i int) cue { return r.entry(i).cue }

// head is the head that core i is; an empty one if it is none.
func (r *reading) head(i int) head { return r.entry(i).head }
