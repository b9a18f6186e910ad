package themes

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "kist/internal/sameseed"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) >= 0.0005 {
		t.Errorf("%s is %.5f, not %.3f", what, got, want)
	}
}

// The worked examples that the literature gives, to three decimals.
func TestKappaAsPublished(t *testing.T) {
	for _, c := range []struct {
		from      string
		table     [][]int
		value     float64
		low, high float64 // 0, 0: not given there
	}{
		// statsmodels, statsmodels/stats/tests/test_inter_rater.py, where the figures are a printout of SAS PROC FREQ
		{"statsmodels, table10, after SAS", [][]int{{0, 4, 1}, {0, 8, 0}, {0, 1, 5}}, 0.4842, 0.2137, 0.7547},
		// Uebersax, "Calculating kappa with SAS", www.john-uebersax.com/stat/saskappa.htm, as quoted in statsmodels' examples
		{"Uebersax, after SAS", [][]int{{0, 0, 0}, {5, 16, 3}, {8, 12, 28}}, 0.3333, 0.1738, 0.4929},
		// Wikipedia, "Cohen's kappa", its three worked examples, to as many places as statsmodels' examples quote of them
		{"Wikipedia, 50 proposals for a grant", [][]int{{20, 5}, {10, 15}}, 0.4, 0, 0},
		{"Wikipedia, same agreement, the first", [][]int{{45, 15}, {25, 15}}, 0.1304, 0, 0},
		{"Wikipedia, same agreement, the second", [][]int{{25, 35}, {5, 35}}, 0.2593, 0, 0},
		{"Bonett, statpsych, ci.kappa(.05, 31, 12, 4, 58), after Fleiss and Paik 2003", [][]int{{31, 12}, {4, 58}}, 0.6756757, 0.5317210, 0.8196303},
	} {
		got := Kappa(c.table)
		near(t, c.from, got.Value, c.value)
		if c.high != 0 {
			near(t, c.from+": low", got.Low, c.low)
			near(t, c.from+": high", got.High, c.high)
		}
	}
}

const none = missing

// nine is the matrix of Krippendorff 2011: four observers, twelve units, of which some
// were not read by all.
var nine = [][]int{
	{1, 1, none, 1},
	{2, 2, 3, 2},
	{3, 3, 3, 3},
	{3, 3, 3, 3},
	{2, 2, 2, 2},
	{1, 2, 3, 4},
	{4, 4, 4, 4},
	{1, 1, 2, 1},
	{2, 2, 2, 2},
	{none, 5, 5, 5},
	{none, none, 1, 1},
	{none, 3, none, none},
}

func twoObservers(a, b string) (units [][]int) {
	for i := range a {
		units = append(units, []int{int(a[i] - '0'), int(b[i] - '0')})
	}
	return units
}

func TestAlphaAsPublished(t *testing.T) {
	for _, c := range []struct {
		from  string
		units [][]int
		want  float64
	}{
		{"Krippendorff 2011, A: two observers, binary", twoObservers("0100000010", "1110010000"), 0.095},
		{"Krippendorff 2011, B: two observers, five values", twoObservers("001132224330", "101112224333"), 0.692},
		{"Krippendorff 2011, C: four observers, with values missing", nine, 0.743},
	} {
		near(t, c.from, Alpha(c.units).Value, c.want)
	}
}

// Everything is agreed, nothing more than chance, and nothing to tell.
func TestAgreementAtItsEnds(t *testing.T) {
	if k := Kappa([][]int{{7, 0}, {0, 5}}); !k.Known || k.Value != 1 || k.Low != 1 {
		t.Errorf("full agreement: %+v", k)
	}
	near(t, "chance", Kappa([][]int{{25, 25}, {25, 25}}).Value, 0)
	for name, e := range map[string]Estimate{
		"nothing":      Kappa([][]int{{0, 0}, {0, 0}}),
		"all the same": Kappa([][]int{{9, 0}, {0, 0}}),
		"no units":     Alpha(nil),
		"one reader":   Alpha([][]int{{1, none}, {none, 0}}),
		"all the one":  Alpha([][]int{{1, 1}, {1, 1}}),
	} {
		if e.Known {
			t.Errorf("%s: %+v is no figure", name, e)
		}
	}
	if a := Alpha([][]int{{1, 1}, {0, 0}, {1, 1}}); a.Value != 1 {
		t.Errorf("full agreement: %+v", a)
	}
}

// Figures lie in their intervals, are the same every time, and do not change with who
// is called the first.
func TestIntervalsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		var units, turned [][]int
		table, other := [][]int{{0, 0}, {0, 0}}, [][]int{{0, 0}, {0, 0}}
		for range n {
			a, b := rapid.IntRange(0, 1).Draw(t, "a"), rapid.IntRange(0, 1).Draw(t, "b")
			units, turned = append(units, []int{a, b}), append(turned, []int{b, a})
			table[a][b]++
			other[b][a]++
		}
		for _, e := range []Estimate{Alpha(units), Kappa(table)} {
			if e.Known && (e.Low > e.Value || e.High < e.Value || e.Low < -1-1e-9 || e.High > 1+1e-9) {
				t.Fatalf("%+v", e)
			}
		}
		if Alpha(units) != Alpha(turned) {
			t.Fatal("alpha changes with who is the first")
		}
		k, o := Kappa(table), Kappa(other)
		if math.Abs(k.Value-o.Value) > 1e-9 || math.Abs(k.Low-o.Low) > 1e-9 {
			t.Fatal("kappa changes with who is the first")
		}
	})
}

// sheet is a text whose codings are together.
func sheet(text string, codings ...Coding) *Sheet {
	return &Sheet{Text: text, Open: true, Codings: codings}
}

func gave(who string, themes ...string) Coding { return Coding{Who: who, Themes: themes} }

func TestAccordsByTheme(t *testing.T) {
	v := Version{Themes: []Theme{{Key: "heard", Name: "Heard"}, {Key: "told", Name: "Told"}, {Key: "old", Name: "Old", Retired: true, Into: "heard"}}}
	sheets := []*Sheet{
		sheet("a", gave("ann", "heard"), gave("ben", "old")),
		sheet("b", gave("ann"), gave("ben", "heard")),
		sheet("c", gave("ann", "told"), gave("ben", "told"), gave("cat", "told")),
		sheet("d", gave("ann"), Coding{Who: "ben", Declined: true}),                                // read by one
		{Text: "e", Codings: []Coding{gave("ann", "heard"), gave("ben", "told")}},                  // not together yet
		{Text: "f", Open: true, Settled: &Decision{}, Codings: []Coding{gave("ann"), gave("ben")}}, // settled: still as they were
	}
	got := Accords(v, sheets)
	if len(got) != 2 {
		t.Fatalf("%d themes", len(got))
	}
	heard, told := got[0], got[1]
	if heard.Texts != 4 || heard.Both != 1 || heard.Splits != 1 || told.Both != 1 || told.Splits != 0 {
		t.Errorf("%+v %+v", heard, told)
	}
	if told.Alpha.Value != 1 || told.Kappa.Value != 1 {
		t.Errorf("told: %+v", told)
	}
	if !heard.Kappa.Known || heard.Kappa.Value >= 1 {
		t.Errorf("heard: %+v", heard.Kappa)
	}
}
