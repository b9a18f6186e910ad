package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/results"
	"kist/surveys"
)

const paper1 = "/staff/inspections/strathlinn/report"

// lundy is how children's voice goes through the inspections of these tests.
func lundy(_ context.Context, p *i18n.Printer, _ string) ([]VoiceStep, error) {
	return []VoiceStep{
		{p.T("staff.cycle.space"), p.T("staff.cycle.space.asks"), []VoiceLine{{"Spring round", "Open link.", false}}},
		{p.T("staff.cycle.influence"), p.T("staff.cycle.influence.asks"), []VoiceLine{{"", "Nobody was told.", true}}},
	}, nil
}

// agreed is a finding with a table, a quote and records under it, agreed by two and in the
// evidence base; another one is still a draft.
func (o *office) agreed() {
	o.t.Helper()
	o.begun()
	quote := cites("3", "spring/change/t1")
	o.sent(morven, first+"/quote", quote)
	o.sent(morven, first+"/state", url.Values{"_mark": {o.mark(first)}, "state": {"concern"}, "why": {"Records say the same."}})
	o.sent(morven, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.sent(david, first+"/read", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}, "why": {"It carries the sentence."}})
	draft := claimForm("0")
	draft.Set("statement", "A draft that nobody agreed")
	o.sent(morven, all1+"/new", draft)
	ok(o.t, o.evidence.Sweep(o.t.Context()))
}

// document is the report for a word processor, checked as a package, with its text.
func (o *office) document(path string) (parts map[string]string, text string) {
	o.t.Helper()
	w := get(o.t, o, morven, path)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != docx.Media || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
		o.t.Fatalf("%s: %d %s", path, w.Code, w.Header())
	}
	parts = docxtest.Open(o.t, w.Body.Bytes())
	return parts, docxtest.Text(parts["word/document.xml"])
}

// The report says what two inspectors agreed, with all it rests on, alike on its page, in
// its file and in its document; and nothing of drafts.
func TestTheReportHoldsWhatWasAgreed(t *testing.T) {
	o := newOffice(t)
	o.shows(morven, paper1, http.StatusOK, []string{"Nothing is agreed yet.", "Nothing has been shown to the children yet."}, "Strengths")
	o.agreed()
	page, file := get(t, o, morven, paper1), get(t, o, morven, paper1+".html")
	parts, text := o.document(paper1 + ".docx")
	for _, part := range []string{
		"What children and young people told us: Strathlinn joint inspection", "Half at 8 to 10 were told what happened, 20% at 14 to 18", "Areas for improvement", "Area of concern",
		"Several kinds of evidence support it, and none speaks against it", "Area of uncertainty (week", "5.4 Involving individual children", "article 12", "Released table", "50% at 8 to 10, 20% at 14 to 18",
		"14 to 18, Yes: 20% (15), which can mean 11 to 19", "Records read", "Sample of 60 records, 12 November 2026", "Moderate", "A child’s words, word for word", "What we do not know:", "Why it falls with age.",
		"About 325 answered. (321 to 329)", "Release 1", "4 to 7, 8 to 10, 11 to 13, 14 to 18", "English, Gàidhlig, العربية", "Every count was moved to a five", "Table 1. Rounds", "Did somebody tell you what happened after you spoke?",
		"2.1 ", "Missing", "In the evidence", "What this cannot tell you", "Space", "Open link.", "Nobody was told.", "Lundy", "qif", "spring-1", "Signed with the key " + o.keys[0], "Figure 1. Question 3",
	} {
		for where, what := range map[string]string{"page": page.Body.String(), "file": file.Body.String(), "document": text} {
			if part == "qif" {
				part = "A quality framework for children and young people"
			}
			if !strings.Contains(what, part) {
				t.Errorf("the %s does not say %q", where, part)
			}
		}
	}
	for where, what := range map[string]string{"page": page.Body.String(), "file": file.Body.String(), "document": text} {
		for _, not := range []string{"A draft that nobody agreed", "Is “half” fair?", "Records say the same.", "It carries the sentence.", "David Okafor", "[staff.", "ZgotmplZ", "<no value>"} {
			if strings.Contains(what, not) {
				t.Errorf("the %s says %q", where, not)
			}
		}
	}
	if !strings.Contains(text, "“<b>nothing</b>” came of it") || strings.Contains(file.Body.String(), "<b>nothing") || !strings.Contains(file.Body.String(), "&lt;b&gt;nothing") {
		t.Error("the quote is not there as it was said")
	}
	if !strings.Contains(docxtest.Text(parts["word/header.xml"]), "Synthetic data.") {
		t.Error("the document does not say on every page that it is synthetic")
	}
	o.stands(file.Body.String())
	if line := "evidence strathlinn report.docx morven report.file"; !slices.Contains(*o.trail, line) {
		t.Errorf("%q is not written down: %q", line, *o.trail)
	}
}

