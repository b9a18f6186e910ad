package docx_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
)

var keep = flag.String("keep", "", "folder in which the documents of tests are kept")

// about is what the documents of these tests say of themselves.
func about(lang string) docx.About {
	return docx.About{
		Title: "What children <told> us & what it means", Author: "Care & Learning", Lang: lang, Made: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC),
		Notice: "Synthetic data. Nobody answered.", Foot: "Kirkwhistle", Table: "Table", Figure: "Figure", Page: "Page",
	}
}

func written(t testing.TB, d *docx.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dots(t testing.TB, across, high int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, across, high))
	for x := range across {
		img.Set(x, x%high, color.RGBA{0x4b, 0x2e, 0x83, 0xff})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func num(n int) *int { return &n }

// whole has one of everything.
func whole(t testing.TB, lang string) *docx.Document {
	d := docx.New(about(lang))
	d.Title("Joint inspection, autumn 2026")
	d.Notice(docx.Strong("Draft. "), docx.Plain("Not for quotation."))
	d.Contents("Contents", 2)
	d.Heading(1, "Findings")
	d.Lead(docx.Plain("Children are mostly heard."))
	d.Para(docx.Noted("They say so in three rounds.", "Counts are rounded to fives."), docx.Run{Text: " See the site.", Link: "https://example.org/a?b=1&c=2"})
	d.Heading(2, "2.1 Key processes")
	d.Item(docx.Plain("one"))
	d.Item(docx.Plain("another"))
	d.Quote("They ask what I want.", "", "Verbatim, 11 to 13")
	d.Quote("يسألونني ماذا أريد", "ar", "Verbatim, Arabic")
	d.Table(docx.Table{
		Caption: "How often grown-ups listen", Columns: []docx.Column{{Head: "Age", Share: 2}, {Head: "Always", Figures: true}, {Head: "Never", Figures: true}},
		Rows: [][]docx.Cell{docx.Cells("8 to 10", "40 %", "10 %"), docx.Cells("11 to 13", "35 %")}, Heads: true, Source: "Release 1 of the round.",
	})
	d.Chart(docx.Chart{
		Kind: docx.Stacked, Caption: "Listening by age", Alt: "Always: 40 and 35 per cent", Percent: true, Axis: "Per cent", Source: "Release 1.",
		Categories: []string{"8 to 10", "11 to 13"}, Series: []docx.Series{{Name: "Always", Values: []*int{num(40), num(35)}}, {Name: "Never", Values: []*int{num(10), nil}, Color: "9B1C1C", Pattern: docx.Dots}},
	})
	for _, kind := range []docx.ChartKind{docx.Bars, docx.Columns, docx.Lines} {
		d.Chart(docx.Chart{Kind: kind, Caption: "By year", Alt: "From 20 to 30", Categories: []string{"2025", "2026"}, Series: []docx.Series{{Name: "All", Values: []*int{num(20), num(30)}}, {Name: "Some", Values: []*int{num(10)}}}})
	}
	d.Break()
	d.Heading(3, "Pictures")
	d.Picture(docx.Picture{Bytes: dots(t, 120, 80), Alt: "A house", Caption: "Where we met", Across: 60})
	d.Picture(docx.Picture{Bytes: dots(t, 10, 400), Alt: ""})
	d.Heading(4, "The last")
	d.Small(docx.Plain("End."))
	return d
}

// A document is a package that a word processor can read without repair, with all
// that was written, in order.
func TestADocumentIsWhole(t *testing.T) {
	b := written(t, whole(t, "en-GB"))
	parts := docxtest.Open(t, b)
	if *keep != "" {
		if err := os.WriteFile(filepath.Join(*keep, "whole.docx"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := docxtest.Text(parts["word/document.xml"])
	at := 0
	for _, part := range []string{
		"What children <told> us & what it means\nJoint inspection", "Draft. Not for quotation.", "Contents\nFindings\n2.1 Key processes\n", "Findings\nChildren are mostly heard.",
		"They say so in three rounds. See the site.", "one\nanother\n", "Table 1. How often grown-ups listen\nAge\nAlways\nNever\n8 to 10\n40 %\n10 %\n11 to 13\n35 %\n\nRelease 1 of the round.",
		"Figure 1. Listening by age\nRelease 1.", "Figure 4. By year", "Figure 5. Where we met", "The last\nEnd.",
	} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q does not follow in %s", part, text)
		}
		at += i
	}
	for name, part := range map[string]string{
		"word/header.xml": "Synthetic data. Nobody answered.", "word/footer.xml": " PAGE ", "docProps/core.xml": "<dc:title>What children &lt;told&gt; us &amp; what it means</dc:title>",
		"word/styles.xml": `w:lang w:val="en-GB"`, "word/footnotes.xml": "Counts are rounded to fives.", "word/_rels/document.xml.rels": `Target="https://example.org/a?b=1&amp;c=2" TargetMode="External"`,
		"docProps/app.xml": "<Company>Care &amp; Learning</Company>",
	} {
		if !strings.Contains(parts[name], part) {
			t.Errorf("%s has no %q: %s", name, part, parts[name])
		}
	}
	for _, part := range []string{"<w:tblHeader/>", "<w:cantSplit/>", `<w:gridCol w:w="4819"/>`, `descr="A house"`, `descr="Always: 40 and 35 per cent"`, `w:pStyle w:val="Heading4"`, " SEQ Table ", ` TOC \o &quot;1-2&quot;`, `<w:bidi/>`, `<w:rtl/><w:lang w:bidi="ar"/>`} {
		if !strings.Contains(parts["word/document.xml"], part) {
			t.Errorf("the body has no %s", part)
		}
	}
	if !bytes.Equal(b, written(t, whole(t, "en-GB"))) {
		t.Error("the same document is not the same bytes")
	}
}

// A chart's numbers lie in a workbook beside it, the same as are drawn.
func TestAChartCanBeEdited(t *testing.T) {
	parts := docxtest.Open(t, written(t, whole(t, "en-GB")))
	charts, books := 0, 0
	for name := range parts {
		charts += strings.Count(name, "charts/chart")
		books += strings.Count(name, "embeddings/")
	}
	if charts != 4 || books != 4 {
		t.Fatalf("%d charts, %d workbooks", charts, books)
	}
	cells := docxtest.Workbook(t, []byte(parts["word/embeddings/workbook1.xlsx"]))
	for at, want := range map[string]string{"A1": "", "B1": "Always", "C1": "Never", "A2": "8 to 10", "B2": "40", "C2": "10", "B3": "35", "C3": ""} {
		if cells[at] != want {
			t.Errorf("%s holds %q, not %q", at, cells[at], want)
		}
	}
	chart := parts["word/charts/chart1.xml"]
	for _, part := range []string{"<c:f>Sheet1!$B$2:$B$3</c:f>", `<c:pt idx="1"><c:v>35</c:v></c:pt>`, `<c:max val="100"/>`, `prst="pct20"`, "Per cent"} {
		if !strings.Contains(chart, part) {
			t.Errorf("the chart has no %s", part)
		}
	}
	if strings.Count(chart, "<c:pt ") != (1+2+2)+(1+2+1) { // a name, the categories, the numbers
		t.Errorf("a number that is not known is drawn: %s", chart)
	}
}

// LibreOffice opens it, and what makes it a document is still there.
func TestLibreOfficeOpensIt(t *testing.T) {
	o := docxtest.OpenIn(t, written(t, whole(t, "en-GB")))
	if want := []string{"1 Findings", "2 2.1 Key processes", "3 Pictures", "4 The last"}; !slices.Equal(o.Headings, want) {
		t.Errorf("headings %q", o.Headings)
	}
	if len(o.Captions) != 6 || o.Captions[0] != "Table 1. How often grown-ups listen" || o.Captions[5] != "Figure 5. Where we met" {
		t.Errorf("captions %q", o.Captions)
	}
	if !slices.Contains(o.Alts, "A house") { // those of charts, LibreOffice 7.4 does not read; they are there: see above
		t.Errorf("alternative texts %q", o.Alts)
	}
	if o.Charts != 4 || o.Tables != 1 || o.HeadRows != 1 || !o.Contents || o.Notes != 1 || o.Lang != "en" || !strings.Contains(o.Title, "<told> us &") {
		t.Errorf("%+v", o)
	}
}

// Whatever is put in comes out as text, and nothing but what XML cannot hold is lost.
func TestTextIsOnlyText(t *testing.T) {
	for in, want := range map[string]string{
		`<w:p/>&amp;"'`: `<w:p/>&amp;"'`, "a\x00b\x1bc": "a\ufffdb\ufffdc", "\xff": "\ufffd", "\ufffe": "\ufffd", "two\nlines\tand a tab": "two lines and a tab",
		"Gàidhlig, ’s e": "Gàidhlig, ’s e", "اردو 123": "اردو 123", "{{.Body}}": "{{.Body}}", "": "", "𝔞 🙂": "𝔞 🙂",
	} {
		d := docx.New(about("en"))
		d.Para(docx.Plain(in))
		parts := docxtest.Open(t, written(t, d))
		if got := docxtest.Text(parts["word/document.xml"]); got != want+"\n" {
			t.Errorf("%q is %q", in, got)
		}
	}
}

// A document of a language from the right runs from there, and what is in another stays.
func TestFromTheRight(t *testing.T) {
	d := docx.New(about("ur"))
	d.Heading(1, "نتائج")
	d.Para(docx.Plain("English words"))
	d.Para(docx.Plain("12 %"))
	d.Table(docx.Table{Columns: []docx.Column{{Head: "عمر"}}, Rows: [][]docx.Cell{docx.Cells("8-10")}})
	parts := docxtest.Open(t, written(t, d))
	body := parts["word/document.xml"]
	if strings.Contains(parts["word/header.xml"], "bidi") || !strings.Contains(parts["word/footer.xml"], "bidi") {
		t.Error("a notice in English runs from the right, or the foot does not")
	}
	for _, part := range []string{"<w:bidiVisual/>", `w:val="Heading1"/><w:bidi/>`, `<w:bidi w:val="0"/></w:pPr><w:r><w:t xml:space="preserve">English`, `<w:bidi/></w:pPr><w:r><w:t xml:space="preserve">12 %`, `w:gutter="0"/><w:bidi/></w:sectPr>`} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
}

// What is wrong with a document is said once it is ended, and nothing is written.
func TestWhatIsWrongIsSaid(t *testing.T) {
	d := docx.New(about("en"))
	d.Picture(docx.Picture{Bytes: []byte("<svg/>"), Alt: "x"})
	d.Para(docx.Plain("more"))
	var b bytes.Buffer
	if err := d.Write(&b); err == nil || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	d = docx.New(about("en"))
	if err := d.Write(full{}); err == nil {
		t.Error("a full disk is no error")
	}
	d = docx.New(about("en"))
	d.Heading(0, "a")
	d.Heading(9, "b")
	d.Table(docx.Table{Caption: "of nothing"})
	d.Chart(docx.Chart{Caption: "of nothing", Categories: []string{"a"}})
	d.Chart(docx.Chart{Caption: "of nothing", Series: []docx.Series{{Name: "a"}}})
	for _, bad := range []string{"javascript:alert(1)", "file:///etc/passwd", "http:", "//x", "https://x/\x01", "mailto:"} {
		d.Para(docx.Run{Text: "no", Link: bad})
	}
	d.Contents("Empty", 1)
	parts := docxtest.Open(t, written(t, d))
	body := parts["word/document.xml"]
	if strings.Contains(body, "of nothing") || strings.Contains(body, "w:hyperlink r:id") || strings.Contains(parts["word/_rels/document.xml.rels"], "External") || !strings.Contains(body, "Heading4") {
		t.Errorf("%s", body)
	}
	d = docx.New(about("en"))
	d.Contents("Of no headings", 2)
	if body := docxtest.Open(t, written(t, d))["word/document.xml"]; strings.Count(body, `fldCharType="begin"`) != strings.Count(body, `fldCharType="end"`) {
		t.Errorf("a field does not end: %s", body)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

// FuzzText puts any words into every place that takes them: the document stays one, and
// the words stand in it.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a", "<&>\"'", "\x00\x08", "]]>", "ar \u202eabc\u202c", "אב\nגד", "-->", "\xed\xa0\x80", "{{", "http://a/?b&c"} {
		f.Add(s, "en")
	}
	f.Add("Gàidhlig", "gd\" x=\"")
	f.Fuzz(func(t *testing.T, s, lang string) {
		a := about(lang)
		a.Title, a.Author, a.Notice, a.Foot, a.Table, a.Figure, a.Page = s, s, s, s, s, s, s
		d := docx.New(a)
		d.Title(s)
		d.Contents(s, 3)
		d.Heading(2, s)
		d.Para(docx.Run{Text: s, Lang: lang, Link: s, Note: s, Slant: true})
		d.Quote(s, lang, s)
		d.Table(docx.Table{Caption: s, Alt: s, Source: s, Columns: []docx.Column{{Head: s, Figures: true}}, Rows: [][]docx.Cell{docx.Cells(s, s)}})
		d.Chart(docx.Chart{Caption: s, Alt: s, Source: s, Axis: s, Categories: []string{s}, Series: []docx.Series{{Name: s, Values: []*int{num(1)}, Color: s, Pattern: docx.Pattern(s)}}})
		d.Picture(docx.Picture{Bytes: dots(t, 2, 2), Alt: s, Caption: s})
		parts := docxtest.Open(t, written(t, d))
		var kept strings.Builder
		if err := xml.EscapeText(&kept, []byte(s)); err != nil {
			t.Fatal(err)
		}
		if fields := strings.Fields(s); len(fields) > 0 && !strings.Contains(kept.String(), "\ufffd") && !strings.Contains(docxtest.Text(parts["word/document.xml"]), fields[0]) {
			t.Errorf("%q is not in the document", fields[0])
		}
	})
}
