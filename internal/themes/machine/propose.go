package machine

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
)

// Proposal is a theme that a text may have, as words tell.
type Proposal struct {
	Theme   string
	Because []string // words of the text, the most telling first
	by      float64  // how far above the theme's floor
}

// Learned is what a machine takes from texts that people gave themes: for each theme,
// which words its texts have more often than the others (Rocchio, "Relevance feedback
// in information retrieval", in Salton, The SMART Retrieval System, 1971).
type Learned struct {
	space  *Space
	themes []learned
}

type learned struct {
	theme string
	by    map[int]float64 // of each term
	floor float64         // from which on the theme is proposed
}

// How much is needed to propose anything.
const (
	fewExamples  = 3 // texts with a theme
	fewOthers    = 3 // texts without it
	mostProposed = 4
	mostBecause  = 3
	// leastRight is the share of its own examples that a theme must have right when
	// each is left out in turn; what is wrong more often is not worth a look.
	leastRight = 0.4
)

// Learn learns from texts with the themes that people gave them; none for a text
// without any. Texts that are not in the space are left out.
func (s *Space) Learn(coded map[string][]string) *Learned {
	l := &Learned{space: s}
	var ids, themes []string
	for id, list := range coded {
		if i, ok := s.at[id]; ok && len(s.rows[i]) > 0 {
			ids, themes = append(ids, id), append(themes, list...)
		}
	}
	slices.Sort(ids)
	slices.Sort(themes)
	for _, theme := range slices.Compact(themes) {
		var with, without []int
		for _, id := range ids {
			if slices.Contains(coded[id], theme) {
				with = append(with, s.at[id])
			} else {
				without = append(without, s.at[id])
			}
		}
		if len(with) < fewExamples || len(without) < fewOthers {
			continue
		}
		if t, ok := s.learn(theme, with, without); ok {
			l.themes = append(l.themes, t)
		}
	}
	return l
}

// learn is false for a theme that words do not tell.
func (s *Space) learn(theme string, with, without []int) (learned, bool) {
	yes, no := s.sum(with), s.sum(without)
	var scores []scored
	for _, i := range with { // each as if it had not been seen
		own := 0.0
		for _, w := range s.rows[i] {
			own += w.by * w.by
		}
		scores = append(scores, scored{(against(s.rows[i], yes)-own)/float64(len(with)-1) - against(s.rows[i], no)/float64(len(without)), true})
	}
	for _, i := range without {
		own := 0.0
		for _, w := range s.rows[i] {
			own += w.by * w.by
		}
		scores = append(scores, scored{against(s.rows[i], yes)/float64(len(with)) - (against(s.rows[i], no)-own)/float64(len(without)-1), false})
	}
	floor, ok := bestFloor(scores, len(with))
	t := learned{theme: theme, by: yes, floor: floor}
	for term := range t.by {
		t.by[term] /= float64(len(with))
	}
	for term, by := range no {
		t.by[term] -= by / float64(len(without))
	}
	return t, ok
}

func (s *Space) sum(docs []int) map[int]float64 {
	sum := map[int]float64{}
	for _, i := range docs {
		for _, w := range s.rows[i] {
			sum[w.term] += w.by
		}
	}
	return sum
}

func against(row []weight, sum map[int]float64) float64 {
	n := 0.0
	for _, w := range row {
		n += w.by * sum[w.term]
	}
	return n
}

type scored struct {
	by  float64
	has bool
}

// bestFloor is the score from which on texts are most alike to those that have the
// theme, by the harmonic mean of precision and recall; false if that is too rarely.
func bestFloor(scores []scored, with int) (float64, bool) {
	slices.SortStableFunc(scores, func(a, b scored) int { return cmp.Compare(b.by, a.by) })
	best, floor, right := 0.0, math.Inf(1), 0.0
	hits := 0
	for i, s := range scores {
		if s.by <= 0 {
			break
		}
		if s.has {
			hits++
		}
		if i+1 < len(scores) && scores[i+1].by == s.by {
			continue
		}
		if f := 2 * float64(hits) / float64(i+1+with); f > best {
			best, floor, right = f, s.by, float64(hits)/float64(i+1)
		}
	}
	return floor, right >= leastRight
}

