package desk

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/results"
)

// yesNo is a question of the whole round and of two ages, by how many of each said yes.
func yesNo(n, yes, young, old int) question {
	half := n / 2
	return pair(tables("told", yesNoKind, []string{"no", "yes"}, row("", n, n-yes, yes), row("8-10", half, half-young, young), row("14-18", half, half-old, old)))
}

// TestEveryLineHolds: whatever a release holds, a line that is listed is 15 points and
// enough deviations from the middle, worked out here anew, and none that is, is missing.
func TestEveryLineHolds(t *testing.T) {
	r := newReport(t, "en")
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(8, 40).Draw(rt, "tens") * 10
		var all []question
		var shares []int
		for i := range rapid.IntRange(2, 12).Draw(rt, "questions") {
			yes := rapid.IntRange(0, n/5).Draw(rt, fmt.Sprint("yes", i)) * 5
			all = append(all, yesNo(n, yes, 0, 0))
			shares = append(shares, nearest5(100*float64(yes)/float64(n)))
		}
		slices.Sort(shares)
		k := len(shares)
		middle := (shares[(k-1)/2] + shares[k/2]) / 2
		far := 0 // by 15 points at least; chance may keep some of them off the lists
		for _, s := range shares {
			if s-middle >= clearGap || middle-s >= clearGap {
				far++
			}
		}
		s := r.summary(all)
		listed := len(s.Strongest.Lines) + s.Strongest.More + len(s.Weakest.Lines) + s.Weakest.More
		if listed > far {
			rt.Errorf("%d are listed, %d are 15 points from %d: %v", listed, far, middle, shares)
		}
		if n >= 380 && k <= 4 && listed < far-countOf(shares, middle, 20) { // of so many answers, 20 points are enough
			rt.Errorf("%d are listed of %d that are far from %d: %v", listed, far, middle, shares)
		}
		if len(s.Strongest.Lines) > topLines || len(s.Weakest.Lines) > topLines {
			rt.Errorf("a list of %d and %d", len(s.Strongest.Lines), len(s.Weakest.Lines))
		}
	})
}

// countOf is how many shares are at least 15 but less than so many points from the middle.
func countOf(shares []int, middle, less int) (n int) {
	for _, s := range shares {
		if gap := max(s-middle, middle-s); gap >= clearGap && gap < less {
			n++
		}
	}
	return n
}

func TestListsOfTheSummary(t *testing.T) {
	tests := []struct {
		name                       string
		questions                  []question
		strongest, weakest, differ int
		any                        bool
	}{
		{"nothing", nil, 0, 0, 0, false},
		{"one question has no middle", []question{yesNo(200, 100, 50, 50)}, 0, 0, 0, false},
		{"all alike", []question{yesNo(200, 100, 50, 50), yesNo(200, 100, 50, 50), yesNo(200, 105, 50, 50)}, 0, 0, 0, true},
		{"one stands out", []question{yesNo(200, 100, 50, 50), yesNo(200, 100, 50, 50), yesNo(200, 190, 95, 95)}, 1, 0, 0, true},
		{"one lags", []question{yesNo(200, 100, 50, 50), yesNo(200, 100, 50, 50), yesNo(200, 10, 5, 5)}, 0, 1, 0, true},
		{"ages are apart", []question{yesNo(200, 100, 90, 10), yesNo(200, 100, 50, 50), yesNo(200, 100, 50, 50)}, 0, 0, 1, true},
		{"too few to tell", []question{yesNo(20, 5, 5, 5), yesNo(20, 10, 5, 5), yesNo(20, 15, 5, 5)}, 0, 0, 0, true},
	}
	for _, test := range tests {
		s := newReport(t, "en").summary(test.questions)
		if s.Any != test.any || len(s.Strongest.Lines) != test.strongest || len(s.Weakest.Lines) != test.weakest || len(s.Different.Lines) != test.differ {
			t.Errorf("%s: %+v", test.name, s)
		}
	}
}

// What a truth is taken to be does not depend on how far one of two is out by chance.
func TestNoiseBetween(t *testing.T) {
	alone, far := known(50, 100), known(95, 100)
	if a, b := noiseBetween(alone, far), noiseBetween(far, alone); a != b {
		t.Errorf("%g one way, %g the other", a, b)
	}
	if pooled := noiseBetween(far, known(5, 100)); pooled < noiseBetween(far, far) {
		t.Errorf("two ends are surer (%g) than two that are alike (%g)", pooled, noiseBetween(far, far))
	}
	if small, large := noiseBetween(known(50, 20), known(50, 20)), noiseBetween(known(50, 400), known(50, 400)); small < 3*large {
		t.Errorf("groups of 20 are as sure (%g) as groups of 400 (%g)", small, large)
	}
	bare := share{Percent: 50, Known: true, noise: 3}
	if got := noiseBetween(bare, share{noise: 4}); got != 5 {
		t.Errorf("without groups it is %g", got)
	}
}

