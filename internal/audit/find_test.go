package audit

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/store"
	"kist/internal/store/sqlite"

	"time"
)

func TestFind(t *testing.T) {
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	trail, err := OpenTrail(t.Context(), e, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []Line{
		{Head: store.Head{ID: "rounds/r/1"}, Who: "ros", Did: "round.open", At: "2026-11-01T00:00Z"},
		{Head: store.Head{ID: "rounds/r/close"}, Who: "sam", Did: "close", At: "2026-11-03T23:59Z"},
		{Head: store.Head{ID: "accounts/a/b/2"}, Who: "ros", Did: "account.end", At: "2026-11-02T12:00Z"},
	} {
		if err := trail.add(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		filter Filter
		want   []string
	}{
		"all, newest first":  {Filter{}, []string{"close", "account.end", "round.open"}},
		"a person":           {Filter{Who: "ros"}, []string{"account.end", "round.open"}},
		"a deed":             {Filter{Did: "close"}, []string{"close"}},
		"a person's deed":    {Filter{Who: "ros", Did: "close"}, nil},
		"a collection":       {Filter{Collection: "rounds"}, []string{"close", "round.open"}},
		"both days included": {Filter{From: "2026-11-02", To: "2026-11-03"}, []string{"close", "account.end"}},
		"one day":            {Filter{From: "2026-11-01", To: "2026-11-01"}, []string{"round.open"}},
		"days that are none": {Filter{From: "yesterday", To: "2026-13-01"}, []string{"close", "account.end", "round.open"}},
	} {
		var got []string
		for l, err := range trail.Find(t.Context(), test.filter) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, l.Did)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestWhatALineIsAbout(t *testing.T) {
	for id, want := range map[string][2]string{"rounds/r/1": {"rounds", "r"}, "accounts/a/b/2": {"accounts", "a/b"}, "odd": {"odd", ""}} {
		l := Line{Head: store.Head{ID: id}}
		if got := [2]string{l.Collection(), l.Document()}; got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
}
