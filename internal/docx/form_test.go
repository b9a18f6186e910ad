package docx_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
)

// formed is two forms with one of everything, the first of which has a foot of its own.
func formed(t testing.TB, lang string, least int) *docx.Document {
	a := about(lang)
	a.Foot, a.Points, a.Least = "Form BCD", 18, least
	d := docx.New(a)
	p := docx.Picture{Bytes: dots(t, 30, 20), Alt: "a <house>", Across: 30}
	words := func(list ...string) (choices []docx.Choice) {
		for _, w := range list {
			choices = append(choices, docx.Choice{Words: []docx.Run{docx.Plain(w)}})
		}
		return choices
	}
	for i := range 2 {
		d.Titled(docx.Plain("What it’s like"))
		d.Slip(p, docx.Plain("Your slip"), docx.Strong("\u200e23456 ABCDE"))
		d.Entry(docx.Plain("Childline "), docx.Strong("0800 1111"))
		d.Ask(docx.Plain("1. Are you well?"))
		d.Only(docx.Plain("Only if <you> said so."))
		d.Hint(docx.Plain("Choose one."))
		d.Choices(docx.One, words("Yes", "No"))
		d.Choices(docx.Many, words("Red", "نعم"))
		d.Done()
		pictured := words("A house", "Neither")
		pictured[0].Picture = p
		d.Choices(docx.Many, pictured)
		d.Row(docx.One, pictured, words("Rather not"))
		d.Row(docx.One, nil, words("Nothing"))
		d.Ruled(3)
		d.Boxes(words("First", ""))
		d.Aside(p, func() { d.Ask(docx.Plain("2. And now?")) }, docx.One, words("Well", "Ill"), 2)
		d.Slip(docx.Picture{})
		d.Done()
		if i == 0 {
			d.End("Form GHJ", docx.Strong("Thank you."))
		}
	}
	d.Para(docx.Plain("Thank you all."))
	return d
}

// A form is a document as any other: its parts are in order, its styles are there, and
// nothing in it is dressed by hand.
func TestForms(t *testing.T) {
	parts := docxtest.Open(t, written(t, formed(t, "en-GB", 18)))
	body, known := parts["word/document.xml"], values(parts["word/styles.xml"], "style", "styleId")
	for _, used := range slices.Concat(values(body, "pStyle", "val"), values(body, "tblStyle", "val"), values(parts["word/numbering.xml"], "pStyle", "val")) {
		if !slices.Contains(known, used) {
			t.Errorf("the style %q is used, and is not there", used)
		}
	}
	for _, element := range []string{"w:sz", "w:color", "w:rFonts", "w:spacing", "w:ind", "w:pBdr", "w:shd", "w:tcBorders", "w:jc"} {
		if strings.Contains(body, "<"+element+" ") || strings.Contains(body, "<"+element+">") {
			t.Errorf("the body has <%s>", element)
		}
	}
	if empty := regexp.MustCompile(`</w:tcPr></w:tc>|</w:tbl><w:tbl>`).FindString(body); empty != "" {
		t.Errorf("the body has %s: a cell without a paragraph, or two tables that become one", empty)
	}
	want := "What it’s like\n\nYour slip\n\u200e23456 ABCDE\n\nChildline 0800 1111\n1. Are you well?\nOnly if <you> said so.\nChoose one.\nYes\nNo\nRed\nنعم\n\n" +
		"□\n\nA house\n□\n\nNeither\n\n" + "\nA house\n○\nNeither\n○\nRather not\n" + " \n \n \n" + "\nFirst\n\n\n\n\n" + "\n2. And now?\n○\n\nWell\n○\n\nIll\n \n \n\n" + "\n\n\n\n"
	if got := docxtest.Text(body); got != want+"Thank you.\n"+want+"Thank you all.\n" {
		t.Errorf("read from the first word to the last:\n%q\nwant\n%q", got, want)
	}
}

// Each form of a document has its foot, and counts its pages from 1.
func TestPartsHaveFeetOfTheirOwn(t *testing.T) {
	parts := docxtest.Open(t, written(t, formed(t, "en-GB", 0)))
	body := parts["word/document.xml"]
	sections := regexp.MustCompile(`(?s)<w:sectPr>.*?</w:sectPr>`).FindAllString(body, -1)
	if len(sections) != 2 || strings.Count(body, `<w:pgNumType w:start="1"/>`) != 2 || !strings.Contains(body, sections[0]+"</w:pPr><w:r>") {
		t.Fatalf("%q", sections)
	}
	for i, want := range []string{"Form BCD", "Form GHJ"} {
		id := regexp.MustCompile(`<w:footerReference w:type="default" r:id="(\w+)"/>`).FindStringSubmatch(sections[i])[1]
		target := regexp.MustCompile(`Id="` + id + `" Type="[^"]*/footer" Target="([^"]+)"`).FindStringSubmatch(parts["word/_rels/document.xml.rels"])
		if target == nil || !strings.HasPrefix(docxtest.Text(parts["word/"+target[1]]), want+" Page ") {
			t.Errorf("%d: %q does not lead to %q", i, id, want)
		}
	}
	plain := docxtest.Open(t, written(t, docx.New(about("en"))))["word/document.xml"]
	if strings.Contains(plain, "pgNumType") {
		t.Error("a document in one part counts anew")
	}
}

// No text is smaller than the least that was asked for.
func TestLeast(t *testing.T) {
	for least, want := range map[int]int{0: 36 * 3 / 4, 18: 36, 20: 40} {
		parts := docxtest.Open(t, written(t, formed(t, "en", least)))
		smallest := 999
		for _, s := range slices.Concat(values(parts["word/styles.xml"], "sz", "val"), values(parts["word/numbering.xml"], "sz", "val")) {
			n, err := strconv.Atoi(s)
			if err != nil {
				t.Fatal(err)
			}
			smallest = min(smallest, n)
		}
		if smallest < want || least == 0 && smallest >= 36 {
			t.Errorf("at least %d points: the smallest is %d half points", least, smallest)
		}
	}
}

// A form in a language from the right runs so throughout, codes and shapes too.
func TestFormsFromTheRight(t *testing.T) {
	body := docxtest.Open(t, written(t, formed(t, "ar", 18)))["word/document.xml"]
	if n := strings.Count(body, "<w:tbl>"); n == 0 || n != strings.Count(body, "<w:bidiVisual/>") {
		t.Errorf("%d tables, %d from the right", n, strings.Count(body, "<w:bidiVisual/>"))
	}
	for _, style := range []string{"FormCode", "FormTick", "FormTickUnder", "FormLine", "ListBullet"} {
		for _, p := range regexp.MustCompile(`<w:pStyle w:val="`+style+`"/>.*?</w:pPr>`).FindAllString(body, -1) {
			if !strings.Contains(p, "<w:bidi/>") {
				t.Errorf("runs from the left: %s", p)
			}
		}
	}
	if strings.Count(body, "<w:bidi/></w:sectPr>") != 2 {
		t.Error("a section runs from the left")
	}
}
