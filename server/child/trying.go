package child

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/surveys"
)

// In a pilot, and nowhere else, the form carries three things more: what the script
// noted, and of each question what the tester says of it and whether somebody
// helped. Forms of other rounds are rid of them before anything looks at them.
const (
	notedField = "_noted" // question keys with letters behind a colon, by the script
	sayField   = "_say."  // before the key of a question
	helpField  = "_help." // likewise
)

// maxNoted is as long as what the script notes can be of the longest survey.
const maxNoted = 8 << 10

// letters are what the script writes for a mark. What was skipped is known here,
// without a script.
var letters = map[rune]ballot.Marks{'c': ballot.Changed, 'h': ballot.Helped, 'l': ballot.Heard}

// tryPart is what a pilot adds to a question.
type tryPart struct {
	SayName, HelpName string
	Said              string // what the tester said before
	Helped            bool
	Most              int // characters
}

// Open says that there is something in it already.
func (t tryPart) Open() bool { return t.Said != "" || t.Helped }

// try is what a pilot's form holds about a question.
func (f form) try(key string) *tryPart {
	return &tryPart{sayField + key, helpField + key, clipRunes(f.get(sayField + key)), f.get(helpField+key) != "", ballot.MaxComment}
}

// clipRunes is a remark as it is kept.
func clipRunes(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n"))
	for n := range text {
		if utf8.RuneCountInString(text[:n]) == ballot.MaxComment {
			return text[:n]
		}
	}
	return text
}

// isTry says whether a field is one that only pilots have.
func isTry(name string) bool {
	return name == notedField || strings.HasPrefix(name, sayField) || strings.HasPrefix(name, helpField)
}

// untried takes out of a form what only pilots have; in a pilot, what is about no
// question of the survey.
func (f form) untried(s *surveys.Survey, pilot bool) {
	for name := range f {
		_, key, about := strings.Cut(name, ".")
		if isTry(name) && (!pilot || about && s.Question(key) == nil) {
			delete(f, name)
		}
	}
}

// tryFields are the fields that only pilots have, as they travel from page to page.
func (f form) tryFields() []field {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(f)), func(name string) bool { return !isTry(name) })
	return f.carried(names...)
}

// unseen leaves out of the fields that a questionnaire carries on those that its
// questions show.
func (s speaker) unseen(list []field) []field {
	return slices.DeleteFunc(list, func(f field) bool {
		for _, before := range []string{sayField, helpField} {
			if key, ok := strings.CutPrefix(f.Name, before); ok {
				q := s.survey.Question(key)
				return q != nil && q.In(s.edition)
			}
		}
		return false
	})
}

// noted reads what the script wrote. What cannot be read is left out: it is no
// answer, and nobody could put it right.
func noted(text string) map[string]ballot.Marks {
	marks := map[string]ballot.Marks{}
	for _, part := range strings.Fields(text[:min(len(text), maxNoted)]) {
		key, list, _ := strings.Cut(part, ":")
		for _, letter := range list {
			if m, ok := letters[letter]; ok {
				marks[key] |= m
			}
		}
	}
	return marks
}

// tried is how a pilot's form was filled in, and what its tester says of the
// questions; nil and nil in any other round.
func (v *visit) tried() (ballot.Trace, map[string]string) {
	if !v.pilot {
		return nil, nil
	}
	trace, remarks, marks := ballot.Trace{}, map[string]string{}, noted(v.form.get(notedField))
	given := maps.Clone(v.answers)
	for key, text := range v.texts {
		given[key] = surveys.Answer{text}
	}
	for _, q := range v.survey.Path(v.edition, given) {
		m := marks[q.Key]
		if len(given[q.Key]) == 0 {
			m |= ballot.Skipped
		}
		if v.form.get(helpField+q.Key) != "" {
			m |= ballot.Helped
		}
		trace[q.Key] = m
	}
	for _, q := range v.survey.QuestionsIn(v.edition) {
		if said := v.form.try(q.Key).Said; said != "" {
			remarks[q.Key] = said
		}
	}
	return trace, remarks
}

// notedWords tells a tester what was noted of a question; empty if nothing was. What
// was skipped stands in the answer's place.
func (v *visit) notedWords(m ballot.Marks) string {
	var words []string
	for _, mark := range []struct {
		is ballot.Marks
		id string
	}{{ballot.Changed, "child.try.changed"}, {ballot.Helped, "child.try.help"}, {ballot.Heard, "child.try.heard"}} {
		if m.Has(mark.is) {
			words = append(words, v.T(mark.id))
		}
	}
	return strings.Join(words, " ")
}

// withdrawable are the names of the texts that a receipt takes back: those of
// stories, and in a pilot those of comments.
func withdrawable(r *inspections.Round, s *surveys.Survey) []string {
	names := stories(s)
	if r.Pilot == "" {
		return names
	}
	for _, q := range s.Questions {
		names = append(names, ballot.CommentOn(q.Key))
	}
	return names
}
