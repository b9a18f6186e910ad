package studio

import (
	"maps"
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

// tell tells what edits of a survey change to somebody from whom questions are hidden:
// of those nothing, and where others name them a line that says nothing of them.
func tell(p *i18n.Printer, s *surveys.Survey, edits []editing.Edit, hidden map[string]bool) []changeView {
	return changeViews(p, hush(p, s, hidden), leaves(edits, hidden))
}

// leaves are edits without those of hidden questions.
func leaves(edits []editing.Edit, hidden map[string]bool) []editing.Edit {
	if len(hidden) == 0 {
		return edits
	}
	return slices.DeleteFunc(slices.Clone(edits), func(e editing.Edit) bool { return hidden[e.Question()] })
}

// hush is a survey to be read by somebody from whom questions are hidden: each is there
// by a line that says nothing of it, at the end where the survey has it no more. It is
// for reading alone, and never written.
func hush(p *i18n.Printer, s *surveys.Survey, hidden map[string]bool) *surveys.Survey {
	if len(hidden) == 0 {
		return s
	}
	quiet, line := *s, surveys.Text(p.Lang(), p.T("staff.care.away"))
	quiet.Questions = nil
	for _, q := range s.Questions {
		if hidden[q.Key] {
			q = hushedQuestion(q, line)
		}
		quiet.Questions = append(quiet.Questions, q)
	}
	for _, key := range slices.Sorted(maps.Keys(hidden)) {
		if s.Question(key) == nil {
			quiet.Questions = append(quiet.Questions, &surveys.Question{Key: key, Text: line})
		}
	}
	return &quiet
}

// hushedQuestion is a question without its words.
func hushedQuestion(q *surveys.Question, line surveys.Words) *surveys.Question {
	quiet := &surveys.Question{Key: q.Key, KindName: q.KindName, Editions: q.Editions, Text: line, Min: q.Min, Max: q.Max, Bands: q.Bands, Faces: q.Faces}
	for _, o := range q.Options {
		quiet.Options = append(quiet.Options, surveys.Option{Key: o.Key, Editions: o.Editions, Text: surveys.Text("en", "…")})
	}
	return quiet
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

// hides are the keys of the questions that are hidden from whoever is asking, in a
// survey and in edits of it; none where they opened the page this once, or where there
// is no survey, nil.
func (s *studio) hides(c echo.Context, survey *surveys.Survey, edits ...editing.Edit) (map[string]bool, error) {
	out, err := s.away(c)
	if err != nil || survey == nil || c.QueryParam(onceField) != "" {
		return nil, err
	}
	return editing.Hidden(out, survey, edits...), nil
}

// folded draws that page if something of it is to be folded for whoever is asking, and
// says whether it did. b and back are the common part of the page and its way back.
func (s *studio) folded(c echo.Context, b web.StaffBase, back string, hidden bool) (bool, error) {
	if !hidden || c.Request().Method != http.MethodGet {
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

// hushedFor is a survey to be read by whoever is asking, with a line in the place of
// each question that is hidden from them. What cannot be read hides every theme.
func (s *studio) hushedFor(c echo.Context, survey *surveys.Survey) *surveys.Survey {
	hidden, err := s.hides(c, survey)
	if err != nil {
		hidden = editing.Hidden(surveys.HardThemes(), survey)
	}
	return hush(s.Staff.Printer(c), survey, hidden)
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
	hidden, err := s.hides(c, doc.Survey)
	if err != nil {
		return false, err
	}
	return s.folded(c, s.below(c, doc, ""), surveyPath(doc.ID), slices.ContainsFunc(questions, func(q *surveys.Question) bool { return hidden[q.Key] }))
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
