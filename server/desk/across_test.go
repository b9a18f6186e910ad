package desk

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

const acrossID = "programme_joint-1"

// acrossRelease puts releases of areas beside each other, as results does, and adds up
// what they publish.
func acrossRelease(t testing.TB, b *inspections.Book, list shelf) *results.Release {
	t.Helper()
	if err := b.Programmes.Insert(t.Context(), &inspections.Programme{Head: store.Head{ID: "joint"}, Title: "Joint inspections", Synthetic: true}); err != nil {
		t.Fatal(err)
	}
	rel := &results.Release{
		Head: store.Head{ID: acrossID}, Round: results.Series("joint"), Programme: "joint", Number: 1, Version: "example-1", Made: "2026-11-26", Synthetic: true,
		Responses: results.Figure{Shown: true, Count: 325 * len(list), Added: len(list)}, Attack: &results.Attacked{},
	}
	for i, from := range list {
		rel.Places = append(rel.Places, results.Place{Place: inspections.Areas()[i].Code, Inspection: "in-" + from.Round, Round: from.Round, Release: from.ID, Responses: from.Responses, Expected: 400 * (i + 1)})
	}
	for _, table := range list[0].Tables {
		if table.By != "" {
			continue
		}
		part := table
		part.By, part.Groups = results.ByPlace, nil
		base, counts := 0, make([]int, len(table.Columns))
		for i, from := range list {
			j := slices.IndexFunc(from.Tables, func(x results.Table) bool { return x.Question == table.Question && x.By == "" })
			g := from.Tables[j].Groups[0]
			g.Value = rel.Places[i].Place
			part.Groups = append(part.Groups, g)
			base += g.Base.Count
			for c, f := range g.Cells {
				counts[c] += f.Count
			}
		}
		total := table
		total.Groups = []results.Group{row("", base, counts...)}
		rel.Tables = append(rel.Tables, total, part)
	}
	return rel
}

// table is a table of a release, to be changed.
func tableOf(t testing.TB, rel *results.Release, question, by string) *results.Table {
	t.Helper()
	i := slices.IndexFunc(rel.Tables, func(x results.Table) bool { return x.Question == question && x.By == by })
	if i < 0 {
		t.Fatalf("no table %s by %q", question, by)
	}
	return &rel.Tables[i]
}

// TestAreasBesideEachOther: the page of the whole says each question in a sentence, names
// areas only where they are clearly apart, and where every number is from.
func TestAreasBesideEachOther(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 65, 60, 20, 90, -1)
	rel := acrossRelease(t, b, list)
	tableOf(t, rel, "told", results.ByPlace).Groups[1] = results.Group{Value: inspections.Areas()[1].Code, Why: results.OtherWords}
	tableOf(t, rel, "told", results.ByPlace).Groups[2] = results.Group{Value: inspections.Areas()[2].Code, Why: results.KeptBack}
	tableOf(t, rel, "plan", results.ByPlace).Groups[0] = results.Group{Value: inspections.Areas()[0].Code, Why: results.NotAsked}
	rel.Attack.Dropped = []results.Dropped{{Question: "where"}}
	rel.Attack.Merged = []results.Merged{{Question: "safe", Parts: []string{"3", "4"}}}
	rel.Places[3].Before = list[4].ID
	h := serveBook(t, append(list, rel), b)
	page := get(t, h, "inspector", "/staff/releases/"+acrossID)
	areas := inspections.Areas()
	must(t, page, http.StatusOK, []string{
		"1 of 5 questions that compare tells areas clearly apart", "Joint inspections, release 1 across areas, made 26 November 2026", "Synthetic data.",
		`<a href="/staff/releases/programme_joint-1/safe">60% chose “Agree” or “Strongly agree” in all areas together; of 5 areas 1 clearly above the middle and 1 clearly below</a>`,
		`<td>90 <small>` + areas[4].Name + `</small></td><td>20 <small>` + areas[3].Name + `</small></td><td class="w">`,
		"Asked in other words or with other answers", "“Did somebody tell you what happened after you spoke?” (" + areas[1].Name + ")", "Not asked there.", "Left out of the area’s own release",
		`<a href="/staff/releases/area00-1">` + areas[0].Name + `</a>`, "About 325 answered.", "<td role=\"cell\">400</td>", `<a href="/staff/releases/area04-1">area04-1</a>`,
		"There are no ranks here", "Exact totals everywhere.", "can be out by 4 for each area", "No area tells these questions", "Here they are together for all areas", "“Agree” and “Strongly agree”", "About 1950 chose to answer. About 8400 could have", `href="/staff/releases/programme_joint-1.xlsx"`,
	}, areas[0].Name+"</small>", "[staff.")
	must(t, page, http.StatusOK, nil, "_attack") // it was not kept
	must(t, get(t, h, "inspector", "/staff/releases"), http.StatusOK, []string{`<a href="/staff/releases/programme_joint-1">Release 1 across areas: Joint inspections</a>`})
	must(t, getIn(t, h, "gd", "/staff/releases/"+acrossID), http.StatusOK, []string{"Thagh 60%", "Sgìre"}[:1], "[staff.")
	if w := get(t, h, "inspector@in-area00", "/staff/releases"); strings.Contains(w.Body.String(), acrossID) {
		t.Error("who may open one inspection is shown a release over all")
	}
}

