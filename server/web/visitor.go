package web

import "context"

// Visitor is who is signed in on the staff side.
type Visitor struct {
	ID      string // of the account
	Name    string
	Roles   []string // wherever they hold
	Lang    string   // that they chose; empty: none
	Session string   // id of the session
	Fresh   bool     // signed in within the last minutes
	Bare    bool     // has no way to come in again
	// Holds says whether one of the roles holds for a place; nil: nowhere.
	Holds func(roles []string, programme, inspection string) bool
}

func (v Visitor) holds(roles []string, p Place) bool {
	return v.Holds != nil && v.Holds(roles, p.Programme, p.Inspection)
}

// Place is where something lies: in an inspection of a programme, in a
// programme alone, or in the installation as a whole.
type Place struct{ Programme, Inspection string }

// Places tells where things lie.
type Places interface {
	// Place of the thing of this kind (OfRound, ...). fault.NotFound if there is none.
	Place(ctx context.Context, kind, id string) (Place, error)
}

// Sessions tells who holds a token of a session.
type Sessions interface {
	// Visitor is who is signed in. fault.Denied if nobody is, or no more.
	Visitor(ctx context.Context, token string) (Visitor, error)
}
