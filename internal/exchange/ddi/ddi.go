// Package ddi describes a release and its files as a DDI Codebook 2.5 document,
// for archives: the study, the files with every variable, each question as it was
// asked with its published counts, and each table as a cube of two dimensions.
//
// Elements stand in the order of the schema of the DDI Alliance (codebook.xsd,
// version 2.5), which is stricter about it than most readers are.
package ddi

import (
	"encoding/xml"
	"fmt"
	"io"
	"iter"

	"kist/internal/exchange/worded"
)

// Data is a file of the release that has a row a figure.
type Data struct {
	Suffix string // of its name, which begins with the release's id
	Media  string
}

// Write writes the document. files are those with the variables of
// worded.Variables.
func Write(w io.Writer, rel *worded.Release, files []Data) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("ddi: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	d := describer{rel: rel, files: files}
	if err := e.Encode(d.codeBook()); err != nil {
		return fmt.Errorf("ddi: %w", err)
	}
	return nil
}

// node is an element: attributes, and either a text or elements.
type node struct {
	name  string
	attrs []xml.Attr
	text  string
	kids  []node
}

// MarshalXML writes the element. One without a name is left out.
func (n node) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	if n.name == "" {
		return nil
	}
	start := xml.StartElement{Name: xml.Name{Local: n.name}, Attr: n.attrs}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if n.text != "" {
		if err := e.EncodeToken(xml.CharData(n.text)); err != nil {
			return err
		}
	}
	for _, kid := range n.kids {
		if err := kid.MarshalXML(e, xml.StartElement{}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// el is an element of elements.
func el(name string, kids ...node) node { return node{name: name, kids: kids} }

// say is an element of text; none if the text is empty.
func say(name, text string) node {
	if text == "" {
		return node{}
	}
	return node{name: name, text: text}
}

// with adds attributes, given as names and values; those with an empty value are
// left out.
func (n node) with(pairs ...string) node {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: pairs[i]}, Value: pairs[i+1]})
		}
	}
	return n
}

// and adds elements at the end.
func (n node) and(kids iter.Seq[node]) node {
	for kid := range kids {
		n.kids = append(n.kids, kid)
	}
	return n
}

// describer makes the elements of a release.
type describer struct {
	rel   *worded.Release
	files []Data
}

func (d describer) codeBook() node {
	root := el("codeBook", d.document(), d.study()).with("xmlns", "ddi:codebook:2_5", "version", "2.5", "xml:lang", d.rel.Lang)
	for i := range d.files {
		root.kids = append(root.kids, d.file(i))
	}
	return root.and(func(yield func(node) bool) { yield(d.data()) })
}

// document describes this description.
func (d describer) document() node {
	return el("docDscr", el("citation",
		el("titlStmt", say("titl", d.rel.T("staff.file.ddi.title", "Title", d.rel.Title)), say("IDNo", d.rel.ID+".ddi")),
		el("prodStmt", say("prodDate", d.rel.Made).with("date", d.rel.Made), say("software", "Kist")),
		d.version(),
	))
}

// version says which release this is: releases never change, so its number is its
// version.
func (d describer) version() node {
	return el("verStmt", say("version", d.rel.ID).with("date", d.rel.Made), say("notes", d.rel.Naming()))
}

func (d describer) study() node {
	rel := d.rel
	var synthetic node
	if rel.Synthetic {
		synthetic = say("notes", rel.T("staff.synthetic.title")+" "+rel.T("staff.synthetic.text"))
	}
	return el("stdyDscr",
		el("citation",
			el("titlStmt", say("titl", rel.Title), say("subTitl", rel.Inspection), say("IDNo", rel.ID)),
			d.version(),
		),
		el("stdyInfo",
			el("sumDscr", say("anlyUnit", rel.T("staff.file.ddi.unit")), say("dataKind", rel.T("staff.file.ddi.kind"))),
			synthetic,
		),
		el("method",
			say("dataProcessing", rel.Rounding()).with("ID", "rounding", "type", "disclosure control"),
			say("dataProcessing", rel.T("staff.file.ddi.wording", "Version", rel.Version, "Hash", rel.Hash)).with("ID", "wording", "type", "survey version"),
		),
	).and(func(yield func(node) bool) {
		for _, n := range rel.Notes {
			text := n.Text
			if n.Lead != "" {
				text = n.Lead + " " + n.Text
			}
			if !yield(say("notes", text)) {
				return
			}
		}
	})
}

// fileID is the id of a file in this document.
func fileID(i int) string { return fmt.Sprintf("F%d", i+1) }

func (d describer) file(i int) node {
	rows := 0
	for range d.rel.Rows() {
		rows++
	}
	f := d.files[i]
	return el("fileDscr", el("fileTxt",
		say("fileName", d.rel.ID+f.Suffix),
		say("fileCont", d.rel.T("staff.file.ddi.rows")),
		el("dimensns", say("caseQnty", fmt.Sprint(rows)), say("varQnty", fmt.Sprint(len(worded.Variables())))),
		say("fileType", f.Media).with("charset", "UTF-8"),
	)).with("ID", fileID(i), "methrefs", "rounding wording")
}
