package office

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
)

// inspectionsPage lists inspections: filtered, sorted and paged by its address,
// with the plan of those on the page.
type inspectionsPage struct {
	web.StaffBase
	Filter   web.Filter
	Rows     []inspectionRow
	Pager    web.Pager
	Timeline timeline
}

// inspectionRow is one inspection in a list.
type inspectionRow struct {
	Title, Link, Area, Programme string
	Step                         string // in words
	Week                         int    // 0: none
	Starts                       string // day
}

func inspectionPath(id string) string { return "/staff/inspections/" + url.PathEscape(id) }

func byStart(x, y *inspections.Inspection) int {
	return cmp.Or(cmp.Compare(x.Starts, y.Starts), cmp.Compare(x.Title, y.Title))
}

// inspectionOrders are the ways in which the list can be sorted.
var inspectionOrders = map[string]func(x, y *inspections.Inspection) int{
	"name":  func(x, y *inspections.Inspection) int { return cmp.Compare(x.Title, y.Title) },
	"start": byStart,
	"area":  func(x, y *inspections.Inspection) int { return cmp.Compare(x.Area, y.Area) },
}

func (o *office) showInspections(c echo.Context) error {
	ctx := c.Request().Context()
	page := inspectionsPage{StaffBase: o.Staff.Base(c, "inspections", o.Staff.Printer(c).T("staff.room.inspections"))}
	titles, err := o.programmeTitles(ctx)
	if err != nil {
		return err
	}
	all, err := o.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	page.Filter = inspectionsFilter(c, page.StaffBase, titles)
	list := slices.DeleteFunc(o.visible(c, all), func(in *inspections.Inspection) bool { return !o.fits(c, in) })
	slices.SortStableFunc(list, web.Order(c, inspectionOrders, "start"))
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	for _, in := range list {
		page.Synthetic = page.Synthetic || in.Synthetic
		page.Rows = append(page.Rows, o.inspectionRow(page.StaffBase, in, titles[in.Programme]))
	}
	page.Timeline = allTimeline(page.StaffBase, list, o.now())
	return o.room.Write(c, http.StatusOK, "inspections", page)
}

// inspectionsFilter has no choice of a programme where there is one alone.
func inspectionsFilter(c echo.Context, b web.StaffBase, titles map[string]string) web.Filter {
	f := web.NewFilter(c, b)
	f.Search("q", b.T("staff.filter.find"))
	if len(titles) > 1 {
		ids := slices.SortedFunc(maps.Keys(titles), func(x, y string) int { return cmp.Compare(titles[x], titles[y]) })
		f.Select("programme", b.T("staff.field.programme"), web.Choices(ids, func(id string) string { return titles[id] }))
	}
	f.Select("step", b.T("staff.field.stage"), web.Choices(inspections.Steps(), func(s inspections.Step) string { return b.T("staff.inspection.step." + string(s)) }))
	f.Sort(web.Choices([]string{"start", "name", "area"}, func(s string) string { return b.T("staff.sort." + s) }))
	return f
}

// fits says whether an inspection is among those that the address asks for.
func (o *office) fits(c echo.Context, in *inspections.Inspection) bool {
	a, _ := inspections.AreaByCode(in.Area)
	q := strings.ToLower(strings.TrimSpace(c.QueryParam("q")))
	found, former := inspections.AreaByCode(q)
	return matches(c.QueryParam("programme"), in.Programme) && matches(c.QueryParam("step"), string(in.Step(o.now()))) &&
		(q == "" || former && found.Code == in.Area || strings.Contains(strings.ToLower(strings.Join(append([]string{in.Title, a.Name, a.Code}, a.Aliases...), "\n")), q))
}

func matches(asked, is string) bool { return asked == "" || asked == is }

// visible are the inspections that whoever asks belongs to.
func (o *office) visible(c echo.Context, list []*inspections.Inspection) []*inspections.Inspection {
	return slices.DeleteFunc(list, func(in *inspections.Inspection) bool {
		return !o.Staff.May(c, "GET /staff/inspections/:id", placeOf(in))
	})
}

// placeOf is where an inspection lies, for asking who may do what.
func placeOf(in *inspections.Inspection) web.Place {
	return web.Place{Programme: in.Programme, Inspection: in.ID}
}

func (o *office) inspectionRow(b web.StaffBase, in *inspections.Inspection, programme string) inspectionRow {
	row := inspectionRow{Title: in.Title, Link: inspectionPath(in.ID), Area: areaName(in), Programme: programme,
		Step: b.T("staff.inspection.step." + string(in.Step(o.now()))), Starts: b.Date(in.Starts)}
	if w := in.Week(o.now()); in.Starts != "" && w >= 1 && w <= inspections.Timeline().Last() {
		row.Week = w
	}
	return row
}

func areaName(in *inspections.Inspection) string {
	a, _ := inspections.AreaByCode(in.Area)
	return a.Name
}

// inspectionPage is one inspection: where it is, who is in it, its rounds.
type inspectionPage struct {
	web.StaffBase
	Heading   string
	Programme web.Crumb
	Area      inspections.Area
	Starts    string // day in words; empty: not set
	Ends      string
	Edit      string      // link; empty: not theirs to change
	NewRound  string      // likewise
	Ways      []web.Crumb // to what comes of its rounds
	Timeline  timeline
	Source    inspections.Weeks
	Steps     []stepLine
	Team      []string // names
	Rounds    []roundRow
	Held      []evaluationRow
	CanHold   bool
	Link      string
}

