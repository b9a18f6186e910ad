package office

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/people"
	"kist/server/web"
)

// ways are the ways in as a page offers them: to come in, or to show again
// that it is still the same person.
type ways struct {
	To       string // where to go afterwards
	Passkey  *passkeyAsk
	Org      string // address of the way by an organisation; empty: there is none
	Typed    string
	Bad      string // what did not work: "password", "passkey", "organisation"; empty: nothing
	Password bool
}

// passkeyAsk is what the page's script hands to the browser.
type passkeyAsk struct {
	Options string // JSON
	Held    string
	Origin  string // where passkeys work
}

// shownAsk turns a question for a passkey into what the page carries; nil
// where passkeys do not work.
func (o *office) shownAsk(ask people.Ask, err error) (*passkeyAsk, error) {
	if errors.Is(err, fault.Denied) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(ask.Options)
	return &passkeyAsk{Options: string(b), Held: ask.Held, Origin: o.site().Origin()}, err
}

func (o *office) site() people.Site { return people.NewSite(o.URL) }

func (o *office) ways(c echo.Context, bad string) (ways, error) {
	w := ways{To: safeWay(c.FormValue("to")), Bad: bad, Password: true}
	var err error
	w.Passkey, err = o.shownAsk(o.People.AskPasskey(o.site()))
	if o.Organisation != nil {
		w.Org = "/staff/sign-in/organisation?to=" + url.QueryEscape(w.To)
	}
	return w, err
}

// safeWay is a page of the staff side to go to, and the first one if what was
// asked for is anything else.
func safeWay(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/staff/") || strings.ContainsAny(to, "\\\n\r\t") || strings.Contains(u.Path, "..") {
		return "/staff/"
	}
	return to
}

// againPage asks somebody who is signed in to do so again.
type againPage struct {
	web.StaffBase
	Ways ways
	Bare bool // there is no way yet but a link
}

func (o *office) showAgain(c echo.Context) error { return o.writeAgain(c, http.StatusOK, "") }

func (o *office) writeAgain(c echo.Context, status int, bad string) error {
	w, err := o.ways(c, bad)
	if err != nil {
		return err
	}
	a, err := o.People.Get(c.Request().Context(), o.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	w.Password = a.Password != nil
	if w.Typed = c.FormValue("login"); w.Password && w.Typed == "" {
		w.Typed = a.Password.Login
	}
	if len(a.Passkeys) == 0 {
		w.Passkey = nil
	}
	if a.Subject == "" {
		w.Org = ""
	}
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.again.title"))
	base.Script = o.Script
	return o.room.Write(c, status, "again", againPage{base, w, a.Bare()})
}

// passwordForm is the way in by password.
type passwordForm struct {
	Login    string `form:"login"`
	Password string `form:"password"`
	Code     string `form:"code"`
}

func (o *office) enterByPassword(c echo.Context) error {
	if err := o.slowDown(c); err != nil {
		return err
	}
	var f passwordForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	token, err := o.People.EnterByPassword(c.Request().Context(), f.Login, f.Password, f.Code, o.Staff.Token(c))
	return o.entered(c, token, err, "password")
}

func (o *office) enterByPasskey(c echo.Context) error {
	if err := o.slowDown(c); err != nil {
		return err
	}
	token, err := o.People.EnterByPasskey(c.Request().Context(), o.site(), c.FormValue("held"), []byte(c.FormValue("answer")), o.Staff.Token(c))
	return o.entered(c, token, err, "passkey")
}

// entered leads in, or back to the page that asked.
func (o *office) entered(c echo.Context, token string, err error, way string) error {
	switch {
	case err == nil:
		o.Staff.Remember(c, token)
		return web.Redirect(c, safeWay(c.FormValue("to")))
	case !errors.Is(err, fault.Denied) && !errors.Is(err, fault.Closed):
		return err
	case o.Staff.Visitor(c).ID != "":
		return o.writeAgain(c, http.StatusForbidden, way)
	}
	return o.writeSignIn(c, http.StatusForbidden, way)
}
