package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
)

// mountFindings puts on e what inspectors conclude.
func (k *desk) mountFindings(e *echo.Echo) {
	e.GET("/staff/findings", k.showFindings)
	e.GET("/staff/inspections/:id/findings", k.showMatrix)
	e.GET("/staff/inspections/:id/findings/new", k.newFinding)
	e.POST("/staff/inspections/:id/findings/new", k.startFinding)
	e.GET("/staff/findings/:id", k.showFinding)
	e.GET("/staff/findings/:id/edit", k.editFinding)
	e.POST("/staff/findings/:id/edit", k.saveFinding)
	e.GET("/staff/findings/:id/cite", k.askCite)
	e.POST("/staff/findings/:id/cite", k.saveCite)
	e.GET("/staff/findings/:id/refer", k.askRefer)
	e.POST("/staff/findings/:id/refer", k.saveRefer)
	e.GET("/staff/findings/:id/quote", k.askQuote)
	e.POST("/staff/findings/:id/quote", k.saveQuote)
	e.POST("/staff/findings/:id/drop", k.dropSource)
	e.POST("/staff/findings/:id/state", k.moveFinding)
	e.POST("/staff/findings/:id/say", k.sayOfFinding)
	e.POST("/staff/findings/:id/offer", k.offerFinding)
	e.POST("/staff/findings/:id/read", k.readFinding)
	e.POST("/staff/findings/:id/turn", k.turnFinding)
	e.GET("/staff/findings/:id/history", k.showVersions)
}

func findingPath(id string) string { return "/staff/findings/" + url.PathEscape(id) }

func concludedPath(inspection string) string {
	return "/staff/inspections/" + url.PathEscape(inspection) + "/findings"
}

// findingsPage lists findings: filtered, sorted and paged by its address.
type findingsPage struct {
	web.StaffBase
	Filter      web.Filter
	Findings    []findingLine
	Pager       web.Pager
	Inspections []web.Crumb // where findings can be begun
}

// findingLine is one finding in a list.
type findingLine struct {
	Link, Name, Statement   string
	Inspection, Stage, Bear string
	State                   concernView
	Evidence                string // how it stands together, in words; empty where it was not read
	Voice                   bool
}

// concernView is a state of the evidence with its mark, for shape and word tell it.
type concernView struct{ Text, Mark, Class string }

func concern(b web.StaffBase, is findings.Concern) concernView {
	v := concernView{Text: b.T("staff.findings.state." + string(is)), Mark: "m-half", Class: "see"}
	switch is {
	case findings.NoConcern:
		v.Mark, v.Class = "m-no", "ok"
	case findings.Worrying:
		v.Mark, v.Class = "m-full", "bad"
	}
	return v
}

// findingName is how people call a finding.
func findingName(b web.StaffBase, f *findings.Finding) string {
	return b.T("staff.findings.name", "N", f.Number)
}

func lineOf(b web.StaffBase, f *findings.Finding, inspection string) findingLine {
	l := findingLine{
		Link: findingPath(f.ID), Name: findingName(b, f), Statement: f.Latest.Content.Statement, Inspection: inspection,
		Stage: b.T("staff.findings.stage." + string(f.Stage)), State: concern(b, f.State()),
	}
	if f.Latest.Content.Bears != "" {
		l.Bear = b.T("staff.findings.bears." + string(f.Latest.Content.Bears))
	}
	return l
}