// stands checks a file: it asks for nothing from anywhere, and says on every printed page
// that it is synthetic.
func (o *office) stands(file string) {
	o.t.Helper()
	for _, not := range []string{"<script", `src="/`, `href="/`, "url(http", `src="http`, `<link rel="stylesheet"`} {
		if strings.Contains(file, not) {
			o.t.Errorf("the file has %q", not)
		}
	}
	if !strings.Contains(file, `content: "Synthetic data\00002e  No child`) || !strings.Contains(file, "default-src &#39;none&#39;") && !strings.Contains(file, "default-src 'none'") {
		o.t.Error("the file says nothing on every page, or may ask for something")
	}
}

// Every number in a table or chart of the document is a figure of the release.
func TestNumbersOfTheReportAreOfTheRelease(t *testing.T) {
	o := newOffice(t)
	o.agreed()
	parts, _ := o.document(paper1 + ".docx")
	percents := map[string]bool{}
	for _, table := range example().Tables {
		if table.Question != "told" {
			continue
		}
		for _, g := range table.Groups {
			for _, f := range g.Cells {
				if f.Percent != nil {
					percents[strconv.Itoa(*f.Percent)] = true
				}
			}
		}
	}
	books := 0
	for name, part := range parts {
		if !strings.HasPrefix(name, "word/embeddings/") {
			continue
		}
		books++
		numbers := 0
		for at, value := range docxtest.Workbook(t, []byte(part)) {
			if at[0] == 'A' || strings.HasSuffix(at, "1") && len(at) == 2 {
				continue
			}
			if numbers++; !percents[value] {
				t.Errorf("%s holds %q, which the release does not tell", at, value)
			}
		}
		if numbers < 9 {
			t.Errorf("%d numbers in a chart", numbers)
		}
	}
	if books != 1 {
		t.Errorf("%d charts", books)
	}
}

// A chart draws nothing of a group that is withheld, and says why.
func TestChartsWithholdWhatIsWithheld(t *testing.T) {
	w := words{survey: survey(), Printer: bundle(t).Printer("en")}
	drawn := 0
	for _, q := range w.questions(example()) {
		c, ok := w.chartOf(q)
		if all := q.everybody().Base; ok != (all.Shown && all.Count >= results.MinPercent) {
			t.Errorf("%s: drawn %t", q.whole.Question, ok)
		}
		if !ok {
			continue
		}
		drawn++
		groups := q.rows()
		if !isScale(q.whole.Kind) {
			groups = nil
		}
		for i, g := range groups {
			reason := w.reason(g)
			for _, s := range c.Series {
				if reason != "" && s.Values[i] != nil {
					t.Errorf("%s: %s is drawn, and is withheld", q.whole.Question, g.Value)
				}
			}
			if !strings.HasSuffix(c.Categories[i], reason) {
				t.Errorf("%s: %q does not say %q", q.whole.Question, c.Categories[i], reason)
			}
		}
	}
	if drawn != 5 {
		t.Errorf("%d charts", drawn)
	}
}

// What was blanked is nowhere in the report, and a quote that was taken back goes at once.
func TestTheReportForgets(t *testing.T) {
	o := newOffice(t)
	o.agreed()
	o.sent(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "part": {"source/xyz/says"}, "why": {"It names a place."}})
	o.sent(david, base1+"/1/blank", url.Values{"do": {"yes"}, "part": {"source/xyz/says"}})
	o.sent(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "part": {"statement"}, "why": {"It names a place."}})
	o.sent(david, base1+"/1/blank", url.Values{"do": {"yes"}, "part": {"statement"}})
	_, text := o.document(paper1 + ".docx")
	if strings.Contains(text, "What followed is written") || strings.Contains(text, "Half at 8 to 10") || !strings.Contains(text, "Its words were blanked") || !strings.Contains(text, "nothing</b>") {
		t.Errorf("%s", text)
	}
	o.said["spring/change/t1"].Back, o.said["spring/change/t1"].Words = true, ""
	_, text = o.document(paper1 + ".docx")
	if strings.Contains(text, "nothing</b>") || !strings.Contains(text, "It was taken back since") {
		t.Errorf("%s", text)
	}
}

