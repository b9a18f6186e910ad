package studio

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/xlsform"
	"kist/internal/paper"
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

// TestPaperFormsToLookAt takes a form of each layout from the page that offers them: it is
// as the draft is now, and says on every page that it is not for answering.
func TestPaperFormsToLookAt(t *testing.T) {
	h := newHouse(t)
	at := paperPath(h.survey.Key)
	want(t, h.as(iona, draft), http.StatusOK, `href="`+at+`"`)
	want(t, h.as(iona, at), http.StatusOK, `action="`+at+`/form.docx"`, "Large print: 18 points or more", "The easy-read words are those of the edition", "Gàidhlig", "not for answering")
	h.changed(h.key(0), "Is it warm where you live?")
	for _, l := range paper.Layouts() {
		w := h.as(iona, at+"/form.docx?edition=11-13&lang=en&layout="+string(l))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != docx.Media || w.Header().Get("Content-Disposition") != `attachment; filename="what_its_like-11-13-en-`+string(l)+`.docx"` {
			t.Fatalf("%s: %d %v", l, w.Code, w.Header())
		}
		parts := docxtest.Open(t, w.Body.Bytes())
		text := docxtest.Text(parts["word/document.xml"])
		if !strings.Contains(text, "1. Is it warm where you live?") || strings.Contains(text, "Your slip") || !strings.HasPrefix(docxtest.Text(parts["word/header.xml"]), "Specimen: not for answering.") {
			t.Errorf("%s: not the draft, or no specimen: %.300s", l, text)
		}
	}
	for _, query := range []string{"", "?edition=11-13&lang=en", "?edition=adult&lang=en&layout=word", "?edition=11-13&lang=tlh&layout=word", "?edition=11-13&lang=en&layout=braille"} {
		want(t, h.as(iona, at+"/form.docx"+query), http.StatusNotFound)
	}
	want(t, h.as(iona, "/staff/surveys/nothing/paper"), http.StatusNotFound)
}
