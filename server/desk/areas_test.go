package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	_ "kist/internal/sameseed" // the same cases in every run

	"pgregory.net/rapid"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/surveys"
)

// mapOf is a map of these shares, each of so many answers; a share of less than
// nothing is withheld.
func mapOf(t testing.TB, n int, shares ...int) *areaMap {
	t.Helper()
	r := newReport(t, "en")
	m := &areaMap{words: r.words, measure: measure{topic: "safe", what: "“Yes”", ref: r, from: published{head: &results.Head{}}}}
	for i, area := range inspections.Areas() {
		a := areaShare{Area: area}
		if i < len(shares) {
			a.is, a.from = hidden, published{head: &results.Head{Head: store.Head{ID: area.Code}, Made: "2026-11-01"}}
			if shares[i] >= 0 {
				a.is, a.share, a.answered = told, known(shares[i], n), n
			}
		}
		m.areas = append(m.areas, a)
	}
	m.middle = middleArea(m.areas)
	return m
}

func TestTheAreaInTheMiddle(t *testing.T) {
	tests := []struct {
		name   string
		shares []int
		want   int
	}{
		{"nothing", nil, 0},
		{"two are too few to have a middle", []int{50, 90}, 0},
		{"two and one that is withheld", []int{50, -1, 90}, 0},
		{"three", []int{90, 20, 50}, 50},
		{"four: the lower of the two, for it was published", []int{90, 20, 50, 70}, 50},
		{"all alike", []int{60, 60, 60, 60}, 60},
	}
	for _, test := range tests {
		if got := mapOf(t, 200, test.shares...).middle; got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestTheHeadingOfAMap(t *testing.T) {
	tests := []struct {
		n      int
		shares []int
		want   string
	}{
		{200, nil, "0 areas have a number for this"},
		{200, []int{50}, "1 area has a number for this"},
		{200, []int{50, 95}, "2 areas have a number for this"},
		{200, []int{50, 55, 60}, "In the middle of 3 areas about 55% chose “Yes”; no area stands clearly apart"},
		{200, []int{50, 55, 60, 95}, "In the middle of 4 areas about 55% chose “Yes”; clearly above it: 1, clearly below: 0"},
		{200, []int{10, 55, 60, 95}, "In the middle of 4 areas about 55% chose “Yes”; clearly above it: 1, clearly below: 1"},
		{20, []int{50, 55, 60, 80}, "In the middle of 4 areas about 55% chose “Yes”; no area stands clearly apart"}, // 20 answers cannot tell
	}
	for _, test := range tests {
		if got := mapOf(t, test.n, test.shares...).heading(); got != test.want {
			t.Errorf("%v of %d:\n got %s\nwant %s", test.shares, test.n, got, test.want)
		}
	}
}

// However areas come out, each that is told stands in one band, bands never cross, and
// none is called apart that is less than 15 points from the middle.
func TestBandsKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(4, 80).Draw(rt, "fives") * 5
		var shares []int
		for i := range rapid.IntRange(0, 32).Draw(rt, "areas") {
			shares = append(shares, rapid.IntRange(-1, 20).Draw(rt, fmt.Sprint("share", i))*5)
		}
		m := mapOf(t, n, shares...)
		bands, seen := m.bands(), 0
		for i, band := range bands {
			seen += len(band)
			for j, a := range band {
				gap := a.share.Percent - m.middle
				if i == 0 && gap < clearGap || i == 2 && gap > -clearGap {
					rt.Errorf("%d points from the middle told as apart", gap)
				}
				if j > 0 && a.share.Percent > band[j-1].share.Percent {
					rt.Errorf("%d after %d", a.share.Percent, band[j-1].share.Percent)
				}
				if i > 0 && len(bands[i-1]) > 0 && a.share.Percent > slices.MinFunc(bands[i-1], func(x, y areaShare) int { return x.share.Percent - y.share.Percent }).share.Percent {
					rt.Errorf("%d stands below a smaller share", a.share.Percent)
				}
			}
		}
		if seen != m.count(told) {
			rt.Errorf("%d of %d areas are in the table", seen, m.count(told))
		}
	})
}

// TestChanceMovesNoArea: of maps in which the truth is the same in every area, hardly one
// in twenty calls any area apart.
func TestChanceMovesNoArea(t *testing.T) {
	rng := seeded(5)
	const maps, areas, n = 400, 32, 60
	wrong := 0
	for range maps {
		m := mapOf(t, n)
		for i := range areas {
			count := 0
			for range n {
				if rng.IntN(10) < 6 {
					count++
				}
			}
			count = (count + rng.IntN(5)) / 5 * 5
			m.areas[i].is, m.areas[i].share = told, shareOf(row("", n, count), []int{0})
		}
		m.middle = middleArea(m.areas)
		if b := m.bands(); len(b[0])+len(b[2]) > 0 {
			wrong++
		}
	}
	t.Logf("%d of %d maps without a difference call an area apart", wrong, maps)
	if wrong > maps/20 {
		t.Errorf("%d of %d", wrong, maps)
	}
}

