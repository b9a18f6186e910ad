package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"kist/surveys"
)

// relevant writes the condition of a question; empty if it is always asked. ever is
// false if the edition has no answer that meets it; earlier questions have been written.
//
// Where "no answer" is one of those asked for, the earlier question has to be asked:
// here it is not enough that it was passed over, while an empty answer is all that a
// form sees. So its own condition is written beside.
func (f *form) relevant(q *surveys.Question) (text string, ever bool) {
	var parts []string
	ever = f.clauses(q, &parts)
	return strings.Join(parts, " and "), ever
}

func (f *form) clauses(q *surveys.Question, parts *[]string) bool {
	for _, c := range q.AskIf {
		if !f.s.Counts(c, f.e) {
			continue
		}
		on := f.s.Question(c.Question)
		any := f.any(on, c)
		if f.never[on.Key] || any == "" || slices.Contains(c.Any, surveys.SkippedCode) && !f.clauses(on, parts) {
			return false
		}
		if !slices.Contains(*parts, any) {
			*parts = append(*parts, any)
		}
	}
	return true
}

// any writes that one of the answers of a clause was given; empty if the edition has
// none of them.
func (f *form) any(on *surveys.Question, c surveys.Clause) string {
	var list []string
	cells := on.Kind().Cells(on, f.e)
	for _, code := range c.Any {
		switch {
		case code == surveys.SkippedCode:
			list = append(list, "${"+on.Key+"} = ''")
			if f.offersRatherNot(on) {
				list = append(list, is(on, RatherNot))
			}
		case slices.Contains(cells, code):
			list = append(list, is(on, code))
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, " or ") + ")"
}

// is writes that a question was answered so.
func is(on *surveys.Question, code string) string {
	switch on.KindName {
	case "several":
		return fmt.Sprintf("selected(${%s}, '%s')", on.Key, code)
	case "number":
		from, to, band := strings.Cut(code, "-")
		if !band {
			return fmt.Sprintf("${%s} = %s", on.Key, from)
		}
		return fmt.Sprintf("(${%s} >= %s and ${%s} <= %s)", on.Key, from, on.Key, to)
	}
	return fmt.Sprintf("${%s} = '%s'", on.Key, code)
}
