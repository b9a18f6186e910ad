package machine

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/lexis"
)

// Hit is a text that a search found.
type Hit struct {
	ID    string
	Words []string // of the text, in small letters, that fit
	by    float64
	fit   int // words of the search that it has
}

// index is where words are found.
type index struct {
	words map[string][]int            // word -> texts
	stems map[string]map[string][]int // language -> stem -> words of sorted
	all   []string                    // words, sorted
}

func (s *Space) makeIndex() *index {
	x := &index{words: map[string][]int{}, stems: map[string]map[string][]int{}}
	langs := map[string]map[string]bool{}
	for i, d := range s.docs {
		if langs[d.Lang] == nil {
			langs[d.Lang] = map[string]bool{}
		}
		for _, w := range lexis.Words(d.Text) {
			langs[d.Lang][w] = true
			if list := x.words[w]; len(list) == 0 || list[len(list)-1] != i {
				x.words[w] = append(list, i)
			}
		}
	}
	x.all = slices.Sorted(maps.Keys(x.words))
	for lang, words := range langs {
		x.stems[lang] = map[string][]int{}
		for n, w := range x.all {
			if words[w] {
				stem := lexis.Stem(w, lang)
				x.stems[lang][stem] = append(x.stems[lang][stem], n)
			}
		}
	}
	return x
}

// How well a word of a text fits one that is searched for.
const (
	itself  = 1.0
	stemmed = 0.9
	begun   = 0.6
	typo    = 0.5
)

// MaxQuery is how many letters of a search are looked at.
const MaxQuery = 200

// Search finds the texts that have the words of a query, in any of the languages that
// there are: in the same or another form, begun, or with a letter wrong. Those with most
// of the words come first; a lang that is not empty leaves out texts in others.
func (s *Space) Search(query, lang string) []Hit {
	if runes := []rune(query); len(runes) > MaxQuery {
		query = string(runes[:MaxQuery])
	}
	hits := map[int]*Hit{}
	asked := lexis.Words(query)
	slices.Sort(asked)
	for _, word := range slices.Compact(asked) {
		s.find(word, lang, hits)
	}
	list := []Hit{}
	for _, i := range slices.Sorted(maps.Keys(hits)) {
		slices.Sort(hits[i].Words)
		hits[i].Words = slices.Compact(hits[i].Words)
		list = append(list, *hits[i])
	}
	slices.SortStableFunc(list, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.fit, a.fit), cmp.Compare(b.by, a.by)) })
	return list
}

// find adds what one word of a query finds.
func (s *Space) find(word, lang string, hits map[int]*Hit) {
	x, best := s.index(), map[int]float64{}
	for w, fit := range x.fitting(word) {
		docs := x.words[w]
		rare := math.Log(1 + float64(len(s.docs))/float64(len(docs)))
		for _, i := range docs {
			if lang != "" && s.docs[i].Lang != lang {
				continue
			}
			if hits[i] == nil {
				hits[i] = &Hit{ID: s.docs[i].ID}
			}
			hits[i].Words = append(hits[i].Words, w)
			best[i] = max(best[i], fit*rare)
		}
	}
	for i, by := range best {
		hits[i].by += by
		hits[i].fit++
	}
}

// fitting are the words of the texts that fit one that is searched for. A wrong letter
// is allowed for only where nothing else fits.
func (x *index) fitting(word string) map[string]float64 {
	found := map[string]float64{}
	add := func(w string, fit float64) { found[w] = max(found[w], fit) }
	if x.words[word] != nil {
		add(word, itself)
	}
	for lang, stems := range x.stems {
		for _, n := range stems[lexis.Stem(word, lang)] {
			add(x.all[n], stemmed)
		}
	}
	letters := utf8.RuneCountInString(word)
	if letters >= 4 {
		from, _ := slices.BinarySearch(x.all, word)
		for ; from < len(x.all) && strings.HasPrefix(x.all[from], word); from++ {
			add(x.all[from], begun)
		}
	}
	if len(found) > 0 || letters < 4 {
		return found
	}
	wrong := 1
	if letters >= 8 {
		wrong = 2
	}
	for _, w := range x.all {
		if within([]rune(word), []rune(w), wrong) {
			add(w, typo)
		}
	}
	return found
}

// within says whether at most so many letters must be put in, left out, changed, or
// swapped with their neighbour to make one word of another (Damerau, "A technique for
// computer detection and correction of spelling errors", Communications of the ACM 7,
// 1964).
func within(a, b []rune, most int) bool {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return false
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > most {
			return false
		}
		before, last, row = last, row, before
	}
	return last[len(b)] <= most
}
