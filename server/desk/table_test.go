package desk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/results"
	"kist/surveys"
)

// lines writes a table as lines of text.
func lines(t table) []string {
	list := []string{strings.Join(t.Head, "|")}
	for _, r := range t.Rows {
		cells := []string{r.Name}
		for _, c := range r.Cells {
			text := c.Text
			if c.Range != "" {
				text += " (" + c.Range + ")"
			}
			cells = append(cells, text)
		}
		list = append(list, strings.Join(cells, "|"))
	}
	return list
}

// of finds a question of the example.
func of(t *testing.T, r *report, key string) question {
	t.Helper()
	for _, q := range r.words.questions(r.rel) {
		if q.whole.Question == key {
			return q
		}
	}
	t.Fatalf("no question %s", key)
	return question{}
}

func TestTablesOfAScale(t *testing.T) {
	r := newReport(t, "en")
	list := r.words.tables(of(t, r, "safe"))
	if len(list) != 2 {
		t.Fatalf("%d tables", len(list))
	}
	want := []string{
		"Answer|All ages|4 to 7|8 to 10|11 to 13|14 to 18",
		"Answers|290|under 10|95|120|15",
		"Strongly disagree|5|not shown|5|5|too few",
		"Disagree|10|not shown|5|10|too few",
		"Agree|30|not shown|25|30|too few",
		"Strongly agree|55|not shown|60|55|too few",
		"Not sure|5|not shown|5|5|too few",
		"I'd rather not say|0|not shown|0|0|too few",
	}
	if diff := cmp.Diff(want, lines(list[0])); diff != "" {
		t.Error(diff)
	}
	counted := lines(list[1])
	if got := counted[1]; got != "Answers|290 (286 to 294)|under 10|95 (91 to 99)|120 (116 to 124)|15 (11 to 19)" {
		t.Errorf("how many answered: %s", got)
	}
	if got := counted[3]; got != "Disagree|25 (21 to 29)|not shown|5 (1 to 9)|10 (6 to 14)|5 (1 to 9)" {
		t.Errorf("counts, also of a group too small for percentages: %s", got)
	}
}

