package child

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kist/surveys"
)

// shapeOf is what a page is built of: its tags with the names of their attributes,
// each as often as it stands.
func shapeOf(t testing.TB, page []byte) map[string]int {
	t.Helper()
	shape := map[string]int{}
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return shape
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			names := []string{token.Data}
			for _, a := range token.Attr {
				names = append(names, a.Key)
			}
			shape[strings.Join(names, " ")]++
		case html.CommentToken, html.DoctypeToken:
			shape[kind.String()]++
		}
	}
}

// worded is a survey of every kind in which all words are one text.
func worded(text string) *surveys.Survey {
	s := every()
	for _, at := range s.Texts() {
		for lang, by := range *at.Words {
			for e := range by {
				at.Words.Set(e, lang, text)
			}
		}
	}
	return s
}

// Words of a survey are text and nothing else. The only tags of a page are its own:
// whatever people write as a question, a hint, an answer or a title, the page is
// built as with a harmless word. There is no markup that a text could hold, so the
// allow-list of tags is empty.
func FuzzWordsAreOnlyText(f *testing.F) {
	for _, text := range []string{
		"A word", "<b>bold</b>", "</legend><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "{{.Secret}}", "<!-- ", "]]>", "&lt;i&gt;", "\u202e<u>", "a\x00<a href='javascript:1'>", "‘’“”", "<svg/onload=1>", "**x** [y](javascript:1)",
	} {
		f.Add(text)
	}
	pages := New(Deps{Words: newHouse(f, every()).pages.Words})
	plain := map[string]map[string]int{}
	draw := func(t testing.TB, text, step string) []byte {
		page, _, _, err := pages.Preview(t.Context(), worded(text), surveys.E11, "en", "/x", step, nil)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	for _, step := range []string{"", "check"} {
		plain[step] = shapeOf(f, draw(f, "Word", step))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.TrimSpace(text) == "" {
			t.Skip() // a page without words leaves parts of itself out
		}
		for step, shape := range plain {
			got := shapeOf(t, draw(t, text, step))
			if !maps.Equal(got, shape) {
				t.Fatalf("%q changes what the page is built of: %v", text, slices.Sorted(maps.Keys(got)))
			}
		}
	})
}
