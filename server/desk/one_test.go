package desk

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/results"
)

func TestAQuestionHasAnAddressOfItsOwn(t *testing.T) {
	e := serve(t, shelf{partedRelease()})
	must(t, get(t, e, "inspector", "/staff/releases/spring-1/safe"), http.StatusOK, []string{
		"Synthetic data.", "About 80% chose “Agree” or “Strongly agree”; no clear difference between ages", "I feel safe where I live",
		"What this cannot tell you", "About 290 of the 325 who took part answered it", "That is about 15%.", "Not shown: fewer than 10", "10 can mean 6 to 14",
		"Question 2 told apart by: Where do you live?", `id="percent"`, `id="counts"`, "25 to 34"[:2],
		`href="/staff/releases/spring-1/safe.svg"`, `href="/staff/releases/spring-1/safe.csv"`, `href="/staff/releases/spring-1/help" rel="prev"`, `href="/staff/releases/spring-1/told" rel="next"`,
		"Kist, Strathlinn joint inspection, Spring round, Release 1, question 2: https://kist.example/staff/releases/spring-1/safe",
	}, `id="ages"`)
	must(t, get(t, e, "inspector", "/staff/releases/spring-1/who"), http.StatusOK, []string{`id="ages"`, `href="/staff/releases/spring-1/who.ages.svg"`, "A strong line is a clear difference"})
	must(t, get(t, e, "inspector", "/staff/releases/spring-1/visits"), http.StatusOK, []string{"Fewer than 10 answered this, so nothing is shown"}, `id="counts"`)
	must(t, get(t, e, "inspector", "/staff/releases/spring-1"), http.StatusOK, []string{`href="/staff/releases/spring-1/safe"`})
}

func TestQuestionsThatAreNotThere(t *testing.T) {
	e := serve(t, shelf{example()})
	for _, path := range []string{"spring-1/nothing", "nothing-1/safe", "spring-1/", "spring-1/safe.png", "spring-1/safe.ages.svg", "spring-1/safe.wide.csv", "spring-1/.svg", "%25zz/safe"} {
		if w := get(t, e, "inspector", "/staff/releases/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

func TestOnlyReadersReadAQuestion(t *testing.T) {
	e := serve(t, shelf{example()})
	for _, end := range []string{"", ".svg", ".csv"} {
		for role, status := range map[string]int{"inspector": 200, "coordinator": 200, "volunteer": 403, "translator": 403, "nobody": 303} {
			if w := get(t, e, role, "/staff/releases/spring-1/safe"+end); w.Code != status {
				t.Errorf("%q gets %q with %d, want %d", role, end, w.Code, status)
			}
		}
	}
	for end, status := range map[string]int{"": 200, ".svg": 303, ".csv": 303} { // files leave only after signing in lately
		if w := get(t, e, "inspector!", "/staff/releases/spring-1/safe"+end); w.Code != status {
			t.Errorf("%q after a long while: %d, want %d", end, w.Code, status)
		}
	}
}

// What is taken of a question is written down, and holds that question alone.
func TestTheFilesOfAQuestion(t *testing.T) {
	list, lines := shelf{partedRelease()}, &taken{}
	e := serveWith(t, Deps{Book: book(t), Releases: list, Versions: list, Trail: lines, URL: "https://kist.example"})
	w := get(t, e, "inspector", "/staff/releases/spring-1/safe.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || w.Header().Get("Content-Disposition") != `attachment; filename="spring-1-safe.csv"` {
		t.Fatalf("%v, %v", err, w.Header())
	}
	keys := map[string]bool{}
	for _, row := range rows[1:] {
		keys[row[2]] = true
	}
	if want := 1 + 1 + (1+4+3)*(1+6); len(keys) != 2 || !keys["safe"] || len(rows) != want { // the head, how many took part, and all groups
		t.Errorf("%d rows of %v, want %d", len(rows), keys, want)
	}
	w = get(t, e, "inspector", "/staff/releases/spring-1/who.ages.svg")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" || w.Header().Get("Content-Disposition") != `attachment; filename="spring-1-who.ages.svg"` {
		t.Errorf("%d, %v", w.Code, w.Header())
	}
	for _, want := range []string{"releases spring-1 safe.csv ros release.file", "releases spring-1 who.ages.svg ros release.file"} {
		if !slices.Contains(*lines, want) {
			t.Errorf("%q, without %q", *lines, want)
		}
	}
	e = serveWith(t, Deps{Book: book(t), Releases: list, Versions: list, Trail: brokenTrail{}})
	for _, end := range []string{".svg", ".csv"} {
		if w := get(t, e, "inspector", "/staff/releases/spring-1/safe"+end); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "feel safe") {
			t.Errorf("%s without a line: %d", end, w.Code)
		}
	}
}

// What a question cannot tell is of that question: another's withheld groups and
// tables left out do not stand there.
func TestLimitsOfOneQuestion(t *testing.T) {
	r := newReport(t, "en")
	r.rel.Attack = &results.Attacked{Dropped: []results.Dropped{{Question: "safe", By: results.ByAgeBand}, {Question: "told", By: results.ByAgeBand}}}
	said := func(key string) string {
		var b strings.Builder
		for _, l := range r.only(key).limits() {
			b.WriteString(l.Lead + " " + l.Text + "\n")
		}
		return b.String()
	}
	if s := said("safe"); !strings.Contains(s, "Groups under 10.") || !strings.Contains(s, "I feel safe where I live by age.") || strings.Contains(s, "Did somebody tell you") {
		t.Error(s)
	}
	if s := said("help"); strings.Contains(s, "Groups under 10.") || strings.Contains(s, "left out") {
		t.Error(s)
	}
	if len(r.rel.Attack.Dropped) != 2 || len(r.rel.Tables) != 14 {
		t.Error("the release itself was changed")
	}
	q := of(t, r, "help") // 325 of 325: nobody was seen to leave it out
	if got := r.answeredHere(q); got != nil {
		t.Errorf("%v", got)
	}
}

// The part of those who could have answered is not said where it would be none or all.
func TestHowManyWereReached(t *testing.T) {
	r := newReport(t, "en")
	for expected, want := range map[int]string{1900: "That is about 15%.", 320: "", 100: "", 20000: ""} {
		r.round.Expected = expected
		if got := r.reached(); want == "" && strings.Contains(got, "%") || !strings.Contains(got, want) {
			t.Errorf("%d: %s", expected, got)
		}
	}
}