func TestWhatWasNotOfferedIsADash(t *testing.T) {
	r := newReport(t, "en")
	list := r.words.tables(of(t, r, "help"))
	for i, want := range []string{"Unhappy|10|–|5|15|20", "Unhappy|30 (26 to 34)|–|5 (1 to 9)|15 (11 to 19)|15 (11 to 19)"} {
		if got := lines(list[i])[3]; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestTablesOfOptions(t *testing.T) {
	r := newReport(t, "en")
	want := []string{
		"Answer|All ages|4 to 7|8 to 10|11 to 13|14 to 18",
		"Answers|325|35|95|120|70",
		"Mum, dad or main carer|70|85|85|65|55",
		"A friend|60|30|55|65|80",
		"Someone at school|50|45|55|45|55",
		"Nobody|10|0|5|10|20",
		"I'd rather not say|5|0|5|5|5",
	}
	if diff := cmp.Diff(want, lines(r.words.tables(of(t, r, "who"))[0])); diff != "" {
		t.Errorf("largest first, rather not say last:\n%s", diff)
	}
}

func TestARoundTooSmallForPercentagesHasCountsOnly(t *testing.T) {
	r := newReport(t, "en")
	list := r.words.tables(of(t, r, "where"))
	if len(list) != 1 {
		t.Fatalf("%d tables, want the counts", len(list))
	}
	want := []string{
		"Answer|All ages|4 to 7|8 to 10|11 to 13|14 to 18",
		"Answers|15 (11 to 19)|under 10|under 10|10 (6 to 14)|under 10",
		"At home|10 (6 to 14)|not shown|not shown|10 (6 to 14)|not shown",
		"In a children’s house|5 (1 to 9)|not shown|not shown|0 (0 to 4)|not shown",
		"<Somewhere> & else|0 (0 to 4)|not shown|not shown|0 (0 to 4)|not shown",
	}
	if diff := cmp.Diff(want, lines(list[0])); diff != "" {
		t.Error(diff)
	}
	if list := r.words.tables(of(t, r, "visits")); list != nil {
		t.Errorf("tables of a withheld question: %v", list)
	}
}

func TestNumbersKeepTheirOrder(t *testing.T) {
	w := newReport(t, "en").words
	q := pair(tables("visits", "number", []string{"0", "1", "2-5"}, row("", 300, 10, 200, 90), row("8-10", 300, 10, 200, 90)))
	if diff := cmp.Diff([]int{0, 1, 2}, w.order(q)); diff != "" {
		t.Error(diff)
	}
	q = pair(tables("who", "several", []string{"nobody", "friend", surveys.RatherNot, "school"}, row("", 300, 10, 200, 250, 90), row("8-10", 300, 10, 200, 250, 90)))
	if diff := cmp.Diff([]int{1, 3, 0, 2}, w.order(q)); diff != "" {
		t.Errorf("options by size, rather not say last: %s", diff)
	}
}

func TestOneAgeIsNotTold(t *testing.T) {
	w := newReport(t, "en").words
	q := pair(tables("told", "yes_no", []string{"yes", "no"}, row("", 60, 40, 20), row("11-13", 60, 40, 20)))
	want := []string{"Answer|All ages", "Answers|60", "Yes|65", "No|35"}
	if diff := cmp.Diff(want, lines(w.tables(q)[0])); diff != "" {
		t.Errorf("one age band says nothing that the whole round does not:\n%s", diff)
	}
}

func TestWordsOfCodes(t *testing.T) {
	w := newReport(t, "en").words
	for _, test := range []struct{ question, code, want string }{
		{"help", "5", "Very happy"},
		{"safe", "1", "Strongly disagree"}, // the oldest edition's words
		{"safe", surveys.RatherNot, "I'd rather not say"},
		{"who", "parent", "Mum, dad or main carer"},
		{"visits", "2-5", "2-5"},
		{"who", "made_up", "made_up"},
		{"nothing", "1", "1"},
	} {
		if got := w.column(test.question, test.code); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.question, test.code, got, test.want)
		}
	}
	if got := w.question("nothing"); got != "" {
		t.Errorf("an unknown question is %q", got)
	}
	if got := w.wordings("nothing"); got != nil {
		t.Errorf("wordings of an unknown question: %v", got)
	}
}

func TestWordingsThatDiffer(t *testing.T) {
	w := newReport(t, "en").words
	want := []asked{
		{"How do you feel about the help you get?", "en", "8 to 10, 11 to 13, 14 to 18"},
		{"Are you happy with your helpers?", "en", "4 to 7"},
	}
	if diff := cmp.Diff(want, w.wordings("help")); diff != "" {
		t.Error(diff)
	}
	if got := w.wordings("told"); len(got) != 1 || got[0].Editions != "" {
		t.Errorf("one wording needs no editions: %+v", got)
	}
}

func TestQuestionsPairTheirTables(t *testing.T) {
	r := newReport(t, "en")
	rel := &results.Release{Tables: []results.Table{
		{Question: "a", By: results.ByAgeBand}, // without its whole: not shown
		{Question: "b"},
		{Question: "c"}, {Question: "c", By: results.ByAgeBand},
		{Question: "c", By: "setting"}, // a grouping that this page does not know
	}}
	list := r.words.questions(rel)
	if len(list) != 2 || list[0].whole.Question != "b" || list[0].ages != nil || list[1].whole.Question != "c" || list[1].ages == nil {
		t.Errorf("%+v", list)
	}
}

// An age that was not asked is not a small group: it must not look withheld.
func TestAgesThatWereNotAsked(t *testing.T) {
	r := newReport(t, "en")
	r.words.survey.Question("told").Editions = []surveys.Edition{surveys.E11, surveys.E14}
	q := of(t, r, "told")
	want := []string{"Answer|All ages|11 to 13|14 to 18", "Answers|280|120|70", "Yes|35|30|20", "No|55|60|70", "Not sure|10|15|5"}
	if diff := cmp.Diff(want, lines(r.words.tables(q)[0])); diff != "" {
		t.Error(diff)
	}
	v := r.question(q, 3)
	if !strings.Contains(strings.Join(v.Notes, " "), "Not asked at: 4\u00a0to\u00a07, 8\u00a0to\u00a010.") {
		t.Errorf("notes %q", v.Notes)
	}
	for _, text := range v.Chart.Texts {
		if strings.Contains(text.Text, "Not shown") {
			t.Errorf("the chart says %q", text.Text)
		}
	}
	r.words.survey.Editions = append(r.words.survey.Editions, surveys.Easy)
	r.words.survey.Question("told").Editions = []surveys.Edition{surveys.E14, surveys.Easy}
	if q := of(t, r, "told"); len(q.notAsked) != 0 {
		t.Errorf("easy read asks every age, yet not %q", q.notAsked)
	}
}

