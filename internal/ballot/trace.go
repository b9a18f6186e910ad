package ballot

import (
	"kist/internal/fault"
	"kist/internal/inspections"
)

// In a pilot, and nowhere else, a form says beside its answers how it was filled in,
// and testers may leave a comment at each question. Both travel as the answers do:
// the trace inside the row, each comment redacted and sealed on its own as a text.

// Marks is what is noted of one question that a tester was asked. It tells whether,
// never how often or when.
type Marks uint8

// What is noted.
const (
	Skipped Marks = 1 << iota // no answer was given in the end
	Changed                   // an answer was given and then changed
	Helped                    // somebody helped, or the help was opened there
	Heard                     // something was read aloud, or signed
)

// allMarks are those that there are.
const allMarks = Skipped | Changed | Helped | Heard

// Has says whether all of these marks are there.
func (m Marks) Has(all Marks) bool { return m&all == all }

// Trace has the marks of every question that a tester was asked, by its key: one
// that was answered at once has none.
type Trace map[string]Marks

// MaxComment is how long a comment may be, in runes.
const MaxComment = 500

// CommentOn is the name by which a comment on a question is withdrawn.
func CommentOn(question string) string { return "comment:" + question }

// tried says whether a form may say what it does in this round: fault.Invalid if it
// has the parts of a pilot and the round is none, so that nothing of them is ever
// stored of a child who was not told.
func tried(r *inspections.Round, f Form) error {
	if r.Pilot == "" && (f.Trace != nil || len(f.Comments) > 0) {
		return fault.Wrap(fault.Invalid, "round %s is no pilot", r.ID)
	}
	for _, m := range f.Trace {
		if m > allMarks {
			return fault.Wrap(fault.Invalid, "round %s: marks %d", r.ID, m)
		}
	}
	return nil
}
