package office

import (
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/surveys"
	"kist/surveys/samples"
)

// A translator's page tells what waits in each language; others' pages do not.
func TestTodayTellsWhatWaitsToBeTranslated(t *testing.T) {
	h := open(t)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	survey.Title.Set(surveys.All, "uk", "")
	if _, err := h.drafts.Start(t.Context(), survey, "ros"); err != nil {
		t.Fatal(err)
	}
	page := h.as(people.Translator).get("/staff/")
	must(t, page, http.StatusOK, "Українська\u2069: 1 to write, ", `href="/staff/translate/what_its_like/uk"`, `href="/staff/translate/what_its_like/gd"`)
	mustNot(t, h.as(people.Coordinator).get("/staff/"), "/staff/translate/what_its_like/uk")
	if _, err := h.drafts.Retire(t.Context(), survey.Key, true, "ros"); err != nil {
		t.Fatal(err)
	}
	must(t, h.as(people.Translator).get("/staff/"), http.StatusOK, "Nothing waits. Texts to translate will stand here.")
}

// A coordinator states how far each language has to be; what is below that stops
// the round until it is put right or somebody takes an exception.
func TestTheLevelOfALanguage(t *testing.T) {
	h := open(t)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	survey.Title.Set(surveys.All, "uk", "")
	version, err := h.versions.Publish(t.Context(), survey)
	if err != nil {
		t.Fatal(err)
	}
	h.alter(func(r *inspections.Round) {
		r.Stage, r.Version, r.Languages = inspections.Draft, version, []string{"en", "uk", "ro"}
	})
	b := h.as(people.Coordinator)
	const checks = "/staff/rounds/spring/checks"
	must(t, b.get(checks), http.StatusOK, "Română is checked", `id="level-ro"`, `<option value="checked" selected>`)
	mustNot(t, b.get(checks), `id="level-en"`) // it was written in it
	leads(t, b.post(checks, "what", "level", "lang", "ro", "level", "translated"), checks)
	must(t, b.get(checks), http.StatusOK, "Română is translated", "Every text is translated", "Stated by Ros Baird on ", `<option value="translated" selected>`)
	leads(t, b.post(checks, "what", "level", "lang", "uk", "level", "translated"), checks)
	must(t, b.get(checks), http.StatusOK, "Some texts are missing. Have them translated")
	leads(t, b.post(checks, "what", "translation", "lang", "uk", "name", "Iona Reid", "note", "One text only"), checks)
	must(t, b.get(checks), http.StatusOK, "Iona Reid", "One text only", "Somebody answers for it")
	leads(t, b.post(checks, "what", "level", "lang", "uk", "level", "any"), checks)
	must(t, b.get(checks), http.StatusOK, "Українська is taken as it is", "some texts are missing")
	for _, bad := range [][]string{{"lang", "uk", "level", "best"}, {"lang", "pl", "level", "any"}, {"lang", "uk"}} {
		must(t, b.post(checks, append([]string{"what", "level"}, bad...)...), http.StatusUnprocessableEntity)
	}
	must(t, b.get(checks), http.StatusOK, "Українська is taken as it is")
}
