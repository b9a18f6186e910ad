package child

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
)

// Every page, and what it is made from.
var checked = map[string]any{
	"enter":         enterPage{},
	"join":          joinPage{},
	"questionnaire": questionnaire{},
	"check":         checkPage{},
	"thanks":        thanksPage{},
	"away":          base{},
	"error":         errorPage{},
	"help":          base{},
	"text":          textPage{},
}

func TestTemplatesFitTheirStructs(t *testing.T) {
	room := newHouse(t, every()).pages.room
	for _, name := range room.Pages() {
		page, ok := checked[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, kind := range surveys.Kinds() {
		part := room.Template("questionnaire").Lookup("_kind_" + kind + ".html")
		if part == nil {
			t.Errorf("no part draws the kind %s", kind)
			continue
		}
		if err := templatecheck.CheckHTML(part, &question{}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// No page may have what the content security policy refuses, or what asks
// another place for something.
func TestTemplatesKeepThePolicy(t *testing.T) {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil || len(names) < 15 {
		t.Fatal(names, err)
	}
	refused := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<script(?: defer)?>|javascript:|src="http|<img|@import|<iframe`)
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := refused.FindString(string(text)); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

// ids of texts that are put together while a page is made.
func madeIDs() []string {
	ids := surveys.TextIDs()
	for _, e := range surveys.Editions() {
		ids = append(ids, joinEdition{Slug: e.Slug()}.NameID(), joinEdition{Slug: e.Slug()}.TextID())
	}
	for _, l := range helpLines {
		ids = append(ids, l.NameID(), l.TextID())
	}
	for _, what := range failures {
		ids = append(ids, errorPage{What: what}.TitleID(), errorPage{What: what}.TextID())
	}
	for _, notice := range []string{"mend", "again", "slip", "slip_used", "not_sent", "unsure"} {
		ids = append(ids, checkPage{Notice: notice}.NoticeID())
	}
	return append(ids, "child.enter.form", "child.enter.unknown", "problem.form", "problem.secret", "problem.slip")
}

// writtenIDs are those that stand in the templates and the Go files.
func writtenIDs(t *testing.T) []string {
	t.Helper()
	literal := regexp.MustCompile(`"((?:child|help|kind)\.[a-z0-9_.-]+[a-z0-9])"`)
	var ids []string
	for _, pattern := range []struct {
		files fs.FS
		glob  string
	}{{files, "pages/*.html"}, {dirFS, "*.go"}} {
		names, err := fs.Glob(pattern.files, pattern.glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(pattern.files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
				if ext := m[1][strings.LastIndexByte(m[1], 0x2e):]; ext != ".css" && ext != ".js" {
					ids = append(ids, m[1])
				}
			}
		}
	}
	return ids
}

func TestWordsAreInEveryLanguage(t *testing.T) {
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	used := append(madeIDs(), writtenIDs(t)...)
	slices.Sort(used)
	used = slices.Compact(used)
	if len(used) < 120 {
		t.Fatalf("only %d ids found", len(used))
	}
	for _, lang := range words.Languages() {
		for _, id := range used {
			if _, found := slices.BinarySearch(words.IDs(lang), id); !found {
				t.Errorf("%s lacks %s", lang, id)
			}
		}
	}
	for _, id := range words.IDs("en") {
		ours := strings.HasPrefix(id, "child.") || strings.HasPrefix(id, "help.") || strings.HasPrefix(id, "kind.")
		if _, found := slices.BinarySearch(used, id); ours && !found {
			t.Errorf("%s is used nowhere", id)
		}
	}
}

// The arguments of a text are the same in every language.
func TestArgumentsAreInEveryLanguage(t *testing.T) {
	argument := regexp.MustCompile(`{{\.(\w+)}}`)
	arguments := func(lang string) map[string]string {
		text, err := fs.ReadFile(locales.Files, lang+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for line := range strings.Lines(string(text)) {
			id, words, _ := strings.Cut(line, ":")
			var names []string
			for _, m := range argument.FindAllStringSubmatch(words, -1) {
				names = append(names, m[1])
			}
			slices.Sort(names)
			found[id] = fmt.Sprint(slices.Compact(names))
		}
		return found
	}
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	source := arguments(i18n.Source)
	for _, lang := range words.Languages() {
		for id, names := range arguments(lang) {
			if strings.HasPrefix(id, "child.") || strings.HasPrefix(id, "kind.") || strings.HasPrefix(id, "problem.") {
				if names != source[id] {
					t.Errorf("%s: %s has %s, the source has %s", lang, id, names, source[id])
				}
			}
		}
	}
}
