package workbook

import (
	"fmt"
	"strings"
	"time"
)

// part is one file of the archive.
type part struct {
	name string
	body []byte
}

const (
	head     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainXML  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	packXML  = "http://schemas.openxmlformats.org/package/2006/"
	kindXML  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	coreKind = packXML + "relationships/metadata/core-properties"
	bookType = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// styles are those of the constants, by their order. The first two fills are a
// workbook's own, and 49 is the built-in format of texts, 1 of whole numbers and 9 of
// per cent.
const styles = head + `<styleSheet xmlns="` + mainXML + `">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
	`<fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="14"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF000000"/></bottom><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="49" fontId="2" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// parts are all files of the archive, in the order in which programs look for them.
func (b *Book) parts() []part {
	types := `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml") +
		override("xl/workbook.xml", bookType+"sheet.main+xml") + override("xl/styles.xml", bookType+"styles+xml")
	ways := relation(0, kindXML+"/styles", "styles.xml")
	var list strings.Builder
	sheets := make([]part, len(b.sheets))
	for i, s := range b.sheets {
		name := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		types += override("xl/"+name, bookType+"worksheet+xml")
		ways += relation(i+1, kindXML+"/worksheet", name)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(s.name), i+1, i+1)
		sheets[i] = part{"xl/" + name, s.page(i == 0)}
	}
	return append([]part{
		{"[Content_Types].xml", []byte(head + `<Types xmlns="` + packXML + `content-types">` + types + "</Types>")},
		{"_rels/.rels", relations(relation(1, kindXML+"/officeDocument", "xl/workbook.xml") + relation(2, coreKind, "docProps/core.xml"))},
		{"docProps/core.xml", b.core()},
		{"xl/workbook.xml", []byte(head + `<workbook xmlns="` + mainXML + `" xmlns:r="` + kindXML + `"><bookViews><workbookView/></bookViews><sheets>` + list.String() + "</sheets></workbook>")},
		{"xl/_rels/workbook.xml.rels", relations(ways)},
		{"xl/styles.xml", []byte(styles)},
	}, sheets...)
}

func override(name, media string) string {
	return `<Override PartName="/` + name + `" ContentType="` + media + `"/>`
}

func relation(id int, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s" Target="%s"/>`, id, kind, target)
}

func relations(list string) []byte {
	return []byte(head + `<Relationships xmlns="` + packXML + `relationships">` + list + "</Relationships>")
}

// page is the sheet as a file; the one that is shown first says so.
func (s *Sheet) page(shown bool) []byte {
	selected := ""
	if shown {
		selected = ` tabSelected="1"`
	}
	top := head + `<worksheet xmlns="` + mainXML + `"><sheetViews><sheetView` + selected + ` workbookViewId="0">` + s.pane + "</sheetView></sheetViews>" + s.widths + "<sheetData>"
	return append(append([]byte(top), s.rows.Bytes()...), "</sheetData></worksheet>"...)
}

// core says in the file's own properties what it is.
func (b *Book) core() []byte {
	var all strings.Builder
	all.WriteString(head + `<cp:coreProperties xmlns:cp="` + packXML + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, p := range [][2]string{{"title", b.Title}, {"subject", b.Subject}, {"creator", "Kist"}, {"description", b.Description}, {"language", b.Language}} {
		if p[1] != "" {
			all.WriteString("<dc:" + p[0] + ">" + escape(p[1]) + "</dc:" + p[0] + ">")
		}
	}
	if !b.Made.IsZero() {
		made := b.Made.UTC().Format(time.RFC3339)
		for _, name := range []string{"created", "modified"} {
			all.WriteString(`<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + made + "</dcterms:" + name + ">")
		}
	}
	all.WriteString("</cp:coreProperties>")
	return []byte(all.String())
}
