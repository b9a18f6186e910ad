package jsonfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store"
)

// over is a release of two places: of one the question is in other words, and what both
// tell of the other question is added up.
func over() *results.Release {
	both := exchangetest.Shown(40, 100)
	both.Added = 2
	base := results.Figure{Shown: true, Count: 40, Added: 2}
	own := results.Group{Base: results.Figure{Shown: true, Count: 20}, Cells: []results.Figure{exchangetest.Shown(20, 100)}}
	at := func(place string, g results.Group) results.Group { g.Value = place; return g }
	return exchangetest.Signed(&results.Release{
		Head: store.Head{ID: "programme_joint-1"}, Round: results.Series("joint"), Programme: "joint", Number: 1, Version: "what_its_like-2", Hash: "4f1c", Made: "2026-11-26",
		Responses: base,
		Places: []results.Place{
			{Place: "S12000036", Inspection: "in-e", Round: "e", Release: "e-1", Responses: results.Figure{Shown: true, Count: 20}, Expected: 80, Aside: &results.Aside{Out: 300}},
			{Place: "in-vented", Inspection: "in-vented", Round: "v", Release: "v-3", Before: "o-1", Responses: results.Figure{Shown: true, Count: 20}},
		},
		Tables: []results.Table{
			{Question: "safe", Kind: "agreement", Columns: []string{"yes"}, Groups: []results.Group{{Base: base, Cells: []results.Figure{both}}}},
			{Question: "safe", Kind: "agreement", By: results.ByPlace, Columns: []string{"yes"}, Groups: []results.Group{at("S12000036", own), at("in-vented", own)}},
			{Question: "help", Kind: "agreement", Columns: []string{"yes"}, Groups: []results.Group{own}},
			{Question: "help", Kind: "agreement", By: results.ByPlace, Columns: []string{"yes"}, Groups: []results.Group{at("S12000036", own), {Value: "in-vented", Why: results.OtherWords}}},
			{Question: "help", Kind: "agreement", By: results.ByBefore, Columns: []string{"yes"}, Groups: []results.Group{{Value: "S12000036", Why: results.NotAsked}, at("in-vented", own)}},
		},
		Attack: &results.Attacked{},
	})
}

// TestPlacesAreReadBack: which releases a file brings together, and why a place tells
// nothing, is there again when it is read, as it was signed, and as the schema has it.
func TestPlacesAreReadBack(t *testing.T) {
	rel := over()
	text := written(t, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
	if err := schema(t).Validate(value(t, text)); err != nil {
		t.Error(err)
	}
	f := readBack(t, text)
	if v := f.Check(); v.Numbers != nil || v.File != nil || v.Key == "" {
		t.Errorf("%+v", v)
	}
	want := rel.Places
	want[1].Place = "in-vented"
	if diff := cmp.Diff(want, f.Release.Places); diff != "" || f.Release.Programme != "joint" || !f.Release.Over() {
		t.Errorf("of %q\n%s", f.Release.Programme, diff)
	}
	for i, table := range rel.Tables {
		got := f.Release.Tables[i]
		for g := range table.Groups {
			if got.Groups[g].Why != table.Groups[g].Why || !cmp.Equal(got.Groups[g].Base, table.Groups[g].Base) {
				t.Errorf("%s by %s: %+v, want %+v", table.Question, table.By, got.Groups[g], table.Groups[g])
			}
		}
	}
	if s := fmt.Sprint(f.Release.Responses.Range()); s != "32 48" {
		t.Errorf("two counts added up can mean %s", s)
	}
}

// TestPlacesThatWereChanged: whichever is changed, the signature of the numbers says so.
func TestPlacesThatWereChanged(t *testing.T) {
	whole := string(written(t, worded.Of(over(), exchangetest.FixedWords{}, exchangetest.About())))
	for what, change := range map[string][2]string{
		"a place's release":  {`"release": "e-1"`, `"release": "e-2"`},
		"an earlier release": {`"before": "o-1"`, `"before": "o-2"`},
		"expected numbers":   {`"expected": 80`, `"expected": 90`},
		"a place's code":     {`"code": "S12000036",`, `"code": "S12000047",`},
		"that any did":       {`"apart": {`, `"aside": {`},
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

// TestWhatStoodApartIsReadBack: as it was signed, of a round and of places, with what it can
// mean; and a file that says what no release can is refused.
func TestWhatStoodApartIsReadBack(t *testing.T) {
	rel := exchangetest.Example()
	rel.Aside = &results.Aside{Out: 300, In: 30}
	text := string(written(t, worded.Of(exchangetest.Signed(rel), exchangetest.FixedWords{}, exchangetest.About())))
	if err := schema(t).Validate(value(t, []byte(text))); err != nil {
		t.Error(err)
	}
	f := readBack(t, []byte(text))
	if v := f.Check(); v.Numbers != nil || !cmp.Equal(f.Release.Aside, rel.Aside) {
		t.Errorf("%+v, %v", f.Release.Aside, v.Numbers)
	}
	for what, change := range map[string][2]string{
		"another count":   {`"count": 300`, `"count": 330`},
		"not of thirties": {`"count": 300`, `"count": 305`},
		"less than none":  {`"count": 30,`, `"count": -30,`},
		"a wider range":   {`"least": 271`, `"least": 200`},
		"one to 59":       {`"least": 30,`, `"least": 1,`},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if _, err := Read(strings.NewReader(changed)); changed == text || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	none := strings.Replace(text, `"apart": {`, `"aside": {`, 1)
	if v := readBack(t, []byte(none)).Check(); !errors.Is(v.Numbers, fault.Invalid) {
		t.Errorf("that any stood apart can be taken out: %v", v.Numbers)
	}
	if a, err := (&apart{}).read(); !errors.Is(err, fault.Invalid) {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestPlacesThatNoReleaseHas are refused.
func TestPlacesThatNoReleaseHas(t *testing.T) {
	whole := string(written(t, worded.Of(over(), exchangetest.FixedWords{}, exchangetest.About())))
	for what, change := range map[string][2]string{
		"added less than nothing": {`"added": 2`, `"added": -2`},
		"added of a thousand":     {`"added": 2`, `"added": 1000`},
		"a number and a reason":   {`"missing": "other_wording"`, `"missing": "other_wording", "added": 2`},
		"another range":           {`"least": 32`, `"least": 36`},
	} {
		changed := strings.Replace(whole, change[0], change[1], 1)
		if changed == whole {
			t.Errorf("%s is not there", what)
		}
		if _, err := Read(strings.NewReader(changed)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
