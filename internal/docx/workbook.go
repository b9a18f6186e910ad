package docx

import (
	"bytes"
	"fmt"
)

// sheetName is that of the one sheet, the same in every language.
const sheetName = "Sheet1"

// head begins every part.
const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// The parts of a workbook beside its sheet.
const (
	bookTypes = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	bookXML   = head + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` + sheetName + `" sheetId="1" r:id="rId1"/></sheets></workbook>`
)

// workbook holds the numbers of a chart: categories down, series across. Texts are texts
// and numbers are numbers; no cell holds a formula.
func (c Chart) workbook() ([]byte, error) {
	var b bytes.Buffer
	err := archive(&b, []file{
		{"[Content_Types].xml", []byte(bookTypes)},
		{"_rels/.rels", []byte(relations([]relation{{"rId1", "officeDocument", "xl/workbook.xml", false}}))},
		{"xl/workbook.xml", []byte(bookXML)},
		{"xl/_rels/workbook.xml.rels", []byte(relations([]relation{{"rId1", "worksheet", "worksheets/sheet1.xml", false}}))},
		{"xl/worksheets/sheet1.xml", []byte(c.sheet())},
	})
	return b.Bytes(), err
}

func (c Chart) sheet() string {
	var b bytes.Buffer
	b.WriteString(head + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`)
	for i, s := range c.Series {
		words(&b, column(i+1)+"1", s.Name)
	}
	b.WriteString("</row>")
	for i, name := range c.Categories {
		row := i + 2
		fmt.Fprintf(&b, `<row r="%d">`, row)
		words(&b, fmt.Sprintf("A%d", row), name)
		for j, s := range c.Series {
			if v := s.at(i); v != nil {
				fmt.Fprintf(&b, `<c r="%s%d"><v>%d</v></c>`, column(j+1), row, *v)
			}
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.String()
}

func words(b *bytes.Buffer, at, text string) {
	fmt.Fprintf(b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, escape(text))
}

// column is the name of a column of a sheet, from 0: A, B, ... Z, AA.
func column(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
