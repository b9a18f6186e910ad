package studio

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/locales"
	"kist/server/web"
	"kist/surveys"
)

// A proposal shows people's texts word by word, in marks of ours. Whatever stands
// in them, no other tag comes out.
func FuzzChangesHoldNoTags(f *testing.F) {
	for _, pair := range [][2]string{
		{"A word", "Another word"}, {"<ins>x</ins>", "<script>x</script>"}, {"a <b> c", "a </dd><img src=x> c"}, {"", `"><svg/onload=1>`}, {"<del", "ins>"}, {"&lt;b&gt;", "<b>"},
	} {
		f.Add(pair[0], pair[1])
	}
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		f.Fatal(err)
	}
	p := bundle.Printer("en")
	changes := web.NewRoom(nil, web.StaffPages, pages).Template("proposal").Lookup("changes")
	allowed := []string{"dl", "dt", "dd", "ins", "del", "span"}
	survey := starterSurvey(f)
	place := surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}
	f.Fuzz(func(t *testing.T, before, after string) {
		before, after = clean(before), clean(after) // as every form is read
		var page bytes.Buffer
		views := changeViews(p, survey, []editing.Edit{{Unit: place, Before: before, After: after}})
		if err := changes.Execute(&page, views); err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for z := html.NewTokenizer(&page); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			token := z.Token()
			switch {
			case kind == html.TextToken:
				text.WriteString(token.Data)
			case kind == html.CommentToken || !slices.Contains(allowed, token.Data):
				t.Fatalf("%q and %q put %s on the page", before, after, token)
			}
		}
		if before == "" && !strings.Contains(parsed(text.String()), parsed(after)) {
			t.Fatalf("%q is not on the page: %q", after, text.String())
		}
	})
}

// parsed is a text as a parser of HTML gives it back.
func parsed(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(text)
}