// Who may not, may not; files ask who one is again.
func TestWhoseReport(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		who, path string
		want      int
	}{
		{"volunteer", paper1, http.StatusForbidden}, {"hanan:coordinator", paper1, http.StatusForbidden}, {"iona:inspector@elsewhere", paper1, http.StatusForbidden},
		{"iona:inspector@elsewhere", paper1 + "/easy/en.docx", http.StatusForbidden}, {"administrator", paper1, http.StatusOK}, {morven + "!", paper1, http.StatusOK},
		{morven + "!", paper1 + ".docx", http.StatusSeeOther}, {morven + "!", paper1 + ".html", http.StatusSeeOther}, {morven + "!", paper1 + "/easy/en.html", http.StatusSeeOther},
		{morven, "/staff/inspections/nowhere/report", http.StatusNotFound}, {morven, "/staff/inspections/nowhere/report.docx", http.StatusNotFound}, {morven, "/staff/inspections/nowhere/report/easy/en.docx", http.StatusNotFound},
	} {
		if w := get(t, o, c.who, c.path); w.Code != c.want {
			t.Errorf("%s, %s: %d, want %d", c.who, c.path, w.Code, c.want)
		}
	}
}

// answer is an entry of what children are told, with texts of its own for easy reading.
func answer(easy bool) heard.Entry {
	e := heard.Entry{Key: "firstentry", State: heard.Started, Due: "2027-03-01", Picture: "house", Texts: heard.Texts{
		Title: surveys.Text("en", "Meetings"), Said: surveys.Text("en", "We heard of them in the corridor."), Heard: surveys.Text("en", "Nobody asked you first."),
		Change: surveys.Text("en", "You are asked first."), By: surveys.Text("en", "The council"),
	}}
	if easy {
		for _, part := range e.Parts() {
			part.Words.Set(surveys.Easy, "en", "Short "+part.Name+". It is easy.")
		}
	}
	return e
}

