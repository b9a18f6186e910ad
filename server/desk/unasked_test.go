package desk

import (
	"slices"
	"strings"
	"testing"

	"kist/internal/exchange/worded"
	"kist/internal/results"
	"kist/surveys"
)

// ofTheMiddle is the example of a round that asked two of the editions, and a question that
// neither has; as releases tell it that say so, or as those from before.
func ofTheMiddle(says bool) *report {
	rel, s := example(), survey()
	rel.Editions, s.Question("visits").Editions, s.Question("help").Faces = []string{"8-10", "11-13"}, []surveys.Edition{surveys.E14}, 3
	three := []bool{true, false, true, false, true}
	for i, t := range rel.Tables {
		for j := range t.Groups {
			switch g := &rel.Tables[i].Groups[j]; {
			case t.Question == "visits" && says:
				g.Offered = make([]bool, len(t.Columns))
			case t.Question == "visits":
				g.Either = true
			case t.Question == "help" && says:
				g.Offered = three
			}
		}
	}
	round := spring()
	round.Editions = rel.Editions
	return &report{rel: rel, round: round, inspection: "Strathlinn joint inspection", words: words{survey: s}}
}

func TestWhatTheRoundDidNotAsk(t *testing.T) {
	for _, says := range []bool{true, false} {
		r := ofTheMiddle(says)
		r.words = wordsOf(r.rel, r.words.survey, bundle(t).Printer("en"))
		q, number, ok := r.find("visits")
		if !ok {
			t.Fatal("it has no page")
		}
		page := r.one(base(t, "en"), q, number, "https://kist.example")
		if page.Question.Heading != "This was not asked in this round" || page.Question.Chart.Desc != "Not asked in this round" || len(page.Tables) > 0 || len(page.Question.Notes) > 0 {
			t.Errorf("%+v", page.Question)
		}
		for row := range worded.Of(r.rel, r.words, worded.About{}).Rows() {
			if row.Question.Key == "visits" && row.Figure.Missing != worded.NotAsked {
				t.Errorf("in files by %s: %s", row.Table.By, row.Figure.Missing)
			}
		}
		q, number, _ = r.find("told")
		if view := r.question(q, number); len(q.rows()) != 3 || slices.ContainsFunc(view.Notes, func(n string) bool { return strings.Contains(n, "Not asked at") }) {
			t.Errorf("%d groups, %q: an age that the round does not ask is no group", len(q.rows()), view.Notes)
		}
		if got := r.facts(r.words.questions(r.rel))[1].Value; got != "6" {
			t.Errorf("%s questions were asked", got)
		}
	}
}

// TestAnswersThatTheRoundDidNotOffer are told by a dash, and are in no chart.
func TestAnswersThatTheRoundDidNotOffer(t *testing.T) {
	r := ofTheMiddle(true)
	r.words = wordsOf(r.rel, r.words.survey, bundle(t).Printer("en"))
	q, number, _ := r.find("help")
	view := r.question(q, number)
	if rows := r.words.tables(q)[0].Rows; rows[2].Cells[0].Text != "–" || rows[1].Cells[0].Text == "–" || len(view.Chart.Key) != 3 {
		t.Errorf("%+v, %+v", rows[2], view.Chart.Key)
	}
	if !slices.Contains(view.Notes, "A dash means that nobody there was offered this answer.") {
		t.Errorf("%q", view.Notes)
	}
	if want := "About 30% chose “Very happy”"; !strings.HasPrefix(view.Heading, want) || !strings.Contains(view.Chart.Desc, "“Very happy”") || strings.Contains(view.Heading+view.Chart.Desc, "“Happy”") {
		t.Errorf("%q, %q: an answer is named that nobody could choose", view.Heading, view.Chart.Desc)
	}
	r.withoutSchool()
	if q, number, _ := r.find("who"); strings.Contains(r.question(q, number).Chart.Desc, "Someone at school") {
		t.Error("an answer that was not offered is drawn")
	}
}

// withoutSchool is the release of a round that offered one answer less to one question.
func (r *report) withoutSchool() *report {
	for i, t := range r.rel.Tables {
		if t.Question == "who" && t.By == "" {
			r.rel.Tables[i].Groups[0].Offered = []bool{true, true, true, false, true}
		}
	}
	return r
}

// TestAnAreaThatDidNotAsk is told so on the map.
func TestAnAreaThatDidNotAsk(t *testing.T) {
	r := ofTheMiddle(false)
	m, a := &measure{topic: "visits", ref: r}, &areaShare{}
	m.measured(a, r.rel, r.words.survey, true)
	if a.is != notAsked {
		t.Errorf("it is %d", a.is)
	}
}

