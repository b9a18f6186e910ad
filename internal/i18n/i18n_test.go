package i18n

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func files(named map[string]string) fs.FS {
	all := fstest.MapFS{}
	for name, text := range named {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

var sample = map[string]string{
	"en.yaml": `
page.title: Good day
page.name: Good day, {{.Name}}
page.only: Only in English, {{.Name}}
page.plain: Only in English
page.children:
  one: "{{.count}} child of {{.Of}}"
  other: "{{.count}} children of {{.Of}}"
page.english:
  one: one {{.Thing}}
  other: "{{.count}} {{.Thing}}s"
`,
	"pl.yaml": `
page.title: Dzień dobry
page.name: Dzień dobry, {{.Name}}
page.children:
  one: "{{.count}} dziecko z {{.Of}}"
  few: "{{.count}} dzieci (few) z {{.Of}}"
  many: "{{.count}} dzieci (many) z {{.Of}}"
  other: "{{.count}} dziecka z {{.Of}}"
`,
	"ar.yaml": `
page.children:
  zero: zero
  one: one
  two: two
  few: few {{.count}}
  many: many {{.count}}
  other: other {{.count}}
`,
	"gd.yaml": `
page.children:
  one: aon {{.count}}
  two: dà {{.count}}
  few: few {{.count}}
  other: other {{.count}}
`,
}

func load(t *testing.T, named map[string]string) *Bundle {
	t.Helper()
	b, err := Load(files(named))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPrinter(t *testing.T) {
	b := load(t, sample)
	for _, c := range []struct {
		tag, id string
		args    []any
		want    string
	}{
		{"en", "page.title", nil, "Good day"},
		{"pl", "page.title", nil, "Dzień dobry"},
		{"pl", "page.name", []any{"Name", "Ala"}, "Dzień dobry, Ala"},
		{"pl", "page.plain", nil, "Only in English"},
		{"pl", "page.only", []any{"Name", "Ala"}, "Only in English, Ala"},
		{"pl", "page.english", []any{"count", 1, "Thing", "boat"}, "one boat"},
		{"pl", "page.english", []any{"count", 5, "Thing", "boat"}, "5 boats"},
		{"en", "page.children", []any{"count", 1, "Of", 9}, "1 child of 9"},
		{"en", "page.children", []any{"count", 0, "Of", 9}, "0 children of 9"},
		{"pl", "page.children", []any{"count", 1, "Of", 9}, "1 dziecko z 9"},
		{"pl", "page.children", []any{"count", 3, "Of", 9}, "3 dzieci (few) z 9"},
		{"pl", "page.children", []any{"count", 12, "Of", 9}, "12 dzieci (many) z 9"},
		{"pl", "page.children", []any{"count", 22, "Of", 9}, "22 dzieci (few) z 9"},
		{"ar", "page.children", []any{"count", 0}, "zero"},
		{"ar", "page.children", []any{"count", 1}, "one"},
		{"ar", "page.children", []any{"count", 2}, "two"},
		{"ar", "page.children", []any{"count", 7}, "few 7"},
		{"ar", "page.children", []any{"count", 11}, "many 11"},
		{"ar", "page.children", []any{"count", 100}, "other 100"},
		{"gd", "page.children", []any{"count", 11}, "aon 11"},
		{"gd", "page.children", []any{"count", 12}, "dà 12"},
		{"gd", "page.children", []any{"count", 13}, "few 13"},
		{"gd", "page.children", []any{"count", 20}, "other 20"},
		{"en", "page.nowhere", nil, "[page.nowhere]"},
		{"pl", "page.nowhere", []any{"count", 2}, "[page.nowhere]"},
		{"xx", "page.title", nil, "Good day"},
		{"", "page.title", nil, "Good day"},
	} {
		if got := b.Printer(c.tag).T(c.id, c.args...); got != c.want {
			t.Errorf("%s %s %v: %q, want %q", c.tag, c.id, c.args, got, c.want)
		}
	}
}

// What people write into an argument is text, never part of the message.
func TestArgumentsAreNotRead(t *testing.T) {
	p := load(t, sample).Printer("en")
	for _, name := range []string{"{{.Name}}", "{{call .X}}", "<b>", `"`, "%d", "{{"} {
		if got := p.T("page.name", "Name", name); got != "Good day, "+name {
			t.Errorf("%q became %q", name, got)
		}
	}
	if got := p.TArgs("page.name", map[string]any{"Name": "Ala"}); got != "Good day, Ala" {
		t.Errorf("with a map: %q", got)
	}
}

// A mistake in a page shows itself and breaks nothing.
func TestWrongArguments(t *testing.T) {
	p := load(t, sample).Printer("en")
	for _, c := range []struct {
		args []any
		want string
	}{
		{[]any{"Name"}, "Good day, <no value>"},
		{[]any{7, "x"}, "Good day, <no value>"},
		{nil, "Good day, <no value>"},
	} {
		if got := p.T("page.name", c.args...); got != c.want {
			t.Errorf("%v: %q", c.args, got)
		}
	}
	if got := p.T("page.children", "count", "many", "Of", 2); got != "[page.children]" {
		t.Errorf("a count that is no number: %q", got)
	}
	if got := p.T("page.title", "Name", "not needed"); got != "Good day" {
		t.Errorf("an argument that is not needed: %q", got)
	}
}

func TestPrintersTellTheirLanguage(t *testing.T) {
	b := load(t, sample)
	for tag, want := range map[string][2]string{"en": {"en", "ltr"}, "ar": {"ar", "rtl"}, "pl": {"pl", "ltr"}, "xx": {"en", "ltr"}} {
		p := b.Printer(tag)
		if p.Lang() != want[0] || p.Dir() != want[1] {
			t.Errorf("%s: %s, %s", tag, p.Lang(), p.Dir())
		}
	}
	if got := b.Languages(); !slices.Equal(got, []string{"ar", "en", "gd", "pl"}) {
		t.Errorf("languages: %v", got)
	}
	if !b.Has("gd") || b.Has("xx") {
		t.Error("Has does not tell what there is")
	}
	if got := b.IDs("ar"); !slices.Equal(got, []string{"page.children"}) || b.IDs("xx") != nil {
		t.Errorf("ids: %v", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	for what, named := range map[string]map[string]string{
		"no file":       {},
		"no English":    {"pl.yaml": "a.b: x"},
		"no YAML":       {"en.yaml": "a: [b"},
		"an id twice":   {"en.yaml": "a.b: x\na.b: y"},
		"a broken text": {"en.yaml": "a.b: x", "pl.yaml": "a.b: [1]"},
		"other files":   {"en.json": "{}"},
	} {
		if _, err := Load(files(named)); err == nil || !strings.HasPrefix(err.Error(), "i18n: ") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A language is read when it is first read in. One that cannot be is one that says
// nothing: its pages are in the source language. What a program is built with is tried.
func TestLanguagesAreReadWhenTheyAreNeeded(t *testing.T) {
	all := files(sample).(fstest.MapFS)
	b, err := Open(all)
	if err != nil {
		t.Fatal(err)
	}
	all["pl.yaml"].Data = []byte("page.title: [1]")
	delete(all, "ar.yaml")
	for _, tag := range []string{"pl", "ar"} {
		p := b.Printer(tag)
		if got := p.T("page.title") + p.T("page.name", "Name", "Ala") + p.T("page.children", "count", 1, "Of", 2); got != "Good dayGood day, Ala1 child of 2" || p.Lang() != tag {
			t.Errorf("%s: %q", tag, got)
		}
		if b.IDs(tag) != nil || !b.Has(tag) {
			t.Errorf("%s has ids", tag)
		}
	}
	if got := b.Printer("gd").T("page.children", "count", 12); got != "dà 12" {
		t.Errorf("gd: %q", got)
	}
	for what, named := range map[string]map[string]string{"no English": {"pl.yaml": "a.b: x"}, "broken English": {"en.yaml": "a.b: [1]"}} {
		if _, err := Open(files(named)); err == nil || !strings.HasPrefix(err.Error(), "i18n: ") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// One printer serves every page of its language at the same time.
func TestPrintersServeMany(t *testing.T) {
	b := load(t, sample)
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			if got := b.Printer("pl").T("page.children", "count", 5, "Of", n); !strings.HasPrefix(got, "5 dzieci (many)") {
				t.Errorf("%q", got)
			}
		})
	}
	all.Wait()
}

// Every language that Kist can speak of can be given a file.
func TestEveryLanguageCanBeLoaded(t *testing.T) {
	for _, l := range languages {
		if l.Tag == Source {
			continue
		}
		b := load(t, map[string]string{
			"en.yaml":       "page.a: English\npage.n:\n  one: one\n  other: many\npage.e: English only",
			l.Tag + ".yaml": "page.a: own\npage.n:\n  zero: own zero\n  one: own one\n  two: own two\n  few: own few\n  many: own many\n  other: own other",
		})
		p := b.Printer(l.Tag)
		if got := p.T("page.a"); got != "own" || p.Lang() != l.Tag {
			t.Errorf("%s (%s): %q", l.Tag, p.Lang(), got)
		}
		if got := p.T("page.n", "count", 100); !strings.HasPrefix(got, "own ") {
			t.Errorf("%s: %q", l.Tag, got)
		}
		if got := b.Printer(Source).T("page.n", "count", 1) + p.T("page.e"); got != "oneEnglish only" {
			t.Errorf("English beside %s: %q", l.Tag, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range languages {
		if seen[l.Tag] || l.Endonym == "" || l.Dir != "ltr" && l.Dir != "rtl" {
			t.Errorf("%+v", l)
		}
		seen[l.Tag] = true
		if Describe(l.Tag) != l || Direction(l.Tag) != l.Dir {
			t.Errorf("%s is described as %+v", l.Tag, Describe(l.Tag))
		}
	}
	if got := Describe("tlh"); got != (Language{"tlh", "tlh", "ltr"}) {
		t.Errorf("an unknown language: %+v", got)
	}
	for _, tag := range []string{"ar", "ur", "pa-Arab", "fa", "ps", "ckb"} {
		if Direction(tag) != "rtl" {
			t.Errorf("%s is written from right to left", tag)
		}
	}
}

// The form that each number takes, as the languages' own grammars have it. In
// Scots the forms are those of English, which Unicode's tables do not say.
func TestPluralForms(t *testing.T) {
	every := "page.n:\n  zero: zero\n  one: one\n  two: two\n  few: few\n  many: many\n  other: other"
	for tag, want := range map[string]string{ // for 0, 1, 2, 3, 5, 11, 12, 20, 21, 22, 25, 100, 101, 111
		"en":      "other one other other other other other other other other other other other other",
		"sco":     "other one other other other other other other other other other other other other",
		"gd":      "other one two few few one two other other other other other other other",
		"pl":      "many one few few many many many many many few many many many many",
		"uk":      "many one few few many many many many one few many many one many",
		"ar":      "zero one two few few many many many many many many other other many",
		"ur":      "other one other other other other other other other other other other other other",
		"ro":      "few one few few few few few other other other other other few few",
		"pa":      "one one other other other other other other other other other other other other",
		"zh-Hans": "other other other other other other other other other other other other other other",
	} {
		p := load(t, map[string]string{"en.yaml": "page.a: x", tag + ".yaml": every}).Printer(tag)
		if tag == Source {
			p = load(t, map[string]string{"en.yaml": every}).Printer(tag)
		}
		var got []string
		for _, n := range []int{0, 1, 2, 3, 5, 11, 12, 20, 21, 22, 25, 100, 101, 111} {
			got = append(got, p.T("page.n", "count", n))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s:\n%s, want\n%s", tag, got, want)
		}
	}
}

func TestInOrder(t *testing.T) {
	given := []string{"xx", "pl", "yy", "ar", "gd", "en"}
	var got []string
	for _, l := range InOrder(given) {
		got = append(got, l.Tag)
	}
	if want := []string{"en", "gd", "pl", "ar", "xx", "yy"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if given[0] != "xx" {
		t.Error("the given list was sorted")
	}
	if len(InOrder(nil)) != 0 {
		t.Error("no language has a description")
	}
}

func BenchmarkPrint(b *testing.B) {
	bundle, err := Load(files(sample))
	if err != nil {
		b.Fatal(err)
	}
	p := bundle.Printer("pl")
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			p.T("page.title")
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			p.T("page.children", "count", 5, "Of", 9)
		}
	})
}
