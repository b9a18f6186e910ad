package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/docx/docxtest"
	"kist/internal/evidence"
	"kist/internal/heard"
	"kist/surveys"
)

const reportPath = "/staff/inspections/" + demoID + "/report"

// tellChildren writes an answer to the children of the demonstration round, checked by a second person.
func tellChildren(t *testing.T, a *app) {
	t.Helper()
	e := heard.Entry{Key: heard.NewKey(), State: heard.Done, Picture: "house", Texts: heard.Texts{
		Title: surveys.Text("en", "Birthdays"), Said: surveys.Text("en", "We want to meet."), Heard: surveys.Text("en", "It matters."), Change: surveys.Text("en", "The bus is paid."), By: surveys.Text("en", "The council"),
	}}
	p, err := a.heard.Put(t.Context(), demoID, e, "morven")
	if err == nil {
		p, err = a.heard.Offer(t.Context(), demoID, p.Mark(), "morven")
	}
	if err == nil {
		_, err = a.heard.Read(t.Context(), demoID, p.Mark(), true, "", "david")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The report of an inspection, from answers to a document: what was agreed, how many
// answered as released, how their voice went through it, and what they were told; every
// release that it rests on by its hash.
func TestTheReportOfAnInspection(t *testing.T) {
	a := newTestApp(t)
	h, cookies := releasedDemo(t, a)
	cited(t, a, 2)
	tellChildren(t, a)
	document := look(h, cookies, reportPath+".docx")
	if document.Code != http.StatusOK {
		t.Fatalf("%d: %s", document.Code, document.Body)
	}
	parts := docxtest.Open(t, document.Body.Bytes())
	text := docxtest.Text(parts["word/document.xml"])
	rel, err := a.releases.Get(t.Context(), demoID+"-1")
	if err != nil {
		t.Fatal(err)
	}
	items, err := a.evidence.Of(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	wanted := []string{
		"Children agree more than they differ (question 1)", "5.4 Involving individual children", "They said “<b>Kirkwhistle</b>”", "About 200 answered.", "Open link, for whoever has the code.",
		"2 are agreed. Children speak in 2.", "You said: We want to meet.", "We heard: It matters.", "This changes: Done. The bus is paid.", "By: The council", rel.ID, hashOf(rel), rel.Hash, rel.Signature.Key,
	}
	for _, it := range evidence.Standing(items) {
		wanted = append(wanted, it.Hash)
	}
	for _, part := range wanted {
		if !strings.Contains(text, part) {
			t.Errorf("the report does not say %q", part)
		}
	}
	easy := look(h, cookies, reportPath+"/14-18/en.docx")
	if easy.Code != http.StatusOK || !strings.Contains(docxtest.Text(docxtest.Open(t, easy.Body.Bytes())["word/document.xml"]), "The bus is paid.") {
		t.Errorf("%d", easy.Code)
	}
	name := filepath.Join(t.TempDir(), "report.docx")
	if err := os.WriteFile(name, document.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := verifyFile(io.Discard, name, nil); err == nil || !strings.Contains(err.Error(), "hold the hashes in its last part against those of the pack") {
		t.Errorf("a document is verified: %v", err)
	}
	lines, err := a.people.Trail.Of(t.Context(), "evidence", demoID)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"report.docx", "report-14-18-en.docx"} {
		if !slices.ContainsFunc(lines, func(l *audit.Line) bool { return strings.Contains(l.ID, "/"+name+"/") && l.Did == "report.file" }) {
			t.Errorf("who took %s is not written down", name)
		}
	}
}

// BenchmarkReport makes the report of an inspection with 200 findings.
func BenchmarkReport(b *testing.B) {
	a := newTestApp(b)
	h, cookies := releasedDemo(b, a)
	cited(b, a, 200)
	for _, ending := range []string{".docx", ".html"} {
		b.Run(ending[1:], func(b *testing.B) {
			size := 0
			for b.Loop() {
				start := time.Now()
				w := look(h, cookies, reportPath+ending)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				size = w.Body.Len()
				b.ReportMetric(time.Since(start).Seconds(), "s/report")
			}
			b.ReportMetric(float64(size)/1e6, "MB")
		})
	}
}
