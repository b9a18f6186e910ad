package office

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
)

// tabletsPage is where facilitators' tablets of a round are set up and struck off.
type tabletsPage struct {
	web.StaffBase
	Link    string // of the round
	Rows    []tabletRow
	CanAdd  bool
	Typed   string
	Problem string // what is wrong with what was typed, in words; empty: nothing
	Made    *madeTablet
}

// madeTablet is a set-up link, shown once.
type madeTablet struct {
	Name  string
	Link  string
	Until string // last day, in words
	QR    web.QR
}

// tabletRow is one tablet in words.
type tabletRow struct {
	ID     string
	Name   string
	State  string
	Mark   string // symbol
	Struck bool
	Owes   bool // it may hold answers that have not arrived
}

// tabletRows puts the tablets of a round into words.
func (o *office) tabletRows(ctx context.Context, b web.StaffBase, r *inspections.Round) ([]tabletRow, error) {
	list, err := o.Tablets.OfRound(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]tabletRow, len(list))
	for i, t := range list {
		rows[i] = tabletRow{ID: t.ID, Name: t.Name, Struck: t.Struck != "", Owes: t.Owes(o.now())}
		rows[i].State, rows[i].Mark = tabletState(b, t, r)
	}
	return rows, nil
}

// tabletState says how far a tablet is, and gives its symbol.
func tabletState(b web.StaffBase, t *inspections.Tablet, r *inspections.Round) (words, mark string) {
	switch {
	case t.Struck != "":
		return b.T("staff.tablets.state.struck", "Why", t.Struck), "m-no"
	case t.Token == "":
		return b.T("staff.tablets.state.waits", "Day", b.Date(t.LinkUntil)), "m-half"
	case t.Synced == "":
		return b.T("staff.tablets.state.never"), "m-half"
	case t.Holds > 0:
		return b.T("staff.tablets.state.holds", "Day", b.Date(t.Synced), "count", t.Holds), "m-half"
	case t.Loaded != r.Offering():
		return b.T("staff.tablets.state.old", "Day", b.Date(t.Synced)), "m-half"
	}
	return b.T("staff.tablets.state.ready", "Day", b.Date(t.Synced)), "m-full"
}

// owing are the tablets that may hold answers which have not arrived.
func owing(rows []tabletRow) []tabletRow {
	var list []tabletRow
	for _, row := range rows {
		if row.Owes {
			list = append(list, row)
		}
	}
	return list
}

func (o *office) showTablets(c echo.Context) error {
	r, err := o.doored(c)
	if err != nil {
		return err
	}
	return o.writeTablets(c, http.StatusOK, r, tabletsPage{})
}

// writeTablets fills in what every view of the page has.
func (o *office) writeTablets(c echo.Context, status int, r *inspections.Round, page tabletsPage) error {
	ctx, p := c.Request().Context(), o.Staff.Printer(c)
	page.StaffBase = o.Staff.Base(c, "rounds", p.T("staff.tablets.title", "Name", r.Name))
	page.Synthetic, page.Link = r.Synthetic, roundPath(r.ID)
	page.CanAdd = r.Stage == inspections.Draft || r.Stage == inspections.Running
	in, err := o.inspectionCrumb(ctx, r.Inspection)
	if err != nil {
		return err
	}
	page.Crumbs = crumbs(p, in, web.Crumb{Text: r.Name, Link: page.Link}, web.Crumb{Text: p.T("staff.tablets.crumb")})
	if page.Rows, err = o.tabletRows(ctx, page.StaffBase, r); err != nil {
		return err
	}
	return o.room.Write(c, status, "tablets", page)
}

// addTablet makes a tablet and shows its set-up link, the only time it is known.
func (o *office) addTablet(c echo.Context) error {
	r, err := o.doored(c)
	if err != nil {
		return err
	}
	name := c.FormValue("name")
	t, secret, err := o.Tablets.Add(c.Request().Context(), r, name, o.Staff.Visitor(c).ID)
	if problem, ok := problemWords(o.Staff.Base(c, "", ""), err); ok {
		return o.writeTablets(c, http.StatusUnprocessableEntity, r, tabletsPage{Typed: name, Problem: problem})
	}
	if err != nil {
		return err
	}
	return o.showTabletLink(c, r, t, secret)
}

func (o *office) showTabletLink(c echo.Context, r *inspections.Round, t *inspections.Tablet, secret string) error {
	link := o.URL + "/fieldwork/#" + secret
	drawn, err := web.DrawQR(link)
	if err != nil {
		return err
	}
	until := web.DateIn(o.Staff.Printer(c), t.LinkUntil)
	return o.writeTablets(c, http.StatusOK, r, tabletsPage{Made: &madeTablet{t.Name, link, until, drawn}})
}

// problemWords are what a person can put right, if an error is of that kind.
func problemWords(b web.StaffBase, err error) (string, bool) {
	var one fault.Problem
	var many fault.Problems
	switch {
	case errors.As(err, &many):
		one = many[0]
	case !errors.As(err, &one):
		return "", false
	}
	return b.TArgs(one.ID, one.Args), true
}

// changeTablet makes a new link for a tablet, strikes it off, or puts it back.
func (o *office) changeTablet(c echo.Context) error {
	r, err := o.doored(c)
	if err != nil {
		return err
	}
	ctx, id, who := c.Request().Context(), c.Param("tablet"), o.Staff.Visitor(c).ID
	switch what := c.FormValue("what"); what {
	case "link":
		var t *inspections.Tablet
		var secret string
		if t, secret, err = o.Tablets.Renew(ctx, r.ID, id, who); err == nil {
			return o.showTabletLink(c, r, t, secret)
		}
	case "strike":
		_, err = o.Tablets.Strike(ctx, r.ID, id, c.FormValue("reason"), who)
	case "restore":
		_, err = o.Tablets.Restore(ctx, r.ID, id, who)
	default:
		err = fault.Wrap(fault.Invalid, "tablet: %q", what)
	}
	if problem, ok := problemWords(o.Staff.Base(c, "", ""), err); ok {
		return o.writeTablets(c, http.StatusUnprocessableEntity, r, tabletsPage{Problem: problem})
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/tablets")
}