func TestMeasures(t *testing.T) {
	r := newReport(t, "en")
	var values []string
	for _, m := range measuresOf(r, published{}, "example") {
		values = append(values, m.value)
	}
	want := []string{
		"example.help", "example.safe", "example.told", "example.plan", // scales first
		"example.who.nobody", "example.who.friend", "example.who.parent", "example.who.school", "example.who." + surveys.RatherNot,
		"example.where.home", "example.where.house", "example.where.other",
	}
	if !slices.Equal(values, want) {
		t.Errorf("%q\nwant %q", values, want) // a number has no one answer to map
	}
}

func TestWhyAnAreaHasNoNumber(t *testing.T) {
	r := newReport(t, "en")
	m := measuresOf(r, published{}, "example")[1] // feeling safe
	rel := func(change func(t *results.Table)) *results.Release {
		rel := example()
		for i := range rel.Tables {
			if rel.Tables[i].Question == "safe" && rel.Tables[i].By == "" {
				change(&rel.Tables[i])
			}
		}
		return rel
	}
	tests := []struct {
		name  string
		rel   *results.Release
		alike bool
		want  standing
	}{
		{"as asked", rel(func(*results.Table) {}), true, told},
		{"in other words", rel(func(*results.Table) {}), false, otherWords},
		{"other answers", rel(func(t *results.Table) { t.Columns = t.Columns[1:] }), true, otherWords},
		{"another kind", rel(func(t *results.Table) { t.Kind = "faces" }), true, otherWords},
		{"withheld", rel(func(t *results.Table) { t.Groups = []results.Group{{}} }), true, hidden},
		{"too few", rel(func(t *results.Table) { t.Groups = []results.Group{row("", 15, 5, 5, 5, 0, 0, 0)} }), true, hidden},
		{"left out by the gate", rel(func(t *results.Table) { t.Question = "else" }), true, notAsked},
	}
	for _, test := range tests {
		var a areaShare
		whole := *test.rel
		whole.Tables = slices.DeleteFunc(slices.Clone(whole.Tables), func(t results.Table) bool { return t.By != "" })
		m.measured(&a, &whole, survey(), test.alike)
		if a.is != test.want {
			t.Errorf("%s: %d, want %d", test.name, a.is, test.want)
		}
		if (a.is == told) != (a.answered == 290 && a.share.Known) {
			t.Errorf("%s: %d answered, %+v", test.name, a.answered, a.share)
		}
	}
}

// A map says every area in words, so that who does not see the tiles loses nothing.
func TestAMapInWords(t *testing.T) {
	m := mapOf(t, 200, 60, 65, 60, -1)
	d := m.drawing()
	areas := inspections.Areas()
	for i, want := range map[int]string{
		0: areas[0].Name + " 60%",
		3: areas[3].Name + ": not shown, too few answers",
		9: areas[9].Name + ": no release",
	} {
		if got := strings.Split(d.Desc, "; ")[i]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	var key []string
	for _, k := range d.Key {
		key = append(key, k.Text)
	}
	if got, want := strings.Join(key, "|"), "0 to 20|25 to 45|50 to 70|75 to 100|not shown, too few answers|no release"; got != want {
		t.Errorf("the key is %s", got)
	}
	seen := map[string]bool{}
	for _, k := range d.Key {
		look := k.Class + "/" + k.Fill
		if seen[look] {
			t.Errorf("two entries of the key look like %s", look)
		}
		seen[look] = true
	}
}

// A release that is read for a map is kept: the second look asks the store for none.
func TestAMapReadsAReleaseOnce(t *testing.T) {
	b := book(t)
	list := &counted{shelf: areaReleases(t, b, 60, 65, 70)}
	h := serveWith(t, Deps{Book: b, Releases: list, Versions: list, Trail: &taken{}})
	must(t, get(t, h, "inspector", safeMap), http.StatusOK, nil)
	first := list.gets
	must(t, get(t, h, "inspector", safeMap), http.StatusOK, nil)
	if again := list.gets - first; first < 3 || again > 1 { // the newest is read whole, for its words
		t.Errorf("%d reads, then %d", first, again)
	}
}
