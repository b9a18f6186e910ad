package editing

import (
	"cmp"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/lexis"
	"kist/surveys"
)

// Kept is a question of the library: one that came with Kist, or that a
// published version asked. Taking it keeps its key, so that answers compare.
type Kept struct {
	*surveys.Question        // its latest form; do not change it
	Source            string // language it was written in
	Languages         []string
	Framework         string
	Offered           []surveys.Edition // that ask it
	From              string            // file that it came with, without the ending; empty if it came with a version
	Versions          []string          // ids of the versions that asked it, the latest first
}

// Library is every question that can be taken, with an index to search it. It
// lives in memory, never changes, and is made anew when a version is published.
type Library struct {
	all   []*Kept                    // by key
	terms map[string]map[int]float64 // stem -> question -> weight of its place
	words map[string]map[string]bool // stem -> its triples, for what was mistyped
}

// How much a word weighs by where it stands.
const (
	weightText   = 3.0
	weightKey    = 2.0
	weightOption = 1.0
	weightWhy    = 0.5
)

// Asked is a version with its survey, as Versions.Get gives it.
type Asked struct {
	ID     string
	Survey *surveys.Survey
}

// NewLibrary gathers the questions of the files that come with Kist and of every
// published version, given from the oldest to the latest. What a version asked
// stands before what the files say.
func NewLibrary(files fs.FS, asked []Asked) (*Library, error) {
	byKey := map[string]*Kept{}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.Count(name, ".") > 1 {
			continue // a translation
		}
		s, err := surveys.Parse(files, name)
		if err != nil {
			return nil, err
		}
		for _, q := range s.Questions {
			byKey[q.Key] = &Kept{From: strings.TrimSuffix(name, ".yaml")}
			byKey[q.Key].hold(q, s)
		}
	}
	for _, a := range asked {
		for _, q := range a.Survey.Questions {
			keep(byKey, q, a)
		}
	}
	l := &Library{all: slices.SortedFunc(maps.Values(byKey), func(x, y *Kept) int { return cmp.Compare(x.Key, y.Key) })}
	l.index()
	return l, nil
}

func keep(byKey map[string]*Kept, q *surveys.Question, a Asked) {
	k := byKey[q.Key]
	if k == nil {
		k = &Kept{}
		byKey[q.Key] = k
	}
	k.From = ""
	k.hold(q, a.Survey)
	k.Versions = slices.Insert(k.Versions, 0, a.ID)
}

// hold makes q, as a survey has it, the form that is kept.
func (k *Kept) hold(q *surveys.Question, s *surveys.Survey) {
	k.Question, k.Source, k.Languages, k.Framework = q, s.Source, s.Languages, s.Framework
	k.Offered = slices.DeleteFunc(slices.Clone(s.Editions), func(e surveys.Edition) bool { return !q.In(e) })
}

// Survey is one with nothing in it but this question, for what reads a question
// by its survey. Its question is shared.
func (k *Kept) Survey() *surveys.Survey {
	return &surveys.Survey{Source: k.Source, Languages: k.Languages, Editions: k.Offered, Framework: k.Framework, Questions: []*surveys.Question{k.Question}}
}

// Question finds one by its key. fault.NotFound if there is none.
func (l *Library) Question(key string) (*Kept, error) {
	i, ok := slices.BinarySearchFunc(l.all, key, func(k *Kept, key string) int { return cmp.Compare(k.Key, key) })
	if !ok {
		return nil, fault.Wrap(fault.NotFound, "question %q of the library", key)
	}
	return l.all[i], nil
}

// index notes which words stand where, in every language and edition.
func (l *Library) index() {
	l.terms, l.words = map[string]map[int]float64{}, map[string]map[string]bool{}
	for i, k := range l.all {
		l.learn(i, strings.ReplaceAll(k.Key, "_", " "), "en", weightKey)
		l.learn(i, k.Why, k.Source, weightWhy)
		for _, w := range []surveys.Words{k.Text, k.Hint} {
			l.learnWords(i, w, weightText)
		}
		for _, o := range k.Options {
			l.learnWords(i, o.Text, weightOption)
		}
		for _, w := range k.Labels {
			l.learnWords(i, w, weightOption)
		}
	}
	for stem := range l.terms {
		l.words[stem] = lexis.Triples(stem)
	}
}

func (l *Library) learnWords(i int, w surveys.Words, weight float64) {
	for lang, by := range w {
		for _, text := range by {
			l.learn(i, text, lang, weight)
		}
	}
}

func (l *Library) learn(i int, text, lang string, weight float64) {
	for _, stem := range lexis.Stems(text, lang) {
		if l.terms[stem] == nil {
			l.terms[stem] = map[int]float64{}
		}
		l.terms[stem][i] = max(l.terms[stem][i], weight)
	}
}

// Wanted says which questions to find; what is empty lets every question through.
type Wanted struct {
	Words     string // in any language; every word must be found, if only nearly
	Edition   surveys.Edition
	Kind      string
	Wellbeing string // SHANARRI code
	Quality   string // indicator
	UNCRC     int    // article; 0: any
}

// maxWanted is how many words of a search count: more are no search.
const maxWanted = 12

