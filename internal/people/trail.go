package people

import "kist/internal/audit"

// The trail is shared with what knows no people: see package audit. These
// names are for those who come by way of the accounts.
type (
	// Line says that somebody did something to a document, to the minute.
	Line = audit.Line
	// Audited is the part of an account that carries the line of its latest revision.
	Audited = audit.Audited
	// Trail is the record of what staff did.
	Trail = audit.Trail
)

// Server stands for the program itself where no person acts.
const Server = audit.Server

// minute is how times of staff are kept; the bounds of sessions are minutes too.
const minute = audit.Minute

// waitingField is the name of Audited.Waiting in the store.
const waitingField = audit.WaitingField
