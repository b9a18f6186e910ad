// Package machine is what a computer can do to help people who read many texts: it
// finds texts that are alike, proposes themes from those that people gave before, and
// searches. It says why, it measures how often it is right, and it decides nothing.
//
// All of it is counting words, on this server, in the memory of a session: nothing is
// kept, and nothing is learned from anywhere else. Words are compared by their stems
// (see lexis), weighted by how few texts have them (tf-idf: Salton and Buckley,
// "Term-weighting approaches in automatic text retrieval", Information Processing and
// Management 24, 1988). The same texts in the same order give the same answers.
package machine

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"kist/internal/lexis"
)

// Doc is a text as the machine gets it.
type Doc struct {
	ID   string
	Lang string // BCP 47
	Text string
}

// term is one stem of one language, or a stem that is denied.
type term struct {
	lang, stem string
	word       string // as most texts write it
	docs       int    // in how many texts
}

// weight is how much a term weighs in a text.
type weight struct {
	term int
	by   float64
}

// Space is a number of texts laid out so that they compare.
type Space struct {
	docs  []Doc
	terms []term
	rows  [][]weight // of each text, by term, of length 1; empty for one of stop words alone
	at    map[string]int
	index func() *index
}

// MaxDocs is how many texts a space takes; it leaves out what is more.
const MaxDocs = 50_000

// Lay lays texts out.
func Lay(docs []Doc) *Space {
	s := &Space{docs: docs[:min(len(docs), MaxDocs)], at: map[string]int{}}
	b := builder{space: s, known: map[[2]string]int{}, stems: map[[2]string]string{}, spelled: map[[2]int]int{}, words: map[string]int{}}
	for i, d := range s.docs {
		s.at[d.ID] = i
		s.rows = append(s.rows, b.count(d))
	}
	b.name()
	for _, row := range s.rows {
		s.weigh(row)
	}
	s.index = sync.OnceValue(s.makeIndex)
	return s
}

// Len is how many texts there are.
func (s *Space) Len() int { return len(s.docs) }

// Doc is the text with this id; false if there is none.
func (s *Space) Doc(id string) (Doc, bool) {
	i, ok := s.at[id]
	if !ok {
		return Doc{}, false
	}
	return s.docs[i], true
}

// builder counts words while a space is made.
type builder struct {
	space   *Space
	known   map[[2]string]int    // language and stem -> term
	stems   map[[2]string]string // language and word -> stem
	words   map[string]int       // word -> number
	spelled map[[2]int]int       // term and word -> how often
}

// count gives the terms of a text with how often each is in it.
func (b *builder) count(d Doc) []weight {
	counts, denied := map[int]int{}, false
	for _, w := range lexis.Words(d.Text) {
		if denies(w) {
			denied = true
		} else if stops(d.Lang, w) || number(w) {
			continue
		}
		stem := b.stem(d.Lang, w)
		counts[b.term(d.Lang, stem, w)]++
		if denied && !denies(w) {
			counts[b.term(d.Lang, "not "+stem, "not "+w)]++
			denied = false
		}
	}
	var row []weight
	for t, n := range counts {
		b.space.terms[t].docs++
		row = append(row, weight{t, float64(n)})
	}
	slices.SortFunc(row, func(x, y weight) int { return x.term - y.term })
	return row
}

// number says whether a word is a number alone: it tells no texts apart.
func number(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsDigit(r) })
}

func (b *builder) stem(lang, word string) string {
	key := [2]string{lang, word}
	stem, ok := b.stems[key]
	if !ok {
		stem = lexis.Stem(word, lang)
		b.stems[key] = stem
	}
	return stem
}

func (b *builder) term(lang, stem, word string) int {
	key := [2]string{lang, stem}
	t, ok := b.known[key]
	if !ok {
		t = len(b.space.terms)
		b.known[key] = t
		b.space.terms = append(b.space.terms, term{lang: lang, stem: stem, word: word})
	}
	w, ok := b.words[word]
	if !ok {
		w = len(b.words)
		b.words[word] = w
	}
	b.spelled[[2]int{t, w}]++
	return t
}

// name gives each term the word that most texts write it with, the first in the
// alphabet of equals.
func (b *builder) name() {
	words := make([]string, len(b.words))
	for w, i := range b.words {
		words[i] = w
	}
	most := make([]int, len(b.space.terms))
	for key, n := range b.spelled {
		t, w := key[0], words[key[1]]
		if n > most[t] || n == most[t] && w < b.space.terms[t].word {
			most[t], b.space.terms[t].word = n, w
		}
	}
}

// weigh turns counts into weights: a word that is in few texts weighs more, and long
// texts weigh no more than short ones.
func (s *Space) weigh(row []weight) {
	sum := 0.0
	for i, w := range row {
		by := (1 + math.Log(w.by)) * math.Log(float64(1+len(s.docs))/float64(s.terms[w.term].docs))
		row[i].by = by
		sum += by * by
	}
	if sum == 0 {
		return
	}
	for i := range row {
		row[i].by /= math.Sqrt(sum)
	}
}

//go:embed stop.txt
var stopText string

// stopWords are the words that say nothing, by language.
var stopWords = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for line := range strings.Lines(stopText) {
		lang, words, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		all[lang] = map[string]bool{}
		for _, w := range strings.Fields(words) {
			all[lang][w] = true
		}
	}
	for w := range all["en"] { // Scots is written among English words
		all["sco"][w] = true
	}
	return all
})

func stops(lang, word string) bool { return stopWords()[lang][word] && !denies(word) }

// denials turn round what the next word says: they are never left out.
var denials = map[string]bool{
	"not": true, "no": true, "never": true, "dont": true, "didnt": true, "cant": true, "wont": true, "doesnt": true, "isnt": true, "wasnt": true,
	"cha": true, "chan": true, "nach": true, "nae": true, "nie": true, "nu": true, "не": true, "ні": true,
	"لا": true, "لم": true, "لن": true, "ليس": true, "نہیں": true, "ਨਹੀਂ": true, "nigdy": true, "ніколи": true, "niciodată": true,
}

func denies(word string) bool { return denials[word] || strings.HasSuffix(word, "n't") }
