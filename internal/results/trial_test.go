package results

import (
	"fmt"
	"slices"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// tested counts the forms of testers with a fixed key.
func tested(t interface{ Fatal(...any) }, s *surveys.Survey, rows []ballot.Row) *Report {
	c, v := newTrial(s), newValues([]byte("key"))
	c.addBatch(ballot.Batch{BoxID: "b", Rows: ballot.TableOf(rows), Gone: make([]bool, len(rows))}, v)
	r := &Report{}
	if err := c.publish(r); err != nil {
		t.Fatal(err)
	}
	return r
}

// testers are n alike, who were asked what the trace has.
func testers(n int, answers surveys.Answers, trace ballot.Trace) []ballot.Row {
	all := rows(n, "8-10", answers)
	for i := range all {
		all[i].Trace = trace
	}
	return all
}

// Whole fives need no rounding, so every figure is known by hand.
func TestWhatTestersDid(t *testing.T) {
	all := slices.Concat(
		testers(20, surveys.Answers{"home": {"5"}, "talk": {"friend"}}, ballot.Trace{"home": ballot.Changed, "talk": 0, "more": 0}),
		testers(10, surveys.Answers{"home": {"1"}}, ballot.Trace{"home": ballot.Heard | ballot.Helped, "talk": ballot.Skipped, "more": ballot.Skipped}),
	)
	r := tested(t, trial(), all)
	shown := func(count, percent int) Figure { return Figure{Shown: true, Count: count, Percent: &percent} }
	asked := Figure{Shown: true, Count: 30}
	none := shown(0, 0)
	want := []Tried{
		{Question: "home", Kind: "faces", Columns: []string{"1", "2", "3", "4", "5", surveys.RatherNot, surveys.SkippedCode}, Asked: asked,
			Cells: []Figure{shown(10, 35), none, none, none, shown(20, 65), none, none}, Changed: shown(20, 65), Helped: shown(10, 35), Heard: shown(10, 35)},
		{Question: "talk", Kind: "one_choice", Columns: []string{"friend", "worker", surveys.SkippedCode}, Asked: asked,
			Cells: []Figure{shown(20, 65), none, shown(10, 35)}, Changed: none, Helped: none, Heard: none},
		{Question: "more", Kind: "story", Columns: []string{Written, surveys.SkippedCode}, Asked: asked,
			Cells: []Figure{shown(20, 65), shown(10, 35)}, Changed: none, Helped: none, Heard: none},
	}
	if diff := cmp.Diff(want, r.Questions); diff != "" {
		t.Error(diff)
	}
	if r.Testers != asked {
		t.Errorf("testers: %+v", r.Testers)
	}
	if talk, ok := r.Question("talk"); !ok || !cmp.Equal(talk.Skipped(), shown(10, 35)) {
		t.Errorf("skipped: %+v", talk.Skipped())
	}
	if _, ok := r.Question("nothing"); ok {
		t.Error("a question that was not asked has figures")
	}
}

// Under ten testers nothing is told of a question, not even how many there were;
// percentages come from twenty on.
func TestFewTestersAreNotCounted(t *testing.T) {
	for n := range 25 {
		r := tested(t, trial(), testers(n, surveys.Answers{"talk": {"friend"}}, ballot.Trace{"talk": ballot.Changed}))
		if r.Testers.Shown != (n >= MinGroup) {
			t.Errorf("%d testers: %+v", n, r.Testers)
		}
		for _, q := range r.Questions {
			told := q.Asked.Shown || len(q.Cells) > 0 || q.Changed.Shown || q.Skipped().Shown
			if told != (q.Question == "talk" && n >= MinGroup) {
				t.Errorf("%d testers, %s: %+v", n, q.Question, q)
			}
			if q.Changed.Percent != nil && q.Asked.Count < MinPercent {
				t.Errorf("%d testers: a percentage of %+v", n, q.Asked)
			}
		}
	}
}

// A row without a trace was asked nothing that is known; one that was withdrawn is
// in no figure; a trace of what the survey does not ask counts for nothing.
func TestWhoIsNotCounted(t *testing.T) {
	all := testers(12, surveys.Answers{"talk": {"friend"}}, ballot.Trace{"talk": 0, "odd": ballot.Skipped})
	c, v := newTrial(trial()), newValues([]byte("key"))
	gone := make([]bool, 12)
	gone[3] = true
	c.addBatch(ballot.Batch{BoxID: "a", Rows: ballot.TableOf(all), Gone: gone, Spoiled: 2}, v)
	c.addBatch(ballot.Batch{BoxID: "b", Rows: ballot.TableOf(rows(4, "11-13", surveys.Answers{"talk": {"friend"}})), Gone: make([]bool, 4)}, v)
	if c.all.n != 15 || c.questions[1].asked.n != 11 || c.questions[1].cells[0].n != 11 || c.spoiled != 2 || c.editions["8-10"] != 11 || c.editions["11-13"] != 4 {
		t.Errorf("counted %d, of whom %d were asked, in %v", c.all.n, c.questions[1].asked.n, c.editions)
	}
}

// Stories count as told, skipped, or not for telling, and never by their words.
func TestStoriesInATrial(t *testing.T) {
	s := trial()
	s.Question("more").AboutChild = true
	all := slices.Concat(
		testers(10, nil, ballot.Trace{"more": 0}), testers(15, nil, ballot.Trace{"more": ballot.Skipped}),
		testers(5, surveys.Answers{"more": {surveys.RatherNot}}, ballot.Trace{"more": 0}),
	)
	got, _ := tested(t, s, all).Question("more")
	var counts []int
	for _, f := range got.Cells {
		counts = append(counts, f.Count)
	}
	if !cmp.Equal(counts, []int{10, 5, 15}) || !cmp.Equal(got.Columns, []string{Written, surveys.RatherNot, surveys.SkippedCode}) {
		t.Errorf("%v in %v", counts, got.Columns)
	}
}

// Rule R6: a row from which a small count could be told is not safe.
func TestTheGateOfATrial(t *testing.T) {
	fig := func(n int) Figure { return Figure{Shown: true, Count: n} }
	exact := []cell{{n: 13}, {n: 2}}
	if ok, err := safeRow(&attack.Question{}, false, fig(15), exact, []Figure{fig(15), fig(0)}); err != nil || !ok {
		t.Errorf("counts in fives leave room: %v, %v", ok, err)
	}
	// Ten at least, and no more than ten and four: with 10 for one answer and 5 for
	// the other, the other can still be 1 to 4 or none too small.
	if ok, err := safeRow(&attack.Question{}, true, fig(10), []cell{{n: 9}, {n: 3}}, []Figure{fig(10), fig(5)}); err != nil || !ok {
		t.Errorf("about the child: %v, %v", ok, err)
	}
	// Who skipped it gave none of several answers: 11 to 14 of at most 14 did, so three at
	// most gave one, and one gave it.
	help := newTrial(gateSurvey()).questions[4]
	list, truth, told := help.attacked(), make([]cell, len(help.columns)), make([]Figure, len(help.columns))
	truth[0].n, truth[len(truth)-1].n = 2, 11
	told[0], told[len(told)-1] = fig(5), fig(15)
	if ok, err := safeRow(list, true, fig(10), truth, told); err != nil || ok {
		t.Errorf("1 to 3 of a question about the child: %v, %v", ok, err)
	}
	list.Alone = nil
	if ok, err := safeRow(list, true, fig(10), truth, told); err != nil || !ok {
		t.Errorf("by the columns alone: %v, %v", ok, err)
	}
	// What cannot all be true is never safe.
	if ok, err := safeRow(&attack.Question{}, false, fig(10), []cell{{n: 3}, {n: 9}}, []Figure{fig(50), fig(50)}); err != nil || ok {
		t.Errorf("what cannot be: %v, %v", ok, err)
	}
	// Where every column was rounded up and the base down, what is told of three leaves
	// the fourth, of which nothing is told, no room: it can be nought or one.
	cornered := []cell{{n: 11}, {n: 6}, {n: 6}, {n: 1}}
	if ok, err := safeRow(&attack.Question{}, false, fig(20), cornered, []Figure{fig(10), fig(10), fig(10), {}}); err != nil || !ok {
		t.Errorf("room for the fourth: %v, %v", ok, err)
	}
	if ok, err := safeRow(&attack.Question{}, false, fig(20), cornered, []Figure{fig(15), fig(10), fig(10), {}}); err != nil || ok {
		t.Errorf("a cornered count: %v, %v", ok, err)
	}
}

// Whatever testers did, what is told passes the gate, its counts are fives, and a
// small group is not told.
func TestTrialsAreSafe(t *testing.T) {
	s := trial()
	rapid.Check(t, func(t *rapid.T) {
		var all []ballot.Row
		for i := range rapid.IntRange(0, 40).Draw(t, "testers") {
			row := ballot.Row{Edition: "8-10", Answers: surveys.Answers{}, Trace: ballot.Trace{}}
			for _, q := range s.Questions {
				if rapid.IntRange(0, 5).Draw(t, "asked") == 0 {
					continue
				}
				row.Trace[q.Key] = ballot.Marks(rapid.IntRange(0, 7).Draw(t, "marks")) << 1
				if cells := q.Kind().Cells(q, surveys.E8); len(cells) > 0 && i%3 > 0 {
					row.Answers[q.Key] = surveys.Answer{rapid.SampledFrom(cells).Draw(t, "cell")}
				} else {
					row.Trace[q.Key] |= ballot.Skipped
				}
			}
			all = append(all, row)
		}
		r := tested(t, s, all)
		c := newTrial(s)
		c.addBatch(ballot.Batch{BoxID: "b", Rows: ballot.TableOf(all), Gone: make([]bool, len(all))}, newValues([]byte("key")))
		for i, q := range r.Questions {
			truth := c.questions[i]
			if q.Asked.Shown != (truth.asked.n >= MinGroup) {
				t.Fatalf("%s was put to %d: %+v", q.Question, truth.asked.n, q.Asked)
			}
			for j, f := range append(slices.Clone(q.Cells), q.Changed, q.Helped, q.Heard) {
				if f.Count%RoundBase != 0 || !f.Shown && f.Count != 0 {
					t.Fatalf("%s, %d: %+v", q.Question, j, f)
				}
			}
			if len(q.Cells) == 0 {
				continue
			}
			if ok, err := safeRow(truth.attacked(), truth.question.AboutChild, q.Asked, truth.cells, q.Cells); err != nil || !ok {
				t.Fatalf("%s is told and not safe: %v", q.Question, err)
			}
		}
	})
}

// Comments lose who said them: what is left is the question, the language, the
// words, and the edition where ten testers read it.
func TestCommentsTellNobody(t *testing.T) {
	c := newTrial(trial())
	c.editions = map[string]int{"8-10": 10, "11-13": 9}
	got := c.comments([]ballot.Text{
		{Question: "home", Edition: "8-10", Language: "en", Setting: "pilot", Text: "Too long.", Comment: true},
		{Question: "home", Edition: "11-13", Language: "ar", Setting: "pilot", Text: "طويل", Comment: true},
		{Question: "more", Edition: "8-10", Language: "en", Text: "A story, and no comment."},
		{Question: "gone", Edition: "8-10", Language: "en", Text: "Of no question.", Comment: true},
		{Question: "talk", Edition: "8-10", Language: "en", Comment: true},
	})
	want := []Comment{{"home", "en", "8-10", "Too long."}, {"home", "ar", "", "طويل"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if fmt.Sprint(newTrial(trial()).comments(nil)) != "[]" {
		t.Error("no comments are not an empty list")
	}
}
