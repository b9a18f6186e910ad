package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// leaves are edits without those of questions that whoever is asking stepped out of.
func leaves(out advice.Away, s *surveys.Survey, edits []editing.Edit) []editing.Edit {
	if len(out) == 0 {
		return edits
	}
	return slices.DeleteFunc(slices.Clone(edits), func(e editing.Edit) bool { return out.FromKey(s, e.Question()) })
}

// themeNames are hard themes in words.
func themeNames(p *i18n.Printer, themes []string) string {
	names := make([]string, len(themes))
	for i, t := range themes {
		names[i] = p.T("staff.hard." + t)
	}
	return strings.Join(names, ", ")
}

// away are the themes of whoever is asking.
func (s *studio) away(c echo.Context) (advice.Away, error) {
	return s.People.SteppedOut(c.Request().Context(), s.Staff.Visitor(c).ID)
}

const (
	carePath  = "/staff/care"
	onceField = "show" // of an address: open what is folded, this once
)

// foldedPage stands where a question would that touches a theme that was stepped out of.
type foldedPage struct {
	web.StaffBase
	Once, Back string // addresses: to open it this once, and away from here
}

// folded draws that page if one of the questions is to be folded for whoever is asking,
// and says whether it did. b and back are the common part of the page and its way back.
func (s *studio) folded(c echo.Context, b web.StaffBase, back string, survey *surveys.Survey, questions ...*surveys.Question) (bool, error) {
	out, err := s.away(c)
	if err != nil || c.QueryParam(onceField) != "" || c.Request().Method != http.MethodGet {
		return false, err
	}
	if !slices.ContainsFunc(questions, func(q *surveys.Question) bool { return out.From(survey, q) }) {
		return false, nil
	}
	query := url.Values{}
	for name, values := range c.QueryParams() {
		query[name] = values
	}
	query.Set(onceField, "once")
	b.Title = b.T("staff.care.folded")
	b.Crumbs = slices.DeleteFunc(b.Crumbs, func(x web.Crumb) bool { return x.Link == "" }) // the last tells what it is
	page := foldedPage{StaffBase: b, Once: c.Request().URL.EscapedPath() + "?" + query.Encode(), Back: back}
	return true, s.room.Write(c, http.StatusOK, "folded", page)
}

// hushed are choices of a survey's questions, those on themes that were stepped out of
// by their number alone. What cannot be read hides every theme.
func (s *studio) hushed(c echo.Context, survey *surveys.Survey, list []web.Choice) []web.Choice {
	out, err := s.away(c)
	if err != nil {
		out = surveys.HardThemes()
	}
	for i, x := range list {
		if q := survey.Question(x.Value); out.From(survey, q) {
			list[i].Text = s.Staff.Printer(c).T("staff.care.choice", "N", 1+slices.Index(survey.Questions, q))
		}
	}
	return list
}

// foldedIn is folded for a page about questions of a draft.
func (s *studio) foldedIn(c echo.Context, doc *editing.Draft, questions ...*surveys.Question) (bool, error) {
	return s.folded(c, s.below(c, doc, ""), surveyPath(doc.ID), doc.Survey, questions...)
}

// carePage is where people choose which hard themes they are not shown.
type carePage struct {
	web.StaffBase
	Themes []web.Choice
	Saved  bool
}

func (s *studio) showCare(c echo.Context) error {
	out, err := s.away(c)
	if err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := carePage{StaffBase: s.Staff.Base(c, "surveys", p.T("staff.care.title")), Saved: c.QueryParam("saved") != ""}
	page.Crumbs = []web.Crumb{{Text: p.T("staff.surveys.title"), Link: "/staff/surveys"}, {Text: page.Title}}
	for _, t := range surveys.HardThemes() {
		page.Themes = append(page.Themes, web.Choice{Value: t, Text: p.T("staff.hard." + t), On: slices.Contains(out, t)})
	}
	return s.room.Write(c, http.StatusOK, "care", page)
}

// stepOut keeps the themes of a form; those that there are not are nobody's.
func (s *studio) stepOut(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	var out []string
	for _, t := range surveys.HardThemes() {
		if slices.Contains(form["out"], t) {
			out = append(out, t)
		}
	}
	if err := s.People.StepOut(c.Request().Context(), s.Staff.Visitor(c).ID, out); err != nil {
		return err
	}
	return web.Redirect(c, carePath+"?saved=yes")
}
