package incoming

import (
	"fmt"

	"kist/internal/fault"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 8 << 20

// Trouble says why nothing of a file could be read. It is fault.Invalid.
type Trouble struct {
	Why  string         // the end of a text id
	Args map[string]any // of that text; may be nil
}

// Troubled is a Trouble; args come in pairs of name and value.
func Troubled(why string, args ...any) error {
	return &Trouble{why, newNote(Place{}, Left, why, args...).Args}
}

// Error is for the log; people read the text.
func (t *Trouble) Error() string { return fmt.Sprintf("file not read: %s %v", t.Why, t.Args) }

// Unwrap is fault.Invalid.
func (*Trouble) Unwrap() error { return fault.Invalid }
