package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kist/internal/advice"
	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
)

// checkCommand is kist check FILE.
type checkCommand struct {
	File string `arg:"" help:"The questionnaire, such as surveys/samples/what_its_like.yaml; its translations are read from beside it. Or one translation of it."`
}

// Run prints every finding, a line each, then a line for each language; it fails if
// a finding is an error.
func (c checkCommand) Run() error {
	files, name := os.DirFS(filepath.Dir(c.File)), filepath.Base(c.File)
	survey, lang := ofSurvey(name)
	words, err := i18n.Open(locales.Files)
	if err != nil {
		return err
	}
	findings := surveys.Check(files, survey, func(s *surveys.Survey) surveys.Findings { return advice.Findings(s, words.Printer(i18n.Source)) })
	if lang != "" {
		findings = slices.DeleteFunc(findings, func(f surveys.Finding) bool { return f.File != name && f.Severity != surveys.Error })
	}
	for _, f := range findings {
		if err := say(os.Stdout, "%s\n", f); err != nil {
			return err
		}
	}
	if len(findings.Errors()) > 0 {
		return fmt.Errorf("%s cannot be used yet: mend what is marked as an error", c.File)
	}
	if err := printLanguages(files, survey, lang); err != nil {
		return err
	}
	fmt.Printf("%s can be used; pieces of advice: %d\n", c.File, len(findings))
	return nil
}

// ofSurvey takes the name of a translation apart: what_its_like.uk.yaml is that of
// what_its_like.yaml into uk. lang is empty for a questionnaire's own file.
func ofSurvey(name string) (survey, lang string) {
	key, rest, _ := strings.Cut(name, ".")
	lang, ok := strings.CutSuffix(rest, ".yaml")
	if !ok {
		return name, ""
	}
	return key + ".yaml", lang
}

// printLanguages says how far each translation is, or that into lang alone.
func printLanguages(files fs.FS, name, lang string) error {
	s, err := surveys.Parse(files, name)
	if err != nil {
		return err
	}
	if lang != "" && !slices.Contains(s.Languages, lang) {
		return fmt.Errorf("there is no %s in %s beside it", name, lang)
	}
	texts := 0
	for _, t := range s.Texts() {
		if !t.Words.Empty() {
			texts++
		}
	}
	for _, l := range s.Languages {
		if l == s.Source || lang != "" && l != lang {
			continue
		}
		checked := "not checked by a native reader"
		if who := s.Checked[l]; who != "" {
			checked = "checked by " + who
		}
		fmt.Printf("%s (%s): %d texts, %d missing; %s\n", l, i18n.Describe(l).Endonym, texts, len(s.Missing(l)), checked)
	}
	return nil
}
