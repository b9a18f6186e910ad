// Package incomingtest writes drafts and accounts so that a person can compare them
// with the file that they were made of. Tests only.
package incomingtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// Drafted is the draft of a form with its account. The test fails unless the draft
// could be published; it is nil if no question of the form can be asked.
func Drafted(t testing.TB, form *incoming.Form, parts []string) (*surveys.Survey, string) {
	t.Helper()
	s, notes, err := incoming.Draft(form, incoming.Wanted{Editions: []surveys.Edition{surveys.E14}}, parts...)
	if err != nil && !errors.Is(err, incoming.ErrNothing) {
		t.Fatal(err)
	}
	if s != nil && s.Flaws().Err() != nil {
		t.Fatal(s.Flaws())
	}
	return s, Account(notes)
}

// Account writes an account, a line each, what belongs to no line first.
func Account(notes []incoming.Note) string {
	var b strings.Builder
	for _, n := range notes {
		line := fmt.Sprintf("%s %d %s: %s %s", n.Part, n.Line, n.Name, n.Fate, n.Why)
		b.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	return b.String()
}

// Outline writes a draft.
func Outline(s *surveys.Survey) string {
	if s == nil {
		return "no draft\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %s\n", s.Key, s.Languages, words(s, s.Title))
	if lead := words(s, s.Start.Lead); lead != words(s, s.Title) {
		fmt.Fprintf(&b, "lead %s\n", lead)
	}
	for _, q := range s.Questions {
		b.WriteString(question(s, q) + "\n")
		for _, o := range q.Options {
			line := "- " + o.Key + " " + words(s, o.Text)
			if o.Exclusive {
				line += " alone"
			}
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func question(s *surveys.Survey, q *surveys.Question) string {
	line := q.Key + " " + q.KindName + " " + words(s, q.Text)
	if !q.Hint.Empty() {
		line += " hint " + words(s, q.Hint)
	}
	if q.Min+q.Max > 0 {
		line += fmt.Sprintf(" %d..%d", q.Min, q.Max)
	}
	if !q.Low.Empty() || !q.High.Empty() {
		line += " from " + words(s, q.Low) + " to " + words(s, q.High)
	}
	for _, c := range q.AskIf {
		line += " if " + c.Question + "=" + strings.Join(c.Any, ",")
	}
	return line
}

// words are a text in each language that has it.
func words(s *surveys.Survey, w surveys.Words) string {
	var parts []string
	for _, lang := range s.Languages {
		if text := w[lang][surveys.All]; text != "" && lang == s.Source {
			parts = append(parts, text)
		} else if text != "" {
			parts = append(parts, lang+":"+text)
		}
	}
	return strings.Join(parts, " / ")
}

// Same compares two texts of several lines and shows where they part.
func Same(t testing.TB, what, got, want string) {
	t.Helper()
	got, want = strings.TrimSpace(got), strings.TrimSpace(want)
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	line := 0
	for line < len(g) && line < len(w) && g[line] == w[line] {
		line++
	}
	t.Errorf("%s parts at line %d; it is\n%s\nwant\n%s", what, line+1, got, want)
}
