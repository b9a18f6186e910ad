package editing

import (
	"path/filepath"
	"testing"

	"kist/internal/store/sqlite"
	"kist/surveys"
	"kist/surveys/samples"
)

func TestPublishingAndListing(t *testing.T) {
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	v, err := OpenVersions(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	publish := func(s *surveys.Survey, want string) {
		t.Helper()
		if id, err := v.Publish(t.Context(), s); err != nil || id != want {
			t.Fatalf("published as %q, %v; want %s", id, err, want)
		}
	}
	publish(survey, "what_its_like-1")
	publish(survey, "what_its_like-1") // unchanged
	changed, err := survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	changed.Why += " And more."
	publish(changed, "what_its_like-2")
	parents, err := surveys.Parse(samples.Files, "parents_carers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	publish(parents, "parents_carers-1")
	list, err := v.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, l := range list {
		ids = append(ids, l.ID)
		s, err := v.Survey(t.Context(), l.ID)
		if err != nil || s.Key != l.Survey || l.Trial {
			t.Errorf("%+v: %v", l, err)
		}
	}
	if len(ids) != 3 || ids[0] != "parents_carers-1" || ids[1] != "what_its_like-2" || ids[2] != "what_its_like-1" {
		t.Errorf("listed %q", ids)
	}
}
