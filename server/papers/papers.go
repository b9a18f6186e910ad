// Package papers holds the pages on which staff type in what children answered on paper.
// Two people type each form, the second without seeing what the first typed; what both
// agree on is sent with the form's slip, as a child's own answers are.
//
// A slip's code is only ever in the body of a request. Nothing is kept of who typed which
// form, or when, once it is sent (see ballot.Papers), and no line is logged of it.
package papers

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Deps is what the room needs.
type Deps struct {
	Staff  *web.Staff
	Book   *inspections.Book
	Papers *ballot.Papers
	// Survey reads a frozen version.
	Survey func(ctx context.Context, version string) (*surveys.Survey, error)
	Words  *i18n.Bundle
	Script string // address of the script of the pages on which people type
	Log    *slog.Logger
}

// room is the room with its pages.
type room struct {
	Deps
	pages *web.Room
	pace  *web.Pace
	now   func() time.Time
}

// How often one person may name a slip or send a form: more than anybody types, and too
// seldom for guessing one of 50 bits.
const (
	paceBurst = 60
	paceEvery = 3 * time.Second
)

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) { mount(e, d, time.Now) }

func mount(e *echo.Echo, d Deps, now func() time.Time) {
	d.Staff.Protect(e)
	d.Log = web.Untimed(d.Log)
	r := &room{Deps: d, pages: web.NewRoom(nil, web.StaffPages, pages), pace: web.NewPace(now, paceEvery, paceBurst), now: now}
	e.GET("/staff/paper", r.showRounds)
	e.GET("/staff/paper/:id", r.showStart)
	e.POST("/staff/paper/:id", r.open)
	e.GET("/staff/paper/:id/answers", r.back)
	e.POST("/staff/paper/:id/answers", r.take)
	e.GET("/staff/paper/:id/settle", r.back)
	e.POST("/staff/paper/:id/settle", r.settle)
}

const roundRoute = "GET /staff/paper/:id"

func path(round string) string { return "/staff/paper/" + url.PathEscape(round) }

// roundsPage lists the rounds of which forms can be typed in.
type roundsPage struct {
	web.StaffBase
	Rows  []roundRow
	Pager web.Pager
}

// roundRow is one of them.
type roundRow struct {
	*inspections.RoundHead
	Link, Where, Until string
}

func (r *room) showRounds(c echo.Context) error {
	page := roundsPage{StaffBase: r.Staff.Base(c, "paper", r.Staff.Printer(c).T("staff.paper.title"))}
	rows, err := r.rounds(c, page.StaffBase)
	if err != nil {
		return err
	}
	page.Rows, page.Pager = web.Paginate(c, page.StaffBase, rows)
	for _, row := range page.Rows {
		page.Synthetic = page.Synthetic || row.RoundHead.Synthetic
	}
	return r.pages.Write(c, http.StatusOK, "rounds", page)
}

// rounds are those with slips that run, in the reader's scope, the first to close first.
func (r *room) rounds(c echo.Context, b web.StaffBase) ([]roundRow, error) {
	ctx := c.Request().Context()
	heads, err := r.Book.Heads(ctx, store.Query{Field: "stage", Is: string(inspections.Running)})
	if err != nil {
		return nil, err
	}
	var rows []roundRow
	for _, h := range heads {
		if h.Door != inspections.Ticketed || h.Pilot != "" || h.Overdue(r.now()) {
			continue
		}
		in, err := r.Book.Inspections.Get(ctx, h.Inspection)
		if err != nil {
			return nil, err
		}
		if r.Staff.May(c, roundRoute, web.Place{Programme: in.Programme, Inspection: in.ID}) {
			rows = append(rows, roundRow{h, path(h.ID), in.Title, b.Date(h.Closes)})
		}
	}
	slices.SortStableFunc(rows, func(x, y roundRow) int { return cmp.Compare(x.Closes, y.Closes) })
	return rows, nil
}

// work is a request about forms of a round.
type work struct {
	round  *inspections.Round
	survey *surveys.Survey
	form   url.Values // as posted; none of a page that is only asked for
	person string     // who types
}

// workOf reads what a request is about. fault.NotFound for a round that has no slips.
func (r *room) workOf(c echo.Context) (work, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return work{}, fault.Wrap(fault.NotFound, "round")
	}
	ctx := c.Request().Context()
	w := work{person: r.Staff.Visitor(c).ID}
	if w.round, err = r.Book.Round(ctx, id); err != nil {
		return w, err
	}
	if w.round.Door != inspections.Ticketed || w.round.Pilot != "" || w.round.Stage == inspections.Draft {
		return w, fault.Wrap(fault.NotFound, "round %s has no slips to type", id)
	}
	if w.survey, err = r.Survey(ctx, w.round.Version); err != nil || c.Request().Method == http.MethodGet {
		return w, err
	}
	if err := r.pace.Allow(w.person); err != nil {
		return w, err
	}
	if err := c.Request().ParseForm(); err != nil {
		return w, fmt.Errorf("%w: %w", fault.Invalid, err)
	}
	w.form = c.Request().PostForm // never the address: it would be kept somewhere
	return w, nil
}

// paper is the form on paper that the request is about.
func (w work) paper() ballot.Paper {
	return ballot.Paper{Round: w.round.ID, Slip: w.form.Get(slipField), By: w.person}
}

// back leads from an address that only forms are sent to, to where the next form begins.
func (r *room) back(c echo.Context) error {
	w, err := r.workOf(c)
	if err != nil {
		return err
	}
	return web.Redirect(c, path(w.round.ID))
}
