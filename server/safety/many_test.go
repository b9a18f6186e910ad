package safety

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/texts"
	"kist/surveys"
)

// many is a lane in which nobody would find the last text on one page.
const many = 3000

// sendMany submits that many stories of two settings, thirty on a form: every fifth is
// worrying, every fiftieth more so.
func (h *house) sendMany(round string) {
	h.t.Helper()
	for i := range many / 30 {
		f := ballot.Form{
			Round: round, Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: []string{"school", "home"}[i%2], Mode: "online", Secret: ballot.NewSecret(),
			Answers: surveys.Answers{}, Texts: map[string]string{},
		}
		for n := i * 30; n < (i+1)*30; n++ {
			f.Texts[fmt.Sprintf("story_%d", n%30)] = story(n)
		}
		if err := h.inbox.Submit(h.t.Context(), f); err != nil {
			h.t.Fatal(err)
		}
	}
	h.copied(round, "school")
}

func story(n int) string {
	switch {
	case n%50 == 0:
		return fmt.Sprintf("he hits me and says dont tell, i want to die, number %d", n)
	case n%5 == 0:
		return fmt.Sprintf("he hits me, number %d", n)
	}
	return fmt.Sprintf("%s, number %d", calm, n)
}

var numbered = regexp.MustCompile(`, number (\d+)`)

// TestThreeThousandWait: they are read a hundred a page, none twice and none left out, the
// most worrying on the first, and what is decided on one page makes room for the next.
func TestThreeThousandWait(t *testing.T) {
	h := newHouse(t)
	h.sendMany("spring")
	h.unlock("spring", "tom")
	const page = "/staff/safety/spring"
	s, err := h.texts.Enter(t.Context(), "spring", texts.Unreviewed, "ros")
	if err != nil {
		t.Fatal(err)
	}
	waiting, _, err := h.texts.Waiting(t.Context(), s)
	if err != nil || len(waiting) != many {
		t.Fatalf("%d wait: %v", len(waiting), err)
	}
	weight, seen, last := map[string]int{}, map[string]bool{}, 1<<30
	for _, w := range waiting {
		weight[numbered.FindStringSubmatch(w.Text.Text)[1]] = w.Weight
	}
	for at := 1; at <= many/laneSize; at++ {
		w := h.get("ros", fmt.Sprintf("%s?page=%d", page, at))
		found := numbered.FindAllStringSubmatch(w.Body.String(), -1)
		if w.Code != http.StatusOK || len(found) != laneSize || strings.Count(w.Body.String(), `name="text"`) != laneSize {
			t.Fatalf("page %d: %d with %d texts", at, w.Code, len(found))
		}
		most := slices.MaxFunc(found, func(x, y []string) int { return cmp.Compare(weight[x[1]], weight[y[1]]) })
		if weight[most[1]] > last {
			t.Errorf("page %d has one more worrying than all of the page before", at)
		}
		for _, f := range found {
			if seen[f[1]] {
				t.Errorf("number %s stands on two pages", f[1])
			}
			seen[f[1]], last = true, min(last, weight[f[1]])
		}
	}
	if len(seen) != many {
		t.Errorf("%d of %d texts are on a page", len(seen), many)
	}
	h.settleSecond(page)
}

// settleSecond takes ten out of the lane by the form of its second page: others move up.
func (h *house) settleSecond(page string) {
	t := h.t
	t.Helper()
	w := h.get("ros", page+"?page=2")
	must(t, w, http.StatusOK, "Page 2 of 30, 3000 in all", `action="`+page+`?page=2"`, `rel="prev"`, `rel="next"`)
	var form []string
	for _, m := range laneBox.FindAllStringSubmatch(w.Body.String(), 10) {
		form = append(form, "text", m[1])
	}
	leads(t, h.post("ros", page+"?page=2", form...), page+"?page=2")
	must(t, h.get("ros", page+"?page=2"), http.StatusOK, "Page 2 of 30, 2990 in all")
	must(t, h.get("ros", page+"?page=99"), http.StatusOK, "Page 30 of 30") // the nearest
	h.pass(texts.Lasts)
	w = h.get("ros", page+"?page=2")
	must(t, w, http.StatusOK, "Locked")
	mustNot(t, w, "number", "2990")
}

// BenchmarkLanePage tells how long a page of many takes: all of them are opened for it.
func BenchmarkLanePage(b *testing.B) {
	h := newHouse(b)
	h.sendMany("spring")
	h.unlock("spring", "tom")
	for b.Loop() {
		must(b, h.get("ros", "/staff/safety/spring?page=15"), http.StatusOK)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(time.Millisecond), "ms/page")
}
