package desk

import (
	"strings"
	"testing"

	"kist/internal/results"
)

// pair makes a question of two tables.
func pair(list []results.Table) question { return question{whole: &list[0], ages: &list[1]} }

func TestSentences(t *testing.T) {
	w := newReport(t, "en").words
	faces, yes, who := []string{"1", "2", "3", "4", "5"}, []string{"yes", "no", "not_sure"}, []string{"nobody", "friend", "parent", "school"}
	tests := []struct {
		name string
		q    question
		want string
	}{
		{"falls with age", pair(tables("help", "faces", faces, row("", 300, 15, 30, 45, 120, 90), row("8-10", 100, 5, 5, 5, 45, 40), row("14-18", 200, 20, 40, 50, 60, 30))),
			"About 70% chose “Happy” or “Very happy”; it falls with age, from 85% (8 to 10) to 45% (14 to 18)"},
		{"the bad side is larger", pair(tables("told", "yes_no", yes, row("", 300, 80, 200, 20), row("8-10", 100, 30, 65, 5), row("14-18", 200, 50, 135, 15))),
			"About 65% chose “No”; no clear difference between ages"},
		{"the middle is larger", pair(tables("help", "faces", faces, row("", 200, 10, 20, 120, 30, 20), row("8-10", 200, 10, 20, 120, 30, 20))),
			"About 60% chose “In the middle”"},
		{"all", pair(tables("told", "yes_no", yes, row("", 300, 300, 0, 0), row("8-10", 100, 100, 0, 0), row("14-18", 200, 200, 0, 0))),
			"All or nearly all chose “Yes”; no clear difference between ages"},
		{"only one age has percentages", pair(tables("told", "yes_no", yes, row("", 100, 60, 40, 0), row("8-10", 0), row("14-18", 90, 50, 40, 0))),
			"About 60% chose “Yes”; too few to compare ages"},
		{"one option leads", pair(tables("who", "several", who, row("", 300, 10, 90, 240, 100), row("8-10", 100, 5, 30, 80, 30), row("14-18", 200, 5, 60, 160, 70))),
			"“Mum, dad or main carer” was chosen most, by about 80%; no clear difference between ages"},
		{"two lead, and one of them rises", pair(tables("who", "several", who, row("", 300, 10, 200, 180, 90), row("8-10", 100, 5, 40, 70, 30), row("14-18", 200, 5, 160, 110, 60))),
			"“A friend” (65%) and “Mum, dad or main carer” (60%) were chosen most; “A friend” rises with age, from 40% (8 to 10) to 80% (14 to 18)"},
		{"none stands out", pair(tables("who", "several", who, row("", 300, 90, 85, 80, 75), row("8-10", 300, 90, 85, 80, 75))),
			"No answer stands out; the most chosen, “Nobody”, has about 30%"},
		{"the first is ahead, but of few", pair(tables("who", "several", who, row("", 20, 10, 5, 5, 5), row("8-10", 20, 10, 5, 5, 5))),
			"“Nobody” was chosen most (50%), but too few answered to be sure"},
		{"two may lead", pair(tables("who", "several", who, row("", 40, 5, 20, 10, 0), row("8-10", 40, 5, 20, 10, 0))),
			"“A friend” was chosen most (50%), but too few answered to be sure"},
		{"three lead", pair(tables("who", "several", who, row("", 300, 10, 200, 190, 185), row("8-10", 300, 10, 200, 190, 185))),
			"“A friend” (65%), “Mum, dad or main carer” (65%) and “Someone at school” (60%) were chosen most"},
		{"many answered, and the gap is small", pair(tables("who", "several", who, row("", 2000, 10, 1200, 1000, 400), row("8-10", 2000, 10, 1200, 1000, 400))),
			"“A friend” (60%) and “Mum, dad or main carer” (50%) were chosen most"},
		{"up and down", pair(tables("told", "yes_no", yes, row("", 300, 150, 140, 10), row("8-10", 100, 40, 60, 0), row("11-13", 100, 75, 25, 0), row("14-18", 100, 35, 65, 0))),
			"About 50% chose “Yes”; it is most at 11 to 13 (75%), least at 14 to 18 (35%)"},
		{"a number whose mode is clear", pair(tables("visits", "number", []string{"0", "1", "2", "3", "-"}, row("", 300, 200, 50, 30, 20, 0), row("8-10", 300, 200, 50, 30, 20, 0))),
			"“0” was chosen most, by about 65%"},
		{"a number spread out", pair(tables("visits", "number", []string{"0", "1", "2", "3", "4", "-"}, row("", 300, 40, 50, 60, 70, 70, 10), row("8-10", 100, 5, 10, 20, 30, 35, 0), row("14-18", 200, 35, 40, 40, 40, 35, 10))),
			"About 45% gave “3” or more; it falls with age, from 65% (8 to 10) to 40% (14 to 18)"},
		{"a number whose lower half is larger", pair(tables("visits", "number", []string{"0", "1-2", "3-4", "5-6"}, row("", 300, 90, 85, 65, 60), row("8-10", 300, 90, 85, 65, 60))),
			"About 60% gave “1-2” or less"},
		{"too few", pair(tables("told", "yes_no", yes, row("", 15, 10, 5, 0), row("8-10", 0), row("14-18", 10, 5, 5, 0))),
			"15 answered this: too few for percentages"},
		{"withheld", pair(tables("told", "yes_no", yes, row("", 0), row("8-10", 0))), "Fewer than 10 answered this, so nothing is shown"},
		{"no table at all", question{whole: &results.Table{Question: "told", Kind: "yes_no"}}, "Fewer than 10 answered this, so nothing is shown"},
	}
	for _, test := range tests {
		if got := strings.ReplaceAll(w.sentence(test.q), "\u00a0", " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestTheHeadingCounts(t *testing.T) {
	r := newReport(t, "en")
	if got, want := r.heading(r.words.questions(r.rel)), "About 325 children and young people answered; ages differ clearly in 3 of the 5 questions in which ages can be compared"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	flat := *r
	flat.rel = &results.Release{Responses: r.rel.Responses, Tables: tables("told", "yes_no", []string{"yes", "no"}, row("", 300, 200, 100), row("8-10", 150, 100, 50), row("14-18", 150, 100, 50))}
	if got, want := flat.heading(flat.words.questions(flat.rel)), "About 325 children and young people answered; no question shows a clear difference between ages"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	none := *r
	none.rel = &results.Release{}
	if got, want := none.heading(nil), "Fewer than 10 answered, so no numbers are shown"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTheSummaryNamesTheEnds(t *testing.T) {
	r := newReport(t, "en")
	s := r.summary(r.words.questions(r.rel))
	lines := func(list topList) string {
		var b strings.Builder
		for _, l := range list.Lines {
			b.WriteString(l.Value + " " + l.Link + "; ")
		}
		return b.String()
	}
	if got, want := lines(s.Strongest), "80% /staff/releases/spring-1/safe; 70% /staff/releases/spring-1/help; "; got != want {
		t.Errorf("strongest %s", got)
	}
	if got, want := lines(s.Weakest), "35% /staff/releases/spring-1/told; 40% /staff/releases/spring-1/plan; "; got != want {
		t.Errorf("weakest %s", got)
	}
	if got, want := lines(s.Different), "85→45 /staff/releases/spring-1/help; 50→20 /staff/releases/spring-1/told; "; got != want {
		t.Errorf("different %s", got)
	}
	if s := r.summary(r.words.questions(&results.Release{})); s.Any || s.Strongest.Lines != nil || s.Different.Lines != nil {
		t.Errorf("a summary of nothing: %+v", s)
	}
}