// Questions with the same answers stand in one chart, the largest share first; what is
// too small for percentages, and what is no scale, stands in none.
func TestChartsOfTheSkim(t *testing.T) {
	r := newReport(t, "en")
	charts := r.skimCharts(r.words.questions(r.rel))
	if len(charts) != 3 {
		t.Fatalf("%d charts", len(charts))
	}
	var names []string
	for _, c := range charts {
		for _, row := range c.Table.Rows {
			names = append(names, row.Name)
		}
	}
	want := "How do you feel about the help you get?|How do you feel about your plan?|I feel safe where I live|Did somebody tell you what happened after you spoke?"
	if got := strings.Join(names, "|"); got != want {
		t.Errorf("%s", got)
	}
	if got, want := charts[0].Chart.Desc, "“Happy” or “Very happy”: How do you feel about the help you get? 70%; How do you feel about your plan? 40%"; got != want {
		t.Errorf("it is said as %q", got)
	}
	if got, want := strings.Join(lines(charts[0].Table.table), "\n"), "Question|Answers|Very unhappy|Unhappy|In the middle|Happy|Very happy\n"+
		"How do you feel about the help you get?|325|5|10|15|40|30\nHow do you feel about your plan?|200|15|25|20|25|15"; got != want {
		t.Errorf("%s", got)
	}
	ids := map[string]bool{}
	for _, c := range charts {
		if ids[c.Key] || ids[c.Chart.ID] {
			t.Errorf("%s stands twice on the page", c.Key)
		}
		ids[c.Key], ids[c.Chart.ID] = true, true
	}
}

// A long question breaks into lines and the note goes along; nothing runs out of a phone.
func TestLongNamesOfRows(t *testing.T) {
	const long = "Did somebody who works with you tell you what happened after you had spoken to them about it?"
	short := diverging([]scaleRow{{name: "8 to 10", note: "95 answers", right: []part{{50, styles[plus2]}}}}, "")
	d := diverging([]scaleRow{{name: long, note: "95 answers", right: []part{{50, styles[plus2]}}}, {name: "8 to 10", withheld: "Not shown"}}, "")
	if d.Height <= 2*short.Height {
		t.Errorf("%d high, and one short row %d", d.Height, short.Height)
	}
	said := ""
	for _, l := range d.Texts {
		if l.Class == "b" || l.Class == "m" {
			said += l.Text + " " + l.Note + " "
		}
		if n := len([]rune(l.Text)) + len([]rune(l.Note)); n > lineRunes+1 {
			t.Errorf("%q is %d letters", l.Text, n)
		}
	}
	if got, want := strings.Join(strings.Fields(said), " "), long+" 95 answers 8 to 10"; got != want {
		t.Errorf("%s", got)
	}
}

// TestEveryPageOfTheRoomInGaelic: no text is missing, and the page says its language.
func TestEveryPageOfTheRoomInGaelic(t *testing.T) {
	b := yearsBook(t)
	areas := areaReleases(t, b, 60, 65, 60, 20, 90, -1)
	list := inWords{append(shelf{attackedRelease(partedRelease()), earlier(), acrossWithAll(t, b, areas), wrote()}, areas...)}
	h := serveWith(t, Deps{Book: b, Releases: list, Versions: list, Trail: &taken{}, URL: "https://kist.example"})
	for name, path := range lookedAt {
		w := getIn(t, h, "gd", path)
		must(t, w, http.StatusOK, []string{`<html lang="gd"`}, "[staff.")
		if body := w.Body.String(); strings.Contains(body, "What this cannot tell you") || strings.Contains(body, "Strongest") {
			t.Errorf("%s says in English what there is in Gaelic", name)
		}
	}
}

// TestEveryPageOfTheRoomIsLight: with 20 wide questions, and as many areas as there are.
func TestEveryPageOfTheRoomIsLight(t *testing.T) {
	const limit = 40 << 10
	b := yearsBook(t)
	wide, was := heavyScales(), heavyScales()
	was.ID, was.Round, was.Made = "autumn-1", "autumn", "2023-11-17"
	list := shelf{wide, was}
	shares := make([]int, len(tiles))
	for i := range shares {
		shares[i] = 5 * (i % 20)
	}
	areas := areaReleases(t, b, shares...)
	list = append(append(list, acrossWithAll(t, b, areas), wrote()), areas...)
	h := serveBook(t, list, b)
	for name, path := range lookedAt {
		if slices.Contains([]string{"one", "grouped", "answers", "part", "attack"}, name) {
			continue // of questions that are not in this release
		}
		n, plain := overTheWire(t, h, path), get(t, h, "inspector", path).Body.Len()
		t.Logf("%s: %d bytes of %d", name, n, plain)
		if n > limit || plain > 2*limit {
			t.Errorf("%s is %d bytes, packed %d, over %d", name, plain, n, limit)
		}
	}
}

// overTheWire is the size of a page as a browser gets it, which asks for it packed. The
// test fails if what is unpacked is not the page.
func overTheWire(t *testing.T, h http.Handler, path string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: "inspector"})
	r.Header.Set("Accept-Encoding", "gzip, br")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	n := w.Body.Len()
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("%s: %d, %v", path, w.Code, w.Header())
	}
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(unpacked)
	if err != nil || !bytes.Contains(page, []byte("</html>")) {
		t.Fatalf("%s: %d bytes unpacked, %v", path, len(page), err)
	}
	return n
}

// heavyScales is a release of 20 questions on a scale, each by four ages.
func heavyScales() *results.Release {
	rel := example()
	agree := rel.Tables[2:4]
	rel.Tables = nil
	for range 20 {
		rel.Tables = append(rel.Tables, agree...)
	}
	return rel
}