func TestAnOrderIsToldByItsFirstPlaces(t *testing.T) {
	r := newReport(t, "en")
	text := func(s string) surveys.Words { return surveys.Text("en", s) }
	r.words.survey.Questions = append(r.words.survey.Questions, &surveys.Question{
		Key: "first", KindName: "order", Text: text("What matters most?"), Options: []surveys.Option{{Key: "a", Text: text("Being heard")}, {Key: "b", Text: text("Being safe")}},
	})
	list := tables("first", "order", []string{"a:1", "a:2", "b:1", "b:2"}, row("", 300, 80, 220, 220, 80), row("8-10", 100, 30, 70, 70, 30), row("14-18", 200, -1, -1, 150, 50))
	q := r.words.questions(&results.Release{Tables: list})[0]
	if got, want := r.words.sentence(q), "“Being safe” was put first most often, by about 75%; no clear difference between ages"; got != want {
		t.Errorf("%s", got)
	}
	want := []string{"Answer|All ages|8 to 10|14 to 18", "Answers|300|100|200", "Being safe|75|70|75", "Being heard|25|30|–"}
	if diff := cmp.Diff(want, lines(r.words.tables(q)[0])); diff != "" {
		t.Error(diff)
	}
	few := tables("first", "order", []string{"a:1", "a:2", "b:1", "b:2"}, row("", 20, 5, 15, 10, 5), row("8-10", 20, 5, 15, 10, 5))
	q = r.words.questions(&results.Release{Tables: few})[0]
	if got, want := r.words.sentence(q), "“Being safe” was put first most often (50%), but too few answered to be sure"; got != want {
		t.Errorf("%s", got)
	}
	if got := r.words.column("first", "a:1"); got != "Being heard, put first" {
		t.Errorf("%q", got)
	}
	if got := r.words.column("first", "a:2"); got != "Being heard, in place 2" {
		t.Errorf("%q", got)
	}
	if len(list[0].Columns) != 4 || len(list[0].Groups[0].Cells) != 4 {
		t.Error("the release itself was changed")
	}
}

func TestASurveyForGrownUps(t *testing.T) {
	r := newReport(t, "en")
	r.words.survey.Editions = []surveys.Edition{surveys.Adult}
	if got, want := r.heading(nil), "About 325 people answered"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, f := range r.facts(nil) {
		if strings.Contains(f.Text, "children") {
			t.Errorf("%q", f.Text)
		}
	}
	for _, l := range append(r.numbers(), fmt.Sprint(r.limits())) {
		if strings.Contains(l, "hild") {
			t.Errorf("%q", l)
		}
	}
}

// A release in which answers are missing says so before anything else.
func TestLostAnswersAreTold(t *testing.T) {
	r := newReport(t, "en")
	if got := fmt.Sprint(r.limits()); strings.Contains(got, "lost") {
		t.Errorf("%s", got)
	}
	r.rel.Spoiled = 2
	r.rel.Apart = 300
	if second := r.limits()[1]; second.Lead != "About 300 forms stood apart and are in no number here (271 to 329)." || second.Text == "" {
		t.Errorf("what stands apart is told so: %+v", second)
	}
	r.rel.Aside = &results.Aside{Out: 300, In: 30}
	for i, want := range []string{"About 300 forms stood apart and are in no number here (271 to 329).", "About 30 forms stood apart and are in the numbers (30 to 59)."} {
		if got := r.limits()[i+1]; got.Lead != want || got.Text == "" {
			t.Errorf("it says %+v", got)
		}
	}
	if first := r.limits()[0]; first.Lead != "Answers that were lost: 2." || first.Text == "" {
		t.Errorf("first of all it says %+v", first)
	}
}
