package results

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reported makes the releases of a round with a report by question, as Make does.
func (g *generated) reported(t *testing.T, seed uint64) *gate {
	t.Helper()
	var done []*Release
	var last *gate
	for i := range g.steps {
		views := g.views(done, i, seeded(seed+uint64(i)*50)())
		rel := views[i].release
		rel.ID = ReleaseID("r", i+1)
		views[i].publish(rel)
		last = newGate(g.round, g.survey, views)
		last.reports = true
		check(t, last.pass(t.Context(), nil))
		done = append(done, rel)
	}
	return last
}

// TestTheReportIsWhatAStrangerFinds: of every question that is told, in order, the same as
// somebody finds who has the releases alone, and nothing in it breaks the rule.
func TestTheReportIsWhatAStrangerFinds(t *testing.T) {
	narrow := 0
	for seed := range uint64(4) {
		last := generate(rand.New(rand.NewPCG(seed, 31)), shape{25, 60, 1 + int(seed%2), 0.5, false}).reported(t, seed)
		rel := last.last().release
		var keys []string
		for _, q := range rel.Attack.Questions {
			keys = append(keys, q.Question)
		}
		if want := questionKeys(last); !slices.Equal(keys, want) {
			t.Fatalf("seed %d: of %q, want %q", seed, keys, want)
		}
		for _, v := range last.views { // as the gate has them: without editions
			v.release.Editions = nil
		}
		s := &Stranger{most: last.most(), sizes: true}
		for _, v := range last.views {
			s.releases = append(s.releases, v.release)
		}
		for _, q := range rel.Attack.Questions {
			e, err := s.Examine(t.Context(), q.Question)
			check(t, err)
			want := Judged{
				Question: q.Question, AboutChild: e.AboutChild, Cells: e.Cells, Shown: e.Shown, Searched: e.Searched, Fewest: e.Fewest,
				Doubtful: e.Doubtful, Undecided: e.Undecided, Tries: q.Tries, Took: q.Took,
			}
			if diff := cmp.Diff(want, q); diff != "" || e.Breaks > 0 || q.Tries < 1 || q.Took < 0 || q.Shown+q.Searched+q.Undecided > q.Cells {
				t.Errorf("seed %d, %s: %d break the rule; %s", seed, q.Question, e.Breaks, diff)
			}
			if q.Fewest > 0 {
				narrow++
			}
			if merged := slices.ContainsFunc(rel.Attack.Merged, func(m Merged) bool { return m.Question == q.Question }); merged && q.Tries < 2 {
				t.Errorf("seed %d, %s was merged at once: %+v", seed, q.Question, q)
			}
		}
	}
	if narrow == 0 {
		t.Error("no report says how few values a count keeps")
	}
}

// questionKeys are the questions that the releases tell of, in the order of the survey.
func questionKeys(g *gate) (keys []string) {
	for _, t := range g.last().tables {
		keys = append(keys, t.question.Key)
	}
	return keys
}

// TestWhatAStrangerFindsIsNotPassed, should the gate ever miss it.
func TestWhatAStrangerFindsIsNotPassed(t *testing.T) {
	refused := 0
	for seed := range uint64(12) {
		g := small(seed).ungated(seeded(seed)())
		g.reports = true
		for _, tally := range g.last().tables {
			_, breaks, err := g.judge(t.Context(), tally.question.Key)
			check(t, err)
			ok, err := g.passed(t.Context(), tally, 1, time.Now())
			if check(t, err); ok == (breaks > 0) {
				t.Errorf("seed %d, %s: %d break the rule, and it passes: %t", seed, tally.question.Key, breaks, ok)
			}
			if !ok {
				refused++
			}
			if told := slices.ContainsFunc(g.last().release.Attack.Questions, func(q Judged) bool { return q.Question == tally.question.Key }); told != ok {
				t.Errorf("seed %d, %s: reported %t, passed %t", seed, tally.question.Key, told, ok)
			}
		}
	}
	if refused == 0 {
		t.Error("nothing was refused in releases that nobody attacked")
	}
}
