package results

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/surveys"
)

// manyTables is a round of a few children who skip some of a dozen opinions.
func manyTables(seed uint64) *generated {
	r := rand.New(rand.NewPCG(seed, 77))
	g := generate(r, shape{20, 80, 1, r.Float64() * 0.8, false})
	for k := range 12 {
		q := *g.survey.Question("view")
		q.Key = fmt.Sprint("view", k)
		g.survey.Questions = append(g.survey.Questions, &q)
		for i := range g.rows {
			if r.IntN(12) > 0 {
				g.rows[i].Answers[q.Key] = surveys.Answer{fmt.Sprint(1 + r.IntN(5))}
			}
		}
	}
	return g
}

// passing sends a first release through the gate, as one does that knows what the tables by a
// question say of it, or as one that does not.
func (g *generated) passing(t *testing.T, key []byte, knows bool) *gate {
	t.Helper()
	views := g.views(nil, 0, key)
	views[0].publish(views[0].release)
	views[0].release.Attack = &Attacked{}
	last := newGate(g.round, g.survey, views)
	for _, i := range last.order() {
		check(t, last.question(t.Context(), i, views[0].tables[i]))
		last.ungroup(views[0].tables[i].question.Key)
	}
	if knows {
		check(t, last.bySizes(t.Context()))
	}
	last.sizes = true
	return last
}

// TestSizesOfGroupsTell: of a dozen tables by an answer about the child the largest group
// says that more gave it than the answer's own figures do, and so that fewer gave another.
// Whoever reads them all finds nothing, nor does kist attack; a gate that does not look at
// them lets a count through that must be 1 to 4.
func TestSizesOfGroupsTell(t *testing.T) {
	for _, seed := range []uint64{45, 177, 367} {
		for _, knows := range []bool{false, true} {
			last := manyTables(seed).passing(t, seeded(seed*100)(), knows)
			d := last.derivable(t)
			if told := last.examine(t); told.Breaks != d.bad || (d.bad == 0) != knows {
				t.Errorf("seed %d, a gate that knows %t: %+v, %+v", seed, knows, d, told)
			}
		}
	}
}

// TestSizesOfOneAge: if one age alone was asked a question, those who are in a group of its
// table are of that age.
func TestSizesOfOneAge(t *testing.T) {
	for _, knows := range []bool{false, true} {
		g := manyTables(1783)
		for k, q := range g.survey.Questions[5:] {
			q.Editions = []surveys.Edition{surveys.Edition(g.round.Editions[k%len(g.round.Editions)])}
			for _, row := range g.rows {
				if !q.In(surveys.Edition(row.Edition)) {
					delete(row.Answers, q.Key)
				}
			}
		}
		last := g.passing(t, seeded(178300)(), knows)
		d := last.derivable(t)
		if told := last.examine(t); told.Breaks != d.bad || (d.bad == 0) != knows {
			t.Errorf("a gate that knows %t: %+v, %+v", knows, d, told)
		}
	}
}

// TestWhatIsNoQuestionSaysNothingOfOne: everybody has an age, but easy read alone asks it.
func TestWhatIsNoQuestionSaysNothingOfOne(t *testing.T) {
	by := func(key string) []Table {
		return []Table{{Question: "view", By: key, Groups: []Group{{Value: "8-10", Base: Figure{Shown: true, Count: 50}}}}}
	}
	if list := (&Release{Tables: by(ByAgeBand)}).sizes(ByAgeBand, false); list != nil {
		t.Errorf("%+v", list)
	}
	if list := (&Release{Tables: by("care")}).sizes("care", false); len(list) != 1 {
		t.Errorf("%+v", list)
	}
}

// TestTablesThatSayMostGoFirst, where the question itself is told by no other; then, if that
// were not enough, the question and all tables by it.
func TestTablesThatSayMostGoFirst(t *testing.T) {
	g := manyTables(45)
	g.survey.Groupings, g.round.Groupings = []string{"care"}, []string{"care"}
	last := g.passing(t, []byte("key"), true)
	rel, care := last.last().release, last.last().tables[1]
	last.reports = true
	check(t, last.sized(t.Context(), 1, care))
	for least := 1000; ; {
		list := rel.sizes("care", false)
		if len(list) == 0 {
			break
		}
		most := slices.MaxFunc(list, func(a, b size) int { return a.more - b.more })
		more, err := last.lessen(t.Context(), 1, care, nil, Alone)
		if check(t, err); !more || most.more > least || tableOf(rel, most.question, "care") != nil || tableOf(rel, most.question, "") == nil {
			t.Fatalf("%+v is told yet: %+v", most, rel.Attack.Dropped)
		}
		if last := rel.Attack.Questions[len(rel.Attack.Questions)-1]; last.Question != most.question {
			t.Errorf("%s is reported, not %s", last.Question, most.question)
		}
		least = most.more
	}
	if n := len(rel.Attack.Dropped); n < 3 || tableOf(rel, "care", "") == nil {
		t.Fatalf("%d tables say more", n)
	}
	for _, want := range []bool{true, false} {
		if more, err := last.lessen(t.Context(), 1, care, nil, Alone); err != nil || more != want {
			t.Errorf("%t, %v", more, err)
		}
	}
	if slices.ContainsFunc(rel.Tables, func(t Table) bool { return t.Question == "care" || t.By == "care" }) || slices.ContainsFunc(rel.Attack.Questions, func(j Judged) bool { return j.Question == "care" }) {
		t.Error("it is told yet")
	}
}
