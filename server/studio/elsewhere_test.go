package studio

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/xlsform"
	"kist/surveys"
)

// TestAQuestionnaireLeavesAsXLSForm takes every edition away by the links of the
// survey's page, and brings it back.
func TestAQuestionnaireLeavesAsXLSForm(t *testing.T) {
	h := newHouse(t)
	page := h.as(iona, draft).Body.String()
	for _, e := range h.draft().Survey.Editions {
		link := xlsFormPath(h.survey.Key, e)
		if !strings.Contains(page, `href="`+link+`"`) {
			t.Errorf("the survey's page has no link to %s", link)
		}
		w := h.as(iona, link)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != workbookType || !strings.Contains(w.Header().Get("Content-Disposition"), `.xlsx"`) {
			t.Fatalf("%s: %d %v", link, w.Code, w.Header())
		}
		form, err := xlsform.Read(w.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := incoming.Draft(form, incoming.Wanted{Editions: []surveys.Edition{e}}, xlsform.Parts()...)
		if err != nil || len(back.Questions) < 5 {
			t.Errorf("%s comes back as %v, %v: %v", e, back, err, notes)
		}
	}
	for _, path := range []string{draft + "/xlsform/3-5", draft + "/xlsform/", "/staff/surveys/nothing/xlsform/11-13"} {
		if w := h.as(iona, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestAQuestionnaireLeavesWhole takes a survey away as our own file, and brings it back
// as another: all of it is the same.
func TestAQuestionnaireLeavesWhole(t *testing.T) {
	h := newHouse(t)
	link := draft + "/file"
	want(t, h.as(iona, draft), http.StatusOK, `href="`+link+`"`)
	w := h.as(iona, link)
	_, name, ok := strings.Cut(w.Header().Get("Content-Disposition"), `filename="`)
	if w.Code != http.StatusOK || !ok || !strings.HasPrefix(name, "what_its_like.") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	h.bring(strings.TrimSuffix(name, `"`), w.Body.Bytes(), "14-18")
	h.sent(ros, arrivePath+"/begin", url.Values{"do": {"begin"}, "key": {"again"}})
	doc, err := h.drafts.Get(t.Context(), "again")
	if err != nil {
		t.Fatal(err)
	}
	back, first := *doc.Survey, *h.draft().Survey
	if back.Key = first.Key; !reflect.DeepEqual(back, first) {
		t.Error("it came back otherwise")
	}
}
