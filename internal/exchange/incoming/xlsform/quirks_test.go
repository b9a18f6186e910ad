package xlsform

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kist/surveys"
)

// changed is a workbook with something done to it that a table cannot show.
func changed(t testing.TB, tables string, change func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, tables)))
	if err == nil {
		err = change(f)
	}
	var b bytes.Buffer
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipped is a workbook of parts as a program wrote them; what they have in common is
// added.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/><sheet name="choices" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId4" Type="x/styles" Target="styles.xml"/></Relationships>`,
	}
	maps.Copy(all, parts)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(all[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// yesNoForm is a form with one question and one that hangs on it.
const yesNoForm = `
|survey|
|type|name|label|relevant|disabled|
|select_one yn|swim|Can you swim?| | |
|text|where|Where do you swim?|${swim} = 1| |
|choices|
|list_name|name|label|
|yn|1|Yes|
|yn|0|No|
`

// yesNoDraft is what becomes of it.
const yesNoDraft = `survey [en] en:survey
lead en:survey
swim one_choice en:Can you swim?
- 1 en:Yes
- 0 en:No
where story en:Where do you swim? if swim=1
`

const yesNoAccount = `0 : added title
settings 0 default_language: added language_guess
survey 2 swim: kept
survey 3 where: kept
`

// made are workbooks that say the same in the ways of different programs.
var made = map[string]func(t testing.TB) []byte{
	"as a table": func(t testing.TB) []byte { return workbook(t, yesNoForm) },
	"numbers that are numbers": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error {
			return errorsOf(f.SetCellInt("choices", "B2", 1), f.SetCellFloat("choices", "B3", 0, 2, 64))
		})
	},
	"numbers with a format": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{NumFmt: 2})
			return errorsOf(err, f.SetCellInt("choices", "B2", 1), f.SetCellInt("choices", "B3", 0), f.SetCellStyle("choices", "B2", "B3", style))
		})
	},
	"merged cells": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error { return f.MergeCell("survey", "C2", "E2") })
	},
	"words in two looks": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error {
			return f.SetCellRichText("survey", "C2", []excelize.RichTextRun{{Text: "Can "}, {Text: "you", Font: &excelize.Font{Bold: true}}, {Text: " swim?"}})
		})
	},
	"hidden sheets": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error { return f.SetSheetVisible("choices", false) })
	},
	"filters, colours and a frozen row": func(t testing.TB) []byte {
		return changed(t, yesNoForm, func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFEE00"}}})
			return errorsOf(err, f.SetCellStyle("survey", "A1", "Z60", style), f.AutoFilter("survey", "A1:E3", nil),
				f.SetPanes("survey", &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
		})
	},
	"an empty row at the very end, as LibreOffice leaves it": func(t testing.TB) []byte {
		return zipped(t, map[string]string{
			"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
				`<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0" t="s"><v>1</v></c><c r="C1" s="0" t="s"><v>2</v></c><c r="D1" s="0" t="s"><v>3</v></c></row>` +
				`<row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" t="s"><v>5</v></c><c r="C2" t="s"><v>6</v></c></row>` +
				`<row r="3"><c r="A3" t="s"><v>7</v></c><c r="B3" t="s"><v>8</v></c><c r="C3" t="s"><v>9</v></c><c r="D3" t="s"><v>10</v></c></row>` +
				`<row r="1048576" customFormat="false" ht="12.8"><c r="A1048576" s="0"/></row></sheetData></worksheet>`,
			"xl/worksheets/sheet2.xml": `<worksheet><sheetData>` +
				`<row r="1"><c r="A1" t="s"><v>11</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>` +
				`<row r="2"><c r="A2" t="s"><v>12</v></c><c r="B2" t="n"><v>1</v></c><c r="C2" t="s"><v>13</v></c></row>` +
				`<row r="3"><c r="A3" t="s"><v>12</v></c><c r="B3" t="n"><v>0</v></c><c r="C3" t="s"><v>14</v></c></row></sheetData></worksheet>`,
			"xl/sharedStrings.xml": `<sst>` + texts("type", "name", "label", "relevant", "select_one yn", "swim", "Can you swim?", "text", "where", "Where do you swim?", "${swim} = 1", "list_name", "yn", "Yes", "No") + `</sst>`,
			"xl/styles.xml":        `<styleSheet><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>`,
		})
	},
	"numbers with a point and parts named from the root, as Google writes them": func(t testing.TB) []byte {
		return zipped(t, map[string]string{
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" s="2"/><c r="F1" s="2"/></row>` +
				`<row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" t="s"><v>5</v></c><c r="C2" t="s"><v>6</v></c></row>` +
				`<row r="3"><c r="A3" t="s"><v>7</v></c><c r="B3" t="s"><v>8</v></c><c r="C3" t="str"><f>CONCATENATE("Where do you ", "swim?")</f><v>Where do you swim?</v></c><c r="D3" t="s"><v>9</v></c></row>` +
				strings.Repeat(`<row><c s="2"/><c s="2"/></row>`, 990) + `</sheetData></worksheet>`,
			"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>10</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>` +
				`<row r="2"><c r="A2" t="s"><v>11</v></c><c r="B2"><v>1.0</v></c><c r="C2" t="s"><v>12</v></c></row><row r="3"><c r="A3" t="s"><v>11</v></c><c r="B3"><v>0.0</v></c><c r="C3" t="s"><v>13</v></c></row></sheetData></worksheet>`,
			"xl/sharedStrings.xml": `<sst>` + texts("type", "name", "label", "relevant", "select_one yn", "swim", "Can you swim?", "text", "where", "${swim} = 1", "list_name", "yn", "Yes", "No") + `</sst>`,
		})
	},
	"names with prefixes, cells without places and texts that stand in them": func(t testing.TB) []byte {
		row := func(cells ...string) string {
			out := `<x:row>`
			for _, c := range cells {
				out += `<x:c t="inlineStr"><x:is><x:t xml:space="preserve">` + c + `</x:t></x:is></x:c>`
			}
			return out + `</x:row>`
		}
		return zipped(t, map[string]string{
			"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>` + row("type", "name", "label", "relevant") +
				row("select_one yn", "swim", "Can you swim?") + row("text", "where", "Where do you_x000D_\nswim?", "${swim} = 1") + `</x:sheetData></x:worksheet>`,
			"xl/worksheets/sheet2.xml": `<x:worksheet xmlns:x="y"><x:sheetData>` + row("list_name", "name", "label") + row("yn", "1", "Yes") + row("yn", "0", "No") + `</x:sheetData></x:worksheet>`,
		})
	},
}

