package results

import (
	"errors"
	"path/filepath"
	"testing"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

func TestHeadsAndCounts(t *testing.T) {
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r, err := OpenReleases(t.Context(), e, nil, nil, nil, seal.Signer{})
	if err != nil {
		t.Fatal(err)
	}
	for number := 2; number > 0; number-- {
		rel := &Release{
			Head: store.Head{ID: ReleaseID("spring", number)}, Round: "spring", Number: number, Made: "2026-11-10", Synthetic: true,
			Responses: Figure{Shown: true, Count: 35}, Tables: []Table{{Question: "home", Groups: []Group{{Base: Figure{Shown: true, Count: 30}}}}},
		}
		if err := r.docs.Insert(t.Context(), rel); err != nil {
			t.Fatal(err)
		}
	}
	for _, question := range []string{"home", "school", "home"} { // the second time from memory
		if f, ok, err := r.Answered(t.Context(), "spring-1", question); err != nil || ok != (question == "home") || ok && *f.Percent != 85 {
			t.Errorf("%s: %+v, %t, %v", question, f, ok, err)
		}
	}
	if _, _, err := r.Answered(t.Context(), "spring-3", "home"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a release that is not there: %v", err)
	}
	for round, want := range map[string]int{"spring": 2, "sprin": 0} {
		heads, err := r.Heads(t.Context(), round)
		if err != nil || len(heads) != want {
			t.Errorf("%s: %d, %v", round, len(heads), err)
		}
		for i, h := range heads {
			if h.ID != ReleaseID(round, i+1) || h.Responses.Count != 35 || !h.Synthetic || h.Made != "2026-11-10" {
				t.Errorf("%+v", h)
			}
		}
	}
}

// The share of those who answered comes of published numbers, and of none that
// are withheld.
func TestAnswered(t *testing.T) {
	shown := func(n int) Figure { return Figure{Shown: true, Count: n} }
	of := func(all Figure, base ...Figure) *Release {
		r := &Release{Responses: all, Tables: []Table{{Question: "home", By: ByAgeBand, Groups: []Group{{Base: shown(10)}}}}}
		for _, b := range base {
			r.Tables = append(r.Tables, Table{Question: "home", Groups: []Group{{Base: b}}})
		}
		return r
	}
	for name, c := range map[string]struct {
		release *Release
		known   bool
		percent int // 0: none is given
	}{
		"most":             {of(shown(120), shown(95)), true, 80},
		"all, rounded up":  {of(shown(40), shown(45)), true, 100},
		"too few":          {of(shown(15), shown(10)), true, 0},
		"withheld":         {of(shown(120), Figure{}), true, 0},
		"all are withheld": {of(Figure{}, Figure{}), true, 0},
		"never asked":      {of(shown(120)), false, 0},
	} {
		f, known := c.release.Answered("home")
		got := 0
		if f.Percent != nil {
			got = *f.Percent
		}
		if known != c.known || got != c.percent {
			t.Errorf("%s: %d%%, known %t", name, got, known)
		}
	}
}
