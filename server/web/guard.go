package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// staffPrefix is what every staff route begins with.
const staffPrefix = "/staff"

// The roles that the table below speaks of, by their names in accounts. This
// package does not import the accounts: the children's pages import it.
const (
	administrator = "administrator"
	coordinator   = "coordinator"
	volunteer     = "volunteer"
	translator    = "translator"
	inspector     = "inspector"
	safeguarding  = "safeguarding_lead"
)

// who says who may use a route: anybody at all, or these roles.
type who struct {
	anybody bool
	roles   []string
}

func only(roles ...string) who { return who{roles: roles} }

var (
	anybody  = who{anybody: true}
	signedIn = only(administrator, coordinator, volunteer, translator, inspector, safeguarding)
	readers  = only(administrator, coordinator, inspector, safeguarding)
	runners  = only(administrator, coordinator)
)

// access is the one place that says who may do what on the staff side. A
// staff route that is not in it is refused to everybody.
var access = map[string]who{
	"GET /staff/sign-in":             anybody,
	"GET /staff/sign-in/:token":      anybody,
	"POST /staff/sign-in/:token":     anybody,
	"POST /staff/sign-out":           anybody,
	"GET /staff":                     signedIn,
	"GET /staff/":                    signedIn,
	"POST /staff/language":           signedIn,
	"GET /staff/rounds":              readers,
	"GET /staff/rounds/:id":          readers,
	"GET /staff/rounds/:id/close":    runners,
	"POST /staff/rounds/:id/close":   runners,
	"POST /staff/rounds/:id/release": runners,
	"GET /staff/releases":            readers,
	"GET /staff/releases/:id":        readers,
}

// StaffRoutes lists every staff route that has an entry in the table of
// access, as "METHOD /pattern", sorted, for tests that walk them.
func StaffRoutes() []string { return slices.Sorted(maps.Keys(access)) }

// MayUse says whether somebody with these roles may use a staff route
// ("METHOD /pattern"). False for a route that is not in the table.
func MayUse(route string, roles []string) bool {
	w, ok := access[route]
	return ok && (w.anybody || slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(w.roles, r) }))
}

// Visitor is who is signed in on the staff side.
type Visitor struct {
	ID    string // of the account
	Name  string
	Roles []string
	Lang  string // that they chose; empty: none
}

// Sessions tells who holds a token of a session.
type Sessions interface {
	// Visitor is who is signed in. fault.Denied if nobody is, or no more.
	Visitor(ctx context.Context, token string) (Visitor, error)
}

// Protect puts the guard in front of everything that is mounted on e, before
// or after. Every room that has staff pages calls it; it acts once.
func (s *Staff) Protect(e *echo.Echo) {
	s.once.Do(func() { e.Use(s.guard) })
}

// guard decides by the pattern of the matched route, never by the path that
// was asked for, so that no way of writing a path goes round it.
func (s *Staff) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		pattern := c.Path()
		if pattern != staffPrefix && !strings.HasPrefix(pattern, staffPrefix+"/") {
			return next(c)
		}
		r := c.Request()
		if err := s.sameOrigin(r); err != nil {
			return err
		}
		if err := s.recognise(c); err != nil {
			return err
		}
		visitor, known := s.visitor(c)
		switch route := r.Method + " " + pattern; {
		case MayUse(route, visitor.Roles):
			return next(c)
		case !known:
			return s.toSignIn(c)
		default:
			return fault.Wrap(fault.Denied, "%s", route)
		}
	}
}

// sameOrigin refuses a form that another site sent. Browsers that can use the
// staff pages send Origin or Sec-Fetch-Site with every post; what has neither is no
// browser, and the standard check would let it through.
func (s *Staff) sameOrigin(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
		return fault.Wrap(fault.Denied, "a form without origin")
	}
	if err := s.crossOrigin.Check(r); err != nil {
		return fault.Wrap(fault.Denied, "%v", err)
	}
	return nil
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

// toSignIn sends to the sign-in page, and says there if a session has ended.
func (s *Staff) toSignIn(c echo.Context) error {
	to := staffPrefix + "/sign-in"
	if ended, _ := c.Get(endedKey).(bool); ended {
		s.Forget(c)
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
