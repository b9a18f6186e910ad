package docx

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Run is a stretch of text that is written alike.
type Run struct {
	Text   string
	Strong bool
	Slant  bool
	Light  bool   // does not stand out where its place would make it
	Lang   string // BCP 47; empty: that of the document
	Link   string // an address, of http, https or mailto; any other is left out
	Note   string // a footnote that hangs on the end of the text; empty: none
}

// Plain is text as it stands.
func Plain(text string) Run { return Run{Text: text} }

// Strong is text that stands out.
func Strong(text string) Run { return Run{Text: text, Strong: true} }

// Noted is text with a footnote at its end.
func Noted(text, note string) Run { return Run{Text: text, Note: note} }

// paragraph writes a paragraph of a style. more are properties that follow the style's.
func (d *Document) paragraph(style, more string, runs ...Run) {
	d.open(style, more, plain(runs))
	d.runs(&d.body, runs...)
	d.body.WriteString("</w:p>")
}

// plain is what runs say.
func plain(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

func (d *Document) open(style, more, text string) { d.openIn(&d.body, style, more, text) }

// openIn begins a paragraph, which runs the way its own text does.
func (d *Document) openIn(b *bytes.Buffer, style, more, text string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more)
	switch toLeft, told := direction(text); {
	case !told && d.rtl, told && toLeft:
		b.WriteString("<w:bidi/>")
	case d.rtl:
		b.WriteString(`<w:bidi w:val="0"/>`)
	}
	b.WriteString("</w:pPr>")
}

// runs writes runs into a paragraph.
func (d *Document) runs(b *bytes.Buffer, runs ...Run) {
	for _, r := range runs {
		id := ""
		if address(r.Link) {
			id = d.link(r.Link)
			b.WriteString(`<w:hyperlink r:id="` + id + `" w:history="1">`)
		}
		b.WriteString("<w:r>" + properties(r, id != "") + content(r.Text) + "</w:r>")
		if id != "" {
			b.WriteString("</w:hyperlink>")
		}
		if r.Note != "" {
			d.note(b, r.Note)
		}
	}
}

// properties are those of a run, in the order that the schema has.
func properties(r Run, linked bool) string {
	var b strings.Builder
	if linked {
		b.WriteString(`<w:rStyle w:val="Hyperlink"/>`)
	}
	if r.Strong {
		b.WriteString("<w:b/><w:bCs/>")
	}
	if r.Light {
		b.WriteString(`<w:b w:val="0"/><w:bCs w:val="0"/>`)
	}
	if r.Slant {
		b.WriteString("<w:i/><w:iCs/>")
	}
	if toLeft, told := direction(r.Text); told && toLeft {
		b.WriteString("<w:rtl/>")
	}
	if r.Lang != "" {
		lang := escape(r.Lang)
		if fromRight(r.Lang) {
			b.WriteString(`<w:lang w:bidi="` + lang + `"/>`)
		} else {
			b.WriteString(`<w:lang w:val="` + lang + `"/>`)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// content is text as a run has it: lines and tabs are elements.
func content(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, bit := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if bit != "" {
				b.WriteString(`<w:t xml:space="preserve">` + escape(bit) + `</w:t>`)
			}
		}
	}
	return b.String()
}

// note hangs a footnote on what was written last.
func (d *Document) note(b *bytes.Buffer, text string) {
	n := len(d.notes) + 1
	var p bytes.Buffer
	d.openIn(&p, "FootnoteText", "", text)
	p.WriteString(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`)
	d.runs(&p, Plain(" "+text))
	p.WriteString("</w:p>")
	d.notes = append(d.notes, p.String())
	fmt.Fprintf(b, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, n)
}

// address says whether a link leads where one may be led.
func address(link string) bool {
	u, err := url.Parse(link)
	if err != nil || link != escape(link) && !strings.Contains(link, "&") {
		return false
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" || u.Scheme == "mailto" && u.Opaque != ""
}

// escape is text that stands in XML as what it is, be it in an element or an attribute.
// What XML cannot hold at all, such as control characters, becomes a mark that
// something stood there.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '\'':
			b.WriteString("&#39;")
		case '\n', '\r', '\t':
			b.WriteByte(' ')
		default:
			if !holdable(r) {
				r = utf8.RuneError
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// holdable says whether XML 1.0 can hold a rune.
func holdable(r rune) bool {
	return r >= 0x20 && r < 0xd800 || r >= 0xe000 && r < 0xfffe || r >= 0x10000 && r <= utf8.MaxRune
}

var toTheLeft = []*unicode.RangeTable{unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko}

// direction says which way a text runs, by the first of its letters; told is false if it has none.
func direction(text string) (toLeft, told bool) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return unicode.In(r, toTheLeft...), true
		}
	}
	return false, false
}

// fromRight says whether a language is written from the right.
func fromRight(lang string) bool {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "ar", "fa", "he", "ps", "ur", "yi", "ckb", "sd", "dv":
		return true
	}
	return false
}
