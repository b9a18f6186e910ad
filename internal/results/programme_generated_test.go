package results

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/store"
)

// invented is a programme of a few generated rounds in memory, whose releases went through
// the gate as rounds' releases do.
func invented(t *testing.T, r *rand.Rand, places int) *over {
	t.Helper()
	o := &over{survey: gateSurvey(), rel: &Release{Attack: &Attacked{}}}
	key := freshKey()
	for i := range places {
		g := generate(r, shape{12, 150, 1 + r.IntN(2), []float64{0, .3, .7}[r.IntN(3)], r.IntN(3) == 0}, tied(i%8))
		g.round.Head = store.Head{ID: fmt.Sprint("round", i)}
		gate := g.release(t, freshKey)
		check(t, gate.pass(t.Context(), nil))
		// The same rows again, under the key of the release over places.
		last := gate.last()
		last.count = newCount(g.survey, g.round.Groupings)
		n := g.steps[len(g.steps)-1]
		last.addBatch(ballot.Batch{BoxID: g.round.ID, Rows: ballot.TableOf(g.rows[:n]), Gone: g.gone[len(g.gone)-1][:n]}, newValues(key))
		last.settle()
		p := &place{round: g.round, rel: last.release, gate: newGate(g.round, g.survey, gate.views)}
		p.Place = Place{Place: fmt.Sprint("place", i), Round: g.round.ID, Release: fmt.Sprint(g.round.ID, "-1"), Responses: last.release.Responses}
		for _, q := range g.survey.Questions {
			p.alike = append(p.alike, q.Key)
		}
		o.places = append(o.places, p)
	}
	return o
}

// part is the table over places of one question.
func (o *over) part(key string) (Table, []*place) {
	part := o.copied(o.survey.Question(key), ByPlace, o.common(o.survey.Question(key)))
	for _, p := range o.places {
		part.Groups = append(part.Groups, p.group(p.rel, p.alike, part))
	}
	return part, o.telling(part)
}

// TestGeneratedProgrammes: whatever a counted total lets through, linear programmes over
// all places together leave three values to every small count, and of a question about the
// child do not prove it small. Of generated programmes of skewed rounds, with interim
// releases and withdrawals.
func TestGeneratedProgrammes(t *testing.T) {
	counted, added := 0, 0
	for seed := range uint64(6) {
		o := invented(t, rand.New(rand.NewPCG(seed, 5)), 2+int(seed%3))
		for _, q := range o.survey.Questions {
			part, tell := o.part(q.Key)
			if len(tell) < 2 {
				continue
			}
			total, ok := countedTotal(part, tell)
			if !ok {
				t.Fatalf("%s cannot be counted", q.Key)
			}
			safe, err := o.safe(part, tell, total)
			check(t, err)
			if !safe {
				added++
				continue
			}
			counted++
			j := o.attackOf(part)
			if !j.add(tell, total, part.Columns) {
				t.Fatal(q.Key)
			}
			boundedAll(t, j, fmt.Sprint(seed, " ", q.Key))
		}
	}
	if counted < 15 {
		t.Errorf("only %d totals were counted, %d added up", counted, added)
	}
}

// boundedAll bounds every small count of the places and of the total, all together.
func boundedAll(t *testing.T, j *totals, what string) {
	t.Helper()
	for i, p := range j.all {
		near := append([]*place{p}, slices.Concat(j.all[i+1:], j.all[:i])...)
		a, _, err := j.joint(near)
		check(t, err)
		for _, c := range a.Cells() {
			truth := 0
			if c.IsTotal() {
				truth = j.sums[0].of(j.seen[p].ColumnsOf(c))
			} else {
				truth = j.seen[p].truth(c)
			}
			if truth < 1 || truth > 4 {
				continue
			}
			if in, err := a.Bound(c); err == nil && (in.Most-in.Least < 2 || j.seen[p].about && in.Least >= 1 && in.Most <= 4) {
				t.Errorf("%s: %+v is %d, and must be %d to %d", what, c, truth, in.Least, in.Most)
			}
		}
	}
}

// TestATotalWithoutRoundingIsRefused: a total that is told as it is gives a small count of
// one place to whoever knows the others; most such are refused, where a rounded one passes.
func TestATotalWithoutRoundingIsRefused(t *testing.T) {
	refused, passed, asked := 0, 0, 0
	for seed := range uint64(5) {
		o := invented(t, rand.New(rand.NewPCG(seed, 9)), 2)
		for _, q := range o.survey.Questions {
			part, tell := o.part(q.Key)
			total, ok := countedTotal(part, tell)
			if len(tell) < 2 || !ok {
				continue
			}
			j := o.attackOf(part)
			if !j.add(tell, total, part.Columns) || !smallIn(j) {
				continue
			}
			asked++
			rounded := j.all
			safe, err := j.place(rounded)
			check(t, err)
			passed += boolToInt(safe)
			exact := &j.sums[0].total
			exact.Base = attack.Interval{Least: j.sums[0].true[0], Most: j.sums[0].true[0]}
			for c := range exact.Cells {
				n := j.sums[0].true[c+1]
				exact.Cells[c] = attack.Interval{Least: n, Most: n}
			}
			safe, err = j.place(j.all[:1])
			check(t, err)
			refused += boolToInt(!safe)
		}
	}
	if asked < 5 || refused < asked*9/10 || passed < asked/2 {
		t.Errorf("of %d with a small count %d without rounding were refused, and %d with it passed", asked, refused, passed)
	}
}

// smallIn says whether the first place has a small count in the whole of the question.
func smallIn(j *totals) bool {
	return slices.ContainsFunc(j.seen[j.all[0]].whole[1:], func(n int) bool { return n >= 1 && n <= 4 })
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestTheSeriesOfAProgramme is told from a round, whatever ids there are.
func TestTheSeriesOfAProgramme(t *testing.T) {
	if got, ok := ProgrammeOf(Series("joint")); got != "joint" || !ok {
		t.Errorf("%q, %t", got, ok)
	}
	for range 20 {
		if _, ok := ProgrammeOf(inspections.NewID()); ok {
			t.Error("a round is taken for a series")
		}
	}
}
