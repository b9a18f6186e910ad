package machine

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Group is a number of texts in one language that share words.
type Group struct {
	Lang    string
	Words   []string // that it shares, the most telling first
	Members []Member // the most typical first
}

// Member is a text in a group.
type Member struct {
	ID   string
	Near float64 // 0 to 1: how much it is what the group is
}

// Grouped is what grouping found.
type Grouped struct {
	Groups []Group  // the largest first
	Alone  []string // ids of texts that are like no group
}

// How texts are grouped.
const (
	fewest     = 6    // texts of a language, to look for groups in it
	mostGroups = 16   // of one language
	rounds     = 60   // of the factorisation
	nearEnough = 0.12 // to belong to a group
	topicWords = 5
	seed       = 20261126
	tiny       = 1e-9
)

// Groups finds texts that are alike, language by language, since words of two languages
// do not meet: by factors of the weights that are not negative (Lee and Seung,
// "Algorithms for non-negative matrix factorization", Advances in Neural Information
// Processing Systems 13, 2001).
func (s *Space) Groups() Grouped {
	var g Grouped
	byLang := map[string][]int{}
	var langs []string
	for i, d := range s.docs {
		if byLang[d.Lang] == nil {
			langs = append(langs, d.Lang)
		}
		byLang[d.Lang] = append(byLang[d.Lang], i)
	}
	slices.Sort(langs)
	for _, lang := range langs {
		found, alone := s.groupsOf(lang, byLang[lang])
		g.Groups, g.Alone = append(g.Groups, found...), append(g.Alone, alone...)
	}
	slices.SortStableFunc(g.Groups, func(a, b Group) int { return cmp.Compare(len(b.Members), len(a.Members)) })
	return g
}

// groupsOf groups the texts of one language, of which docs are the numbers.
func (s *Space) groupsOf(lang string, docs []int) (groups []Group, alone []string) {
	f := s.factors(docs)
	if f == nil {
		for _, i := range docs {
			alone = append(alone, s.docs[i].ID)
		}
		return nil, alone
	}
	groups = make([]Group, f.k)
	for g := range groups {
		groups[g] = Group{Lang: lang, Words: s.topic(f, g)}
	}
	f.scale()
	for r, i := range f.docs {
		best, near := f.nearest(r)
		if near < nearEnough {
			alone = append(alone, s.docs[i].ID)
			continue
		}
		groups[best].Members = append(groups[best].Members, Member{s.docs[i].ID, near})
	}
	for g := range groups {
		slices.SortStableFunc(groups[g].Members, func(a, b Member) int { return cmp.Compare(b.Near, a.Near) })
	}
	return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Members) == 0 }), alone
}

// factors are what a number of texts come to: what each group is made of, and how much
// of each group is in each text.
type factors struct {
	k     int
	docs  []int      // numbers of the texts
	rows  [][]weight // of the texts, by column
	terms []int      // of the columns
	in    *dense     // texts by groups
	of    *dense     // groups by columns
}

// factors gives nil where there are too few texts or words to find any.
func (s *Space) factors(docs []int) *factors {
	f := &factors{docs: docs}
	column := map[int]int{}
	for _, i := range docs {
		var row []weight
		for _, w := range s.rows[i] {
			if s.terms[w.term].docs < 2 || w.by == 0 { // a word of one text joins nothing
				continue
			}
			c, ok := column[w.term]
			if !ok {
				c = len(f.terms)
				column[w.term] = c
				f.terms = append(f.terms, w.term)
			}
			row = append(row, weight{c, w.by})
		}
		f.rows = append(f.rows, row)
	}
	f.k = min(mostGroups, max(2, int(math.Sqrt(float64(len(docs))/3))))
	if len(docs) < fewest || len(f.terms) < f.k {
		return nil
	}
	f.begin()
	for range rounds {
		f.improve()
	}
	return f
}

// begin takes as many texts as there are to be groups, far from each other, as what the
// groups are made of at first (Arthur and Vassilvitskii, "k-means++", Symposium on
// Discrete Algorithms, 2007).
func (f *factors) begin() {
	random := rand.New(rand.NewPCG(seed, uint64(len(f.rows)))) // #nosec G404 -- the same texts have the same groups, on purpose
	f.in, f.of = newDense(len(f.rows), f.k), newDense(f.k, len(f.terms))
	far := make([]float64, len(f.rows))
	for i, row := range f.rows {
		for _, w := range row {
			far[i] += w.by
		}
	}
	for g := range f.k {
		chosen := pick(random, far)
		of := f.of.row(g)
		for c := range of {
			of[c] = 0.01 * random.Float64()
		}
		for _, w := range f.rows[chosen] {
			of[w.term] += w.by
		}
		for i, row := range f.rows {
			far[i] = min(far[i], max(0, 1-dot(row, f.rows[chosen])))
		}
		far[chosen] = 0
	}
	for i, row := range f.rows {
		in := f.in.row(i)
		for g := range in {
			in[g] = tiny + along(row, f.of.row(g))
		}
	}
}

// pick draws a number with a chance of its share.
func pick(random *rand.Rand, shares []float64) int {
	sum := 0.0
	for _, share := range shares {
		sum += share
	}
	at := random.Float64() * sum
	for i, share := range shares {
		if at -= share; at < 0 {
			return i
		}
	}
	return random.IntN(len(shares))
}

// improve is one round of the updates that make the product of the factors no further
// from the weights.
func (f *factors) improve() {
	below := times(times(f.in.turned(), f.in), f.of)
	above := newDense(f.k, len(f.terms))
	for i, row := range f.rows {
		in := f.in.row(i)
		for g, share := range in {
			to := above.row(g)
			for _, w := range row {
				to[w.term] += share * w.by
			}
		}
	}
	multiply(f.of, above, below)
	below = times(f.in, times(f.of, f.of.turned()))
	for i, row := range f.rows {
		in, under := f.in.row(i), below.row(i)
		for g := range in {
			in[g] *= along(row, f.of.row(g)) / (under[g] + tiny)
		}
	}
}

func multiply(to, above, below *dense) {
	for i := range to.values {
		to.values[i] *= above.values[i] / (below.values[i] + tiny)
	}
}

// along is the product of a text and of what a group is made of.
func along(row []weight, of []float64) float64 {
	sum := 0.0
	for _, w := range row {
		sum += w.by * of[w.term]
	}
	return sum
}

func dot(a, b []weight) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			sum += a[i].by * b[j].by
			i, j = i+1, j+1
		}
	}
	return sum
}

// scale makes what each group is made of of length 1.
func (f *factors) scale() {
	for g := range f.k {
		of, sum := f.of.row(g), 0.0
		for _, v := range of {
			sum += v * v
		}
		for c := range of {
			of[c] /= math.Sqrt(sum) + tiny
		}
	}
}

// nearest is the group that a text is most like.
func (f *factors) nearest(row int) (best int, near float64) {
	for g := range f.k {
		if n := along(f.rows[row], f.of.row(g)); n > near {
			best, near = g, n
		}
	}
	return best, min(1, near)
}

// topic are the words that weigh most in a group.
func (s *Space) topic(f *factors, g int) []string {
	of := f.of.row(g)
	order := make([]int, len(of))
	for c := range order {
		order[c] = c
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(of[b], of[a]), cmp.Compare(f.terms[a], f.terms[b])) })
	var words []string
	for _, c := range order {
		if len(words) == topicWords || of[c] <= tiny {
			break
		}
		if t := s.terms[f.terms[c]]; !denies(t.word) {
			words = append(words, t.word)
		}
	}
	return words
}
