package docxtest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
)

// spy hears what a check has to say, and goes on.
type spy struct {
	testing.TB
	said []string
}

func (s *spy) Helper() {}

func (s *spy) Errorf(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

func (s *spy) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	runtime.Goexit()
}

func (s *spy) Fatal(args ...any) { s.Fatalf("%s", fmt.Sprint(args...)) }

// found is what Open has to say of a document.
func found(t *testing.T, b []byte) string {
	s := &spy{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		docxtest.Open(s, b)
	}()
	<-done
	return strings.Join(s.said, "; ")
}

func sample(t *testing.T) []byte {
	t.Helper()
	d := docx.New(docx.About{Title: "T", Lang: "en", Table: "Table", Figure: "Figure"})
	n := 5
	d.Heading(1, "One")
	d.Chart(docx.Chart{Caption: "C", Categories: []string{"a"}, Series: []docx.Series{{Name: "n", Values: []*int{&n}}}})
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// changed is a document with a part altered; a part that becomes empty is left out.
func changed(t *testing.T, b []byte, part string, alter func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		body := text.String()
		if f.Name == part {
			was := body
			if body = alter(body); body == was {
				t.Fatalf("%s was not altered", part)
			}
		}
		if body == "" {
			continue
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func swap(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

func gone(string) string { return "" }

// A document that is broken anywhere is told from a whole one.
func TestWhatIsBrokenIsCaught(t *testing.T) {
	whole := sample(t)
	if said := found(t, whole); said != "" {
		t.Fatalf("a whole document: %s", said)
	}
	for _, c := range []struct {
		part  string
		alter func(string) string
		said  string
	}{
		{"word/styles.xml", gone, "has a type and is not there"},
		{"word/styles.xml", swap("</w:styles>", ""), "is no XML"},
		{"word/document.xml", swap("<w:sectPr>", "<w:sectPr><w:bidi/>"), "is not where it belongs"},
		{"word/document.xml", swap(`r:id="rId7"`, `r:id="rId99"`), "has no rId99"},
		{"word/document.xml", swap(`<w:bookmarkStart w:id="1" w:name="_Toc1"/>`, `<w:bookmarkStart w:id="1" w:name="_Toc1"/><w:bookmarkStart w:id="1" w:name="_Toc1"/>`), "twice"},
		{"word/_rels/document.xml.rels", swap("rId2", "rId1"), "id rId1 is told twice"},
		{"word/_rels/document.xml.rels", swap("charts/chart1.xml", "charts/chart9.xml"), "which is not there"},
		{"word/_rels/document.xml.rels", swap("charts/chart1.xml", "styles.xml"), "nothing leads to part word/charts/chart1.xml"},
		{"[Content_Types].xml", swap(`<Default Extension="xlsx"`, `<Default Extension="other"`), "has no type"},
		{"word/charts/chart1.xml", swap(`<c:idx val="0"/><c:order val="0"/>`, `<c:order val="0"/><c:idx val="0"/>`), "<idx> is not where it belongs in <ser>"},
	} {
		if said := found(t, changed(t, whole, c.part, c.alter)); !strings.Contains(said, c.said) {
			t.Errorf("%s: %q was said, not %q", c.part, said, c.said)
		}
	}
	if said := found(t, []byte("PK")); said == "" {
		t.Error("what is no archive is taken for a document")
	}
}

// What stands in a workbook is read, and a formula is not let through.
func TestWorkbooksHoldNoFormulas(t *testing.T) {
	parts := docxtest.Open(t, sample(t))
	book := []byte(parts["word/embeddings/workbook1.xlsx"])
	if cells := docxtest.Workbook(t, book); cells["B2"] != "5" || cells["A2"] != "a" || cells["B1"] != "n" {
		t.Errorf("%v", cells)
	}
	s := &spy{TB: t}
	docxtest.Workbook(s, changed(t, book, "xl/worksheets/sheet1.xml", swap("<v>5</v>", "<f>1+1</f><v>5</v>")))
	if len(s.said) != 1 || !strings.Contains(s.said[0], "formula") {
		t.Errorf("%q", s.said)
	}
}

// Text is what is written, a line a paragraph.
func TestText(t *testing.T) {
	if got := docxtest.Text(`<d><p><r><t>a</t><br/><t>b</t></r></p><p><x>no</x><t> c &lt;</t></p></d>`); got != "a b\n c <\n" {
		t.Errorf("%q", got)
	}
	if got := docxtest.Text(`<d><p><t>a`); got != "a" {
		t.Errorf("cut off: %q", got)
	}
}
