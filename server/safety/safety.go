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
	"embed"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/contacts"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

//go:embed pages/*.html
var pages embed.FS

// Deps is what the room needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Texts    *texts.Texts
	Contacts *contacts.Requests
	Versions *editing.Versions
	// Name gives the name of an account; empty if it has none.
	Name func(ctx context.Context, id string) string
	// IsLead says whether an account is safeguarding lead where a round lies.
	IsLead func(ctx context.Context, id string, at web.Place) bool
	// Holds says whether an account that has not ended has one of these roles where a
	// round lies.
	Holds func(ctx context.Context, id string, roles []string, at web.Place) bool
	// Reopened is told that the review of a text is about to be opened anew, so that what
	// others were let read of it is taken back; nil: nobody is.
	Reopened func(ctx context.Context, round, text, who string) error
}

// room is the room with its pages.
type room struct {
	Deps
	pages *web.Room
	now   func() time.Time
}

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) { mount(e, d, time.Now) }

func mount(e *echo.Echo, d Deps, now func() time.Time) {
	d.Staff.Protect(e)
	r := &room{Deps: d, pages: web.NewRoom(nil, web.StaffPages, pages), now: now}
	e.GET("/staff/safety", r.showSafety)
	e.GET("/staff/safety/:id", r.showRound)
	e.POST("/staff/safety/:id", r.settle)
	e.GET("/staff/safety/:id/raise/:text", r.showRaise)
	e.POST("/staff/safety/:id/raise/:text", r.raise)
	e.GET("/staff/safety/:id/concerns/:concern", r.showConcern)
	e.POST("/staff/safety/:id/concerns/:concern", r.advance)
	e.GET("/staff/texts", r.showTexts)
	e.GET("/staff/texts/:id", r.showReview)
	e.POST("/staff/texts/:id", r.review)
	e.GET("/staff/texts/:id/worry/:text", r.showWorry(reviewing))
	e.POST("/staff/texts/:id/worry/:text", r.worry(reviewing))
	e.GET("/staff/themes/:id/worry/:text", r.showWorry(analysing))
	e.POST("/staff/themes/:id/worry/:text", r.worry(analysing))
	e.GET("/staff/words/:id/worry/:text", r.showWorry(translating))
	e.POST("/staff/words/:id/worry/:text", r.worry(translating))
	e.GET("/staff/words", r.showWords)
	e.GET("/staff/words/:id", r.showTranslate)
	e.POST("/staff/words/:id", r.translate)
	e.POST("/staff/sessions/:id/unreviewed", r.session(texts.Unreviewed))
	e.POST("/staff/sessions/:id/analysis", r.session(texts.Analysis))
}

// param is a part of the address as it was meant.
func param(c echo.Context, name string) string {
	value, err := web.Param(c, name)
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
			err = r.confirm(ctx, rd, use, who.ID, c.FormValue("words"))
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
// opened without a safeguarding lead: they are there to act on what it may say. Whoever
// asked and may no longer do so here is nobody to read with: what they asked for is over.
func (r *room) confirm(ctx context.Context, rd *inspections.Round, use texts.Use, who, words string) error {
	at, err := r.place(ctx, rd)
	if err != nil {
		return err
	}
	first := r.Texts.Standing(rd.ID, use).First
	if first == "" {
		return fault.Wrap(fault.Closed, "nobody asked for a second person")
	}
	if !r.Holds(ctx, first, web.RolesOf("POST /staff/sessions/:id/"+string(use)), at) {
		r.Texts.Forget(rd.ID, use, first)
		return fault.Wrap(fault.Closed, "who asked for a second person is gone")
	}
	if use == texts.Unreviewed && !r.IsLead(ctx, first, at) && !r.IsLead(ctx, who, at) {
		return fault.Problem{Field: "do", ID: "staff.problem.no_lead"}
	}
	return r.Texts.ConfirmOf(ctx, rd.ID, use, first, who, words)
}

// safeBack is the page that a form of a session came from; the first one if it is
// none that shows texts.
func safeBack(to string) string {
	u, err := url.Parse(to)
	if err == nil && !u.IsAbs() && u.Host == "" && !strings.ContainsAny(to, "\\\n\r\t") && !strings.Contains(u.Path, "..") {
		for _, room := range []string{"/staff/safety", "/staff/texts", "/staff/themes", "/staff/words"} {
			if u.Path == room || strings.HasPrefix(u.Path, room+"/") {
				return to
			}
		}
	}
	return "/staff/"
}

// unlock is the part of a page about the session of a round, and the session itself
// if the reader may read in it; nil if not.
func (r *room) unlock(c echo.Context, b web.StaffBase, rd *inspections.Round, back string) (web.Unlock, *texts.Session, error) {
	ctx, me := c.Request().Context(), r.Staff.Visitor(c).ID
	st := r.Texts.Standing(rd.ID, texts.Unreviewed)
	u := web.NewUnlock(b, rd.ID, back, web.Standing{
		Use: string(texts.Unreviewed), First: r.Name(ctx, st.First), Second: r.Name(ctx, st.Second),
		Mine: st.Has(me), Open: st.Open, Reads: st.Open && st.Has(me), May: true, Ends: st.Until, Words: rd.KeyMode == inspections.ReaderHeld,
	})
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Unreviewed, me)
	if errors.Is(err, fault.Closed) || errors.Is(err, fault.Denied) {
		return u, nil, nil
	}
	return u, s, err
}

// locked leads back to a page when the session that a form needs is over: the page
// says so.
func (r *room) locked(c echo.Context, err error, page string) error {
	if errors.Is(err, fault.Closed) {
		return web.Redirect(c, page)
	}
	return err
}

// shut is why somebody who writes about a text cannot have it any more, as an id of words;
// empty for any other error, and where a round is locked before their form was sent: its page
// says so. What was sent stays on its page, with a note or without: a worry is not typed
// twice, and whoever sent it is never left to think that it came. Of a text that is gone the
// form says whom to tell before anything is typed.
func shut(err error, sent bool) string {
	switch {
	case errors.Is(err, fault.NotFound):
		return "staff.unlock.typed.gone"
	case sent && (errors.Is(err, fault.Closed) || errors.Is(err, fault.Denied)): // the ten minutes are over, or others have it open
		return "staff.unlock.typed"
	}
	return ""
}

// problem is what is wrong with a form, in words; false if nothing is that its
// reader can put right.
func problem(b web.StaffBase, err error) (string, bool) {
	var one fault.Problem
	if !errors.As(err, &one) {
		return "", false
	}
	return b.TArgs(one.ID, one.Args), true
}
