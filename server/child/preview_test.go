package child

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

const previewAt = "/staff/surveys/x/preview/8-10/en"

// sketches are children's pages that know no round, no ballot and no store.
func sketches(t *testing.T) (*Pages, *surveys.Survey) {
	t.Helper()
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return New(Deps{Words: words}), survey
}

// A preview is the children's own page, in a frame of ours alone, whose form leads
// no further than the preview.
func TestPreview(t *testing.T) {
	pages, survey := sketches(t)
	for _, e := range survey.Editions {
		for _, lang := range []string{"en", "ar"} {
			html, status, policy, err := pages.Preview(t.Context(), survey, e, lang, previewAt, "", nil)
			if err != nil || status != http.StatusOK || !bytes.Contains(html, []byte(`lang="`+lang+`"`)) {
				t.Errorf("%s in %s: %d, %v", e, lang, status, err)
			}
			for _, q := range survey.QuestionsIn(e) {
				if !bytes.Contains(html, []byte(`name="`+q.Key)) {
					t.Errorf("%s in %s: %s cannot be answered", e, lang, q.Key)
				}
			}
			if !bytes.Contains(html, []byte(`action="`+previewAt+`/check"`)) || bytes.Contains(html, []byte(`"/r/`)) || bytes.Contains(html, []byte(`"/contact"`)) || bytes.Contains(html, []byte(DefaultExit)) {
				t.Errorf("%s in %s: it leads out of the preview", e, lang)
			}
			for _, part := range []string{"form-action 'self'", "frame-ancestors 'self'", "default-src 'none'", "style-src 'sha256-"} {
				if !strings.Contains(policy, part) {
					t.Errorf("the policy lacks %q: %s", part, policy)
				}
			}
		}
	}
	for _, c := range []struct {
		e          surveys.Edition
		lang, step string
	}{{"3-4", "en", ""}, {surveys.E8, "xx", ""}, {surveys.E8, "en", "submit"}, {surveys.E8, "en", "save"}} {
		if _, _, _, err := pages.Preview(t.Context(), survey, c.e, c.lang, previewAt, c.step, nil); !errors.Is(err, fault.NotFound) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// answersIn are an answer to the first question of an edition that offers some,
// and its words.
func answersIn(t *testing.T, s *surveys.Survey, e surveys.Edition) (url.Values, string) {
	t.Helper()
	for _, q := range s.QuestionsIn(e) {
		if q.KindName == "one_choice" {
			o := q.OptionsIn(e)[0]
			text, _ := s.Say(o.Text, e, "en")
			return url.Values{q.Key: {o.Key}}, text
		}
	}
	t.Fatal("no question with answers of its own")
	return nil, ""
}

// What was answered is looked over, changed with the answers in place, and sent to
// nowhere: there is no ballot that could take it.
func TestPreviewGoesToTheEnd(t *testing.T) {
	pages, survey := sketches(t)
	posted, text := answersIn(t, survey, surveys.E14)
	show := func(step string, posted url.Values) string {
		t.Helper()
		html, status, policy, err := pages.Preview(t.Context(), survey, surveys.E14, "en", previewAt, step, posted)
		if err != nil || status != http.StatusOK || !strings.Contains(policy, "frame-ancestors 'self'") {
			t.Fatalf("%s: %d, %v, %s", step, status, err, policy)
		}
		return string(html)
	}
	if html := show("check", posted); !strings.Contains(html, text) || !strings.Contains(html, `action="send"`) || strings.Contains(html, `href="/contact"`) {
		t.Error("the answers are not looked over, or the page leads out")
	}
	if html := show("change", posted); !strings.Contains(html, "checked") || !strings.Contains(html, `action="`+previewAt+`/check"`) {
		t.Error("the answers are not there to be changed")
	}
	if html := show("send", posted); !strings.Contains(html, pages.Words.Printer("en").T("child.thanks.title")) || strings.Contains(html, `class="words"`) {
		t.Error("there are no thanks, or words that nobody asked for")
	}
	posted.Set("_receipt", "yes")
	if html := show("send", posted); !strings.Contains(html, pages.Words.Printer("en").T("child.thanks.words")) {
		t.Error("whoever asks for words is shown none")
	}
	posted.Set("_drop", firstOf(posted))
	if html := show("check", posted); strings.Contains(html, text) {
		t.Error("an answer cannot be left out")
	}
	_, _, _, err := pages.Preview(t.Context(), survey, surveys.E14, "en", previewAt, "check", url.Values{"no_question_of_ours": {"x"}})
	if !errors.Is(err, fault.Invalid) {
		t.Errorf("a form that is none of ours: %v", err)
	}
}

func firstOf(form url.Values) string {
	for name := range form {
		if !strings.HasPrefix(name, "_") {
			return name
		}
	}
	return ""
}

// An answer that children would have to mend is to be mended in the preview too.
func TestPreviewMends(t *testing.T) {
	pages, survey := sketches(t)
	for _, q := range survey.QuestionsIn(surveys.E14) {
		if q.KindName != "story" {
			continue
		}
		long := url.Values{q.Key: {strings.Repeat("word ", surveys.MaxStory/4)}}
		for _, step := range []string{"check", "send"} {
			html, status, _, err := pages.Preview(t.Context(), survey, surveys.E14, "en", previewAt, step, long)
			if err != nil || status != http.StatusUnprocessableEntity || !strings.Contains(string(html), pages.Words.Printer("en").T("child.check.mend")) {
				t.Errorf("%s: %d, %v", step, status, err)
			}
		}
		return
	}
	t.Fatal("no story to be too long")
}

// A preview reads aloud what was recorded of the very words that it shows.
func TestPreviewIsHeard(t *testing.T) {
	h := newHouse(t, every())
	survey := every()
	show := func(s *surveys.Survey) string {
		t.Helper()
		html, _, _, err := h.pages.Preview(t.Context(), s, surveys.E11, "en", previewAt, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	if setMark.MatchString(show(survey)) {
		t.Error("something is heard before anything was recorded")
	}
	key := survey.QuestionsIn(surveys.E11)[0].Key
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == media.OfQuestion(key) })
	mark := setMark.FindStringSubmatch(show(survey))
	if mark == nil {
		t.Fatal("what was recorded is not heard")
	}
	h.get("/media/"+mark[1]+"/index").want(t, http.StatusOK, media.NameOf(key))
	other, err := survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	other.Question(key).Text = surveys.Text("en", "Is it quite another question?")
	if setMark.MatchString(show(other)) {
		t.Error("other words are read aloud by a recording of the earlier ones")
	}
	h.pages.heard.from = mute{}
	if html := show(survey); setMark.MatchString(html) || !strings.Contains(html, "aloud") {
		t.Error("a store that does not answer takes more than the recordings")
	}
}