// Propose gives the themes that a text of the space may have, the surest first; none
// for most texts while there are few examples.
func (l *Learned) Propose(id string) []Proposal {
	i, ok := l.space.at[id]
	if !ok {
		return nil
	}
	var list []Proposal
	row := l.space.rows[i]
	for _, t := range l.themes {
		if by := against(row, t.by); by >= t.floor {
			list = append(list, Proposal{Theme: t.theme, Because: l.because(row, t), by: by - t.floor})
		}
	}
	slices.SortStableFunc(list, func(a, b Proposal) int { return cmp.Compare(b.by, a.by) })
	return list[:min(len(list), mostProposed)]
}

// because are the words of a text that speak most for a theme.
func (l *Learned) because(row []weight, t learned) []string {
	told := slices.DeleteFunc(slices.Clone(row), func(w weight) bool { return t.by[w.term] <= 0 })
	slices.SortStableFunc(told, func(a, b weight) int { return cmp.Compare(b.by*t.by[b.term], a.by*t.by[a.term]) })
	var words []string
	for _, w := range told[:min(len(told), mostBecause)] {
		words = append(words, l.space.terms[w.term].word)
	}
	return words
}

// Held says whether a text is held out: one in five, always the same ones. The machine
// never learns from them and proposes nothing on them, so that people's codings of
// them are their own and it can be measured against them.
func Held(id string) bool {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint32(sum[:])%5 == 0
}

// Score is how a machine's proposals compare with what people gave.
type Score struct {
	Theme string // empty: all together
	Texts int    // held out, that people coded
	Right int    // proposed, and people gave it
	Wrong int    // proposed, and people did not
	Over  int    // looked over: people gave it, and it was not proposed
}

// Precision is the share of what was proposed that people gave; false if nothing was
// proposed.
func (s Score) Precision() (float64, bool) { return share(s.Right, s.Right+s.Wrong) }

// Recall is the share of what people gave that was proposed; false if they gave nothing.
func (s Score) Recall() (float64, bool) { return share(s.Right, s.Right+s.Over) }

func share(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// Measure compares what was learned with what people gave the texts that were held out:
// of all themes together first, and then of each, by key.
func (s *Space) Measure(coded map[string][]string) []Score {
	taught, held := map[string][]string{}, map[string][]string{}
	for id, themes := range coded {
		if Held(id) {
			held[id] = themes
		} else {
			taught[id] = themes
		}
	}
	l, by, all := s.Learn(taught), map[string]*Score{}, &Score{}
	of := func(theme string) *Score {
		if by[theme] == nil {
			by[theme] = &Score{Theme: theme}
		}
		return by[theme]
	}
	for id, gave := range held {
		if _, ok := s.at[id]; !ok {
			continue
		}
		all.Texts++
		var proposed []string
		for _, p := range l.Propose(id) {
			proposed = append(proposed, p.Theme)
		}
		for _, theme := range proposed {
			if slices.Contains(gave, theme) {
				of(theme).Right++
			} else {
				of(theme).Wrong++
			}
		}
		for _, theme := range gave {
			if !slices.Contains(proposed, theme) {
				of(theme).Over++
			}
		}
	}
	return total(all, by)
}

func total(all *Score, by map[string]*Score) []Score {
	list := []Score{}
	for _, s := range by {
		s.Texts = all.Texts
		all.Right, all.Wrong, all.Over = all.Right+s.Right, all.Wrong+s.Wrong, all.Over+s.Over
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b Score) int { return cmp.Compare(a.Theme, b.Theme) })
	return append([]Score{*all}, list...)
}