// Find lists questions that fit, the best first; without words by key.
func (l *Library) Find(w Wanted) []*Kept {
	score := make([]float64, len(l.all))
	given := lexis.Words(w.Words)
	given = given[:min(len(given), maxWanted)]
	for n, word := range given {
		for i, s := range l.near(word) {
			if s == 0 || n > 0 && score[i] == 0 {
				score[i] = 0 // a word that is not there, now or before
				continue
			}
			score[i] += s
		}
	}
	var found []int
	for i, k := range l.all {
		if w.lets(k) && (len(given) == 0 || score[i] > 0) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	list := make([]*Kept, len(found))
	for at, i := range found {
		list[at] = l.all[i]
	}
	return list
}

// nearly is the least likeness of a mistyped word to the one that was meant.
const nearly = 55

// near is how well each question fits one word: its stem in any language, a
// longer word that begins with it, or one that is spelt nearly alike. A word
// that stands in few questions weighs more.
func (l *Library) near(word string) []float64 {
	stems := map[string]map[string]bool{} // with the triples of each
	for _, lang := range []string{"en", "ar", "ro", ""} {
		stem := lexis.Stem(word, lang)
		stems[stem] = lexis.Triples(stem)
	}
	score := make([]float64, len(l.all))
	for stem, places := range l.terms {
		like := 1.0
		switch {
		case stems[stem] != nil:
		case len(word) >= 3 && strings.HasPrefix(stem, word):
			like = 0.7
		default:
			percent := 0
			for _, triples := range stems {
				percent = max(percent, lexis.Likeness(triples, l.words[stem]))
			}
			if percent < nearly {
				continue
			}
			like = float64(percent) / 200
		}
		rare := math.Log(1 + float64(len(l.all))/float64(len(places)))
		for i, weight := range places {
			score[i] = max(score[i], like*weight*rare)
		}
	}
	return score
}

func (w Wanted) lets(k *Kept) bool {
	return (w.Edition == "" || slices.Contains(k.Offered, w.Edition)) && (w.Kind == "" || k.KindName == w.Kind) &&
		(w.Wellbeing == "" || slices.Contains(k.Links.Wellbeing, w.Wellbeing)) &&
		(w.Quality == "" || slices.Contains(k.Links.Quality, w.Quality)) &&
		(w.UNCRC == 0 || slices.Contains(k.Links.UNCRC, w.UNCRC))
}

// Take gives s with the question in it, key and all, behind the question after,
// or at the end. Of its words only those in the survey's languages come along,
// of its editions those of the survey; a condition on a question that the
// survey does not ask before it falls away. fault.Exists if the survey has the
// key, fault.Problem if the two were written in different languages or share no
// edition.
func (k *Kept) Take(s *surveys.Survey, after string) (*surveys.Survey, error) {
	if s.Question(k.Key) != nil {
		return nil, fault.Wrap(fault.Exists, "question %s in survey %s", k.Key, s.Key)
	}
	if k.Source != s.Source {
		return nil, fault.Problem{Field: "question", ID: "staff.problem.source"}
	}
	lone := &surveys.Survey{Languages: k.Languages, Questions: []*surveys.Question{k.Question}}
	copied, err := lone.Clone()
	if err != nil {
		return nil, err
	}
	out, err := s.Clone()
	if err != nil {
		return nil, err
	}
	at := len(out.Questions)
	if i := slices.IndexFunc(out.Questions, func(q *surveys.Question) bool { return q.Key == after }); i >= 0 {
		at = i + 1
	}
	q := copied.Questions[0]
	if len(offered(out.Editions, k.Offered)) < len(out.Editions) && len(q.Editions) == 0 {
		q.Editions = slices.Clone(k.Offered) // "all" meant those of its own survey
	}
	if !fit(q, out, out.Questions[:at]) {
		return nil, fault.Problem{Field: "question", ID: "staff.problem.editions"}
	}
	out.Questions = slices.Insert(out.Questions, at, q)
	return out, nil
}

// fit narrows a question to the survey that it comes into; false if it is for
// none of the survey's editions.
func fit(q *surveys.Question, s *surveys.Survey, before []*surveys.Question) bool {
	for _, t := range (&surveys.Survey{Editions: s.Editions, Questions: []*surveys.Question{q}}).Texts() {
		maps.DeleteFunc(*t.Words, func(lang string, _ map[surveys.Edition]string) bool { return !slices.Contains(s.Languages, lang) })
	}
	q.AskIf = slices.DeleteFunc(q.AskIf, func(c surveys.Clause) bool {
		return !slices.ContainsFunc(before, func(b *surveys.Question) bool { return b.Key == c.Question })
	})
	q.Options = slices.DeleteFunc(q.Options, func(o surveys.Option) bool { return !common(o.Editions, s.Editions) })
	for i := range q.Options {
		q.Options[i].Editions = offered(q.Options[i].Editions, s.Editions)
	}
	there := common(q.Editions, s.Editions)
	q.Editions = offered(q.Editions, s.Editions)
	return there
}

// common says whether a list of editions, where none means all, shares any with
// the survey's.
func common(list, survey []surveys.Edition) bool {
	return len(list) == 0 || len(offered(list, survey)) > 0
}

// offered are those of a list that the survey has.
func offered(list, survey []surveys.Edition) []surveys.Edition {
	return slices.DeleteFunc(slices.Clone(list), func(e surveys.Edition) bool { return !slices.Contains(survey, e) })
}