// TestAnAreaThatDidNotOfferTheAnswer has not too few answers: nobody there could choose it.
func TestAnAreaThatDidNotOfferTheAnswer(t *testing.T) {
	r := ofTheMiddle(true).withoutSchool()
	r.words, r.rel.Places = wordsOf(r.rel, r.words.survey, bundle(t).Printer("en")), []results.Place{{}}
	q, _, _ := r.find("who")
	q.others = []*results.Table{{By: results.ByPlace, Groups: []results.Group{q.everybody()}}}
	for _, test := range []struct {
		columns []int
		want    standing
	}{{[]int{3}, notAsked}, {[]int{2, 3}, told}, {nil, hidden}} {
		m, a := &measure{topic: "who", columns: test.columns, ref: r}, &areaShare{}
		if m.measured(a, r.rel, r.words.survey, true); a.is != test.want {
			t.Errorf("%v on the map: %d", test.columns, a.is)
		}
		if got := r.areas(q, results.ByPlace, test.columns)[0].is; got != test.want {
			t.Errorf("%v over areas: %d", test.columns, got)
		}
	}
}

// TestTheReasonBesideAFinding is the one that the release's own page gives.
func TestTheReasonBesideAFinding(t *testing.T) {
	for _, says := range []bool{true, false} {
		r := ofTheMiddle(says)
		r.words = wordsOf(r.rel, r.words.survey, bundle(t).Printer("en"))
		for _, table := range r.rel.Tables {
			if table.Question != "visits" {
				continue
			}
			if got := r.words.citeGroup(table, table.Groups[0], nil).Why; got != "Not asked in this round" {
				t.Errorf("by %q: %s", table.By, got)
			}
		}
	}
	w := wordsOf(example(), survey(), bundle(t).Printer("en"))
	if got := w.citeGroup(example().Tables[0], results.Group{Either: true}, nil).Why; got != "Not shown: fewer than 10, or nearly all answered alike" {
		t.Error(got)
	}
}

// TestTheKeyOfSeveralQuestions explains every filling that the chart has, also where the
// question that stands first has fewer; a dash in its table is explained too.
func TestTheKeyOfSeveralQuestions(t *testing.T) {
	r := ofTheMiddle(true)
	r.words = wordsOf(r.rel, r.words.survey, bundle(t).Printer("en"))
	three, _, _ := r.find("help")
	five, _, _ := r.find("plan")
	for _, list := range [][]scored{{{question: three}, {question: five}}, {{question: five}, {question: three}}} {
		chart := r.skimChart("scale", list)
		if len(chart.Chart.Key) != 5 || !strings.HasSuffix(chart.Table.Caption, "A dash means that nobody there was offered this answer.") {
			t.Errorf("%+v, %s", chart.Chart.Key, chart.Table.Caption)
		}
	}
	if chart := r.skimChart("scale", []scored{{question: five}}); strings.Contains(chart.Table.Caption, "dash") {
		t.Error(chart.Table.Caption)
	}
}

// TestAnAnswerThatOneOfTwoOffered: what the other tells of it is shown, and nothing is held
// against what is not there.
func TestAnAnswerThatOneOfTwoOffered(t *testing.T) {
	one, two := ofTheMiddle(true).withoutSchool(), ofTheMiddle(true)
	one.words = wordsOf(one.rel, one.words.survey, bundle(t).Printer("en"))
	now, _, _ := one.find("who")
	was, _, _ := two.find("who")
	x := &comparison{now: one, was: two, question: "who", pairs: []samePair{{now: now, was: was, alike: true}}}
	d, table, ok := x.draw()
	if !ok || strings.Contains(d.Desc, "school") || len(table.Rows) != 5 || !strings.HasSuffix(table.Caption, "A dash means that nobody there was offered this answer.") {
		t.Errorf("%s, %+v", d.Desc, table)
	}
	for _, row := range table.Rows {
		if row.Name == "Someone at school" && (row.Cells[0].Text != "–" || row.Cells[1].Text != "50" || row.Cells[2].Text != "–") {
			t.Errorf("%+v", row.Cells)
		}
	}
	x.was = &report{rel: two.rel, round: two.round, words: one.words}
	x.pairs[0].was.whole = &results.Table{Question: "who", Kind: "several", Columns: now.whole.Columns, Groups: []results.Group{{}}}
	if _, _, ok := x.draw(); ok {
		t.Error("nothing to compare is drawn")
	}
}
