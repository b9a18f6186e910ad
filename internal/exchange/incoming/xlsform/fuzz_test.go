package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"kist/internal/exchange/incoming"
)

func FuzzRead(f *testing.F) {
	f.Add(workbook(f, wholeForm))
	f.Add(entities(f))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(readable)
}

// FuzzParts fuzzes the parts of a workbook: whoever changes a byte of a file meets the
// checksums of the zip, and nothing behind them.
func FuzzParts(f *testing.F) {
	parts := []string{"xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
	seed := map[string]string{}
	rewritten(f, func(name string, body []byte) []byte {
		seed[name] = string(body)
		return body
	})
	f.Add(seed[parts[0]], seed[parts[1]], seed[parts[2]], seed[parts[3]], seed[parts[4]])
	f.Add(seed[parts[0]], seed[parts[1]], "<sst><si><r><t>type</t></r><rPh><t>x</t></rPh></si></sst>", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
		`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="b"><v>1</v></c><c s="0"><v>45000</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, relations, book, texts, styles, sheet string) {
		fuzzed := map[string]string{parts[0]: relations, parts[1]: book, parts[2]: texts, parts[3]: styles, parts[4]: sheet}
		readable(t, stored(t, seed, fuzzed))
	})
}

// stored is a workbook of parts, of which some are others.
func stored(t testing.TB, parts, others map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		body, other := others[name]
		if !other {
			body = parts[name]
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readable fails if a file is neither read whole nor refused with words for a person.
func readable(t *testing.T, file []byte) {
	t.Helper()
	form, err := Read(file)
	if err != nil {
		var trouble *incoming.Trouble
		if !errors.As(err, &trouble) {
			t.Fatal(err)
		}
		return
	}
	drafted(t, form)
}

// FuzzForm fuzzes what stands in the cells, which a fuzzer seldom reaches through a
// zip.
func FuzzForm(f *testing.F) {
	f.Add("select_one who", "x", "Which?", "${a} = 'b'", ". > 3 and . < 9", "label::Polski (pl)")
	f.Add("begin group", "", "<script>", "", "", "bind::relevant")
	f.Add("range", "r", "R", "", "", "parameters")
	f.Fuzz(func(t *testing.T, kind, name, label, when, constraint, head string) {
		s := &sheet{name: surveySheet}
		s.add(1, []string{"type", "name", "label", "relevant", "constraint", head})
		s.add(2, []string{"text", "a", "A", "", "", ""})
		s.add(3, []string{kind, name, label, when, constraint, label})
		list := &sheet{name: choicesSheet}
		list.add(1, []string{"list_name", "name", "label"})
		list.add(2, []string{"who", name, label})
		r := newReader()
		r.survey, r.list, r.setting = s, list, &sheet{}
		r.languages()
		r.choices()
		r.columns(s, surveyColumns)
		r.questions()
		drafted(t, r.form)
	})
}
