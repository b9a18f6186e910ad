package web

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
)

// A file is read to one byte more than it may have, so that one that is too large is
// seen to be; a form without one gives nothing.
func TestUpload(t *testing.T) {
	for name, c := range map[string]struct {
		field string
		file  string
		most  int
		want  string
	}{
		"a file":      {"file", "abcde", 10, "abcde"},
		"all it may":  {"file", "abcde", 5, "abcde"},
		"one too far": {"file", "abcdefgh", 5, "abcdef"},
		"empty":       {"file", "", 5, ""},
		"no file":     {"other", "abcde", 5, ""},
	} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		w, err := form.CreateFormFile(c.field, "sound.webm")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(c.file)); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		got, err := Upload(echo.New().NewContext(r, httptest.NewRecorder()), "file", c.most)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
