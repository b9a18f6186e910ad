package child

import (
	"slices"

	"strings"

	"kist/internal/i18n"
	"kist/internal/media"
	"kist/surveys"
)

// said is a text, and the language that it is in where that is not the page's.
type said struct {
	Text string
	Lang string // empty: the page's own
	Dir  string
}

// speaker says the texts of a survey to a reader of one edition and language.
type speaker struct {
	*i18n.Printer
	survey  *surveys.Survey
	edition surveys.Edition
	lang    string
	pilot   bool // the questions are being tried out
	work    int  // what the form's script is to find, in bits; 0: nothing
	heard   media.Heard
}

// say gives one text of the survey, marked if it is in another language.
func (s speaker) say(w surveys.Words) said {
	text, lang := s.survey.Say(w, s.edition, s.lang)
	if text == "" || lang == s.Lang() {
		return said{Text: text}
	}
	return said{text, lang, i18n.Direction(lang)}
}

// drawn is the drawing that goes with a text: easy read has one with each.
func (s speaker) drawn(id string) string {
	if s.edition != surveys.Easy {
		return ""
	}
	return id
}

// unbroken keeps words with a hyphen on one line: "grown-" at the end of a
// question's line reads as another word.
func (s said) unbroken() said {
	s.Text = strings.ReplaceAll(s.Text, "-", "\u2011")
	return s
}

// borrowed is the language of the words that the reader's own lacks, by its own
// name; empty if nothing in this edition is lacking, or if the pages themselves
// are not in the reader's language.
func (s speaker) borrowed() string {
	if s.Lang() != s.lang {
		return ""
	}
	for _, t := range s.survey.Texts() {
		if !slices.Contains(t.Editions, s.edition) {
			continue
		}
		if said := s.say(*t.Words); said.Lang != "" {
			return i18n.Describe(said.Lang).Endonym
		}
	}
	return ""
}

// label gives an answer's words: the survey's own, else the interface's, else
// the code itself, which is a number then.
func (s speaker) label(l surveys.Label) said {
	if own := s.say(l.Words); own.Text != "" {
		return own
	}
	if l.TextID != "" {
		return said{Text: s.T(l.TextID)}
	}
	return said{Text: l.Code}
}
