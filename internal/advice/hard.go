package advice

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kist/internal/lexis"
	"kist/surveys"
)

//go:embed hard.txt
var hardText string

// hard is a word, or a few that belong together, which readers may not know.
type hard struct {
	words   []word
	band    int // where the oldest band begins for which it is hard
	simpler []string
	means   string // of a term of the field
}

// bandOf is where the age band of an edition begins; easy-read follows 8-10. 0 for
// grown-ups, for whom no word of the list is hard.
var bandOf = map[surveys.Edition]int{surveys.E4: 4, surveys.E8: 8, surveys.E11: 11, surveys.E14: 14, surveys.Easy: 8}

// hardByFirst are the words of the list by the stem of their first word, longer ones
// before shorter.
var hardByFirst = sync.OnceValue(func() map[string][]hard {
	by := map[string][]hard{}
	for line := range strings.Lines(hardText) {
		h, ok := readHard(line)
		if !ok {
			continue
		}
		list, at := by[h.words[0].stem], 0
		for at < len(list) && len(list[at].words) >= len(h.words) {
			at++
		}
		by[h.words[0].stem] = slices.Insert(list, at, h)
	}
	return by
})

// readHard reads a line of the list; false for a comment and for what is none.
func readHard(line string) (hard, bool) {
	line, field := strings.CutPrefix(strings.TrimSpace(line), "! ")
	number, rest, _ := strings.Cut(line, " ")
	words, says, ok := strings.Cut(rest, ": ")
	band, err := strconv.Atoi(number)
	if !ok || err != nil {
		return hard{}, false
	}
	h := hard{band: band, words: wordsIn(words)}
	if field {
		h.means = says
	} else {
		h.simpler = strings.Split(says, ", ")
	}
	return h, len(h.words) > 0
}

// word is one word of a text, with where it stands in bytes.
type word struct {
	text, stem string // in small letters
	from, to   int
}

// is says that a word of a text is one of the list, with another ending perhaps. A
// stem alone would take "effect" for "effective".
func (w word) is(listed word) bool {
	same := 0
	for same < min(len(w.text), len(listed.text)) && w.text[same] == listed.text[same] {
		same++
	}
	return w.stem == listed.stem && same >= len(listed.text)-2
}

var wordForm = regexp.MustCompile(`[\p{L}\p{N}]+(?:['’][\p{L}]+)*`)

// wordsIn are the words of an English text, "self-esteem" as two.
func wordsIn(text string) []word {
	var list []word
	for _, at := range wordForm.FindAllStringIndex(text, -1) {
		folded := strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(text[at[0]:at[1]]), "’", "'"), "'s")
		list = append(list, word{folded, lexis.Stem(folded, english), at[0], at[1]})
	}
	return list
}

// hardWords finds words of the list that are hard for an edition's readers, each
// once in a text.
func (r *review) hardWords(text string, e surveys.Edition, at Advice) {
	band, list := bandOf[e], wordsIn(text)
	seen := map[string]bool{}
	for i := 0; band > 0 && i < len(list); i++ {
		h, n := hardAt(list[i:], band)
		if n == 0 {
			continue
		}
		a := at
		a.From, a.To = list[i].from, list[i+n-1].to
		a.Words = text[a.From:a.To]
		a.Kind, a.Simpler, a.Means = HardWord, h.simpler, h.means
		if h.means != "" {
			a.Kind = Term
		}
		if key := h.words[0].stem + h.words[len(h.words)-1].stem; !seen[key] {
			seen[key] = true
			r.add(a)
		}
		i += n - 1
	}
}

// hardAt is the longest entry of the list with which a text goes on that is hard
// for a band, and how many words it has; 0 words for none. What is hard in a phrase
// is not told of its words once more.
func hardAt(text []word, band int) (hard, int) {
	for _, h := range hardByFirst()[text[0].stem] {
		if len(h.words) > len(text) || band > h.band {
			continue
		}
		same := true
		for i, w := range h.words {
			same = same && text[i].is(w)
		}
		if same {
			return h, len(h.words)
		}
	}
	return hard{}, 0
}
