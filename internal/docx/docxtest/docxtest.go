// Package docxtest holds documents against what word processors ask of them, and has them
// opened by one.
package docxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
)

// Open checks a document as a package of parts, and gives its parts by name: every part
// is XML, if it says so, and has a type; every way leads to a part, every part is led to;
// ids are told once; elements stand in the order that the schema has.
func Open(t testing.TB, b []byte) map[string]string {
	t.Helper()
	parts := unpack(t, b)
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	parse(t, "[Content_Types].xml", parts["[Content_Types].xml"], &types)
	reached := map[string]bool{"[Content_Types].xml": true}
	for name, text := range parts {
		typed := slices.ContainsFunc(types.Override, func(o struct {
			PartName string `xml:",attr"`
		}) bool {
			return o.PartName == "/"+name
		})
		end := strings.TrimPrefix(path.Ext(name), ".")
		for _, d := range types.Default {
			typed = typed || d.Extension == end && (end != "xml" || name == "[Content_Types].xml")
		}
		if !typed {
			t.Errorf("part %s has no type", name)
		}
		if end == "xml" || end == "rels" {
			wellFormed(t, name, text)
		}
		if end == "rels" {
			reached[name] = true
			for _, target := range relations(t, parts, name) {
				reached[target] = true
			}
		}
		if end == "xlsx" {
			Workbook(t, []byte(text))
		}
	}
	for _, o := range types.Override {
		if _, ok := parts[o.PartName[1:]]; !ok {
			t.Errorf("part %s has a type and is not there", o.PartName)
		}
	}
	for name := range parts {
		if !reached[name] {
			t.Errorf("nothing leads to part %s", name)
		}
	}
	return parts
}

// unpack reads an archive, in which no file is twice.
func unpack(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := parts[f.Name]; ok {
			t.Errorf("part %s is there twice", f.Name)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

func parse(t testing.TB, name, text string, into any) {
	t.Helper()
	if err := xml.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("part %s: %v", name, err)
	}
}

// relations gives the parts to which a file of relations leads, and checks that they and
// the ids that name them are there.
func relations(t testing.TB, parts map[string]string, name string) []string {
	t.Helper()
	var list struct {
		Relationship []struct {
			Id, Type, Target, TargetMode string `xml:",attr"` //nolint:revive // as they are written
		}
	}
	parse(t, name, parts[name], &list)
	folder := path.Dir(path.Dir(name))
	owner := parts[path.Join(folder, strings.TrimSuffix(path.Base(name), ".rels"))]
	var targets, ids []string
	for _, r := range list.Relationship {
		if slices.Contains(ids, r.Id) {
			t.Errorf("%s: id %s is told twice", name, r.Id)
		}
		ids = append(ids, r.Id)
		if r.TargetMode == "External" {
			continue
		}
		target := path.Join(folder, r.Target)
		if _, ok := parts[target]; !ok {
			t.Errorf("%s leads to %s, which is not there", name, target)
		}
		targets = append(targets, target)
	}
	for _, id := range named(owner) {
		if !slices.Contains(ids, id) {
			t.Errorf("%s has no %s", name, id)
		}
	}
	return targets
}

// named are the ids of relations that a part names.
func named(text string) []string {
	var list []string
	each(text, func(e xml.StartElement) {
		for _, a := range e.Attr {
			if strings.HasSuffix(a.Name.Space, "officeDocument/2006/relationships") {
				list = append(list, a.Value)
			}
		}
	})
	return list
}

// each goes through the elements of a part.
func each(text string, do func(xml.StartElement)) {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		if e, ok := token.(xml.StartElement); ok {
			do(e)
		}
	}
}