// TestHowTotalsWereAttacked: the release over areas leads to its report, which says what it
// is of: this release, and not the areas' own.
func TestHowTotalsWereAttacked(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 65)
	rel := acrossRelease(t, b, list)
	rel.Attack = &results.Attacked{Cells: 77, Together: []string{"area00-1", "area01-1"}, Questions: []results.Judged{{Question: "safe", Cells: 30, Shown: 28, Fewest: 4, Tries: 3, Took: 9}}}
	h := serveBook(t, append(list, rel), b)
	const report = "/staff/releases/" + acrossID + "/_attack"
	must(t, get(t, h, "inspector", "/staff/releases/"+acrossID), http.StatusOK, []string{`href="` + report + `"`, "How it was attacked"})
	must(t, get(t, h, "inspector", report), http.StatusOK, []string{
		"How Release 1 of Joint inspections was attacked", "2 releases, and 77 counts asked for", "who has nothing else", ">28<", `href="/staff/programmes/joint/release"`, "how each area’s own releases were attacked stands with them",
	}, "Across areas was", "earlier releases together", "[staff.")
	must(t, getIn(t, h, "gd", report), http.StatusOK, []string{"2 fhoillseachadh, agus chaidh faighneachd airson 77"}, "[staff.")
	if w := get(t, h, "inspector@in-area00", report); w.Code == http.StatusOK {
		t.Error("who may open one inspection reads the report over all")
	}
}

// TestOneQuestionAcrossAreas: all together first, then the areas as they stand to the
// middle, by name within; the map, the weights, and why an area has no number.
func TestOneQuestionAcrossAreas(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 65, 60, 60, 20, 90, -1)
	rel := acrossRelease(t, b, list)
	h := serveBook(t, append(list, rel), b)
	page := get(t, h, "inspector", "/staff/releases/"+acrossID+"/safe")
	areas := inspections.Areas()
	// 65, 60, 60, 20 and 90 of 200 each: together 295/500; the same, for every area is as
	// large. By 400, 800, 1200, 1600 and 2000: (26000+48000+72000+32000+180000)/6000 = 59.7.
	must(t, page, http.StatusOK, []string{
		"60% chose “Agree” or “Strongly agree” in all areas together; of 5 areas 1 clearly above the middle and 1 clearly below",
		`<th scope="row">Every child who answered counts the same</th><td>60</td>`, `<th scope="row">Every area counts the same</th><td>60</td>`, `<th scope="row">Every area counts by how many children could have answered there</th><td>60</td>`,
		"All areas 60%; " + areas[4].Name + " 90%; " + areas[0].Name + " 65%; " + areas[1].Name + " 60%; " + areas[2].Name + " 60%; " + areas[3].Name + " 20%; " + areas[5].Name + ": not shown",
		"not shown, too few answers:</b> " + areas[5].Name, areas[6].Name + ": not in this release", "Map of the areas",
		`data-of="Strongly agree">60<`, "Release 1 across the areas of Joint inspections, question 2.", `href="/staff/releases/programme_joint-1/safe.svg"`, `rel="prev"`, `rel="next"`,
	}, "Since the earlier release", `aria-label="Answers"`, "[staff.")
	other := get(t, h, "inspector", "/staff/releases/"+acrossID+"/who?answer=friend")
	must(t, other, http.StatusOK, []string{"60% chose “A friend” in all areas together; no area stands clearly apart", `<a href="/staff/releases/programme_joint-1/who?answer=friend" aria-current="page">A friend</a>`})
	must(t, get(t, h, "inspector", "/staff/releases/"+acrossID+"/who"), http.StatusOK, []string{"“Mum, dad or main carer” in all areas together"})
	for _, path := range []string{"/who?answer=nobody_else", "/nothing", "/safe.ages.svg"} {
		if w := get(t, h, "inspector", "/staff/releases/"+acrossID+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	few := get(t, h, "inspector", "/staff/releases/"+acrossID+"/visits")
	must(t, few, http.StatusOK, []string{"0 areas have a number", "not known"}, "Map of the areas")
}

// TestSinceTheEarlierRelease: where an earlier release asked the same, an area's change is
// drawn; strong only beyond what chance and rounding do.
func TestSinceTheEarlierRelease(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 60, 60)
	rel := acrossRelease(t, b, list)
	before := *tableOf(t, rel, "safe", results.ByPlace)
	before.By = results.ByBefore
	before.Groups = slices.Clone(before.Groups)
	before.Groups[0] = row(rel.Places[0].Place, 200, 160, 0, 0, 40, 0, 0)
	before.Groups[2] = results.Group{Value: rel.Places[2].Place, Why: results.NotAsked}
	rel.Tables = slices.Insert(rel.Tables, slices.IndexFunc(rel.Tables, func(x results.Table) bool { return x.Question == "safe" && x.By == results.ByPlace })+1, before)
	h := serveBook(t, append(list, rel), b)
	areas := inspections.Areas()
	page := get(t, h, "inspector", "/staff/releases/"+acrossID+"/safe")
	must(t, page, http.StatusOK, []string{"Since the earlier release", areas[0].Name + ": Now 60%, Earlier release 20%", areas[1].Name + ": Now 60%, Earlier release 60%"}, areas[2].Name+": Now")
	if n := strings.Count(page.Body.String(), `class="strong"`); n != 1 {
		t.Errorf("%d changes are told as clear", n)
	}
}

