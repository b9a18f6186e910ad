package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/docx/docxtest"
	"kist/internal/i18n"
	"kist/internal/paper"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

var keep = flag.String("keep", "", "folder in which the forms of tests are kept")

// words are the words of the program, read once.
var words = sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Load(locales.Files) })

// tester is a test, or one that draws.
type tester interface {
	Helper()
	Fatal(...any)
}

// sample is the starter questionnaire, read once.
var sample = sync.OnceValues(func() (*surveys.Survey, error) { return surveys.Parse(samples.Files, "what_its_like.yaml") })

func starter(t tester) *surveys.Survey {
	t.Helper()
	s, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// printing is what is to be printed of a survey.
func printing(t tester, s *surveys.Survey, e surveys.Edition, lang string, l paper.Layout, slips ...paper.Slip) paper.Print {
	t.Helper()
	bundle, err := words()
	if err != nil {
		t.Fatal(err)
	}
	return paper.Print{Survey: s, Edition: e, Lang: lang, Words: bundle.Printer(lang), Layout: l, Host: "kist.example", Slips: slips}
}

func written(t tester, p paper.Print) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := paper.Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var two = []paper.Slip{
	{Join: "BCD FGH", Code: "7KQ2M 3XY45", Link: "https://kist.example/j/BCDFGH#7KQ2M3XY45"},
	{Join: "BCD FGH", Code: "23456 ABCDE", Link: "https://kist.example/j/BCDFGH#23456ABCDE"},
}

// everyKind is a survey with a question of every kind, and every way of asking one, about the
// child or not, with and without conditions.
func everyKind() *surveys.Survey {
	en := func(text string) surveys.Words { return surveys.Text("en", text) }
	options := func(list ...string) (o []surveys.Option) {
		for _, text := range list {
			o = append(o, surveys.Option{Key: string(bytes.ToLower([]byte(text))), Text: en(text)})
		}
		return o
	}
	is := func(q string, any ...string) []surveys.Clause { return []surveys.Clause{{Question: q, Any: any}} }
	drawn := options("Outside", "Sport")
	drawn[0].Picture, drawn[1].Picture = "hill", "ball"
	s := asking(
		&surveys.Question{KindName: "yes_no", Text: en("Do you have a worker?"), AboutChild: true, Hint: en("A worker helps you. Or your family."), Picture: "helper"},
		&surveys.Question{KindName: "faces", Text: en("How is it?"), AskIf: is("q1", "yes", "not_sure")},
		&surveys.Question{KindName: "agreement", Text: en("I belong."), AboutChild: true},
		&surveys.Question{KindName: "one_choice", Text: en("Who helps?"), Options: options("Mum", "Dad"), AskIf: is("q3", "1", surveys.SkippedCode)},
		&surveys.Question{KindName: "several", Text: en("What helps?"), Options: options("Talk", "Quiet", "None"), Max: 2},
		&surveys.Question{KindName: "picture", Text: en("What do you like?"), Options: drawn, AskIf: is("q4", surveys.SkippedCode)},
		&surveys.Question{KindName: "number", Text: en("How safe?"), Max: 3, Low: en("Not safe"), High: en("Safe"), AboutChild: true},
		&surveys.Question{KindName: "number", Text: en("How many?"), Min: 1, Max: 30, AskIf: is("q7", "0", "1", "3")},
		&surveys.Question{KindName: "order", Text: en("What first?"), Options: options("Food", "Bed"), AskIf: is("q8", "1-3", surveys.SkippedCode)},
		&surveys.Question{KindName: "story", Text: en("What else?"), Max: 600, AboutChild: true},
	)
	s.Start.GrownUp = en("Read it aloud.")
	return s
}

var update = flag.Bool("update", false, "write the golden outlines anew")

// A form holds what a child needs, in the order in which it is read: every kind of question
// in every layout.
func TestOutline(t *testing.T) {
	s := everyKind()
	for _, kind := range surveys.Kinds() {
		if !slices.ContainsFunc(s.Questions, func(q *surveys.Question) bool { return q.KindName == kind }) {
			t.Errorf("no question of the kind %s is printed here", kind)
		}
	}
	for _, l := range paper.Layouts() {
		p := printing(t, s, surveys.E8, "en", l, two[0])
		got := outline(docxtest.Open(t, written(t, p))["word/document.xml"])
		name := filepath.Join("testdata", string(l)+".txt")
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil || string(want) != got {
			t.Errorf("%s differs (%v): go test ./internal/paper -update, and look at what changed", name, err)
		}
	}
}

// outline is every paragraph of a document with its style, and the words for every picture,
// in the order in which they are read.
func outline(body string) string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return b.String()
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "pStyle":
				fmt.Fprintf(&b, "\n%s:", e.Attr[0].Value)
			case "tbl", "sectPr":
				fmt.Fprintf(&b, "\n<%s>", e.Name.Local)
			case "docPr":
				fmt.Fprintf(&b, " [%s]", e.Attr[2].Value)
			case "tab":
				b.WriteString(" ____")
			}
		case xml.CharData:
			b.WriteString(" " + strings.TrimSpace(string(e)))
		}
	}
}

