package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/docx/docxtest"
)

// The pages and files of a report are read on every screen and without a script; a file asks
// for nothing and prints with its notice and its tables' heads on every page.
func TestReportsInABrowser(t *testing.T) {
	o := newOffice(t)
	o.agreed()
	e := answer(true)
	_, err := o.heard.Put(t.Context(), "strathlinn", e, "morag")
	ok(t, err)
	files := map[string]string{
		"/file": get(t, o, morven, paper1+".html").Body.String(),
		"/easy": get(t, o, morven, paper1+"/easy/en.html").Body.String(),
	}
	desk := signedInAs(morven, o)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text, ok := files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, text)
			return
		}
		desk.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	for _, width := range []int64{browsertest.SmallPhone, browsertest.Desk} {
		p := browsertest.Open(t, s.URL, browsertest.Width(width), browsertest.NoScript())
		for _, path := range []string{paper1, "/file", "/easy"} {
			if status := p.Visit(path); status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			p.Axe()
			p.Screenshot(fmt.Sprint("report", strings.ReplaceAll(path, "/", "-"), "-", width))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide at %d", path, over, width)
			}
		}
	}
	p := browsertest.Open(t, s.URL, browsertest.Width(browsertest.Desk))
	p.Visit("/file")
	printed := p.Print()
	if n := strings.Count(printed.Text, browsertest.Squeezed("Synthetic data. No child gave these answers.")); printed.Pages < 3 || n != printed.Pages {
		t.Errorf("%d of %d pages say that it is synthetic", n, printed.Pages)
	}
	if n := strings.Count(printed.Text, browsertest.Squeezed("What children and young people told us: Strathlinn joint inspection")); n <= printed.Pages {
		t.Errorf("the title stands %d times on %d pages", n, printed.Pages)
	}
	p.Visit("/easy")
	easy := p.Print()
	if n := strings.Count(easy.Text, browsertest.Squeezed("Draft. No second person has checked this.")); n != easy.Pages {
		t.Errorf("%d of %d pages say that it is a draft", n, easy.Pages)
	}
	if loaded := browsertest.Eval[bool](p, "[...document.images].every(i => i.naturalWidth === 480)"); !loaded {
		t.Error("a picture is not drawn")
	}
}

// LibreOffice opens a whole report, and its headings, captions and pictures' texts are there.
func TestLibreOfficeOpensAReport(t *testing.T) {
	o := newOffice(t)
	o.agreed()
	opened := docxtest.OpenIn(t, get(t, o, morven, paper1+".docx").Body.Bytes())
	has := func(list []string, want string) {
		t.Helper()
		for _, one := range list {
			if strings.Contains(one, want) {
				return
			}
		}
		t.Errorf("%q is not in %q", want, list)
	}
	for _, heading := range []string{
		"1 In short", "2 Areas for improvement", "1 What was asked, and who answered", "1 How the counting keeps people private", "1 Findings, by quality indicator", "2 5.4 Involving individual children",
		"3 E-1. Half at 8 to 10", "1 Where children’s voice is in the evidence", "1 The answers that findings rest on", "2 Space", "1 Method, and how to check this report",
	} {
		has(opened.Headings, heading)
	}
	for _, caption := range []string{"Table 1. Rounds, whom they asked", "Table 2. The evidence under E-1", "Figure 1. Question 3: Did somebody tell you", "Table 8. Items of the evidence base"} {
		has(opened.Captions, caption)
	}
	if opened.Charts != 1 || opened.Tables != 8 || opened.HeadRows != 8 || !opened.Contents || opened.Lang != "en" || !strings.HasPrefix(opened.Title, "What children and young people told us") {
		t.Errorf("%+v", opened)
	}
}

// In Gaelic the report is in Gaelic throughout, but for what people wrote.
func TestTheReportInGaelic(t *testing.T) {
	o := newOffice(t)
	o.agreed()
	w := getIn(t, o, "gd", paper1+".docx")
	must(t, w, http.StatusOK, nil)
	parts := docxtest.Open(t, w.Body.Bytes())
	text := docxtest.Text(parts["word/document.xml"])
	for _, part := range []string{"Na dh’innis clann is òigridh dhuinn: Strathlinn joint inspection", "Clàr 1. ", "Dealbh 1. ", "Raointean ri leasachadh", "Half at 8 to 10"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
	for _, not := range []string{"In short", "Areas for improvement", "Table 1", "Supports", "What this cannot tell you"} {
		if strings.Contains(text, not) {
			t.Errorf("it says %q", not)
		}
	}
	if !strings.Contains(parts["word/styles.xml"], `w:lang w:val="gd"`) || !strings.Contains(docxtest.Text(parts["word/footer.xml"]), "Duilleag 1") {
		t.Error("the document is of another language")
	}
}
