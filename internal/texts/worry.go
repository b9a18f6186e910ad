package texts

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed worry/*.txt
var worryFiles embed.FS

// Worry is what a list of words found in a text. It puts texts in order and says why;
// it decides nothing and hides nothing: a text in which no list finds anything is
// read like any other.
type Worry string

// What the lists look for, the most worrying first.
const (
	AboutSelf    Worry = "self"     // hurting oneself, not wanting to live
	AboutSexual  Worry = "sexual"   // being touched, shown, made to do things
	AboutHarm    Worry = "violence" // being hit, hurt, held
	AboutSecret  Worry = "secret"   // told not to tell, threatened
	AboutNeglect Worry = "neglect"  // hungry, locked in, left alone
	AboutMissing Worry = "missing"  // running away, nowhere to sleep
	AboutDrink   Worry = "drink"    // drink and drugs
	AboutBully   Worry = "bully"    // being picked on
	AboutAfraid  Worry = "afraid"   // being scared
	AboutAlone   Worry = "alone"    // nobody to talk to
)

// weights say how far up a text goes. Each kind counts once, however often it is
// found, so that a long text does not go before a short one.
var weights = map[Worry]int{
	AboutSelf: 20, AboutSexual: 20, AboutHarm: 14, AboutSecret: 10, AboutNeglect: 8, AboutMissing: 8, AboutDrink: 4, AboutBully: 4, AboutAfraid: 3, AboutAlone: 2,
}

// worries lists the kinds, the most worrying first.
var worries = []Worry{AboutSelf, AboutSexual, AboutHarm, AboutSecret, AboutNeglect, AboutMissing, AboutDrink, AboutBully, AboutAfraid, AboutAlone}

// Worries is every kind. The slice is the caller's own.
func Worries() []Worry { return slices.Clone(worries) }

// Weigh says what the lists of a language, and the English ones, find in a text, and
// how far up it goes; 0 where they find nothing. It is linear in the text.
func Weigh(text, lang string) (found []Worry, weight int) {
	t := newTokens(text)
	for _, kind := range worries {
		if lists()[lang].finds(kind, t) || lang != "en" && lists()["en"].finds(kind, t) {
			found = append(found, kind)
			weight += weights[kind]
		}
	}
	return found, weight
}

// wordList is what is looked for in one language, by kind.
type wordList map[Worry][]pattern

// pattern is some words that follow each other and, if there is more, others near.
type pattern struct {
	words, near []string // "*" at the end of a word: any ending
	within      string   // of a language without spaces: found anywhere
}

// near is how many words may lie between the two parts of a pattern.
const near = 6

var lists = sync.OnceValue(func() map[string]wordList {
	all := map[string]wordList{}
	files, err := worryFiles.ReadDir("worry")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		text, err := worryFiles.ReadFile("worry/" + f.Name())
		if err != nil {
			panic(err)
		}
		lang := strings.TrimSuffix(f.Name(), ".txt")
		list, err := parseWorry(string(text), strings.HasPrefix(lang, "zh"))
		if err != nil {
			panic(fmt.Sprintf("texts: words of %s: %v", lang, err))
		}
		all[lang] = list
	}
	return all
})

// parseWorry reads a list: lines of "kind: words, words", comments behind "#".
func parseWorry(text string, unspaced bool) (wordList, error) {
	list := wordList{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		kind, rest, ok := strings.Cut(line, ":")
		if !ok || weights[Worry(kind)] == 0 {
			return nil, fmt.Errorf("line %q names no kind", line)
		}
		for _, words := range strings.Split(rest, ",") {
			p := newPattern(words, unspaced)
			if p.within == "" && len(p.words) == 0 {
				return nil, fmt.Errorf("nothing to look for in %q", words)
			}
			list[Worry(kind)] = append(list[Worry(kind)], p)
		}
	}
	return list, nil
}

func newPattern(words string, unspaced bool) pattern {
	if unspaced {
		return pattern{within: strings.Join(newTokens(words).words, "")}
	}
	first, other, _ := strings.Cut(words, "+")
	return pattern{words: starred(first), near: starred(other)}
}

// starred are the words of a part of a pattern, with their stars.
func starred(part string) (list []string) {
	for _, field := range strings.Fields(part) {
		star := strings.HasSuffix(field, "*")
		words := newTokens(strings.TrimSuffix(field, "*")).words
		if star && len(words) > 0 {
			words[len(words)-1] += "*"
		}
		list = append(list, words...)
	}
	return list
}

// tokens are a text as it is looked through: words in lower case, without marks that
// people leave out.
type tokens struct {
	words  []string
	joined string
	at     map[string][]int // places of words by their first letter
}

func newTokens(text string) tokens {
	t := tokens{at: map[string][]int{}}
	t.words = strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) })
	t.joined = strings.Join(t.words, "")
	for i, w := range t.words {
		first := firstLetter(w)
		t.at[first] = append(t.at[first], i)
	}
	return t
}

func firstLetter(word string) string {
	for _, r := range word {
		return string(r)
	}
	return ""
}

// plain writes a text in the way in which lists and texts are compared: lower case, no
// accents, one form for letters that Arabic and Urdu keyboards write in several.
func plain(text string) string {
	text = strings.ToLower(norm.NFKD.String(text))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == 'ʼ': // don't, dont
			return -1
		case unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Gurmukhi, r):
			return -1
		}
		if same, ok := alike[r]; ok {
			return same
		}
		return r
	}, text)
}

// alike are letters that are written one for the other. Where two languages differ,
// both come to the same.
var alike = map[rune]rune{
	'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ة': 'ه', 'ہ': 'ه', 'ھ': 'ه', 'ٱ': 'ا', 'ł': 'l', 'ґ': 'г', 'ё': 'е',
}

// finds says whether a text holds one of the patterns of a kind.
func (l wordList) finds(kind Worry, t tokens) bool {
	return slices.ContainsFunc(l[kind], func(p pattern) bool {
		if p.within != "" {
			return strings.Contains(t.joined, p.within)
		}
		return t.holds(p)
	})
}

func (t tokens) holds(p pattern) bool {
	for _, i := range t.at[firstLetter(p.words[0])] {
		if !t.follows(i, p.words) {
			continue
		}
		if len(p.near) == 0 {
			return true
		}
		for j := max(0, i-near-len(p.near)); j <= min(len(t.words)-1, i+len(p.words)+near); j++ {
			if t.follows(j, p.near) {
				return true
			}
		}
	}
	return false
}

// follows says whether these words stand at a place.
func (t tokens) follows(at int, words []string) bool {
	if at+len(words) > len(t.words) {
		return false
	}
	for i, w := range words {
		stem, open := strings.CutSuffix(w, "*")
		if open && !strings.HasPrefix(t.words[at+i], stem) || !open && t.words[at+i] != w {
			return false
		}
	}
	return true
}
