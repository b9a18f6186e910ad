package surveys_test

import (
	"testing"

	"kist/surveys"

	"pgregory.net/rapid"
)

func TestSayFallsBackVisibly(t *testing.T) {
	s := around(&surveys.Question{Key: "q", KindName: "faces"})
	s.Languages = []string{"en", "ar"}
	w := surveys.Words{
		"en": {surveys.All: "How is it?", surveys.E4: "Is it good?"},
		"ar": {surveys.E11: "كيف؟"},
	}
	for _, c := range []struct {
		e          surveys.Edition
		lang       string
		text, from string
	}{
		{surveys.E11, "ar", "كيف؟", "ar"},
		{surveys.E14, "ar", "How is it?", "en"},
		{surveys.E4, "ar", "Is it good?", "en"},
		{surveys.E4, "en", "Is it good?", "en"},
		{surveys.E8, "xx", "How is it?", "en"},
	} {
		if text, from := s.Say(w, c.e, c.lang); text != c.text || from != c.from {
			t.Errorf("Say(%s, %s) = %q in %q, want %q in %q", c.e, c.lang, text, from, c.text, c.from)
		}
	}
}

// A hint for some editions only must not turn up in others by way of a
// translation that words it for all.
func TestSayKeepsToTheEditionsOfTheSource(t *testing.T) {
	s := around(&surveys.Question{Key: "q", KindName: "faces"})
	w := surveys.Words{"en": {surveys.E4: "Skip it."}, "pl": {surveys.All: "Pomiń."}}
	if text, lang := s.Say(w, surveys.E11, "pl"); text != "" || lang != "" {
		t.Errorf("Say = %q in %q", text, lang)
	}
	if text, lang := s.Say(w, surveys.E4, "pl"); text != "Pomiń." || lang != "pl" {
		t.Errorf("Say = %q in %q", text, lang)
	}
	if text, _ := s.Say(nil, surveys.E4, "pl"); text != "" {
		t.Errorf("no words say %q", text)
	}
	if text, lang := s.Say(surveys.Words{"gd": {surveys.All: "Halò"}, "ar": {surveys.E4: "أهلا"}}, surveys.E11, "pl"); text != "Halò" || lang != "gd" {
		t.Errorf("words in another language only: %q in %q", text, lang)
	}
}

// A text that the flaws of a survey accept is never blank, in any language.
func TestSayIsNeverBlankInASoundSurvey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genSurvey(t)
		q := s.Questions[0]
		for _, e := range append(surveys.Editions(), surveys.All) {
			for _, lang := range []string{"en", "pl"} {
				q.Text.Set(e, lang, rapid.SampledFrom([]string{"", "words"}).Draw(t, "text"))
			}
		}
		for _, f := range s.Flaws() {
			if f.Rule == "text_missing" {
				return
			}
		}
		for _, e := range s.Editions {
			if text, lang := s.Say(q.Text, e, "pl"); q.In(e) && (text == "" || lang == "") {
				t.Fatalf("%v says nothing in %s", q.Text, e)
			}
		}
	})
}

func TestWordsSet(t *testing.T) {
	var w surveys.Words
	if !w.Empty() {
		t.Error("zero words are not empty")
	}
	w.Set(surveys.E4, "en", "Hi")
	if text, ok := w.In(surveys.E4, "en"); text != "Hi" || !ok || w.Empty() {
		t.Errorf("after Set: %v", w)
	}
	if _, ok := w.In(surveys.E8, "en"); ok {
		t.Error("another edition has the words too")
	}
	w.Set(surveys.E4, "en", "")
	if len(w) != 0 || !w.Empty() {
		t.Errorf("after taking it away: %v", w)
	}
}

func TestMissingNamesTheEditions(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "yes_no", Text: surveys.Words{
		"en": {surveys.All: "Is it well?", surveys.E4: "Good?"},
		"pl": {surveys.All: "Dobrze?"},
	}, Labels: map[string]surveys.Words{"no": surveys.Text("en", "Never")}}
	s := around(q)
	got := map[string][]surveys.Edition{}
	for _, m := range s.Missing("pl") {
		got[m.Place] = m.Editions
	}
	if eds := got["questions.q.text"]; len(eds) != 1 || eds[0] != surveys.E4 {
		t.Errorf("text misses %v, want 4-7 alone", eds)
	}
	if len(got["title"]) != 4 || len(got["questions.q.labels.no"]) != 4 || len(got["start.lead"]) != 4 {
		t.Errorf("missing = %v", got)
	}
	if _, there := got["questions.q.hint"]; there {
		t.Error("a hint that nobody wrote is missing")
	}
	if len(s.Missing("en")) != 0 {
		t.Error("the source language misses something")
	}
}

// An editor writes through Texts into the survey.
func TestTextsAreTheSurveysOwn(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "yes_no", Labels: map[string]surveys.Words{"no": surveys.Text("en", "Never")}}
	s := around(q)
	for _, place := range s.Texts() {
		if !place.Words.Empty() {
			place.Words.Set(surveys.All, "pl", "po polsku "+place.Place)
		}
	}
	for at, w := range map[string]surveys.Words{"title": s.Title, "questions.q.text": q.Text, "questions.q.labels.no": q.Labels["no"]} {
		if text, _ := s.Say(w, surveys.E8, "pl"); text != "po polsku "+at {
			t.Errorf("%s says %q", at, text)
		}
	}
}

func TestEditions(t *testing.T) {
	all := surveys.Editions()
	all[0] = "spoilt"
	for _, e := range surveys.Editions() {
		if !e.Valid() || e.Slug() != string(e) {
			t.Errorf("%s: valid %v, slug %q", e, e.Valid(), e.Slug())
		}
	}
	if surveys.All.Valid() || surveys.Edition("").Valid() || surveys.Edition("3-5").Valid() {
		t.Error("what is no edition is valid")
	}
	if surveys.Easy.AgeBand() != "" || surveys.E14.AgeBand() != "14-18" || surveys.Edition("x").AgeBand() != "" {
		t.Error("age bands are wrong")
	}
}
