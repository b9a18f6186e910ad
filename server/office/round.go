package office

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// roundPage is one round: how far it is, and what can be done next.
type roundPage struct {
	web.StaffBase
	roundRow
	In       web.Crumb // the inspection
	Heading  string
	Counted  string // day of the last count; empty: none yet
	AtLeast  int    // answers so far, of Expected
	Expected int    // children who could answer; 0: not known
	Plan     []planLine
	Doors    []door      // join codes, while there is something to join
	Prints   []web.Crumb // what can be printed
	Ticketed bool
	Closing  web.JobState
	Making   web.JobState
	Watch    bool    // the page asks for itself again every few seconds
	Second   *second // the release that waits for a second person; nil: none does
	Spoiled  int     // answers that cannot be opened
	Apart    *apart  // nil: nothing stands apart, and nothing did
	Tablets  []tabletRow
	Collects bool   // tablets can be set up, or may still hold answers
	Paper    string // address at which forms on paper are typed in; empty: not now, or not by who is asking
}

// paperLink is the address at which forms of a round on paper are typed in; empty: it
// takes none.
func paperLink(r *inspections.Round, now time.Time) string {
	if r.Door != inspections.Ticketed || !r.TakesAnswers(now) {
		return ""
	}
	return "/staff/paper/" + url.PathEscape(r.ID)
}

// door is a setting with its join code.
type door struct {
	Name string
	Code string // as it is read out: two groups of three
	Link string
	QR   web.QR
}

// refresh is how often a page that watches work asks again, in seconds.
const refresh = "5"

func (o *office) showRound(c echo.Context) error {
	ctx := c.Request().Context()
	r, err := o.round(c)
	if err != nil {
		return err
	}
	page, err := o.roundPage(ctx, o.Staff.Base(c, "rounds", r.Name), r)
	if err != nil {
		return err
	}
	page.Prints = o.prints(page.StaffBase, r)
	if page.CanRun, err = o.Staff.MayOpen(c, "POST /staff/rounds/:id/close", r.ID); err != nil {
		return err
	}
	if page.CanRun {
		page.Paper = paperLink(r, o.now())
	}
	if page.Second, err = o.second(ctx, r.ID, roundPath(r.ID)+"/release/second", o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	if page.Apart, err = o.apartOf(ctx, page.StaffBase, r.Short(), o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	page.Watch = c.QueryParam("watch") != "" && (page.Closing.Running || page.Making.Running)
	if page.Watch {
		c.Response().Header().Set("Refresh", refresh)
	}
	return o.room.Write(c, http.StatusOK, "round", page)
}

// round reads the round that the address names. A pilot is none of the office's:
// the group that writes its survey runs it (see studio).
func (o *office) round(c echo.Context) (*inspections.Round, error) {
	r, err := o.anyRound(c)
	if err == nil && r.Pilot != "" {
		return nil, fault.Wrap(fault.NotFound, "round %s is a pilot", r.ID)
	}
	return r, err
}

// doored is round, but not one on a page of feedback: that is its door, and it has no
// join code to print, to try or to set tablets up for.
func (o *office) doored(c echo.Context) (*inspections.Round, error) {
	r, err := o.round(c)
	if err == nil && r.Feedback {
		return nil, fault.Wrap(fault.NotFound, "round %s is on a page of feedback", r.ID)
	}
	return r, err
}

// anyRound is round, pilots among them.
func (o *office) anyRound(c echo.Context) (*inspections.Round, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, "round")
	}
	return o.Book.Rounds.Get(c.Request().Context(), id)
}

func (o *office) roundPage(ctx context.Context, base web.StaffBase, r *inspections.Round) (roundPage, error) {
	base.Synthetic = r.Synthetic
	page := roundPage{StaffBase: base, Expected: r.Expected,
		Closing: o.Jobs.State(closeKey(r.ID))}
	var err error
	if page.Making, err = o.making(ctx, r.ID); err != nil {
		return page, err
	}
	lines, err := o.plan(ctx, base, r)
	if err != nil {
		return page, err
	}
	page.Plan = slices.DeleteFunc(lines, func(l planLine) bool { return l.Set == "" })
	if page.roundRow, err = o.row(ctx, base.Printer, r.Short()); err != nil {
		return page, err
	}
	page.Ticketed = r.Door == inspections.Ticketed
	shown, err := o.Progress.Shown(ctx, r.ID)
	if err != nil {
		return page, err
	}
	if page.Spoiled, err = o.Boxes.Spoiled(ctx, r.ID); err != nil {
		return page, err
	}
	page.Counted, page.AtLeast = shown.Day, min(shown.AtLeast, r.Expected)
	page.Heading = heading(base.Printer, r, shown, page.Final())
	if page.In, err = o.inspectionCrumb(ctx, r.Inspection); err != nil {
		return page, err
	}
	page.Crumbs = crumbs(base.Printer, page.In, web.Crumb{Text: r.Name})
	page.Collects = r.Stage != inspections.Sealed && !r.Feedback
	if page.Tablets, err = o.tabletRows(ctx, base, r); err != nil {
		return page, err
	}
	if r.Stage == inspections.Running && !r.Feedback {
		page.Doors, err = doors(o.URL, r)
	}
	return page, err
}

// inspectionCrumb leads to an inspection; empty if it is not there yet.
func (o *office) inspectionCrumb(ctx context.Context, id string) (web.Crumb, error) {
	in, err := o.Book.Inspections.Get(ctx, id)
	if errors.Is(err, fault.NotFound) { // a crash fell between the two
		return web.Crumb{}, nil
	}
	if err != nil {
		return web.Crumb{}, err
	}
	return web.Crumb{Text: in.Title, Link: inspectionPath(in.ID)}, nil
}

// crumbs leads to the rounds, the inspection, and on to the last ones.
func crumbs(p *i18n.Printer, inspection web.Crumb, last ...web.Crumb) []web.Crumb {
	way := []web.Crumb{{Text: p.T("staff.room.rounds"), Link: "/staff/rounds"}}
	if inspection.Text != "" {
		way = append(way, inspection)
	}
	return append(way, last...)
}

// heading is the sentence over the page.
func heading(p *i18n.Printer, r *inspections.Round, shown results.Progress, final bool) string {
	what := string(r.Stage)
	switch {
	case r.Stage == inspections.Sealed && final:
		what = "released"
	case r.Stage != inspections.Running:
	case shown.Day == "":
		what = "running_none"
	case shown.FewerThan10:
		what = "running_few"
	}
	return p.T("staff.round.heading."+what, "Name", r.Name, "count", shown.AtLeast)
}

// doors are the settings with their join codes.
func doors(address string, r *inspections.Round) ([]door, error) {
	list := make([]door, len(r.Settings))
	for i, s := range r.Settings {
		link := address + "/j/" + s.Code
		code, err := web.DrawQR(link)
		if err != nil {
			return nil, err
		}
		list[i] = door{Name: s.Name, Code: spaced(s.Code), Link: link, QR: code}
	}
	return list, nil
}

// spaced puts a gap into the middle of a join code, for reading out.
func spaced(code string) string {
	half := len(code) / 2
	return code[:half] + " " + code[half:]
}
