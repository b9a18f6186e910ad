package themes

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// slowAlpha is Krippendorff's alpha by its definition: the disagreement of all pairs of
// values within units, by that of all pairs of values anywhere.
func slowAlpha(units [][]int) (float64, bool) {
	var all []int
	within := 0.0
	for _, u := range units {
		var given []int
		for _, v := range u {
			if v != missing {
				given = append(given, v)
			}
		}
		if len(given) < 2 {
			continue
		}
		all = append(all, given...)
		within += differing(given) / float64(len(given)-1)
	}
	anywhere := differing(all)
	if anywhere == 0 {
		return 0, false
	}
	n := float64(len(all))
	return 1 - (within/n)/(anywhere/(n*(n-1))), true
}

// differing is how many ordered pairs of a list differ.
func differing(list []int) float64 {
	n := 0.0
	for i, a := range list {
		for j, b := range list {
			if i != j && a != b {
				n++
			}
		}
	}
	return n
}

func TestAlphaByItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		observers := rapid.IntRange(2, 5).Draw(t, "observers")
		var units [][]int
		for range rapid.IntRange(0, 20).Draw(t, "units") {
			units = append(units, rapid.SliceOfN(rapid.IntRange(missing, 3), observers, observers).Draw(t, "values"))
		}
		want, ok := slowAlpha(units)
		got := Alpha(units)
		if got.Known != ok || ok && math.Abs(got.Value-want) > 1e-9 {
			t.Fatalf("%+v, want %v %t for %v", got, want, ok, units)
		}
	})
}

// Of two values, kappa has a closed form: 2(ad-bc) by the sum of the products of the
// margins.
func TestKappaInClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 40)
		a, b, c, d := count.Draw(t, "a"), count.Draw(t, "b"), count.Draw(t, "c"), count.Draw(t, "d")
		below := (a+b)*(b+d) + (a+c)*(c+d)
		got := Kappa([][]int{{a, b}, {c, d}})
		if got.Known != (below > 0) {
			t.Fatalf("%+v, over %d", got, below)
		}
		if want := 2 * float64(a*d-b*c) / float64(below); got.Known && math.Abs(got.Value-want) > 1e-9 {
			t.Fatalf("%v, want %v", got.Value, want)
		}
	})
}

// Of three people the kappa is the mean of their three pairs; a pair that has none is
// left out.
func TestKappaOfThree(t *testing.T) {
	v := Version{Themes: []Theme{{Key: "told", Name: "Told"}}}
	var sheets []*Sheet
	for _, given := range [][3]bool{{true, true, false}, {true, true, true}, {false, false, false}, {false, true, false}} {
		var codings []Coding
		for i, who := range []string{"ann", "ben", "cat"} {
			c := gave(who)
			if given[i] {
				c.Themes = []string{"told"}
			}
			codings = append(codings, c)
		}
		sheets = append(sheets, sheet("t", codings...))
	}
	// ann and ben: 2 and 1 alike, 1 apart; ann and cat: 1 and 2 alike; ben and cat: 1 and 1 alike, 2 apart.
	want := (Kappa([][]int{{1, 1}, {0, 2}}).Value + Kappa([][]int{{2, 0}, {1, 1}}).Value + Kappa([][]int{{1, 0}, {2, 1}}).Value) / 3
	got := Accords(v, sheets)[0]
	near(t, "the mean", got.Kappa.Value, want)
	if got.Texts != 4 || got.Both != 1 || got.Splits != 2 {
		t.Errorf("%+v", got)
	}
	same := []*Sheet{sheet("t", gave("ann", "told"), gave("ben", "told"), gave("cat", "told"))}
	if k := Accords(v, same)[0].Kappa; k.Known {
		t.Errorf("where all say the same of everything: %+v", k)
	}
	if list := Accords(v, nil); len(list) != 1 || list[0].Texts != 0 || list[0].Alpha.Known {
		t.Errorf("of nothing: %+v", list)
	}
}
