package office

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/server/web"
)

// signInPage offers the ways to come in, passkeys first.
type signInPage struct {
	web.StaffBase
	Ended bool // a session has just ended by itself
	Ways  ways // Bad may also be a link that cannot be used: "not_found", "closed"
}

func (o *office) showSignIn(c echo.Context) error {
	if o.Staff.Visitor(c).ID != "" {
		return web.Redirect(c, "/staff/")
	}
	return o.writeSignIn(c, http.StatusOK, "")
}

func (o *office) writeSignIn(c echo.Context, status int, bad string) error {
	w, err := o.ways(c, bad)
	if err != nil {
		return err
	}
	w.Typed = c.FormValue("login")
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.sign_in.title"))
	base.Script = o.Script
	return o.room.Write(c, status, "sign_in", signInPage{base, c.QueryParam("ended") != "", w})
}

// linkPage stands between a one-time link and its use: programs that look at
// links ahead of their reader open it and change nothing.
type linkPage struct {
	web.StaffBase
	Action  string
	Back    string // name of somebody who comes back; empty: a new account
	RoleIn  string
	Typed   string
	Problem string
}

func (o *office) showLink(c echo.Context) error {
	return o.writeLink(c, http.StatusOK, nil)
}

// writeLink shows the link's page, with what was typed and what is wrong with
// it. A link that cannot be used gets the sign-in page, which says so.
func (o *office) writeLink(c echo.Context, status int, problem *fault.Problem) error {
	token := c.Param("token")
	account, err := o.People.Peek(c.Request().Context(), token)
	if err != nil {
		return o.refuseLink(c, err)
	}
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.link.title"))
	page := linkPage{StaffBase: base, Action: "/staff/sign-in/" + token, Typed: cmp.Or(c.FormValue("name"), account.Name)}
	if account.Joined != "" {
		page.Back = account.Name
	}
	var roles []string
	for _, r := range account.Roles {
		roles = append(roles, base.T("staff.role."+string(r)))
	}
	page.RoleIn = strings.Join(roles, ", ")
	if problem != nil {
		page.Problem = base.TArgs(problem.ID, problem.Args)
	}
	return o.room.Write(c, status, "link", page)
}

func (o *office) refuseLink(c echo.Context, err error) error {
	switch {
	case errors.Is(err, fault.NotFound):
		return o.writeSignIn(c, http.StatusNotFound, "not_found")
	case errors.Is(err, fault.Closed):
		return o.writeSignIn(c, http.StatusGone, "closed")
	}
	return err
}

func (o *office) useLink(c echo.Context) error {
	if err := o.slowDown(c); err != nil {
		return err
	}
	// Whoever was signed in on this browser before is not any more.
	session, err := o.People.AcceptWith(c.Request().Context(), c.Param("token"), c.FormValue("name"), o.Staff.Token(c))
	var problem fault.Problem
	switch {
	case errors.As(err, &problem):
		return o.writeLink(c, http.StatusUnprocessableEntity, &problem)
	case err != nil:
		return o.refuseLink(c, err)
	}
	o.Staff.Remember(c, session)
	return web.Redirect(c, "/staff/")
}

func (o *office) signOut(c echo.Context) error {
	if err := o.People.SignOut(c.Request().Context(), o.Staff.Token(c)); err != nil {
		return err
	}
	o.Staff.Forget(c)
	return web.Redirect(c, "/staff/sign-in")
}

func (o *office) saveLanguage(c echo.Context) error {
	lang := c.FormValue("lang")
	if !slices.Contains(web.StaffLanguages, lang) {
		return fault.Wrap(fault.Invalid, "staff pages in %q", lang)
	}
	if err := o.People.SetLang(c.Request().Context(), o.Staff.Visitor(c).ID, lang); err != nil {
		return err
	}
	return web.Redirect(c, "/staff/")
}