func (k *desk) showFindings(c echo.Context) error {
	ctx := c.Request().Context()
	page := findingsPage{StaffBase: k.Staff.Base(c, "findings", k.Staff.Printer(c).T("staff.room.findings"))}
	all, err := k.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	mine := map[string]*inspections.Inspection{}
	for _, in := range all {
		if k.Staff.May(c, "GET /staff/inspections/:id/findings", placeOf(in)) {
			mine[in.ID] = in
			page.Inspections = append(page.Inspections, web.Crumb{Text: in.Title, Link: concludedPath(in.ID)})
		}
	}
	slices.SortFunc(page.Inspections, func(x, y web.Crumb) int { return cmp.Compare(x.Text, y.Text) })
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Search("q", page.T("staff.findings.find"))
	page.Filter.Select("stage", page.T("staff.findings.stage"), web.Choices(findings.Stages(), func(s findings.Stage) string { return page.T("staff.findings.stage." + string(s)) }))
	list, err := k.findingsOf(c, mine)
	if err != nil {
		return err
	}
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	for _, f := range list {
		page.Synthetic = page.Synthetic || f.Synthetic
		page.Findings = append(page.Findings, lineOf(page.StaffBase, f, mine[f.Inspection].Title))
	}
	return k.room.Write(c, http.StatusOK, "findings", page)
}

// findingsOf are the findings of these inspections that the address asks for.
func (k *desk) findingsOf(c echo.Context, of map[string]*inspections.Inspection) ([]*findings.Finding, error) {
	q, stages := strings.ToLower(strings.TrimSpace(c.QueryParam("q"))), findings.Stages()
	if s := findings.Stage(c.QueryParam("stage")); slices.Contains(stages, s) {
		stages = []findings.Stage{s}
	}
	var list []*findings.Finding
	for _, stage := range stages {
		some, err := k.Findings.In(c.Request().Context(), stage)
		if err != nil {
			return nil, err
		}
		for _, f := range some {
			if in := of[f.Inspection]; in != nil && strings.Contains(strings.ToLower(f.Latest.Content.Statement+"\n"+in.Title), q) {
				list = append(list, f)
			}
		}
	}
	slices.SortFunc(list, func(x, y *findings.Finding) int {
		return cmp.Or(cmp.Compare(of[x.Inspection].Title, of[y.Inspection].Title), cmp.Compare(x.Number, y.Number))
	})
	return list, nil
}

func placeOf(in *inspections.Inspection) web.Place {
	return web.Place{Programme: in.Programme, Inspection: in.ID}
}

// matrixPage is an inspection's findings beside the indicators.
type matrixPage struct {
	web.StaffBase
	Heading    string
	Findings   []findingLine
	Pager      web.Pager
	Indicators matrixView
	Wellbeing  matrixView
	New        string // address; empty: not theirs to begin
	Base       string // address of what was agreed; empty: there is none
}

// matrixView is a matrix with its words. Its columns are the findings of the page, its
// last says what all findings come to.
type matrixView struct {
	web.StaffBase
	ID, Title string
	Columns   []web.Crumb
	Rows      []matrixRow
}

// matrixRow is one indicator.
type matrixRow struct {
	Code, Title string
	Lang        string
	Marks       []markView
	All         string // in words
	Missing     bool   // no finding on it has children's voice
	Nobody      bool   // there is no finding on it
}

// markView is one mark with what it says.
type markView struct{ Mark, Text string }

func (k *desk) theInspection(c echo.Context) (*inspections.Inspection, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, "inspection")
	}
	return k.Book.Inspections.Get(c.Request().Context(), id)
}

// below is the common part of a page about an inspection's findings.
func (k *desk) below(c echo.Context, in *inspections.Inspection, title string) web.StaffBase {
	b := k.Staff.Base(c, "findings", title)
	b.Synthetic = in.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.findings"), Link: "/staff/findings"}, {Text: in.Title, Link: concludedPath(in.ID)}, {Text: title}}
	return b
}

