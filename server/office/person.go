package office

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/people"
	"kist/server/web"
)

// grantForm asks for one role and where it holds.
type grantForm struct {
	Email       string   `form:"email" validate:"omitempty,email,max=254"`
	Role        string   `form:"role" validate:"required,role"`
	Scope       string   `form:"scope" validate:"required,oneof=whole programme inspections"`
	Programme   string   `form:"programme" validate:"required_if=Scope programme"`
	Inspections []string `form:"inspection" validate:"required_if=Scope inspections,dive,required"`
}

// grants are what was chosen: one for each inspection.
func (f grantForm) grants() []people.Grant {
	role := people.Role(f.Role)
	switch f.Scope {
	case "programme":
		return []people.Grant{{Role: role, Programme: f.Programme}}
	case "inspections":
		var all []people.Grant
		for _, id := range f.Inspections {
			all = append(all, people.Grant{Role: role, Inspection: id})
		}
		return all
	}
	return []people.Grant{{Role: role}}
}

// grantFields is the part of a page that asks for a role and where it holds.
type grantFields struct {
	Typed       grantForm
	Wrong       said
	Roles       []web.Choice
	Programmes  []web.Choice
	Inspections []web.Choice
}

func (o *office) grantFields(c echo.Context, typed grantForm, wrong said) (grantFields, error) {
	t, err := o.titles(c.Request().Context())
	if typed.Scope == "" {
		typed.Scope = "whole"
	}
	f := grantFields{Typed: typed, Wrong: wrong, Programmes: t.programmes, Inspections: t.inspections}
	for i := range f.Programmes {
		f.Programmes[i].On = f.Programmes[i].Value == typed.Programme
	}
	for i := range f.Inspections {
		f.Inspections[i].On = slices.Contains(typed.Inspections, f.Inspections[i].Value)
	}
	p := o.Staff.Printer(c)
	for _, r := range people.Roles() {
		f.Roles = append(f.Roles, web.Choice{Value: string(r), Text: p.T("staff.role." + string(r)), On: string(r) == typed.Role})
	}
	return f, err
}

// invitePage invites somebody.
type invitePage struct {
	web.StaffBase
	Ask grantFields
}

func (o *office) askInvite(c echo.Context) error {
	return o.writeInvite(c, http.StatusOK, grantForm{}, nil)
}

func (o *office) writeInvite(c echo.Context, status int, typed grantForm, wrong said) error {
	fields, err := o.grantFields(c, typed, wrong)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "people", o.Staff.Printer(c).T("staff.invite.title"))
	base.Crumbs = []web.Crumb{{Text: base.T("staff.people.title"), Link: "/staff/people"}, {Text: base.Title}}
	return o.room.Write(c, status, "invite", invitePage{base, fields})
}

func (o *office) invite(c echo.Context) error {
	var form grantForm
	err := read(c, &form)
	if err == nil {
		var id, token string
		id, token, err = o.People.InviteTo(c.Request().Context(), o.Staff.Visitor(c).ID, form.Email, form.grants()...)
		if err == nil {
			return o.writeMadeLink(c, id, token, "invite")
		}
	}
	wrong, err := words(o.Staff.Printer(c), err)
	if err != nil {
		return err
	}
	return o.writeInvite(c, http.StatusUnprocessableEntity, form, wrong)
}

// madeLinkPage shows a one-time link to who made it, once.
type madeLinkPage struct {
	web.StaffBase
	Name string
	Link string
	Why  string // last part of the ids of its texts: "invite", "recovery"
	Back string
}

func (o *office) writeMadeLink(c echo.Context, id, token, why string) error {
	a, err := o.People.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "people", o.Staff.Printer(c).T("staff.made_link.title"))
	base.Crumbs = []web.Crumb{{Text: base.T("staff.people.title"), Link: "/staff/people"}, {Text: base.Title}}
	name := cmp.Or(a.Name, a.Email, base.T("staff.people.unnamed"))
	return o.room.Write(c, http.StatusOK, "made_link", madeLinkPage{base, name, o.URL + "/staff/sign-in/" + token, why, personPath(id)})
}

// personPage is one account, for administrators.
type personPage struct {
	web.StaffBase
	personView
	Stage      people.State
	Own        bool // the reader's own account
	Keep       []web.Choice
	Ask        grantFields
	Recovering string // who asked to recover it; empty: nobody
	MayConfirm bool   // the reader may be the second
	Passkeys   int
	Password   bool
	Outside    bool // comes in by an organisation
	Saved      bool
	Out        bool // their sessions were ended just now
}

func (o *office) showPerson(c echo.Context) error {
	return o.writePerson(c, http.StatusOK, grantForm{}, nil)
}

func (o *office) person(c echo.Context) (*people.Account, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, echo.ErrNotFound
	}
	return o.People.Get(c.Request().Context(), id)
}