// orders is the order in which the schema has the children of an element; those that are
// not named here are not written.
var orders = map[string][]string{
	"pPr":       {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "bidi", "spacing", "ind", "jc", "outlineLvl", "sectPr", "defRPr"},
	"rPr":       {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "u", "vertAlign", "rtl", "lang"},
	"tblPr":     {"tblStyle", "bidiVisual", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription"},
	"style":     {"name", "basedOn", "next", "uiPriority", "semiHidden", "qFormat", "pPr", "rPr", "tblPr", "tblStylePr"},
	"sectPr":    {"headerReference", "footerReference", "pgSz", "pgMar", "pgNumType", "bidi"},
	"inline":    {"extent", "docPr", "cNvGraphicFramePr", "graphic"},
	"chart":     {"autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs"},
	"barChart":  {"barDir", "grouping", "varyColors", "ser", "gapWidth", "overlap", "axId"},
	"lineChart": {"grouping", "varyColors", "ser", "marker", "axId"},
	"ser":       {"idx", "order", "tx", "spPr", "marker", "invertIfNegative", "dLbls", "cat", "val", "smooth"},
	"dLbls":     {"numFmt", "spPr", "txPr", "dLblPos", "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"},
	"catAx":     {"axId", "scaling", "delete", "axPos", "numFmt", "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "crossAx", "crosses", "auto", "lblAlgn", "lblOffset", "noMultiLvlLbl"},
	"valAx":     {"axId", "scaling", "delete", "axPos", "majorGridlines", "title", "numFmt", "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "crossAx", "crosses", "crossBetween"},
	"tc":        {"tcPr", "p"},
	"tr":        {"trPr", "tc"},
}

// wellFormed checks the XML of a part: that it can be read, and is in order.
func wellFormed(t testing.TB, name, text string) {
	t.Helper()
	type open struct {
		name string
		at   int // in the order of its children
	}
	var stack []open
	ids := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("part %s is no XML: %v", name, err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.StartElement:
			if len(stack) > 0 {
				in := &stack[len(stack)-1]
				if order := orders[in.name]; order != nil && e.Name.Space != "" {
					at := slices.Index(order, e.Name.Local)
					if at < in.at {
						t.Errorf("part %s: <%s> is not where it belongs in <%s>", name, e.Name.Local, in.name)
					}
					in.at = at
				}
			}
			stack = append(stack, open{name: e.Name.Local})
			once(t, name, e, ids)
		}
	}
}

// once checks that ids of drawings and bookmarks, and names of these, are told once.
func once(t testing.TB, name string, e xml.StartElement, ids map[string]bool) {
	t.Helper()
	if e.Name.Local != "docPr" && e.Name.Local != "bookmarkStart" {
		return
	}
	for _, a := range e.Attr {
		if a.Name.Local != "id" && (a.Name.Local != "name" || e.Name.Local == "docPr") {
			continue
		}
		key := e.Name.Local + " " + a.Name.Local + " " + a.Value
		if ids[key] {
			t.Errorf("part %s has %s twice", name, key)
		}
		ids[key] = true
	}
}

// Text is all that is written in a part, a line a paragraph.
func Text(part string) string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(part))
	inText := false
	for {
		token, err := d.Token()
		if err != nil {
			return b.String()
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
			if e.Name.Local == "br" || e.Name.Local == "tab" {
				b.WriteByte(' ')
			}
		case xml.EndElement:
			if inText = false; e.Name.Local == "p" {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if inText {
				b.Write(e)
			}
		}
	}
}

// Workbook reads the cells of a chart's workbook, by name.
func Workbook(t testing.TB, b []byte) map[string]string {
	t.Helper()
	parts := unpack(t, b)
	for name, text := range parts {
		wellFormed(t, name, text)
	}
	var sheet struct {
		Rows []struct {
			Cells []struct {
				At   string `xml:"r,attr"`
				V    string `xml:"v"`
				Text string `xml:"is>t"`
				F    string `xml:"f"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	parse(t, "sheet", parts["xl/worksheets/sheet1.xml"], &sheet)
	cells := map[string]string{}
	for _, r := range sheet.Rows {
		for _, c := range r.Cells {
			if c.F != "" {
				t.Errorf("cell %s holds a formula", c.At)
			}
			cells[c.At] = c.V + c.Text
		}
	}
	return cells
}
