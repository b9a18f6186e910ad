package themes

import (
	"slices"
	"testing"
)

// chain is a codebook in which themes were retired into each other.
func chain() Version {
	return Version{Themes: []Theme{
		{Key: "a", Name: "A"},
		{Key: "b", Name: "B", Retired: true, Into: "a"},
		{Key: "c", Name: "C", Retired: true, Into: "b"},
		{Key: "d", Name: "D", Retired: true},
		{Key: "e", Name: "E", Retired: true, Into: "d"},
		{Key: "f", Name: "F", Retired: true, Into: "g"}, // a circle, which no page can make
		{Key: "g", Name: "G", Retired: true, Into: "f"},
		{Key: "h", Name: "H", Parent: "a"},
	}}
}

func TestWhatThemesCountAs(t *testing.T) {
	v := chain()
	for key, want := range map[string]string{
		"a": "a",
		"b": "a",
		"c": "a",
		"d": "",
		"e": "",
		"f": "",
		"g": "",
		"h": "h",
		"z": "",
		"":  "",
	} {
		if got := v.Resolve(key); got != want {
			t.Errorf("%q counts as %q, want %q", key, got, want)
		}
	}
	if got := v.ResolveAll([]string{"h", "c", "b", "a", "e"}); !slices.Equal(got, []string{"a", "h"}) {
		t.Errorf("all of them: %v", got)
	}
	if got := v.ResolveAll(nil); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestTreeOfThoseInUse(t *testing.T) {
	v := chain()
	tree := v.Tree()
	if len(tree) != 1 || len(tree[0].Under) != 1 || tree[0].Under[0].Depth != 1 {
		t.Errorf("%+v", tree)
	}
	if got := v.InUse(); !slices.Equal(got, []string{"a", "h"}) {
		t.Errorf("in use: %v", got)
	}
	if got := (Version{}).InUse(); got != nil {
		t.Errorf("of nothing: %v", got)
	}
	if theme, ok := v.Theme("h"); !ok || v.Name("h") != theme.Name {
		t.Errorf("%+v", theme)
	}
}

// Where a theme can lie: what is too deep counts what lies under it.
func TestWhereAThemeFits(t *testing.T) {
	v := Version{Themes: []Theme{
		{Key: "1", Name: "1"},
		{Key: "2", Name: "2", Parent: "1"},
		{Key: "3", Name: "3", Parent: "2"},
		{Key: "x", Name: "x"},
		{Key: "y", Name: "y", Parent: "x"},
		{Key: "old", Name: "old", Retired: true},
	}}
	for _, c := range []struct {
		key, parent string
		want        bool
	}{
		{"new", "", true},
		{"new", "3", true},
		{"x", "2", true},
		{"x", "3", false}, // y would lie five deep
		{"1", "3", false}, // under itself
		{"1", "1", false},
		{"new", "old", false},
		{"new", "nobody", false},
	} {
		if got := v.fits(Theme{Key: c.key, Parent: c.parent}); got != c.want {
			t.Errorf("%s under %q: %t", c.key, c.parent, got)
		}
	}
}
