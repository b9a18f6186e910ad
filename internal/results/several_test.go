package results

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// tied is how the answers to the question with several hang together, as bits.
type tied int

const (
	oneAlone tied = 1 << iota // its last option stands alone
	atMostTwo
	ofTheChild // it is marked as about the child, so that some would rather not say
	inOrder    // its options are put in order instead
	oldestOnly // one option is for the oldest alone
)

// tiedBy is a way for each generated round; one of sixteen asks for an order, in one
// release.
func tiedBy(seed uint64) tied {
	w := tied(seed*5%8) | oldestOnly*tied(seed%3/2)
	if seed%16 == 8 {
		w |= inOrder
	}
	return w
}

func (w tied) apply(q *surveys.Question) {
	if w&oneAlone != 0 {
		q.Options[len(q.Options)-1].Exclusive = true
	}
	if w&atMostTwo != 0 {
		q.Max = 2
	}
	q.AboutChild = w&ofTheChild != 0
	if w&inOrder != 0 {
		q.KindName, q.Max, q.Options = "order", 0, q.Options[:3]
	}
	if w&oldestOnly != 0 {
		q.Options[1].Editions = []surveys.Edition{surveys.E14}
	}
}

// drawSeveral makes of two answers one to a question with several: both if they go together,
// and sometimes a third.
func drawSeveral(r *rand.Rand, q *surveys.Question, e string, two surveys.Answer, skew float64) surveys.Answer {
	edition := surveys.Edition(e)
	raw := two
	switch options := q.OptionsIn(edition); {
	case slices.Contains(two, surveys.RatherNot):
		raw = two[:1]
	case q.KindName == "order":
		raw = nil
		for _, i := range r.Perm(len(options)) {
			raw = append(raw, options[i].Key)
		}
		if r.Float64() < skew { // most put them as they stand
			slices.Sort(raw)
		}
	case two[0] > two[1]:
		raw = append(two, options[2].Key)
	}
	for {
		answer, err := q.Kind().Check(q, edition, raw)
		if err == nil {
			return answer
		}
		raw = raw[:len(raw)-1] // fewer may be given
	}
}

// nearlyNone is a round of 24 in two ages: eleven of each chose an answer that stands
// alone, or does not, and one of each another one.
func nearlyNone(w tied) *generated {
	g := &generated{survey: gateSurvey(), round: &inspections.Round{Editions: []string{"8-10", "11-13"}, Groupings: []string{ByAgeBand}}}
	w.apply(g.survey.Question("help"))
	for i := range 24 {
		e, answer := g.round.Editions[i%2], "o3"
		if i < 2 {
			answer = fmt.Sprint("o", i)
		}
		g.rows = append(g.rows, ballot.Row{Edition: e, AgeBand: e, Answers: surveys.Answers{"help": {answer}}})
	}
	g.steps, g.gone = []int{24}, [][]bool{make([]bool, 24)}
	return g
}

// TestWhatStandsAloneBetraysTheRest is a planted fault: where many are told to have chosen
// "none of these", how many chose anything else is derivable, though no column tells. The
// gate catches it and a stranger who reads the release too; without the tie neither does.
func TestWhatStandsAloneBetraysTheRest(t *testing.T) {
	const help = 4
	caught := 0
	for seed := uint64(0); seed < 4000 && caught < 3; seed++ {
		free, held := nearlyNone(0).ungated(seeded(seed)()), nearlyNone(oneAlone).ungated(seeded(seed)())
		whole, _ := held.last().release.table("help", "")
		if f := whole.Groups[0]; f.Base.Count != 20 || f.Cells[0].Count != 5 {
			continue // rounding leaves room
		}
		unsafe, _, err := held.unsafe(help, held.last().tables[help], enough)
		check(t, err)
		if len(unsafe) == 0 {
			continue
		}
		caught++
		if unsafe, _, err := free.unsafe(help, free.last().tables[help], enough); err != nil || len(unsafe) > 0 {
			t.Fatalf("the columns alone tell it: %v, %v", unsafe, err)
		}
		if told := held.examine(t); told.Breaks == 0 {
			t.Errorf("a stranger does not see it: %+v", told)
		}
		passed := nearlyNone(oneAlone).release(t, seeded(seed))
		if told := passed.examine(t); told.Breaks > 0 || len(passed.last().release.Attack.Dropped)+len(passed.last().release.Attack.Merged) == 0 {
			t.Errorf("it passes the gate: %+v, %+v", told, passed.last().release.Attack)
		}
	}
	if caught == 0 {
		t.Error("the fault was never planted")
	}
}

