package results

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/inspections"
	"kist/surveys"
)

// twenty is a survey of twenty questions with three groupings: opinions on faces, every
// fourth about the child, and every fifth with up to three answers and one that stands
// alone.
func twenty() *surveys.Survey {
	s := gateSurvey()
	for i := len(s.Questions); i < 20; i++ {
		q := &surveys.Question{Key: fmt.Sprint("q", i), KindName: "faces", Faces: 5, Text: surveys.Text("en", "Question")}
		if i%4 == 0 {
			q.KindName, q.Faces, q.AboutChild = "yes_no", 0, true
		} else if i%5 == 1 {
			q.KindName, q.Faces, q.Max, q.Options = "several", 0, 3, gateSurvey().Question("care").Options
			oneAlone.apply(q)
		}
		s.Questions = append(s.Questions, q)
	}
	return s
}

func drawTwenty(seed uint64, n, releases int) *generated {
	r := rand.New(rand.NewPCG(seed, 21))
	g := &generated{survey: twenty(), round: &inspections.Round{Editions: []string{"8-10", "11-13", "14-18"}}}
	g.round.Groupings = g.survey.Groupings
	for range n {
		e := g.round.Editions[r.IntN(3)]
		g.rows = append(g.rows, draw(r, g.survey, e, 0.3))
	}
	for i := range releases {
		g.steps, g.gone = append(g.steps, n*(i+1)/releases), append(g.gone, make([]bool, n))
	}
	return g
}

// BenchmarkGate attacks the release of a round of 600 children, 20 questions and 3
// groupings together with three earlier ones that tell all groups too, which is more
// than a round may publish (R5). Aim: under 60 s.
func BenchmarkGate(b *testing.B) {
	g := drawTwenty(1, 600, 4)
	for b.Loop() {
		last := g.release(b, seeded(7))
		b.ReportMetric(float64(last.last().release.Attack.Cells), "cells")
	}
}

// BenchmarkStranger attacks the same four releases as kist attack does.
func BenchmarkStranger(b *testing.B) {
	g := drawTwenty(1, 600, 4).release(b, seeded(7))
	for b.Loop() {
		told := g.examine(b)
		b.ReportMetric(float64(told.Cells), "cells")
		b.ReportMetric(float64(told.Undecided), "undecided")
	}
}

// BenchmarkKept is what inspectors still get of the first release of synthetic rounds:
// the share of tables of opinions, and of all, that are told, and of all that are told
// with nothing merged.
func BenchmarkKept(b *testing.B) {
	for _, n := range []int{30, 60, 120, 300} {
		b.Run(fmt.Sprint(n, " children"), func(b *testing.B) {
			for b.Loop() {
				var kept, all [2]int // of the child, of opinions
				apart := 0
				for seed := range uint64(20) {
					g := drawTwenty(seed, n, 1)
					apart += tallyKept(g.release(b, seeded(seed*10)), &kept, &all)
				}
				b.ReportMetric(100*float64(apart)/float64(all[0]+all[1]), "unmerged%")
				b.ReportMetric(100*float64(kept[1])/float64(all[1]), "opinions%")
				b.ReportMetric(100*float64(kept[0]+kept[1])/float64(all[0]+all[1]), "all%")
			}
		})
	}
}

// tallyKept counts tables that were told, of those that a release may have; apart are
// those in which nothing is merged.
func tallyKept(last *gate, kept, all *[2]int) (apart int) {
	plus := func(code string) bool { return len(Parts(code)) > 1 }
	for _, t := range last.last().tables {
		opinion := 1
		if t.question.AboutChild {
			opinion = 0
		}
		for _, cut := range t.cuts {
			by := last.last().groupings[cut.grouping]
			if !last.last().tells(t.question, by) {
				continue // no release has that table
			}
			all[opinion]++
			table, ok := last.last().release.table(t.question.Key, by.by)
			if ok {
				kept[opinion]++
			}
			if ok && !slices.ContainsFunc(table.Columns, plus) && !slices.ContainsFunc(valuesOf(table), plus) {
				apart++
			}
		}
	}
	return apart
}
