// Package incoming makes a draft of a questionnaire that another program wrote.
//
// A reader of one kind of file (see the packages below) tells what is in it as a
// Form; Draft makes a survey of that, and both keep an account of every line: what
// came over whole, what was changed, and what was left out and why. Nothing of a
// file is ever run: conditions are read into Cond, which only says which earlier
// answers are asked for.
package incoming

import (
	"cmp"
	"slices"

	"kist/surveys"
)

// Text is one text by language tag, without the languages that lack it.
type Text map[string]string

// Form is a questionnaire as another program's file has it.
type Form struct {
	Name      string // what the file calls itself; a key is made of it. May be empty
	Title     Text
	Source    string   // the tag of its own language
	Languages []string // tags, Source first
	Lead      Text     // what is read before the first question; may be nil
	Items     []Item   // questions in order
	Notes     []Note   // what the reader has to say of lines, in any order
	// Whole is the survey of a file of Kist's own, which comes over as it is; then only
	// Notes counts besides. Without questions it is one that cannot be used.
	Whole *surveys.Survey
}

// Item is one question of a Form.
type Item struct {
	At      Place
	Name    string // what conditions call it
	Kind    string // surveys.Question.KindName
	Text    Text
	Hint    Text
	Options []Choice
	// Codes are the codes of the answers that a kind brings along, such as yes, by what
	// conditions of the file call them. Nil for kinds whose answers are Options.
	Codes   map[string]string
	Min     int // of a number
	Max     int // of a number, a story or several choices
	Low     Text
	High    Text
	When    *Cond  // nil: always asked
	Asked   string // the condition in the file's own words, for the account
	Changed bool   // a note says that it did not come over whole
	With    string // the name of a question without which it means nothing; empty if it stands alone
}

// Choice is one answer that may be chosen.
type Choice struct {
	Name  string
	Text  Text
	Alone bool // goes with no other
}

// Place is where something stands in a file.
type Place struct {
	Part string `json:"part,omitempty"` // sheet or section; empty if there are none
	Line int    `json:"line,omitempty"` // from 1; 0 if not known
	Name string `json:"name,omitempty"` // the question's, the column's or the setting's; may be empty
}

// Fate is what became of something in a file.
type Fate string

// What can become of it.
const (
	Kept    Fate = "kept"    // it came over whole
	Changed Fate = "changed" // it came over otherwise than it was
	Left    Fate = "left"    // it stayed behind
	Added   Fate = "added"   // it was not in the file
)

// Note is one line of the account.
type Note struct {
	Place `bson:",inline"`
	Fate  Fate           `json:"fate"`
	Why   string         `json:"why,omitempty"`  // the end of a text id; empty for what is kept
	Args  map[string]any `json:"args,omitempty"` // of that text
}

// Fates counts the notes of each fate.
func Fates(notes []Note) map[Fate]int {
	n := map[Fate]int{}
	for _, note := range notes {
		n[note.Fate]++
	}
	return n
}

// Say adds a note; args come in pairs of name and value.
func (f *Form) Say(at Place, fate Fate, why string, args ...any) {
	f.Notes = append(f.Notes, newNote(at, fate, why, args...))
}

func newNote(at Place, fate Fate, why string, args ...any) Note {
	n := Note{Place: at, Fate: fate, Why: why}
	for i := 0; i+1 < len(args); i += 2 {
		if n.Args == nil {
			n.Args = map[string]any{}
		}
		n.Args[args[i].(string)] = args[i+1]
	}
	return n
}

// sorted puts notes in the order of the file, those of its beginning and those of
// no line first.
func sorted(notes []Note, parts []string) []Note {
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(slices.Index(parts, a.Part), slices.Index(parts, b.Part)), cmp.Compare(a.Line, b.Line))
	})
	return notes
}
