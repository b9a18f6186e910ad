package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kist/surveys"
)

// importable writes a small XLSForm into a folder of the test's own.
func importable(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	for i, line := range [][]string{{"type", "name", "label"}, {"deviceid", "d", ""}, {"text", "say", "Tell us"}} {
		for j, text := range line {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := f.SetCellStr("survey", at, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	name := filepath.Join(t.TempDir(), "form.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestImportSaysWhatBecomesOfEachLine(t *testing.T) {
	c := importCommand{File: importable(t), Editions: []string{"11-13", "14-18"}}
	w, err := c.wanted()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	s, err := c.account(&out, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"survey:2 d: left: Nothing of the device", "survey:3 say: kept\n", "1 came over whole, 0 changed, 1 left behind"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	if len(s.Questions) != 1 || !s.Has(surveys.E11, "en") || len(s.Start.Facts) < 3 {
		t.Errorf("the survey is %+v", s)
	}
}

func TestImportRefusesInWords(t *testing.T) {
	c := importCommand{File: filepath.Join(t.TempDir(), "notes.xlsx"), Editions: []string{"14-18"}}
	if err := os.WriteFile(c.File, []byte("PK\x03\x04 and no more"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := c.wanted()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.account(os.Stdout, w); err == nil || !strings.Contains(err.Error(), "not a workbook") {
		t.Errorf("it says %v", err)
	}
	c.Editions = []string{"teens"}
	if _, err := c.wanted(); err == nil || !strings.Contains(err.Error(), "11-13") {
		t.Errorf("it says %v", err)
	}
}

// TestImportBeginsADraft runs the command as it is, on a store of its own.
func TestImportBeginsADraft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("KIST_STORE", "sqlite:"+filepath.Join(dir, "kist.db"))
	t.Setenv("KIST_KEY_FILE", filepath.Join(dir, "kist.key"))
	c := importCommand{File: importable(t), Editions: []string{"14-18"}, Begin: "fresh"}
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	if err := c.Run(); err == nil || !strings.Contains(err.Error(), "no draft was begun") {
		t.Errorf("a second time: %v", err)
	}
	a := openTestApp(t, "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key"))
	doc, err := a.writing.Get(t.Context(), "fresh")
	if err != nil || doc.Survey.Questions[0].Key != "say" {
		t.Errorf("%+v, %v", doc, err)
	}
}
