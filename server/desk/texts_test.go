package desk

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/exchange"
	"kist/internal/results"
	"kist/internal/store"
	"kist/surveys"
)

// wrote is a release of the themes of the example: one edition was not asked, one setting is
// too small, two editions are told as one, and a table was left out.
func wrote() *results.Release {
	columns := []string{"heard", "told", "home"}
	table := func(key, by string, groups ...results.Group) results.Table {
		return results.Table{Question: key, Kind: "several", By: by, Columns: columns, Multiple: true, Groups: groups}
	}
	not := results.Group{Value: "4-7", Offered: make([]bool, 3)}
	rel := &results.Release{
		Head: store.Head{ID: "themes_spring-1"}, Round: results.TextSeries("spring"), Number: 1, Version: "example-1", Made: "2026-11-20", Synthetic: true, Responses: figure(140, 140),
		Texts: &results.Texts{Round: "spring", Codebook: "strathlinn/000004", Later: true,
			Themes:   []results.Named{{Key: "heard", Name: "Being <heard>"}, {Key: "told", Name: "Told what happened"}, {Key: "home", Name: "My own room"}},
			Settings: []results.Named{{Key: "school", Name: "Schools"}, {Key: "house", Name: "Children’s houses"}}},
		Tables: []results.Table{
			table("change", "", row("", 140, 65, 30, 15)),
			table("change", results.ByEdition, not, row("8-10+11-13", 90, 45, 15, 10), row("14-18", 50, 20, 15, 5)),
			table("change", results.BySetting, row("school", 130, 60, 30, 15), row("house", 0)),
			table("sad", "", row("", 15, 5, 0, 0)),
		},
		Attack: &results.Attacked{Dropped: []results.Dropped{{Question: "sad", By: results.BySetting, Why: results.Alone}},
			Merged:    []results.Merged{{Question: "change", By: results.ByEdition, Groups: true, Parts: []string{"8-10", "11-13"}, Why: results.WithPast}},
			Questions: []results.Judged{{Question: "change", Cells: 30, Shown: 30, Tries: 2}}},
	}
	rel.Texts.Sum = rel.Texts.SumOf()
	return rel
}

// inWords is a shelf whose survey also asks in words of one's own.
type inWords struct{ shelf }

func (inWords) Survey(context.Context, string) (*surveys.Survey, error) {
	s := survey()
	for _, key := range []string{"change", "sad"} {
		s.Questions = append(s.Questions, &surveys.Question{Key: key, KindName: "story", Text: surveys.Text("en", "What would you say of "+key+"?")})
	}
	return s, nil
}

func textsSite(t testing.TB) http.Handler {
	t.Helper()
	list := inWords{shelf{example(), wrote()}}
	return serveWith(t, Deps{Book: book(t), Releases: list, Versions: list, Trail: &taken{}, URL: "https://kist.example"})
}

const textsPath = "/staff/releases/themes_spring-1"

// A release of themes says on every page that texts are counted, speaks of no child who
// answered, and names what it does not tell.
func TestAReleaseOfThemes(t *testing.T) {
	h := textsSite(t)
	for path, say := range map[string][]string{
		"/staff/releases":          {textsPath, "Themes, release 1", "About 140 texts."},
		textsPath:                  {"3 themes come up often enough to be told, in about 140 texts", "Texts are counted here, not children", "“Being &lt;heard&gt;” is the most common theme, in about 45% of the texts", "told apart by", "Schools", "Not asked at: 4 to 7", "Children’s houses", "under 10", "Texts that were ready later", "8 to 10 and 11 to 13", "15 texts: too few for percentages", "What would you say of change?", "sad?"},
		textsPath + "/change":      {"Question 1", "Being &lt;heard&gt;", "Themes, release 1, question 1: https://kist.example"},
		textsPath + "/_attack":     {"How"},
		textsPath + "/change.svg":  {"Texts are counted, not children", "Being &lt;heard&gt;"},
		textsPath + ".csv":         {"Told what happened", "texts", "Schools", "_edition"},
		"/staff/releases/spring-1": {"answered"},
	} {
		w := get(t, h, "inspector", path)
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, "[staff.") {
			t.Errorf("%s: %d", path, w.Code)
		}
		for _, s := range say {
			if !strings.Contains(body, s) {
				t.Errorf("%s does not say %q", path, s)
			}
		}
		if !strings.HasPrefix(path, textsPath) || strings.HasSuffix(path, "_attack") {
			continue
		}
		for _, never := range []string{"children and young people answered", "was chosen", "who answered", "By age", "more than 100", "All ages"} {
			if strings.Contains(body, never) {
				t.Errorf("%s says %q", path, never)
			}
		}
	}
	for path, status := range map[string]int{textsPath + "/none": http.StatusNotFound, "/staff/releases/compare?now=themes_spring-1&was=spring-1": http.StatusNotFound} {
		if w := get(t, h, "inspector", path); w.Code != status {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := get(t, h, "volunteer", textsPath); w.Code != http.StatusForbidden {
		t.Errorf("a volunteer reads it: %d", w.Code)
	}
}

// Every kind of file is handed out, and each row of the table says that texts are counted.
func TestFilesOfThemes(t *testing.T) {
	h := textsSite(t)
	for _, f := range exchange.Formats() {
		if w := get(t, h, "inspector", textsPath+f.Suffix); w.Code != http.StatusOK || w.Body.Len() < 500 {
			t.Errorf("%s: %d with %d bytes", f.Suffix, w.Code, w.Body.Len())
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(t, h, "inspector", textsPath+".csv").Body.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counts := slices.Index(rows[0], "counts")
	for _, r := range rows[1:] {
		if r[counts] != "texts" {
			t.Errorf("%q", r)
		}
	}
	for _, lang := range []string{"en", "gd"} { // no word of answers is left in any language
		w := wordsOf(wrote(), survey(), bundle(t).Printer(lang))
		for id, other := range ofTexts {
			if got := w.T(id); got != w.Printer.T(other) || got == w.Printer.T(id) {
				t.Errorf("%s: %s is %q", lang, id, got)
			}
		}
	}
}
