package office

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/people"
	"kist/server/web"
)

// mePage is one's own account: the ways in, and where one is signed in.
type mePage struct {
	web.StaffBase
	Account  *people.Account
	Login    string
	Sessions []sessionView
	Others   bool   // there are other sessions than this one
	Passkey  bool   // passkeys work here
	Last     bool   // there is one way in alone: without it, only others let the reader in again
	Reads    bool   // the reader may read what children wrote, and so have a key for that
	Reading  string // day in words since which they have one; empty: none
}

// sessionView is one place where the reader is signed in.
type sessionView struct {
	ID    string
	Began string // day and minute, in words
	Seen  string
	Here  bool
}

func (o *office) showMe(c echo.Context) error {
	ctx, v := c.Request().Context(), o.Staff.Visitor(c)
	a, err := o.People.Get(ctx, v.ID)
	if err != nil {
		return err
	}
	sessions, err := o.People.Sessions(ctx, v.ID)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.me.title"))
	page := mePage{StaffBase: base, Account: a, Others: len(sessions) > 1, Passkey: o.site().Works(), Last: a.Ways() == 1}
	if a.Password != nil {
		page.Login = a.Password.Login
	}
	if page.Reads = o.Staff.May(c, "GET /staff/me/reading", web.Place{}); page.Reads {
		since, err := o.Vault.ReaderSince(ctx, v.ID)
		if err != nil {
			return err
		}
		if since != "" {
			page.Reading = base.Date(since)
		}
	}
	for _, s := range sessions {
		page.Sessions = append(page.Sessions, sessionView{s.ID, base.Minute(s.Began), base.Minute(s.Seen), s.ID == v.Session})
	}
	return o.room.Write(c, http.StatusOK, "me", page)
}

func (o *office) endSession(c echo.Context) error {
	ctx, v, id := c.Request().Context(), o.Staff.Visitor(c), c.FormValue("session")
	var err error
	if id == "others" {
		err = o.People.EndOthers(ctx, v.ID, v.Session)
	} else {
		err = o.People.EndSession(ctx, v.ID, id)
	}
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return web.Redirect(c, "/staff/me")
}

// mustProve says whether adding a way in needs a fresh sign-in first: always,
// but for the first one, when there is nothing to sign in with.
func mustProve(v web.Visitor) bool { return !v.Fresh && !v.Bare }

// enrolPage sets up a password with its codes.
type enrolPage struct {
	web.StaffBase
	people.Enrolment
	QR    web.QR
	Link  string // what the drawing says, for those who cannot see it
	Typed string
	Wrong said
}

func (o *office) askPassword(c echo.Context) error {
	v := o.Staff.Visitor(c)
	if mustProve(v) {
		return o.Staff.StepUp(c)
	}
	e, err := o.People.BeginPassword(c.Request().Context(), v.ID)
	if err != nil {
		return err
	}
	return o.writeEnrol(c, http.StatusOK, e, nil)
}

func (o *office) writeEnrol(c echo.Context, status int, e people.Enrolment, wrong said) error {
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.enrol.title"))
	base.Crumbs = []web.Crumb{{Text: base.T("staff.me.title"), Link: "/staff/me"}, {Text: base.Title}}
	code, err := web.DrawQR(e.Address)
	if err != nil {
		return err
	}
	e.Key = spell(e.Key)
	return o.room.Write(c, status, "enrol", enrolPage{base, e, code, base.T("staff.enrol.qr"), c.FormValue("login"), wrong})
}

// spell parts a key into groups of four, as people type it.
func spell(key string) string {
	var b strings.Builder
	for i, r := range key {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (o *office) savePassword(c echo.Context) error {
	ctx, v := c.Request().Context(), o.Staff.Visitor(c)
	if mustProve(v) {
		return o.Staff.StepUp(c)
	}
	again, err := o.People.SetPassword(ctx, v.ID, v.Session, c.FormValue("held"), c.FormValue("login"), c.FormValue("password"), c.FormValue("code"))
	if err != nil {
		wrong, err := words(o.Staff.Printer(c), err)
		if err != nil {
			return err
		}
		return o.writeEnrol(c, http.StatusUnprocessableEntity, again, wrong)
	}
	return web.Redirect(c, "/staff/me")
}

func (o *office) removePassword(c echo.Context) error {
	v := o.Staff.Visitor(c)
	if err := o.People.RemovePassword(c.Request().Context(), v.ID, v.Session); err != nil {
		return err
	}
	return web.Redirect(c, "/staff/me")
}

// passkeyPage makes a passkey on the device at hand.
type passkeyPage struct {
	web.StaffBase
	Ask   *passkeyAsk
	Typed string
	Bad   bool
	Wrong said
}

func (o *office) askPasskey(c echo.Context) error {
	if mustProve(o.Staff.Visitor(c)) {
		return o.Staff.StepUp(c)
	}
	return o.writePasskey(c, http.StatusOK, false, nil)
}

func (o *office) writePasskey(c echo.Context, status int, bad bool, wrong said) error {
	ask, err := o.shownAsk(o.People.BeginPasskey(c.Request().Context(), o.site(), o.Staff.Visitor(c).ID))
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.passkey.title"))
	base.Script = o.Script
	base.Crumbs = []web.Crumb{{Text: base.T("staff.me.title"), Link: "/staff/me"}, {Text: base.Title}}
	return o.room.Write(c, status, "passkey", passkeyPage{base, ask, c.FormValue("name"), bad, wrong})
}

func (o *office) savePasskey(c echo.Context) error {
	ctx, v := c.Request().Context(), o.Staff.Visitor(c)
	if mustProve(v) {
		return o.Staff.StepUp(c)
	}
	err := o.People.AddPasskey(ctx, o.site(), v.ID, v.Session, c.FormValue("held"), c.FormValue("name"), []byte(c.FormValue("answer")))
	if err == nil {
		return web.Redirect(c, "/staff/me")
	}
	wrong, other := words(o.Staff.Printer(c), err)
	switch {
	case other == nil:
		return o.writePasskey(c, http.StatusUnprocessableEntity, false, wrong)
	case errors.Is(err, fault.Invalid), errors.Is(err, fault.Closed), errors.Is(err, fault.Exists):
		return o.writePasskey(c, http.StatusUnprocessableEntity, true, nil)
	}
	return err
}

func (o *office) removePasskey(c echo.Context) error {
	v := o.Staff.Visitor(c)
	err := o.People.RemovePasskey(c.Request().Context(), v.ID, v.Session, c.FormValue("passkey"))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return web.Redirect(c, "/staff/me")
}