// texts are shared texts, the second of them with its pronunciation, as Excel in
// Japan adds it.
func texts(list ...string) string {
	var b strings.Builder
	for i, text := range list {
		b.WriteString(`<si><t xml:space="preserve">` + text + `</t>`)
		if i == 1 {
			b.WriteString(`<rPh sb="0" eb="2"><t>not read</t></rPh><phoneticPr fontId="1"/>`)
		}
		b.WriteString(`</si>`)
	}
	return b.String()
}

func errorsOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestProgramsThatMadeIt holds that it makes no difference which program saved a
// workbook.
func TestProgramsThatMadeIt(t *testing.T) {
	for name, file := range made {
		s, notes := taken(t, file(t))
		if got := outline(s); got != yesNoDraft {
			t.Errorf("%s: the draft is\n%s", name, got)
		}
		if notes != yesNoAccount {
			t.Errorf("%s: the account is\n%s", name, notes)
		}
	}
}

// TestCellsThatAreNoWords gives what spreadsheets make of words when nobody looks: a
// date of 1-5, a yes of true, an error, a formula that was never worked out.
func TestCellsThatAreNoWords(t *testing.T) {
	cell := func(at, inner string) string {
		return `<worksheet><sheetData><row><c t="inlineStr"><is><t>type</t></is></c><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>label</t></is></c></row><row><c t="inlineStr"><is><t>text</t></is></c><c t="inlineStr"><is><t>q</t></is></c>` + inner + `</row></sheetData></worksheet>`
	}
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="166"/></cellXfs></styleSheet>`
	for inner, want := range map[string]string{
		`<c><v>5</v></c>`:                                   "5",
		`<c><v>5.0</v></c>`:                                 "5",
		`<c><v>1E3</v></c>`:                                 "1000",
		`<c><v>2.50</v></c>`:                                "2.5",
		`<c t="b"><v>1</v></c>`:                             "TRUE",
		`<c t="b"><v>0</v></c>`:                             "FALSE",
		`<c s="1"><v>46143</v></c>`:                         "2026-05-01",
		`<c s="2"><v>46143.5</v></c>`:                       "2026-05-01 12:00:00",
		`<c s="3"><v>46143</v></c>`:                         "46143",
		`<c s="4"><v>0.75</v></c>`:                          "18:00:00",
		`<c s="5"><v>1.5</v></c>`:                           "1899-12-31 12:00:00",
		`<c s="99"><v>7</v></c>`:                            "7",
		`<c t="e"><v>#REF!</v></c>`:                         "#REF!",
		`<c t="str"><f>A1&amp;"x"</f><v>worked out</v></c>`: "worked out",
		`<c t="d"><v>2026-05-01</v></c>`:                    "2026-05-01",
		`<c t="inlineStr"><is><r><t>two </t></r><r><rPr><b/></rPr><t>looks</t></r></is></c>`: "two looks",
	} {
		s, _ := taken(t, zipped(t, map[string]string{"xl/worksheets/sheet1.xml": cell("C2", inner), "xl/worksheets/sheet2.xml": `<worksheet/>`, "xl/styles.xml": styles}))
		if got := s.Questions[0].Text["en"][surveys.All]; got != want {
			t.Errorf("%s is read as %q, want %q", inner, got, want)
		}
	}
	_, notes := taken(t, zipped(t, map[string]string{"xl/worksheets/sheet1.xml": cell("C2", `<c><f>A1</f></c>`), "xl/worksheets/sheet2.xml": `<worksheet/>`}))
	if !strings.Contains(notes, "survey 2 q: left flaw.text_missing") {
		t.Errorf("of a formula that was never worked out the account says\n%s", notes)
	}
}

