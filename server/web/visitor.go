package web

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

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

const (
	visitorKey = "kist.visitor"
	endedKey   = "kist.ended"
)

// recognise looks up who is asking. A session that has ended is no error
// here: the sign-in page must still open.
func (s *Staff) recognise(c echo.Context) error {
	token := s.Token(c)
	if token == "" {
		return nil
	}
	v, err := s.Sessions.Visitor(c.Request().Context(), token)
	switch {
	case err == nil:
		c.Set(visitorKey, v)
	case errors.Is(err, fault.Denied):
		c.Set(endedKey, true)
	default:
		return err
	}
	return nil
}

// toSignIn sends to the sign-in page, and says there if a session has ended. What was
// typed meanwhile is given back first.
func (s *Staff) toSignIn(c echo.Context) error {
	to := staffPrefix + "/sign-in"
	if ended, _ := c.Get(endedKey).(bool); ended {
		s.Forget(c)
		if all := typed(c); len(all) > 0 {
			return s.giveBack(c, "ended", all, to)
		}
		to += "?ended=yes"
	}
	return Redirect(c, to)
}

func (s *Staff) visitor(c echo.Context) (v Visitor, known bool) {
	v, known = c.Get(visitorKey).(Visitor)
	return v, known
}

// Visitor is who is asking; the zero Visitor on pages that anybody may open.
func (s *Staff) Visitor(c echo.Context) Visitor {
	v, _ := s.visitor(c)
	return v
}
