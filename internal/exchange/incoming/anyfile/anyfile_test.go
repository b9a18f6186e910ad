package anyfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"kist/internal/exchange/incoming"
	"kist/internal/fault"
)

// workbook is a small XLSForm.
func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	for at, text := range map[string]string{"A1": "type", "B1": "name", "C1": "label", "A2": "text", "B2": "q", "C2": "Tell us"} {
		if err := f.SetCellStr("survey", at, text); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const yaml = "title: A trial\neditions: [8-10]\nstart: {lead: Hello.}\nquestions:\n  q: {kind: story, text: Tell us}\n"

// zipped is an archive of files.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const lss = `<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<groups><rows><row><gid>1</gid></row></rows></groups>
<questions><rows><row><qid>2</qid><parent_qid>0</parent_qid><gid>1</gid><type>T</type><title>q</title><question>Tell us</question><language>en</language></row></rows></questions>
<surveys><rows><row><language>en</language></row></rows></surveys>
</document>`

// TestFilesAreKnownByWhatIsInThem gives each kind of file, under a right name and a
// wrong one.
func TestFilesAreKnownByWhatIsInThem(t *testing.T) {
	for _, c := range []struct {
		name   string
		file   []byte
		format string
	}{
		{"form.xlsx", workbook(t), "xlsform"},
		{"form", workbook(t), "xlsform"},
		{"form.csv", workbook(t), "xlsform"},
		{"form.lss", []byte(lss), "limesurvey"},
		{"form", []byte("\xef\xbb\xbf" + lss), "limesurvey"},
		{"form.txt", []byte("\n" + lss), "limesurvey"},
		{"form.csv", []byte("type,text\nstory,Tell us\n"), "questions"},
		{"form", []byte("text\nTell us\n"), "questions"},
		{"FORM.TSV", []byte("type\ttext\nstory\tTell us\n"), "questions"},
		{"form.csv", []byte("\xff\xfet\x00e\x00x\x00t\x00\n\x00T\x00e\x00l\x00l\x00 \x00u\x00s\x00"), "questions"},
		{"survey.yaml", []byte(yaml), "kist"},
		{"survey", []byte(yaml), "kist"},
		{"survey.zip", zipped(t, map[string]string{"survey.yaml": yaml, "survey.gd.yaml": "language: gd\n"}), "kist"},
	} {
		form, parts, format, err := Read(c.name, c.file)
		if err != nil || format != c.format || !slices.Contains(Formats(), format) {
			t.Errorf("%s: %q, %v; want %s", c.name, format, err, c.format)
			continue
		}
		if form.Whole != nil {
			form.Items = []incoming.Item{{At: form.Notes[0].Place, Text: incoming.Text{"en": form.Whole.Questions[0].Text["en"]["all"]}}}
		}
		if len(form.Items) != 1 || form.Items[0].Text["en"] != "Tell us" {
			t.Errorf("%s: its questions are %+v", c.name, form.Items)
		}
		if !slices.Contains(parts, form.Items[0].At.Part) {
			t.Errorf("%s: its question stands in %q, not among %q", c.name, form.Items[0].At.Part, parts)
		}
	}
}

func TestWhatIsNoQuestionnaireIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing.xlsx": {nil, "empty"},
		"spaces.xlsx":  {[]byte(" \r\n\t "), "empty"},
		"large.xlsx":   {make([]byte, incoming.MaxFile+1), "large"},
		"picture.png":  {[]byte("\x89PNG\r\n\x1a\n and more"), "format"},
		"broken.xlsx":  {workbook(t)[:300], "not_workbook"},
		"answers.lsa":  {zipped(t, map[string]string{"survey_9.lss": lss, "survey_9_responses.lsr": "<document/>"}), "lime_archive"},
		"two.zip":      {zipped(t, map[string]string{"a.yaml": yaml, "b.yaml": yaml}), "own_two"},
		"files.zip":    {zipped(t, map[string]string{"a.txt": "Hello"}), "not_workbook"},
		"broken.lss":   {[]byte(lss[:300]), "xml_damaged"},
		"page.html":    {[]byte("<html></html>"), "lime_none"},
		"words.txt":    {[]byte("Dear all, here are our questions."), "csv_no_text"},
		"words.lss":    {[]byte("Tell us"), "lime_none"},
	} {
		form, _, format, err := Read(name, c.file)
		var trouble *incoming.Trouble
		if !errors.As(err, &trouble) || trouble.Why != c.want || !errors.Is(err, fault.Invalid) || form != nil {
			t.Errorf("%s: %v, %v; want %s", name, form, err, c.want)
		}
		if known := !slices.Contains([]string{"empty", "large", "format"}, c.want); known != (format != "") {
			t.Errorf("%s is taken for %q", name, format)
		}
	}
}
