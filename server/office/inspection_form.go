package office

import (
	"cmp"
	"errors"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/server/web"
)

// inspectionForm makes or changes an inspection.
type inspectionForm struct {
	formBase
	Name   string
	Areas  []web.Choice
	Starts string
	Stages []web.Choice
	Team   []web.Choice // who is in it
	Others []web.Choice // who could be
}

func (o *office) inspectionForm(c echo.Context, in *inspections.Inspection, mark string, wrong fault.Problems) error {
	base := o.Staff.Base(c, "inspections", "")
	page := inspectionForm{formBase: formBase{StaffBase: base, Mark: mark, wrong: wrong}, Name: in.Title, Starts: in.Starts}
	page.Title, page.Action, page.Back = page.T("staff.inspection.new"), programmePath(in.Programme)+"/new", programmePath(in.Programme)
	if in.ID != "" {
		page.Title, page.Action, page.Back = page.T("staff.inspection.edit"), inspectionPath(in.ID)+"/edit", inspectionPath(in.ID)
	}
	page.Synthetic = in.Synthetic
	page.Crumbs = []web.Crumb{{Text: page.T("staff.room.inspections"), Link: "/staff/inspections"}, {Text: page.Title}}
	for _, a := range inspections.Areas() {
		page.Areas = append(page.Areas, web.Choice{Value: a.Code, Text: a.Name + ", " + a.Code, On: a.Code == in.Area})
	}
	page.Stages = web.Choices(inspections.Steps(), func(s inspections.Step) string { return page.T("staff.inspection.step." + string(s)) }, in.Stage)
	if err := page.people(c, o.People, in.Team); err != nil {
		return err
	}
	return o.room.Write(c, page.status(), "inspection_form", page)
}

// people sorts everybody with an account into those in the team and the others.
func (p *inspectionForm) people(c echo.Context, accounts *people.People, team []string) error {
	all, err := accounts.All(c.Request().Context())
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(x, y *people.Account) int { return cmp.Compare(x.Name, y.Name) })
	for _, a := range all {
		switch in := slices.Contains(team, a.ID); {
		case a.Name == "" || a.State() == people.Ended && !in:
		case in:
			p.Team = append(p.Team, web.Choice{Value: a.ID, Text: a.Name, On: true})
		default:
			p.Others = append(p.Others, web.Choice{Value: a.ID, Text: a.Name})
		}
	}
	return nil
}

func (o *office) newInspection(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	return o.inspectionForm(c, &inspections.Inspection{Programme: p.ID, Synthetic: p.Synthetic}, "", nil)
}

func (o *office) editInspection(c echo.Context) error {
	in, err := o.inspection(c)
	if err != nil {
		return err
	}
	return o.inspectionForm(c, in, in.Mark(), nil)
}

// inspectionOf reads an inspection from a form.
func inspectionOf(c echo.Context, id string) (*inspections.Inspection, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "form: %v", err)
	}
	in := &inspections.Inspection{
		Title: form.Get("title"), Area: form.Get("area"), Starts: form.Get("starts"),
		Stage: inspections.Step(form.Get("stage")), Team: slices.Clone(form["team"]),
	}
	if more := form.Get("add"); more != "" && !slices.Contains(in.Team, more) {
		in.Team = append(in.Team, more)
	}
	in.ID = id
	return in, nil
}

// teamExists keeps of a team those who have an account.
func (o *office) teamExists(c echo.Context, in *inspections.Inspection) {
	in.Team = slices.DeleteFunc(in.Team, func(id string) bool { return o.whoIs(c, id) == "" })
}

func (o *office) addInspection(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	in, err := inspectionOf(c, "")
	if err != nil {
		return err
	}
	in.Programme = p.ID
	o.teamExists(c, in)
	err = o.Book.AddInspection(c.Request().Context(), in, o.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.inspectionForm(c, in, "", wrong)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, inspectionPath(in.ID))
}

func (o *office) saveInspection(c echo.Context) error {
	now, err := o.inspection(c)
	if err != nil {
		return err
	}
	in, err := inspectionOf(c, now.ID)
	if err != nil {
		return err
	}
	in.Programme = now.Programme // an inspection stays where it was made
	o.teamExists(c, in)
	mark := c.FormValue("_mark")
	_, err = o.Book.SaveInspection(c.Request().Context(), in, mark, o.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.inspectionForm(c, in, mark, wrong)
	}
	if errors.Is(err, fault.Conflict) {
		return o.inspectionConflict(c, in)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, inspectionPath(in.ID))
}

func (o *office) inspectionConflict(c echo.Context, mine *inspections.Inspection) error {
	now, err := o.inspection(c)
	if err != nil {
		return err
	}
	b := o.Staff.Base(c, "inspections", "")
	stage := func(in *inspections.Inspection) string {
		if in.Stage == "" {
			return b.T("staff.inspection.by_weeks")
		}
		return b.T("staff.inspection.step." + string(in.Stage))
	}
	team := func(in *inspections.Inspection) string {
		return orNone(b.Printer, inLine(in.Team, func(id string) string { return o.whoIs(c, id) }))
	}
	return o.conflict(c, "inspections", inspectionPath(now.ID), now.Audited, []conflictLine{
		{What: b.T("staff.field.title"), Theirs: now.Title, Mine: mine.Title},
		{What: b.T("staff.field.area"), Theirs: orNone(b.Printer, areaName(now)), Mine: orNone(b.Printer, areaName(mine))},
		{What: b.T("staff.field.starts"), Theirs: orNone(b.Printer, b.Date(now.Starts)), Mine: orNone(b.Printer, b.Date(mine.Starts))},
		{What: b.T("staff.field.stage"), Theirs: stage(now), Mine: stage(mine)},
		{What: b.T("staff.field.team"), Theirs: team(now), Mine: team(mine)},
	})
}