// A version for easy reading is there once people have written it, marked as a draft until
// a second person checked it, and is in their words with pictures.
func TestEasyReadFromItsOwnTexts(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.shows(morven, paper1, http.StatusOK, []string{"Easy read", "One text is not written in English yet."}, "/report/easy/")
	_, err := o.heard.Put(ctx, "strathlinn", answer(false), "morag")
	ok(t, err)
	o.shows(morven, paper1, http.StatusOK, []string{"5 texts are not written in English yet.", paper1 + "/8-10/en.docx", "Draft, nobody has checked it", "For children: 8 to 10"}, "/report/easy/")
	if w := get(t, o, morven, paper1+"/easy/en.docx"); w.Code != http.StatusNotFound {
		t.Errorf("one that nobody wrote: %d", w.Code)
	}
	written := answer(true)
	written.Version = 1
	p, err := o.heard.Put(ctx, "strathlinn", written, "morag")
	ok(t, err)
	o.shows(morven, paper1, http.StatusOK, []string{paper1 + "/easy/en.docx", paper1 + "/easy/en.html"}, "not written in English")
	parts, text := o.document(paper1 + "/easy/en.docx")
	if !strings.Contains(docxtest.Text(parts["word/header.xml"]), "Draft. No second person has checked this. Synthetic data.") {
		t.Errorf("a draft is not marked: %s", parts["word/header.xml"])
	}
	if !strings.Contains(text, "Short said.\nIt is easy.\n") || strings.Contains(text, "corridor") || strings.Count(parts["word/document.xml"], "<pic:pic>") != 4 || !strings.Contains(parts["word/styles.xml"], `<w:sz w:val="32"/>`) {
		t.Errorf("it is not in its own words, or has no pictures: %s", text)
	}
	p, err = o.heard.Offer(ctx, "strathlinn", p.Mark(), "morag")
	ok(t, err)
	_, err = o.heard.Read(ctx, "strathlinn", p.Mark(), true, "", "david")
	ok(t, err)
	o.shows(morven, paper1, http.StatusOK, []string{"Checked by a second person on", "You said:", "We heard of them in the corridor.", "The council"}, "nobody has checked")
	written.Version, written.Texts.Said = 2, surveys.Text("en", "Something that nobody checked.")
	written.Texts.Said.Set(surveys.Easy, "en", "New, and nobody checked it.")
	_, err = o.heard.Put(ctx, "strathlinn", written, "morag")
	ok(t, err)
	parts, text = o.document(paper1 + "/easy/en.docx")
	if strings.Contains(docxtest.Text(parts["word/header.xml"]), "Draft") || strings.Contains(text, "nobody checked") || !strings.Contains(text, "Short said.") {
		t.Errorf("what is handed out as checked is not: %s", text)
	}
	_, text = o.document(paper1 + ".docx")
	if strings.Contains(text, "nobody checked") {
		t.Error("the report says what nobody checked")
	}
	file := get(t, o, morven, paper1+"/8-10/en.html")
	must(t, file, http.StatusOK, []string{"We heard of them in the corridor.", "data:image/png;base64,", `class="easy"`, "By when:", "1/3/2027"}, "Short said", "/static/")
	for _, path := range []string{"/easy/gd.docx", "/easy/en.pdf", "/easy/en", "/adult/en.docx", "/x/en.docx", "/11-13/xx.html", "/easy/.docx"} {
		if w := get(t, o, morven, paper1+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// A version in a language that nobody checked says so, and runs from its own side.
func TestEasyReadInAnotherLanguage(t *testing.T) {
	o := newOffice(t)
	e := answer(true)
	for _, part := range e.Parts() {
		part.Words.Set(surveys.Easy, "ar", "كلمات قصيرة. سهلة.")
	}
	e.State, e.Due = heard.Cannot, ""
	_, err := o.heard.Put(t.Context(), "strathlinn", e, "morag")
	ok(t, err)
	o.shows(morven, paper1, http.StatusOK, []string{paper1 + "/easy/ar.docx", `lang="ar" dir="rtl"`})
	parts, text := o.document(paper1 + "/easy/ar.docx")
	if !strings.Contains(text, "كلمات قصيرة.") || !strings.Contains(parts["word/document.xml"], "<w:bidiVisual/>") || !strings.Contains(text, bundle(t).Printer("ar").T("child.heard.draft")) || !strings.Contains(text, bundle(t).Printer("ar").T("child.heard.cannot")) {
		t.Errorf("%s", text)
	}
	must(t, get(t, o, morven, paper1+"/easy/ar.html"), http.StatusOK, []string{`<html lang="ar" dir="rtl">`, `lang="en">Draft.`})
}

// Whatever inspectors write is text in the report: no tag, no direction of its own, no sign
// that would spoil a document.
func TestWordsOfAReportAreOnlyText(t *testing.T) {
	o := newOffice(t)
	form := claimForm("0")
	form.Set("statement", `<script>alert(x)</script> “قالوا” & {{.}} ]]>`)
	form.Set("unknown", "Why?\n<b>bold</b>")
	o.sent(morven, all1+"/new", form)
	refer := referForm2("1")
	refer.Set("says", "<img src=x> says\nnothing of numbers")
	refer.Set("title", `"><w:p>`)
	o.sent(morven, first+"/refer", refer)
	o.sent(morven, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.sent(david, first+"/read", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}, "why": {"It carries the sentence."}})
	ok(t, o.evidence.Sweep(t.Context()))
	_, text := o.document(paper1 + ".docx")
	for _, part := range []string{`<script>alert(x)</script> “قالوا” & {{.}} ]]>`, "<b>bold</b>", "<img src=x> says", `"><w:p>`} {
		if !strings.Contains(text, part) {
			t.Errorf("the document lost %q", part)
		}
	}
	for _, path := range []string{paper1, paper1 + ".html"} {
		o.shows(morven, path, http.StatusOK, []string{"&lt;script&gt;alert(x)", "&lt;img src=x&gt;"}, "<script>", "<b>bold", "<img src=x", "<w:p>")
	}
}

// A child's own words beside an entry are told with how they came about, and go from
// every report once they were taken back.
func TestQuotesOfTheAnswer(t *testing.T) {
	o := newOffice(t)
	o.heard.Use(o.said)
	e := answer(true)
	e.Quote = "spring/change/t1"
	p, err := o.heard.Put(t.Context(), "strathlinn", e, "morag")
	ok(t, err)
	p, err = o.heard.Offer(t.Context(), "strathlinn", p.Mark(), "morag")
	ok(t, err)
	_, err = o.heard.Read(t.Context(), "strathlinn", p.Mark(), true, "", "david")
	ok(t, err)
	all := []string{paper1 + ".docx", paper1 + "/easy/en.docx", paper1 + "/8-10/en.docx"}
	for i, path := range all {
		_, text := o.document(path)
		if how := []string{"A child’s words, word for word", "One of you wrote:", "One of you wrote:"}[i]; !strings.Contains(text, "“<b>nothing</b>” came of it") || !strings.Contains(text, how) {
			t.Errorf("%s: %s", path, text)
		}
	}
	o.said["spring/change/t1"].Reworded = true
	for i, path := range all {
		_, text := o.document(path)
		if how := []string{"A child’s words, in other words", "One of you said something like this:", "One of you said something like this:"}[i]; !strings.Contains(text, how) {
			t.Errorf("%s: %s", path, text)
		}
	}
	o.said["spring/change/t1"].Back, o.said["spring/change/t1"].Words = true, ""
	for _, path := range all {
		if _, text := o.document(path); strings.Contains(text, "nothing</b>") || strings.Contains(text, "One of you") || strings.Contains(text, "word for word") {
			t.Errorf("%s: %s", path, text)
		}
	}
}
