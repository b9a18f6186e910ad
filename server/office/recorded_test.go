package office

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/people"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

// Before a round opens its page says what children will hear and see, and where
// the rest is recorded; nothing of it stops the round.
func TestChecksTellWhatIsRecorded(t *testing.T) {
	h := open(t)
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	states, err := h.media.States(t.Context(), survey, surveys.E8, words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "container", "testdata", "sound.webm"))
	if err != nil {
		t.Fatal(err)
	}
	keep := func(at media.Slot) *media.Recording {
		t.Helper()
		kept, err := h.media.Keep(t.Context(), "morag", at, file)
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	checked := keep(states[0].Slot)
	keep(states[1].Slot) // which nobody checks
	if err := h.media.Check(t.Context(), "ros", states[0].Slot, checked.File); err != nil {
		t.Fatal(err)
	}
	shared, err := h.media.SharedStates(t.Context(), surveys.E8, words.Printer("gd"))
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range shared[:2] {
		if err := h.media.Check(t.Context(), "ros", st.Slot, keep(st.Slot).File); err != nil {
			t.Fatal(err)
		}
	}
	h.alter(func(r *inspections.Round) {
		r.Stage, r.Version, r.Languages, r.Editions = inspections.Draft, "what_its_like-1", []string{"en", "gd"}, []string{"8-10"}
	})
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK,
		fmt.Sprintf("<b>English</b>: 1 of %d recorded and checked", len(states)), fmt.Sprintf("<b>Gàidhlig</b>: 0 of %d recorded and checked", len(media.Passages(survey, surveys.E8, words.Printer("gd")))),
		fmt.Sprintf("<b>British Sign Language</b>: 0 of %d recorded and checked", len(survey.QuestionsIn(surveys.E8))), `href="/staff/surveys/what_its_like"`,
		fmt.Sprintf(`<b>Gàidhlig</b>, <a href="/staff/surveys/_">Words on every survey’s pages</a>: 2 of %d recorded and checked`, len(shared)))
}

func TestRecordedMarks(t *testing.T) {
	kept, checked, missing := media.State{Kept: &media.Recording{}}, media.State{Kept: &media.Recording{Checked: "ros"}}, media.State{}
	for want, states := range map[string][]media.State{"m-no": {missing, kept}, "m-half": {checked, missing}, "m-full": {checked, checked}} {
		var row recordedRow
		row.count(states)
		if row.Mark != want || row.Of != 2 {
			t.Errorf("%+v, want %s", row, want)
		}
	}
}