func (o *office) writePerson(c echo.Context, status int, typed grantForm, wrong said) error {
	ctx := c.Request().Context()
	a, err := o.person(c)
	if err != nil {
		return err
	}
	t, err := o.titles(ctx)
	if err != nil {
		return err
	}
	me := o.Staff.Visitor(c).ID
	p := o.Staff.Printer(c)
	v := viewPerson(p, t, a)
	page := personPage{
		StaffBase: o.Staff.Base(c, "people", v.Name), personView: v, Stage: a.State(), Own: a.ID == me,
		Passkeys: len(a.Passkeys), Password: a.Password != nil, Outside: a.Subject != "", Saved: c.QueryParam("saved") != "", Out: c.QueryParam("out") != "",
	}
	page.Crumbs = []web.Crumb{{Text: p.T("staff.people.title"), Link: "/staff/people"}, {Text: v.Name}}
	for i, g := range a.Grants {
		page.Keep = append(page.Keep, web.Choice{Value: grantKey(g), Text: v.Grants[i], On: true})
	}
	if wish := o.People.Recovering(a); wish != nil {
		page.Recovering, page.MayConfirm = o.nameOf(c, wish.By), wish.By != me && !page.Own
	}
	if page.Ask, err = o.grantFields(c, typed, wrong); err != nil {
		return err
	}
	return o.room.Write(c, status, "person", page)
}

// nameOf is the name of an account, or its id if there is none.
func (o *office) nameOf(c echo.Context, id string) string {
	a, err := o.People.Get(c.Request().Context(), id)
	if err != nil {
		return id
	}
	return cmp.Or(a.Name, a.Email, id)
}

func grantKey(g people.Grant) string {
	return url.Values{"r": {string(g.Role)}, "p": {g.Programme}, "i": {g.Inspection}}.Encode()
}

func (o *office) saveRoles(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	var form grantForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	var more []people.Grant
	if form.Role != "" {
		if err = read(c, &form); err == nil {
			more = form.grants()
		}
	}
	if err == nil {
		err = o.People.SetGrants(c.Request().Context(), o.Staff.Visitor(c).ID, a.ID, func(now []people.Grant) []people.Grant {
			taken := func(g people.Grant) bool {
				return slices.Contains(values["had"], grantKey(g)) && !slices.Contains(values["keep"], grantKey(g))
			}
			return append(slices.DeleteFunc(now, taken), more...) // what somebody gave meanwhile was not on the form, and stays
		})
	}
	if err == nil {
		return web.Redirect(c, personPath(a.ID)+"?saved=yes")
	}
	wrong, err := words(o.Staff.Printer(c), err)
	if err != nil {
		return err
	}
	return o.writePerson(c, http.StatusUnprocessableEntity, form, wrong)
}

// askPage asks once before something that cannot be taken back.
type askPage struct {
	web.StaffBase
	What   string // last part of the ids of its texts: "end", "recovery", "confirm"
	Does   []string
	Action string
	Back   string
	Name   string
}

func (o *office) writeAsk(c echo.Context, a *people.Account, what string, steps ...string) error {
	base := o.Staff.Base(c, "people", "")
	name := cmp.Or(a.Name, a.Email, base.T("staff.people.unnamed"))
	base.Title = base.T("staff.ask."+what, "Name", name)
	base.Crumbs = []web.Crumb{{Text: base.T("staff.people.title"), Link: "/staff/people"}, {Text: name, Link: personPath(a.ID)}, {Text: base.T("staff.ask." + what + ".crumb")}}
	page := askPage{StaffBase: base, What: what, Action: c.Request().URL.EscapedPath(), Back: personPath(a.ID), Name: name}
	for _, s := range steps {
		page.Does = append(page.Does, base.T("staff.ask."+what+"."+s))
	}
	return o.room.Write(c, http.StatusOK, "ask", page)
}

func (o *office) askEnd(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	return o.writeAsk(c, a, "end", "1", "2", "3")
}

func (o *office) endPerson(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	if err := o.People.End(c.Request().Context(), o.Staff.Visitor(c).ID, a.ID); err != nil {
		return err
	}
	return web.Redirect(c, personPath(a.ID))
}

// endTheirSessions signs somebody else out everywhere.
func (o *office) endTheirSessions(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	if err := o.People.EndAll(c.Request().Context(), o.Staff.Visitor(c).ID, a.ID); err != nil {
		return err
	}
	return web.Redirect(c, personPath(a.ID)+"?out=yes")
}

func (o *office) renewLink(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	token, err := o.People.RenewLink(c.Request().Context(), o.Staff.Visitor(c).ID, a.ID)
	if err != nil {
		return err
	}
	return o.writeMadeLink(c, a.ID, token, "invite")
}

func (o *office) askRecovery(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	if o.People.Recovering(a) != nil {
		return o.writeAsk(c, a, "confirm", "1", "2", "3")
	}
	return o.writeAsk(c, a, "recovery", "1", "2", "3")
}

// recoverPerson asks for a recovery, or confirms the one that another administrator
// asked for; the form says which, so that a page that stood open does not do
// the other thing.
func (o *office) recoverPerson(c echo.Context) error {
	a, err := o.person(c)
	if err != nil {
		return err
	}
	ctx, me := c.Request().Context(), o.Staff.Visitor(c).ID
	if strings.TrimSpace(c.FormValue("what")) != "confirm" {
		if err := o.People.AskRecovery(ctx, me, a.ID); err != nil {
			return err
		}
		return web.Redirect(c, personPath(a.ID))
	}
	token, err := o.People.ConfirmRecovery(ctx, me, a.ID)
	if err != nil {
		return err
	}
	return o.writeMadeLink(c, a.ID, token, "recovery")
}
