package desk

import (
	"strconv"
	"strings"
	"testing"

	_ "kist/internal/sameseed" // the same cases in every run

	"pgregory.net/rapid"
)

// across reads a place or a length.
func across(t rapid.TB, s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatalf("%q is no place across", s)
	}
	return f
}

func aRow(rt *rapid.T) scaleRow {
	if rapid.IntRange(0, 4).Draw(rt, "withheld") == 0 {
		return scaleRow{name: "g", withheld: "Not shown"}
	}
	p := func(name string) part {
		return part{rapid.IntRange(0, 20).Draw(rt, name) * 5, styles[plus1]}
	}
	return scaleRow{name: "g", left: []part{p("l1"), p("l2")}, right: []part{p("r1"), p("r2")}, aside: []part{p("a")}, sum: 50, sumKnown: true}
}

// Whatever a release holds, and even if rounding makes a row add up to far more
// than 100, nothing is drawn outside the chart or upon something else.
func TestAScaleStaysInItsChart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := diverging(rapid.SliceOfN(rapid.Custom(aRow), 1, 6).Draw(rt, "rows"), "Set apart")
		const slack = 0.02 // figures are cut to two places
		for i, b := range d.Bars {
			x, w := across(rt, b.X), across(rt, b.W)
			if x < 0 || x+w > 100+slack || b.Y < 0 || b.Y+b.H > d.Height {
				rt.Errorf("bar %d %+v is outside", i, b)
			}
			for _, o := range d.Bars[:i] {
				if o.Y == b.Y && x+slack < across(rt, o.X)+across(rt, o.W) && across(rt, o.X)+slack < x+w {
					rt.Errorf("bars %+v and %+v overlap", o, b)
				}
			}
		}
		for _, l := range d.Texts {
			if x := across(rt, l.X); x < 0 || x > 100 || l.Y > d.Height {
				rt.Errorf("text %+v is outside", l)
			}
		}
	})
}

func TestALengthSaysNothingOfWhatIsWithheld(t *testing.T) {
	rows := []scaleRow{
		{name: "a", right: []part{{90, styles[plus2]}}},
		{name: "b", withheld: "Not shown: fewer than 10"},
		{name: "c", withheld: "15 answers: too few for percentages"},
	}
	d := diverging(rows, "")
	var widths []string
	for _, b := range d.Bars {
		if b.Fill == "pw" {
			widths = append(widths, b.W)
		}
	}
	if len(widths) != 2 || widths[0] != "100%" || widths[1] != "100%" {
		t.Errorf("withheld bars are %q wide", widths)
	}
	if !hasText(d, "Not shown: fewer than 10") || !hasText(d, "15 answers: too few for percentages") {
		t.Errorf("the reasons are missing: %+v", d.Texts)
	}
}

func hasText(d drawing, text string) bool {
	for _, l := range d.Texts {
		if l.Text == text {
			return true
		}
	}
	return false
}

func TestADivergingBar(t *testing.T) {
	d := diverging([]scaleRow{{
		name: "8 to 10", note: "95 answers", sum: 75, sumKnown: true,
		left: []part{{5, styles[minus1]}, {10, styles[minus2]}}, right: []part{{40, styles[plus1]}, {35, styles[plus2]}}, aside: []part{{10, styles[apart]}},
	}}, "Set apart")
	want := []bar{ // 100 units on 83 per cent of the width: 0.83 each
		{X: "8.3%", W: "4.15%", Fill: "pn"}, {X: "0%", W: "8.3%", Class: "fr"},
		{X: "12.45%", W: "33.2%", Fill: "pp"}, {X: "45.65%", W: "29.05%", Class: "fl"},
		{X: "91.7%", W: "8.3%", Fill: "pm"},
	}
	if len(d.Bars) != len(want) {
		t.Fatalf("%d bars: %+v", len(d.Bars), d.Bars)
	}
	for i, b := range d.Bars {
		b.Y, b.H = 0, 0
		if b != want[i] {
			t.Errorf("bar %d is %+v, want %+v", i, b, want[i])
		}
	}
	if len(d.Lines) != 1 || d.Lines[0].X != "12.45%" {
		t.Errorf("the zero line: %+v", d.Lines)
	}
	for _, text := range []string{"75%", "Set apart", "40", "35", "10", "5"} {
		if !hasText(d, text) {
			t.Errorf("no text %q", text)
		}
	}
}

// A total is as wide as "40%" in bold, 42 pixels with what it is moved by; a chart
// on the smallest phone is 288. What is set apart must not touch it.
func TestATotalHasRoom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		for _, r := range rapid.SliceOfN(rapid.Custom(aRow), 1, 6).Draw(rt, "rows") {
			d := diverging([]scaleRow{r}, "Set apart")
			for _, l := range d.Texts {
				if l.Class != "b sum" {
					continue
				}
				end := across(rt, l.X) * 2.88
				for _, b := range d.Bars {
					if x := across(rt, b.X) * 2.88; x >= end && x < end+42 {
						rt.Errorf("a total ends at %.0f, a bar begins at %.0f", end+42, x)
					}
				}
			}
		}
	})
}

