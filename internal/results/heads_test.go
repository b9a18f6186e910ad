package results

import (
	"path/filepath"
	"testing"

	"kist/internal/store"
	"kist/internal/store/sqlite"
)

func TestHeadsAndCounts(t *testing.T) {
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r, err := OpenReleases(t.Context(), e, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for number := 2; number > 0; number-- {
		rel := &Release{
			Head: store.Head{ID: ReleaseID("spring", number)}, Round: "spring", Number: number, Made: "2026-11-10", Synthetic: true,
			Responses: Figure{Shown: true, Count: 35}, Tables: []Table{{Question: "home"}},
		}
		if err := r.docs.Insert(t.Context(), rel); err != nil {
			t.Fatal(err)
		}
	}
	for round, want := range map[string]int{"spring": 2, "sprin": 0} {
		n, err := r.CountOf(t.Context(), round)
		heads, err2 := r.Heads(t.Context(), round)
		if err != nil || err2 != nil || n != want || len(heads) != want {
			t.Errorf("%s: %d and %d, %v, %v", round, n, len(heads), err, err2)
		}
		for i, h := range heads {
			if h.ID != ReleaseID(round, i+1) || h.Responses.Count != 35 || !h.Synthetic || h.Made != "2026-11-10" {
				t.Errorf("%+v", h)
			}
		}
	}
}
