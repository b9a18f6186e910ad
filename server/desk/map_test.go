package desk

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/inspections"
)

const safeMap = "/staff/releases/map?measure=example.safe"

// TestEveryAreaHasATile: all 32, each in a place of its own, none of another country.
func TestEveryAreaHasATile(t *testing.T) {
	taken := map[[2]int]string{}
	for _, a := range inspections.Areas() {
		at, ok := tiles[a.Code]
		if !ok {
			t.Errorf("%s has no tile", a.Name)
		}
		place := [2]int{at.column, at.row}
		if taken[place] != "" || at.column < 0 || at.column >= tileColumns || at.row < 0 || at.row >= tileRows || len(at.short) > 4 {
			t.Errorf("%s at %v, where %q is", a.Name, place, taken[place])
		}
		taken[place] = a.Name
	}
	if len(tiles) != len(inspections.Areas()) {
		t.Errorf("%d tiles", len(tiles))
	}
}

func TestAMapOfOneQuestion(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 65, 60, 20, 90, -1)
	h := serveBook(t, list, b)
	page := get(t, h, "inspector", safeMap)
	areas := inspections.Areas()
	must(t, page, http.StatusOK, []string{
		"In the middle of 5 areas about 60% chose “Agree” or “Strongly agree”; clearly above it: 1, clearly below: 1",
		areas[0].Name + " 60%", areas[5].Name + ": not shown, too few answers", areas[6].Name + ": no release", "Clearly above the middle", "No clear difference", "Clearly below the middle",
		`<a href="/staff/releases/area03-1/safe">` + areas[3].Name + `</a></th><td>200</td><td>20</td><td>4 October 2026</td>`,
		`href="/staff/releases/map.svg?measure=example.safe"`, `selected>I feel safe where I live`, "There are no ranks here",
	})
	must(t, get(t, h, "inspector", "/staff/releases/map?measure=example.who.friend"), http.StatusOK, []string{"In the middle of 6 areas about 60% chose “A friend”; no area stands clearly apart"})
	for _, measure := range []string{"nothing", "example.visits", "example.safe.4", "other.safe"} {
		if w := get(t, h, "inspector", "/staff/releases/map?measure="+measure); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", measure, w.Code)
		}
	}
	must(t, get(t, serve(t, nil), "inspector", "/staff/releases/map"), http.StatusOK, []string{"There is no release of an area to show yet."})
	must(t, get(t, h, "inspector@in-area00", "/staff/releases/map"), http.StatusOK, []string{"1 area has a number for this", areas[1].Name + ": no release"}, areas[1].Name+" 65%")
}

// An area is told by its own latest release; one that asked in other words has no
// number, and a release of another kind of round does not stand in for it.
func TestEachAreaByItsLatest(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 65, 70)
	older := areaReleases(t, b)
	addRound(t, b, "again", inspections.Areas()[0].Code, "again", "Another round")
	again := example()
	again.ID, again.Round, again.Made = "again-1", "again", "2025-01-01"
	older = append(older, again)
	words := list[1]
	words.Tables[2].Columns = slices.Clone(words.Tables[2].Columns)
	words.Tables[2].Columns[0] = "0"
	words.Made = "2020-01-01" // not the newest of all, whose words the map takes
	h := serveBook(t, append(list, older...), b)
	areas := inspections.Areas()
	must(t, get(t, h, "inspector", safeMap), http.StatusOK, []string{areas[0].Name + " 60%", areas[1].Name + ": asked in other words", "2 areas have a number for this"}, areas[1].Name+" 65%", areas[0].Name+" 80%")
}

func TestFilesOfTheMap(t *testing.T) {
	b, lines := book(t), &taken{}
	list := areaReleases(t, b, 60, 65, 60, 20, 90, -1)
	h := serveWith(t, Deps{Book: b, Releases: list, Versions: list, Trail: lines, URL: "https://kist.example"})
	w := get(t, h, "inspector", strings.Replace(safeMap, "map", "map.csv", 1))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 33 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	areas := inspections.Areas()
	for i, want := range map[int]string{
		4: areas[3].Name + "|" + areas[3].Code + "|safe|“Agree” or “Strongly agree”|told|20|200|area03-1|2026-10-04|true",
		6: areas[5].Name + "|" + areas[5].Code + "|safe|“Agree” or “Strongly agree”|hidden|||area05-1|2026-10-06|true",
		7: areas[6].Name + "|" + areas[6].Code + "|safe|“Agree” or “Strongly agree”|none|||||true",
	} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("row %d: %s", i, got)
		}
	}
	w = get(t, h, "inspector", strings.Replace(safeMap, "map", "map.svg", 1))
	for _, say := range []string{"In the middle of 5 areas", "Glas", "https://kist.example/staff/releases/map?measure=example.safe", "Synthetic data."} {
		if !strings.Contains(w.Body.String(), say) {
			t.Errorf("the picture does not say %q", say)
		}
	}
	for _, s := range shapes(t, w.Body.Bytes()) {
		if x := s.at("x"); s.XMLName.Local == "text" && (s.number(t, "x") < 0 || s.number(t, "x") > pictureWidth) {
			t.Errorf("%q at %s", s.Text, x)
		}
	}
	if want := "releases area05-1 map safe.csv ros release.file"; !slices.Contains(*lines, want) || len(*lines) != 2 {
		t.Errorf("%q", *lines)
	}
	for _, end := range []string{".svg", ".csv"} {
		if w := get(t, h, "inspector!", strings.Replace(safeMap, "map", "map"+end, 1)); w.Code != http.StatusSeeOther {
			t.Errorf("%s after a long while: %d", end, w.Code)
		}
	}
}

// The same shade is the same share on every map, and no two differ by colour alone.
func TestShades(t *testing.T) {
	for percent, want := range map[int]int{0: 0, 20: 0, 25: 1, 45: 1, 50: 2, 70: 2, 75: 3, 100: 3} {
		if got := shadeOf(percent); got != want {
			t.Errorf("%d: shade %d, want %d", percent, got, want)
		}
	}
	var areas []areaShare
	for i, a := range inspections.Areas() {
		areas = append(areas, areaShare{Area: a, is: standing(i % 5), share: known(i*3/5*5, 200)})
	}
	d := tileMap(areas, func(a areaShare) string { return a.Name }, "hidden", "other")
	if len(d.Bars) != 32 || len(strings.Split(d.Desc, "; ")) != 32 {
		t.Errorf("%d tiles", len(d.Bars))
	}
	for _, b := range d.Bars {
		if x := across(t, b.X); x < 0 || x+across(t, b.W) > 100 || b.Y+b.H > d.Height {
			t.Errorf("%+v is outside", b)
		}
	}
}
