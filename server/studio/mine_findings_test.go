package studio

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
)

// concluded are the findings of all inspections.
type concluded []*findings.Finding

func (l *concluded) Of(_ context.Context, inspection string) ([]*findings.Finding, error) {
	var list []*findings.Finding
	for _, f := range *l {
		if f.Inspection == inspection {
			list = append(list, f)
		}
	}
	return list, nil
}

// conclude puts a finding into an inspection that cites a question of a release; agreed
// is its sentence as two inspectors agreed it, empty if they did not.
func (h *house) conclude(inspection string, number int, draft, agreed, release, question string) {
	f := &findings.Finding{
		Head:       store.Head{ID: findings.ID(inspection, number)},
		Inspection: inspection,
		Number:     number,
		Stage:      findings.Draft,
		Latest: findings.Version{
			Number: 2,
			Content: findings.Content{
				Statement: draft,
				Unknown:   "What only inspectors read.",
				Sources: []findings.Source{{
					Kind:     findings.Table,
					Says:     "40% of them.",
					Release:  release,
					Question: question,
				}},
			},
		},
		States: []findings.Judged{{Is: findings.Worrying, Why: "Only for inspectors."}},
	}
	if agreed != "" {
		f.Agreed = &findings.Accord{
			Version:   1,
			Who:       "david",
			Statement: agreed,
			Bears:     findings.Improvement,
			Is:        findings.Uncertain,
			Cites:     []findings.Cited{{Release: release, Question: question}},
		}
	}
	h.concluded = append(h.concluded, f)
}

// A volunteer sees which findings rest on their questions: question and version, round,
// release, finding. Of what is not agreed they see nothing, of what is its sentence.
func TestFindingsThatWorkFed(t *testing.T) {
	h := newHouse(t)
	h.work()
	key := h.plain()
	h.conclude("in-spring", 1, "A draft of it", "Children feel at home", "spring/1", key)
	h.conclude("in-spring", 2, "Nobody agreed this", "", "spring/1", key)
	h.conclude("in-spring", 3, "On another question", "Agreed of another question", "spring/1", "told")
	h.conclude("in-spring", 4, "On no release of it", "Agreed of another release", "spring/2", key)
	h.conclude("in-before", 5, "Elsewhere", "Agreed elsewhere", "spring/1", "told")
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK,
		"Findings that rest on your questions",
		"F-1",
		"Children feel at home",
		"Area for improvement",
		"Area of uncertainty",
		"It rests on “Do you feel at home here?”.",
		"please keep this to yourself until it is",
		"!A draft of it",
		"!What only inspectors read.",
		"!Only for inspectors.",
		"!40%",
		"!Area of concern",
		"!Nobody agreed this",
		"!F-2",
		"!Agreed of another question",
		"!Agreed of another release",
		"!Agreed elsewhere",
		"!/staff/findings",
	)
	// Callum's proposal is undecided, and Ros only signed: no question of theirs fed it.
	want(t, h.as(callum, "/staff/my-work"), http.StatusOK, "!Children feel at home", "!Findings that rest")
	want(t, h.as(ros, "/staff/my-work"), http.StatusOK, "Results published: 4 May 2031.", "!Children feel at home")
}

// Who holds their role elsewhere alone learns that there is a finding, and not its words.
func TestFindingsOfAnotherInspection(t *testing.T) {
	h := newHouse(t)
	h.work()
	h.conclude("in-spring", 1, "A draft of it", "Children feel at home", "spring/1", h.plain())
	want(t, h.as("iona:volunteer@in-before", "/staff/my-work"), http.StatusOK,
		"F-1", "Its words are for those who belong to this inspection.", "!Children feel at home", "!Area for improvement")
	want(t, h.as("iona:volunteer@in-spring", "/staff/my-work"), http.StatusOK, "Children feel at home")
}

// Once the report is out nothing need be kept to oneself.
func TestFindingsAfterTheReport(t *testing.T) {
	h := newHouse(t)
	h.work()
	h.conclude("in-spring", 1, "A draft of it", "Children feel at home", "spring/1", h.plain())
	_, err := h.book.Inspections.Update(t.Context(), "in-spring", func(in *inspections.Inspection) error {
		in.Stage = inspections.Done
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "Children feel at home", "!please keep this to yourself")
}

// Nobody is shown a finding on a theme that they stepped out of, by whichever of its
// questions it touches that.
func TestFindingsOnHardThemes(t *testing.T) {
	h := newHouse(t)
	h.work()
	key := h.plain()
	h.conclude("in-spring", 1, "A draft of it", "Children feel at home", "spring/1", key)
	survey, err := h.versions.Survey(t.Context(), "what_its_like-2")
	if err != nil {
		t.Fatal(err)
	}
	other := survey.Questions[len(survey.Questions)-1] // versions are read once, so this is the one that pages see
	other.Hard, h.crew.out["iona"] = []string{"drugs"}, []string{"drugs"}
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "Children feel at home")
	f := h.concluded[0]
	f.Agreed.Cites = append(f.Agreed.Cites, findings.Cited{Release: "spring/1", Question: other.Key})
	want(t, h.as(iona, "/staff/my-work"), http.StatusOK, "F-1", "A question on a theme that you stepped out of.", "!Children feel at home")
}

// A text that somebody translated counts as theirs where it stands in a version, as a
// question that they proposed does.
func TestTranslatedTextsFeedFindings(t *testing.T) {
	h := newHouse(t)
	h.work()
	survey, err := h.versions.Survey(t.Context(), "what_its_like-2")
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.versions.PublishedOf(t.Context(), survey.Key)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d versions, %v", len(list), err)
	}
	mine, err := h.drafts.ProposedBy(t.Context(), "iona")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range mine {
		for _, v := range list {
			if v.Holds(p) {
				got = append(got, fmt.Sprint(v.Number, v.Given(p)))
			}
		}
	}
	if want := fmt.Sprint([]string{fmt.Sprint(2, []string{h.plain()})}); fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// The printed record has the findings too, with what is to be kept to oneself.
func TestFindingsArePrinted(t *testing.T) {
	h := newHouse(t)
	h.work()
	h.conclude("in-spring", 1, "A draft of it", "Children feel at home", "spring/1", h.plain())
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		p.Visit("/staff/my-work")
		p.Axe()
		p.Screenshot(fmt.Sprint("studio-mine-findings-", width))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d px too wide at %d", over, width)
		}
	}
	p := h.browserOf(iona, browsertest.Width(1280))
	p.Visit("/staff/my-work")
	printed := p.Print().Text
	for _, text := range []string{"Childrenfeelathome", "Areaforimprovement", "keepthistoyourself"} {
		if !strings.Contains(printed, text) {
			t.Errorf("the printed record does not say %s", text)
		}
	}
}
