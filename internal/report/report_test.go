package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
)

func written(t *testing.T, r *Report) (parts map[string]string, text string) {
	t.Helper()
	b, err := r.Document()
	if err != nil {
		t.Fatal(err)
	}
	parts = docxtest.Open(t, b)
	return parts, docxtest.Text(parts["word/document.xml"])
}

func about() About {
	return About{Title: "Aithisg", Below: "Strathlinn", Lang: "gd", Made: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Notice: "Dreachd.", Table: "Clàr", Figure: "Dealbh", Page: "Duilleag", List: "Clàr-innse"}
}

func chart() docx.Chart {
	n := 40
	return docx.Chart{Caption: "A chart", Alt: "Forty", Categories: []string{"a"}, Series: []docx.Series{{Name: "s", Values: []*int{&n}}}}
}

// A report is a document with everything in its order and counted as it is on its page.
func TestAReportIsADocument(t *testing.T) {
	r := New(about())
	r.Heading(1, "First")
	r.Say(Lead, "", "What it comes to.")
	r.Say(Para, "Strength.", "And why.")
	r.Say(Para, "Alone.", "")
	r.Say(Asked, "Why?", "14 to 18")
	r.Say(List, "E-1.", "one")
	r.Say(List, "", "two")
	r.Say(Small, "", "From a release.")
	r.Say(List, "", "three")
	r.Quote("Their words", "word for word")
	first := r.Table(docx.Table{Caption: "A table", Columns: []docx.Column{{Head: "h"}}, Rows: [][]docx.Cell{docx.Cells("c")}})
	figure := r.Chart(chart(), "drawn")
	second := r.Table(docx.Table{Caption: "Another", Columns: []docx.Column{{Head: "h"}}})
	r.Heading(2, "Second")
	r.Say(Notice, "Mind:", "this.")
	p, err := PictureOf("house", "A house")
	if err != nil {
		t.Fatal(err)
	}
	r.Beside(p, Line{Lead: "You said"}, Line{Text: "It is far."})
	if first != 1 || figure != 1 || second != 2 {
		t.Errorf("numbers %d %d %d", first, figure, second)
	}
	parts, text := written(t, r)
	at := 0
	for _, part := range []string{"Aithisg\nStrathlinn\n", "Clàr-innse\nFirst\nSecond\n", "First\nWhat it comes to.\nStrength. And why.\nAlone.\nWhy? 14 to 18\nE-1. one\ntwo\nFrom a release.\nthree\nTheir words\nword for word\n",
		"Clàr 1. A table\nh\nc\n", "Dealbh 1. A chart\n", "Clàr 2. Another\n", "Second\nMind: this.\n", "You said\nIt is far.\n"} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q does not follow in %s", part, text[at:])
		}
		at += i
	}
	if !strings.Contains(parts["word/header.xml"], "Dreachd.") || !strings.Contains(parts["word/footer.xml"], "Aithisg") || !strings.Contains(parts["word/document.xml"], `descr="A house"`) {
		t.Error("the head, the foot or an alternative text is missing")
	}
	again, err := r.Document()
	if other, failed := r.Document(); err != nil || failed != nil || !slices.Equal(again, other) {
		t.Error("the same report is not the same document")
	}
}

// Blocks keep what pages draw them from: lists are one block, headings have names of
// their own, and what says nothing is not there.
func TestBlocks(t *testing.T) {
	r := New(about())
	r.Heading(1, "One")
	r.Heading(2, "Below")
	r.Say(Para, "", "")
	r.Say(List, "", "a")
	r.Say(List, "b", "")
	r.Say(Para, "", "between")
	r.Say(List, "", "c")
	r.Heading(1, "Two")
	var kinds []Kind
	for _, b := range r.Blocks {
		kinds = append(kinds, b.Kind)
	}
	if want := []Kind{Heading, Heading, List, Para, List, Heading}; !slices.Equal(kinds, want) {
		t.Errorf("%q", kinds)
	}
	var names []string
	for _, b := range r.Contents(1) {
		names = append(names, b.ID+" "+b.Of().Text)
	}
	if want := []string{"part-1 One", "part-3 Two"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	if got := r.Blocks[2].Lines; len(got) != 2 || got[1].Lead != "b" {
		t.Errorf("%+v", got)
	}
	if (&Block{Kind: Table}).Of() != (Line{}) {
		t.Error("a table says a line")
	}
}

// An easy-read report has large letters and no table of contents.
func TestEasyReports(t *testing.T) {
	a := about()
	a.Easy, a.Lang = true, "ur"
	r := New(a)
	r.Heading(1, "عنوان")
	p, err := PictureOf("tell", "")
	if err != nil {
		t.Fatal(err)
	}
	r.Beside(p)
	parts, text := written(t, r)
	if strings.Contains(text, "Clàr-innse") || !strings.Contains(parts["word/styles.xml"], `<w:sz w:val="32"/>`) || !strings.Contains(parts["word/document.xml"], "<w:bidiVisual/>") {
		t.Errorf("%s", text)
	}
	r.Beside(docx.Picture{Bytes: []byte("no picture")})
	if _, err := r.Document(); err == nil {
		t.Error("a picture that is none is no error")
	}
}

// FuzzWords puts any words into every block that takes them: it stays a document, and
// the words stand in it.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"a", "<w:p/>", "\x00\x1b", "Na dh’innis", "اردو <b>", "two\nlines", "{{.}}", "]]>", "\xff"} {
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, level int) {
		a := about()
		a.Title, a.Below, a.Notice, a.Lang, a.Author = s, s, s, s, s
		r := New(a)
		r.Heading(level, s)
		for _, kind := range []Kind{Lead, Para, Asked, Notice, List, Small, "of no kind"} {
			r.Say(kind, s, s)
		}
		r.Quote(s, s)
		r.Table(docx.Table{Caption: s, Columns: []docx.Column{{Head: s}}, Rows: [][]docx.Cell{docx.Cells(s)}, Source: s})
		c := chart()
		c.Caption, c.Alt, c.Categories[0] = s, s, s
		r.Chart(c, s)
		_, text := written(t, r)
		if words := strings.Fields(s); len(words) > 0 && !strings.ContainsFunc(words[0], func(c rune) bool { return c < ' ' || c == '\ufffd' || c >= '\ufffe' && c < 0x10000 }) && !strings.Contains(text, words[0]) {
			t.Errorf("%q is not in %q", words[0], text)
		}
	})
}
