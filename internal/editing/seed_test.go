package editing

import (
	"testing"

	"kist/internal/audit"
	"kist/surveys"
)

// Each published survey gets its draft once, from its latest version, and a
// draft that people work on stays theirs.
func TestSeed(t *testing.T) {
	d := newDesk(t)
	first := sampleSurvey(t, "what_its_like.yaml")
	second := altered(t, first, func(s *surveys.Survey) { s.Title.Set(surveys.All, "en", "How is it going?") })
	for _, s := range []*surveys.Survey{first, second, sampleSurvey(t, "parents_carers.yaml")} {
		if _, err := d.versions.Publish(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	edit := word(t, d.draft(t).Survey, "title", "For you who care")
	if _, err := d.Change(t.Context(), parents, []Edit{edit}, "ros", "warmer"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Seed(t.Context(), d.versions, audit.Server); err != nil {
			t.Fatal(err)
		}
	}
	seeded, err := d.Get(t.Context(), first.Key)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := seeded.Survey.Title.In(surveys.E11, "en"); text != "How is it going?" || seeded.Seq != 0 {
		t.Errorf("the draft begins with %q at %d", text, seeded.Seq)
	}
	if doc := d.draft(t); doc.Seq != 1 {
		t.Errorf("the draft that was worked on is at %d", doc.Seq)
	}
}