// TestFilesAcrossAreas: every kind of file of the whole and of one question, with the
// places in words.
func TestFilesAcrossAreas(t *testing.T) {
	b, lines := book(t), &taken{}
	list := areaReleases(t, b, 60, 65, 20)
	rel := acrossRelease(t, b, list)
	h := serveWith(t, Deps{Book: b, Releases: append(list, rel), Versions: append(list, rel), Trail: lines, URL: "https://kist.example"})
	for _, suffix := range []string{".xlsx", ".csv", ".wide.csv", ".sav", ".json", ".ddi.xml", "/safe.svg", "/safe.csv"} {
		if w := get(t, h, "inspector", "/staff/releases/"+acrossID+suffix); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", suffix, w.Code)
		}
		if w := get(t, h, "inspector!", "/staff/releases/"+acrossID+suffix); w.Code != http.StatusSeeOther {
			t.Errorf("%s after a sign-in of long ago: %d", suffix, w.Code)
		}
	}
	if len(*lines) != 8 {
		t.Errorf("written down: %q", *lines)
	}
	w := get(t, h, "inspector", "/staff/releases/"+acrossID+"/safe.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	found := map[string]int{}
	for _, r := range rows[1:] {
		if r[at("column")] != "4" {
			continue
		}
		n, err := strconv.Atoi(r[at("count")])
		if err != nil {
			t.Error(err)
		}
		found[r[at("grouping")]+"/"+r[at("group_label")]] = n
	}
	areas := inspections.Areas()
	for key, want := range map[string]int{"all/All areas": 290, "_place/" + areas[0].Name: 120, "_place/" + areas[1].Name: 130, "_place/" + areas[2].Name: 40} {
		if found[key] != want {
			t.Errorf("%s is %d, want %d of %v", key, found[key], want, found)
		}
	}
	svg := get(t, h, "inspector", "/staff/releases/"+acrossID+"/safe.svg").Body.String()
	if !strings.Contains(svg, areas[2].Name) || !strings.Contains(svg, "across the areas of Joint inspections") {
		t.Error("the picture does not name its areas and its source")
	}
}

