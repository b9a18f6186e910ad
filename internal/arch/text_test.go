package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// kinds are the files that people write and read, by how their names end.
var kinds = []string{
	".go", ".mod", ".html", ".css", ".js", ".svg", ".md", ".sh", ".yaml", ".yml", ".json", ".txt", "/run", "Dockerfile", "NOTICE", ".dockerignore", ".gitignore",
}

// strays are parts of places that exist on one machine only, or that nobody
// who has the repository can look up. They are put together here so that this
// file does not hold them itself.
var strays = []string{
	"../" + "shared", "/work" + "/main", "/work" + "/shared", "." + "library/", "kist-" + "brief",
	"proxy." + "golang", "registry." + "npm",
}

// mayStray are files that may name such a place.
var mayStray = map[string][]string{
	".ci/run": {"../" + "shared"}, // the machine that checks changes has that folder beside it
}

// textFiles calls f with each file that people write, by its name from the root.
func textFiles(t *testing.T, endings []string, f func(name, text string)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) }):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		f(filepath.ToSlash(rel), string(text))
		seen++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("no file was read")
	}
}

func TestNothingStrays(t *testing.T) {
	textFiles(t, kinds, func(name, text string) {
		for _, stray := range strays {
			if strings.Contains(text, stray) && !slices.Contains(mayStray[name], stray) {
				t.Errorf("%s names %q, which nobody else has", name, stray)
			}
		}
	})
}

// pageFiles are those that a browser is sent.
var pageFiles = []string{".html", ".css", ".js", ".svg"}

// ownAddresses may stand in a page: names of formats that no browser fetches.
var ownAddresses = []string{"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml"}

var address = regexp.MustCompile(`(?i)https?://[^\s"'<>)` + "`" + `]+|(?:src|href|action|srcset)\s*=\s*["']?//[^\s"'>]+|url\(\s*["']?//[^)]+|@import[^;]+//[^;]+`)

// thirdParties gives the addresses of other places that a page's file names.
func thirdParties(text string) []string {
	return slices.DeleteFunc(address.FindAllString(text, -1), func(a string) bool { return slices.Contains(ownAddresses, a) })
}

// A page that fetched anything from elsewhere would tell that place who reads
// it. Where the way out leads is a setting, not part of a page.
func TestPagesFetchFromNobodyElse(t *testing.T) {
	textFiles(t, pageFiles, func(name, text string) {
		for _, a := range thirdParties(text) {
			t.Errorf("%s names %s", name, a)
		}
	})
}

func TestThirdPartiesAreCaught(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{`<svg xmlns="http://www.w3.org/2000/svg"><a href="/help">`, 0},
		{`<a href="tel:08001111"> // a comment in a script`, 0},
		{`<script src="https://cdn.example/x.js">`, 1},
		{`<img src=//cdn.example/x.png>`, 1},
		{`@import "//fonts.example/x.css";`, 1},
		{`a { background: url('//x.example/y.png') } b { background: url(/y.png) }`, 1},
		{`fetch("http://x.example"); fetch('HTTPS://y.example')`, 2},
		{`<a href="{{.Exit}}">`, 0},
	} {
		if got := thirdParties(c.text); len(got) != c.want {
			t.Errorf("%s: %q, want %d", c.text, got, c.want)
		}
	}
}
