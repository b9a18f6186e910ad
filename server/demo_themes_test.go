package main

import (
	"net/http"
	"strings"
	"testing"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"
)

// The demonstration's codebook says that it is invented, lies where people are, and is
// begun once.
func TestDemonstrationHasACodebook(t *testing.T) {
	a := newTestApp(t)
	d := &demonstration{app: a}
	lone := &inspections.Inspection{
		Head:  store.Head{ID: "lone"},
		Title: "Nobody is here",
	}
	team := &inspections.Inspection{
		Head:  store.Head{ID: "team"},
		Title: "Somebody is here",
		Team:  []string{"morven", "david"},
	}
	for _, in := range []*inspections.Inspection{lone, team} {
		if err := a.book.Inspections.Insert(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	rounds := []*inspections.Round{{Inspection: "lone"}, {Inspection: "team"}}
	for range 2 {
		if err := d.frame(t.Context(), rounds); err != nil {
			t.Fatal(err)
		}
	}
	b, err := a.themes.Book(t.Context(), "team")
	if err != nil {
		t.Fatal(err)
	}
	if !b.Synthetic || len(b.Latest.InUse()) != len(inventedThemes) || b.Latest.Number != len(inventedThemes) {
		t.Errorf("version %d with %d themes, synthetic %t", b.Latest.Number, len(b.Latest.InUse()), b.Synthetic)
	}
	if b, err = a.themes.Book(t.Context(), "lone"); err != nil || b.Latest.Number != 0 {
		t.Errorf("where nobody is: %+v, %v", b, err)
	}
	if err := d.frame(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// checkDemoThemes wants a release of themes with tables, that says it is invented, quotes that
// two people let through, texts that wait to be settled, and a draft that cites both; the
// pages are full, and the file is verified and attacked offline.
func checkDemoThemes(t *testing.T, a *app) {
	t.Helper()
	ctx := t.Context()
	rounds, err := a.book.Rounds.All(ctx, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var rel *results.Release
	var round *inspections.Round
	for _, r := range rounds {
		if got, err := a.releases.Get(ctx, results.ReleaseID(results.TextSeries(r.ID), 1)); err == nil {
			rel, round = got, r
		}
	}
	if rel == nil || !rel.Synthetic || len(rel.Tables) == 0 || len(rel.Texts.Themes) == 0 {
		t.Fatalf("no round has a release of its themes: %+v", rel)
	}
	list, err := a.findings.Of(ctx, round.Inspection)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[findings.Kind]bool{}
	for _, f := range list {
		shown, err := a.findings.Show(ctx, round.Inspection, f.Latest.Content)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range shown {
			if s.Gone {
				t.Errorf("%s cites what is not there: %+v", f.ID, s.Source)
			}
			if s.Said != nil || s.Release != nil && s.Release.Texts != nil {
				kinds[s.Kind] = true
			}
		}
	}
	if !kinds[findings.Quoted] || !kinds[findings.Table] {
		t.Errorf("findings cite %v", kinds)
	}
	h, cookies := signedIn(t, a, people.Inspector)
	at, set := "/staff/themes/"+round.ID, "/staff/themes/"+round.ID+"/q/"+rel.Tables[0].Question
	for path, say := range map[string]string{
		"/staff/releases/" + rel.ID: "Texts are counted here, not children", at + "/tables": "/staff/releases/" + rel.ID,
		set + "/agreement": "Contact with family", set + "/quotes": "blockquote", "/staff/findings/" + list[1].ID: "blockquote",
	} {
		w := look(h, cookies, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), say) || !strings.Contains(w.Body.String(), "Synthetic data.") {
			t.Errorf("%s: %d, or it does not say %q", path, w.Code, say)
		}
	}
	offline(t, a, look(h, cookies, "/staff/releases/"+rel.ID+".json").Body.Bytes(), `"name": "`, `"name": "Not `)
}