func TestNothingIsDrawnForNobody(t *testing.T) {
	d := diverging([]scaleRow{{name: "a", right: []part{{0, styles[plus2]}}, left: []part{{0, styles[minus2]}}, sumKnown: true}}, "")
	if len(d.Bars) != 0 || !hasText(d, "0%") {
		t.Errorf("%+v", d)
	}
}

func TestRankedBars(t *testing.T) {
	d := ranked([]rankRow{
		{name: "A friend", percent: 60}, {name: "School", percent: 30}, {name: "Nobody", percent: 0},
		{name: "I'd rather not say", percent: 5, aside: true}, {name: "A nurse", withheld: "not shown"},
	})
	var widths []string
	for _, b := range d.Bars {
		widths = append(widths, b.W)
	}
	if got := strings.Join(widths, " "); got != "50.4% 25.2% 4.2% 100%" { // 100 is 84 per cent of the width; nobody chose "Nobody": no bar, but a number
		t.Errorf("bars are %s wide", got)
	}
	if d.Bars[2].Fill != "pm" || d.Bars[3].Fill != "pw" || !hasText(d, "60%") || !hasText(d, "30") || !hasText(d, "0") {
		t.Errorf("%+v", d)
	}
	if d.Height != 5*rankHeight+rankFoot {
		t.Errorf("height %d", d.Height)
	}
	if len(d.Guides) != 4 || d.Guides[0].X != "42%" || !hasText(d, "50%") { // one a bar that is drawn
		t.Errorf("the line at half: %+v", d.Guides)
	}
	if d := ranked([]rankRow{{name: "a longer name", percent: 0}}); len(d.Bars) != 0 || !hasText(d, "0%") { // no division by nothing
		t.Errorf("nobody chose the only answer: %+v", d)
	}
}

func TestShortNamesStandBesideTheirBars(t *testing.T) {
	d := ranked([]rankRow{{name: "0", percent: 20}, {name: "1-2", percent: 80}, {name: "I'd rather not say", percent: 5, aside: true}})
	if d.Height != 2*shortHeight+rankHeight+rankFoot {
		t.Errorf("height %d", d.Height)
	}
	for i, want := range []bar{{X: "12%", W: "14.4%"}, {X: "12%", W: "57.6%"}, {X: "12%", W: "3.6%"}} {
		if d.Bars[i].X != want.X || d.Bars[i].W != want.W {
			t.Errorf("bar %d %+v, want %+v", i, d.Bars[i], want)
		}
	}
	if d := ranked([]rankRow{{name: "0", percent: 20}, {name: "a longer name", percent: 80}}); d.Height != 2*rankHeight+rankFoot {
		t.Errorf("one long name: height %d", d.Height)
	}
}

// TestOneScaleForAll: a length is the same share in every chart, whatever else
// that chart holds, and nothing is longer than the chart.
func TestOneScaleForAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		share := rapid.IntRange(1, 100).Draw(rt, "share")
		other := rapid.IntRange(0, 110).Draw(rt, "other")
		alone := ranked([]rankRow{{name: "a longer name", percent: share}})
		beside := ranked([]rankRow{{name: "a longer name", percent: share}, {name: "another", percent: other}})
		if alone.Bars[0].W != beside.Bars[0].W || alone.Guides[0].X != beside.Guides[0].X {
			rt.Errorf("%s wide alone, %s beside %d", alone.Bars[0].W, beside.Bars[0].W, other)
		}
		for _, b := range beside.Bars {
			if w := across(rt, b.W); w > rankWidth {
				rt.Errorf("%g wide", w)
			}
		}
		if half := across(rt, alone.Guides[0].X); (across(rt, alone.Bars[0].W) > half) != (share > 50) {
			rt.Errorf("%d%% is %s wide, half is at %g", share, alone.Bars[0].W, half)
		}
	})
	if d := ranked([]rankRow{{name: "All ages", withheld: "Not shown"}}); len(d.Guides) != 0 || hasText(d, "50%") || d.Height != rankHeight {
		t.Errorf("nothing is drawn, so there is no scale: %+v", d)
	}
}

// Colour never speaks alone: no two fillings that can touch differ by colour
// and nothing else.
func TestStylesDifferInMoreThanColour(t *testing.T) {
	seen := map[string]side{}
	for s, style := range styles {
		if style.fill == "" {
			continue
		}
		if other, ok := seen[style.fill]; ok {
			t.Errorf("sides %d and %d share the pattern %s", s, other, style.fill)
		}
		seen[style.fill] = s
	}
	if len(seen) != 3 {
		t.Errorf("%d patterns: both mild steps and what is set apart need one", len(seen))
	}
}
