// Package docx writes documents that are to be edited in a word processor: headings,
// lists, tables, pictures and charts as the program knows them, each with a style
// that can be changed in one place, and none of them a picture of itself.
//
// It writes Office Open XML (ECMA-376, transitional) with nothing but an archive and
// templates. It knows no releases and no pages: whoever calls it brings words and
// numbers, in the order in which they stand.
package docx

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Media is what kind of file a document is.
const Media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// About is what a document says of itself as a whole.
type About struct {
	Title  string
	Author string    // an organisation; empty: not said
	Lang   string    // BCP 47, such as "en-GB"
	Made   time.Time // zero: not said. The same contents with the same time are the same bytes
	Notice string    // stands in bold at the head of every page; empty: nothing
	Foot   string    // stands at the foot of every page, before its number
	// Table, Figure and Page are words for what captions and the foot count.
	Table, Figure, Page string
	Points              int // size of the text, in points; 0: 11
	Least               int // no text is smaller, in points; 0: what stands beside the matter is
}

// Document is a document that is being written, from its first line to its last. Make
// it with New. It keeps the first error, which Write returns.
type Document struct {
	about    About
	rtl      bool
	body     bytes.Buffer
	headings []heading
	contents *contents
	notes    []string // paragraphs of footnotes
	parts    []part   // pictures, charts and workbooks
	links    []relation
	objects  int            // pictures, charts
	captions map[string]int // what was counted, by its name in a field
	sections int            // that ended, each with a foot of its own
	err      error
}

// heading is one that the table of contents lists.
type heading struct {
	level int
	text  string
}

// contents is where the table of contents stands.
type contents struct {
	title  string
	at     int // in the body
	levels int
}

// New begins a document.
func New(a About) *Document {
	if a.Points == 0 {
		a.Points = 11
	}
	a.Points = max(a.Points, a.Least)
	return &Document{about: a, rtl: fromRight(a.Lang), captions: map[string]int{}}
}

// Title writes the title of the document, with a line below it; empty: none.
func (d *Document) Title(below string) {
	d.paragraph("Title", "", Plain(d.about.Title))
	if below != "" {
		d.paragraph("Subtitle", "", Plain(below))
	}
}

// Titled writes a title that is not the document's alone: of one form of many.
func (d *Document) Titled(runs ...Run) { d.paragraph("Title", "", runs...) }

// Heading begins a part. Levels run from 1 to 4; any other is taken for the nearest.
func (d *Document) Heading(level int, text string) {
	level = min(max(level, 1), 4)
	d.headings = append(d.headings, heading{level, text})
	id := strconv.Itoa(len(d.headings))
	d.open("Heading"+strconv.Itoa(level), "", text)
	fmt.Fprintf(&d.body, `<w:bookmarkStart w:id="%s" w:name="_Toc%s"/>`, id, id)
	d.runs(&d.body, Plain(text))
	fmt.Fprintf(&d.body, `<w:bookmarkEnd w:id="%s"/></w:p>`, id)
}

// Para writes a paragraph.
func (d *Document) Para(runs ...Run) { d.paragraph("BodyText", "", runs...) }

// Kept writes a paragraph that stays on the page of what follows it.
func (d *Document) Kept(runs ...Run) { d.paragraph("BodyText", "<w:keepNext/>", runs...) }

// Lead writes a paragraph that says first what a part comes to.
func (d *Document) Lead(runs ...Run) { d.paragraph("Lead", "", runs...) }

// Small writes a line of what stands beside the matter: where something comes from.
func (d *Document) Small(runs ...Run) { d.paragraph("Source", "", runs...) }

// Notice writes a paragraph in a frame.
func (d *Document) Notice(runs ...Run) { d.paragraph("Notice", "", runs...) }

// Item writes one item of a list. Those that follow each other are one list.
func (d *Document) Item(runs ...Run) { d.paragraph("ListBullet", "", runs...) }

// Quote writes what somebody said, and below it of whom or how that is; empty: nothing.
// lang is that of the words; empty: that of the document.
func (d *Document) Quote(text, lang, below string) {
	next := ""
	if below != "" {
		next = "<w:keepNext/>"
	}
	d.paragraph("Quote", next, Run{Text: text, Lang: lang})
	if below != "" {
		d.paragraph("QuoteSource", "", Plain(below))
	}
}

// Break begins a new page.
func (d *Document) Break() { d.body.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`) }

// Contents puts the table of contents here, with headings down to a level, once. Each
// leads to its part; the numbers of pages come when a word processor updates it.
func (d *Document) Contents(title string, levels int) {
	d.contents = &contents{title, d.body.Len(), min(max(levels, 1), 4)}
}

// Write ends the document. It gives the first error of everything that was written, before
// any byte.
func (d *Document) Write(w io.Writer) error {
	if err := d.pack(w); err != nil {
		return fmt.Errorf("docx: %w", err)
	}
	return nil
}

func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// whole is the body with its table of contents.
func (d *Document) whole() string {
	if d.contents == nil {
		return d.body.String()
	}
	text := d.body.String()
	return text[:d.contents.at] + d.listed() + text[d.contents.at:]
}

// listed is the table of contents: a field, with what it has when nobody has updated it.
func (d *Document) listed() string {
	var b bytes.Buffer
	d.openIn(&b, "TOCHeading", "", d.contents.title)
	d.runs(&b, Plain(d.contents.title))
	b.WriteString("</w:p>")
	begin := fieldBegin(fmt.Sprintf(`TOC \o "1-%d" \h \z \u`, d.contents.levels))
	for i, h := range d.headings {
		if h.level > d.contents.levels {
			continue
		}
		d.openIn(&b, "TOC"+strconv.Itoa(h.level), "", h.text)
		b.WriteString(begin)
		begin = ""
		fmt.Fprintf(&b, `<w:hyperlink w:anchor="_Toc%d" w:history="1">`, i+1)
		d.runs(&b, Plain(h.text))
		b.WriteString("</w:hyperlink></w:p>")
	}
	if begin != "" { // there are no headings
		b.WriteString("<w:p>" + begin + fieldEnd + "</w:p>")
		return b.String()
	}
	b.WriteString("<w:p>" + fieldEnd + "</w:p>")
	return b.String()
}

const fieldEnd = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`

// fieldBegin begins a field, up to where its result stands.
func fieldBegin(code string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + escape(code) +
		` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
}

// field is a field with its result.
func field(code, result string) string {
	return fieldBegin(code) + `<w:r><w:t>` + escape(result) + `</w:t></w:r>` + fieldEnd
}

// count gives the next caption of a kind its number: "Table 3. " as a field, so that it
// counts on when somebody adds one.
func (d *Document) count(kind, word string) string {
	d.captions[kind]++
	return `<w:r><w:t xml:space="preserve">` + escape(word) + ` </w:t></w:r>` +
		field("SEQ "+kind+` \* ARABIC`, strconv.Itoa(d.captions[kind])) + `<w:r><w:t xml:space="preserve">. </w:t></w:r>`
}

// caption writes the caption of a table or figure, numbered. next says that what it is of follows.
func (d *Document) caption(kind, word, text string, next bool) {
	keep := ""
	if next {
		keep = "<w:keepNext/>"
	}
	d.open("Caption", keep, text)
	d.body.WriteString(d.count(kind, word))
	d.runs(&d.body, Plain(text))
	d.body.WriteString("</w:p>")
}