// TestDatesOfOldApples reads a workbook whose days count from 1904.
func TestDatesOfOldApples(t *testing.T) {
	b := &book{from: 1904}
	if got := b.number("44681", true); got != "2026-05-01" {
		t.Error(got)
	}
}

// TestBooleansAreAnswers reads choices that Excel made booleans of, and a line that is
// switched off by one.
func TestBooleansAreAnswers(t *testing.T) {
	s, notes := taken(t, changed(t, strings.ReplaceAll(yesNoForm, "${swim} = 1", "${swim} = 'TRUE'"), func(f *excelize.File) error {
		return errorsOf(f.SetCellBool("choices", "B2", true), f.SetCellBool("choices", "B3", false), f.SetCellBool("survey", "E3", false))
	}))
	if got := outline(s); !strings.HasSuffix(got, "if swim=true\n") {
		t.Errorf("the draft is\n%s%s", got, notes)
	}
	_, notes = taken(t, changed(t, yesNoForm, func(f *excelize.File) error { return f.SetCellBool("survey", "E3", true) }))
	if !strings.Contains(notes, "survey 3 where: left disabled") {
		t.Errorf("the account is\n%s", notes)
	}
}

// TestFarAwayCells says what stands too far to the right, and what is in sheets that
// nobody asked for.
func TestFarAwayCells(t *testing.T) {
	s, notes := taken(t, changed(t, yesNoForm, func(f *excelize.File) error {
		_, err := f.NewSheet("My notes")
		return errorsOf(err, f.SetCellStr("survey", "XFD2", "far"), f.SetCellStr("My notes", "A1", "Do not forget"))
	}))
	for _, want := range []string{"0 My notes: left sheet_unread\n", "survey 1 : left columns_many most=300\n"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the account lacks %q:\n%s", want, notes)
		}
	}
	if got := outline(s); got != yesNoDraft {
		t.Errorf("the draft is\n%s", got)
	}
}