// Every language has every word of a form, in every edition and layout; none is left as an
// id, as English, or as a language's own sign for a text that lacks.
func TestEveryLanguage(t *testing.T) {
	s, bundle := starter(t), must(words())
	for _, lang := range s.Languages {
		for _, id := range bundle.IDs("en") {
			if strings.HasPrefix(id, "sheet.") && !slices.Contains(bundle.IDs(lang), id) {
				t.Errorf("%s: no %s", lang, id)
			}
		}
		for i, e := range s.Editions {
			l := paper.Layouts()[i%3] // each layout, and each edition
			text := docxtest.Text(body(t, written(t, printing(t, s, e, lang, l, two[0]))))
			for _, a := range paper.Number(s, e) {
				q, _ := s.Say(a.Question.Text, e, lang)
				if !strings.Contains(text, fmt.Sprintf("%d. %s", a.Number, q)) {
					t.Errorf("%s, %s, %s: question %d, %q, is not on it", lang, e, l, a.Number, q)
				}
			}
			for _, never := range []string{"[sheet", "[child", "[help", "[kind", "<no value>", "{{"} {
				if strings.Contains(text, never) {
					t.Errorf("%s, %s, %s: says %q", lang, e, l, never)
				}
			}
			if english := bundle.Printer("en"); lang != "en" && lang != "sco" {
				for _, id := range []string{"sheet.form.how", "sheet.form.name", "sheet.form.typed", "sheet.form.thanks", "child.end.title", "help.title"} {
					if strings.Contains(text, english.T(id)) {
						t.Errorf("%s, %s, %s: says %q", lang, e, l, english.T(id))
					}
				}
			}
		}
	}
}

// body is the part of a document that holds its text, unchecked.
func body(t tester, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(z, "word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A word processor opens what is written, from either side.
func TestFormsAreOpened(t *testing.T) {
	s := starter(t)
	docs := docxtest.ConvertAll(t, "pdf", written(t, printing(t, s, surveys.Easy, "ar", paper.Easy, two...)), written(t, printing(t, everyKind(), surveys.E8, "en", paper.Large)))
	pages := regexp.MustCompile(`/Type\s*/Page\b`)
	for i, least := range []int{2 * 6, 4} {
		if n := len(pages.FindAll(docs[i], -1)); n < least || n > 3*least {
			t.Errorf("document %d has %d pages", i, n)
		}
	}
}

func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("-keep DIR writes forms there, to be looked at")
	}
	for _, l := range paper.Layouts() {
		for _, lang := range []string{"en", "ar", "gd", "zh-Hans", "pa"} {
			for _, e := range []surveys.Edition{surveys.E4, surveys.E8, surveys.E14, surveys.Easy} {
				name := string(l) + "-" + lang + "-" + string(e) + ".docx"
				if err := os.WriteFile(filepath.Join(*keep, name), written(t, printing(t, starter(t), e, lang, l, two...)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
