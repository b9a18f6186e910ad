package locales

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"golang.org/x/net/html"
)

// names may stand in a page as they are: they are the same in every language.
var names = []string{"Kist", "kist", "CSV"}

var word = regexp.MustCompile(`\p{L}[\p{L}\p{M}'’-]*`)

// spokenAttributes are those that a reader sees or hears.
var spokenAttributes = []string{"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}

// spoken gives the words that a template says by itself, instead of asking
// for a text.
func spoken(name, text string) ([]string, error) {
	var page strings.Builder
	if err := eachText(name, text, &page); err != nil {
		return nil, err
	}
	var said []string
	z := html.NewTokenizer(strings.NewReader(page.String()))
	silent := "" // the element whose text nobody reads
	for {
		switch z.Next() {
		case html.ErrorToken:
			return said, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if tag.Data == "noscript" { // its elements are read as elements, as where there is no script
				z.NextIsNotRawText()
			}
			if slices.Contains([]string{"script", "style", "code"}, tag.Data) && tag.Type == html.StartTagToken {
				silent = tag.Data
			}
			for _, a := range tag.Attr {
				if slices.Contains(spokenAttributes, a.Key) {
					said = append(said, words(a.Val)...)
				}
			}
		case html.EndTagToken:
			if z.Token().Data == silent {
				silent = ""
			}
		case html.TextToken:
			if silent == "" {
				said = append(said, words(z.Token().Data)...)
			}
		}
	}
}

func words(s string) []string {
	return slices.DeleteFunc(word.FindAllString(s, -1), func(w string) bool { return slices.Contains(names, w) })
}

// eachText writes the text of a template with a sign where something is put in.
func eachText(name, text string, page *strings.Builder) error {
	return eachTree(name, text, func(node parse.Node) {
		switch node := node.(type) {
		case *parse.TextNode:
			page.Write(node.Text)
		case *parse.ActionNode:
			page.WriteString("0")
		}
	})
}

func TestPagesSayNothingByThemselves(t *testing.T) {
	pages, err := filepath.Glob("../server/*/pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range pages {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		said, err := spoken(name, string(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(said) > 0 {
			t.Errorf("%s says %q; its words belong in the language files", strings.TrimPrefix(name, "../"), said)
		}
	}
}

func TestSpokenWordsAreCaught(t *testing.T) {
	for page, want := range map[string][]string{
		`<title>Kist – {{.T "a.b"}}</title><p class="note">{{.T "a.c"}}</p>`: nil,
		`<p>Hello, {{.Name}}</p>`:                                    {"Hello"},
		`<img alt="A face" src="x.svg"><input placeholder="Name">`:   {"A", "face", "Name"},
		`<script>let x = "words"</script><style>a{}</style>`:         nil,
		`<!-- a remark --><p>{{/* another */}}1. –</p>`:              nil,
		`{{if .X}}<b>Yes</b>{{else}}<b title="{{.Y}}">No</b>{{end}}`: {"Yes", "No"},
		`<p><code>kist person add</code> {{.Z}}</p>`:                 nil,
	} {
		got, err := spoken("x.html", page)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s says %q, %v; want %q", page, got, err, want)
		}
	}
}