// RoundTable is the table of the inspection's rounds.
func (p inspectionPage) RoundTable() roundTable {
	return roundTable{p.StaffBase, p.T("staff.rounds.caption", "Inspection", p.Title), p.Rounds}
}

// evaluationRow is an indicator with the inspectors' own evaluation.
type evaluationRow struct {
	inspections.Indicator
	Held   string // in words; empty: none
	By     string
	Day    string
	Grades []web.Choice
}

// inspection reads the inspection that the address names.
func (o *office) inspection(c echo.Context) (*inspections.Inspection, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, "inspection")
	}
	return o.Book.Inspections.Get(c.Request().Context(), id)
}

func (o *office) showInspection(c echo.Context) error {
	ctx := c.Request().Context()
	in, err := o.inspection(c)
	if err != nil {
		return err
	}
	page := inspectionPage{StaffBase: o.Staff.Base(c, "inspections", in.Title), Link: inspectionPath(in.ID), Source: inspections.Timeline()}
	page.Synthetic = in.Synthetic
	page.Heading = page.T("staff.inspection.heading."+string(in.Step(o.now())), "Name", in.Title)
	page.Area, _ = inspections.AreaByCode(in.Area)
	page.Starts, page.Ends = page.Date(in.Starts), page.Date(in.Ends())
	page.Timeline, page.Steps = ownTimeline(page.StaffBase, in, o.now())
	p, err := o.Book.Programmes.Get(ctx, in.Programme)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if p != nil {
		page.Programme = web.Crumb{Text: p.Title, Link: programmePath(p.ID)}
		page.Held = o.held(c, page.StaffBase, p, in)
	}
	page.Crumbs = []web.Crumb{{Text: page.T("staff.room.inspections"), Link: "/staff/inspections"}, {Text: in.Title}}
	if o.Staff.May(c, "POST /staff/inspections/:id/edit", placeOf(in)) {
		page.Edit, page.NewRound = page.Link+"/edit", page.Link+"/new"
	}
	page.Ways = o.waysFrom(c, page.StaffBase, in)
	page.CanHold = o.Staff.May(c, "POST /staff/inspections/:id/evaluation", placeOf(in))
	for _, id := range in.Team {
		if name := o.whoIs(c, id); name != "" {
			page.Team = append(page.Team, name)
		}
	}
	heads, err := o.Book.Heads(ctx, store.Query{Field: "inspection", Is: in.ID})
	if err != nil {
		return err
	}
	page.Rounds, err = o.rows(ctx, page.Printer, heads)
	if err != nil {
		return err
	}
	return o.room.Write(c, http.StatusOK, "inspection", page)
}

// held lists the programme's indicators with what the inspectors hold.
func (o *office) held(c echo.Context, b web.StaffBase, p *inspections.Programme, in *inspections.Inspection) []evaluationRow {
	f, _ := inspections.FrameworkByID(p.Framework)
	var rows []evaluationRow
	for _, code := range p.Evaluated {
		q, _ := f.Indicator(code)
		row := evaluationRow{Indicator: q}
		e, ok := in.Evaluation(code)
		if ok {
			row.By, row.Day = o.whoIs(c, e.Who), b.Date(e.Day)
		}
		for _, g := range inspections.Grades() {
			value := string(rune('0' + g.Value)) // #nosec G115 -- a grade of one figure
			text := b.T("staff.grade." + value)
			row.Grades = append(row.Grades, web.Choice{Value: value, Text: text, On: ok && g.Value == e.Grade})
			if ok && g.Value == e.Grade {
				row.Held = text
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (o *office) evaluate(c echo.Context) error {
	in, err := o.inspection(c)
	if err != nil {
		return err
	}
	grade := 0
	if v := c.FormValue("grade"); len(v) == 1 {
		grade = int(v[0] - '0')
	}
	if _, err := o.Book.Hold(c.Request().Context(), in.ID, c.FormValue("indicator"), grade, o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	return web.Redirect(c, inspectionPath(in.ID)+"#held")
}

// waysFrom are the pages of what comes of an inspection's rounds that the visitor
// may open.
func (o *office) waysFrom(c echo.Context, b web.StaffBase, in *inspections.Inspection) []web.Crumb {
	var ways []web.Crumb
	for _, to := range []struct{ route, link, text string }{
		{"GET /staff/releases/of/:id", "/staff/releases/of/" + url.PathEscape(in.ID), b.T("staff.skim.title", "Inspection", in.Title)},
		{"GET /staff/inspections/:id/findings", inspectionPath(in.ID) + "/findings", b.T("staff.room.findings")},
		{"GET /staff/inspections/:id/evidence", inspectionPath(in.ID) + "/evidence", b.T("staff.evidence.title")},
		{"GET /staff/inspections/:id/report", inspectionPath(in.ID) + "/report", b.T("staff.account.way")},
		{"GET /staff/feedback/:id", "/staff/feedback/" + url.PathEscape(in.ID), b.T("staff.room.feedback")},
		{"GET /staff/inspections/:id/voice", inspectionPath(in.ID) + "/voice", b.T("staff.cycle.way")},
	} {
		if o.Staff.May(c, to.route, placeOf(in)) {
			ways = append(ways, web.Crumb{Text: to.text, Link: to.link})
		}
	}
	return ways
}
