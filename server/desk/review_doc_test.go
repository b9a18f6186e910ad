package desk

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/docx/docxtest"
	"kist/internal/review"
)

// TestADocumentOfAReview opens without repair in a word processor, says synthetic on every
// page, has the points that were agreed and none that is being written, and charts whose
// numbers can be edited.
func TestADocumentOfAReview(t *testing.T) {
	o := reviewHouse(t)
	one := o.item("at_risk1", 0)
	two := o.item("at_risk3", 0)
	for _, text := range []string{"In 2 of 8 partnerships children were not told.", "Still being written"} {
		point := o.sent(morven, theReview+"/points/new", url.Values{"kind": {"consideration"}, "text": {text + "\n<Second line>"}, "items": {one, two}})
		if text[0] == 'I' {
			o.sent(morven, point+"/step", url.Values{"_mark": {o.mark(point)}, "is": {"offer"}})
			o.sent(david, point+"/step", url.Values{"_mark": {o.mark(point)}, "is": {"yes"}})
		}
	}
	o.replaced("at_risk1")
	file := get(t, o, "coordinator", theReview+"/review.docx").Body.Bytes()
	parts := docxtest.Open(t, file)
	body := docxtest.Text(parts["word/document.xml"])
	for _, say := range []string{
		"Review of Children at risk", "2.1 Impact on children and young people: an area for improvement in 3 of 6 partnerships", "Areas for consideration", "In 2 of 8 partnerships children were not told.", "<Second line>",
		"Point 1. ", "Look at this again: E-" + one, "Of 6 areas for improvement found before", "Which partnership is best.", "Aberdeenshire", "no release over areas yet",
	} {
		if !strings.Contains(body, say) {
			t.Errorf("the document does not say %q", say)
		}
	}
	if !strings.Contains(docxtest.Text(docxtest.Open(t, get(t, o, morven, theReview+"/review.docx").Body.Bytes())["word/document.xml"]), ": Finding on 5.4 of") {
		t.Error("who reads findings does not have them under the point")
	}
	for _, never := range []string{"Finding on", "Still being written", "Hidden", "[staff."} {
		if strings.Contains(body, never) {
			t.Errorf("the document says %q", never)
		}
	}
	charts, heads := 0, ""
	for name, text := range parts {
		switch {
		case strings.HasPrefix(name, "word/charts/chart"):
			charts++
			if strings.Contains(text, "Hidden") || !strings.Contains(text, "<c:v>3</c:v>") && !strings.Contains(text, "<c:v>2</c:v>") {
				t.Errorf("%s: %s", name, text)
			}
		case strings.HasPrefix(name, "word/header"):
			heads += docxtest.Text(text)
		}
	}
	if charts != 6 || !strings.Contains(heads, "Synthetic data.") {
		t.Errorf("%d charts, under %q", charts, heads)
	}
	dir := flag.Lookup("shots").Value.String()
	if dir == "" {
		return // a word processor takes seconds to open it; internal/docx has one open what it writes
	}
	ok(t, os.WriteFile(filepath.Join(dir, "review.docx"), file, 0o600))
	opened := docxtest.OpenIn(t, file)
	if opened.Charts != charts || opened.Tables < 6 || !opened.Contents || !slices.Contains(opened.Headings, "2 Areas for consideration") {
		t.Errorf("%+v", opened)
	}
}

// TestADocumentOfThemes has their numbers, and names nothing but what recurs.
func TestADocumentOfThemes(t *testing.T) {
	v := reviewed{StaffBase: base(t, "en"), Review: &review.Review{Themes: []review.Theme{{Name: "Changes of <worker>", In: 4}}, Released: 6}}
	c := v.themeData()
	if len(c.Categories) != 1 || c.Categories[0] != "Changes of <worker>" || *c.Series[0].Values[0] != 4 || c.Percent {
		t.Errorf("%+v", c)
	}
	for text, want := range map[string]int{"90": 90, "85%": 85, "not shown": -1} {
		if n := numberIn(text); (n == nil) != (want < 0) || n != nil && *n != want {
			t.Errorf("%q is %v", text, n)
		}
	}
	if w := docTable(table{Head: []string{"A", "B"}, Rows: []tableRow{{"a", []cell{{Text: "90", Range: "Angus"}}}}}); len(w.Columns) != 2 || w.Rows[0][1][0].Text != "90 Angus" {
		t.Errorf("%+v", w)
	}
}
