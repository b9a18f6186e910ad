package office

import (
	"cmp"
	"context"
	"errors"
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

// programmesPage lists the programmes: filtered, sorted and paged by its address.
type programmesPage struct {
	web.StaffBase
	Filter     web.Filter
	Programmes []programmeRow
	Pager      web.Pager
	CanMake    bool
}

type programmeRow struct {
	Title, Link, Framework string
	Inspections            int
}

func programmePath(id string) string { return "/staff/programmes/" + url.PathEscape(id) }

func (o *office) showProgrammes(c echo.Context) error {
	ctx := c.Request().Context()
	page := programmesPage{StaffBase: o.Staff.Base(c, "inspections", o.Staff.Printer(c).T("staff.programmes.title"))}
	page.CanMake = o.Staff.May(c, "POST /staff/programmes/new", web.Place{})
	page.Crumbs = []web.Crumb{{Text: page.T("staff.room.inspections"), Link: "/staff/inspections"}, {Text: page.Title}}
	page.Filter = programmesFilter(c, page.StaffBase)
	all, err := o.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	q := strings.ToLower(strings.TrimSpace(c.QueryParam("q")))
	all = slices.DeleteFunc(all, func(p *inspections.Programme) bool {
		return !o.Staff.May(c, "GET /staff/programmes/:id", web.Place{Programme: p.ID}) || !matches(c.QueryParam("framework"), p.Framework) || !strings.Contains(strings.ToLower(p.Title), q)
	})
	for _, p := range all {
		n, err := o.Book.Inspections.Count(ctx, store.Query{Field: "programme", Is: p.ID})
		if err != nil {
			return err
		}
		page.Synthetic = page.Synthetic || p.Synthetic
		page.Programmes = append(page.Programmes, programmeRow{p.Title, programmePath(p.ID), frameworkName(page.StaffBase, p.Framework), int(n)})
	}
	slices.SortStableFunc(page.Programmes, web.Order(c, programmeOrders, "name"))
	page.Programmes, page.Pager = web.Paginate(c, page.StaffBase, page.Programmes)
	return o.room.Write(c, http.StatusOK, "programmes", page)
}

// programmeOrders are the ways in which the list can be sorted.
var programmeOrders = map[string]func(x, y programmeRow) int{
	"name": func(x, y programmeRow) int { return strings.Compare(x.Title, y.Title) },
	"most": func(x, y programmeRow) int {
		return cmp.Or(cmp.Compare(y.Inspections, x.Inspections), strings.Compare(x.Title, y.Title))
	},
}

func programmesFilter(c echo.Context, b web.StaffBase) web.Filter {
	f := web.NewFilter(c, b)
	f.Search("q", b.T("staff.filter.title"))
	var ids []string
	for _, known := range inspections.Frameworks() {
		ids = append(ids, known.ID)
	}
	f.Select("framework", b.T("staff.field.framework"), web.Choices(ids, func(id string) string { return frameworkName(b, id) }))
	f.Sort(web.Choices([]string{"name", "most"}, func(s string) string { return b.T("staff.sort." + s) }))
	return f
}

// frameworkName says which edition of the framework an id stands for.
func frameworkName(b web.StaffBase, id string) string {
	f, ok := inspections.FrameworkByID(id)
	if !ok {
		return b.T("staff.none")
	}
	return b.T("staff.framework.used", "Used", f.Used)
}

// programmePage is one programme with its framework and its inspections.
type programmePage struct {
	web.StaffBase
	Edit        string // link; empty: not theirs to change
	New         string // link to a new inspection; empty likewise
	Over        string // link to releases over its places
	Review      string // link to its review
	Framework   inspections.Framework
	Indicators  []indicatorRow
	Inspections []inspectionRow
	Timeline    timeline
}

// indicatorRow is one quality indicator of the programme's framework.
type indicatorRow struct {
	inspections.Indicator
	Evaluated bool // by this programme's inspections
}

// programme reads the programme that the address names.
func (o *office) programme(c echo.Context) (*inspections.Programme, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, "programme")
	}
	return o.Book.Programmes.Get(c.Request().Context(), id)
}

func (o *office) showProgramme(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	page := programmePage{StaffBase: o.Staff.Base(c, "inspections", p.Title)}
	page.Synthetic = p.Synthetic
	page.Crumbs = programmeCrumbs(page.StaffBase, web.Crumb{Text: p.Title})
	if o.Staff.May(c, "POST /staff/programmes/:id/edit", web.Place{Programme: p.ID}) {
		page.Edit, page.New = programmePath(p.ID)+"/edit", programmePath(p.ID)+"/new"
	}
	page.Over, page.Review = programmePath(p.ID)+"/release", reviewBase+url.PathEscape(p.ID)
	page.Framework, _ = inspections.FrameworkByID(p.Framework)
	for _, q := range page.Framework.Indicators {
		page.Indicators = append(page.Indicators, indicatorRow{q, slices.Contains(p.Evaluated, q.Code)})
	}
	list, err := o.Book.Inspections.All(c.Request().Context(), store.Query{Field: "programme", Is: p.ID})
	if err != nil {
		return err
	}
	list = o.visible(c, list)
	slices.SortFunc(list, byStart)
	page.Timeline = allTimeline(page.StaffBase, list, o.now())
	for _, in := range list {
		page.Inspections = append(page.Inspections, o.inspectionRow(page.StaffBase, in, p.Title))
	}
	return o.room.Write(c, http.StatusOK, "programme", page)
}

