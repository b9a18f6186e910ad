package editing

import (
	"path/filepath"
	"testing"

	"kist/internal/store/sqlite"
	"kist/surveys"
	"kist/surveys/samples"
)

// desk is a store with a draft of the parents' survey.
type desk struct {
	*Drafts
	versions *Versions
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	d, err := OpenDrafts(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	v, err := OpenVersions(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Start(t.Context(), sampleSurvey(t, "parents_carers.yaml"), "ros"); err != nil {
		t.Fatal(err)
	}
	return &desk{d, v}
}

const parents = "parents_carers"

func sampleSurvey(t testing.TB, name string) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// word is the edit of a wording for all editions in English, from what stands
// in the draft as the test sees it.
func word(t testing.TB, s *surveys.Survey, place, after string) Edit {
	t.Helper()
	u := surveys.Unit{Place: place, Language: "en", Edition: surveys.All}
	before := s.Units()[u]
	if before == "" {
		t.Fatalf("nothing stands at %+v", u)
	}
	return Edit{u, before, after}
}

// altered is a copy of s that change altered.
func altered(t testing.TB, s *surveys.Survey, change func(*surveys.Survey)) *surveys.Survey {
	t.Helper()
	c, err := s.Clone()
	if err != nil {
		t.Fatal(err)
	}
	change(c)
	return c
}

// draft reads the parents' draft.
func (d *desk) draft(t testing.TB) *Draft {
	t.Helper()
	doc, err := d.Get(t.Context(), parents)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func order(s *surveys.Survey) []string {
	var keys []string
	for _, q := range s.Questions {
		keys = append(keys, q.Key)
	}
	return keys
}
