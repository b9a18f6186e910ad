package main

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/exchange"
	"kist/internal/exchange/cells"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"
)

// acrossOf is the release over areas of a demonstration.
func acrossOf(t testing.TB, a *app) *results.Release {
	t.Helper()
	programmes, err := a.book.Programmes.All(t.Context(), store.Query{})
	programmes = slices.DeleteFunc(programmes, func(p *inspections.Programme) bool { return p.Title != demoProgramme })
	if err != nil || len(programmes) != 1 {
		t.Fatalf("%d programmes, %v", len(programmes), err)
	}
	rel, err := a.releases.Get(t.Context(), results.ReleaseID(results.Series(programmes[0].ID), 1))
	if err != nil {
		t.Fatal(err)
	}
	return rel
}

// TestADemonstrationAcrossAreas walks through a release over the areas of a demonstration:
// every page and file is there and small; every number of an area is the one that its own
// release tells; the JSON file is verified and attacked offline.
func TestADemonstrationAcrossAreas(t *testing.T) {
	a, _ := built(t)
	rel := acrossOf(t, a)
	if len(rel.Places) < 5 || len(rel.Attack.Together) < len(rel.Places) {
		t.Fatalf("%d places, attacked with %d releases", len(rel.Places), len(rel.Attack.Together))
	}
	h, cookies := signedIn(t, a, people.Inspector)
	path := "/staff/releases/" + rel.ID
	list := look(h, cookies, "/staff/releases").Body.String()
	if !strings.Contains(list, `href="`+path+`"`) {
		t.Error("the list of releases does not lead to it")
	}
	first := look(h, cookies, path)
	pages := append([]string{path}, linksIn(first.Body.String(), regexp.QuoteMeta(path)+`/[a-z_0-9]+`)...)
	if len(pages) < 4 {
		t.Fatalf("it leads to %d questions", len(pages)-1)
	}
	for _, page := range pages {
		w := look(h, cookies, page)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, "Synthetic data.") || strings.Contains(body, "[staff.") || len(body) > 40<<10 {
			t.Errorf("%s: %d, %d bytes", page, w.Code, len(body))
		}
		for _, file := range linksIn(body, regexp.QuoteMeta(page)+`\.[a-z.]+`) {
			if w := look(h, cookies, file); w.Code != http.StatusOK || w.Body.Len() == 0 {
				t.Errorf("%s: %d", file, w.Code)
			}
		}
	}
	for _, f := range exchange.Formats() {
		if w := look(h, cookies, path+f.Suffix); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", f.Suffix, w.Code)
		}
	}
	copiedOf(t, a, rel, look(h, cookies, path+".csv").Body.String())
	offline(t, a, look(h, cookies, path+".json").Body.Bytes(), `"expected": `, `"expected": 1`)
}

// copiedOf holds every count of an area in the file against its own release.
func copiedOf(t *testing.T, a *app, rel *results.Release, file string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	compared := 0
	for _, row := range rows[1:] {
		if row[at("grouping")] != results.ByPlace || row[at("count")] == "" || row[at("column")] == "_answered" {
			continue
		}
		i := slices.IndexFunc(rel.Places, func(p results.Place) bool { return p.Place == row[at("group")] })
		own, err := a.releases.Get(t.Context(), rel.Places[i].Release)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range own.Tables {
			if table.Question != row[at("question")] || table.By != "" {
				continue
			}
			c := slices.IndexFunc(table.Columns, func(code string) bool {
				return cells.Code(code) == row[at("column")]
			})
			if c < 0 || strconv.Itoa(table.Groups[0].Cells[c].Count) != row[at("count")] {
				t.Errorf("%s of %s in %s is told as %s", row[at("column")], table.Question, own.ID, row[at("count")])
			}
			compared++
		}
	}
	if compared < 50 {
		t.Errorf("only %d counts of areas were compared", compared)
	}
}

// offline verifies and attacks a file as somebody does who has nothing else.
func offline(t *testing.T, a *app, file []byte, was, is string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "across.json")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := a.releases.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := verifyFile(&out, name, []string{keys[0].ID}); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
	if err := (attackCommand{Files: []string{name}}).attack(t.Context(), &out); err != nil || !strings.Contains(out.String(), "0 break the rule whatever is true") {
		t.Errorf("%v\n%s", err, &out)
	}
	changed := bytes.Replace(file, []byte(was), []byte(is), 1)
	if err := os.WriteFile(name, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := verifyFile(&out, name, []string{keys[0].ID}); err == nil {
		t.Errorf("%s instead of %s is taken for what was signed", is, was)
	}
}
