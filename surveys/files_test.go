package surveys_test

import (
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"

	"pgregory.net/rapid"
)

// readAgain writes a survey and reads what was written.
func readAgain(t interface {
	Helper()
	Fatalf(string, ...any)
}, s *surveys.Survey) *surveys.Survey {
	t.Helper()
	files := map[string]string{}
	for name, text := range s.Files() {
		files[name] = string(text)
	}
	read, err := surveys.Parse(folder(files), s.Key+".yaml")
	if err != nil {
		t.Fatalf("%v\n%s", err, files)
	}
	return read
}

// genWhole draws a survey with everything that a survey may have, in three languages of
// any order, one of which may lack words.
func genWhole(t *rapid.T) *surveys.Survey {
	s := genSurvey(t)
	furnish(t, s)
	s.Languages = append([]string{"en"}, rapid.Permutation([]string{"pl", "ar", "zh-Hans"}).Draw(t, "languages")...)
	s.Checked = rapid.SampledFrom([]map[string]string{nil, {"pl": "A reader: somebody"}, {"ar": "yes", "pl": "null"}}).Draw(t, "checked")
	s.Start.Facts[1].Picture = "hill"
	for i, q := range s.Questions {
		q.Hard = rapid.SampledFrom([][]string{nil, {"loss"}, {"harm", "hate"}}).Draw(t, "hard")
		if i > 0 && s.Questions[0].KindName == "several" && rapid.Bool().Draw(t, "twice") {
			q.AskIf = []surveys.Clause{{Question: "q0", Any: []string{"o0"}}, {Question: "q0", Any: []string{"o1", surveys.SkippedCode}}}
		}
	}
	text := rapid.SampledFrom([]string{"", "Is it well?", "Yes", "12", "no: really", "Żółć, {so} ~", "# no remark", "null", "كيف؟", "- dash", "\"quoted\"", "it's", "? {[]}", "*anchor &or", "!tag", "%", "@", "`", "| >", "a\u2068b\u2069", "0x1f", "1e3", "2020-01-01", "true", "=", "<<", "\\n", "ends:", "好吗？"})
	for _, place := range s.Texts() {
		if end := strings.HasSuffix(place.Place, ".low") || strings.HasSuffix(place.Place, ".high"); end && s.Question(strings.Split(place.Place, ".")[1]).KindName != "number" {
			continue
		}
		for _, lang := range s.Languages {
			for _, e := range place.Editions {
				place.Words.Set(e, lang, text.Draw(t, place.Place))
			}
			if place.Words.Set(surveys.All, lang, text.Draw(t, "all")); lang == "en" {
				place.Words.Set(surveys.All, lang, "All of it")
			}
		}
	}
	return s
}

// TestWritingAndReadingIsIdentity draws surveys: what is read of their files is what was
// written, and is written alike again.
func TestWritingAndReadingIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genWhole(t)
		read := readAgain(t, s)
		if !reflect.DeepEqual(s, read) {
			t.Fatalf("read differently:\n%s", s.Files())
		}
		if !reflect.DeepEqual(s.Files(), read.Files()) {
			t.Fatalf("written differently:\n%s\n%s", s.Files(), read.Files())
		}
	})
}

// TestOurOwnSurveysAreWrittenAndReadAgain takes the starter surveys and the library.
func TestOurOwnSurveysAreWrittenAndReadAgain(t *testing.T) {
	n := 0
	for _, files := range []fs.FS{samples.Files, library.Files} {
		all, err := fs.Glob(files, "*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			if strings.Count(path.Base(name), ".") > 1 {
				continue // a language
			}
			s, err := surveys.Parse(files, name)
			if err != nil {
				t.Fatal(err)
			}
			n++
			if read := readAgain(t, s); !reflect.DeepEqual(s, read) {
				t.Errorf("%s is read differently:\n%s", name, s.Files()[name])
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d surveys were found", n)
	}
}

// TestFilesAreForPeople holds that a file looks as somebody would write it.
func TestFilesAreForPeople(t *testing.T) {
	s := around(&surveys.Question{
		Key: "helps", KindName: "several", Max: 2, AboutChild: true, Text: surveys.Words{"en": {surveys.All: "Who helps: you?", surveys.E4: "Who helps?"}, "gd": {surveys.All: "Cò?"}},
		Options: []surveys.Option{{Key: "family", Text: surveys.Text("en", "Family")}, {Key: "none", Text: surveys.Text("en", "No"), Exclusive: true}},
		Links:   surveys.Links{Quality: []string{"2.1"}, Wellbeing: []string{"S1"}},
	})
	s.Languages = []string{"en", "gd"}
	files := s.Files()
	if got, want := string(files["trial.yaml"]), `language: en
title: A trial
editions: [4-7, 8-10, 11-13, 14-18]
start:
  lead: Hello.
questions:
  helps:
    kind: several
    about_child: true
    text:
      4-7: Who helps?
      all: 'Who helps: you?'
    options:
      - family: Family
      - key: none
        text: No
        alone: true
    max: 2
    links: {quality: ["2.1"], wellbeing: [Safe]}
`; got != want {
		t.Errorf("the file is\n%s", got)
	}
	if got, want := string(files["trial.gd.yaml"]), "language: gd\nquestions:\n  helps:\n    text: Cò?\n"; got != want {
		t.Errorf("the Gaelic file is\n%s", got)
	}
	if len(files) != 2 {
		t.Errorf("there are %d files", len(files))
	}
}

// TestLanguagesKeepTheirOrder holds that a file may say in which order languages are
// offered; those that it does not name come last, by their codes.
func TestLanguagesKeepTheirOrder(t *testing.T) {
	const rest = "title: A trial\neditions: [8-10]\nstart: {lead: Hello.}\nquestions: {q: {kind: story, text: \"So?\"}}\n"
	for order, want := range map[string][]string{
		"":                                 {"en", "ar", "gd", "pl"},
		"languages: [en, pl, ar, gd]\n":    {"en", "pl", "ar", "gd"},
		"languages: [pl]\n":                {"pl", "en", "ar", "gd"},
		"languages: [en, xx, pl, pl, 5]\n": {"en", "pl", "ar", "gd"},
	} {
		files := map[string]string{"trial.yaml": order + rest}
		for _, lang := range []string{"ar", "gd", "pl"} {
			files["trial."+lang+".yaml"] = "language: " + lang + "\n"
		}
		s, err := surveys.Parse(folder(files), "trial.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(s.Languages, want) {
			t.Errorf("%q gives %q, want %q", order, s.Languages, want)
		}
	}
}
