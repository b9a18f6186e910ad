package desk

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kist/internal/results"
)

// The numbers of the marked release: each figure has numbers of its own that no other
// has, and that are in no text of a page, so that a number on a page says where it is from.
const (
	firstCount   = 40000 // of figures that are shown, each base the greatest of its group
	firstPercent = 1001
	secret       = 66000 // of figures that are withheld: of a real release they are 0
)

// marked is a release in which every figure can be told from every other. It says of
// each question which numbers may stand where that question is told of. from moves the
// marks, so that two releases share none.
func marked(from int) (rel *results.Release, of map[string]map[int]bool) {
	rel = partedRelease()
	of, counts, percents, secrets := map[string]map[int]bool{}, firstCount+from, firstPercent+from, secret+from
	mark := func(f *results.Figure, may map[int]bool) {
		if !f.Shown {
			secrets++
			f.Count, f.Percent = secrets, new(int)
			*f.Percent = secrets
			return
		}
		counts += 10
		f.Count = counts
		least, most := f.Range()
		may[f.Count], may[least], may[most] = true, true, true
		if f.Percent != nil {
			percents++
			f.Percent = new(int)
			*f.Percent = percents
			may[percents] = true
		}
	}
	for i := range rel.Tables {
		t := &rel.Tables[i]
		if of[t.Question] == nil {
			of[t.Question] = map[int]bool{}
		}
		for j := range t.Groups {
			g := &t.Groups[j]
			few := g.Base.Count < results.MinPercent
			if g.Base.Shown && few {
				for _, f := range append([]results.Figure{g.Base}, g.Cells...) { // too small to mark: percentages must stay away
					least, most := f.Range()
					of[t.Question][f.Count], of[t.Question][least], of[t.Question][most] = true, true, true
				}
				continue
			}
			for c := range g.Cells {
				mark(&g.Cells[c], of[t.Question])
			}
			mark(&g.Base, of[t.Question])
		}
	}
	return rel, of
}

// numbersIn are the numbers in what a page or a picture says: its text, its titles and
// descriptions, and the names of its parts. Where something stands is no number.
func numbersIn(t *testing.T, page string, skip func(n *html.Node) bool) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if skip(n) {
			return
		}
		if n.Type == html.TextNode {
			said.WriteString(n.Data + "\n")
		}
		for _, a := range n.Attr {
			if slices.Contains([]string{"aria-label", "title", "alt", "data-of", "value", "content", "placeholder", "aria-description", "aria-valuetext"}, a.Key) {
				said.WriteString(a.Val + "\n")
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return wholeNumber.FindAllString(said.String(), -1)
}

var wholeNumber = regexp.MustCompile(`\d+`)

func id(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "id" {
			return a.Val
		}
	}
	return ""
}

// unmarked are the numbers that texts have of themselves: ages, editions, days, the
// rules, numbers of questions. None of them is as great as a mark.
const unmarked = 1000

// check wants every great number among those that may be told, and reports whether
// there was one, so that a page without numbers does not pass.
func check(t *testing.T, where string, numbers []string, may map[int]bool) (found int) {
	t.Helper()
	for _, text := range numbers {
		n, err := strconv.Atoi(text)
		if err != nil || n > secret {
			t.Errorf("%s tells %s, which is withheld", where, text)
			continue
		}
		if n < unmarked || n == 1900 || n == 2026 || n == 2023 { // how many could have answered; the years
			continue
		}
		found++
		if !may[n] {
			t.Errorf("%s tells %d, which is no number that was released of it", where, n)
		}
	}
	return found
}

// TestNothingButReleasedNumbers reads every page of a release, its pictures and its
// alternative texts, and wants each number to be one that was released, and of a
// question only that question's.
func TestNothingButReleasedNumbers(t *testing.T) {
	rel, of := marked(0)
	was, before := marked(5000)
	was.ID, was.Round, was.Made, was.Version = "autumn-1", "autumn", "2023-11-17", "example-2"
	e := serveBook(t, shelf{rel, was}, yearsBook(t))
	any := map[int]bool{}
	for _, may := range of {
		for n := range may {
			any[n] = true
		}
	}
	files := func(n *html.Node) bool { return id(n) == "files" || n.Data == "style" }
	for _, part := range []string{"", "?part=2"} {
		page := get(t, e, "inspector", "/staff/releases/spring-1"+part).Body.String()
		check(t, "the release"+part, numbersIn(t, page, files), any)
	}
	if found := check(t, "the inspection in short", numbersIn(t, get(t, e, "inspector", skimPath("strathlinn")).Body.String(), files), any); found == 0 {
		t.Error("the inspection in short tells no number at all: nothing was checked")
	}
	for n := range before["safe"] {
		of["safe"][n] = true
	}
	for _, path := range []string{bothPath + "&question=safe", strings.Replace(bothPath, "compare", "compare.svg", 1) + "&question=safe", safeMap, strings.Replace(safeMap, "map", "map.svg", 1)} {
		check(t, path, numbersIn(t, get(t, e, "inspector", path).Body.String(), files), of["safe"])
	}
	check(t, "the map's table", wholeNumber.FindAllString(strings.ReplaceAll(get(t, e, "inspector", strings.Replace(safeMap, "map", "map.csv", 1)).Body.String(), "S120000", ""), -1), of["safe"])
	for n := range before["safe"] {
		delete(of["safe"], n)
	}
	for key, may := range of {
		path := "/staff/releases/spring-1/" + key
		w := get(t, e, "inspector", path)
		if found := check(t, path, numbersIn(t, w.Body.String(), files), may); found == 0 && key != "where" && key != "visits" { // too few, and withheld
			t.Errorf("%s tells no number at all: nothing was checked", path)
		}
		for _, suffix := range []string{".svg", ".ages.svg"} {
			w := get(t, e, "inspector", path+suffix)
			if w.Code == http.StatusNotFound && suffix == ".ages.svg" {
				continue
			}
			check(t, path+suffix, numbersIn(t, w.Body.String(), files), may)
		}
		check(t, path+".csv", wholeNumber.FindAllString(get(t, e, "inspector", path+".csv").Body.String(), -1), may)
	}
}

// TestTheNumbersTestCanFail: a number that was not released, one of another question,
// and one that is withheld are each found in a text, a name and a description.
func TestTheNumbersTestCanFail(t *testing.T) {
	_, of := marked(0)
	others := 0
	for n := range of["help"] {
		if !of["safe"][n] && n > unmarked {
			others = n
		}
	}
	for _, n := range []int{others, 55555, secret + 1} {
		for _, page := range []string{"<p>%d</p>", `<div aria-label="about %d"></div>`, "<svg><title>a</title><desc>b %d%%</desc></svg>", "<svg><text x='1'>%d</text></svg>"} {
			probe := &testing.T{}
			check(probe, "a page", numbersIn(t, fmt.Sprintf(page, n), func(*html.Node) bool { return false }), of["safe"])
			if !probe.Failed() {
				t.Errorf("%d in %s was not found", n, page)
			}
		}
	}
}