func (k *desk) showMatrix(c echo.Context) error {
	ctx := c.Request().Context()
	in, err := k.theInspection(c)
	if err != nil {
		return err
	}
	laid, err := k.Findings.Lay(ctx, in.ID)
	if err != nil {
		return err
	}
	p, err := k.programme(ctx, in)
	if err != nil {
		return err
	}
	page := matrixPage{StaffBase: k.below(c, in, k.Staff.Printer(c).T("staff.findings.of", "Name", in.Title))}
	page.Crumbs = page.Crumbs[:2]
	page.Crumbs[1].Link = ""
	if k.Evidence != nil {
		page.Base = evidencePath(in.ID)
	}
	if k.Staff.May(c, "POST /staff/inspections/:id/findings/new", placeOf(in)) {
		page.New = concludedPath(in.ID) + "/new"
	}
	shown, pager := web.Paginate(c, page.StaffBase, laid)
	page.Pager = pager
	for _, f := range shown {
		l := lineOf(page.StaffBase, f.Finding, "")
		l.Evidence, l.Voice = page.T("staff.findings.agreement."+string(f.Weighing.Agreement())), f.Weighing.Voice
		page.Findings = append(page.Findings, l)
	}
	m := matrix{page.StaffBase, laid, shown}
	page.Indicators, page.Wellbeing = m.indicators(p), m.wellbeing()
	page.Heading = m.heading(page.Indicators)
	return k.room.Write(c, http.StatusOK, "matrix", page)
}

// matrix draws matrices of all findings, with columns for those of the page.
type matrix struct {
	web.StaffBase
	all, shown []findings.Laid
}

// heading says where children's voice is missing: a sentence that could be wrong.
func (m matrix) heading(v matrixView) string {
	missing := 0
	for _, r := range v.Rows {
		if r.Missing {
			missing++
		}
	}
	switch {
	case len(m.all) == 0:
		return m.T("staff.findings.heading.none")
	case missing == 0:
		return m.T("staff.findings.heading.heard")
	}
	return m.T("staff.findings.heading.missing", "count", missing, "Of", len(v.Rows))
}

// indicators are those that the programme evaluates, and any that a finding bears on.
func (m matrix) indicators(f frameworkOf) matrixView {
	codes := slices.Clone(f.evaluated)
	for _, q := range f.Indicators {
		used := slices.ContainsFunc(m.all, func(l findings.Laid) bool { return slices.Contains(l.Latest.Content.Indicators, q.Code) })
		if used && !slices.Contains(codes, q.Code) {
			codes = append(codes, q.Code)
		}
	}
	return m.view("quality", m.T("staff.findings.matrix.quality"), codes, func(c findings.Content) []string { return c.Indicators }, func(code string) (string, string) {
		q, _ := f.Indicator(code)
		return q.Title, "en"
	})
}

func (m matrix) wellbeing() matrixView {
	return m.view("wellbeing", m.T("staff.findings.matrix.wellbeing"), findings.Wellbeing(), func(c findings.Content) []string { return c.Wellbeing }, func(code string) (string, string) {
		return wellbeingName(m.StaffBase, code), ""
	})
}

func wellbeingName(b web.StaffBase, code string) string {
	return b.T("staff.wellbeing." + strings.ToLower(code))
}

func (m matrix) view(id, title string, codes []string, of func(findings.Content) []string, named func(string) (title, lang string)) matrixView {
	v := matrixView{StaffBase: m.StaffBase, ID: id, Title: title}
	for _, f := range m.shown {
		v.Columns = append(v.Columns, web.Crumb{Text: findingName(m.StaffBase, f.Finding), Link: findingPath(f.ID)})
	}
	all := findings.Matrix(m.all, codes, of)
	for i, row := range findings.Matrix(m.shown, codes, of) {
		r := matrixRow{Code: row.Code, Missing: all[i].Best() != findings.WithVoice, Nobody: all[i].Best() == findings.Apart, All: m.T("staff.findings.voice." + bestWords[all[i].Best()])}
		r.Title, r.Lang = named(row.Code)
		for _, mark := range row.Marks {
			r.Marks = append(r.Marks, []markView{{"", m.T("staff.findings.mark.apart")}, {"m-no", m.T("staff.findings.mark.unvoiced")}, {"m-full", m.T("staff.findings.mark.voice")}}[mark])
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

var bestWords = map[findings.Mark]string{findings.Apart: "nothing", findings.Unvoiced: "missing", findings.WithVoice: "heard"}