// TestAQuestionThatWasLeftOut: what cites it finds a page with the reason, of a round and
// over areas; its files are not there.
func TestAQuestionThatWasLeftOut(t *testing.T) {
	rel := example()
	rel.Tables = slices.DeleteFunc(rel.Tables, func(x results.Table) bool { return x.Question == "plan" })
	rel.Attack = &results.Attacked{Dropped: []results.Dropped{{Question: "plan", Why: results.Alone}, {Question: "safe", By: results.ByAgeBand}}}
	h := serve(t, shelf{rel})
	must(t, get(t, h, "inspector", "/staff/releases/spring-1/plan"), http.StatusOK, []string{
		"This question was left out of the release", "How do you feel about your plan?", "could have worked out too much about a few children", `href="/staff/releases/spring-1">`, "A release never changes",
	})
	must(t, get(t, h, "inspector", "/staff/releases/spring-1/safe"), http.StatusOK, []string{"I feel safe where I live"}, "left out of the release</h1>")
	for _, path := range []string{"/plan.svg", "/plan.csv", "/never"} {
		if w := get(t, h, "inspector", "/staff/releases/spring-1"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	b := book(t)
	list := areaReleases(t, b, 60, 65)
	over := acrossRelease(t, b, list)
	over.Tables = slices.DeleteFunc(over.Tables, func(x results.Table) bool { return x.Question == "plan" && x.By == "" })
	over.Attack.Dropped = []results.Dropped{{Question: "plan"}}
	must(t, get(t, serveBook(t, append(list, over), b), "inspector", "/staff/releases/"+acrossID+"/plan"), http.StatusOK, []string{"None of these areas tells anything of it", `href="/staff/programmes/joint/release"`})
}

// acrossWithAll is a release over areas with all that its pages can show: an earlier
// release beside, a question in other words, and one that was left out.
func acrossWithAll(t testing.TB, b *inspections.Book, list shelf) *results.Release {
	t.Helper()
	rel := acrossRelease(t, b, list)
	before := *tableOf(t, rel, "safe", results.ByPlace)
	before.By, before.Groups = results.ByBefore, slices.Clone(before.Groups)
	before.Groups[0] = row(rel.Places[0].Place, 200, 160, 0, 0, 40, 0, 0)
	rel.Tables = slices.Insert(rel.Tables, slices.IndexFunc(rel.Tables, func(x results.Table) bool { return x.Question == "safe" && x.By == results.ByPlace })+1, before)
	tableOf(t, rel, "told", results.ByPlace).Groups[1] = results.Group{Value: rel.Places[1].Place, Why: results.OtherWords}
	rel.Tables = slices.DeleteFunc(rel.Tables, func(x results.Table) bool { return x.Question == "where" && x.By == "" })
	rel.Attack.Dropped = []results.Dropped{{Question: "where"}}
	rel.Places[3].Before = list[4].ID
	return rel
}

// TestWhichAreasAreAtTheEnds: the largest and the smallest share of those that are told,
// apart only beyond what so many pairs do by chance.
func TestWhichAreasAreAtTheEnds(t *testing.T) {
	area := func(name string, percent int, is standing) areaShare {
		return areaShare{Area: inspections.Area{Name: name}, is: is, share: share{Percent: percent, Known: is == told, part: 2 * float64(percent), base: 200, counts: 2}}
	}
	for name, test := range map[string]struct {
		areas     []areaShare
		high, low string
		clear, ok bool
	}{
		"none":         {nil, "", "", false, false},
		"one":          {[]areaShare{area("a", 50, told)}, "", "", false, false},
		"alike":        {[]areaShare{area("a", 50, told), area("b", 55, told)}, "b", "a", false, true},
		"apart":        {[]areaShare{area("a", 20, told), area("b", 90, told), area("c", 50, told)}, "b", "a", true, true},
		"hidden":       {[]areaShare{area("a", 20, told), area("b", 90, hidden), area("c", 25, told), area("d", 0, otherWords)}, "c", "a", false, true},
		"nobody at it": {[]areaShare{area("a", 0, told), area("b", 0, told)}, "a", "a", false, true},
	} {
		m := &areaMap{areas: test.areas}
		high, low, clear, ok := m.ends()
		if high.Name != test.high || low.Name != test.low || clear != test.clear || ok != test.ok {
			t.Errorf("%s: %q, %q, clear %t, %t", name, high.Name, low.Name, clear, ok)
		}
	}
}

// TestAreasStandInBands: above the middle, alike, below; by name within each, so that a
// few points make no rank. Of two areas there is no middle.
func TestAreasStandInBands(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 65, 60, 70, 20, 95, -1)
	rel := acrossRelease(t, b, list)
	names := map[string]string{}
	for i, p := range rel.Places {
		names[p.Place] = string(rune('f' - i)) // the other way round
	}
	r := &report{rel: rel, round: spring(), inspection: "Joint inspections", words: words{survey: survey(), Printer: bundle(t).Printer("en"), places: names}}
	q, _, ok := r.find("safe")
	if !ok {
		t.Fatal("no question")
	}
	order := func(m *areaMap) (s string) {
		for _, a := range m.inBands() {
			s += a.Name
		}
		return s
	}
	m := r.acrossMap(q, rightOf(q.whole))
	if got := order(m); got != "bdefc" { // 95, then 70, 60 and 65 by name, then 20
		t.Errorf("areas stand as %q, in the middle %d", got, m.middle)
	}
	m.areas = []areaShare{m.areas[1], m.areas[2]}
	if got := order(m); got != "bc" {
		t.Errorf("two areas stand as %q", got)
	}
	if r.tilesOf(m) != nil {
		t.Error("a map of two areas is drawn")
	}
	if got := r.words.Group(results.ByPlace, "S12000036"); got == "" {
		t.Error("a place that is not known has no name")
	}
	if got := r.words.Group("", ""); got != "All areas" {
		t.Errorf("everybody is %q", got)
	}
}
