package office

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
)

func closeKey(round string) string { return "close/" + round }

// closePage asks once before a round is closed, and says what that does.
type closePage struct {
	web.StaffBase
	Round  string
	Link   string
	Answer string      // how many answers there are, in words
	Early  bool        // its last day is not over
	Closes string      // day
	Owing  []tabletRow // tablets that may hold answers which have not arrived
	Paper  string      // address at which forms on paper are typed in; empty: it takes none
	Keys   string      // day on which the round's keys end; empty: on none
}

func (o *office) askClose(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	if r.Stage != inspections.Running {
		return web.Redirect(c, roundPath(r.ID))
	}
	ctx, p := c.Request().Context(), o.Staff.Printer(c)
	shown, err := o.Progress.Shown(ctx, r.ID)
	if err != nil {
		return err
	}
	in, err := o.inspectionCrumb(ctx, r.Inspection)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "rounds", p.T("staff.close.title", "Name", r.Name))
	base.Synthetic = r.Synthetic
	base.Crumbs = crumbs(p, in, web.Crumb{Text: r.Name, Link: roundPath(r.ID)}, web.Crumb{Text: p.T("staff.close.crumb")})
	tablets, err := o.tabletRows(ctx, base, r)
	if err != nil {
		return err
	}
	return o.room.Write(c, http.StatusOK, "close", closePage{
		StaffBase: base, Owing: owing(tablets), Round: r.Name, Link: roundPath(r.ID), Answer: progressWords(p, shown),
		Paper: paperLink(r, o.now()), Early: r.TakesAnswers(o.now()) && r.Closes != "", Closes: r.Closes,
		Keys: r.KeysEndClosed(o.now()),
	})
}

func (o *office) closeRound(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	switch r.Stage {
	case inspections.Draft:
		return fault.Wrap(fault.Closed, "round %s was never opened", r.ID)
	case inspections.Sealed:
		return web.Redirect(c, roundPath(r.ID))
	}
	if err := o.People.Trail.Note(c.Request().Context(), "rounds", r.ID, o.Staff.Visitor(c).ID, "close"); err != nil {
		return err
	}
	return o.work(c, closeKey(r.ID), roundPath(r.ID), func(ctx context.Context, progress func(done, total int)) error {
		return o.Closer.Close(ctx, r.ID, progress)
	})
}

// work starts the job, waits a little, and shows the page that tells how far
// it is.
func (o *office) work(c echo.Context, key, page string, do func(ctx context.Context, progress func(done, total int)) error) error {
	over := o.Jobs.Start(key, func(ctx context.Context, progress func(done, total int)) error {
		err := do(ctx, progress)
		if err != nil {
			o.Log.Error("job", "what", key, "error", err.Error())
		}
		return err
	})
	if !web.Ended(c.Request().Context(), over) {
		page += "?watch=yes"
	}
	return web.Redirect(c, page)
}
