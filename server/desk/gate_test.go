package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/results"
)

// TestWhereMergedAnswersStand: on the side that all of them are on, or on none.
func TestWhereMergedAnswersStand(t *testing.T) {
	for code, want := range map[string]side{"1+2": minus2, "4+5": plus2, "1": minus2, "2": minus1, "3": apart, "2+4": apart, "3+4": apart, "-": apart} {
		if got := onScale("faces", code); got != want {
			t.Errorf("faces %s: %d, want %d", code, got, want)
		}
	}
	for code, want := range map[string]side{"1+2": minus2, "3+4": plus2, "not_sure+-": apart} {
		if got := onScale("agreement", code); got != want {
			t.Errorf("agreement %s: %d, want %d", code, got, want)
		}
	}
	table := whole("faces", "1+2", "3", "4", "5", "-")
	if low, high := columnsOn(table, minus1, minus2), columnsOn(table, plus1, plus2); !slices.Equal(low, []int{0}) || !slices.Equal(high, []int{2, 3}) {
		t.Errorf("low %v, high %v", low, high)
	}
	if halves(whole("number", "0+1", "2", "3")) != nil {
		t.Error("what is told together has halves")
	}
}

// merge tells two answers and two age bands of the first question together.
func mergeFirst(r *report) (answers, groups results.Merged) {
	t := &r.rel.Tables[0]
	answers = results.Merged{Question: t.Question, Parts: t.Columns[:2], Why: results.Alone}
	for i := range r.rel.Tables {
		if x := &r.rel.Tables[i]; x.Question == answers.Question {
			x.Columns = append([]string{results.Join(answers.Parts)}, x.Columns[2:]...)
			for j := range x.Groups {
				if g := &x.Groups[j]; len(g.Cells) > 0 {
					g.Cells, g.Offered = g.Cells[1:], nil
				}
			}
			if x.By == results.ByAgeBand && len(x.Groups) > 2 {
				groups = results.Merged{Question: x.Question, By: x.By, Groups: true, Parts: []string{x.Groups[1].Value, x.Groups[2].Value}, Why: results.WithPast}
				x.Groups = slices.Delete(x.Groups, 1, 2)
				x.Groups[1].Value = results.Join(groups.Parts)
			}
		}
	}
	r.rel.Attack = &results.Attacked{Merged: []results.Merged{answers, groups}, Dropped: []results.Dropped{{Question: answers.Question, By: "where", Why: results.Alone}}}
	return answers, groups
}

// TestMergedAnswersAreNamed wherever they stand: by all that they are, never by a code.
func TestMergedAnswersAreNamed(t *testing.T) {
	r := newReport(t, "en")
	answers, groups := mergeFirst(r)
	if groups.Parts == nil {
		t.Fatal("the example has no ages to tell together")
	}
	q := r.words.questions(r.rel)[0]
	label := r.words.column(answers.Question, results.Join(answers.Parts))
	for _, code := range answers.Parts {
		if one := r.words.column(answers.Question, code); !strings.Contains(label, one) || one == code {
			t.Errorf("%q does not say %q", label, one)
		}
	}
	var shown []string
	for _, table := range r.words.tables(q) {
		shown = append(shown, table.Head...)
		for _, row := range table.Rows {
			shown = append(shown, row.Name)
		}
	}
	band := r.words.band(results.Join(groups.Parts))
	if !slices.Contains(shown, label) || !slices.Contains(shown, band) || strings.Contains(strings.Join(shown, " "), "+") {
		t.Errorf("the tables say %q; want %q and %q", shown, label, band)
	}
	if !r.words.Asked(answers.Question, results.Join(groups.Parts)) {
		t.Error("ages that were asked are not, together")
	}
	if saying := r.words.Column(answers.Question, results.Join(answers.Parts), ""); saying.Edition == "" || saying.Lang == "" {
		t.Errorf("all of one edition, and it is not said: %+v", saying)
	}
}

// TestWhatTheGateDidIsSaid on the page of the release, and on that of the question, with
// the reason; on that of another question nothing of it is.
func TestWhatTheGateDidIsSaid(t *testing.T) {
	r := newReport(t, "en")
	answers, _ := mergeFirst(r)
	say := func(r *report) string {
		var all []string
		for _, l := range r.limits() {
			all = append(all, l.Lead+" "+l.Text)
		}
		return strings.Join(all, "\n")
	}
	for name, said := range map[string]string{"release": say(r), "question": say(r.only(answers.Question))} {
		for _, want := range []string{"told as one", "from this release by itself", "from it and earlier releases together", "left out", r.words.question(answers.Question)} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is not said in\n%s", name, want, said)
			}
		}
	}
	other := r.rel.Tables[len(r.rel.Tables)-1].Question
	if said := say(r.only(other)); strings.Contains(said, "told as one") {
		t.Errorf("of %s:\n%s", other, said)
	}
	r.rel.Attack.Merged, r.rel.Attack.Dropped[0].Why = nil, ""
	if said := say(r); strings.Contains(said, "told as one") || strings.Contains(said, "by itself)") || !strings.Contains(said, "left out") {
		t.Errorf("from before reasons were kept:\n%s", said)
	}
}

