// Package fault names the few ways in which a request can fail, so that every
// layer speaks of them in the same words and one place under server/ turns
// them into pages.
//
// It imports the standard library only and knows nothing of the web: a caller
// wraps one of the sentinels with %w, and a reader asks with errors.Is.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

//lint:file-ignore ST1012 they are read as fault.NotFound: "Err" would say what the package says

// The kinds of failure. Wrap them; never return them bare with no context.
var (
	// NotFound says that what was asked for is not there.
	NotFound = errors.New("not found")
	// Exists says that the id is taken already.
	Exists = errors.New("exists already")
	// Conflict says that somebody else changed it first.
	Conflict = errors.New("changed meanwhile")
	// Denied says that this person may not do this.
	Denied = errors.New("not allowed")
	// Closed says that the time for this is over, or has not come.
	Closed = errors.New("closed")
	// Invalid says that what was given cannot be accepted; see Problem.
	Invalid = errors.New("invalid")
)

// Problem is something that the user can put right. It carries a message id
// for locales/, never a sentence. It wraps Invalid.
type Problem struct {
	Field string         // the form field at fault; empty for the whole form
	ID    string         // message id, such as "problem.too_long"
	Args  map[string]any // arguments of the message; may be nil
}

// Error names the field and the message id, for logs and tests only.
func (p Problem) Error() string {
	if p.Field == "" {
		return p.ID
	}
	return p.Field + ": " + p.ID
}

// Unwrap makes errors.Is(p, Invalid) true.
func (Problem) Unwrap() error { return Invalid }

// Problems are all that is wrong with one form, in the order of its fields.
// An empty list is no error: return nil instead (see Err).
type Problems []Problem

// Error lists every problem.
func (ps Problems) Error() string {
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = p.Error()
	}
	return strings.Join(all, "; ")
}

// Unwrap makes errors.Is(ps, Invalid) true.
func (Problems) Unwrap() error { return Invalid }

// Err is nil when the list is empty, and the list otherwise.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Wrap puts a sentence for the log in front of one of the kinds.
func Wrap(kind error, format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), kind)
}

// ProblemsOf are what the user can put right; false if err is about something else.
func ProblemsOf(err error) (Problems, bool) {
	var many Problems
	var one Problem
	switch {
	case errors.As(err, &many):
		return many, true
	case errors.As(err, &one):
		return Problems{one}, true
	}
	return nil, false
}