// TestHowAnswersHangTogether: what a release says of it, by the question.
func TestHowAnswersHangTogether(t *testing.T) {
	for w, want := range map[tied]struct {
		alone   []string
		choices []Choice
	}{
		0:                                 {},
		oneAlone | ofTheChild:             {alone: []string{"o3", "-"}},
		atMostTwo | oneAlone:              {[]string{"o3"}, []Choice{{[]string{"o0", "o1", "o2"}, 1, 2}}},
		inOrder | oldestOnly | ofTheChild: {[]string{"-"}, []Choice{{[]string{"o0:1", "o0:2", "o0:3"}, 1, 1}, {[]string{"o1:1", "o1:2", "o1:3"}, 0, 1}, {[]string{"o2:1", "o2:2", "o2:3"}, 1, 1}, {[]string{"o0:1", "o1:1", "o2:1"}, 1, 1}, {[]string{"o0:2", "o1:2", "o2:2"}, 1, 1}, {[]string{"o0:3", "o1:3", "o2:3"}, 0, 1}}},
	} {
		s := gateSurvey()
		q := s.Question("help")
		w.apply(q)
		alone, choices := ties(s, q, columns(s, q))
		if diff := cmp.Diff(want.alone, alone) + cmp.Diff(want.choices, choices); diff != "" {
			t.Errorf("%b: %s", w, diff)
		}
		if alone, choices := ties(s, s.Question("care"), nil); alone != nil || choices != nil {
			t.Errorf("one answer hangs together with none: %v, %v", alone, choices)
		}
	}
}

// TestWhatATieCannotSay: codes that a question does not have, and answers that stand alone
// among those that are chosen, say nothing rather than something false.
func TestWhatATieCannotSay(t *testing.T) {
	q := &attack.Question{Columns: 3, Multiple: true}
	tie(q, []string{"a", "b", "c"}, []string{"c", "d"}, []Choice{{[]string{"a", "b"}, 1, 1}, {[]string{"b", "c"}, 1, 1}, {[]string{"a", "e"}, 1, 1}})
	want := []attack.Choice{{Columns: []int{0, 1}, Least: 1, Most: 1}}
	if !cmp.Equal(q.Alone, []int{2}) || !cmp.Equal(q.Choices, want) {
		t.Errorf("%v, %v", q.Alone, q.Choices)
	}
}

// TestCrossedGroupsAreCounted: who is in which groups together is counted as each grouping
// counts it, for whoever is in none too.
func TestCrossedGroupsAreCounted(t *testing.T) {
	const help = 4
	g := generate(rand.New(rand.NewPCG(3, 4)), shape{30, 60, 1, 0.4, false}, oneAlone|ofTheChild).ungated([]byte("key"))
	tally := g.last().tables[help]
	q := g.asked(help, tally)
	for k := range q.Views[0].Groups {
		for group := range len(q.Views[0].Groups[k]) + 1 {
			for column := -1; column < q.Columns; column++ {
				sum := 0
				for x := range tally.crossed {
					if q.Crossing(x)[k] == group {
						sum += tally.crossed.of(x, column)
					}
				}
				if want := g.truth(q, help, attack.Cell{Grouping: k, Group: group, Column: column}); sum != want {
					t.Errorf("%s: %d, want %d", fmt.Sprint(k, " ", group, " ", column), sum, want)
				}
			}
		}
	}
	if len(tally.crossed) < 10 || g.last().tables[help-1].crossed != nil {
		t.Errorf("%d crossed groups", len(tally.crossed))
	}
}