// TestATableWithAnswersOfItsOwn keeps the order of all: what it tells together stands where
// the first of it does, and every answer is there once.
func TestATableWithAnswersOfItsOwn(t *testing.T) {
	all := whole("one_choice", "a", "b", "c+d", "e", "-")
	order := []int{3, 0, 2, 1, 4}
	for _, c := range []struct {
		columns []string
		want    []int
	}{
		{all.Columns, order},
		{[]string{"a+e", "b", "c+d", "-"}, []int{0, 2, 1, 3}},
		{[]string{"a+c+d", "b", "e", "-"}, []int{2, 0, 1, 3}},
		{nil, nil},
	} {
		if got := orderIn(whole("one_choice", c.columns...), all, order); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.columns, got, c.want)
		}
	}
}

// attackedRelease is a release with a report by question: one that was safe at once, one
// with narrow counts that was merged, one with nothing narrow.
func attackedRelease(rel *results.Release) *results.Release {
	rel.Attack = &results.Attacked{
		Together: []string{"autumn-1"}, Cells: 4321,
		Merged:  []results.Merged{{Question: "safe", By: "where", Parts: []string{"1", "2"}, Why: results.Alone}},
		Dropped: []results.Dropped{{Question: "told", By: "where", Why: results.WithPast}},
		Questions: []results.Judged{
			{Question: "help", Cells: 180, Shown: 171, Searched: 2, Fewest: 3, Doubtful: 4, Tries: 1, Took: 12},
			{Question: "safe", Cells: 240, Shown: 200, Fewest: 8, Undecided: 1, Tries: 6, Took: 1430},
			{Question: "told", AboutChild: true, Cells: 90, Shown: 90, Tries: 2, Took: 55},
		},
	}
	return rel
}

// TestHowAReleaseWasAttacked stands on a page of its own, to which the release leads.
func TestHowAReleaseWasAttacked(t *testing.T) {
	h := serve(t, shelf{attackedRelease(example())})
	must(t, get(t, h, "inspector", "/staff/releases/spring-1"), http.StatusOK, []string{`href="/staff/releases/spring-1/_attack"`, "How it was attacked"})
	must(t, get(t, h, "inspector", "/staff/releases/spring-1/_attack"), http.StatusOK, []string{
		"How Release 1 of Spring round was attacked", "4321 counts", "1 earlier release together", "about the child", ">171<", ">1430<",
		"none narrow", "more than 7", "told as one", "from this release by itself", "left out", "earlier releases together)", `href="/staff/releases/spring-1"`,
	}, "staff.attack", "<no value>")
	alone := attackedRelease(example())
	alone.Attack.Together, alone.Attack.Merged, alone.Attack.Dropped = nil, nil, nil
	must(t, get(t, serve(t, shelf{alone}), "inspector", "/staff/releases/spring-1/_attack"), http.StatusOK, []string{"no earlier release"}, "told as one", "Tables that were left out")
	old := serve(t, shelf{example()})
	must(t, get(t, old, "inspector", "/staff/releases/spring-1"), http.StatusOK, nil, "_attack")
	must(t, get(t, old, "inspector", "/staff/releases/spring-1/_attack"), http.StatusNotFound, nil)
}

// TestWhatIsNeitherShownNorSearchedIsBounded: the ways of deciding add up to the counts.
func TestWhatIsNeitherShownNorSearchedIsBounded(t *testing.T) {
	r := newReport(t, "en")
	attackedRelease(r.rel)
	for i, row := range r.attackTable(r.rel.Attack).Rows {
		q, sum := r.rel.Attack.Questions[i], 0
		for _, c := range row.Cells[1:5] {
			n, err := strconv.Atoi(c.Text)
			if err != nil || n < 0 {
				t.Errorf("%s: %q", q.Question, c.Text)
			}
			sum += n
		}
		if sum != q.Cells || len(row.Cells) != 9 {
			t.Errorf("%s: %d of %d, in %d cells", q.Question, sum, q.Cells, len(row.Cells))
		}
	}
}
