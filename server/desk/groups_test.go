package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/results"
)

// partedRelease is the example with one question told apart by another.
func partedRelease() *results.Release {
	rel := example()
	safe := rel.Tables[2]
	safe.By, safe.Groups = "where", []results.Group{
		row("home", 120, 5, 10, 40, 65, 0, 0), row("house", 15, 0, 5, 5, 5, 0, 0), row("other", 0),
	}
	rel.Tables = append(rel.Tables[:4:4], append([]results.Table{safe}, rel.Tables[4:]...)...)
	return rel
}

func TestAQuestionByAnother(t *testing.T) {
	r := newReport(t, "en")
	r.rel = partedRelease()
	list := r.words.groupTables(of(t, r, "safe"), 2)
	if len(list) != 1 {
		t.Fatalf("%d tables", len(list))
	}
	want := []string{
		"Group|Answers|Strongly disagree|Disagree|Agree|Strongly agree|Not sure|I'd rather not say",
		"At home|120|5|10|35|55|0|0",
		"In a children’s house|15|too few|too few|too few|too few|too few|too few",
		"<Somewhere> & else|under 10|not shown|not shown|not shown|not shown|not shown|not shown",
	}
	if diff := cmp.Diff(want, lines(list[0].table)); diff != "" {
		t.Error(diff)
	}
	if ages := of(t, r, "safe").bands(); len(ages) != 4 {
		t.Errorf("%d ages", len(ages))
	}
	page := get(t, serve(t, shelf{partedRelease()}), "inspector", questionPath("spring-1", "safe")).Body.String()
	for _, say := range []string{"<h3>Question 2 told apart by: Where do you live?</h3>", `At home</th><td role="cell" data-of="Answers">120</td>`, "is in none of its groups"} {
		if strings.Count(page, say) != 1 {
			t.Errorf("%q stands %d times on the page", say, strings.Count(page, say))
		}
	}
}

// TestASmallRoundByAnotherQuestion has counts only, and nothing if it is withheld.
func TestASmallRoundByAnotherQuestion(t *testing.T) {
	r := newReport(t, "en")
	whole := results.Table{Question: "told", Kind: "yes_no", Columns: []string{"yes", "no"}, Groups: []results.Group{row("", 15, 10, 5)}}
	by := whole
	by.By, by.Groups = "where", []results.Group{row("home", 10, 10, 0)}
	q := question{whole: &whole, others: []*results.Table{&by}}
	want := []string{"Group|Answers|Yes|No", "At home|10 (6 to 14)|10 (6 to 14)|0 (0 to 4)"}
	if diff := cmp.Diff(want, lines(r.words.groupTables(q, 1)[0].table)); diff != "" {
		t.Error(diff)
	}
	whole.Groups = []results.Group{{}}
	if list := r.words.groupTables(q, 1); list != nil {
		t.Errorf("%+v", list)
	}
}

// TestTheFileByAnotherQuestion names the group in the words of the answer.
func TestTheFileByAnotherQuestion(t *testing.T) {
	w := get(t, serve(t, shelf{partedRelease()}), "inspector", "/staff/releases/spring-1.csv")
	must(t, w, http.StatusOK, []string{"spring-1,spring,safe,I feel safe where I live,where,home,At home,4,Strongly agree,65,55,no,61,69,yes,yes,14_18,14_18,en,en,,5,example-1,"})
}