func programmeCrumbs(b web.StaffBase, last ...web.Crumb) []web.Crumb {
	return append([]web.Crumb{
		{Text: b.T("staff.room.inspections"), Link: "/staff/inspections"}, {Text: b.T("staff.programmes.title"), Link: "/staff/programmes"},
	}, last...)
}

// programmeForm makes or changes a programme.
type programmeForm struct {
	formBase
	Name       string
	Frameworks []web.Choice
	Indicators []indicatorRow // of the framework chosen; none before it is
}

func (o *office) programmeForm(c echo.Context, p *inspections.Programme, mark string, wrong fault.Problems) error {
	base := o.Staff.Base(c, "inspections", "")
	page := programmeForm{formBase: formBase{StaffBase: base, Mark: mark, wrong: wrong}, Name: p.Title}
	page.Title, page.Action, page.Back = page.T("staff.programme.new"), "/staff/programmes/new", "/staff/programmes"
	if p.ID != "" {
		page.Title, page.Action, page.Back = page.T("staff.programme.edit"), programmePath(p.ID)+"/edit", programmePath(p.ID)
	}
	page.Crumbs = programmeCrumbs(base, web.Crumb{Text: page.Title})
	for _, f := range inspections.Frameworks() {
		page.Frameworks = append(page.Frameworks, web.Choice{Value: f.ID, Text: frameworkName(base, f.ID), On: f.ID == p.Framework})
	}
	if f, ok := inspections.FrameworkByID(p.Framework); ok && p.ID != "" {
		for _, q := range f.Indicators {
			page.Indicators = append(page.Indicators, indicatorRow{q, slices.Contains(p.Evaluated, q.Code)})
		}
	}
	return o.room.Write(c, page.status(), "programme_form", page)
}

func (o *office) newProgramme(c echo.Context) error {
	return o.programmeForm(c, &inspections.Programme{}, "", nil)
}

func (o *office) editProgramme(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	return o.programmeForm(c, p, p.Mark(), nil)
}

// programmeOf reads a programme from a form.
func programmeOf(c echo.Context, id string) (*inspections.Programme, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "form: %v", err)
	}
	p := &inspections.Programme{Title: form.Get("title"), Framework: form.Get("framework"), Evaluated: form["evaluated"]}
	p.ID = id
	return p, nil
}

func (o *office) addProgramme(c echo.Context) error {
	p, err := programmeOf(c, "")
	if err != nil {
		return err
	}
	if f, ok := inspections.FrameworkByID(p.Framework); ok && len(f.Evaluated) > 0 {
		p.Evaluated = f.Evaluated[0].Codes // a start; the next page changes it
	}
	err = o.Book.AddProgramme(c.Request().Context(), p, o.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.programmeForm(c, p, "", wrong)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, programmePath(p.ID))
}

func (o *office) saveProgramme(c echo.Context) error {
	now, err := o.programme(c)
	if err != nil {
		return err
	}
	p, err := programmeOf(c, now.ID)
	if err != nil {
		return err
	}
	mark := c.FormValue("_mark")
	_, err = o.Book.SaveProgramme(c.Request().Context(), p, mark, o.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.programmeForm(c, p, mark, wrong)
	}
	if errors.Is(err, fault.Conflict) {
		return o.programmeConflict(c, p)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, programmePath(p.ID))
}

func (o *office) programmeConflict(c echo.Context, mine *inspections.Programme) error {
	now, err := o.programme(c)
	if err != nil {
		return err
	}
	b := o.Staff.Base(c, "inspections", "")
	return o.conflict(c, "inspections", programmePath(now.ID), now.Audited, []conflictLine{
		{What: b.T("staff.field.title"), Theirs: now.Title, Mine: mine.Title},
		{What: b.T("staff.field.framework"), Theirs: frameworkName(b, now.Framework), Mine: frameworkName(b, mine.Framework)},
		{What: b.T("staff.field.evaluated"), Theirs: strings.Join(now.Evaluated, ", "), Mine: strings.Join(mine.Evaluated, ", ")},
	})
}

// programmeTitles are the titles of all programmes by id.
func (o *office) programmeTitles(ctx context.Context) (map[string]string, error) {
	all, err := o.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, p := range all {
		titles[p.ID] = p.Title
	}
	return titles, nil
}
