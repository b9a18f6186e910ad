package child

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

// A preview is the children's own page, in a frame of ours alone, and cannot
// send.
func TestPreview(t *testing.T) {
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	pages := New(Deps{Words: words})
	for _, e := range survey.Editions {
		for _, lang := range []string{"en", "ar"} {
			html, policy, err := pages.Preview(survey, e, lang)
			if err != nil || !bytes.Contains(html, []byte(`lang="`+lang+`"`)) {
				t.Errorf("%s in %s: %v", e, lang, err)
			}
			for _, q := range survey.QuestionsIn(e) {
				if !bytes.Contains(html, []byte(`name="`+q.Key)) {
					t.Errorf("%s in %s: %s cannot be answered", e, lang, q.Key)
				}
			}
			for _, part := range []string{"form-action 'none'", "frame-ancestors 'self'", "connect-src 'none'", "default-src 'none'"} {
				if !strings.Contains(policy, part) {
					t.Errorf("the policy lacks %q: %s", part, policy)
				}
			}
		}
	}
	if _, _, err := pages.Preview(survey, "3-4", "en"); !errors.Is(err, fault.NotFound) {
		t.Errorf("an edition that there is not: %v", err)
	}
}
