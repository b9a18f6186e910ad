package jsonfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store"
)

// wrote is a release of themes, one of which has a name that files would tidy.
func wrote() *results.Release {
	rel := &results.Release{
		Head: store.Head{ID: "themes_demo-2"}, Round: results.TextSeries("demo"), Number: 2, Version: "what_its_like-2", Hash: "4f1c", Made: "2026-11-26", Responses: results.Figure{Shown: true, Count: 40},
		Texts: &results.Texts{Round: "demo", Codebook: "in/000003", Later: true, Themes: []results.Named{{Key: "8-10", Name: " A  name\tof theirs "}, {Key: "told", Name: "Told"}}, Settings: []results.Named{{Key: "house", Name: "Houses"}}},
		Tables: []results.Table{
			{Question: "change", Kind: "several", Multiple: true, Columns: []string{"8-10", "told"}, Groups: []results.Group{{Base: results.Figure{Shown: true, Count: 40}, Cells: []results.Figure{exchangetest.Shown(20, 50), exchangetest.Shown(15, 40)}}}},
			{Question: "change", Kind: "several", Multiple: true, By: results.ByEdition, Columns: []string{"8-10", "told"}, Groups: []results.Group{{Value: "4-7", Offered: make([]bool, 2)}, {Value: "8-10"}}},
		},
		Attack: &results.Attacked{},
	}
	rel.Texts.Sum = rel.Texts.SumOf()
	return exchangetest.Signed(rel)
}

// TestThemesAreReadBack: that texts are counted, of which round and by which codebook, is there
// again when a file is read, as it was signed, and as the schema has it.
func TestThemesAreReadBack(t *testing.T) {
	rel := wrote()
	text := written(t, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
	if err := schema(t).Validate(value(t, text)); err != nil {
		t.Error(err)
	}
	f := readBack(t, text)
	if v := f.Check(); v.Numbers != nil || v.File != nil {
		t.Errorf("%+v", v)
	}
	want := *rel.Texts
	want.Themes = []results.Named{{Key: "8_10", Name: rel.Texts.Themes[0].Name}, rel.Texts.Themes[1]} // as codes are in files
	if diff := cmp.Diff(&want, f.Release.Texts); diff != "" || f.Release.RoundID() != "demo" {
		t.Error(diff)
	}
	if g := f.Release.Tables[1].Groups; len(g[0].Offered) != 2 || g[0].Offered[0] || len(g[1].Offered) > 0 {
		t.Errorf("an edition that was not asked: %+v", g)
	}
	if !strings.Contains(string(text), `"counts": "texts"`) {
		t.Error("the file does not say what it counts")
	}
}

// TestThemesThatWereChanged: whatever is changed of them, the signature of the numbers says so.
func TestThemesThatWereChanged(t *testing.T) {
	whole := string(written(t, worded.Of(wrote(), exchangetest.FixedWords{}, exchangetest.About())))
	for what, change := range map[string][2]string{
		"a theme's name":  {`"name": "Told"`, `"name": "Not told"`},
		"a place's name":  {`"name": "Houses"`, `"name": "Schools"`},
		"the round":       {`"round": "demo",`, `"round": "other",`},
		"the codebook":    {`"in/000003"`, `"in/000004"`},
		"what came later": {`"later": true`, `"later": false`},
		"the texts":       {`"texts": {`, `"text": {`},
	} {
		changed := strings.Replace(whole, change[0], change[1], 1)
		if changed == whole {
			t.Errorf("%s is not there", what)
			continue
		}
		if v := readBack(t, []byte(changed)).Check(); !errors.Is(v.Numbers, fault.Invalid) {
			t.Errorf("%s: %v", what, v.Numbers)
		}
	}
}
