package main

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"
)

// TestReadingADemonstration walks through the results of a demonstration as an
// inspector does: from the list to an inspection in short, from there to questions,
// pictures and two inspections side by side, and to the map.
func TestReadingADemonstration(t *testing.T) {
	a, _ := built(t)
	h, cookies := signedIn(t, a, people.Inspector)
	seen := map[string]int{}
	page := func(path string) string {
		t.Helper()
		w := look(h, cookies, path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		body := w.Body.String()
		if !strings.Contains(body, "Synthetic data.") || strings.Contains(body, "[staff.") || strings.Contains(body, "<no value>") {
			t.Errorf("%s is not marked, or a text is missing", path)
		}
		if len(body) > 40<<10 {
			t.Errorf("%s is %d bytes", path, len(body))
		}
		seen[path] = len(body)
		return body
	}
	list := page("/staff/releases")
	skims := linksIn(list, `/staff/releases/of/[^"]+`)
	if len(skims) < 2 {
		t.Fatalf("%d inspections with a release", len(skims))
	}
	skim := page(skims[0])
	release := linksIn(skim, `/staff/releases/[^/"]+-\d+`)[0]
	questions := linksIn(page(release), regexp.QuoteMeta(release)+`/[a-z_0-9]+`)
	if len(questions) < 3 {
		t.Fatalf("%s leads to %d questions", release, len(questions))
	}
	for _, q := range questions {
		one := page(q)
		for _, file := range linksIn(one, regexp.QuoteMeta(q)+`\.[a-z.]+`) {
			if w := look(h, cookies, file); w.Code != http.StatusOK || w.Body.Len() == 0 {
				t.Errorf("%s: %d", file, w.Code)
			}
		}
	}
	other := linksIn(page(skims[1]), `/staff/releases/[^/"]+-\d+`)[0]
	id := func(path string) string { return strings.TrimPrefix(path, "/staff/releases/") }
	both := page("/staff/releases/compare?now=" + id(release) + "&was=" + id(other))
	if !strings.Contains(both, "between the two") && !strings.Contains(both, "Nothing in these two releases") || strings.Contains(both, "changed in between") {
		t.Error("two releases of one version of a survey do not compare")
	}
	page("/staff/releases/map")
	if len(seen) < 8 {
		t.Errorf("only %d pages were seen", len(seen))
	}
}

// linksIn are the addresses on a page that fit, each once.
func linksIn(page, pattern string) []string {
	var list []string
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`href="(`+pattern+`)"`).FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			list = append(list, m[1])
		}
	}
	return list
}

// TestTheMapHoldsReleasedNumbers holds every row of the map's table against the release
// that it names: of each area its own latest, with the count that was published there.
func TestTheMapHoldsReleasedNumbers(t *testing.T) {
	a, _ := built(t)
	h, cookies := signedIn(t, a, people.Administrator)
	w := look(h, cookies, "/staff/releases/map.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 33 {
		t.Fatalf("status %d, %d rows, %v", w.Code, len(rows), err)
	}
	inspections, err := a.book.Inspections.All(t.Context(), store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	area := map[string]string{}
	for _, in := range inspections {
		area[in.ID] = in.Area
	}
	from := 0
	for _, row := range rows[1:] {
		code, question, is, answered, id := row[1], row[2], row[4], row[6], row[7]
		if id == "" {
			if is != "none" || answered != "" {
				t.Errorf("%s is told of no release: %q", code, row)
			}
			continue
		}
		from++
		rel, err := a.releases.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		round, err := a.book.Rounds.Get(t.Context(), rel.Round)
		if err != nil || area[round.Inspection] != code {
			t.Errorf("%s is told by %s of another area: %v", code, id, err)
		}
		f, _ := rel.Answered(question)
		if known := is == "told"; known != (f.Shown && f.Count >= results.MinPercent) || known && strconv.Itoa(f.Count) != answered {
			t.Errorf("%s: %q, and %s answers in its release say %+v", code, row, question, f)
		}
	}
	if from < 2 {
		t.Errorf("only %d areas have a release: nothing was checked", from)
	}
}
