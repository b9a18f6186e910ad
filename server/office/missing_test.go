package office

import (
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/surveys"
	"kist/surveys/samples"
)

// Before a round opens, staff see what each of its languages lacks.
func TestStaffSeeWhatALanguageLacks(t *testing.T) {
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
	page := b.get("/staff/rounds/spring/checks")
	must(t, page, http.StatusOK, "Українська is checked", "1 text is missing.", "<code>title</code>", "Română is checked")
	mustNot(t, page, "texts are missing")
	leads(t, b.post("/staff/rounds/spring/checks", "what", "translation", "lang", "uk", "name", "Iona Reid"), "/staff/rounds/spring/checks")
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, "Somebody answers for it, but some texts are missing.", "<code>title</code>", "Iona Reid")
}
