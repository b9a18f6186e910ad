// Package safety holds the pages on which people read what children wrote in their
// own words before anybody else may: the safety lane, with requests to be contacted
// beside it, and the review that takes out what would tell who somebody is.
//
// Nothing on them depends on mail or on any other machine. Words are shown only
// while two people have unlocked the round; what else stands there is names of
// rounds, days and steps.
package safety

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

// Deps is what the room needs.
type Deps struct {
	Staff *web.Staff
	Book  *inspections.Book
	Texts *texts.Texts
	// IsLead says whether an account is safeguarding lead where a round lies.
	IsLead func(ctx context.Context, id string, at web.Place) bool
}

// room is the room with its pages.
type room struct {
	Deps
}

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	r := &room{d}
	e.POST("/staff/sessions/:id/unreviewed", r.session(texts.Unreviewed))
	e.POST("/staff/sessions/:id/analysis", r.session(texts.Analysis))
}

// param is a part of the address as it was meant.
func param(c echo.Context, name string) string {
	value, err := url.PathUnescape(c.Param(name))
	if err != nil {
		return ""
	}
	return value
}

// round is the one that the address names.
func (r *room) round(c echo.Context) (*inspections.Round, error) {
	return r.Book.Round(c.Request().Context(), param(c, "id"))
}

// place is where a round lies; a pilot lies in the installation as a whole.
func (r *room) place(ctx context.Context, rd *inspections.Round) (web.Place, error) {
	if rd.Inspection == "" {
		return web.Place{}, nil
	}
	in, err := r.Book.Inspections.Get(ctx, rd.Inspection)
	if err != nil {
		return web.Place{}, err
	}
	return web.Place{Programme: in.Programme, Inspection: in.ID}, nil
}

// session answers the forms of the partial "staff_unlock": one asks, a second
// confirms, either ends it. What opens words asks for a sign-in of the last minutes.
func (r *room) session(use texts.Use) echo.HandlerFunc {
	return func(c echo.Context) error {
		rd, err := r.round(c)
		if err != nil {
			return err
		}
		ctx, who, back := c.Request().Context(), r.Staff.Visitor(c), safeBack(c.FormValue("back"))
		do := c.FormValue("do")
		if do != "end" && !who.Fresh {
			return web.Redirect(c, "/staff/again?to="+url.QueryEscape(back))
		}
		switch do {
		case "ask":
			err = r.Texts.Ask(ctx, rd.ID, use, who.ID)
		case "confirm":
			err = r.confirm(ctx, rd, use, who.ID)
		case "end":
			err = r.Texts.End(ctx, rd.ID, use, who.ID)
		default:
			err = fault.Wrap(fault.Invalid, "session: %q", do)
		}
		if errors.Is(err, fault.Exists) || errors.Is(err, fault.Closed) { // the page says how it stands
			err = nil
		}
		if err != nil {
			return err
		}
		return web.Redirect(c, back)
	}
}

// confirm opens a session for the second person. What was not reviewed is never
// opened without a safeguarding lead: they are there to act on what it may say.
func (r *room) confirm(ctx context.Context, rd *inspections.Round, use texts.Use, who string) error {
	at, err := r.place(ctx, rd)
	if err != nil {
		return err
	}
	first := r.Texts.Standing(rd.ID, use).First
	if use == texts.Unreviewed && first != "" && !r.IsLead(ctx, first, at) && !r.IsLead(ctx, who, at) {
		return fault.Problem{Field: "do", ID: "staff.problem.no_lead"}
	}
	return r.Texts.Confirm(ctx, rd.ID, use, who)
}

// safeBack is the page that a form of a session came from; the first one if it is
// none that shows texts.
func safeBack(to string) string {
	u, err := url.Parse(to)
	if err == nil && !u.IsAbs() && u.Host == "" && !strings.ContainsAny(to, "\\\n\r\t") && !strings.Contains(u.Path, "..") {
		for _, room := range []string{"/staff/safety", "/staff/texts", "/staff/themes"} {
			if u.Path == room || strings.HasPrefix(u.Path, room+"/") {
				return to
			}
		}
	}
	return "/staff/"
}
