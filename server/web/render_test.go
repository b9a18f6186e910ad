package web

import (
	"html/template"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
)

func templates(named map[string]string) fs.FS {
	all := fstest.MapFS{"pages": {Mode: fs.ModeDir}}
	for name, text := range named {
		all["pages/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

var shared = templates(map[string]string{
	"_top.html": `{{define "top"}}<h1>{{shout .Title}}</h1>{{end}}`,
	"_end.html": `{{define "end"}}shared end{{end}}`,
})

func room() *Room {
	return NewRoom(template.FuncMap{"shout": strings.ToUpper}, shared, templates(map[string]string{
		"_end.html": `{{define "end"}}own end{{end}}`,
		"one.html":  `{{template "top" .}}<p>{{.Text}}</p>{{template "end" .}}`,
		"two.html":  `{{template "top" .}}{{.Missing.Field}}`,
	}))
}

type pageOfTest struct{ Title, Text string }

func TestRoom(t *testing.T) {
	r := room()
	if got := r.Pages(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("pages %v", got)
	}
	got, err := r.Bytes("one", pageOfTest{"hello", "<b>"})
	if want := "<h1>HELLO</h1><p>&lt;b&gt;</p>own end"; err != nil || string(got) != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if r.Template("one") == nil || r.Template("_top") != nil || r.Template("three") != nil {
		t.Error("the templates are not those of the pages")
	}
}

// A fault in the middle of a page leaves nothing of it with the browser.
func TestHalfAPageIsNoPage(t *testing.T) {
	for _, name := range []string{"two", "three"} {
		w := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest("GET", "/", nil), w)
		err := room().Write(c, http.StatusOK, name, pageOfTest{Title: "hello"})
		if err == nil || !strings.Contains(err.Error(), `page "`+name+`"`) || w.Body.Len() > 0 {
			t.Errorf("%s: %v, %q", name, err, w.Body)
		}
	}
}

func TestWrite(t *testing.T) {
	w := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequest("GET", "/", nil), w)
	if err := room().Write(c, http.StatusGone, "one", pageOfTest{}); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusGone || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d, %q", w.Code, w.Header())
	}
}

func TestRoomsThatAreBuiltWrong(t *testing.T) {
	for what, files := range map[string][]fs.FS{
		"a page that does not parse": {templates(map[string]string{"one.html": `{{if}}`})},
		"a part that does not parse": {templates(map[string]string{"_one.html": `{{end}}`, "one.html": `x`})},
		"pages among the shared":     {templates(map[string]string{"one.html": `x`}), templates(nil)},
		"a function that is missing": {shared, templates(map[string]string{"one.html": `x`})},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: nobody noticed", what)
				}
			}()
			for r, i := NewRoom(nil, files...), 0; i < len(r.Pages()); i++ {
				r.Template(r.Pages()[i])
			}
		}()
	}
}

func TestRedirect(t *testing.T) {
	w := httptest.NewRecorder()
	if err := Redirect(echo.New().NewContext(httptest.NewRequest("POST", "/", nil), w), "/next"); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/next" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}
