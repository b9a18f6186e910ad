package anyfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
)

// FuzzRead brings in what anybody may have named as they like: it becomes a form of one of
// the formats, or it is told what is wrong with it.
func FuzzRead(f *testing.F) {
	for _, inside := range []string{"survey.yaml", "survey.lss", "xl/workbook.xml", "../x"} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		if w, err := z.Create(inside); err != nil {
			f.Fatal(err)
		} else if _, err := w.Write([]byte("title: x\nquestions:\n")); err != nil {
			f.Fatal(err)
		}
		if err := z.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add("x", b.Bytes())
	}
	f.Add("x.yaml", []byte("title: x\nquestions:\n"))
	f.Add("x.csv", []byte("text;type\nHow?;story\n"))
	f.Add("x.lss", []byte(`<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>`))
	f.Add("..", []byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, name string, file []byte) {
		form, _, format, err := Read(name, file)
		switch {
		case err == nil && (form == nil || !slices.Contains(Formats(), format)):
			t.Errorf("%q became %+v of %q", name, form, format)
		case err != nil && !errors.Is(err, fault.Invalid):
			t.Errorf("%q: %v", name, err)
		}
	})
}
