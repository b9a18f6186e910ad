package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

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

// who says who may use a route: anybody at all, or these roles, and where the
// role must hold. A row that does not say where is for roles that hold in the
// whole installation.
type who struct {
	anybody bool
	roles   []string
	place   string // wide, or what ":id" in the route names; empty: the whole installation
	recent  bool   // only after signing in lately
}

// wide is the place of pages that anybody with the role may open wherever it
// holds: the page itself shows only what lies there (Staff.May).
const wide = "wide"

// What ":id" can name, for Places.
const (
	OfProgramme  = "programme"
	OfInspection = "inspection"
	OfRound      = "round"
	OfRelease    = "release"
	OfContact    = "contact"
	OfFinding    = "finding"
)

func only(roles ...string) who { return who{roles: roles} }

// anywhere opens the route to a role wherever it holds.
func (w who) anywhere() who { w.place = wide; return w }

// at opens the route to a role that holds where what ":id" names lies.
func (w who) at(kind string) who { w.place = kind; return w }

// fresh asks for a sign-in within the last minutes.
func (w who) fresh() who { w.recent = true; return w }

var (
	anybody  = who{anybody: true}
	signedIn = only(administrator, coordinator, volunteer, translator, inspector, safeguarding).anywhere()
	readers  = only(administrator, coordinator, inspector, safeguarding)
	runners  = only(administrator, coordinator)
	writers  = only(administrator, coordinator, volunteer, translator).anywhere()
	askers   = only(administrator, coordinator, volunteer, translator, inspector).anywhere()
	admins   = only(administrator)
	// guardians read what children wrote before it is reviewed, two together.
	guardians = only(safeguarding, coordinator)
	// analysts unlock what was reviewed, two together.
	analysts = only(safeguarding, coordinator, inspector)
	// coders read reviewed texts for their themes; framers write the codebook as well.
	// linguists translate what children wrote, once it passed review.
	linguists = only(coordinator, translator)
	coders    = only(coordinator, inspector, volunteer)
	framers   = only(coordinator, inspector)
	// concluders read findings while they are written; inspectors alone write them.
	concluders = only(administrator, inspector)
	inspectors = only(inspector)
	// tellers write what children are told came of their answers; hearers read it before
	// they do, and framers check it.
	tellers = only(coordinator, volunteer, translator)
	hearers = only(administrator, coordinator, volunteer, translator, inspector)
	// translators put surveys into other languages; volunteers read along.
	translators = only(administrator, coordinator, translator).anywhere()
)

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
		return s.decide(c, r.Method+" "+pattern, next)
	}
}

func (s *Staff) decide(c echo.Context, route string, next echo.HandlerFunc) error {
	visitor, known := s.visitor(c)
	w := access[route]
	if !known && !w.anybody {
		return s.toSignIn(c)
	}
	id, err := Param(c, "id")
	if err != nil {
		return fault.Wrap(fault.NotFound, "%s", route)
	}
	allowed, err := s.MayOpen(c, route, id)
	switch {
	case err != nil:
		return err
	case !allowed:
		return fault.Wrap(fault.Denied, "%s", route)
	case w.recent && !visitor.Fresh:
		return s.StepUp(c)
	}
	if _, ok := larger[route]; ok {
		moreTime(c)
	}
	if err := wholeForm(c); err != nil {
		return err
	}
	return next(c)
}

// How long a file may take to arrive, and until the answer to it is written: a video over
// a slow line takes longer than a form may.
const (
	fileTime     = 10 * time.Minute
	fileDoneTime = fileTime + time.Minute
)

// moreTime gives a request with a file the time that it takes. It is for who may send it
// alone: anybody else could hold connections open by it.
func moreTime(c echo.Context) {
	answer, now := http.NewResponseController(c.Response()), time.Now()
	_ = answer.SetReadDeadline(now.Add(fileTime)) // a test's request has none
	_ = answer.SetWriteDeadline(now.Add(fileDoneTime))
}

// wholeForm reads the form of a request, so that one that is none is told so wherever
// it was sent, and is no fault of ours. fault.Invalid; *http.MaxBytesError if it is too
// large.
func wholeForm(c echo.Context) error {
	if c.Request().Method == http.MethodGet {
		return nil
	}
	_, err := c.FormParams()
	var tooLarge *http.MaxBytesError
	if err == nil || errors.As(err, &tooLarge) {
		return err
	}
	return fault.Wrap(fault.Invalid, "form: %v", err)
}

// StepUp asks who is signed in to do so again, and then leads back. The guard
// does so for whole routes; a page calls it for what only a part of it does. What was
// typed meanwhile is given back first.
func (s *Staff) StepUp(c echo.Context) error {
	to := staffPrefix + "/again?to=" + url.QueryEscape(wayBack(c, c.Request().Method+" "+c.Path()))
	if all := typed(c); len(all) > 0 {
		return s.giveBack(c, "again", all, to)
	}
	return Redirect(c, to)
}

// wayBack is the page to go to after signing in again: the one that was asked
// for, or the one whose form was sent.
func wayBack(c echo.Context, route string) string {
	path := c.Request().URL.EscapedPath()
	method, pattern, _ := strings.Cut(route, " ")
	if method == http.MethodGet {
		return c.Request().URL.RequestURI()
	}
	for pattern != staffPrefix {
		if _, ok := access["GET "+pattern]; ok {
			return path
		}
		pattern, path = pattern[:strings.LastIndexByte(pattern, '/')], path[:strings.LastIndexByte(path, '/')]
	}
	return staffPrefix + "/"
}

// MayOpen says whether who is asking may use a route for the thing with this
// id. It looks up where the thing lies only for those whose roles do not hold
// everywhere; what is not there is not theirs.
func (s *Staff) MayOpen(c echo.Context, route, id string) (bool, error) {
	w, ok := access[route]
	v, _ := s.visitor(c)
	switch {
	case !ok:
		return false, nil
	case w.anybody || v.opens(w):
		return true, nil
	case w.place == "" || w.place == wide || s.Places == nil || !MayUse(route, v.Roles):
		return false, nil
	}
	place, err := s.Places.Place(c.Request().Context(), w.place, id)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && v.holds(w.roles, place), err
}

// opens says whether a row is open to somebody wherever the thing lies.
func (v Visitor) opens(w who) bool {
	if w.place == wide {
		return slices.ContainsFunc(v.Roles, func(r string) bool { return slices.Contains(w.roles, r) })
	}
	return v.holds(w.roles, Place{})
}

// May says whether who is asking may use a route for something that lies here.
func (s *Staff) May(c echo.Context, route string, here Place) bool {
	w := access[route]
	v, _ := s.visitor(c)
	return w.anybody || v.opens(w) || w.place != "" && v.holds(w.roles, here)
}

// Belongs says whether one of the roles that open a route holds where something lies:
// for pages that anybody with the role may open, and that tell more to those who belong.
func (s *Staff) Belongs(c echo.Context, route string, here Place) bool {
	v, _ := s.visitor(c)
	return v.holds(access[route].roles, here)
}

// Param is a part of the address that was asked for. Where net/http kept the path as it
// came, since it could be written in two ways, parts are still escaped; elsewhere they are
// not any more, and a second time would read %2561 as a.
func Param(c echo.Context, name string) (string, error) {
	if c.Request().URL.RawPath == "" {
		return c.Param(name), nil
	}
	return url.PathUnescape(c.Param(name))
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
