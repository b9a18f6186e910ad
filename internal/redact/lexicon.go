package redact

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed lists/*.txt
var files embed.FS

// wordsMore is lists/words-more.txt, packed: it is by far the longest, and less than a third so.
//
//go:embed lists/words-more.txt.gz
var wordsMore []byte

// info is what the lists say of a word.
type info uint64

const (
	given info = 1 << iota
	surname
	place
	team
	school
	home
	firm   // a name, though a word list has it too
	common // an English word that everybody uses
	more   // another English word
	usual  // written by children in any language
	double // a name and a word in any language
	month  // of the year
	idWord // says that a number comes that identifies
	stop   // a word that is hardly ever the name that it could be
	heard  // a given name that children here have: one of those written for this project
	perLanguage
)

// languages are those with words of their own, in the order of their bits: for each, that
// a word is usual in it, that a name is a word in it, and that a word is known from the
// names of small pictures only, so that children may seldom write it.
var languages = []string{"sco", "gd", "pl", "uk", "ro", "ar", "ur", "pa"}

const (
	isListed = given | surname | place | team | school | home
	isPerson = given | surname
)

// usualIn, doubleIn and seenIn are the bits of a language; 0 for one that has none.
func usualIn(lang string) info  { return bit(lang, 0) }
func doubleIn(lang string) info { return bit(lang, 1) }
func seenIn(lang string) info   { return bit(lang, 2) }

func bit(lang string, n int) info {
	for i, l := range languages {
		if l == lang {
			return perLanguage << (3*i + n)
		}
	}
	return 0
}

// often says whether a word is one of a language that children write often.
func (i info) often() bool { return i&everyUsual&^(i&everySeen>>2) != 0 }

// everyUsual and everySeen are the bits of all languages.
var everyUsual, everySeen = ofAll(usualIn), ofAll(seenIn)

func ofAll(of func(lang string) info) (all info) {
	for _, lang := range languages {
		all |= of(lang)
	}
	return all
}

// lexicon is what is known of words, of phrases, and of what is nearly a name.
type lexicon struct {
	words   map[string]info
	phrases map[string]phrase // by their words with a space between
	firsts  map[string]int    // first word of a phrase -> words of the longest
	names   *near             // one mistake away from a listed name
	months  *near             // one mistake away from the name of a month
	sounds  map[string]string // how a name sounds -> the name
	usual   *near             // one mistake away from a word that everybody uses
	lodges  map[string]*near  // one mistake away from a word that makes a name one of a home, a street ...; by language
	cues    map[string]cues   // by language
	heads   map[string]heads
	entries map[string]map[string]*entry // by language
}

// phrase is what a name of several words is.
type phrase struct{ kind Kind }

// theLexicon is read at the first use, and again at the first after Forget; reading takes
// some 100 ms.
func theLexicon() *lexicon { return (*reader.Load())() }

// reader reads the lexicon once.
var reader atomic.Pointer[func() *lexicon]

func init() { Forget() }

// Forget lets go of the lists, some 15 MB, until the next text needs them. Who uses them
// now goes on with them.
func Forget() {
	once := sync.OnceValue(readLexicon)
	reader.Store(&once)
}

func readLexicon() *lexicon {
	x := &lexicon{words: make(map[string]info, 90_000), phrases: map[string]phrase{}, firsts: map[string]int{}}
	for file, what := range map[string]info{
		"given": given, "given-own": given | heard, "given-script": given | heard, "surnames": surname, "surnames-own": surname,
		"words-common": common,
	} {
		for _, w := range strings.Fields(list(file)) {
			x.words[bare(w)] |= what
		}
	}
	for _, w := range strings.Fields(withoutRemarks(unpack(wordsMore))) {
		x.words[bare(w)] |= more
	}
	for _, lang := range languages {
		for _, file := range []string{"words-" + lang, "said-" + lang} {
			for _, w := range strings.Fields(list(file)) {
				x.words[bare(w)] |= usualIn(lang)
			}
		}
	}
	x.addSections("words-own", func(lang string) info { return oneOf(lang, map[string]info{"*": usual}, usualIn) })
	for _, lang := range languages {
		for _, w := range strings.Fields(list("seen-" + lang)) {
			if w = bare(w); x.words[w]&(usualIn(lang)|isListed) == 0 {
				x.words[w] |= usualIn(lang) | seenIn(lang)
			}
		}
	}
	x.addSections("ambiguous", func(lang string) info {
		return oneOf(lang, map[string]info{"*": double, "stop": stop | double, "never": firm}, doubleIn)
	})
	for _, w := range strings.Fields(list("months")) {
		x.words[bare(w)] |= month
	}
	x.addSaid()
	for _, line := range strings.Split(list("numbers"), "\n") {
		if _, use, words := parts(line); use != "fill" {
			for _, w := range words {
				x.words[bare(w)] |= idWord
			}
		}
	}
	x.addPhrases("places", Place, place)
	x.addPhrases("teams", Team, team)
	x.addPhrases("schools", School, school)
	x.cues, x.heads = readCues(), readHeads()
	x.readEntries()
	x.findNear()
	x.findSounds()
	return x
}

func oneOf(lang string, special map[string]info, of func(string) info) info {
	if i, ok := special[lang]; ok {
		return i
	}
	return of(lang)
}

// list is a file of lists without its remarks.
func list(name string) string {
	text, err := files.ReadFile("lists/" + name + ".txt")
	if err != nil {
		return "" // some languages have no such list
	}
	return withoutRemarks(string(text))
}

// unpack unpacks a list of the program's own; it panics if that cannot be.
func unpack(packed []byte) string {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func withoutRemarks(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// addSections adds a file whose words stand in parts, each for a language.
func (x *lexicon) addSections(file string, of func(lang string) info) {
	what := info(0)
	for _, w := range strings.Fields(list(file)) {
		if lang, ok := strings.CutPrefix(w, "@"); ok {
			what = of(lang)
			continue
		}
		x.words[bare(w)] |= what
	}
}

// addSaid adds the words with which numbers and addresses are said: all are words of
// their language.
func (x *lexicon) addSaid() {
	for _, line := range strings.Split(list("digits")+"\n"+list("online"), "\n") {
		lang, _, words := parts(line)
		is := usualIn(lang)
		if lang == "*" || lang == "en" {
			is = usual
		}
		for _, w := range words {
			if (x.words[bare(w)] == 0 || is != usual && x.words[bare(w)]&isListed == 0) && !strings.ContainsAny(w, "0123456789+@=") {
				x.words[bare(w)] |= is
			}
		}
	}
}

// addPhrases adds a file with a name on each line.
func (x *lexicon) addPhrases(file string, kind Kind, one info) {
	for _, line := range strings.Split(list(file), "\n") {
		x.addPhrase(line, kind, one)
	}
}

func (x *lexicon) addPhrase(line string, kind Kind, one info) {
	words := strings.Fields(line)
	for i, w := range words {
		words[i] = bare(w)
	}
	switch len(words) {
	case 0:
	case 1:
		x.words[words[0]] |= one
	default:
		x.phrases[strings.Join(words, " ")] = phrase{kind}
		x.firsts[words[0]] = max(x.firsts[words[0]], len(words))
	}
}

// findNear makes the two indexes of what is one mistake away.
func (x *lexicon) findNear() {
	var names, usualWords, months []string
	for w, i := range x.words {
		if i&isListed != 0 && i&stop == 0 {
			names = append(names, w)
		}
		if i&month != 0 && len(w) > shortest {
			months = append(months, w)
		}
		if i&(common|usual) != 0 || i.often() {
			usualWords = append(usualWords, w)
		}
	}
	x.names, x.usual, x.months, x.lodges = newNear(names), newNear(usualWords), newNear(months), map[string]*near{}
	for lang, heads := range x.heads {
		x.lodges[lang] = newNear(slices.Collect(maps.Keys(heads)))
	}
}
